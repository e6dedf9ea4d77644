using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;

namespace Tessera.App.StoredValue;

/// <summary>A top-up as shown: its principal and its bonus are lots of their own, used together.</summary>
/// <param name="Id">Its text id inside the record.</param>
/// <param name="TopUpSequence">Sequence of the top-up.</param>
/// <param name="PaidOn">Paid on.</param>
/// <param name="Plan">Recharge package, or null.</param>
/// <param name="Registered">Registered: never ends.</param>
/// <param name="Through">Last day it is used without being reactivated, or null for no end.</param>
/// <param name="Principal">What the member paid and what became of it.</param>
/// <param name="Bonus">What was given on top and what became of it.</param>
public sealed record TopUpView(string Id, long TopUpSequence, DateOnly PaidOn, string? Plan, bool Registered, DateOnly? Through, ValueFigures Principal, ValueFigures Bonus);

/// <summary>Opened = left + used + refunded + gone; minor units.</summary>
/// <param name="OpenedMinor">Opened.</param>
/// <param name="LeftMinor">Left.</param>
/// <param name="UsedMinor">Used, less what came back.</param>
/// <param name="RefundedMinor">Paid back in money; a bonus never is.</param>
/// <param name="GoneMinor">Void, kept by the shop for what was consumed, or moved by a merge.</param>
public sealed record ValueFigures(long OpenedMinor, long LeftMinor, long UsedMinor, long RefundedMinor, long GoneMinor);

/// <summary>A card as shown.</summary>
/// <param name="Id">Its text id inside the record.</param>
/// <param name="Card">Card of the programme.</param>
/// <param name="Name">Its name in the language asked for.</param>
/// <param name="Kind">Count or period.</param>
/// <param name="SoldOn">Sold on.</param>
/// <param name="PriceMinor">Paid, minor units.</param>
/// <param name="Used">Uses made.</param>
/// <param name="UsesLeft">Uses left; null for a period card.</param>
/// <param name="Through">Last day of a period card; null for a count card.</param>
public sealed record CardView(string Id, string Card, string Name, CardKind Kind, DateOnly SoldOn, long PriceMinor, int Used, int? UsesLeft, DateOnly? Through);

