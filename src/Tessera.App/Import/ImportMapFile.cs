using System.Text;
using System.Text.RegularExpressions;
using Tessera.Core;
using Tessera.Core.Facts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tessera.App.Import;

/// <summary>What reading a map gave: the map, or everything that is wrong with it.</summary>
/// <param name="Map">The map, or null when there are findings.</param>
/// <param name="Findings">All findings, in order of the file.</param>
public sealed record MapReading(ImportMap? Map, IReadOnlyList<MapFinding> Findings);

/// <summary>Reads <c>import.yaml</c>. Unknown keys are errors with line and column; all findings are collected.</summary>
public static class ImportMapFile
{
    private static readonly TimeSpan PatternTime = TimeSpan.FromMilliseconds(200);

    private static readonly Dictionary<string, ImportField> Fields = Enum.GetValues<ImportField>()
        .ToDictionary(f => char.ToLowerInvariant(f.ToString()[0]) + f.ToString()[1..], StringComparer.Ordinal);

    private static readonly Dictionary<string, MemberKeyKind> KeyKinds = new(StringComparer.Ordinal)
    {
        ["external"] = MemberKeyKind.External, ["phone"] = MemberKeyKind.Phone, ["card"] = MemberKeyKind.Card, ["email"] = MemberKeyKind.Email,
    };

    private static readonly Dictionary<string, LineKind> Kinds = new(StringComparer.Ordinal)
    {
        ["freight"] = LineKind.Freight, ["fee"] = LineKind.Fee, ["deposit"] = LineKind.Deposit, ["topUp"] = LineKind.TopUp, ["levy"] = LineKind.Levy,
    };

    static ImportMapFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads a map from its text.</summary>
    public static MapReading Read(string text)
    {
        var findings = new List<MapFinding>();
        if (Parse(text, findings) is not { } root) return new MapReading(null, findings);
        var section = new MapSection(root, findings);
        var map = Bind(section);
        section.Close();
        Check(map, section);
        return findings.Count == 0 ? new MapReading(map, []) : new MapReading(null, [.. findings.OrderBy(f => f.Line).ThenBy(f => f.Column)]);
    }

