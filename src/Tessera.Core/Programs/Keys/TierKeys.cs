using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Keys;

/// <summary>Keys of a tier.</summary>
internal static class TierKeys
{
    private static readonly TierRule Start = new() { Id = "", Names = new LocalText("", "") };
    private static readonly Validity ValidityStart = Start.Validity;
    private static readonly Ranking RankingStart = new(0, 0, new MetricReading(Metric.Spend, null), RankPopulation.Purchasers);

    private static readonly ShapeKind<Validity> ValidityShape = new("validity", new LocalText("等级有效期", "the validity of a tier"), ValidityStart,
    [
        OfValidity("kind", Kinds.Validities, v => v.Kind, (v, x) => v with { Kind = x })
            .Says("方式", "kind", "等级保持多久", "How long the tier holds").In("§5, P23").Switch(),
        OfValidity("days", Kinds.Days, v => v.Days, (v, x) => v with { Days = x }).Says("天数", "days", "days 的天数", "N of days").In("§5"),
        OfValidity("grace", Kinds.LengthOrNone, v => v.Grace, (v, x) => v with { Grace = x }).Says("宽限", "grace", "到期未达标时的宽限", "Grace when the keep condition is missed at its end").In("§5"),
        OfValidity("keep", new ConditionKind(true), v => v.Keep, (v, x) => v with { Keep = x })
            .Says("续期条件", "keep", "到期时读的条件；不写则到期即结束", "Condition read at its end; left out, the tier ends").In("§5"),
    ]);

    private static readonly ShapeKind<Ranking> RankingShape = new("ranking", new LocalText("按名次入级", "entry by rank"), RankingStart,
    [
        OfRanking("share", new ShareKind(0, 10_000), r => r.ShareTenThousandths, (r, v) => r with { ShareTenThousandths = v })
            .Says("比例", "share", "前百分之几", "Share of the population").In("§5 Share rank"),
        OfRanking("seats", new CountKind(0, 1_000_000_000), r => r.Seats, (r, v) => r with { Seats = (int)v })
            .Says("席位", "seats", "最多多少人", "Most members").In("§5 Share rank, B19"),
        OfRanking("by", new ReadingKind(), r => r.Reading, (r, v) => r with { Reading = v })
            .Says("依据", "by", "按什么排名", "The metric ranked by").In("§5 Share rank").Required(),
        OfRanking("population", Kinds.Populations, r => r.Population, (r, v) => r with { Population = v })
            .Says("范围", "population", "在哪些会员中排名", "Who is ranked").In("§5 Share rank").Switch(),
    ]);

    private static readonly StarterTask TaskStart = new() { Id = "", Names = new LocalText("", "") };

    private static readonly ChoiceKind<TaskBy> TaskBys = new(
        (TaskBy.Purchase, "purchase", "消费", "a purchase"), (TaskBy.Benefit, "benefit", "使用权益", "a benefit used"),
        (TaskBy.Booking, "booking", "预约", "a booking"), (TaskBy.Behaviour, "behaviour", "行为", "a behaviour"));

    private static readonly ShapeKind<StarterTask> Task = new("starterTask", new LocalText("新手任务", "a starter task"), TaskStart,
    [
        OfTask("id", Kinds.Id, t => t.Id, (t, v) => t with { Id = v }).Says("编号", "id", "编号，全方案不可重复", "Id, unique in the programme").In("C22").Required(),
        OfTask("name", Kinds.Name, t => t.Names, (t, v) => t with { Names = v }).Says("名称", "name", "名称", "Name").In("C22").Required(),
        OfTask("by", TaskBys, t => t.By, (t, v) => t with { By = v }).Says("完成方式", "by", "首次做什么算完成", "What completes it, the first time it is done").In("C22"),
        OfTask("of", Kinds.Id, t => t.Of, (t, v) => t with { Of = v })
            .Says("对象", "of", "哪个权益、促销或券、预约项目、行为；消费和预约不写则任一都算", "Which benefit, promotion or coupon, bookable resource or behaviour; left out, any purchase or booking").In("C22"),
        OfTask("points", Kinds.Points, t => t.Points, (t, v) => t with { Points = v }).Says("积分", "points", "完成送的积分", "Points it pays").In("C22").Required(),
        OfTask("days", Kinds.Days, t => t.Days, (t, v) => t with { Days = v }).Says("天数", "days", "升入后多少天内可完成，0 不限", "Days there are for it after the tier is reached, 0 for no end").In("C22"),
    ]);

