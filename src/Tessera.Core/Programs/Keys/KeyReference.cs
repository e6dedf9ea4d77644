using System.Text;

namespace Tessera.Core.Programs.Keys;

/// <summary>A switch of the programme file with its values, the default first.</summary>
/// <param name="Key">Path; a star stands for a place in a list.</param>
/// <param name="Choices">Values, or kinds of value.</param>
/// <param name="Default">Default as written, or null when the key must be written.</param>
public sealed record ProgramSwitch(string Key, IReadOnlyList<string> Choices, string? Default);

/// <summary>The reference page of the programme file, made from the key table.</summary>
public static class KeyReference
{
    private const string Head = """
        # The programme file 计划文件

        Every key of `program.yaml`: what may stand there, its default, what it means and the rule it comes from.
        This page is made from the key table that also reads the file, writes [program.schema.json](program.schema.json) and finds mistakes; `TESSERA_WRITE=1 ./test Reference` makes it anew.

        The smallest programme:

        ```yaml
        program:
          code: corner-shop
          name: { zh: 街角小店, en: Corner Shop }
        tiers:
          - id: member
            name: { zh: 会员, en: Member }
        earn:
          - id: spend
            name: { zh: 消费积分, en: points for spending }
            kind: money
            rate: { points: 1, per: 1.00 }
        ```

        ## Ways of writing 写法

        | what | how |
        | --- | --- |
        | money 金额 | currency units with at most the currency's decimals: `600`, `19.90`; no commas |
        | multiplier 倍数 | `1.5`, `1.5x` or `1.5倍` |
        | share 百分比 | `10 %` or `0.1` |
        | discount 折扣 | `98折`, `9.8折`, `0.98` and `98 %` are one number; `8折` is 80 %; `100折` is none; `10折` is refused, for it is read in two ways |
        | window 窗口 | `lifetime`, `rolling 12 months`, `rolling 90 days`, `calendar month` (`quarter`, `half`, `year`), `previous calendar month` (…), `since tier start`, `since joining` |
        | length 时长 | `1 month`, `20 days`, `1 year`; `none` where nothing is a choice |
        | moment 时点 | `yearly 01-01`, `quarterly`, `monthly 1`, `tier anniversary`, `join anniversary`, `every 30 days`, `daily` |
        | condition 条件 | `{ spend: 600, window: rolling 12 months }`; several metrics in one map must all hold; `all: […]`, `any: […]`, `not: {…}` nest |
        | score 综合分 | `{ score: 100, of: [{ spend: 0.01 }, { orders: 5 }, { behaviour: review, weight: 2 }], window: rolling 12 months }` |
        | text 文本 | both languages: `{ zh: 金卡, en: Gold }` |
        | yes or no 是否 | `yes`, `no`, `true`, `false` |

        A key written twice, an unknown key and a value of another kind are errors with line and column. A value may be named with `&name` and used again with `*name`.


        """;

    /// <summary>Every switch once, where its shape first stands.</summary>
    public static IReadOnlyList<ProgramSwitch> Switches()
    {
        var seen = new HashSet<ProgramKey>(ReferenceEqualityComparer.Instance);
        return [.. ProgramKeys.All().Where(k => k.Key.IsSwitch && seen.Add(k.Key)).Select(k => new ProgramSwitch(k.Path, k.Key.Kind.Choices, k.Key.DefaultText))];
    }

    /// <summary>The page.</summary>
    /// <param name="testOf">The test that holds <c>KEY=VALUE</c>, or null.</param>
    public static string Write(Func<string, string?> testOf)
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var section in ProgramKeys.Root.Keys) WriteSection(page, section);
        WriteConditions(page);
        page.Append("## Switches 开关\n\nOne line a switch: the default first; the tests show that the values differ.\n\n| switch | values | default | tests |\n| --- | --- | --- | --- |\n");
        foreach (var one in Switches())
        {
            var tests = one.Choices.Select(c => testOf(one.Key + "=" + c)).Where(t => t is not null).Distinct(StringComparer.Ordinal).ToList();
            var values = string.Join(", ", one.Choices.Select(c => "`" + c + "`"));
            page.Append($"| `{one.Key}` | {values} | {Code(one.Default)} | {(tests.Count == 0 ? "—" : string.Join(", ", tests))} |\n");
        }

        return page.ToString();
    }

    private static void WriteSection(StringBuilder page, Key<ProgramDocument> section)
    {
        page.Append($"## `{section.Name}` {section.About.Zh}\n\n{section.About.En} ({section.Rule}).\n\n");
        page.Append("| key | value | default | meaning | rule |\n| --- | --- | --- | --- | --- |\n");
        var seen = new HashSet<ProgramKey>(ReferenceEqualityComparer.Instance);
        foreach (var (path, key) in ProgramKeys.All().Where(k => k.Path.StartsWith(section.Name + ".", StringComparison.Ordinal)))
        {
            if (!seen.Add(key)) continue;
            var value = key.Kind.Inner.Count > 0 ? "a map" : ValueOf(key.Kind);
            page.Append($"| `{path}` | {value} | {(key.IsRequired ? "required" : Code(key.DefaultText))} | {key.About.Zh}<br>{key.About.En} | {key.Rule} |\n");
        }

        page.Append('\n');
    }

    private static void WriteConditions(StringBuilder page)
    {
        page.Append("## Metrics of conditions 条件指标\n\nA number means “at least”; for the days-since metrics it means “at most”. `at least N` and `at most N` say it outright.\n\n");
        page.Append("| key | metric | window |\n| --- | --- | --- |\n");
        foreach (var metric in MetricWords.All)
        {
            page.Append($"| `{metric.Name}` | {metric.Words.Zh}<br>{metric.Words.En} | {(metric.HasWindow ? "yes" : "none")} |\n");
        }

        page.Append("| `behaviour`, `times` | 行为次数<br>times of a behaviour | yes |\n| `tag` | 有标签<br>has a tag | none |\n| `segment` | 属于人群<br>in a segment | none |\n");
        page.Append("| `score`, `of` | 综合分<br>a weighted sum of metrics | yes |\n| `all`, `any`, `not` | 且、或、非<br>and, or, not | — |\n\n");
        page.Append("Conditions of segments and tag rules also know 人群与自动标签另有:\n\n| key | what | window |\n| --- | --- | --- |\n");
        foreach (var trait in Enum.GetValues<Segments.Trait>()) page.Append($"| `{Segments.SegmentNames.Of(trait)}` | {Segments.SegmentNames.WordsOf(trait).Zh}<br>{Segments.SegmentNames.WordsOf(trait).En} | none |\n");
        foreach (var gauge in Enum.GetValues<Segments.Gauge>()) page.Append($"| `{Segments.SegmentNames.Of(gauge)}` | {Segments.SegmentNames.WordsOf(gauge).Zh}<br>{Segments.SegmentNames.WordsOf(gauge).En} | {(SegmentParts.HasWindow(gauge) ? "yes" : "none")} |\n");
        page.Append('\n');
    }

    private static string ValueOf(ValueKind kind) => kind.Values.Count > 0 && kind is not CapsKind
        ? (kind.Item is null ? "" : "list of ") + string.Join(", ", kind.Values.Select(v => "`" + v.Name + "` " + v.Words.En))
        : kind.Words.En.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Code(string? text) => text is { Length: > 0 } ? "`" + text + "`" : "";
}
