using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Tessera.App.Purchases;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Bookings;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Plans;
using Tessera.Core.Programs;
using Tessera.Core.Redemption;
using Tessera.Core.StoredValue;
using Tessera.Storage;

namespace Tessera.App.Webhooks;

/// <summary>An event of an outbox row.</summary>
/// <param name="N">0 for the fact or a row of its own, else the place of the effect inside the item.</param>
/// <param name="Type">Type.</param>
internal readonly record struct ToldEvent(int N, string Type);

/// <summary>
/// Derives the events of an outbox row and renders them from the record: nothing of an event is stored but where it stands. Purely reading; an erased
/// person's events are rendered without the member id.
/// </summary>
internal sealed class EventRendering(ReadScope scope)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>The events of a row, in order.</summary>
    internal static IReadOnlyList<ToldEvent> EventsOf(StoreConnection db, OutboxRow row)
    {
        if (row.Topic.StartsWith(EventNames.OwnTopic, StringComparison.Ordinal)) return [new ToldEvent(0, row.Topic[EventNames.OwnTopic.Length..])];
        return row.Topic == EventNames.ItemTopic && ItemOf(db, row) is { } item ? EventsOf(item) : [];
    }

    /// <summary>The events of an item, in order.</summary>
    internal static IReadOnlyList<ToldEvent> EventsOf(RecordItem item)
    {
        var told = new List<ToldEvent>();
        if (item.Fact is { } fact && EventNames.Of(fact) is { } type) told.Add(new ToldEvent(0, type));
        for (var i = 0; i < item.Effects.Count; i++)
        {
            if (EventNames.Of(item.Effects[i]) is { } name) told.Add(new ToldEvent(i + 1, name));
        }

        return told;
    }

    /// <summary>The bytes of a message, or null when the row or its item is no more.</summary>
    internal byte[]? Message(OutboxRow row, ToldEvent told, bool withIdentities)
    {
        if (row.Payload is { } payload) return Envelope(row, told.Type, payload);
        if (row.Account is not { } account || ItemOf(scope.Db, row) is not { } item) return null;
        var body = told.N == 0 ? OfFact(account, item) : OfEffect(account, item, item.Effects[told.N - 1]);
        if (body is null) return null;
        body = body with
        {
            MemberId = scope.Db.Identities.MemberOf(account)?.ToString(),
            Sequence = item.Sequence,
            OccurredAt = Moment(item.OccurredAt),
            Identities = withIdentities ? [.. scope.Db.Identities.Of(account).Select(i => new IdentityTold(i.Kind, i.Value))] : null,
        };
        return Envelope(row, told.Type, JsonSerializer.Serialize(body, body.GetType(), Options));
    }

    /// <summary>A body of its own, as JSON.</summary>
    internal static string Json(object body) => JsonSerializer.Serialize(body, body.GetType(), Options);

    internal static DateTimeOffset Moment(Instant at) => DateTimeOffset.UnixEpoch.AddTicks(at.Micros * TimeSpan.TicksPerMicrosecond);

    private static byte[] Envelope(OutboxRow row, string type, string data)
    {
        var at = Moment(row.CreatedAt).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","timestamp":"{{at}}","data":{{data}}}""");
    }

    private static RecordItem? ItemOf(StoreConnection db, OutboxRow row) => row.Account is { } account ? db.Records.Find(account, row.Sequence) : null;

    private MemberEvent? OfFact(AccountId account, RecordItem item) => item.Fact switch
    {
        Purchase purchase => Document(item, purchase) with { PurchaseId = PurchaseId.Of(purchase).ToString(), AmountMinor = item.Purchase?.NetMinor ?? purchase.TotalMinor, StoreId = purchase.StoreId },
        Refund refund => Refunded(account, item, refund),
        Cancellation cancellation => Document(item, cancellation) with { AmountMinor = cancellation.AmountMinor },
        TierApplied applied => new ApplicationEvent { Tier = applied.Tier },
        TierApplicationDecided decided => new ApplicationEvent { Approved = decided.Approved },
        FamilyLinked linked => Family(linked.Main, linked.Card, linked.ReasonCode),
        FamilyUnlinked unlinked => Family(unlinked.Main, unlinked.Card, unlinked.ReasonCode),
        _ => null,
    };

    private MemberEvent? OfEffect(AccountId account, RecordItem item, Effect effect) => effect switch
    {
        LedgerEntry entry => Ledger(account, item, entry),
        WalletEntry entry => Value(account, item, entry),
        CardEntry entry => Card(entry),
        CouponEntry entry => Coupon(account, item, entry),
        BenefitEntry entry => new BenefitEvent { Kind = Camel(entry.Kind.ToString()), Benefit = entry.Benefit, Uses = entry.Uses, CostMinor = entry.CostMinor, Through = entry.Through },
        MemberJoined joined => new MembershipEvent { On = joined.On, Channel = joined.Channel },
        MemberClosed closed => new MembershipEvent { On = closed.On },
        MemberMerged merged => new MembershipEvent { On = merged.On, IntoMemberId = Member(merged.Into) },
        FreezeChanged => new MembershipEvent(),
        TagChanged tag => new TagEvent { Tag = tag.Tag.Tag, Through = tag.Held ? tag.Tag.Through : null, Rule = tag.Tag.Rule },
        SegmentChanged moved => new SegmentEvent { Segment = moved.Segment, On = moved.On },
        TierChanged tier => Tier(tier),
        RedemptionMoved moved => Redemption(moved),
        DrawMade made => new DrawEvent { Draw = made.Draw, Nonce = made.Nonce, Number = made.Number, Prize = made.Given },
        PlanEntry entry => Plan(account, item, entry),
        BookingMoved moved => Booking(moved),
        Notice notice => Notice(item, notice),
        _ => null,
    };

    private FamilyEvent Family(string? main, string? card, string reason) =>
        new() { MainMemberId = main is null ? null : Member(main), CardMemberId = card is null ? null : Member(card), Reason = reason };

    private PurchaseEvent Document(RecordItem item, Fact fact)
    {
        var entries = item.Effects.OfType<LedgerEntry>().ToList();
        return new PurchaseEvent
        {
            Source = fact.Source, Number = fact.Number, Currency = Program(item).Currency,
            Points = entries.Sum(e => e.Points), Pending = entries.Sum(e => e.Pending), Growth = entries.Sum(e => e.Growth),
        };
    }

    private PurchaseEvent Refunded(AccountId account, RecordItem item, Refund refund)
    {
        var refunded = item.Effects.OfType<PurchaseRefunded>().FirstOrDefault();
        return Document(item, refund) with
        {
            PurchaseId = PurchaseOf(account, refund.PurchaseSequence),
            AmountMinor = refunded?.Lines.Sum(l => l.AmountMinor) ?? refund.AmountMinor,
            IsVoid = refund.IsVoid,
            IsComplete = refunded?.Complete ?? false,
        };
    }

    private LedgerEvent Ledger(AccountId account, RecordItem item, LedgerEntry entry)
    {
        var purchase = item.Fact is Purchase fact ? PurchaseId.Of(fact).ToString()
            : item.Fact is Refund refund ? PurchaseOf(account, refund.PurchaseSequence)
            : entry.OrderSequence > 0 ? PurchaseOf(account, entry.OrderSequence) : null;
        return new LedgerEvent
        {
            Kind = Camel(entry.Kind.ToString()), Points = entry.Points, BalanceAfter = entry.BalanceAfter, Pending = entry.Pending, PendingAfter = entry.PendingAfter,
            Growth = entry.Growth, GrowthAfter = entry.GrowthAfter, PurchaseId = purchase, Reason = entry.Reason.Code,
        };
    }

    private WalletEvent Value(AccountId account, RecordItem item, WalletEntry entry) => new()
    {
        Kind = Camel(entry.Kind.ToString()), PrincipalMinor = entry.PrincipalMinor, BonusMinor = entry.BonusMinor, PrincipalAfterMinor = entry.PrincipalAfter, BonusAfterMinor = entry.BonusAfter,
        InterestMinor = entry.InterestMinor, Currency = Program(item).Currency, PurchaseId = entry.OrderSequence > 0 ? PurchaseOf(account, entry.OrderSequence) : null, Reason = entry.Reason.Code,
    };

    private static CardEvent Card(CardEntry entry) => new()
    {
        Kind = Camel(entry.Kind.ToString()), CardId = StoredValue.WalletView.CardId(entry.After.Id), Card = entry.After.Card, Uses = entry.Uses, UsesLeft = entry.After.UsesLeft, Reason = entry.Reason.Code,
    };

    private CouponEvent Coupon(AccountId account, RecordItem item, CouponEntry entry) => new()
    {
        Kind = Camel(entry.Kind.ToString()), Coupon = entry.After.Kind, Status = Camel(entry.After.Status.ToString()),
        CouponId = scope.Db.Identities.MemberOf(account) is { } member ? new Coupons.CouponId(member, entry.After.Id).ToString() : null,
        From = entry.After.FromOn, Through = entry.After.EndsOn?.AddDays(-1), SavedMinor = entry.SavedMinor, Currency = Program(item).Currency, StoreId = entry.StoreId,
        PurchaseId = entry.After.OrderSequence > 0 ? PurchaseOf(account, entry.After.OrderSequence) : null, Reason = entry.Reason.Code,
    };

    private PlanEvent Plan(AccountId account, RecordItem item, PlanEntry entry) => new()
    {
        Kind = Camel(entry.Kind.ToString()), Plan = entry.After.Plan, From = entry.After.From, Through = entry.After.EndsOn.AddDays(-1), PaidMinor = entry.After.PaidMinor,
        PeriodId = scope.Db.Identities.MemberOf(account) is { } member ? new Plans.PlanPeriodId(member, entry.After.Id).ToString() : null,
        RefundedMinor = entry.After.RefundedMinor, Currency = Program(item).Currency, Tier = entry.After.Tier, Reason = entry.Reason.Code,
    };

    private static BookingEvent Booking(BookingMoved moved) => new()
    {
        BookingSequence = moved.After.Sequence, Resource = moved.After.Slot.Resource, On = moved.After.Slot.On, At = moved.After.Slot.At.ToString("HH:mm", CultureInfo.InvariantCulture),
        StartsAt = Moment(moved.After.StartsAt), Seats = moved.After.Seats, SkipsQueue = moved.After.SkipsQueue,
    };

    private static RedemptionEvent Redemption(RedemptionMoved moved) => new()
    {
        RedemptionSequence = moved.Sequence, Reward = moved.Goods?.Reward, Draw = moved.Goods?.Draw, Units = moved.Goods?.Units, Points = moved.Goods?.Points, CashMinor = moved.Goods?.CashMinor,
        Handing = moved.Goods is { } goods ? Camel(goods.Handing.ToString()) : null,
    };

    private static TierEvent Tier(TierChanged tier) => new()
    {
        From = tier.InForceFrom, To = tier.InForceTo, EarnedFrom = tier.EarnedFrom, EarnedTo = tier.EarnedTo, Cause = Camel(tier.Cause.ToString()),
        On = tier.On, ReviewOn = tier.ReviewOn, ValidUntil = tier.ValidUntil,
    };

    private NoticeEvent Notice(RecordItem item, Notice notice)
    {
        var document = Program(item);
        string In(string language) => notice.Text is { } own ? Text.Fill(own, notice.Reason, language, document) : Text.Render(notice.Reason, language, document);
        return new NoticeEvent { Topic = notice.Topic, On = notice.On, TextZh = In(Text.Chinese), TextEn = In(Text.English) };
    }

    private string? PurchaseOf(AccountId account, long sequence) => scope.Db.Records.Find(account, sequence)?.Fact is Purchase purchase ? PurchaseId.Of(purchase).ToString() : null;

    private string? Member(string? account) => AccountId.TryParse(account, out var id) ? scope.Db.Identities.MemberOf(id)?.ToString() : null;

    private ProgramDocument Program(RecordItem item) => scope.Programs.Number(item.Version).Document;

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
