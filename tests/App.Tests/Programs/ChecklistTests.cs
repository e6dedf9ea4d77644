using Tessera.App.Programs;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Checklist;

namespace Tessera.App.Tests.Programs;

/// <summary>Each check of the legal checklist (L3) where a publication calls for it and where it does not, with the place that calls for it.</summary>
public sealed class ChecklistTests
{
    private const string Shop = """
        program: { code: shop, name: { zh: 小店, en: Shop } }
        tiers:
          - { id: base, name: { zh: 普通, en: Base } }
          - { id: gold, name: { zh: 金卡, en: Gold }, enter: { spend: 1000, window: rolling 12 months }, multiplier: 1.5, has: [ten] }
          - { id: black, name: { zh: 黑卡, en: Black }, enter: { spend: 5000, window: rolling 12 months }, multiplier: 2 }
        points:
          expiry: { kind: rolling, after: 12 months }
          spending: { points: 100, worth: 1.00 }
        reviews:
          - { id: yearly, name: { zh: 年度评审, en: yearly }, does: settle, moment: yearly 01-01, window: rolling 12 months, keep: { gold: { spend: 500 } } }
        benefits:
          - { id: ten, name: { zh: 九折, en: Ten off }, type: discount, discount: 9折, owner: sales }
          - { id: tasting, name: { zh: 试饮, en: Tasting }, type: entitlement, quota: { uses: 2, period: month }, unitCost: 2.50, owner: sales, stock: 100, tiers: [gold, black] }
        plans:
          - { id: year, name: { zh: 年费会员, en: A year }, price: 99.00, term: 12 months, benefits: [tasting], refund: full }
        storedValue:
          plans: [{ id: plus, name: { zh: 充千送百, en: 1000 plus 100 }, pay: 1000, bonus: 100 }]
        rewards:
          - { id: mug, name: { zh: 马克杯, en: Mug }, points: 10, stock: 100, cost: 9.00, retail: 30.00, owner: sales }
        draws:
          campaigns:
            - id: spring
              name: { zh: 春日抽奖, en: Spring }
              points: 10
              from: 2026-01-01
              through: 2099-12-31
              owner: sales
              prizes: [{ id: cup, name: { zh: 杯子, en: Cup }, odds: 50 %, stock: 100, worth: 30.00, cost: 9.00 }]
        """;

    private const string Birthday = "\n  - { id: cake, name: { zh: 生日蛋糕, en: Cake }, type: birthday, quota: { uses: 1, period: year }, unitCost: 20.00, owner: sales, stock: 100, tiers: [gold] }\nplans:";
    private const string Promotion = "\npromotions:\n  - { id: students, name: { zh: 学生价, en: Students }, stage: line, discount: 8折, when: { tags: [student] } }\nplans:";
    private const string Tagging = "\ntagRules:\n  - { id: loyal, name: { zh: 常客, en: Regulars }, tag: loyal, when: { spend: 500, window: rolling 12 months } }\nplans:";

