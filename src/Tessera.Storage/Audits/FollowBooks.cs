using Tessera.Core.Facts;

namespace Tessera.Storage.Audits;

/// <summary>
/// The books of what was told of purchases before somebody claimed them: each fact reads as it was digested, the places of a purchase have no gap, the purchase
/// is there, and a fact with a number of its own stands under it, before the claim without a member and after it as the claim decided it.
/// </summary>
internal sealed class FollowBooks(StoreConnection db, BooksReport report)
{
    private const string Table = "anonymous_follow";

    public void Check()
    {
        using var rows = db.Walk("select f.source, f.number, f.n, f.content, f.fact, f.follow_source, f.follow_number, a.claimed_at, p.sequence, p.member_id, d.content, d.member_id, a.source"
            + " from anonymous_follow f left join anonymous_document a on a.source = f.source and a.number = f.number"
            + " left join document p on p.source = f.source and p.number = f.number"
            + " left join document d on d.source = f.follow_source and d.number = f.follow_number order by f.source, f.number, f.n");
        var last = (Source: "", Number: "", N: 0L);
        while (rows.Step())
        {
            var (source, number, n) = (rows.Text(0), rows.Text(1), rows.Long(2));
            var place = $"{source} {number} {n}";
            var before = last.Source == source && last.Number == number ? last.N : 0;
            if (n != before + 1) report.Add(Table, null, place, "missing", "the places have a gap before it");
            last = (source, number, n);
            CheckRow(rows, place);
        }
    }

    private void CheckRow(Statement rows, string place)
    {
        if (Read(rows.Bytes(4)) is not { } fact || !rows.Bytes(3).SequenceEqual(DocumentContent.Of(fact)))
        {
            report.Add(Table, null, place, "changed", "its digest differs");
            return;
        }

        if (rows.IsNull(12)) report.Add("anonymous_document", null, place, "missing", "something was told of a purchase that is not there");
        if ((fact.Source, fact.Number) != (rows.TextOrNull(5), rows.TextOrNull(6))) report.Add(Table, null, place, "changed", "it is told under another number");
        var isClaimed = rows.AccountOrNull(9) is not null;
        if (isClaimed == rows.IsNull(7)) report.Add("anonymous_document", null, place, "changed", "claimed without a member, or a member without a claim");
        if (fact.Number is null) return;
        var stands = !rows.IsNull(10) && rows.AccountOrNull(11) == rows.AccountOrNull(9) && rows.Bytes(10).SequenceEqual(DocumentContent.Of(Of(fact, rows.LongOrNull(8) ?? 0)));
        if (!stands) report.Add("document", null, $"{fact.Source} {fact.Number}", rows.IsNull(10) ? "missing" : "changed", "it is not what was told of the purchase");
    }

    private static Fact Of(Fact fact, long sequence) => fact switch
    {
        Refund refund => refund with { PurchaseSequence = sequence },
        Received received => received with { PurchaseSequence = sequence },
        _ => fact,
    };

    private static Fact? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return RecordJson.ReadFact(json);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