    public static readonly ShapeKind<TierRule> Shape = new("tier", new LocalText("等级", "a tier"), Start,
    [
        Key("id", Kinds.Id, t => t.Id, (t, v) => t with { Id = v }).Says("编号", "id", "编号，不可重复", "Id, unique").In("§5").Required(),
        Key("name", Kinds.Name, t => t.Names, (t, v) => t with { Names = v }).Says("名称", "name", "显示名称，不可重复", "Display name, unique").In("B1, B9").Required(),
        Key("code", Kinds.Id, t => t.Code, (t, v) => t with { Code = v }).Says("代码", "code", "名称旁的代码，如 A", "Short code beside the name, such as A").In("B5"),
        Key("badge", Kinds.Word, t => t.Badge, (t, v) => t with { Badge = v }).Says("徽标", "badge", "徽标文字或图片编号", "Badge text or asset id").In("B18"),
        Key("enabled", Kinds.YesNo, t => t.Enabled, (t, v) => t with { Enabled = v })
            .Says("启用", "enabled", "是否启用；停用须写 replacedBy", "Whether the tier is on; off needs replacedBy").In("B10"),
        Key("replacedBy", Kinds.Id, t => t.ReplacedBy, (t, v) => t with { ReplacedBy = v })
            .Says("转入", "replaced by", "停用后会员转入的等级", "Where members of a disabled tier go").In("B10, §11"),
        Key("enter", new ConditionKind(false), t => t.Enter, (t, v) => t with { Enter = v }).Says("升级条件", "enter", "升入条件；基础等级不写", "Condition to enter; none for the base tier").In("§5"),
        Key("ranking", RankingShape, t => t.Ranking, (t, v) => t with { Ranking = v }).Says("名次", "ranking", "按名次或席位入级，须 entry: review", "Entry by share or seats, with entry: review").In("§5 Share rank"),
        Key("entry", Kinds.EntryModes, t => t.EntryMode, (t, v) => t with { EntryMode = v }).Says("升级方式", "entry", "怎么升入", "How it is entered").In("§5 Entry mode, C13–C15").Switch(),
        Key("giftPoints", Kinds.Points, t => t.GiftPoints, (t, v) => t with { GiftPoints = v }).Says("升级礼积分", "gift points", "升入送的积分", "Points given at entry").In("§5, C17"),
        Key("giftCoupons", new ListKind<Coupons.CouponGift>(CouponKeys.Gift, 20), t => t.GiftCoupons, (t, v) => t with { GiftCoupons = v })
            .Says("升级礼券", "gift coupons", "升入送的券，次数同升级礼积分", "Coupons given at entry, as often as the points").In("§5, C17, C19, P26"),
        Key("tasks", new ListKind<StarterTask>(Task, 10), t => t.Tasks, (t, v) => t with { Tasks = v })
            .Says("新手任务", "starter tasks", "升入后的新手任务，各送一次积分", "Starter tasks that open when it is reached, each pays once").In("C22"),
        Key("handbook", new LocalTextKind(2_000), t => t.Handbook, (t, v) => t with { Handbook = v })
            .Says("会员手册", "handbook", "升入时发的权益手册文字，可用 {tier} {on}", "Text of the handbook sent when it is reached, with {tier} {on}").In("C21, G10"),
        Key("start", Kinds.TierStarts, t => t.Start, (t, v) => t with { Start = v }).Says("生效", "start", "达标后何时生效", "When a reached tier begins").In("§5").Switch(),
        Key("period", Kinds.Periods, t => t.Period, (t, v) => t with { Period = v }).Says("周期", "period", "start 与 validity 的周期", "Period of start and validity").In("§5").Switch(),
        Key("validity", ValidityShape, t => t.Validity, (t, v) => t with { Validity = v }).Says("有效期", "validity", "等级保持多久", "How long it holds").In("§5"),
        Key("multiplier", Kinds.Multiplier, t => t.Multiplier, (t, v) => t with { Multiplier = v }).Says("积分倍数", "multiplier", "积分倍数", "Points multiplier").In("E2–E4"),
        Key("benefits", new ListKind<LocalText>(Kinds.Sentence, 50), t => t.Benefits, (t, v) => t with { Benefits = v })
            .Says("权益文字", "benefits in words", "目录之外的权益，只作文字展示", "Benefits beside the catalogue, shown as words only").In("F20"),
        Key("has", Kinds.Ids, t => t.Has, (t, v) => t with { Has = v }).Says("权益", "has", "本级享有的权益编号", "Ids of the benefits of this tier").In("§7, F1"),
        Key("joinChannels", Kinds.Words, t => t.JoinChannels, (t, v) => t with { JoinChannels = v })
            .Says("初始渠道", "join channels", "从这些渠道入会即为本级", "Initial tier of members who join by these channels").In("A10"),
        Key("onInvitation", Kinds.YesNo, t => t.OnInvitation, (t, v) => t with { OnInvitation = v })
            .Says("受邀初始", "on invitation", "受邀入会即为本级", "Initial tier of members who were invited").In("§5 Initial tier"),
        Key("shareFrom", new OptionalKind<int>(new ShareKind(0, 10_000)), t => t.ShareFrom, (t, v) => t with { ShareFrom = v })
            .Says("目标占比下限", "share from", "希望的会员占比下限", "Lowest share of members wanted").In("B6"),
        Key("shareThrough", new OptionalKind<int>(new ShareKind(0, 10_000)), t => t.ShareThrough, (t, v) => t with { ShareThrough = v })
            .Says("目标占比上限", "share through", "希望的会员占比上限", "Highest share of members wanted").In("B6"),
    ]);