/// <summary>The stored value of a member, minor units.</summary>
/// <param name="BalanceMinor">Principal and bonus left.</param>
/// <param name="PrincipalMinor">Principal left: what is owed.</param>
/// <param name="BonusMinor">Bonus left: void with a refund.</param>
/// <param name="SpendableMinor">Can be spent on that date.</param>
/// <param name="Frozen">Stopped by the shop.</param>
/// <param name="LostOn">Reported lost on, or null.</param>
/// <param name="Reissued">How often a card was issued anew.</param>
/// <param name="TopUps">Top-ups, the oldest first: the order they are used in.</param>
/// <param name="Cards">Cards.</param>
/// <param name="On">Local date seen.</param>
public sealed record WalletView(
    long BalanceMinor, long PrincipalMinor, long BonusMinor, long SpendableMinor, bool Frozen, DateOnly? LostOn, int Reissued, IReadOnlyList<TopUpView> TopUps, IReadOnlyList<CardView> Cards, DateOnly On)
{
    /// <summary>Reads the wallet of a member, or null when nobody answers to the name.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="member">Who.</param>
    /// <param name="on">Local date, or null for now.</param>
    /// <param name="language">Language of the names.</param>
    /// <param name="withClosed">Top-ups and cards with nothing left too.</param>
    public static WalletView? Read(ReadScope scope, MemberRef member, DateOnly? on, string language, bool withClosed = false)
    {
        if (MemberSight.Of(scope, member, on) is not { } sight) return null;
        var wallet = sight.State.Wallet;
        if (withClosed) LoadClosed(scope, sight);
        var lots = (withClosed ? wallet.AllLots : wallet.Lots).OrderBy(l => l.PaidOn).ThenBy(l => l.Id);
        var names = sight.Program.Document.StoredValue.Cards;
        return new WalletView(
            wallet.BalanceMinor, wallet.PrincipalMinor, wallet.BonusMinor, Wallets.SpendableOn(sight.State, sight.On), wallet.IsFrozen, wallet.LostOn, wallet.Reissued,
            [.. lots.Select(Of)], [.. (withClosed ? wallet.AllCards : wallet.Cards).Select(c => Of(c, names.FirstOrDefault(n => n.Id == c.Card)?.Names, language))], sight.On);
    }

    /// <summary>The text id of a card.</summary>
    public static string CardId(LotId id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"card_{id.Sequence}_{id.N}");

    private static void LoadClosed(ReadScope scope, MemberSight sight)
    {
        if (sight.IsPast) return;
        var wallet = sight.State.Wallet;
        foreach (var lot in scope.Db.Wallets.LotsOf(sight.Account).Where(l => wallet.Find(l.Id) is null)) wallet.ClosedLots.Add(lot.Id, lot);
        foreach (var card in scope.Db.Wallets.CardsOf(sight.Account).Where(c => wallet.FindCard(c.Id) is null)) wallet.ClosedCards.Add(card.Id, card);
    }

    private static TopUpView Of(WalletLot lot) => new(
        lot.Id.ToString(), lot.TopUpSequence, lot.PaidOn, lot.Plan, lot.IsRegistered, lot.EndsOn?.AddDays(-1),
        new ValueFigures(lot.PaidMinor, lot.PrincipalLeft, lot.PrincipalUsed, lot.PrincipalRefunded, lot.PrincipalGone),
        new ValueFigures(lot.BonusMinor, lot.BonusLeft, lot.BonusUsed, 0, lot.BonusGone));

    private static CardView Of(HeldCard card, LocalText? names, string language) => new(
        CardId(card.Id), card.Card, names is null ? card.Card : language == Text.English ? names.En : names.Zh, card.Kind, card.SoldOn, card.PriceMinor, card.Used, card.UsesLeft, card.EndsOn?.AddDays(-1));
}

/// <summary>An entry of the wallet or of a card as shown.</summary>
/// <param name="Sequence">Item of the record.</param>
/// <param name="N">Place in the item.</param>
/// <param name="OccurredAt">When it happened or fell due.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Kind">Kind: <c>topUp</c>, <c>use</c>, <c>giveBack</c>, <c>refund</c> …; for cards <c>card.sold</c>, <c>card.used</c> ….</param>
/// <param name="PrincipalMinor">Change of the principal.</param>
/// <param name="BonusMinor">Change of the bonus.</param>
/// <param name="BalanceAfterMinor">Principal and bonus after it; null for cards.</param>
/// <param name="CardId">The card, or null.</param>
/// <param name="Uses">Uses of the card it made.</param>
/// <param name="Document">The source document, or null.</param>
/// <param name="Why">The reason in the language asked for.</param>
public sealed record WalletEntryView(
    long Sequence, long N, Instant OccurredAt, Instant RecordedAt, string Kind, long PrincipalMinor, long BonusMinor, long? BalanceAfterMinor, string? CardId, int? Uses, EntryDocument? Document, string Why);

/// <summary>A page of wallet entries.</summary>
/// <param name="Entries">The newest first.</param>
/// <param name="Next">Where the next page begins, or null at the end.</param>
public sealed record WalletPage(IReadOnlyList<WalletEntryView> Entries, LotId? Next)
{
    /// <summary>A page, the newest first; stable under inserts. Null when nobody answers to the name.</summary>
    public static WalletPage? Read(ReadScope scope, MemberRef member, EntryAsk page, string language)
    {
        if (MemberSight.Of(scope, member) is not { } sight) return null;
        var limit = Math.Clamp(page.Limit, 1, ReadEntries.MostOnPage);
        var places = scope.Db.Wallets.PageBack(sight.Account, page.Before is { } before ? (before.Sequence, before.N) : null, limit + 1);
        var items = new Dictionary<long, RecordItem>();
        var shown = new List<WalletEntryView>(limit);
        foreach (var place in places.Take(limit))
        {
            if (!items.TryGetValue(place.Sequence, out var item)) items[place.Sequence] = item = scope.Db.Records.Find(sight.Account, place.Sequence)!;
            shown.Add(Of(item, place.N, sight, language));
        }

        return new WalletPage(shown, places.Count > limit ? new LotId(shown[^1].Sequence, (int)shown[^1].N) : null);
    }

