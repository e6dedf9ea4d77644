using System.Globalization;
using Tessera.Core.Facts;

namespace Tessera.Scripts;

/// <summary>Facts from the words of a step.</summary>
internal static class ScriptFacts
{
    public static Fact Read(ScriptWords w, FactMoment m, MemberScript script) => Happened(w, script) with { OccurredAt = m.At, RecordedAt = m.Recorded };

    private static Fact Happened(ScriptWords w, MemberScript script) => w.Verb switch
    {
        "join" => new Joined { OccurredAt = default, RecordedAt = default, Channel = w.Value("channel") ?? "store", InvitedBy = w.Value("by"), Invited = w.Value("by") is not null },
        "buy" => Buy(w),
        "refund" or "void" => Refund(w, script),
        "cancel" => new Cancellation { OccurredAt = default, RecordedAt = default, AmountMinor = w.Money(0), Lines = [Line(w, w.Money(0))] },
        "receive" => new Received { OccurredAt = default, RecordedAt = default, PurchaseSequence = script.SequenceOf(w.First) },
        "act" => new Activity { OccurredAt = default, RecordedAt = default, Type = w.First, Object = w.Value("object") },
        "tag" => new TagGiven { OccurredAt = default, RecordedAt = default, Tag = w.First, Through = Day(w.Value("through")) },
        "untag" => new TagTaken { OccurredAt = default, RecordedAt = default, Tag = w.First },
        "segment" => new SegmentMoved { OccurredAt = default, RecordedAt = default, Segment = w.First, Inside = !w.Has("left") },
        "refer" => new Referral { OccurredAt = default, RecordedAt = default, Referee = w.First, Valid = true },
        "unrefer" => new Referral { OccurredAt = default, RecordedAt = default, Referee = w.First, Valid = false },
        "topup" => new TopUp { OccurredAt = default, RecordedAt = default, PrincipalMinor = w.Money(1), Value = w.Has("held") ? new Prepaid() : null },
        "untopup" => new TopUpRefund { OccurredAt = default, RecordedAt = default, TopUpSequence = script.SequenceOf(w.First), PrincipalMinor = w.Money(1) },
        _ => Points(w, script),
    };

    private static Fact Points(ScriptWords w, MemberScript script) => w.Verb switch
    {
        "spend" => new Debit
        {
            OccurredAt = default, RecordedAt = default, Reference = w.First, Points = w.Whole(1), ClampToBalance = w.Has("clamp"),
            ForPurchaseSequence = w.Value("for") is { } order ? script.SequenceOf(order) : 0,
        },
        "unspend" => new DebitCancelled { OccurredAt = default, RecordedAt = default, DebitSequence = script.SequenceOf(w.First) },
        "adjust" => new Adjustment
        {
            OccurredAt = default, RecordedAt = default, Points = w.Whole(0), ReasonCode = "goodwill", Through = Day(w.Value("through")), NeverEnds = w.Has("never"), MayMakeDebt = w.Has("debt"),
        },
        "growth" => new GrowthAdjustment { OccurredAt = default, RecordedAt = default, Growth = w.Whole(0), ReasonCode = "correction" },
        "freeze" => new Frozen { OccurredAt = default, RecordedAt = default, ReasonCode = "risk" },
        "unfreeze" => new Unfrozen { OccurredAt = default, RecordedAt = default },
        "close" => new Closed { OccurredAt = default, RecordedAt = default },
        "send" => new TransferOut { OccurredAt = default, RecordedAt = default, Points = w.Whole(0), To = "acc_other" },
        _ => Tier(w, script),
    };

