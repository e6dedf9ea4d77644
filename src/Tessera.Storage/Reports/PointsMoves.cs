using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Storage.Reports;

/// <summary>One entry as a report of points reads it.</summary>
/// <param name="Account">Ledger account.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Points">Change of the balance.</param>
/// <param name="Pending">Change of pending points.</param>
/// <param name="BalanceAfter">Balance after it.</param>
public readonly record struct PointsMove(AccountId Account, Instant RecordedAt, EntryKind Kind, long Points, long Pending, long BalanceAfter);

/// <summary>Which entries stand behind a figure.</summary>
/// <param name="Kinds">Of these kinds.</param>
/// <param name="Sign">1: points came, -1: they went, 0: pending points moved.</param>
/// <param name="From">Recorded from this instant.</param>
/// <param name="Before">Recorded before this one.</param>
public sealed record EntryPick(IReadOnlyList<EntryKind> Kinds, int Sign, Instant From, Instant Before);

/// <summary>An entry with its place.</summary>
/// <param name="Account">Ledger account.</param>
/// <param name="Sequence">Item of the record.</param>
/// <param name="N">Place in the item.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Points">Change of the balance.</param>
/// <param name="Pending">Change of pending points.</param>
/// <param name="Fact">What was told; null for what the night settled.</param>
public sealed record PlacedEntry(AccountId Account, long Sequence, int N, Instant RecordedAt, EntryKind Kind, long Points, long Pending, Fact? Fact);

/// <summary>A member's points at a moment.</summary>
/// <param name="Account">Ledger account.</param>
/// <param name="Balance">Balance; below zero a debt.</param>
/// <param name="Pending">Pending points.</param>
public readonly record struct BalanceAt(AccountId Account, long Balance, long Pending);

/// <summary>The ledger as one stream.</summary>
public sealed class PointsMoves
{
    private readonly StoreConnection _db;

    internal PointsMoves(StoreConnection db) => _db = db;

    /// <summary>Every entry recorded before an instant, member by member in the order of the record.</summary>
    public IEnumerable<PointsMove> Before(Instant end)
    {
        using var rows = _db.Walk("select e.member_id, i.recorded_at, e.kind, e.points, e.pending, e.balance_after from entry e join item i on i.member_id = e.member_id and i.sequence = e.sequence"
            + " where i.recorded_at < $1 order by e.member_id, e.sequence, e.n").Set(1, end);
        while (rows.Step()) yield return new PointsMove(rows.Account(0), rows.Instant(1), RecordJson.ParseCamelCase<EntryKind>(rows.Text(2)), rows.Long(3), rows.Long(4), rows.Long(5));
    }

    /// <summary>Entries behind a figure, in order of account and place.</summary>
    /// <param name="pick">Which.</param>
    /// <param name="after">Start after this place.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<PlacedEntry> Behind(EntryPick pick, (AccountId Account, long Sequence, int N) after, int limit)
    {
        if (pick.Kinds.Count == 0) return [];
        var kinds = string.Join(", ", pick.Kinds.Select(k => $"'{RecordJson.CamelCase(k)}'"));
        var moved = pick.Sign switch { > 0 => "e.points > 0", < 0 => "e.points < 0", _ => "e.pending <> 0" };
        using var rows = _db.Sql(
            "select e.member_id, e.sequence, e.n, i.recorded_at, e.kind, e.points, e.pending, i.fact from entry e join item i on i.member_id = e.member_id and i.sequence = e.sequence"
            + $" where i.recorded_at >= $1 and i.recorded_at < $2 and e.kind in ({kinds}) and {moved}"
            + " and (e.member_id > $3 or (e.member_id = $3 and (e.sequence > $4 or (e.sequence = $4 and e.n > $5)))) order by e.member_id, e.sequence, e.n limit $6")
            .Set(1, pick.From).Set(2, pick.Before).Set(3, after.Account.Value).Set(4, after.Sequence).Set(5, after.N).Set(6, limit);
        var found = new List<PlacedEntry>();
        while (rows.Step())
        {
            found.Add(new PlacedEntry(
                rows.Account(0), rows.Long(1), (int)rows.Long(2), rows.Instant(3), RecordJson.ParseCamelCase<EntryKind>(rows.Text(4)), rows.Long(5), rows.Long(6), rows.IsNull(7) ? null : RecordJson.ReadFact(rows.Bytes(7))));
        }

        return found;
    }

    /// <summary>Points of every member with an entry before an instant, in order of account; the read transaction must be open.</summary>
    /// <param name="end">Recorded before this instant.</param>
    /// <param name="after">Start after this account.</param>
    public IEnumerable<BalanceAt> Balances(Instant end, AccountId after)
    {
        using var rows = _db.Walk("select e.member_id, e.balance_after, e.pending_after from entry e join item i on i.member_id = e.member_id and i.sequence = e.sequence"
            + " where i.recorded_at < $1 and e.member_id > $2 order by e.member_id, e.sequence, e.n").Set(1, end).Set(2, after.Value);
        BalanceAt? last = null;
        while (rows.Step())
        {
            var now = new BalanceAt(rows.Account(0), rows.Long(1), rows.Long(2));
            if (last is { } before && before.Account != now.Account) yield return before;
            last = now;
        }

        if (last is { } final) yield return final;
    }
}