    internal static YamlMappingNode? Parse(string text, List<MapFinding> findings)
    {
        var expected = new LocalText("一个 YAML 映射文件", "a YAML map");
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root) return root;
            findings.Add(new MapFinding(1, 1, "import.map.kind", expected));
        }
        catch (YamlException e)
        {
            findings.Add(MapSection.Finding(e.Start, "import.map.syntax", expected, e.InnerException?.Message ?? e.Message));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The parser throws without a position on some broken flow sequences.
            findings.Add(new MapFinding(text.AsSpan().Count('\n') + 1, 1, "import.map.syntax", expected, e.Message));
        }

        return null;
    }

    private static ImportMap Bind(MapSection root)
    {
        var time = root.Section("time");
        var formats = time?.Texts("formats") ?? [];
        var zone = time?.Text("zone");
        time?.Close();
        var rows = root.Section("rows");
        var map = new ImportMap
        {
            Source = root.Text("source") ?? "",
            Currency = root.Text("currency"),
            File = BindFile(root.Section("file")),
            Zone = zone,
            Columns = BindColumns(root.Section("columns")),
            Member = BindMember(root.Section("members")),
            Cancellation = BindCancellation(root.Section("cancellation")),
            Kinds = BindKinds(root.Section("kinds")),
            Skip = BindFilters(rows, "skip"),
            Keep = BindFilters(rows, "keep"),
        };
        rows?.Close();
        return formats.Count > 0 ? map with { TimeFormats = formats } : map;
    }

    internal static FileFormat BindFile(MapSection? section)
    {
        if (section is null) return new FileFormat();
        var format = new FileFormat
        {
            Encoding = section.Text("encoding") ?? "utf-8",
            Delimiter = section.Sign("delimiter", ',') ?? ',',
            Quote = section.Sign("quote", '"'),
            HasHeader = section.Flag("header", true),
            DecimalSign = section.Sign("decimal", '.') ?? '.',
            ThousandsSign = section.Sign("thousands", null),
        };
        if (!IsEncoding(format.Encoding))
        {
            section.Report(section.Find("encoding")!, "import.map.encoding", new LocalText("utf-8、gbk、gb18030 等编码名称", "the name of an encoding such as utf-8 or gbk"));
        }

        section.Close();
        return format;
    }

    private static bool IsEncoding(string name)
    {
        try
        {
            return Encoding.GetEncoding(name) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static Dictionary<ImportField, FieldRule> BindColumns(MapSection? section)
    {
        var columns = new Dictionary<ImportField, FieldRule>();
        if (section is null) return columns;
        foreach (var (name, field) in Fields)
        {
            if (BindField(section, name, field == ImportField.OccurredAt ? " " : "-") is { } rule) columns[field] = rule;
        }

        section.Close();
        return columns;
    }

    /// <summary>A field's rule, or null when the map does not name the field.</summary>
    internal static FieldRule? BindField(MapSection parent, string name, string join)
    {
        var node = parent.Find(name);
        switch (node)
        {
            case null: return null;
            case YamlScalarNode scalar: return new FieldRule { Columns = [scalar.Value ?? ""], Join = join };
            case YamlSequenceNode list: return new FieldRule { Columns = [.. list.Children.Select(c => (c as YamlScalarNode)?.Value ?? "")], Join = join };
            case YamlMappingNode: break;
            default:
                parent.Report(node, "import.map.kind", new LocalText("列名、列名列表或规则", "a column, a list of columns or a rule"));
                return new FieldRule();
        }

        var section = parent.Section(name)!;
        var single = section.Text("column");
        var several = section.Texts("columns");
        var rule = new FieldRule
        {
            Columns = single is null ? several : [single],
            Value = section.Text("value"),
            Join = section.Text("join") ?? join,
            Trim = section.Flag("trim", true),
            StripPrefix = section.Text("stripPrefix"),
            StripSuffix = section.Text("stripSuffix"),
            Match = BindPattern(section, "match", 1),
            Lower = section.Flag("lower", false),
        };
        if (rule.Columns.Count == 0 == (rule.Value is null))
        {
            section.Report(section.Node, "import.map.field", new LocalText("column、columns 或 value 之一", "one of column, columns or value"));
        }

        section.Close();
        return rule;
    }

    private static Regex? BindPattern(MapSection section, string key, int groups)
    {
        if (section.Text(key) is not { } text) return null;
        try
        {
            var pattern = new Regex(text, RegexOptions.CultureInvariant, PatternTime);
            if (pattern.GetGroupNumbers().Length > groups) return pattern;
            section.Report(section.Find(key)!, "import.map.pattern", new LocalText("带一个分组的正则表达式", "a pattern with one group"));
        }
        catch (ArgumentException)
        {
            section.Report(section.Find(key)!, "import.map.pattern", new LocalText("正则表达式", "a regular expression"));
        }

        return null;
    }

    private static MemberKey BindMember(MapSection? section)
    {
        if (section is null) return new MemberKey(MemberKeyKind.External, []);
        var key = new MemberKey(section.Word("key", MemberKeyKind.External, KeyKinds), section.Texts("none"));
        section.Close();
        return key;
    }

    private static CancellationMark? BindCancellation(MapSection? section)
    {
        if (section is null) return null;
        var mark = new CancellationMark(section.Text("prefix"), section.Flag("negativeQuantity", false), section.Text("column"), section.Texts("values"));
        section.Close();
        if (mark is { NumberPrefix: null, NegativeQuantity: false, Column: null } || mark.Column is null != (mark.Values.Count == 0))
        {
            section.Report(section.Node, "import.map.cancellation", new LocalText("prefix、negativeQuantity 或 column 与 values", "prefix, negativeQuantity, or column with values"));
        }

        return mark;
    }

    private static LineKinds? BindKinds(MapSection? section)
    {
        if (section is null) return null;
        var byValue = new Dictionary<string, LineKind>(StringComparer.Ordinal);
        var column = section.Text("column");
        foreach (var (name, kind) in Kinds)
        {
            foreach (var value in section.Texts(name)) byValue[value] = kind;
        }

        section.Close();
        if (column is not null) return new LineKinds(column, byValue);
        section.Report(section.Node, "import.map.missing", new LocalText("column", "column"));
        return null;
    }

    private static List<RowFilter> BindFilters(MapSection? rows, string key)
    {
        var filters = new List<RowFilter>();
        foreach (var section in rows?.Sections(key) ?? [])
        {
            var filter = new RowFilter(section.Text("column") ?? "", section.Texts("values"), BindPattern(section, "matches", 0));
            section.Close();
            if (filter.Column.Length > 0 && filter.Values.Count == 0 == (filter.Matches is not null)) filters.Add(filter);
            else section.Report(section.Node, "import.map.filter", new LocalText("column 与 values 或 matches", "column with values or matches"));
        }

        return filters;
    }

    private static void Check(ImportMap map, MapSection root)
    {
        if (map.Source.Length == 0) Missing(root, "source");
        foreach (var field in new[] { ImportField.Number, ImportField.OccurredAt })
        {
            if (!map.Columns.ContainsKey(field)) Missing(root, "columns." + Fields.First(f => f.Value == field).Key);
        }

        if (map.Columns.ContainsKey(ImportField.UnitPrice) == map.Columns.ContainsKey(ImportField.Amount)) Missing(root, "columns.unitPrice | columns.amount");
        if (map.File.DecimalSign == map.File.ThousandsSign)
        {
            root.Report(root.Find("file")!, "import.map.signs", new LocalText("不同的小数点与千分位", "different decimal and thousands signs"));
        }
    }

    private static void Missing(MapSection root, string key) =>
        root.Report(root.Find(key.Split('.')[0]) ?? root.Node, "import.map.missing", new LocalText(key, key), "");
}
