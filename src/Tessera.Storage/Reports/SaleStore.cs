using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Storage.Reports;

/// <summary>A purchase with its place in the record that holds it.</summary>
/// <param name="Account">Whose record.</param>
/// <param name="Sequence">Its place there.</param>
/// <param name="Fact">The purchase.</param>
public sealed record SoldTo(AccountId Account, long Sequence, Purchase Fact);

/// <summary>A document without a member, and what was told of it since.</summary>
/// <param name="Fact">The purchase or cancellation.</param>
/// <param name="TotalMinor">Its total as told, minor units, signed.</param>
/// <param name="Follows">Refunds, voids and receipts, in the order told.</param>
public sealed record SoldToNobody(Fact Fact, long TotalMinor, IReadOnlyList<Fact> Follows);

/// <summary>What reports of sales read beside the states of members. Windows are half-open; walks need the connection's read transaction open.</summary>
public sealed class SaleStore
{
    private readonly StoreConnection _db;

    internal SaleStore(StoreConnection db) => _db = db;

    /// <summary>Purchases that occurred in a window, in order of account and sequence.</summary>
    /// <param name="from">From this instant.</param>
    /// <param name="before">Before this one.</param>
    /// <param name="first">Accounts from this one on.</param>
    public IEnumerable<SoldTo> Purchases(Instant from, Instant before, AccountId first)
    {
        using var rows = _db.Walk("select member_id, sequence, fact from item where kind = 'purchase' and occurred_at >= $1 and occurred_at < $2 and member_id >= $3 order by member_id, sequence")
            .Set(1, from).Set(2, before).Set(3, first);
        while (rows.Step()) yield return new SoldTo(rows.Account(0), rows.Long(1), (Purchase)RecordJson.ReadFact(rows.Bytes(2)));
    }

    /// <summary>Purchases of a window in records that were merged into others since: by the account that stays, the sequence of the merge there, and their own sequence. As a rule few.</summary>
    public IReadOnlyDictionary<(AccountId Into, long Merge, long Sequence), SoldTo> Merged(Instant from, Instant before)
    {
        using var rows = _db.Sql("select m.into_member_id, m.into_sequence, i.sequence, i.fact, i.member_id from merge m join item i on i.member_id = m.member_id"
            + " where m.undone_at is null and i.kind = 'purchase' and i.occurred_at >= $1 and i.occurred_at < $2").Set(1, from).Set(2, before);
        var found = new Dictionary<(AccountId, long, long), SoldTo>();
        while (rows.Step()) found[(rows.Account(0), rows.Long(1), rows.Long(2))] = new SoldTo(rows.Account(4), rows.Long(2), (Purchase)RecordJson.ReadFact(rows.Bytes(3)));
        return found;
    }

    /// <summary>Documents of a window that nobody claimed; stock documents are in no report.</summary>
    public IEnumerable<SoldToNobody> WithoutMember(Instant from, Instant before)
    {
        using var rows = _db.Walk("select d.source, d.number, d.total_minor, d.fact, f.fact from anonymous_document d left join anonymous_follow f on f.source = d.source and f.number = d.number"
            + " where d.is_stock = 0 and d.claimed_at is null and d.occurred_at >= $1 and d.occurred_at < $2 order by d.source, d.number, f.n").Set(1, from).Set(2, before);
        (string Source, string Number, SoldToNobody Sold, List<Fact> Follows)? open = null;
        while (rows.Step())
        {
            if (open is not { } known || known.Source != rows.Text(0) || known.Number != rows.Text(1))
            {
                if (open is { } done) yield return done.Sold;
                var follows = new List<Fact>();
                open = (rows.Text(0), rows.Text(1), new SoldToNobody(RecordJson.ReadFact(rows.Bytes(3)), rows.Long(2), follows), follows);
            }

            if (!rows.IsNull(4)) open.Value.Follows.Add(RecordJson.ReadFact(rows.Bytes(4)));
        }

        if (open is { } last) yield return last.Sold;
    }

    /// <summary>Points by the instant they were recorded, in no order.</summary>
    public IEnumerable<(Instant At, EntryKind Kind, long Points)> Points(Instant from, Instant before)
    {
        using var rows = _db.Walk("select i.recorded_at, e.kind, e.points from item i join entry e on e.member_id = i.member_id and e.sequence = i.sequence where i.recorded_at >= $1 and i.recorded_at < $2 and e.points <> 0")
            .Set(1, from).Set(2, before);
        while (rows.Step()) yield return (rows.Instant(0), RecordJson.ParseCamelCase<EntryKind>(rows.Text(1)), rows.Long(2));
    }
}