    private static Key<TierRule> Key<TValue>(string name, ValueKind<TValue> kind, Func<TierRule, TValue?> get, Func<TierRule, TValue, TierRule> set) =>
        new Key<TierRule, TValue>(kind, get, set, Start) { Name = name };

    private static Key<Validity> OfValidity<TValue>(string name, ValueKind<TValue> kind, Func<Validity, TValue?> get, Func<Validity, TValue, Validity> set) =>
        new Key<Validity, TValue>(kind, get, set, ValidityStart) { Name = name };

    private static Key<StarterTask> OfTask<TValue>(string name, ValueKind<TValue> kind, Func<StarterTask, TValue?> get, Func<StarterTask, TValue, StarterTask> set) =>
        new Key<StarterTask, TValue>(kind, get, set, TaskStart) { Name = name };

    private static Key<Ranking> OfRanking<TValue>(string name, ValueKind<TValue> kind, Func<Ranking, TValue?> get, Func<Ranking, TValue, Ranking> set) =>
        new Key<Ranking, TValue>(kind, get, set, RankingStart) { Name = name };
}

/// <summary>Keys under <c>ladder</c>.</summary>
internal static class LadderKeys
{
    private static readonly Ladder Start = new();

    public static readonly ShapeKind<Ladder> Shape = new("ladder", new LocalText("升降规则", "rules of rising and falling"), Start,
    [
        Key("upgradeTo", Kinds.UpgradeTos, l => l.UpgradeTo, (l, v) => l with { UpgradeTo = v })
            .Says("升到", "upgrade to", "一次升到哪一级", "Where an upgrade leads").In("§5 Entry mode").Switch(),
        Key("tierAtFact", Kinds.TierAtFacts, l => l.TierAtFact, (l, v) => l with { TierAtFact = v })
            .Says("计分等级", "tier at fact", "一笔交易按之前还是之后的等级计价计分", "Tier that a fact is priced and multiplied with").In("§5 Inside one decision").Switch(),
        Key("fallAt", Kinds.FallAts, l => l.FallAt, (l, v) => l with { FallAt = v })
            .Says("何时降级", "fall at", "何时发现未达标", "When a missed keep condition is noticed").In("§5 Fall").Switch(),
        Key("falls", Kinds.Fallings, l => l.Falls, (l, v) => l with { Falls = v })
            .Says("降级方式", "falls", "该降级时自动降级，还是列入待评名单由人员决定", "Whether a tier falls by itself or waits on a worklist for people").In("§5 Fall, D4").Switch(),
        Key("fallLimit", Kinds.FallLimits, l => l.FallLimit, (l, v) => l with { FallLimit = v })
            .Says("降级次数", "fall limit", "评审降级的次数限制", "Limit of falls by review").In("§5 Limit of falls, D8").Switch(),
        Key("reEntry", Kinds.ReEntries, l => l.ReEntry, (l, v) => l with { ReEntry = v })
            .Says("再次升级", "re-entry", "降级后再升级时，窗口怎么算", "What windows of enter conditions read after a fall").In("§5, D9").Switch(),
        Key("afterRefund", Kinds.AfterRefunds, l => l.AfterRefund, (l, v) => l with { AfterRefund = v })
            .Says("退款后", "after refund", "退款使升级不再达标时怎么办", "When a refund takes the ground from under an upgrade").In("§5 After a refund").Switch(),
        Key("reverseWithin", Kinds.Days, l => l.ReverseWithinDays, (l, v) => l with { ReverseWithinDays = v })
            .Says("撤销期限", "reverse within", "升级后多少天内可立即撤销", "Days of reverse").In("§5 After a refund"),
        Key("giftsOf", Kinds.GiftsOfs, l => l.GiftsOf, (l, v) => l with { GiftsOf = v })
            .Says("升级礼范围", "gifts of", "越级时发哪些升级礼", "Which entry gifts are given").In("§5").Switch(),
        Key("giftAgain", Kinds.GiftAgains, l => l.GiftAgain, (l, v) => l with { GiftAgain = v })
            .Says("升级礼次数", "gift again", "同一等级的升级礼发几次", "How often an entry gift is given").In("§5, C17").Switch(),
        Key("firstOrderLiftsAt", Kinds.Money, l => l.FirstOrderLiftsAtMinor, (l, v) => l with { FirstOrderLiftsAtMinor = v })
            .Says("首单升级", "first order lifts at", "首单满此金额升一级，0 没有", "A first purchase of at least this lifts the initial tier by one, 0 for none").In("A11"),
    ]);

