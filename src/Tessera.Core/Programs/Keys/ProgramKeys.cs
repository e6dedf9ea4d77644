using Tessera.Core.Benefits;
using Tessera.Core.Bookings;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Growth;
using Tessera.Core.Plans;
using Tessera.Core.Pricing;
using Tessera.Core.Redemption;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Keys;

/// <summary>
/// The one table of keys of the programme file. Reading, findings, JSON Schema, reference page and differences are all made from it
/// (architecture.md, Docs).
/// </summary>
public static class ProgramKeys
{
    private static readonly ProgramDocument Start = new() { Code = "", Names = new LocalText("", "") };

    /// <summary>The document's root.</summary>
    public static ShapeKind<ProgramDocument> Root { get; } = new("document", new LocalText("会员计划文件", "a programme file"), Start,
    [
        Key("program", HeadKeys.Shape, d => d, HeadKeys.Into)
            .Says("", "", "计划本身：编号、名称、时区、货币", "The programme itself: code, names, zone, currency").In("§11").Required(),
        Key("time", TimeKeys.Shape, d => d.Time, (d, v) => d with { Time = v })
            .Says("时间", "time", "迟到事实与评审的时限", "Limits of late facts and reviews").In("§1"),
        Key("purchases", PurchaseKeys.Shape, d => d.Purchases, (d, v) => d with { Purchases = v })
            .Says("消费", "purchases", "消费与退款", "Purchases and refunds").In("§2"),
        Key("referrals", ReferralKeys.Shape, d => d.Referrals, (d, v) => d with { Referrals = v })
            .Says("推荐", "referrals", "何时算有效推荐", "When a referral is valid").In("§2"),
        Key("points", PointsKeys.Shape, d => d.Points, (d, v) => d with { Points = v })
            .Says("积分", "points", "积分的有效期、生效、扣回与上限", "Expiry, activation, claw-back and limits of points").In("§3"),
        Key("growth", GrowthKeys.Shape, d => d.Growth, (d, v) => d with { Growth = v })
            .Says("成长值", "growth", "成长值；不写则没有", "Growth value; left out, there is none").In("§4"),
        Key("earn", new NamedListKind<EarnRule>(EarnKeys.Shape, r => r.Id, r => r.Names), d => d.Earn, (d, v) => d with { Earn = v })
            .Says("积分规则", "earn rules", "积分规则", "Earn rules").In("§3 Earning"),
        Key("pricing", PricingKeys.Shape, d => d.Pricing, (d, v) => d with { Pricing = v })
            .Says("计价", "pricing", "计价阶段、优惠组与税", "Stages, groups and tax of prices").In("§8"),
        Key("promotions", new NamedListKind<Saving>(SavingKeys.Shape, s => s.Id, s => s.Names), d => d.Promotions, (d, v) => d with { Promotions = v })
            .Says("促销", "promotions", "促销、会员价、会员日与满减", "Promotions, member prices, member days and order savings").In("§8"),
        Key("tiers", new NamedListKind<TierRule>(TierKeys.Shape, t => t.Id, t => t.Names), d => d.Ladder.Tiers, (d, v) => d with { Ladder = d.Ladder with { Tiers = v } })
            .Says("等级", "tiers", "等级，从基础等级往上排", "Tiers, from the base upwards").In("§5").Required(),
        Key("ladder", LadderKeys.Shape, d => d.Ladder, (d, v) => d with { Ladder = v with { Tiers = d.Ladder.Tiers } })
            .Says("升降规则", "ladder", "升级与降级的规则", "How tiers rise and fall").In("§5"),
        Key("reviews", new NamedListKind<Review>(ReviewKeys.Shape, r => r.Id, r => r.Names), d => d.Reviews, (d, v) => d with { Reviews = v })
            .Says("评审", "reviews", "定期评审", "Named reviews").In("§5"),
        Key("coupons", new NamedListKind<CouponOffer>(CouponKeys.Shape, o => o.Kind.Id, o => o.Kind.Names), d => d.Coupons, (d, v) => d with { Coupons = v })
            .Says("券", "coupons", "券的种类：怎么领、何时可用、有多少", "Kinds of coupons: how they are taken, when they can be used, how many there are").In("§8"),
        Key("benefits", new NamedListKind<Benefit>(BenefitKeys.Shape, b => b.Id, b => b.Names), d => d.Benefits, (d, v) => d with { Benefits = v })
            .Says("权益", "benefits", "权益目录", "The catalogue of benefits").In("§7"),
        Key("plans", new NamedListKind<PaidPlan>(PlanKeys.Shape, p => p.Id, p => p.Names), d => d.Plans, (d, v) => d with { Plans = v })
            .Says("付费会员", "paid plans", "付费会员方案", "Paid membership plans").In("A2"),
        Key("bookings", new NamedListKind<BookableResource>(BookingKeys.Shape, r => r.Id, r => r.Names), d => d.Bookings, (d, v) => d with { Bookings = v })
            .Says("预约", "bookings", "可预约的人、房间或课程", "What can be booked").In("P40"),
        Key("storedValue", StoredValueKeys.Shape, d => d.StoredValue, (d, v) => d with { StoredValue = v })
            .Says("储值", "stored value", "充值、次卡、期卡与限额", "Top-ups, count and period cards, limits").In("§9"),
        Key("rewards", new NamedListKind<RewardOffer>(RewardKeys.Shape, r => r.Kind.Id, r => r.Kind.Names), d => d.Rewards, (d, v) => d with { Rewards = v })
            .Says("兑换品", "rewards", "积分商城的兑换品", "Rewards of the points shop").In("E9"),
        Key("draws", DrawKeys.Shape, d => d.Draws, (d, v) => d with { Draws = v })
            .Says("抽奖", "draws", "积分抽奖", "Draws").In("E10"),
        Key("liability", LiabilityKeys.Shape, d => d.Liability, (d, v) => d with { Liability = v })
            .Says("积分负债", "liability", "积分负债的估计", "Estimates of the points liability").In("Z7"),
        Key("rfm", RfmKeys.Shape, d => d.Rfm, (d, v) => d with { Rfm = v })
            .Says("价值分群", "RFM", "近度、频度与额度怎样评分", "How recency, frequency and money are scored").In("I4"),
        Key("tagRules", new NamedListKind<Segments.TagRule>(TagRuleKeys.Shape, r => r.Id, r => r.Names), d => d.TagRules, (d, v) => d with { TagRules = v })
            .Says("自动标签", "tag rules", "夜间打上与取下标签的规则", "Rules that give and take tags in the night").In("P44"),
        Key("members", MemberKeys.Shape, d => d, MemberKeys.Into)
            .Says("会员", "members", "会员本身的设置", "Settings of members themselves").In("§1"),
        Key("costs", CostKeys.Shape, d => d.Costs, (d, v) => d with { Costs = v })
            .Says("成本", "costs", "计划可以花多少", "What the programme may cost").In("§10"),
        Key("lint", LintKeys.Shape, d => d.Lint, (d, v) => d with { Lint = v })
            .Says("规则体检", "lint", "体检的界线，以及说明理由后接受的发现", "Lines of lint, and findings accepted with a reason").In("§11 Lint"),
        Key("approvals", ApprovalKeys.Shape, d => d.Approvals, (d, v) => d with { Approvals = v })
            .Says("审批", "approvals", "哪些操作须另一人批准", "What waits for a second person").In("S10"),
    ]);

    /// <summary>Every key with its path, depth first; a list or map by id adds a star: <c>tiers.*.start</c>.</summary>
    public static IEnumerable<(string Path, ProgramKey Key)> All() => Walk("", Root, 0);

    private static IEnumerable<(string Path, ProgramKey Key)> Walk(string prefix, ValueKind kind, int depth)
    {
        if (depth > 8) yield break;
        foreach (var key in kind.Inner)
        {
            var path = prefix.Length == 0 ? key.Name : prefix + "." + key.Name;
            yield return (path, key);
            var inner = key.Kind.Item is { } item ? Walk(path + ".*", item, depth + 1) : Walk(path, key.Kind, depth + 1);
            foreach (var entry in inner) yield return entry;
        }
    }

    private static Key<ProgramDocument> Key<TValue>(
        string name, ValueKind<TValue> kind, Func<ProgramDocument, TValue?> get, Func<ProgramDocument, TValue, ProgramDocument> set) =>
        new Key<ProgramDocument, TValue>(kind, get, set, Start) { Name = name };
}
