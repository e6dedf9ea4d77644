using Tessera.App.Programs;
using Tessera.App.Texts;
using Tessera.Core.Programs;

namespace Tessera.App.Tests.Programs;

public sealed class ValidationTests
{
    private const string Shop = """
        program:
          code: shop
          name: { zh: 小店, en: Shop }
        tiers:
          - id: base
            name: { zh: 普通, en: Base }
          - id: silver
            name: { zh: 银卡, en: Silver }
            enter: { spend: 600, window: rolling 12 months }
          - id: gold
            name: { zh: 金卡, en: Gold }
            enter: { spend: 2000, window: rolling 12 months }
        reviews:
          - id: yearly
            name: { zh: 年度评审, en: yearly }
            does: settle
            moment: yearly 01-01
            window: rolling 12 months
            keep: { silver: { spend: 400 }, gold: { spend: 1500 } }
        points:
          expiry: { kind: rolling, after: 12 months }
        earn:
          - id: spend
            name: { zh: 消费, en: spending }
            kind: money
            rate: { points: 1, per: 1 }
        """;

    [Fact]
    public void A_sound_programme_has_no_finding() => Assert.Empty(ProgramFile.Load(Shop).Findings);

    [Theory]
    [Covers("Z6", "F36")]
    // what is promised has an owner; what is used one by one has a cost and a stock
    [InlineData("type: service, owner: 店长, unitCost: 2, stock: unlimited", "")]
    [InlineData("type: service, unitCost: 2, stock: unlimited", "error:program.promiseUnbacked")]
    [InlineData("type: service, owner: 店长, stock: 100", "error:program.promiseUnbacked")]
    [InlineData("type: service, owner: 店长, unitCost: 0", "error:program.promiseUnbacked")]
    [InlineData("type: service", "error:program.promiseUnbacked error:program.promiseUnbacked error:program.promiseUnbacked")]
    [InlineData("type: service, enabled: no", "")]
    [InlineData("type: discount, discount: 9折, owner: 店长", "")]
    [InlineData("type: discount, discount: 9折", "error:program.promiseUnbacked")]
    // what each type needs and reads
    [InlineData("type: discount, owner: 店长", "error:program.needs")]
    [InlineData("type: memberDay, discount: 9折, owner: 店长", "error:program.needs")]
    [InlineData("type: warranty, owner: 店长, unitCost: 2, stock: unlimited", "error:program.needs")]
    [InlineData("type: service, owner: 店长, unitCost: 2, stock: unlimited, discount: 9折", "warning:program.unused")]
    [InlineData("type: discount, discount: 9折, owner: 店长, stock: 5", "")]
    [InlineData("type: multiplier, multiplier: 2, owner: 店长, stock: 5", "warning:program.unused")]
    [InlineData("type: discount, discount: 9折, owner: 店长, tiers: [golf]", "error:program.unknownTier")]
    [InlineData("type: discount, discount: 9折, owner: 店长, from: 2026-02-01, through: 2026-01-31", "error:program.throughBeforeFrom")]
    [InlineData("type: multiplier, multiplier: 2, owner: 店长, tiers: [gold]", "")]
    public void A_benefit_is_published_only_with_what_keeps_its_promise(string benefit, string expected)
    {
        var findings = ProgramFile.Load(Shop + "\nbenefits:\n  - { id: b, name: { zh: 权益, en: benefit }, " + benefit + " }\n").Findings;

        Assert.Equal(expected, string.Join(' ', findings.Select(f => $"{(f.What.Level == FindingLevel.Error ? "error" : "warning")}:{f.What.Code}")));
    }

