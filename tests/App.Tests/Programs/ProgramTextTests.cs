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
    [InlineData("a:\n  - x\n  - y\nb: 1", "/a/-", "z", "a:\n  - x\n  - y\n  - z\nb: 1")]
    [InlineData("a:\n  - x # one\n\n  # of y\n  - y\n", "/a/1", "z", "a:\n  - x # one\n  - z\n\n  # of y\n  - y\n")]
    [InlineData("a:\n- id: x\n  b: 1", "/a/0", "id: z\nb: 2", "a:\n- id: z\n  b: 2\n- id: x\n  b: 1")]
    [InlineData("a:\n- id: x\n  b: 1", "/a/1", "id: z\nb: 2", "a:\n- id: x\n  b: 1\n- id: z\n  b: 2")]
    [InlineData("a: [x, y]", "/a/1", "z", "a: [x, z, y]")]
    [InlineData("a: [x, y ] # two", "/a/-", "z", "a: [x, y, z ] # two")]
    [InlineData("a: []", "/a/-", "z", "a: [z]")]
    [InlineData("a: [] # none\nb: 1", "/a/-", "id: z\nc: 2", "a:  # none\n  - id: z\n    c: 2\nb: 1")]
    [InlineData("b:\n  a: []\nc: 1", "/b/a/0", "id: z\nd: 2", "b:\n  a:\n    - id: z\n      d: 2\nc: 1")]
    [InlineData("a:\nb: 1", "/a/-", "z", "a:\n  - z\nb: 1")]
    [InlineData("b: 1\n", "/a/-", "id: z\nc: 2", "b: 1\n\na:\n  - id: z\n    c: 2\n")]
    [InlineData("b: 1\n", "/d/a/-", "z", "b: 1\n\nd:\n  a:\n    - z\n")]
    [InlineData("d:\n  b: 1\n", "/d/a/-", "id: z\nc: 2", "d:\n  a:\n    - id: z\n      c: 2\n  b: 1\n")]
    [InlineData("a:\r\n  - x\r\nb: 1", "/a/-", "z", "a:\r\n  - x\r\n  - z\nb: 1")]
    public void An_item_is_put_into_a_list_at_its_place_and_comments_stay_with_their_items(string text, string pointer, string value, string expected)
    {
        var made = ProgramText.Insert(text, pointer, value)!;

        Assert.Equal(expected, made);
        Assert.NotNull(YamlTree.Read(made).Root);
    }

    [Theory]
    [InlineData("a: [x]", "/a/3")]
    [InlineData("a: [x]", "/a/first")]
    [InlineData("a: x", "/a/0")]
    [InlineData("a: { b: 1 }", "/a/-")]
    [InlineData("a: &l [x]\nb: *l", "/b/-")]
    [InlineData("a: [", "/a/-")]
    [InlineData("a: 1", "/x/y/z/-")]
    [InlineData("a: 1", "-")]
    [InlineData("a: 1", "/-")]
    public void An_item_has_no_place_where_there_is_no_list(string text, string pointer) => Assert.Null(ProgramText.Insert(text, pointer, "z"));

    [Theory]
    [InlineData("a:\n  - x\n  - y\n  - z\n", "/a/2", "/a/0", "a:\n  - z\n  - x\n  - y\n")]
    [InlineData("a:\n  - id: x # the first\n    b: |\n      two\n      lines\n  - id: y\nc: 1\n", "/a/0", "/a/1", "a:\n  - id: y\n  - id: x # the first\n    b: |\n      two\n      lines\nc: 1\n")]
    [InlineData("a: [x, { y: 1 }, z]", "/a/1", "/a/0", "a: [{ y: 1 }, x, z]")]
    [InlineData("a: [x, y]", "/a/0", "/a/-", "a: [y, x]")]
    public void An_item_moves_with_what_is_written_in_it(string text, string from, string to, string expected) => Assert.Equal(expected, ProgramText.Move(text, from, to));

    [Theory]
    [InlineData("a:\n  # why\n  - id: x\n    b: 1\nc: 1\n", "a: []\n  # why\nc: 1\n")]
    [InlineData("a: [x]\nc: 1\n", "a: []\nc: 1\n")]
    public void The_last_item_leaves_an_empty_list(string text, string expected)
    {
        var emptied = ProgramText.Remove(text, "/a/0")!;

        Assert.Equal(expected, emptied);
        Assert.Empty(((Core.Programs.ListNode)((Core.Programs.MapNode)YamlTree.Read(emptied).Root!).Find("a")!).Items);
    }

    [Fact]
    [Covers("B10")]
    public void A_tier_is_put_into_a_ladder_and_read_back_in_its_place()
    {
        var text = File.ReadAllText(Repository.PathOf("templates/tea-chain/program.yaml"));

        var made = ProgramText.Insert(text, "/tiers/2", "id: jade\nname: { zh: 玉卡会员, en: Jade }\nenter: { spend: 1200, window: rolling 12 months }\nmultiplier: 1.3")!;

        Assert.Equal(["ordinary", "silver", "jade", "gold", "platinum"], ProgramFile.Load(made).Document!.Ladder.Tiers.Select(t => t.Id));
        Assert.Equal(text, ProgramText.Remove(made, "/tiers/2"));
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
