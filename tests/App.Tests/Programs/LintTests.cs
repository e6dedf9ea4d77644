using Tessera.App.Programs;
using Tessera.App.Texts;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Lint;

namespace Tessera.App.Tests.Programs;

/// <summary>Each finding of lint where it must stand and where it must not; the numbers of the requirement documents (T1, T2, T3, T5).</summary>
public sealed class LintTests
{
    // 5 points a yuan at 100 points for 1 yuan: 5 %, times 1, 1.2 and 1.5. Steps of 20 % and 25 %, and the same in the give-back.
    private const string Sound = """
        program: { code: shop, name: { zh: 小店, en: Shop } }
        tiers:
          - id: base
            name: { zh: 普通, en: Base }
          - id: silver
            name: { zh: 银卡, en: Silver }
            enter: { spend: 600, window: rolling 12 months }
            multiplier: 1.2
          - id: gold
            name: { zh: 金卡, en: Gold }
            enter: { spend: 2000, window: rolling 12 months }
            multiplier: 1.5
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
            rate: { points: 5, per: 1 }
        """;

    [Fact]
    public void A_sound_programme_has_no_finding()
    {
        var linted = ProgramLinting.Lint(Sound);

        Assert.Empty(linted.Findings);
        Assert.Equal([500, 600, 750], linted.Report!.GiveBacks.Select(g => g.Total));
        Assert.True(linted.MayBePublished);
    }

    [Theory]
    [Covers("B2", "B3", "B8", "T1")]
    // unreachable and impossible tiers, and one way in that passes a tier over
    [InlineData("enter: { spend: 2000, window: rolling 12 months }", "enter: { any: [{ spend: 2000, window: rolling 12 months }, { spend: 500, window: lifetime }] }", "error:tierUnreachable:silver warning:windowLonger:gold")]
    [InlineData("enter: { spend: 2000, window: rolling 12 months }", "enter: { any: [{ spend: 2000, window: rolling 12 months }, { spend: 700, window: rolling 11 months }] }", "")]
    [InlineData("enter: { spend: 600, window: rolling 12 months }", "enter: { any: [{ spend: 600, window: rolling 12 months }, { spend: 2500, window: rolling 12 months }] }", "warning:tiersOverlap:silver")]
    [InlineData("enter: { spend: 2000, window: rolling 12 months }", "enter: { pointsEarned: 2000, window: rolling 12 months }", "")]
    [InlineData("enter: { spend: 2000, window: rolling 12 months }", "enter: { all: [{ spend: 2000, window: rolling 12 months }, { not: { spend: 1000, window: rolling 12 months } }] }", "error:tierImpossible:gold")]
    // too many tiers: six may be, two may not be more than one
    [InlineData("enter: { spend: 2000, window: rolling 12 months }", "enter: { growth: 2000 }\ngrowth: { behaviourShare: { percent: 30 %, reading: cap } }\nx:", "unread")]
    [InlineData("points:\n", "lint: { mostTiers: 2 }\npoints:\n", "warning:tooManyTiers")]
    [InlineData("points:\n", "lint: { mostTiers: 3 }\npoints:\n", "")]
    // bands: 70 + 40 is more than a whole; 30 + 30 + 30 is less
    [InlineData("id: base", "id: base\n    shareFrom: 70 %", "")]
    [InlineData("name: { zh: 普通, en: Base }", "name: { zh: 普通, en: Base }\n    shareFrom: 101 %", "unread")]
    [InlineData("multiplier: 1.2", "multiplier: 1.2\n    shareFrom: 60 %\n    shareThrough: 70 %", "")]
    // what is entered by a longer window than it is kept by
    [InlineData("enter: { spend: 2000, window: rolling 12 months }", "enter: { spend: 2000, window: lifetime }", "warning:windowLonger:gold")]
    [InlineData("enter: { spend: 2000, window: rolling 12 months }", "enter: { spend: 2000, window: rolling 24 months }\nladder: { reEntry: allAnew }\nx:", "unread")]
    // points: 8 a yuan is the line, 10 is over it (T1)
    [InlineData("rate: { points: 5, per: 1 }", "rate: { points: 10, per: 1 }", "warning:giveBackOverLine:base warning:giveBackOverLine:silver warning:giveBackOverLine:gold warning:pointsOverLine:spend")]
    [InlineData("rate: { points: 5, per: 1 }", "rate: { points: 5, per: 1 }\ncosts: { redLine: 7 % }", "warning:giveBackOverLine:gold")]
    [InlineData("rate: { points: 5, per: 1 }", "rate: { points: 5, per: 1 }\ncosts: { redLine: 7.5 % }", "")]
    [InlineData("rate: { points: 5, per: 1 }", "rate: { points: 100, per: 1 }", "error:givesAll:base error:givesAll:silver error:givesAll:gold warning:pointsOverLine:spend")]
    // gaps: 1.2 to 1.56 is 30 %, inside; 1.57 is not; nor is 1.1 above 1
    [InlineData("multiplier: 1.5", "multiplier: 1.56", "")]
    [InlineData("multiplier: 1.5", "multiplier: 1.57", "warning:gapOutside:gold warning:gapOutside:gold")]
    [InlineData("multiplier: 1.5", "multiplier: 1.1", "warning:gapOutside:gold warning:gapOutside:gold warning:multiplierFalls:gold")]
    [InlineData("multiplier: 1.2", "multiplier: 1.2\n    giftPoints: 100", "warning:giftFalls:gold")]
    [InlineData("multiplier: 1.5", "multiplier: 1.5\n    giftPoints: 100", "")]
    // an acceptance with a reason, and one for nothing
    [InlineData("multiplier: 1.5", "multiplier: 1.57\nlint: { accept: [{ finding: gapOutside, of: gold, because: { zh: 人少, en: few } }] }\nx:", "unread")]
    [InlineData("rate: { points: 5, per: 1 }", "rate: { points: 5, per: 1 }\nlint: { accept: [{ finding: gapOutside, because: { zh: 人少, en: few } }] }", "warning:acceptsNothing")]
    [InlineData("name: { zh: 金卡, en: Gold }", "name: { zh: 金卡, en: 金卡 }", "warning:untranslated:gold")]
    [InlineData("name: { zh: 金卡, en: Gold }", "name: { zh: Gold, en: Gold }", "warning:untranslated:gold")]
    [InlineData("name: { zh: 金卡, en: Gold }", "name: { zh: VIP, en: VIP }", "")]
    [InlineData("enter: { spend: 2000, window: rolling 12 months }", "enter: { tag: female }", "error:protectedAttribute:gold")]
    [InlineData("enter: { spend: 2000, window: rolling 12 months }", "enter: { tag: regular }", "")]
    public void A_finding_stands_where_it_must_and_only_there(string before, string after, string expected)
    {
        var linted = ProgramLinting.Lint(Sound.Replace(before, after, StringComparison.Ordinal));

        Assert.Equal(expected, linted.Document is null ? "unread" : Said(linted));
    }

