using Tessera.App.Coupons;
using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Purchases;

/// <summary>What a basket costs whom, and why. It holds for <see cref="QuoteToken.ValidMinutes"/> minutes unless something it rests on changes.</summary>
/// <param name="Token">The quote as its token carries it.</param>
/// <param name="Sealed">The token as text.</param>
/// <param name="Price">The price.</param>
/// <param name="Item">What the order will do to its member: earn, growth, tier; null without a member.</param>
public sealed record Quote(QuoteToken Token, string Sealed, PricedOrder Price, RecordItem? Item)
{
    /// <summary>The tier in force after the order; null without a member.</summary>
    public string? TierAfter { get; init; }

    /// <summary>Coupons that were named and are none the member can use, under the names they were given; no part of the order.</summary>
    public IReadOnlyList<NotApplied> Unread { get; init; } = [];

    /// <summary>What the order earns and what is missing to the next tier after it, in words; null without a member.</summary>
    public Reason? Earns => Item?.Effects.OfType<Notice>().FirstOrDefault(n => n.Topic == "purchase.earned")?.Reason;
}

/// <summary>Prices baskets (semantics §8). A quote is the decision of its commit on a copy of the member: nothing is stored, nothing reserved.</summary>
public static class Quotes
{
    /// <summary>Quotes a basket now.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="basket">The purchase with wishes, without source and number; its instants are filled in.</param>
    /// <param name="member">For whom, or null for nobody known.</param>
    /// <param name="text">Reasons of hand lines, or null.</param>
    public static Answer<Quote> Of(ReadScope scope, Purchase basket, MemberRef? member, string? text)
    {
        var now = scope.AsOf;
        var purchase = basket with { OccurredAt = now, RecordedAt = now, Wishes = basket.Wishes ?? new Wishes() };
        if (member is null) return ToNobody(scope, purchase, text);
        if (member.Resolve(scope.Db) is not { } buyer) return MemberRefusals.Unknown;
        var payer = Families.Of(scope, buyer, now);
        var account = payer.Account;
        if (scope.Db.Members.Load(account) is not { } loaded) return MemberRefusals.Unknown;
        if (loaded.IsHalted) return Refusal.Of("member.halted");
        // What fell due by now is settled first, so that a coupon that ended today says so.
        Decide.Settle(scope.Programs, loaded.State, scope.Today, now, isHistory: false);
        if (payer.Card is not null && purchase.Wishes.Coupons.Count > 0) return Refusal.Of("family.cannotRedeem");
        var coupons = WishedCoupons.Read(scope, account, loaded.State, purchase.Wishes.Coupons);
        purchase = purchase with { Wishes = purchase.Wishes with { Coupons = coupons.Places } };
        var asked = payer.Mark(purchase) with { IsBirthday = Birthdays.IsOn(scope.Db, scope.Programs, account, now), Rooms = Rooms(scope, purchase) };
        var decision = Decide.Member(scope.Programs, loaded.State, new Command(asked));
        if (decision.Refusal is { } refusal) return refusal;
        var item = decision.Items[^1];
        return Told(scope, purchase, (scope.Db.Identities.MemberOf(buyer), text), (item.Purchase!.Priced!, item)) with { TierAfter = loaded.State.InForce, Unread = coupons.Missed };
    }

    /// <summary>What is left of the shared limits a purchase reads, as far as one can see without a lock.</summary>
    private static IReadOnlyList<Room>? Rooms(ReadScope scope, Purchase purchase)
    {
        var limits = Decide.SharedLimits(scope.Programs, purchase);
        if (limits.Count == 0) return null;
        var used = scope.Db.SharedCounters.UsedOf(limits.Select(l => l.Id));
        return [.. limits.Select(l => new Room(l.Id, Math.Max(0, l.Most - used.GetValueOrDefault(l.Id))))];
    }

    private static Answer<Quote> ToNobody(ReadScope scope, Purchase purchase, string? text) =>
        Decide.PriceToNobody(scope.Programs, purchase, out var refusal) is { } price
            ? Told(scope, purchase with { Wishes = purchase.Wishes! with { Coupons = [] } }, (null, text), (price, null))
            : refusal!;

    private static Quote Told(ReadScope scope, Purchase purchase, (MemberId? Member, string? Text) whose, (PricedOrder Price, RecordItem? Item) decided)
    {
        var quoted = purchase with { Wishes = purchase.Wishes! with { Quoted = QuotedPrice.Of(decided.Price) } };
        var token = new QuoteToken(quoted, whose.Member, whose.Text);
        return new Quote(token, token.Seal(scope.Sealing), decided.Price, decided.Item);
    }
}

/// <summary>
/// A quote becomes a purchase under the till's source and number: priced again under the lock, and refused where anything of the price is not what was told
/// (<c>quote.changed</c>). The same number told again is a repeat, however old the token is by then.
/// </summary>
public sealed record CommitQuote : WriteCommand<KeptPurchase>
{
    /// <summary>The quote.</summary>
    public required QuoteToken Token { get; init; }

    /// <summary>Source system.</summary>
    public required string Source { get; init; }

    /// <summary>Its number.</summary>
    public required string Number { get; init; }

    /// <summary>Tenders of what was left to pay; none is told where the till does not say.</summary>
    public IReadOnlyList<Payment> Payments { get; init; } = [];

    private RecordPurchase Purchase => new()
    {
        Purchase = Token.Purchase with { Source = Source, Number = Number, Payments = Payments },
        Member = Token.Member is { } member ? MemberRef.By(member) : null,
        Text = Token.Text,
        MayBackdate = true,
        Actor = Actor,
        Entrance = Entrance,
    };

    internal override void Foresee(Foresight foresight) => Purchase.Foresee(foresight);

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Purchase.Needs(scope);

    internal override IEnumerable<string> Shares(BatchScope scope) => Purchase.Shares(scope);

    internal override Answer<KeptPurchase> Decide(BatchScope scope)
    {
        if (scope.Document(Source, Number) is null && scope.Now > Token.ExpiresAt) return Refusal.Of("quote.expired", Reason.Count("minutes", QuoteToken.ValidMinutes));
        return Purchase.Decide(scope);
    }

    internal override AuditNote NoteOf(BatchScope scope, KeptPurchase made) => PurchaseNotes.Of(made);
}
