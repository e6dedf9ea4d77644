using Tessera.Core;
using Tessera.Core.Earning;
using Tessera.Core.Growth;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;

namespace Tessera.Server.Tests.Pages;

/// <summary>A tea chain's programme with one of everything the rules page has words for.</summary>
internal static class SampleProgram
{
    private static readonly Window Year = new(WindowKind.RollingMonths, 12);

    public static ProgramDocument Tea { get; } = new()
    {
        Code = "tea",
        Names = new("星月茶会", "Star & Moon Tea"),
        Points = new PointsRules
        {
            Expiry = new ExpiryRule { Kind = ExpiryKind.Rolling, Length = new Span(12, 0), RoundUpTo = PeriodEnd.Month },
            BirthdayMultiplier = 20_000,
            JoinPoints = 50,
            Caps = [new PointsCap(CapPeriod.Day, 5_000)],
        },
        Growth = new GrowthRules
        {
            SpendRate = new Rate(1, 100, RateMode.PerFull),
            Behaviours = [new GrowthBehaviour("checkin", 2, 2, 0), new GrowthBehaviour("review", 10, 0, 50)],
            BehaviourShare = new BehaviourShare(30, ShareReading.Cap),
        },
        Earn = [.. Rules()],
        Ladder = new Ladder { Tiers = [.. Tiers()] },
        Reviews = [.. Reviews()],
    };

    private static Compare Spend(long minor, Window? window) => new(new MetricReading(Metric.Spend, window), Comparison.AtLeast, minor);

    private static Compare Referrals(long count) => new(new MetricReading(Metric.Referrals, Window.Lifetime), Comparison.AtLeast, count);

    private static IEnumerable<EarnRule> Rules()
    {
        yield return new EarnRule { Id = "spend", Names = new("消费得积分", "Points for spending"), Kind = EarnKind.Money, Rate = new Rate(10, 100, RateMode.Proportional) };
        yield return new EarnRule
        {
            Id = "wed", Names = new("周三奶茶日", "Milk tea Wednesday"), Kind = EarnKind.Multiplier, Multiplier = 20_000,
            Scope = new EarnScope { Categories = ["奶茶"], Weekdays = [DayOfWeek.Wednesday], FromHour = new TimeOnly(14, 0), UntilHour = new TimeOnly(17, 0) },
        };
        yield return new EarnRule
        {
            Id = "code", Names = new("春日礼", "Spring gift"), Kind = EarnKind.Purchase, Points = 100,
            Scope = new EarnScope { Code = "SPRING-SECRET", From = new DateOnly(2026, 3, 1), Through = new DateOnly(2026, 3, 31), OrderAtLeastMinor = 5_000, Tiers = ["gold", "platinum"] },
        };
        yield return new EarnRule { Id = "checkin", Names = new("每日签到", "Daily check-in"), Kind = EarnKind.Behaviour, Behaviour = "checkin", Points = 5, OncePerObject = false, Caps = [new PointsCap(CapPeriod.Day, 5)] };
        yield return new EarnRule { Id = "review", Names = new("评价订单", "Review an order"), Kind = EarnKind.Behaviour, Behaviour = "review", Points = 20, Caps = [new PointsCap(CapPeriod.Month, 100)] };
    }

    private static IEnumerable<TierRule> Tiers()
    {
        yield return new TierRule { Id = "base", Names = new("普通", "Member"), Benefits = [new("生日祝福", "Birthday wishes")] };
        yield return new TierRule { Id = "silver", Names = new("银卡", "Silver"), Enter = Spend(60_000, Year), Multiplier = 12_000, GiftPoints = 200, Benefits = [new("9.5 折", "5 % off"), new("生日买一送一", "Two for one on the birthday")] };
        yield return new TierRule
        {
            Id = "gold", Names = new("金卡", "Gold"), Multiplier = 15_000, GiftPoints = 500,
            Enter = new AnyOf([Spend(200_000, Year), new AllOf([Spend(100_000, Year), Referrals(3)])]),
            Benefits = [new("9 折", "10 % off"), new("新品试饮", "New drinks first"), new("免费配送", "Free delivery")],
        };
        yield return new TierRule
        {
            Id = "platinum", Names = new("铂金卡", "Platinum"), Enter = Spend(600_000, Year), EntryMode = EntryMode.Application, Multiplier = 20_000,
            Benefits = [new("8.5 折", "15 % off"), new("免排队", "No queue")],
        };
    }

    private static IEnumerable<Review> Reviews()
    {
        yield return new Review
        {
            Id = "january", Names = new("年度评定", "Yearly review"), Does = ReviewDoes.Settle, Moment = new Moment(MomentKind.Yearly, new MonthDay(1, 1)), Window = new Window(WindowKind.PreviousYear),
            Keep = new Dictionary<string, Condition>(StringComparer.Ordinal) { ["silver"] = Spend(40_000, null), ["gold"] = Spend(150_000, null), ["platinum"] = Spend(450_000, null) },
        };
        yield return new Review
        {
            Id = "monthly", Names = new("月度提醒", "Monthly warning"), Does = ReviewDoes.Warn, Moment = new Moment(MomentKind.Monthly, new MonthDay(1, 1)), Window = new Window(WindowKind.PreviousMonth),
            Keep = new Dictionary<string, Condition>(StringComparer.Ordinal) { ["silver"] = Spend(5_000, null), ["gold"] = Spend(17_000, null), ["platinum"] = Spend(50_000, null) },
            Failures = 3, FallsAfterWarning = true, TaskPack = new TaskPack("checkin", 3, new Span(1, 0)),
        };
    }
}
