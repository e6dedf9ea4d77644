namespace Tessera.Core.Programs.Keys;

/// <summary>Keys under <c>costs</c>.</summary>
internal static class CostKeys
{
    private static readonly CostRules Start = new();

    public static readonly ShapeKind<CostRules> Shape = new("costs", new LocalText("成本设置", "settings of costs"), Start,
    [
        new Key<CostRules, int>(new ShareKind(1, 10_000), r => r.RedLine, (r, v) => r with { RedLine = v }, Start) { Name = "redLine" }
            .Says("成本红线", "red line", "权益成本占净营收的上限", "Most that benefits may cost of net revenue").In("§10, K6"),
        new Key<CostRules, int>(new ShareKind(0, Benefits.HoldOut.Most), r => r.HoldOut, (r, v) => r with { HoldOut = v }, Start) { Name = "holdOut" }
            .Says("对照组", "hold-out", "不享有被衡量权益的会员比例，用来看权益带来什么；0 为没有", "Share of members that do without the benefits that are measured; 0: nobody").In("§10, K2"),
        new Key<CostRules, int>(new ShareKind(0, 10_000), r => r.UsedFrom, (r, v) => r with { UsedFrom = v }, Start) { Name = "usedFrom" }
            .Says("使用率不低于", "used from", "使用率不低于此而提升不足的权益，会被提示", "A benefit used by at least this share, and bringing little, is put forward").In("K2"),
        new Key<CostRules, int>(new ShareKind(0, 10_000), r => r.LiftBelow, (r, v) => r with { LiftBelow = v }, Start) { Name = "liftBelow" }
            .Says("提升低于", "lift below", "与对照组相比，购买率的提升低于此", "… when conversion against the hold-out group is shown to rise by less").In("K2"),
    ]);
}

/// <summary>Keys under <c>lint</c>.</summary>
internal static class LintKeys
{
    private static readonly LintRules Start = new();
    private static readonly LintAcceptance AcceptStart = new("", null, new LocalText("", ""));

    private static readonly ShapeKind<LintAcceptance> Accept = new("accept", new LocalText("一条接受的发现", "an accepted finding"), AcceptStart,
    [
        new Key<LintAcceptance, string>(Kinds.Id, a => a.Finding, (a, v) => a with { Finding = v }, AcceptStart) { Name = "finding" }
            .Says("发现", "finding", "接受哪一种发现，如 gapOutside", "Which finding is accepted, such as gapOutside").In("§11 Lint").Required(),
        new Key<LintAcceptance, string>(Kinds.Id, a => a.Of, (a, v) => a with { Of = v }, AcceptStart) { Name = "of" }
            .Says("对象", "of", "哪个等级、权益或促销的；不写则都接受", "The tier, benefit or promotion it is about; left out, all").In("§11 Lint"),
        new Key<LintAcceptance, LocalText>(Kinds.Sentence, a => a.Because, (a, v) => a with { Because = v }, AcceptStart) { Name = "because" }
            .Says("理由", "because", "为什么接受", "Why it is accepted").In("§11 Lint").Required(),
    ]);

    public static readonly ShapeKind<LintRules> Shape = new("lint", new LocalText("体检设置", "settings of lint"), Start,
    [
        Key("mostTiers", new CountKind(1, 100), r => r.MostTiers, (r, v) => r with { MostTiers = (int)v })
            .Says("等级个数", "most tiers", "超过这么多个等级就提醒", "More tiers than this are reported").In("B2"),
        Key("gapFrom", new ShareKind(0, 100_000), r => r.GapFrom, (r, v) => r with { GapFrom = v })
            .Says("相邻差距下限", "gap from", "相邻等级差距的下限（含）", "Smallest gap between neighbouring tiers, inclusive").In("B8, T5"),
        Key("gapThrough", new ShareKind(0, 100_000), r => r.GapThrough, (r, v) => r with { GapThrough = v })
            .Says("相邻差距上限", "gap through", "相邻等级差距的上限（含）", "Largest gap between neighbouring tiers, inclusive").In("B8, T5"),
        Key("accept", new ListKind<LintAcceptance>(Accept, 200), r => r.Accepts, (r, v) => r with { Accepts = v })
            .Says("接受", "accept", "说明理由后接受的发现", "Findings accepted with a reason").In("§11 Lint"),
    ]);

    private static Key<LintRules> Key<TValue>(string name, ValueKind<TValue> kind, Func<LintRules, TValue?> get, Func<LintRules, TValue, LintRules> set) =>
        new Key<LintRules, TValue>(kind, get, set, Start) { Name = name };
}
