namespace Tessera.Storage.Members;

/// <summary>A family card that is linked (P30).</summary>
/// <param name="Card">The card.</param>
/// <param name="Main">Its main member as it was linked, merged or not since.</param>
/// <param name="LinkedAt">Since when.</param>
public sealed record FamilyLink(AccountId Card, AccountId Main, Instant LinkedAt);

/// <summary>Family cards as rows: whose purchases a card's are.</summary>
public sealed class FamilyStore
{
    private const string Columns = "member_id, main_member_id, linked_at";
    private readonly StoreConnection _db;

    internal FamilyStore(StoreConnection db) => _db = db;

    /// <summary>The link of a card, or null.</summary>
    public FamilyLink? LinkOf(AccountId card)
    {
        using var rows = _db.Sql($"select {Columns} from family_link where member_id = $1").Set(1, card);
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>Cards of a main member, and of those that were merged into it, the oldest first.</summary>
    public IReadOnlyList<FamilyLink> CardsOf(AccountId main)
    {
        var mains = new List<AccountId> { main };
        for (var i = 0; i < mains.Count; i++) mains.AddRange(_db.Identities.MergedInto(mains[i]).Select(m => m.Merged).Except(mains));
        return [.. mains.SelectMany(Linked).OrderBy(l => l.LinkedAt).ThenBy(l => l.Card)];
    }

    /// <summary>Notes a link.</summary>
    public void Add(FamilyLink link) =>
        _db.Sql($"insert into family_link ({Columns}) values ($1, $2, $3)").Set(1, link.Card).Set(2, link.Main).Set(3, link.LinkedAt).RunOnce();

    /// <summary>Forgets the link of a card.</summary>
    public void Remove(AccountId card) => _db.Sql("delete from family_link where member_id = $1").Set(1, card).RunOnce();

    private List<FamilyLink> Linked(AccountId main)
    {
        using var rows = _db.Sql($"select {Columns} from family_link where main_member_id = $1 order by member_id").Set(1, main);
        var links = new List<FamilyLink>();
        while (rows.Step()) links.Add(Read(rows));
        return links;
    }

    private static FamilyLink Read(Statement rows) => new(rows.Account(0), rows.Account(1), rows.Instant(2));
}