    [Theory]
    [Covers("B3", "F36", "Z6")]
    [InlineData("- { id: b, name: { zh: 礼, en: gift }, type: service, owner: 店长, unitCost: 5, stock: unlimited, tiers: [gold] }", "warning:promiseUnlimited:b")]
    [InlineData("- { id: b, name: { zh: 礼, en: gift }, type: service, owner: 店长, unitCost: 0, stock: unlimited, tiers: [gold] }", "")]
    [InlineData("- { id: b, name: { zh: 礼, en: gift }, type: service, owner: 店长, unitCost: 5, stock: 100, tiers: [gold] }", "")]
    [InlineData("- { id: b, name: { zh: 礼, en: gift }, type: service, owner: 店长, unitCost: 5, stock: unlimited, quota: { uses: 1, period: month }, tiers: [gold] }", "")]
    [InlineData("- { id: b, name: { zh: 礼, en: gift }, type: birthday, owner: 店长, unitCost: 5, stock: unlimited, tiers: [gold] }", "")]
    // what the lower tier has and the higher has not; another of its kind in its place is a hint
    [InlineData("- { id: b, name: { zh: 礼, en: gift }, type: service, owner: 店长, unitCost: 0, stock: unlimited, tiers: [silver] }", "warning:benefitLost:gold")]
    [InlineData("- { id: b, name: { zh: 礼, en: gift }, type: service, owner: 店长, unitCost: 0, stock: unlimited, tiers: [silver] }\n  - { id: c, name: { zh: 包, en: bag }, type: service, owner: 店长, unitCost: 0, stock: unlimited, tiers: [gold] }", "hint:benefitReplaced:gold")]
    [InlineData("- { id: b, name: { zh: 免运, en: post }, type: freeFreight, atLeast: 50, owner: 店长, tiers: [silver] }\n  - { id: c, name: { zh: 免邮, en: parcel }, type: freeFreight, atLeast: 60, owner: 店长, tiers: [gold] }", "warning:freightFalls:gold")]
    [InlineData("- { id: b, name: { zh: 免运, en: post }, type: freeFreight, atLeast: 50, owner: 店长, tiers: [silver] }", "warning:freightLost:gold")]
    [InlineData("- { id: b, name: { zh: 免运, en: post }, type: freeFreight, atLeast: 50, owner: 店长, tiers: [silver, gold] }", "")]
    // a discount on tea alone is none on everything, and one on everything covers tea: silver gives back 10 + 0.9 × 6 = 15.4 % of tea, gold 5 + 0.95 × 7.5 = 12.125 %
    [InlineData("- { id: b, name: { zh: 茶9折, en: tea }, type: discount, discount: 9折, when: { categories: tea }, owner: 店长, tiers: [silver] }\n  - { id: c, name: { zh: 全场9.5折, en: all }, type: discount, discount: 9.5折, owner: 店长, tiers: [gold] }", "warning:giveBackOverLine:silver warning:gapOutside:silver warning:giveBackOverLine:gold warning:gapOutside:gold warning:discountFalls:gold")]
    [InlineData("- { id: b, name: { zh: 茶9折, en: tea }, type: discount, discount: 9折, when: { categories: tea/green, weekdays: wed }, owner: 店长, tiers: [silver, gold] }", "")]
    [InlineData("- { id: b, name: { zh: 女士9折, en: ladies }, type: discount, discount: 9折, when: { weekdays: wed, tags: ['gender:female'] }, owner: 店长, tiers: [silver, gold] }", "error:protectedAttribute:b")]
    public void A_benefit_is_judged_beside_those_of_the_tier_below(string benefits, string expected) =>
        Assert.Equal(expected, Said(ProgramLinting.Lint(Sound + "\nbenefits:\n  " + benefits + "\n")));

