using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Growth;
using Tessera.Core.Points;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Keys;

/// <summary>The kinds of value that keys share: switches with their values, ids, amounts.</summary>
internal static class Kinds
{
    public static readonly PatternKind Id = new("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "编号：字母、数字、点、横线、下划线，最多 64 位", "an id of letters, digits, dots, hyphens and underscores, at most 64");
    public static readonly PatternKind Code = new("^[a-z0-9][a-z0-9-]{0,39}$", "小写字母、数字与横线，最多 40 位", "lower-case letters, digits and hyphens, at most 40");
    public static readonly PatternKind Currency = new("^[A-Z]{3}$", "三位货币代码，如 CNY", "a currency code of three letters such as CNY");
    public static readonly PatternKind Zone = new("^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$", "时区名，如 Asia/Shanghai", "a zone name such as Asia/Shanghai");
    public static readonly PatternKind CategoryPath = new("^[^/\\s][^/]*(/[^/\\s][^/]*)*$", "分类路径，如 tea/milk", "a category path such as tea/milk");
    public static readonly PatternKind Word = new("^.{1,100}$", "1 到 100 字的文本", "a text of 1 to 100 characters");
    public static readonly LocalTextKind Name = new(30);
    public static readonly LocalTextKind Sentence = new(500);
    public static readonly YesNoKind YesNo = new();
    public static readonly MoneyKind Money = new(0);
    public static readonly MoneyKind SomeMoney = new(1);
    public static readonly PointsKind Points = new(0);
    public static readonly PointsKind SomePoints = new(1);
    public static readonly CountKind Growth = new(0, 1_000_000_000);
    public static readonly DurationKind Days = new(3_650, "day", "天");
    public static readonly DurationKind Minutes = new(525_600, "minute", "分钟");
    public static readonly MultiplierKind Multiplier = new();
    public static readonly LengthKind Length = new(false);
    public static readonly LengthKind LengthOrNone = new(true);
    public static readonly DateKind Date = new();
    public static readonly TimeKind Time = new();
    public static readonly MonthDayKind MonthDay = new();
    public static readonly WindowTextKind Window = new();
    public static readonly ListKind<string> Ids = new(Id, 500);
    public static readonly ListKind<string> Words = new(Word, 500);
    public static readonly ListKind<string> Categories = new(CategoryPath, 500);
    public static readonly CapsKind Caps = new();

    public static readonly ChoiceKind<UnitPriceMode> UnitPrices = new(
        (UnitPriceMode.Keep, "keep", "原样保留", "kept exactly"), (UnitPriceMode.Round, "round", "录入时四舍五入", "rounded on entry"));

    public static readonly ChoiceKind<LimitsBack> LimitsBack = new(
        (Facts.LimitsBack.Spend, "spend", "只恢复金额限额", "limits of money only"), (Facts.LimitsBack.All, "all", "全退时次数限额也恢复", "counts too, once all of it is given back"));

    public static readonly ChoiceKind<ConditionalSaving> ConditionalSavings = new(
        (ConditionalSaving.Keep, "keep", "按原分摊退款，优惠视为已用", "the stored parts are refunded, the saving stays used"),
        (ConditionalSaving.Recover, "recover", "从本次退款中收回余下商品上的优惠", "what is left of the saving on kept lines is taken off the refund"));

    public static readonly ChoiceKind<OverRefund> OverRefund = new(
        (Facts.OverRefund.Refuse, "refuse", "拒绝", "refused"), (Facts.OverRefund.Clamp, "clamp", "按剩余办理", "cut to what is left"));

    public static readonly ChoiceKind<TaxBasis> QualifyingTax = new(
        (TaxBasis.With, "with", "含税", "tax included"), (TaxBasis.Without, "without", "不含税", "without tax"));

    public static readonly ChoiceKind<ExpiryKind> ExpiryKinds = new(
        (ExpiryKind.Rolling, "rolling", "获得后满一段时间", "a length after earning"), (ExpiryKind.Fixed, "fixed", "固定日期", "fixed dates"),
        (ExpiryKind.Inactivity, "inactivity", "长期不活跃", "inactivity"), (ExpiryKind.Never, "never", "永不过期", "never"));

    public static readonly ChoiceKind<PeriodEnd> PeriodEnds = new(
        (PeriodEnd.None, "none", "不顺延", "not rounded"), (PeriodEnd.Month, "month", "顺延到月末", "to the month's end"),
        (PeriodEnd.Quarter, "quarter", "顺延到季末", "to the quarter's end"), (PeriodEnd.Year, "year", "顺延到年末", "to the year's end"));

    public static readonly ChoiceKind<LateNotice> LateNotices = new(
        (LateNotice.Postpone, "postpone", "提醒晚了就推迟过期", "the end is postponed"), (LateNotice.Expire, "expire", "照常过期", "it ends as planned"));

    public static readonly ChoiceKind<PendingUntil> PendingUntils = new(
        (PendingUntil.None, "none", "立即可用", "at once"), (PendingUntil.Days, "days", "满若干天", "after some days"), (PendingUntil.Received, "received", "确认收货", "on receipt"));

    public static readonly ChoiceKind<ConsumeOrder> ConsumeOrders = new(
        (ConsumeOrder.EarliestExpiry, "earliestExpiry", "先到期先用", "earliest expiry first"), (ConsumeOrder.FirstEarned, "firstEarned", "先获得先用", "first earned first"));

    public static readonly ChoiceKind<Shortfall> Shortfalls = new(
        (Shortfall.Debt, "debt", "记为欠分", "kept as debt"), (Shortfall.Clamp, "clamp", "不足部分核销", "the rest is written off"),
        (Shortfall.PendingOnly, "pendingOnly", "只收回未生效积分", "only pending points are taken"));

    public static readonly ChoiceKind<Stacking> Stackings = new(
        (Stacking.Max, "max", "取最大", "the largest alone"), (Stacking.Sum, "sum", "相加", "added"), (Stacking.Product, "product", "相乘", "multiplied"));

    public static readonly ChoiceKind<RoundAt> RoundAts = new(
        (RoundAt.Order, "order", "整单合计后取整", "the order's sum once"), (RoundAt.AfterMultipliers, "afterMultipliers", "每条规则乘倍数后取整", "each rule after multipliers"),
        (RoundAt.BeforeMultipliers, "beforeMultipliers", "每条规则乘倍数前取整", "each rule before multipliers"));

    public static readonly ChoiceKind<RoundingMode> Roundings = new(
        (RoundingMode.Floor, "floor", "舍去", "down"), (RoundingMode.HalfUp, "halfUp", "四舍五入", "half up"), (RoundingMode.Ceiling, "ceiling", "进一", "up"));

    public static readonly ChoiceKind<OnCap> OnCaps = new(
        (Core.Points.OnCap.Cut, "cut", "只发到上限", "cut to the room left"), (Core.Points.OnCap.Refuse, "refuse", "超出则整笔不发", "nothing is given"));

    public static readonly ChoiceKind<bool> Freezes = new((false, "spending", "只停用使用", "spending"), (true, "earning", "也停止获得", "earning too"));

    public static readonly ChoiceKind<TransferExpiry> TransferExpiries = new(
        (TransferExpiry.Keep, "keep", "沿用原有效期", "kept"), (TransferExpiry.Restart, "restart", "自转赠日重新计算", "starts anew"));

    public static readonly ChoiceKind<RedeemMoment> RedeemMoments = new(
        (RedeemMoment.Night, "night", "夜间最后一步", "last in the night"), (RedeemMoment.Fact, "fact", "获得积分时", "at the fact"));

    public static readonly ChoiceKind<ShareReading> ShareReadings = new(
        (ShareReading.Cap, "cap", "行为成长值封顶", "a cap on behaviour"), (ShareReading.Weight, "weight", "按权重相加", "weights"));

    public static readonly ChoiceKind<RateMode> RateModes = new(
        (RateMode.Proportional, "proportional", "按比例", "proportional"), (RateMode.PerFull, "perFull", "每满", "per full amount"));

    public static readonly ChoiceKind<EarnKind> EarnKinds = new(
        (EarnKind.Money, "money", "按金额", "per money"), (EarnKind.Unit, "unit", "按件", "per unit"), (EarnKind.Purchase, "purchase", "按单", "per purchase"),
        (EarnKind.Behaviour, "behaviour", "按行为", "per behaviour"), (EarnKind.Multiplier, "multiplier", "加倍活动", "a multiplier"));

    public static readonly ChoiceKind<bool> AfterDiscounts = new((true, "after", "优惠后", "after discounts"), (false, "before", "优惠前", "before discounts"));
    public static readonly ChoiceKind<bool> WithTax = new((true, "with", "含税", "with tax"), (false, "without", "不含税", "without tax"));
    public static readonly ChoiceKind<bool> WithFreight = new((false, "without", "不含运费", "without freight"), (true, "with", "含运费", "with freight"));
    public static readonly ChoiceKind<bool> OrderDiscounts = new((true, "reduce", "扣减基数", "reduce the basis"), (false, "ignore", "不扣减基数", "do not reduce it"));

    public static readonly ChoiceKind<DayOfWeek> Weekdays = new(
        (DayOfWeek.Monday, "mon", "周一", "Monday"), (DayOfWeek.Tuesday, "tue", "周二", "Tuesday"), (DayOfWeek.Wednesday, "wed", "周三", "Wednesday"),
        (DayOfWeek.Thursday, "thu", "周四", "Thursday"), (DayOfWeek.Friday, "fri", "周五", "Friday"), (DayOfWeek.Saturday, "sat", "周六", "Saturday"),
        (DayOfWeek.Sunday, "sun", "周日", "Sunday"));

    public static readonly ChoiceKind<string> SaleKinds = new(("retail", "retail", "零售", "retail"), ("wholesale", "wholesale", "批发", "wholesale"));

    public static readonly ChoiceKind<EntryMode> EntryModes = new(
        (EntryMode.Automatic, "automatic", "自动升级", "automatic"), (EntryMode.Review, "review", "评审时升级", "at a review"), (EntryMode.Application, "application", "申请审核", "by application"));

    public static readonly ChoiceKind<RankPopulation> Populations = new(
        (RankPopulation.Purchasers, "purchasers", "窗口内有消费的活跃会员", "active members with a purchase in the window"), (RankPopulation.AllActive, "allActive", "全部活跃会员", "all active members"));

    public static readonly ChoiceKind<TierStart> TierStarts = new(
        (TierStart.AtOnce, "atOnce", "立即生效", "at once"), (TierStart.NextPeriod, "nextPeriod", "下期生效", "next period"));

    public static readonly ChoiceKind<Period> Periods = new(
        (Period.Month, "month", "月", "month"), (Period.Quarter, "quarter", "季度", "quarter"), (Period.Half, "half", "半年", "half-year"), (Period.Year, "year", "年", "year"));

    public static readonly ChoiceKind<ValidityKind> Validities = new(
        (ValidityKind.UntilReview, "untilReview", "直到评审", "until a review"), (ValidityKind.ThisPeriod, "thisPeriod", "到本期末", "to this period's end"),
        (ValidityKind.NextPeriod, "nextPeriod", "到下期末", "to the next period's end"), (ValidityKind.Days, "days", "若干天", "a number of days"));

    public static readonly ChoiceKind<UpgradeTo> UpgradeTos = new(
        (UpgradeTo.Highest, "highest", "升到达标的最高级", "to the highest tier met"), (UpgradeTo.OneStep, "oneStep", "逐级上升", "one step"));

    public static readonly ChoiceKind<TierAtFact> TierAtFacts = new(
        (TierAtFact.Before, "before", "按交易前等级", "the tier before"), (TierAtFact.After, "after", "按交易后等级", "the tier after"));

    public static readonly ChoiceKind<FallAt> FallAts = new(
        (FallAt.Review, "review", "评审时", "at the review"), (FallAt.Fact, "fact", "发生时", "at the fact"));

    public static readonly ChoiceKind<Falling> Fallings = new(
        (Falling.Automatic, "automatic", "自动降级", "by themselves"), (Falling.Manual, "manual", "由人员评定", "people assess them"));

    public static readonly ChoiceKind<FallLimit> FallLimits = new(
        (FallLimit.TwelveMonths, "twelveMonths", "12 个月内最多一次", "once in 12 months"), (FallLimit.CalendarYear, "calendarYear", "每自然年最多一次", "once a calendar year"),
        (FallLimit.None, "none", "不限", "no limit"));

    public static readonly ChoiceKind<ReEntry> ReEntries = new(
        (ReEntry.LifetimeAnew, "lifetimeAnew", "累计类窗口重新计算", "lifetime windows start anew"), (ReEntry.AllAnew, "allAnew", "所有窗口重新计算", "all windows start anew"),
        (ReEntry.AsWritten, "asWritten", "按原条件", "as written"));

    public static readonly ChoiceKind<AfterRefund> AfterRefunds = new(
        (AfterRefund.Reverse, "reverse", "限期内立即撤销升级", "undone at once within some days"), (AfterRefund.NextReview, "nextReview", "下次评审时降级", "falls at the next review"),
        (AfterRefund.Immediate, "immediate", "立即撤销升级", "undone at once"));

    public static readonly ChoiceKind<GiftsOf> GiftsOfs = new(
        (GiftsOf.Entered, "entered", "只发所升入等级的礼", "of the tier entered"), (GiftsOf.Passed, "passed", "越过的等级也发", "also of tiers passed"));

    public static readonly ChoiceKind<GiftAgain> GiftAgains = new(
        (GiftAgain.OnceEver, "onceEver", "终身一次", "once ever"), (GiftAgain.OncePerYear, "oncePerYear", "每年一次", "once a year"), (GiftAgain.EveryTime, "everyTime", "每次升级", "every time"));

    public static readonly ChoiceKind<ReviewDoes> ReviewDoes = new(
        (Tiers.ReviewDoes.Settle, "settle", "预警、宽限、降级", "warning, grace, fall"), (Tiers.ReviewDoes.Warn, "warn", "只预警", "warning only"));

    public static readonly ChoiceKind<FallTo> FallTos = new(
        (FallTo.OneLevel, "oneLevel", "降一级", "one level down"), (FallTo.Earned, "earned", "降到仍达标的等级", "to the level earned"), (FallTo.Base, "base", "降到基础等级", "to the base tier"));
}
