using Tessera.Core.Facts;

namespace Tessera.Storage.Facts;

/// <summary>A refund, void or receipt of a purchase that had no member when it was told.</summary>
/// <param name="Source">Source of the purchase.</param>
/// <param name="Number">Number of the purchase.</param>
/// <param name="N">Its place among those of the purchase, from 1.</param>
/// <param name="Fact">The fact as told; it names no place of a record.</param>
public sealed record AnonymousFollow(string Source, string Number, long N, Fact Fact);

/// <content>What happened to purchases before somebody claimed them.</content>
public sealed partial class DocumentStore
{
    /// <summary>Keeps a refund, void or receipt of a purchase without a member, as the next one of it.</summary>
    /// <param name="source">Source of the purchase.</param>
    /// <param name="number">Number of the purchase.</param>
    /// <param name="fact">The fact.</param>
    public void AddFollow(string source, string number, Fact fact)
    {
        var content = DocumentContent.Of(fact);
        if (fact is { Source: { } own, Number: { } ownNumber })
        {
            _db.Ahead.Documents.Remove((own, ownNumber));
            _db.Sql("insert into document (source, number, kind, content) values ($1, $2, $3, $4)")
                .Set(1, own).Set(2, ownNumber).Set(3, RecordJson.KindOf(fact)).SetBytes(4, content).RunOnce();
        }

        _db.Sql("insert into anonymous_follow (source, number, n, follow_source, follow_number, content, fact) values ($1, $2, $3, $4, $5, $6, $7)")
            .Set(1, source).Set(2, number).Set(3, FollowsOf(source, number).Count + 1L).Set(4, fact.Source).Set(5, fact.Number).SetBytes(6, content)
            .SetText(7, RecordJson.Write(fact)).RunOnce();
    }

    /// <summary>
    /// Keeps others from telling of a purchase without a member, or claiming it, until this transaction ends: what is told and what a claim reads follow each other.
    /// </summary>
    /// <exception cref="StoreFault">It was claimed meanwhile: decide the batch again.</exception>
    public void HoldUnclaimed(string source, string number)
    {
        var held = _db.Sql("update document set kind = kind where source = $1 and number = $2 and member_id is null").Set(1, source).Set(2, number).RunCounted();
        if (held != 1) throw new StoreFault(FaultKind.Constraint, 0, $"document {source} {number} has a member by now", "claim");
    }

    /// <summary>What was told of a purchase before it was claimed, in the order told; as a rule nothing.</summary>
    public IReadOnlyList<AnonymousFollow> FollowsOf(string source, string number)
    {
        using var rows = _db.Sql("select source, number, n, fact from anonymous_follow where source = $1 and number = $2 order by n").Set(1, source).Set(2, number);
        return [.. Follows(rows)];
    }

    /// <summary>All of them by purchase and place. Walk it while the connection's transaction is open.</summary>
    public IEnumerable<AnonymousFollow> AllFollows()
    {
        using var rows = _db.Walk("select source, number, n, fact from anonymous_follow order by source, number, n");
        foreach (var follow in Follows(rows)) yield return follow;
    }

    /// <summary>The document of a fact that was decided with the claim of its purchase: it names the purchase's place in the record from now on.</summary>
    internal void ClaimFollow(Fact fact, AccountId account, long sequence)
    {
        var (source, number) = NameOf(fact);
        _db.Ahead.Documents.Remove((source, number));
        var changed = _db.Sql("update document set member_id = $3, sequence = $4, content = $5 where source = $1 and number = $2 and member_id is null")
            .Set(1, source).Set(2, number).Set(3, account).Set(4, sequence).SetBytes(5, DocumentContent.Of(fact)).RunCounted();
        if (changed != 1) throw new StoreFault(FaultKind.Constraint, 0, $"document {source} {number} cannot be claimed", "claim");
    }

    private static IEnumerable<AnonymousFollow> Follows(Statement rows)
    {
        while (rows.Step()) yield return new AnonymousFollow(rows.Text(0), rows.Text(1), rows.Long(2), RecordJson.ReadFact(rows.Bytes(3)));
    }
}