    [Theory]
    [InlineData("takes: selfClaim, perMember: 0", "warning:couponUnlimited:c")]
    [InlineData("takes: selfClaim", "")]
    [InlineData("takes: selfClaim, perMember: 0, supply: 100", "")]
    public void A_coupon_that_anybody_may_claim_has_a_limit(string coupon, string expected) =>
        Assert.Equal(expected, Said(ProgramLinting.Lint(Sound + "\ncoupons:\n  - { id: c, name: { zh: 券, en: coupon }, lasts: 7 days, " + coupon + ", saving: { amount: 5 } }\n")));

    [Fact]
    [Covers("T2", "T1")]
    public void The_tea_chains_table_gives_back_what_its_source_was_found_to_give()
    {
        var linted = Template("tea-chain");

        // 2 + 98 × 10 %, 5 + 95 × 12 %, 10 + 90 × 15 %, 15 + 85 × 20 %
        Assert.Equal([1_180, 1_640, 2_350, 3_200], linted.Report!.GiveBacks.Select(g => g.Total));
        Assert.Equal([980, 1_140, 1_350, 1_700], linted.Report.GiveBacks.Select(g => g.Points));
        // 10 points per yuan at 100 points for 1 yuan is 10 %, over 8 %; 8 points would be on the line.
        var points = linted.Findings.Single(f => f.What.Code == "lint.pointsOverLine").What;
        Assert.Equal([100_000, 80_000], points.Parts.Where(p => p.Text is null).Select(p => p.Number));
        Assert.Equal(new LintFix("/earn/0/rate/points", "8"), points.Fix);
        Assert.Contains("10 %", Text.Render(points, Text.English, linted.Document), StringComparison.Ordinal);
    }