    private static WalletEntryView Of(RecordItem item, long n, MemberSight sight, string language)
    {
        var program = sight.Programs.Number(item.Version).Document;
        var document = EntryDocument.Of(item.Fact);
        var effect = item.Effects.First(e => e is WalletEntry w && w.Id.N == n || e is CardEntry c && c.Id.N == n);
        if (effect is WalletEntry entry)
        {
            return new WalletEntryView(
                item.Sequence, n, item.OccurredAt, item.RecordedAt, Camel(entry.Kind.ToString()), entry.PrincipalMinor, entry.BonusMinor, entry.PrincipalAfter + entry.BonusAfter, null, null, document,
                Text.Render(entry.Reason, language, program));
        }

        var card = (CardEntry)effect;
        return new WalletEntryView(
            item.Sequence, n, item.OccurredAt, item.RecordedAt, "card." + Camel(card.Kind.ToString()), 0, 0, null, WalletView.CardId(card.After.Id), card.Uses, document, Text.Render(card.Reason, language, program));
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>What a shop owes the holders of stored value (L9): the prepaid liability.</summary>
/// <param name="Holders">Members with value left.</param>
/// <param name="PrincipalMinor">Principal left, minor units.</param>
/// <param name="BonusMinor">Bonus left, minor units.</param>
/// <param name="Cards">Cards that can be used.</param>
/// <param name="CardsPaidMinor">What was paid for them, minor units.</param>
public sealed record PrepaidView(long Holders, long PrincipalMinor, long BonusMinor, long Cards, long CardsPaidMinor)
{
    /// <summary>Reads it as of now.</summary>
    public static PrepaidView Read(ReadScope scope) => Of(scope.Db.Wallets.Sums());

    private static PrepaidView Of(Storage.StoredValue.PrepaidSums sums) => new(sums.Holders, sums.PrincipalMinor, sums.BonusMinor, sums.Cards, sums.CardsPaidMinor);
}

/// <summary>A holder behind the prepaid liability.</summary>
/// <param name="MemberId">Public id; absent of an erased person.</param>
/// <param name="PrincipalMinor">Principal left, minor units.</param>
/// <param name="BonusMinor">Bonus left, minor units.</param>
/// <param name="Cards">Cards that can be used.</param>
/// <param name="CardsPaidMinor">What was paid for them, minor units.</param>
public sealed record PrepaidRow(string? MemberId, long PrincipalMinor, long BonusMinor, long Cards, long CardsPaidMinor)
{
    /// <summary>Reads rows with the accounts they are of, in order of account.</summary>
    /// <param name="scope">Moment.</param>
    /// <param name="ofCards">Holders of cards; false: of value; null: of either.</param>
    /// <param name="after">Start after this account; null from the first.</param>
    /// <param name="limit">Most rows.</param>
    public static IReadOnlyList<(AccountId Account, PrepaidRow Row)> Read(ReadScope scope, bool? ofCards, AccountId? after, int limit) =>
        [.. scope.Db.Wallets.Holders(ofCards, after, limit).Select(h => (h.Account, new PrepaidRow(scope.Db.Identities.MemberOf(h.Account)?.ToString(), h.PrincipalMinor, h.BonusMinor, h.Cards, h.CardsPaidMinor)))];
}
