namespace Tessera.Model;

public enum RoundHow { Floor, HalfUp, Ceiling }

public enum RoundAt { Order, AfterMultipliers, BeforeMultipliers }

public enum StackHow { Max, Sum, Product }

public enum CapPolicy { Cut, Refuse }

public enum UnitPrices { Keep, Round }

public enum TierForEarning { Before, After }

public enum ConsumeOrder { EarliestExpiry, FirstEarned }

public enum ExpiryKind { Never, RollingMonths, RollingDays, FixedDates, InactivityMonths, InactivityDays }

public enum LateNotice { Postpone, Expire }

public enum PendingKind { None, Days, Received }

public enum Shortfall { Debt, Clamp, PendingOnly }

public enum OverAsk { Clamp, Refuse }

public enum TransferExpiry { Keep, Restart }

public enum AutoRedeemAt { Night, Fact }

public enum Period { Day, Month, Quarter, Half, Year }

public enum EarnKind { Spend, Unit, Purchase, Behaviour }

public enum LineKind { Goods, Freight, Fee, Deposit, TopUp, Levy }

public enum RefundExcess { Refuse, Clamp }

/// <summary>What one programme says about points, growth and tiers: every switch of semantics §1 to §6.</summary>
public sealed class ModelProgram
{
    public UnitPrices UnitPrices { get; set; } = UnitPrices.Keep;

    /// <summary>Qualifying spend with (default) or without tax.</summary>
    public bool SpendWithTax { get; set; } = true;

    public HashSet<string> ExcludedCategories { get; } = [];

    /// <summary>An order counts when the money left of it after refunds is above zero and reaches this.</summary>
    public long OrderMinimumMinor { get; set; }

    public RefundExcess RefundExcess { get; set; } = RefundExcess.Refuse;

    public int ClosesAfterDays { get; set; } = 3;

    public List<ModelEarnRule> EarnRules { get; } = [];

    public RoundAt RoundAt { get; set; } = RoundAt.Order;

    public RoundHow Rounding { get; set; } = RoundHow.Floor;

    public StackHow Stack { get; set; } = StackHow.Max;

    public TierForEarning TierForEarning { get; set; } = TierForEarning.Before;

    public Ratio BirthdayMultiplier { get; set; } = 1;

    public List<ModelCampaign> Campaigns { get; } = [];

    public long? OrderCap { get; set; }

    public List<ModelPeriodCap> PeriodCaps { get; } = [];

    public CapPolicy CapPolicy { get; set; } = CapPolicy.Cut;

    public ConsumeOrder ConsumeOrder { get; set; } = ConsumeOrder.EarliestExpiry;

    public bool SameOrderSpending { get; set; }

    public ModelExpiry Expiry { get; set; } = new(ExpiryKind.Never);

    public int NoticeDays { get; set; } = 30;

    public LateNotice LateNotice { get; set; } = LateNotice.Postpone;

    public ModelPending Pending { get; set; } = new(PendingKind.None);

    public Shortfall Shortfall { get; set; } = Shortfall.Debt;

    public int ReturnGraceDays { get; set; } = 30;

    public int LateLotDays { get; set; } = 7;

    public OverAsk OverAsk { get; set; } = OverAsk.Clamp;

    public bool Transfers { get; set; }

    public TransferExpiry TransferExpiry { get; set; } = TransferExpiry.Keep;

    public bool FreezeStopsEarning { get; set; }

    public ModelAutoRedemption? AutoRedemption { get; set; }

    public long ReferralReward { get; set; }

    public long BirthdayGift { get; set; }

    public long AnniversaryGift { get; set; }

    public ModelGrowth Growth { get; } = new();

    public ModelLadder Ladder { get; } = new();
}

/// <summary>Rolling: N months or days, optionally rounded up to a period's end. Fixed: calendar dates as (month, day).</summary>
public sealed record ModelExpiry(ExpiryKind Kind, int N = 0, Period? RoundUpTo = null)
{
    public IReadOnlyList<(int Month, int Day)> Dates { get; init; } = [];

    public bool IsInactivity => Kind is ExpiryKind.InactivityMonths or ExpiryKind.InactivityDays;