    [Fact]
    [Covers("T3", "B3")]
    public void The_discounts_98_100_95_of_A_B_and_C_fall_with_the_tier()
    {
        var linted = ProgramLinting.Lint("""
            program: { code: abc, name: { zh: 三级, en: Three } }
            tiers:
              - { id: c, name: { zh: 丙, en: C } }
              - { id: b, name: { zh: 乙, en: B }, enter: { spend: 1000 } }
              - { id: a, name: { zh: 甲, en: A }, enter: { spend: 5000 } }
            ladder: { reEntry: allAnew }
            benefits:
              - { id: c95, name: { zh: 丙95折, en: C 5 % }, type: discount, discount: 95折, owner: 店长, tiers: [c] }
              - { id: a98, name: { zh: 甲98折, en: A 2 % }, type: discount, discount: 98折, owner: 店长, tiers: [a] }
            points: { expiry: { kind: never } }
            """);

        // B has nothing of the 5 % below it; A has 2 % where B has none, which rises again.
        var found = Assert.Single(linted.Findings, f => f.What.Code == "lint.discountFalls").What;
        Assert.Equal(("b", "“乙”的折扣不如下一级“丙”：9.5折 到了高一级变成 无折扣"), (found.Of, Text.Render(found, Text.Chinese, linted.Document)));
    }

    [Theory]
    [Covers("T5", "B8")]
    // S3 and S4 and S2: (1.2 − 1) ÷ 1, (1.5 − 1.2) ÷ 1.2, (2 − 1.5) ÷ 1.5; a gap outside is found twice, in the multiplier and in the give-back that follows it
    [InlineData("1, 1.2, 1.5", "2000 2500", "")]
    [InlineData("1, 1.2, 1.5, 2", "2000 2500 3333", "3333")]
    [InlineData("1, 1.5, 2", "5000 3333", "5000 3333")]
    public void Multipliers_of_the_documents_step_by_what_their_gaps_say(string multipliers, string gaps, string outside)
    {
        var tiers = multipliers.Split(", ").Select((m, i) => $"  - {{ id: t{i}, name: {{ zh: 级{i}, en: T{i} }}, multiplier: {m}{(i == 0 ? "" : $", enter: {{ spend: {i}000 }}")} }}");
        var linted = ProgramLinting.Lint($$"""
            program: { code: steps, name: { zh: 台阶, en: Steps } }
            tiers:
            {{string.Join('\n', tiers)}}
            points: { expiry: { kind: never } }
            """);
        var steps = linted.Report!.Steps.Where(s => s.Of == StepOf.Multiplier).ToList();

        Assert.Equal(gaps, string.Join(' ', steps.Select(s => s.Gap)));
        Assert.Equal(outside, string.Join(' ', steps.Where(s => !s.IsInside).Select(s => s.Gap)));
        Assert.Equal(outside.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, linted.Findings.Count(f => f.What.Code == "lint.gapOutside"));
    }

    [Theory]
    [Covers("B6")]
    // 6 of 100 in a band of 5 % to 10 %, both inclusive
    [InlineData(6, "")]
    [InlineData(5, "")]
    [InlineData(10, "")]
    [InlineData(4, "warning:shareOutside:gold")]
    [InlineData(11, "warning:shareOutside:gold")]
    public void A_tiers_share_is_judged_by_the_members_there_are(int gold, string expected)
    {
        var text = Sound.Replace("multiplier: 1.5", "multiplier: 1.5\n    shareFrom: 5 %\n    shareThrough: 10 %", StringComparison.Ordinal);
        var census = new LadderCensus(new Dictionary<string, long> { ["base"] = 100 - gold, ["gold"] = gold });

        Assert.Equal(expected, Said(ProgramLinting.Lint(text, census)));
        Assert.Equal("", Said(ProgramLinting.Lint(text)));
    }

    [Fact]
    [Covers("B6")]
    public void Bands_that_cannot_add_up_are_found()
    {
        var text = Sound.Replace("multiplier: 1.2", "multiplier: 1.2\n    shareFrom: 60 %", StringComparison.Ordinal).Replace("multiplier: 1.5", "multiplier: 1.5\n    shareFrom: 50 %", StringComparison.Ordinal);

        Assert.Equal("warning:bandsImpossible", Said(ProgramLinting.Lint(text)));
    }

    [Fact]
    public void An_accepted_finding_is_a_hint_that_carries_its_reason()
    {
        var linted = ProgramLinting.Lint(Sound.Replace("multiplier: 1.5", "multiplier: 2", StringComparison.Ordinal)
            + "\nlint:\n  accept:\n    - { finding: gapOutside, of: gold, because: { zh: 人少, en: few } }\n    - { finding: giveBackOverLine, because: { zh: 试行, en: a trial } }\n");

        Assert.Equal("hint:giveBackOverLine:gold hint:gapOutside:gold hint:gapOutside:gold", Said(linted));
        Assert.Equal(["试行", "人少", "人少"], linted.Findings.Select(f => f.What.Accepted!.Zh));
    }