    private static Fact Tier(ScriptWords w, MemberScript script) => w.Verb switch
    {
        "set" => new TierSet { OccurredAt = default, RecordedAt = default, Tier = w.First, ReasonCode = "care", LockThrough = Day(w.Value("lock")), Accumulates = !w.Has("frozen") },
        "unlock" => new TierUnlocked { OccurredAt = default, RecordedAt = default },
        "overlay" => new OverlayGiven { OccurredAt = default, RecordedAt = default, Kind = Enum.Parse<OverlayKind>(w.At(0), true), Tier = w.At(1), Through = Day(w.Value("through"))!.Value },
        "apply" => new TierApplied { OccurredAt = default, RecordedAt = default, Tier = w.First },
        "decide" => new TierApplicationDecided { OccurredAt = default, RecordedAt = default, ApplicationSequence = script.SequenceOf(w.First), Approved = w.Has("approve"), ReasonCode = "checked" },
        "assess" => new FallAssessed { OccurredAt = default, RecordedAt = default, Review = w.First, Lowers = w.Has("lower"), ReasonCode = "seen", Actor = "person:ann" },
        "cutoff" => new CutOffReached
        {
            OccurredAt = default, RecordedAt = default, Review = w.At(0), Tier = w.At(1), ReviewOn = Day(w.Value("on"))!.Value, Value = long.Parse(w.Value("value") ?? "0", CultureInfo.InvariantCulture),
            Population = 100, Inside = !w.Has("out"),
        },
        "open" => new Opening
        {
            OccurredAt = default, RecordedAt = default, Source = w.First, Growth = long.Parse(w.Value("growth") ?? "0", CultureInfo.InvariantCulture), SpendMinor = ScriptWords.Minor(w.Value("spend") ?? "0"),
            Tier = w.Value("tier"), TierSince = Day(w.Value("since")), Lots = w.Value("points") is { } p ? [new OpeningLot(long.Parse(p, CultureInfo.InvariantCulture), Day(w.Value("since"))!.Value, Day(w.Value("through")))] : [],
        },
        _ => throw new FormatException($"unknown verb {w.Verb}"),
    };

    /// <summary><c>buy A 120.00</c>, or several lines <c>buy A 120.00+30.00x3</c>; options sku= cat= store= channel= code= kind= birthday wholesale.</summary>
    private static Purchase Buy(ScriptWords w) => new()
    {
        OccurredAt = default,
        RecordedAt = default,
        Source = "script",
        Number = w.First,
        Lines = [.. w.At(1).Split('+').Select(part => Part(w, part))],
        StoreId = w.Value("store"),
        Channel = w.Value("channel") ?? "store",
        Codes = w.Value("code") is { } code ? [code] : [],
        SaleKind = w.Has("wholesale") ? "wholesale" : "retail",
        IsBirthday = w.Has("birthday"),
    };

    private static PurchaseLine Part(ScriptWords w, string part)
    {
        var pieces = part.Split('x');
        var quantity = pieces.Length > 1 ? decimal.Parse(pieces[1], CultureInfo.InvariantCulture) : 1;
        return Line(w, (long)(ScriptWords.Minor(pieces[0]) * quantity)) with { Quantity = quantity };
    }

    private static PurchaseLine Line(ScriptWords w, long net) => new()
    {
        Sku = w.Value("sku") ?? "tea",
        Category = w.Value("cat") ?? "drinks",
        Quantity = 1,
        UnitPrice = net / 100m,
        ListMinor = net,
        NetMinor = net,
        Kind = w.Value("kind") is { } kind ? Enum.Parse<LineKind>(kind, true) : LineKind.Goods,
    };

    /// <summary><c>refund A all</c>, <c>refund A 30.00</c>, <c>refund A 2of0</c> (two units of line 0).</summary>
    private static Refund Refund(ScriptWords w, MemberScript script)
    {
        var purchase = script.PurchaseOf(w.First);
        var refund = new Refund { OccurredAt = default, RecordedAt = default, PurchaseSequence = purchase.Sequence, IsVoid = w.Verb == "void", Source = "script", Number = $"R{script.Items.Count}" };
        if (w.Verb == "void") return refund;
        if (w.At(1) == "all") return refund with { Units = [.. purchase.Fact.Lines.Select((l, i) => new RefundedUnits(i, l.Quantity - purchase.Refunded[i].Quantity)).Where(u => u.Quantity > 0)] };
        if (!w.At(1).Contains("of", StringComparison.Ordinal)) return refund with { AmountMinor = w.Money(1) };
        var pieces = w.At(1).Split("of");
        return refund with { Units = [new RefundedUnits(int.Parse(pieces[1], CultureInfo.InvariantCulture), decimal.Parse(pieces[0], CultureInfo.InvariantCulture))] };
    }

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
