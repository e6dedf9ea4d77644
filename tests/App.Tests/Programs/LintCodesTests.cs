using System.Text.RegularExpressions;
using Tessera.App.Programs;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Lint;

namespace Tessera.App.Tests.Programs;

/// <summary>Every code that lint can find, out of its own sources: each has a programme in which it stands and the nearest one in which it does not.</summary>
[Covers("B2", "B3", "B8")]
public sealed partial class LintCodesTests
{
    // 5 % in points, times 1, 1.2 and 1.5: steps of 20 % and 25 %.
    private const string Sound = """
        program: { code: shop, name: { zh: 小店, en: Shop } }
        tiers:
          - { id: base, name: { zh: 普通, en: Base }, multiplier: 1 }
          - { id: silver, name: { zh: 银卡, en: Silver }, multiplier: 1.2, enter: { spend: 600, window: rolling 12 months } }
          - { id: gold, name: { zh: 金卡, en: Gold }, multiplier: 1.5, enter: { spend: 2000, window: rolling 12 months } }
        reviews:
          - { id: yearly, name: { zh: 年度评审, en: yearly }, does: settle, moment: yearly 01-01, window: rolling 12 months, keep: { silver: { spend: 400 }, gold: { spend: 1500 } } }
        points: { expiry: { kind: rolling, after: 12 months } }
        earn:
          - { id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 5, per: 1 } }
        """;

    private const string Gold = "{ spend: 2000, window: rolling 12 months }";
    private const string Service = "type: service, owner: 店长, stock: unlimited, unitCost: ";

    // A code, what is replaced or added (behind "+"), by what the finding stands, and by what it does not.
    private static readonly Dictionary<string, (string At, string With, string Without)> Cases = new()
    {
        ["tierUnreachable"] = (Gold, "{ any: [" + Gold + ", { spend: 600, window: lifetime }] }", "{ any: [" + Gold + ", { spend: 601, window: rolling 12 months }] }"),
        ["tierImpossible"] = (Gold, "{ all: [" + Gold + ", { not: { spend: 1000, window: rolling 12 months } }] }", "{ all: [" + Gold + ", { not: { spend: 3000, window: rolling 12 months } }] }"),
        ["tiersOverlap"] = ("{ spend: 600, window: rolling 12 months }", "{ any: [{ spend: 600, window: rolling 12 months }, { spend: 2000, window: rolling 12 months }] }", "{ any: [{ spend: 600, window: rolling 12 months }, { spend: 1999, window: rolling 12 months }] }"),
        ["tooManyTiers"] = ("+", "lint: { mostTiers: 2 }", "lint: { mostTiers: 3 }"),
        ["bandsImpossible"] = ("window: rolling 12 months } }", "window: rolling 12 months }, shareFrom: 51 % }", "window: rolling 12 months }, shareFrom: 50 % }"),
        ["windowLonger"] = (Gold, "{ spend: 2000, window: rolling 13 months }", Gold),
        ["multiplierFalls"] = ("multiplier: 1.5", "multiplier: 1.19", "multiplier: 1.2"),
        ["giftFalls"] = ("multiplier: 1.2", "multiplier: 1.2, giftPoints: 10", "multiplier: 1.2, giftPoints: 0"),
        ["gapOutside"] = ("multiplier: 1.5", "multiplier: 1.57", "multiplier: 1.56"),
        ["pointsOverLine"] = ("points: 5, per: 1 }", "points: 9, per: 1 }", "points: 8, per: 1 }"),
        ["giveBackOverLine"] = ("+", "costs: { redLine: 7.49 % }", "costs: { redLine: 7.5 % }"),
        ["givesAll"] = ("points: 5, per: 1 }", "points: 100, per: 1 }", "points: 66, per: 1 }"),
        ["acceptsNothing"] = ("+", "lint: { accept: [{ finding: gapOutside, because: { zh: 人少, en: few } }] }", "lint: { gapThrough: 24 %, accept: [{ finding: gapOutside, because: { zh: 人少, en: few } }] }"),
        ["untranslated"] = ("en: Gold }", "en: 金卡 }", "en: GOLD }"),
        ["protectedAttribute"] = (Gold, "{ tag: female }", "{ tag: regular }"),
        ["discountFalls"] = ("+", Discounts("9", "95"), Discounts("95", "95")),
        ["freightFalls"] = ("+", Freight(50, 51), Freight(50, 50)),
        ["freightLost"] = ("+", "benefits: [{ id: b, name: { zh: 免运, en: post }, type: freeFreight, atLeast: 50, owner: 店长, tiers: [silver] }]", "benefits: [{ id: b, name: { zh: 免运, en: post }, type: freeFreight, atLeast: 50, owner: 店长, tiers: [gold] }]"),
        ["benefitLost"] = ("+", "benefits: [{ id: b, name: { zh: 礼, en: gift }, " + Service + "0, tiers: [silver] }]", "benefits: [{ id: b, name: { zh: 礼, en: gift }, " + Service + "0, tiers: [silver, gold] }]"),
        ["benefitReplaced"] = ("+", Two("[silver]", "[gold]"), Two("[silver, gold]", "[gold]")),
        ["promiseUnlimited"] = ("+", "benefits: [{ id: b, name: { zh: 礼, en: gift }, " + Service + "5, tiers: [gold] }]", "benefits: [{ id: b, name: { zh: 礼, en: gift }, " + Service + "5, quota: { uses: 1, period: month }, tiers: [gold] }]"),
        ["couponUnlimited"] = ("+", Coupon("perMember: 0, "), Coupon("")),
        ["shareOutside"] = ("multiplier: 1.5", "multiplier: 1.5, shareThrough: 9 %", "multiplier: 1.5, shareThrough: 10 %"),
    };