    [Fact]
    public void What_is_safe_to_mend_is_mended_in_place_and_comments_stay()
    {
        var text = Sound.Replace("    multiplier: 1.5", "    # the best\n    multiplier: 1.5\n    replacedBy: base", StringComparison.Ordinal)
            + "\nlint:\n  mostTiers: 4 # enough\n  accept:\n    # once it was so\n    - { finding: gapOutside, because: { zh: 人少, en: few } }\n    - { finding: giveBackOverLine, of: gold, because: { zh: 试行, en: a trial } }\ncosts: { redLine: 7 % }\n";

        var (mended, done) = ProgramLinting.Mend(text);

        Assert.Equal(["program.unused", "lint.acceptsNothing"], done.Select(d => d.What.Code));
        Assert.Equal(
            text.Replace("\n    replacedBy: base", "", StringComparison.Ordinal).Replace("    - { finding: gapOutside, because: { zh: 人少, en: few } }\n", "", StringComparison.Ordinal), mended);
        Assert.Equal("hint:giveBackOverLine:gold", Said(ProgramLinting.Lint(mended)));
    }

    [Theory]
    // a number, a key that is missing so far in a block, in a line, and in a section that is missing
    [InlineData("/tiers/2/multiplier", "1.4", "multiplier: 1.5", "multiplier: 1.4")]
    [InlineData("/tiers/1/giftPoints", "50", "  - id: silver", "  - giftPoints: 50\n    id: silver")]
    [InlineData("/earn/0/rate/mode", "perFull", "rate: { points", "rate: { mode: perFull, points")]
    public void A_fix_is_written_where_its_pointer_says(string pointer, string value, string before, string after) =>
        Assert.Equal(Sound.Replace(before, after, StringComparison.Ordinal), ProgramLinting.Applied(Sound, new LintFix(pointer, value)));

    [Fact]
    public void A_fix_of_a_section_that_is_missing_opens_it_at_the_end() =>
        Assert.Equal(Sound + "\n\nladder:\n  reEntry: allAnew\n", ProgramLinting.Applied(Sound, new LintFix("/ladder/reEntry", "allAnew")));

    [Fact]
    public void Every_fix_mends_its_finding()
    {
        foreach (var text in new[] { Sound.Replace("multiplier: 1.5", "multiplier: 1.1", StringComparison.Ordinal), Sound.Replace("{ spend: 2000, window: rolling 12 months }", "{ spend: 2000 }", StringComparison.Ordinal), Sound.Replace("points: 5", "points: 10", StringComparison.Ordinal) })
        {
            foreach (var finding in ProgramLinting.Lint(text).Findings.Where(f => f.What.Fix is not null))
            {
                var after = ProgramLinting.Lint(ProgramLinting.Applied(text, finding.What.Fix!)!);

                Assert.DoesNotContain(after.Findings, f => f.What.Code == finding.What.Code && f.What.Pointer == finding.What.Pointer && f.What.Parts.SequenceEqual(finding.What.Parts));
            }
        }
    }

    [Theory]
    [MemberData(nameof(TemplateTests.Templates), MemberType = typeof(TemplateTests))]
    public void A_template_has_nothing_above_a_hint_and_says_why_it_accepts_what_it_accepts(string template)
    {
        var linted = Template(template);

        Assert.All(linted.Findings, f => Assert.Equal(FindingLevel.Hint, f.What.Level));
        Assert.All(linted.Findings.Where(f => f.What.Code != "lint.benefitReplaced"), f => Assert.NotNull(f.What.Accepted));
    }

    private static LintedProgram Template(string name) => ProgramLinting.Lint(File.ReadAllText(Repository.PathOf($"templates/{name}/program.yaml")));

    private static string Said(LintedProgram linted) => string.Join(' ', linted.Findings.Select(f =>
        $"{f.What.Level.ToString().ToLowerInvariant()}:{f.What.Code.Replace("lint.", "", StringComparison.Ordinal)}{(f.What.Of is { } of ? ":" + of : "")}"));
}
