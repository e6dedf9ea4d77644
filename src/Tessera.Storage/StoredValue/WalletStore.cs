using Tessera.Core.StoredValue;

namespace Tessera.Storage.StoredValue;

/// <summary>What a shop owes its holders of stored value, minor units.</summary>
/// <param name="Holders">Members with value left.</param>
/// <param name="PrincipalMinor">Principal left: the prepaid liability.</param>
/// <param name="BonusMinor">Bonus left.</param>
/// <param name="Cards">Cards that can be used.</param>
/// <param name="CardsPaidMinor">What was paid for them.</param>
public sealed record PrepaidSums(long Holders, long PrincipalMinor, long BonusMinor, long Cards, long CardsPaidMinor);

/// <summary>What a shop owes one holder, minor units.</summary>
/// <param name="Account">Ledger account id.</param>
/// <param name="PrincipalMinor">Principal left.</param>
/// <param name="BonusMinor">Bonus left.</param>
/// <param name="Cards">Cards that can be used.</param>
/// <param name="CardsPaidMinor">What was paid for them.</param>
public sealed record PrepaidHolder(AccountId Account, long PrincipalMinor, long BonusMinor, long Cards, long CardsPaidMinor);

/// <summary>A wallet entry or a card entry as a list shows it.</summary>
/// <param name="Sequence">Item of the record.</param>
/// <param name="N">Place inside it.</param>
/// <param name="IsCard">Whether it is of a card.</param>
public sealed record WalletPlace(long Sequence, long N, bool IsCard);

/// <summary>Stored value and cards as rows: top-ups with nothing left, the lists of entries, what is owed in all.</summary>
public sealed class WalletStore
{
    /// <summary>Value left and cards that can be used, as rows of their holders: what is owed.</summary>
    internal const string Held = ValueHeld + " union all " + CardsHeld;
    private const string ValueHeld =
        "select member_id, principal_left as principal, principal_left * registered as registered, bonus_left as bonus, 0 as cards, 0 as passes, 0 as paid from wallet_lot where principal_left + bonus_left > 0";
    private const string CardsHeld =
        "select member_id, 0 as principal, 0 as registered, 0 as bonus, 1 as cards, case when kind = 'count' then uses - used else 0 end as passes, price_minor as paid from card where is_over = 0 and (kind = 'period' or used < uses)";
    private readonly StoreConnection _db;

    internal WalletStore(StoreConnection db) => _db = db;

    /// <summary>All top-ups of a member, in order of id.</summary>
    public IReadOnlyList<WalletLot> LotsOf(AccountId account) => Lots(account, "");

    /// <summary>All cards of a member, in order of id.</summary>
    public IReadOnlyList<HeldCard> CardsOf(AccountId account) => Cards(account, "");

    /// <summary>Places of a member's wallet and card entries, the newest first.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="before">Start before this place; null from the newest.</param>
    /// <param name="limit">Most places.</param>
    public IReadOnlyList<WalletPlace> PageBack(AccountId account, (long Sequence, long N)? before, int limit)
    {
        const string page = "select sequence, n, 0 as is_card from wallet_entry where member_id = $1 and (sequence < $2 or (sequence = $2 and n < $3))"
            + " union all select sequence, n, 1 as is_card from card_entry where member_id = $1 and (sequence < $2 or (sequence = $2 and n < $3)) order by sequence desc, n desc limit $4";
        using var rows = _db.Sql(page).Set(1, account).Set(2, before?.Sequence ?? long.MaxValue).Set(3, before?.N ?? long.MaxValue).Set(4, limit);
        var places = new List<WalletPlace>();
        while (rows.Step()) places.Add(new WalletPlace(rows.Long(0), rows.Long(1), rows.Bool(2)));
        return places;
    }

    /// <summary>What is owed to all holders.</summary>
    public PrepaidSums Sums()
    {
        using var value = _db.Sql("select count(distinct member_id), coalesce(sum(principal_left), 0), coalesce(sum(bonus_left), 0) from wallet_lot where principal_left + bonus_left > 0");
        value.Step();
        using var cards = _db.Sql("select count(*), coalesce(sum(price_minor), 0) from card where is_over = 0 and (kind = 'period' or used < uses)");
        cards.Step();
        return new PrepaidSums(value.Long(0), value.Long(1), value.Long(2), cards.Long(0), cards.Long(1));
    }

    /// <summary>Who is owed what: the rows that <see cref="Sums"/> adds up, in order of account.</summary>
    /// <param name="ofCards">Holders of cards and what was paid for them; false: holders of value; null: both.</param>
    /// <param name="after">Start after this holder; null from the first.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<PrepaidHolder> Holders(bool? ofCards, AccountId? after, int limit)
    {
        var held = ofCards switch { true => CardsHeld, false => ValueHeld, null => Held };
        using var rows = _db.Sql($"select member_id, sum(principal), sum(bonus), sum(cards), sum(paid) from ({held}) as held where member_id > $1 group by member_id order by member_id limit $2").Set(1, after?.Value ?? long.MinValue).Set(2, limit);
        var holders = new List<PrepaidHolder>();
        while (rows.Step()) holders.Add(new PrepaidHolder(rows.Account(0), rows.Long(1), rows.Long(2), rows.Long(3), rows.Long(4)));
        return holders;
    }

    /// <summary>Principal and bonus after an item of a member's record, minor units.</summary>
    public long BalanceAt(AccountId account, long sequence)
    {
        using var rows = _db.Sql("select principal_after + bonus_after from wallet_entry where member_id = $1 and sequence <= $2 order by sequence desc, n desc limit 1").Set(1, account).Set(2, sequence);
        return rows.Step() ? rows.Long(0) : 0;
    }

    internal void LoadClosed(AccountId account, Wallet wallet)
    {
        // What a decision closed since loading is newer than its row.
        foreach (var lot in Lots(account, " and principal_left + bonus_left = 0"))
        {
            if (wallet.Find(lot.Id) is null) wallet.ClosedLots.Add(lot.Id, lot);
        }

        foreach (var card in Cards(account, " and (is_over = 1 or (kind = 'count' and used >= uses))"))
        {
            if (wallet.FindCard(card.Id) is null) wallet.ClosedCards.Add(card.Id, card);
        }
    }

    private List<WalletLot> Lots(AccountId account, string which)
    {
        using var rows = _db.Sql($"select {WalletLotRow.Columns} from wallet_lot where member_id = $1{which} order by sequence, n").Set(1, account);
        var lots = new List<WalletLot>();
        while (rows.Step()) lots.Add(WalletLotRow.Read(rows));
        return lots;
    }

    private List<HeldCard> Cards(AccountId account, string which)
    {
        using var rows = _db.Sql($"select {CardRow.Columns} from card where member_id = $1{which} order by sequence, n").Set(1, account);
        var cards = new List<HeldCard>();
        while (rows.Step()) cards.Add(CardRow.Read(rows));
        return cards;
    }
}