    private static Key<Ladder> Key<TValue>(string name, ValueKind<TValue> kind, Func<Ladder, TValue?> get, Func<Ladder, TValue, Ladder> set) =>
        new Key<Ladder, TValue>(kind, get, set, Start) { Name = name };
}

/// <summary>Keys of a review.</summary>
internal static class ReviewKeys
{
    private static readonly TaskPack PackStart = new("", 1, Span.Zero);

    private static readonly Review Start = new()
    {
        Id = "",
        Names = new LocalText("", ""),
        Does = ReviewDoes.Settle,
        Moment = new Moment(MomentKind.Yearly, new MonthDay(1, 1)),
        Window = new Window(WindowKind.RollingMonths, 12),
    };

    private static readonly ShapeKind<TaskPack> Pack = new("taskPack", new LocalText("任务包", "a task pack"), PackStart,
    [
        new Key<TaskPack, string>(Kinds.Id, p => p.Behaviour, (p, v) => p with { Behaviour = v }, PackStart) { Name = "behaviour" }
            .Says("行为", "behaviour", "完成什么行为", "Behaviour counted").In("D18").Required(),
        new Key<TaskPack, long>(new CountKind(1, 1_000), p => p.Times, (p, v) => p with { Times = (int)v }, PackStart) { Name = "times" }
            .Says("次数", "times", "做几次", "How often").In("D18").Required(),
        new Key<TaskPack, Span>(Kinds.Length, p => p.Extends, (p, v) => p with { Extends = v }, PackStart) { Name = "extends" }
            .Says("延长", "extends", "保级期延长多久", "By how much it extends").In("D18").Required(),
    ]);

