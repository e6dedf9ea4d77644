using Tessera.Core;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Growth;
using Tessera.Core.Points;
using Tessera.Core.Programs;

namespace Tessera.Against;

/// <summary>A programme of the model, said in Core's words. What Core cannot say is refused here, never dropped.</summary>
internal static class CoreProgram
{
    public static BusinessCalendar Calendar { get; } = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3600)]);

    public static ProgramHistory From(Model.ModelProgram program) => new([CompiledProgram.Compile(Document(program), 1, new Instant(0), Calendar)]);

    /// <summary>Ten-thousandths of an exact ratio.</summary>
    public static int TenThousandths(Model.Ratio ratio) => (int)Whole(ratio * 10_000);

    /// <summary>A ratio that must be a whole number.</summary>
    public static long Whole(Model.Ratio ratio) =>
        ratio.Denominator.IsOne ? (long)ratio.Numerator : throw new NotSupportedException($"{ratio} is not whole");

    private static ProgramDocument Document(Model.ModelProgram program) => new()
    {
        Code = "against",
        Names = new LocalText("对照", "Against"),
        Time = new TimeRules { ReviewClosesAfterDays = program.ClosesAfterDays },
        Purchases = new PurchaseRules
        {
            UnitPrices = program.UnitPrices == Model.UnitPrices.Round ? UnitPriceMode.Round : UnitPriceMode.Keep,
            OverRefund = program.RefundExcess == Model.RefundExcess.Clamp ? OverRefund.Clamp : OverRefund.Refuse,
            OrderAboveMinor = Math.Max(0, program.OrderMinimumMinor - 1),
            QualifyingTax = program.SpendWithTax ? TaxBasis.With : TaxBasis.Without,
            ExcludedCategories = [.. program.ExcludedCategories],
        },
        Points = CorePoints.From(program),
        Growth = Growth(program),
        Earn = [.. program.EarnRules.Select(rule => Rule(program, rule)), .. program.Campaigns.Select(Campaign)],
        Referrals = new ReferralRule { RewardPoints = program.ReferralReward },
        Ladder = CoreLadder.From(program),
        Reviews = CoreLadder.Reviews(program),
    };

    private static GrowthRules Growth(Model.ModelProgram program)
    {
        var growth = program.Growth;
        if (growth.SpendCapPerOrder is not null || growth.Rounding != program.Rounding) throw new NotSupportedException("growth by order, or rounded by itself");
        return new GrowthRules
        {
            SpendRate = Rate(growth.SpendRate, growth.PerFull),
            SpendDailyCap = growth.SpendCapPerDay ?? 0,
            Behaviours = [.. growth.Behaviours.Select(source => new GrowthBehaviour(source.Behaviour, source.Growth, (source.DailyTimes ?? 0) * source.Growth, 0))],
            BehaviourShare = growth.ShareKind == Model.BehaviourShareKind.None
                ? null
                : new BehaviourShare(
                    (int)Whole(growth.BehaviourShare * 100), growth.ShareKind == Model.BehaviourShareKind.Cap ? ShareReading.Cap : ShareReading.Weight),
        };
    }

    private static Rate Rate(Model.Ratio rate, long? perFull) => perFull is { } per
        ? new Rate(Whole(rate), per, RateMode.PerFull)
        : new Rate((long)rate.Numerator, (long)rate.Denominator, RateMode.Proportional);

    private static EarnRule Rule(Model.ModelProgram program, Model.ModelEarnRule rule)
    {
        var money = rule.Kind == Model.EarnKind.Spend;
        if (rule.DailyTimes is not null || (!money && rule.PerFull is not null)) throw new NotSupportedException($"{rule.Id}: times a day, or units per full");
        return new EarnRule
        {
            Id = rule.Id,
            Names = new LocalText(rule.Id, rule.Id),
            Kind = rule.Kind switch
            {
                Model.EarnKind.Spend => EarnKind.Money,
                Model.EarnKind.Unit => EarnKind.Unit,
                Model.EarnKind.Purchase => EarnKind.Purchase,
                Model.EarnKind.Behaviour => EarnKind.Behaviour,
                _ => throw new NotSupportedException(),
            },
            Rate = money ? Rate(rule.Rate, rule.PerFull) : null,
            Points = money ? 0 : Whole(rule.Rate),
            Behaviour = rule.Behaviour,
            Basis = new EarnBasis
            {
                AfterDiscounts = !rule.BeforeDiscounts, WithTax = !rule.WithoutTax, WithFreight = rule.WithFreight, OrderDiscountsReduce = rule.OrderDiscountsReduce,
            },
            Scope = Scope(rule),
            Caps = [.. Cap(CapPeriod.Order, rule.Cap), .. Cap(CapPeriod.Day, rule.DailyPoints)],
            OnCap = rule.Kind == Model.EarnKind.Behaviour ? CorePoints.OnCap(program) : OnCap.Cut,
            Priority = rule.Priority,
            Exclusive = rule.Exclusive,
            Multiplied = rule.Multiplied,
        };
    }

    private static IEnumerable<PointsCap> Cap(CapPeriod period, long? points) => points is { } most ? [new PointsCap(period, most)] : [];

    private static EarnScope Scope(Model.ModelEarnRule rule) => new()
    {
        Categories = rule.Categories,
        Skus = rule.Skus,
        Stores = rule.Stores,
        Channels = rule.Channels,
        SaleKinds = rule.SaleKinds,
        Weekdays = rule.Weekdays,
        FromHour = rule.FromTime,
        UntilHour = rule.UntilTime,
        From = rule.From,
        Through = rule.Through,
        Tiers = rule.Tiers,
        Tags = rule.Tag is null ? [] : [rule.Tag],
        ExcludeCategories = rule.ExcludedCategories,
        ExcludeSkus = rule.ExcludedSkus,
        Code = rule.Code,
    };

    private static EarnRule Campaign(Model.ModelCampaign campaign) => new()
    {
        Id = campaign.Id,
        Names = new LocalText(campaign.Id, campaign.Id),
        Kind = EarnKind.Multiplier,
        Multiplier = TenThousandths(campaign.Multiplier),
        Scope = new EarnScope
        {
            From = campaign.From,
            Through = campaign.Through,
            Stores = campaign.Store is null ? [] : [campaign.Store],
            Channels = campaign.Channel is null ? [] : [campaign.Channel],
        },
    };
}
