using Tessera.App.Programs;

namespace Tessera.App.Tests.Programs;

public sealed class ProgramTextTests
{
    private const string Yaml = """
        # 头注 head
        tiers:
          - id: gold   # 金卡 gold
            name: { zh: 金卡, en: "Gold" }
            enter: { spend: 2000, window: rolling 12 months } # 门槛 threshold
            benefits:
              - one
              - two
            # 尾注 tail

        points:
          shortfall:
          text: |
            two
            lines
        """;

    [Theory]
    [InlineData("/tiers/0/enter/spend", "4000", "spend: 2000,", "spend: 4000,")]
    [InlineData("/tiers/0/id", "silver", "id: gold   # 金卡", "id: silver   # 金卡")]
    [InlineData("/tiers/0/name/en", "Silver", "\"Gold\"", "Silver")]
    [InlineData("/tiers/0/enter", "{ orders: 5 }", "{ spend: 2000, window: rolling 12 months } # 门槛", "{ orders: 5 } # 门槛")]
    [InlineData("/tiers/0/benefits", "[three]", "- one\n      - two\n    # 尾注", "[three]\n    # 尾注")]
    [InlineData("/tiers/0/name", "x", "{ zh: 金卡, en: \"Gold\" }", "x")]
    [InlineData("/tiers/0/benefits/1", "three", "- two", "- three")]
    [InlineData("/points/shortfall", "clamp", "shortfall:\n", "shortfall: clamp\n")]
    [InlineData("/points/text", "short", "|\n    two\n    lines", "short")]
    public void Only_the_span_of_the_value_changes(string pointer, string value, string from, string to)
    {
        Assert.Equal(Yaml.Replace(from, to, StringComparison.Ordinal), ProgramText.Replace(Yaml, pointer, value));
        Assert.NotEqual(Yaml, ProgramText.Replace(Yaml, pointer, value));
    }

    [Theory]
    [InlineData("a: [[1, 2], [3]] # x]\nb: 1", "/a", "a: 9 # x]\nb: 1")]
    [InlineData("a: [[1, 2], [3]]", "/a/0", "a: [9, [3]]")]
    [InlineData("a: [] # none\nb: []", "/a", "a: 9 # none\nb: []")]
    [InlineData("a: {}\nb: { c: {} }", "/b/c", "a: {}\nb: { c: 9 }")]
    [InlineData("a: [1, # one ]\n  2 # two ]\n  ]\nb: 1", "/a", "a: 9\nb: 1")]
    [InlineData("a: { b: '}', c: \"]\" }", "/a", "a: 9")]
    [InlineData("a:\n  - { b: 1 }\n  # end\nc: 1", "/a", "a:\n  9\n  # end\nc: 1")]
    [InlineData("a: 1\r\nb: 2\r\n", "/b", "a: 1\r\nb: 9\r\n")]
    [InlineData("a: 😀😀\nb: 2", "/b", "a: 😀😀\nb: 9")]
    public void Brackets_comments_and_line_ends_do_not_mislead_an_edit(string text, string pointer, string expected) => Assert.Equal(expected, ProgramText.Replace(text, pointer, "9"));

    [Fact]
    public void A_value_that_is_not_there_is_not_replaced() => Assert.Null(ProgramText.Replace(Yaml, "/tiers/3/id", "x"));

    [Theory]
    [InlineData("abcd")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("/tiers/9/enter/spend")]
    [InlineData("tiers/1")]
    public void What_is_no_pointer_into_the_text_edits_nothing(string pointer)
    {
        // Nothing at all names the whole text, which can only be replaced.
        if (pointer != "") Assert.Null(ProgramText.Replace(Yaml, pointer, "x"));
        Assert.Null(ProgramText.Remove(Yaml, pointer));
        Assert.Null(ProgramText.Set(Yaml, pointer, "x"));
    }

    [Theory]
    [InlineData("a:", "/a/b")]
    [InlineData("", "/a")]
    public void An_empty_place_takes_a_value_or_says_no(string text, string pointer) => Assert.True(ProgramText.Set(text, pointer, "1") is null or { Length: > 0 });

    [Fact]
    public void A_value_that_comes_through_an_alias_is_not_replaced() => Assert.Null(ProgramText.Replace("a: &x 5\nb: *x", "/b", "6"));

    [Fact]
    public void A_broken_text_is_not_edited() => Assert.Null(ProgramText.Replace("a: [", "/a", "6"));

    [Fact]
    public void A_threshold_changed_in_the_text_is_the_threshold_read_back()
    {
        var text = File.ReadAllText(Repository.PathOf("templates/tea-chain/program.yaml"));

        var changed = ProgramText.Replace(text, "/tiers/2/enter/spend", "1800")!;

        Assert.Equal(text.Length, changed.Length);
        Assert.Equal(180_000, ((Core.Tiers.Compare)ProgramFile.Load(changed).Document!.Ladder.Tiers[2].Enter!).Threshold);
    }

    [Theory]
    [InlineData("金卡", "金卡")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [InlineData("", "\"\"")]
    [InlineData("- x", "\"- x\"")]
    [InlineData("two\nlines", "\"two\\nlines\"")]
    public void A_text_is_quoted_only_where_it_must_be(string text, string expected)
    {
        Assert.Equal(expected, ProgramText.Quoted(text));
        var tree = YamlTree.Read("a: " + expected);
        Assert.Equal(text, ((Core.Programs.ScalarNode)((Core.Programs.MapNode)tree.Root!).Find("a")!).Text);
    }
}