    // The file itself is wrong without what carries a promise (F36), where tiers need the same, and where one needs less than the one below.
    private static readonly Dictionary<string, (string At, string With, string Without)> FileCases = new()
    {
        ["promiseUnbacked"] = ("+", "benefits: [{ id: b, name: { zh: 礼, en: gift }, type: service, owner: 店长, stock: unlimited, tiers: [gold] }]", "benefits: [{ id: b, name: { zh: 礼, en: gift }, " + Service + "0, tiers: [gold] }]"),
        ["sameCondition"] = (Gold, "{ spend: 600, window: rolling 12 months }", Gold),
        ["thresholdOrder"] = (Gold, "{ spend: 599, window: rolling 12 months }", Gold),
    };

    // Ten members of a hundred are gold.
    private static readonly LadderCensus Census = new(new Dictionary<string, long> { ["base"] = 90, ["gold"] = 10 });

    public static TheoryData<string> Codes => [.. CodesOfTheProduct()];

    [Fact]
    public void Every_code_of_the_product_has_a_case_and_every_case_a_code() => Assert.Equal(CodesOfTheProduct(), Cases.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_code_stands_in_one_programme_and_not_in_the_one_beside_it(string code)
    {
        Assert.Contains("lint." + code, CodesIn(Cases[code].At, Cases[code].With));
        Assert.DoesNotContain("lint." + code, CodesIn(Cases[code].At, Cases[code].Without));
    }

    [Theory]
    [InlineData("promiseUnbacked")]
    [InlineData("sameCondition")]
    [InlineData("thresholdOrder")]
    [Covers("F36")]
    public void What_makes_the_file_itself_wrong_is_found_and_not_beside_it(string code)
    {
        Assert.Contains("program." + code, CodesIn(FileCases[code].At, FileCases[code].With));
        Assert.DoesNotContain("program." + code, CodesIn(FileCases[code].At, FileCases[code].Without));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void What_mends_itself_is_gone_afterwards_and_nothing_else_has_changed(string code)
    {
        var text = Text(Cases[code].At, Cases[code].With);
        var before = ProgramLinting.Lint(text, Census);
        var (mended, done) = ProgramLinting.Mend(text);
        var after = ProgramLinting.Lint(mended, Census);

        Assert.Equal(before.Findings.Where(f => f.What.Fix is { IsSafe: true }).Select(f => f.What.Code), done.Select(d => d.What.Code));
        if (done.Count == 0) Assert.Equal(text, mended);
        // What is left is what was there, less what was mended; no other part of the document says anything else.
        Assert.Equal(before.Findings.Where(f => f.What.Fix is not { IsSafe: true }).Select(f => (f.What.Code, f.What.Of)), after.Findings.Select(f => (f.What.Code, f.What.Of)));
        Assert.Empty(ProgramDiff.Between(before.Document! with { Lint = after.Document!.Lint }, after.Document));
    }

    [Fact]
    public void Every_safe_fix_of_the_product_is_tried_by_one_of_the_cases() =>
        Assert.Contains("acceptsNothing", Cases.Keys.Where(c => ProgramLinting.Mend(Text(Cases[c].At, Cases[c].With)).Mended.Any(m => m.What.Code == "lint." + c)));

    private static string Discounts(string silver, string gold) => $"benefits: [{{ id: b, name: {{ zh: 银价, en: silver }}, type: discount, discount: {silver}折, owner: 店长, tiers: [silver] }}, {{ id: c, name: {{ zh: 金价, en: golden }}, type: discount, discount: {gold}折, owner: 店长, tiers: [gold] }}]";

    private static string Freight(int silver, int gold) => $"benefits: [{{ id: b, name: {{ zh: 免运, en: post }}, type: freeFreight, atLeast: {silver}, owner: 店长, tiers: [silver] }}, {{ id: c, name: {{ zh: 免邮, en: parcel }}, type: freeFreight, atLeast: {gold}, owner: 店长, tiers: [gold] }}]";

    private static string Two(string first, string second) => "benefits: [{ id: b, name: { zh: 礼, en: gift }, " + Service + "0, tiers: " + first + " }, { id: c, name: { zh: 包, en: bag }, " + Service + "0, tiers: " + second + " }]";

    private static string Coupon(string limit) => "coupons: [{ id: c, name: { zh: 券, en: coupon }, lasts: 7 days, takes: selfClaim, " + limit + "saving: { amount: 5 } }]";

    private static string Text(string at, string with)
    {
        if (at == "+") return Sound + "\n" + with + "\n";
        Assert.Contains(at, Sound, StringComparison.Ordinal);
        return Sound.Replace(at, with, StringComparison.Ordinal);
    }

    private static IEnumerable<string> CodesIn(string at, string with)
    {
        var linted = ProgramLinting.Lint(Text(at, with), Census);
        return linted.Findings.Select(f => f.What.Code);
    }

    private static List<string> CodesOfTheProduct() =>
        [.. Directory.GetFiles(Repository.PathOf("src/Tessera.Core/Programs/Lint"), "*.cs").SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(m => m.Groups["code"].Value)).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex("\"lint\\.(?<code>[a-zA-Z]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
