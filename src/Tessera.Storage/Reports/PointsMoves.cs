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
}
