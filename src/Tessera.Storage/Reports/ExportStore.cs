using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Storage.StoredValue;

namespace Tessera.Storage.Reports;

/// <summary>A member's row of an export.</summary>
/// <param name="Figures">Figures.</param>
/// <param name="Member">Public id, or null when erased.</param>
/// <param name="Identities">Identities, opened.</param>
public sealed record ExportedMember(MemberFigures Figures, MemberId? Member, IReadOnlyList<Identity> Identities);

/// <summary>An entry's row of an export.</summary>
/// <param name="Account">Ledger account id.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Item">The item it belongs to: instants, source and number.</param>
public sealed record ExportedEntry(AccountId Account, LedgerEntry Entry, RecordItem Item);

/// <summary>Stored value of a member, as what is owed in all is summed: value left and cards that can be used. Minor units.</summary>
/// <param name="Account">Ledger account id.</param>
/// <param name="PrincipalMinor">Principal left.</param>
/// <param name="RegisteredMinor">Of it, registered.</param>
/// <param name="BonusMinor">Bonus left.</param>
/// <param name="Cards">Cards that can be used, counted and by period.</param>
/// <param name="PassesLeft">Uses left of the counted ones.</param>
/// <param name="CardsPaidMinor">What was paid for the cards.</param>
public sealed record ExportedWallet(AccountId Account, long PrincipalMinor, long RegisteredMinor, long BonusMinor, long Cards, long PassesLeft, long CardsPaidMinor);

/// <summary>Streams for exports. All are in order of account id and must be walked while the connection's read transaction is open.</summary>
public sealed class ExportStore
{
    private readonly StoreConnection _db;

    internal ExportStore(StoreConnection db) => _db = db;

    /// <summary>Every member with its identities.</summary>
    public IEnumerable<ExportedMember> Members()
    {
        AccountId? after = null;
        while (_db.Members.Page(after, 1000) is { Count: > 0 } page)
        {
            foreach (var figures in page) yield return new ExportedMember(figures, _db.Identities.MemberOf(figures.Account), _db.Identities.Of(figures.Account));
            after = page[^1].Account;
        }
    }

    /// <summary>How many members there are, those merged away among them; counted no further than <paramref name="most"/>.</summary>
    public long CountMembers(long most) => CountUpTo("select 1 from member_state", most);

    /// <summary>How many ledger entries there are, counted no further than <paramref name="most"/>.</summary>
    public long CountEntries(long most) => CountUpTo("select 1 from entry", most);

    /// <summary>How many documents there are, with and without a member, counted no further than <paramref name="most"/>.</summary>
    public long CountDocuments(long most) =>
        Math.Min(most, CountUpTo("select 1 from item where kind in ('purchase', 'refund', 'cancellation')", most) + CountUpTo("select 1 from anonymous_document", most));

    /// <summary>Every ledger entry, by member and place.</summary>
    public IEnumerable<ExportedEntry> Entries()
    {
        foreach (var owned in _db.Records.All())
        {
            foreach (var effect in owned.Item.Effects)
            {
                if (effect is LedgerEntry entry) yield return new ExportedEntry(owned.Account, entry, owned.Item);
            }
        }
    }

    /// <summary>Everybody who has stored value or a card that can be used.</summary>
    public IEnumerable<ExportedWallet> Wallets()
    {
        using var rows = _db.Walk($"select member_id, sum(principal), sum(registered), sum(bonus), sum(cards), sum(passes), sum(paid) from ({WalletStore.Held}) as held group by member_id order by member_id");
        while (rows.Step()) yield return new ExportedWallet(rows.Account(0), rows.Long(1), rows.Long(2), rows.Long(3), rows.Long(4), rows.Long(5), rows.Long(6));
    }

    /// <summary>Every item that moved stored value or a card, by member and sequence.</summary>
    public IEnumerable<OwnedItem> WalletItems()
    {
        using var rows = _db.Walk(
            $"select member_id, {RecordStore.Columns} from item where (member_id, sequence) in (select member_id, sequence from wallet_entry union select member_id, sequence from card_entry) order by member_id, sequence");
        while (rows.Step()) yield return new OwnedItem(rows.Account(0), RecordStore.Read(rows, 1).Item);
    }

    /// <summary>How many members have stored value or a card, counted no further than <paramref name="most"/>.</summary>
    public long CountWallets(long most) => CountUpTo($"select distinct member_id from ({WalletStore.Held}) as held", most);

    /// <summary>How many entries stored value and cards have, counted no further than <paramref name="most"/>.</summary>
    public long CountWalletEntries(long most) => CountUpTo("select 1 from (select member_id from wallet_entry union all select member_id from card_entry) as entries", most);

    /// <summary>Every purchase, refund and cancellation of members, by member and sequence.</summary>
    public IEnumerable<OwnedItem> Documents()
    {
        using var rows = _db.Walk($"select member_id, {RecordStore.Columns} from item where kind in ('purchase', 'refund', 'cancellation') order by member_id, sequence");
        while (rows.Step()) yield return new OwnedItem(rows.Account(0), RecordStore.Read(rows, 1).Item);
    }

    /// <summary>Every purchase and cancellation without a member, by source and number.</summary>
    public IEnumerable<AnonymousDocument> Anonymous()
    {
        using var rows = _db.Walk("select fact, is_stock, claimed_at from anonymous_document order by source, number");
        while (rows.Step()) yield return new AnonymousDocument(RecordJson.ReadFact(rows.Bytes(0)), rows.Bool(1), rows.InstantOrNull(2));
    }

    private long CountUpTo(string rows, long most)
    {
        using var counted = _db.Sql($"select count(*) from ({rows} limit $1) as first_rows").Set(1, most);
        counted.Step();
        return counted.Long(0);
    }

    /// <summary>The external id of a member, the first where there are several, or null: for exports that name members by them.</summary>
    public string? ExternalIdOf(AccountId account)
    {
        using var rows = _db.Sql("select kind, sealed from identity where member_id = $1 and kind >= 'external:' and kind < 'external;' order by added_at, kind, key_index limit 1").Set(1, account);
        return rows.Step() ? _db.Sealing.OpenText("identity " + rows.Text(0), rows.Bytes(1)) : null;
    }

    /// <summary>Every external id with its member, in no order.</summary>
    public IEnumerable<(AccountId Account, string Id)> ExternalIds()
    {
        using var rows = _db.Walk("select member_id, kind, sealed from identity where kind >= 'external:' and kind < 'external;'");
        while (rows.Step()) yield return (rows.Account(0), _db.Sealing.OpenText("identity " + rows.Text(1), rows.Bytes(2)));
    }
}