    public static readonly ShapeKind<Review> Shape = new("review", new LocalText("评审", "a review"), Start,
    [
        Key("id", Kinds.Id, r => r.Id, (r, v) => r with { Id = v }).Says("编号", "id", "编号，不可重复", "Id, unique").In("§5 Named reviews").Required(),
        Key("name", Kinds.Name, r => r.Names, (r, v) => r with { Names = v }).Says("名称", "name", "名称", "Name").In("§5 Named reviews").Required(),
        Key("does", Kinds.ReviewDoes, r => r.Does, (r, v) => r with { Does = v }).Says("作用", "does", "降级，还是只预警", "Settles, or only warns").In("§5 Named reviews").Required().Switch(),
        Key("moment", new MomentTextKind(), r => r.Moment, (r, v) => r with { Moment = v }).Says("时点", "moment", "何时评审", "When it is held").In("§5 Named reviews, C15").Required(),
        Key("window", Kinds.Window, r => r.Window, (r, v) => r with { Window = v }).Says("窗口", "window", "保级条件没写窗口时用的窗口", "Window of keep conditions that name none").In("§5 Named reviews").Required(),
        Key("keep", new KeepKind(), r => r.Keep, (r, v) => r with { Keep = v }).Says("保级条件", "keep", "各等级的保级条件；没写的等级不评审", "Keep condition by tier; a tier left out is not reviewed").In("D11").Required(),
        Key("failures", new CountKind(1, 36), r => r.Failures, (r, v) => r with { Failures = (int)v }).Says("连续未达标", "failures", "连续几期未达标才算（K）", "Failures in a row needed (K)").In("D16"),
        Key("fallsAfterWarning", Kinds.YesNo, r => r.FallsAfterWarning, (r, v) => r with { FallsAfterWarning = v })
            .Says("预警后降级", "falls after warning", "只预警的评审在第 K + 1 期仍未达标时降级", "A warning review falls at K + 1").In("§5 Named reviews").Switch(),
        Key("grace", Kinds.LengthOrNone, r => r.Grace, (r, v) => r with { Grace = v }).Says("宽限", "grace", "未达标后的宽限，none 没有", "Grace after a miss, none for none").In("§5 Fall, D6, D7").Switch(),
        Key("warnBefore", Kinds.Days, r => r.WarnDaysBefore, (r, v) => r with { WarnDaysBefore = v }).Says("提前预警", "warn before", "没有宽限时，评审前多少天预警", "Without grace: days before the review at which the warning goes out").In("§5 Fall, D14"),
        Key("fallTo", Kinds.FallTos, r => r.FallTo, (r, v) => r with { FallTo = v }).Says("降到", "fall to", "降到哪里", "Where a fall leads").In("§5 Fall").Switch(),
        Key("taskPack", Pack, r => r.TaskPack, (r, v) => r with { TaskPack = v }).Says("任务包", "task pack", "预警时给的任务包", "Task pack of a warning").In("D18"),
        Key("resetPoints", Kinds.YesNo, r => r.ResetPoints, (r, v) => r with { ResetPoints = v }).Says("清零积分", "reset points", "评审是否清空积分余额", "Whether the review empties the points balance").In("§5 Named reviews").Switch(),
        Key("warningText", Kinds.Sentence, r => r.WarningText, (r, v) => r with { WarningText = v })
            .Says("预警文案", "warning text", "预警文案，可用 {gap} {target} {on} {tier} {nextTier}", "Text of the warning with {gap} {target} {on} {tier} {nextTier}").In("D17"),
    ]);

    private static Key<Review> Key<TValue>(string name, ValueKind<TValue> kind, Func<Review, TValue?> get, Func<Review, TValue, Review> set) =>
        new Key<Review, TValue>(kind, get, set, Start) { Name = name };
}