    [Theory]
    [Covers("L3")]
    // nothing the law looks at
    [InlineData("program: { code: shop,", "program: { code: shop, publishWait: 20 minutes,", "")]
    [InlineData("enter: { spend: 1000,", "enter: { spend: 900,", "")]
    [InlineData("after: 12 months", "after: 18 months", "")]
    // twelve months are 366 days in some years
    [InlineData("after: 12 months", "after: 365 days", "notice:/points/expiry pointsShorter:/points/expiry")]
    [InlineData("after: 12 months", "after: 400 days", "")]
    [InlineData("expiry: { kind: rolling, after: 12 months }", "expiry: { kind: never }", "")]
    // points
    [InlineData("after: 12 months", "after: 6 months", "notice:/points/expiry pointsShorter:/points/expiry")]
    [InlineData("  spending:", "  returnDays: 7\n  spending:", "notice:/points/returnDays pointsShorter:/points/returnDays")]
    [InlineData("worth: 1.00 }", "worth: 0.50 }", "notice:/points/spending pointsWorthLess:/points/spending")]
    [InlineData("points: 100, worth: 1.00", "points: 200, worth: 2.00", "")]
    [InlineData("  spending: { points: 100, worth: 1.00 }\n", "", "notice:/points pointsWorthLess:/points")]
    [InlineData("en: Mug }, points: 10", "en: Mug }, points: 20", "newPromises:/rewards/0 notice:/rewards/0 pointsWorthLess:/rewards/0")]
    [InlineData("en: Mug }, points: 10", "en: Mug }, points: 8", "newPromises:/rewards/0")]
    // tiers
    [InlineData("enter: { spend: 1000,", "enter: { spend: 1200,", "harderTiers:/tiers/1/enter notice:/tiers/1/enter")]
    [InlineData("enter: { spend: 1000, window: rolling 12 months }", "enter: { any: [{ spend: 1000, window: rolling 12 months }, { orders: 12, window: rolling 12 months }] }", "harderTiers:/tiers/1/enter notice:/tiers/1/enter")]
    [InlineData("multiplier: 2 }", "multiplier: 2, enabled: no, replacedBy: gold }", "harderTiers:/tiers/2 notice:/tiers/2")]
    [InlineData("keep: { gold: { spend: 500 } }", "keep: { gold: { spend: 600 } }", "harderTiers:/reviews/0 notice:/reviews/0")]
    // benefits, and those who paid for one
    [InlineData("multiplier: 1.5", "multiplier: 1.2", "benefitsLess:/tiers/1/multiplier notice:/tiers/1/multiplier")]
    [InlineData("multiplier: 1.5", "multiplier: 1.6", "")]
    [InlineData("discount: 9折", "discount: 95折", "benefitsLess:/benefits/0 newPromises:/benefits/0 notice:/benefits/0")]
    [InlineData("discount: 9折", "discount: 88折", "newPromises:/benefits/0")]
    [InlineData(", has: [ten] }", " }", "benefitsLess:/benefits/0 notice:/benefits/0")]
    [InlineData("uses: 2, period: month", "uses: 1, period: month", "benefitsLess:/benefits/1 newPromises:/benefits/1 notice:/benefits/1 paidPromise:/benefits/1")]
    [InlineData("tiers: [gold, black]", "tiers: [black]", "benefitsLess:/benefits/1 newPromises:/benefits/1 notice:/benefits/1")]
    [InlineData("refund: full", "refund: proRata", "notice:/plans/0 paidPromise:/plans/0 planTerms:/plans/0")]
    [InlineData("benefits: [tasting], refund", "tier: gold, refund", "notice:/plans/0 paidPromise:/plans/0 planTerms:/plans/0")]
    [InlineData("price: 99.00", "price: 89.00", "planTerms:/plans/0")]
    [InlineData("price: 99.00, term", "price: 99.00, enabled: no, term", "")]
    // what the law looks at more closely
    [InlineData("bonus: 100", "bonus: 200", "storedValue:/storedValue/plans/0")]
    [InlineData("bonus: 100", "bonus: 100, enabled: no", "")]
    [InlineData("storedValue:", "storedValue:\n  registeredLimit: 8000", "storedValue:/storedValue/registeredLimit")]
    [InlineData("storedValue:", "storedValue:\n  registeredLimit: 3000", "")]
    [InlineData("odds: 50 %", "odds: 60 %", "draws:/draws/campaigns/0")]
    [InlineData("draws:", "draws:\n  topPrize: 80000", "draws:/draws/topPrize")]
    [InlineData("draws:", "draws:\n  topPrize: 30000", "")]
    [InlineData("\nplans:", Birthday, "messages:/benefits/2 newPromises:/benefits/2")]
    [InlineData("\nplans:", Promotion, "newPromises:/promotions/0 priceDifferences:/promotions/0 profiling:/promotions/0")]
    [InlineData("\nplans:", Tagging, "profiling:/tagRules/0")]
    [InlineData("enter: { spend: 5000, window: rolling 12 months }", "enter: { spend: 5000, window: rolling 12 months }, handbook: { zh: 欢迎, en: Welcome }", "messages:/tiers/2")]
    public void A_check_is_asked_for_by_what_is_new_or_taken_away_and_by_nothing_else(string from, string to, string expected)
    {
        Assert.Contains(from, Shop, StringComparison.Ordinal);
        var checks = LegalChecklist.For(Read(Shop.Replace(from, to, StringComparison.Ordinal)), Read(Shop));

        Assert.Equal(expected, string.Join(' ', checks.SelectMany(c => c.Causes.Select(x => $"{c.Check.Code}:{x.Pointer}")).Order(StringComparer.Ordinal)));
    }

    [Fact]
    [Covers("L3")]
    public void A_first_version_is_asked_about_all_that_it_promises_and_about_nothing_that_it_takes()
    {
        var codes = LegalChecklist.For(Read(Shop), null).Select(c => c.Check.Code);

        Assert.Equal(["newPromises", "planTerms", "storedValue", "draws"], codes);
    }

    [Fact]
    [Covers("L3", "L4")]
    public void A_price_by_a_protected_attribute_stands_only_with_a_reason_and_the_reason_is_signed()
    {
        var draft = Shop.Replace("\nplans:", Promotion.Replace("student]", "female]", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(ProgramLinting.Lint(draft).Findings, f => f.What.Code == "lint.protectedAttribute" && f.What.Level == FindingLevel.Error);

        var accepted = draft + "\nlint: { accept: [{ finding: protectedAttribute, of: students, because: { zh: 妇女节, en: women's day } }] }\n";
        Assert.True(ProgramLinting.Lint(accepted).MayBePublished);
        var check = LegalChecklist.For(Read(accepted), Read(Shop)).Single(c => c.Check.Code == "priceDifferences");
        Assert.Equal(["/promotions/0", "/lint/accept/0"], check.Causes.Select(c => c.Pointer));
        Assert.Contains("women's day", check.Causes[1].Words.En, StringComparison.Ordinal);
    }

    [Fact]
    [Covers("L3")]
    public void Every_check_has_its_own_code_and_says_in_both_languages_what_is_asked_and_where_it_comes_from()
    {
        Assert.Equal(LegalChecklist.All.Count, LegalChecklist.All.Select(c => c.Code).Distinct().Count());
        Assert.All(LegalChecklist.All, c => Assert.All(new[] { c.Question, c.Source }, text =>
        {
            Assert.DoesNotContain(text.Zh, char.IsAsciiLetter);
            Assert.DoesNotContain(text.En, letter => letter >= '\u4e00');
            Assert.NotEmpty(text.En);
        }));
    }

    [Fact]
    [Covers("L3")]
    public void Signing_is_asked_for_by_the_draft_and_by_the_version_it_follows()
    {
        var (free, bound) = (Read(Shop), Read(Shop + "\napprovals: { checklist: required }\n"));

        Assert.False(LegalChecklist.IsRequired(free, null));
        Assert.False(LegalChecklist.IsRequired(free, free));
        Assert.True(LegalChecklist.IsRequired(bound, free));
        Assert.True(LegalChecklist.IsRequired(free, bound));
    }

    private static ProgramDocument Read(string text)
    {
        var read = ProgramFile.Load(text);
        Assert.Empty(read.Errors.Select(e => $"{e.What.Code} {e.What.Pointer}"));
        return read.Document!;
    }
}