    [Theory]
    [InlineData("id: silver", "id: silver\n    has: [gone]", "error:program.unknownBenefit")]
    [InlineData("id: silver", "id: silver\n    multiplier: 2\n    has: [twice]", "error:program.twoMultipliers")]
    [InlineData("id: silver", "id: silver\n    has: [twice]", "")]
    public void A_tier_has_benefits_of_the_catalogue_and_one_multiplier(string before, string after, string expected)
    {
        var text = Shop.Replace("- " + before, "- " + after, StringComparison.Ordinal);
        var findings = ProgramFile.Load(text + "\nbenefits:\n  - { id: twice, name: { zh: 双倍, en: double }, type: multiplier, multiplier: 2, owner: 店长 }\n").Findings;

        Assert.Equal(expected, string.Join(' ', findings.Select(f => $"{(f.What.Level == FindingLevel.Error ? "error" : "warning")}:{f.What.Code}")));
    }

    [Theory]
    [Covers("P19", "B9", "B10")]
    // names and ids
    [InlineData("name: { zh: 金卡, en: Gold }", "name: { zh: 银卡, en: Gold }", "11:error:program.duplicateName")]
    [InlineData("name: { zh: 金卡, en: Gold }", "name: { zh: 金卡, en: silver }", "11:error:program.duplicateName")]
    [InlineData("name: { zh: 金卡, en: Gold }", "name: { zh: 金卡金卡金卡金卡金卡金卡金卡金卡金卡金卡金卡金卡金卡金卡金卡金, en: Gold }", "11:error:program.value")]
    [InlineData("  - id: gold", "  - id: silver", "10:error:program.duplicateId 19:error:program.unknownTier")]
    // thresholds rise
    [InlineData("spend: 2000", "spend: 599.99", "12:error:program.thresholdOrder 19:warning:program.keepAboveEnter")]
    [InlineData("spend: 2000", "spend: 600", "12:error:program.sameCondition 19:warning:program.keepAboveEnter")]
    [InlineData("spend: 2000, window: rolling 12 months", "orders: 5", "")]
    [InlineData("gold: { spend: 1500 }", "gold: { spend: 300 }", "19:error:program.thresholdOrder")]
    [InlineData("gold: { spend: 1500 }", "gold: { spend: 2500, window: rolling 12 months }", "19:warning:program.keepAboveEnter")]
    // the base tier
    [InlineData("en: Base }", "en: Base }\n    enter: { orders: 1 }", "7:error:program.baseCondition")]
    [InlineData("en: Base }", "en: Base }\n    enabled: no\n    replacedBy: silver", "7:error:program.baseDisabled")]
    [InlineData("keep: { silver:", "keep: { base: { orders: 1 }, silver:", "19:warning:program.keepsBase")]
    // unknown tiers
    [InlineData("gold: { spend: 1500 }", "golf: { spend: 1500 }", "19:error:program.unknownTier")]
    [InlineData("kind: money", "kind: money\n    when: { tiers: [silver, platinum] }", "26:error:program.unknownTier")]
    // disabled tiers
    [InlineData("en: Gold }", "en: Gold }\n    enabled: no", "10:error:program.needs")]
    [InlineData("en: Gold }", "en: Gold }\n    enabled: no\n    replacedBy: silver", "")]
    [InlineData("en: Gold }", "en: Gold }\n    enabled: no\n    replacedBy: gold", "13:error:program.replacedByDisabled")]
    [InlineData("en: Gold }", "en: Gold }\n    replacedBy: silver", "12:warning:program.unused")]
    // a tier that nobody can enter
    [InlineData("    enter: { spend: 2000, window: rolling 12 months }\n", "", "10:error:program.needs")]
    [InlineData("    enter: { spend: 2000, window: rolling 12 months }\n", "    joinChannels: wecom\n", "")]
    // what cannot be computed
    [InlineData("rate: { points: 1, per: 1 }", "rate: { points: 1, per: 1 }\n  - id: double\n    name: { zh: 双倍, en: double }\n    kind: multiplier\n    multiplier: 2\n    caps: { day: 10 }", "31:error:program.capsOfMultiplier")]
    [InlineData("rate: { points: 1, per: 1 }", "rate: { points: 9999999999, per: 0.01 }", "26:error:program.rateTooLarge")]
    // rank
    [InlineData("en: Gold }", "en: Gold }\n    ranking: { share: 10 %, by: { metric: spend } }", "10:error:program.needs")]
    [InlineData("en: Gold }", "en: Gold }\n    entry: review\n    ranking: { by: { metric: spend } }", "13:error:program.needs")]
    [InlineData("en: Gold }", "en: Gold }\n    entry: review\n    ranking: { share: 10 %, by: { metric: spend } }", "")]
    // conditions
    [InlineData("spend: 2000", "growth: 500", "12:error:program.noGrowth")]
    [InlineData("spend: 2000, window: rolling 12 months", "pointsBalance: 500", "12:warning:program.balanceCondition")]
    // reviews
    [InlineData("keep: { silver: { spend: 400 }, gold: { spend: 1500 } }", "keep: {}", "19:warning:program.keepsNobody")]
    [InlineData("keep: { silver: { spend: 400 }, gold: { spend: 1500 } }", "keep: { base: enter, gold: enter }", "19:error:program.noEnter")]
    [InlineData("does: settle", "does: settle\n    fallsAfterWarning: yes", "17:warning:program.unused")]
    [InlineData("does: settle", "does: settle\n    resetPoints: yes", "17:warning:program.resetPoints")]
    [InlineData("does: settle", "does: settle\n    warningText: { zh: 还差 {gap}, en: x }", "17:error:program.syntax")]
    [InlineData("does: settle", "does: settle\n    warningText: { zh: '还差 {gapp}', en: x }", "17:error:program.unknownPlaceholder")]
    // points and rules
    [InlineData("kind: rolling, after: 12 months", "kind: fixed", "21:error:program.needs")]
    [InlineData("kind: rolling,", "kind: rolling, dates: 12-31,", "21:warning:program.unused")]
    [InlineData("expiry: { kind: rolling, after: 12 months }", "pending: { until: days }", "21:error:program.needs")]
    [InlineData("expiry: { kind: rolling, after: 12 months }", "autoRedemption: { atBalance: 100, points: 200, reward: cup }", "21:error:program.redemptionAboveBalance")]
    [InlineData("expiry: { kind: rolling, after: 12 months }", "caps: { day: 100, month: 50 }", "21:warning:program.capOrder")]
    [InlineData("expiry: { kind: rolling, after: 12 months }", "caps: { day: 0 }", "21:error:program.value")]
    [InlineData("expiry: { kind: rolling, after: 12 months }", "birthday: 0.5", "21:warning:program.multiplierBelowOne")]
    [InlineData("    rate: { points: 1, per: 1 }", "    points: 5", "23:error:program.needs 26:warning:program.unused")]
    [InlineData("kind: money", "kind: money\n    when: { from: 2026-02-01, through: 2026-01-31 }", "26:error:program.throughBeforeFrom")]
    [InlineData("kind: money", "kind: money\n    priority: 3", "26:warning:program.unused")]
    public void What_a_programme_means_is_checked(string before, string after, string expected)
    {
        Assert.Contains(before, Shop, StringComparison.Ordinal);

        var result = ProgramFile.Load(Shop.Replace(before, after, StringComparison.Ordinal));

        Assert.Equal(expected, string.Join(' ', result.Findings.Select(f => $"{f.Line}:{(f.IsError ? "error" : "warning")}:{f.What.Code}")));
        Assert.Equal(expected.Contains(":error:", StringComparison.Ordinal), result.Document is null);
        Assert.All(result.Findings, f => Assert.DoesNotContain("…", Text.Render(f, "zh-CN"), StringComparison.Ordinal));
        Assert.All(result.Findings, f => Assert.DoesNotContain("…", Text.Render(f, "en"), StringComparison.Ordinal));
    }

    [Fact]
    public void A_threshold_out_of_order_is_told_with_both_numbers_in_the_programmes_currency()
    {
        var finding = ProgramFile.Load(Shop.Replace("code: shop", "code: shop\n  currency: GBP", StringComparison.Ordinal).Replace("spend: 2000", "spend: 599.99", StringComparison.Ordinal)).Findings[0];

        Assert.Equal("第 13 行第 12 列：门槛 599.99 低于下一级“silver”的 600.00：等级越高门槛应越高", Text.Render(finding, "zh-CN"));
    }
}