    /// <summary>The local date at whose start a lot that counts from the given day is gone; null for never.</summary>
    public DateOnly? EndsOn(DateOnly from)
    {
        DateOnly? through = Kind switch
        {
            ExpiryKind.Never => null,
            ExpiryKind.RollingMonths or ExpiryKind.InactivityMonths => from.AddMonths(N),
            ExpiryKind.RollingDays or ExpiryKind.InactivityDays => from.AddDays(N),
            ExpiryKind.FixedDates => NextFixed(from),
            _ => throw new InvalidOperationException("Unknown expiry."),
        };
        if (through is { } day && RoundUpTo is { } period)
        {
            through = ModelDates.PeriodEnd(period, day);
        }

        return through?.AddDays(1);
    }

    private DateOnly NextFixed(DateOnly from) =>
        Enumerable.Range(from.Year, 2)
            .SelectMany(year => Dates.Select(date => ModelDates.InYear(year, date.Month, date.Day)))
            .Where(day => day >= from)
            .Min();
}

/// <summary>Days: active at the start of D + N. Received: active on the event, cancelled at the start of D + deadline.</summary>
public sealed record ModelPending(PendingKind Kind, int Days = 0, int? DeadlineDays = null);

/// <summary>Whenever the spendable points reach AtBalance, Points are redeemed, again while they still do.</summary>
public sealed record ModelAutoRedemption(long AtBalance, long Points, AutoRedeemAt At = AutoRedeemAt.Night);

public sealed record ModelPeriodCap(Period Period, long Points);

public sealed record ModelCampaign(string Id, Ratio Multiplier, DateOnly From, DateOnly Through)
{
    public string? Store { get; init; }

    public string? Channel { get; init; }
}

/// <summary>One earn rule. Rates are points per minor unit of money, per unit, per purchase or per behaviour.</summary>
public sealed record ModelEarnRule(string Id, EarnKind Kind, Ratio Rate)
{
    /// <summary>Null is proportional; N is perFull N (minor units of money or units of goods).</summary>
    public long? PerFull { get; init; }

    public int Priority { get; init; }

    public bool Exclusive { get; init; }

    /// <summary>Whether the multipliers of tier, birthday and campaigns apply.</summary>
    public bool Multiplied { get; init; } = true;

    /// <summary>At most so many points by this rule per order.</summary>
    public long? Cap { get; init; }

    public string? Code { get; init; }

    public bool BeforeDiscounts { get; init; }

    public bool WithoutTax { get; init; }

    public bool WithFreight { get; init; }

    public bool OrderDiscountsReduce { get; init; } = true;

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Skus { get; init; } = [];

    public IReadOnlyList<string> ExcludedCategories { get; init; } = [];

    public IReadOnlyList<string> ExcludedSkus { get; init; } = [];

    public IReadOnlyList<string> Stores { get; init; } = [];

    public IReadOnlyList<string> Channels { get; init; } = [];

    public IReadOnlyList<string> SaleKinds { get; init; } = [];

    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    public IReadOnlyList<string> Tiers { get; init; } = [];

    public string? Tag { get; init; }

    public TimeOnly? FromTime { get; init; }

    public TimeOnly? UntilTime { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? Through { get; init; }

    /// <summary>For behaviours: the type, and at most so many times and points on one local day.</summary>
    public string? Behaviour { get; init; }

    public int? DailyTimes { get; init; }

    public long? DailyPoints { get; init; }

    /// <summary>Asks nothing of member, moment, place, code or goods: part of the base rate.</summary>
    public bool IsPlain => Kind == EarnKind.Spend && !ScopedToGoods && Code is null && Tag is null && FromTime is null && UntilTime is null && From is null && Through is null
        && Stores.Count + Channels.Count + SaleKinds.Count + Weekdays.Count + Tiers.Count == 0;

    public bool ScopedToGoods => Categories.Count > 0 || Skus.Count > 0;
}

public enum BehaviourShareKind { None, Cap, Weight }

/// <summary>Growth by spend (points per minor unit of qualifying spend) and by behaviour.</summary>
public sealed class ModelGrowth
{
    public Ratio SpendRate { get; set; } = 0;

    public long? PerFull { get; set; }

    public RoundHow Rounding { get; set; } = RoundHow.Floor;

    public long? SpendCapPerOrder { get; set; }

    public long? SpendCapPerDay { get; set; }

    public List<ModelBehaviourGrowth> Behaviours { get; } = [];

    public BehaviourShareKind ShareKind { get; set; } = BehaviourShareKind.None;

    /// <summary>The behaviour share, 30/100 for "70 % spend + 30 % behaviour".</summary>
    public Ratio BehaviourShare { get; set; } = Ratio.Of(30, 100);
}

public sealed record ModelBehaviourGrowth(string Behaviour, long Growth, int? DailyTimes = null);
