using Tessera.App.Programs;
using Tessera.App.Texts;
using Tessera.Core.Tiers;

namespace Tessera.App.Tests.Programs;

public sealed class ProgramFileTests
{
    private const string Head = """
        program:
          code: shop
          name: { zh: 小店, en: Shop }
        tiers:
          - id: base
            name: { zh: 普通, en: Base }
        """;

    [Fact]
    public void The_smallest_programme_of_the_reference_page_loads()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/reference/program-file.md"));
        var from = page.IndexOf("```yaml\n", StringComparison.Ordinal) + 8;

        var result = ProgramFile.Load(page[from..page.IndexOf("```", from, StringComparison.Ordinal)]);

        Assert.Empty(result.Findings);
        Assert.Equal("corner-shop", result.Document!.Code);
    }

    [Theory]
    // an unknown key: its place, and the nearest known one
    [InlineData("points:\n  shortfal: debt", "8:3 不认识“shortfal”，是不是“shortfall”？", "8:3 “shortfal” is not known; is it “shortfall”?")]
    // a value of a switch
    [InlineData("points:\n  shortfall: dept", "8:14 “shortfall”不能是“dept”，是不是“debt”？应为 debt、clamp、pendingOnly 之一", "8:14 “shortfall” cannot be “dept”; is it “debt”? It should be one of debt, clamp, pendingOnly")]
    [InlineData("points:\n  noticeBefore: soon", "8:17 “noticeBefore”应为 0 到 3650 的天数，如 30 days，而不是“soon”", "8:17 “noticeBefore” should be 0 to 3650 days such as 30 days, not “soon”")]
    // a key without a value stands at the key
    [InlineData("points:\n  rounding:", "8:3 “rounding”没有写值：应为 floor、halfUp、ceiling 之一", "8:3 “rounding” has no value: one of floor, halfUp, ceiling was expected")]
    [InlineData("points: 5", "7:9 “points”应为 积分设置，而不是“5”", "7:9 “points” should be settings of points, not “5”")]
    [InlineData("points:\n  caps: { day: 10, fortnight: 3 }", "8:20 不认识“fortnight”；这里可以写 order, day, week, month, year, lifetime", "8:20 “fortnight” is not known; here may stand order, day, week, month, year, lifetime")]
    [InlineData("reviews:\n  - id: r\n    name: { zh: 评审, en: review }\n    does: settle\n    window: lifetime\n    keep: enter", "8:5 缺少“moment”：时点，如 yearly 01-01、quarterly、monthly 1、tier anniversary、join anniversary、every 30 days、daily", "8:5 “moment” is missing: a moment such as yearly 01-01, quarterly, monthly 1, tier anniversary, join anniversary, every 30 days, daily")]
    [InlineData("points:\n  shortfall: debt\n  shortfall: clamp", "9:3 “shortfall”写了两次", "9:3 “shortfall” stands twice")]
    [InlineData("points: *none", "7:9 没有名为“none”的锚点", "7:9 There is no anchor named “none”")]
    public void A_mistake_is_shown_at_its_place_in_both_languages(string part, string zh, string en)
    {
        var result = ProgramFile.Load(Head + "\n" + part + "\n");

        Assert.Null(result.Document);
        Assert.Equal([zh], result.Findings.Select(f => $"{f.Line}:{f.Column} {Text.Render(f.What, "zh-CN")}"));
        Assert.Equal([en], result.Findings.Select(f => $"{f.Line}:{f.Column} {Text.Render(f.What, "en")}"));
    }

    [Fact]
    public void All_mistakes_are_collected_in_the_order_of_the_file()
    {
        var result = ProgramFile.Load("""
            program:
              code: Shop
              name: { zh: 小店 }
              zone: Asia/Shangai
            tiers:
              - id: base
                name: { zh: 普通, en: Base }
              - id: gold
                name: { zh: 金卡, en: Gold }
                enter: { spent: 5000 }
            erarn: []
            """);

        Assert.Equal(
            [(2, "program.value"), (3, "program.required"), (10, "program.unknownKeyNearest"), (11, "program.unknownKeyNearest")],
            result.Findings.Select(f => (f.Line, f.What.Code)));
        Assert.Equal(["spend", "earn"], result.Findings.Skip(2).Select(f => f.What.Nearest));
    }

    [Fact]
    public void A_zone_that_the_machine_does_not_know_names_the_nearest()
    {
        var finding = Assert.Single(ProgramFile.Load(Head.Replace("code: shop", "code: shop\n  zone: Asia/Shangai", StringComparison.Ordinal)).Findings);

        Assert.Equal((3, 9, "program.unknownZone", "Asia/Shanghai"), (finding.Line, finding.Column, finding.What.Code, finding.What.Nearest));
    }

    [Fact]
    public void An_alias_repeats_a_value_and_its_mistakes_stand_where_the_alias_stands()
    {
        var good = ProgramFile.Load(Head + """

              - id: silver
                name: { zh: 银卡, en: Silver }
                enter: &year { spend: 600, window: rolling 12 months }
              - id: gold
                name: { zh: 金卡, en: Gold }
                enter: { all: [ *year, { orders: 12 } ] }
            """);
        var bad = ProgramFile.Load("x: &a { b: 1 }\npoints: *a");

        Assert.Equal(60_000, ((Compare)((AllOf)good.Document!.Ladder.Tiers[2].Enter!).Parts[0]).Threshold);
        Assert.Contains(bad.Findings, f => f is { Line: 2, Column: 9, What: { Code: "program.unknownKey", Got: "b" } });
    }

    [Fact]
    public void Aliases_of_aliases_cannot_blow_up()
    {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat("*a" + (i - 1), 10))}]\n"));

        Assert.Equal("program.syntax", Assert.Single(ProgramFile.Load(text).Findings).What.Code);
    }

    [Theory]
    // the parser throws without a position on these: the last token's place is shown
    [InlineData("a: [1\nb: 2", 1)]
    [InlineData("tiers:\n  - id: base\n    benefits: [\n      x\npoints: 1", 3)]
    [InlineData("a: {b: c: d}", 1)]
    [InlineData("a: 'x", 1)]
    [InlineData("a: @x", 1)]
    [InlineData("[a]: b", 1)]
    public void Broken_syntax_is_shown_near_its_place(string text, int line)
    {
        var finding = Assert.Single(ProgramFile.Load(text).Findings);

        Assert.Equal(("program.syntax", line), (finding.What.Code, finding.Line));
    }

    [Theory]
    [InlineData("a:\n\t- b", "program.tab")]
    [InlineData("a: 1\n---\nb: 2", "program.severalDocuments")]
    public void What_merchants_often_get_wrong_is_said_in_so_many_words(string text, string code)
    {
        var finding = Assert.Single(ProgramFile.Load(text).Findings);

        Assert.Equal((2, code), (finding.Line, finding.What.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void What_is_no_programme_at_all_is_refused(string text) => Assert.Null(ProgramFile.Load(text).Document);

    [Fact]
    public void A_file_that_is_too_long_is_refused_before_it_is_read() =>
        Assert.Equal("program.tooLong", Assert.Single(ProgramFile.Load(new string('#', YamlTree.MaxLength + 1)).Findings).What.Code);

    [Fact]
    public void A_byte_order_mark_and_Windows_line_ends_change_nothing()
    {
        var windows = "\ufeff" + Head.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\npoints:\r\n  shortfal: debt\r\n";

        var finding = Assert.Single(ProgramFile.Load(windows).Findings);

        Assert.Equal((8, 3, "program.unknownKeyNearest"), (finding.Line, finding.Column, finding.What.Code));
        Assert.EndsWith("  shortfal: clamp\r\n", ProgramText.Replace(windows, "/points/shortfal", "clamp")!, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_is_read_as_well() => Assert.Empty(ProgramFile.Load(
        """{"program": {"code": "shop", "name": {"zh": "小店", "en": "Shop"}}, "tiers": [{"id": "base", "name": {"zh": "普通", "en": "Base"}, "multiplier": 1.5}]}""").Findings);

    [Fact]
    public void No_mutilated_file_makes_the_reader_throw()
    {
        var template = File.ReadAllText(Repository.PathOf("templates/tea-chain/program.yaml"));
        string[] scraps = ["[", "]", "{", "}", ":", "\n", "- ", "\t", "&a ", "*a", "'", "\"", "|", "#", "~", "\u0000", "\ud800", "999999999999999999999", "!!", "? ", "%"];
        var at = 1L;
        for (var seed = 1; seed <= 1_500; seed++)
        {
            // A linear congruence is chance enough, and the seed names the case.
            at = ((at * 1_664_525) + 1_013_904_223 + seed) % 4_294_967_296;
            var from = (int)(at % template.Length);
            var length = (int)(at / 7 % 40);
            var text = template[..from] + scraps[at / 13 % scraps.Length] + template[Math.Min(template.Length, from + length)..];
            var result = ProgramFile.Load(text);
            Assert.True(result.Document is not null || result.Errors.Any(), "seed " + seed);
            Assert.All(result.Findings, f => Assert.InRange(f.Line, 1, template.Length));
        }
    }
}
