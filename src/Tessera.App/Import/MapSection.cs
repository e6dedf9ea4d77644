using Tessera.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tessera.App.Import;

/// <summary>Something wrong in an import map: where, what stands there, what was expected.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Code">Stable code such as <c>import.map.unknownKey</c>.</param>
/// <param name="Expected">What may stand there.</param>
/// <param name="Got">What stands there, shortened, or null.</param>
/// <param name="Nearest">The nearest known word, or null.</param>
public sealed record MapFinding(int Line, int Column, string Code, LocalText Expected, string? Got = null, string? Nearest = null);

/// <summary>One mapping of the file, read key by key; keys that nobody asked for are findings.</summary>
internal sealed class MapSection(YamlMappingNode node, List<MapFinding> findings)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    internal YamlMappingNode Node => node;

    internal YamlNode? Find(string key)
    {
        _known.Add(key);
        foreach (var entry in node.Children)
        {
            if (entry.Key is YamlScalarNode scalar && string.Equals(scalar.Value, key, StringComparison.Ordinal)) return entry.Value;
        }

        return null;
    }

    internal string? Text(string key)
    {
        switch (Find(key))
        {
            case null: return null;
            case YamlScalarNode scalar: return scalar.Value ?? "";
            case var other: Report(other, "import.map.kind", new LocalText("一个文字", "a text")); return null;
        }
    }

    internal bool Flag(string key, bool otherwise)
    {
        var text = Text(key);
        switch (text)
        {
            case null: return otherwise;
            case "true": return true;
            case "false": return false;
            default: Report(Find(key)!, "import.map.value", new LocalText("true 或 false", "true or false"), text); return otherwise;
        }
    }

    /// <summary>One character, or a word that stands for one.</summary>
    internal char? Sign(string key, char? otherwise)
    {
        var text = Text(key);
        switch (text)
        {
            case null: return otherwise;
            case "" or "none": return null;
            case "tab": return '\t';
            case { Length: 1 }: return text[0];
            default: Report(Find(key)!, "import.map.value", new LocalText("一个字符、tab 或 none", "one character, tab or none"), text); return otherwise;
        }
    }

    internal T Word<T>(string key, T otherwise, IReadOnlyDictionary<string, T> words)
    {
        if (Text(key) is not { } text) return otherwise;
        if (words.TryGetValue(text, out var value)) return value;
        Unknown(Find(key)!, "import.map.value", text, words.Keys);
        return otherwise;
    }

    /// <summary>A list of texts; a single text is a list of one.</summary>
    internal IReadOnlyList<string> Texts(string key)
    {
        switch (Find(key))
        {
            case null: return [];
            case YamlScalarNode scalar: return [scalar.Value ?? ""];
            case YamlSequenceNode list: return [.. list.Children.Select(TextOf)];
            case var other: Report(other, "import.map.kind", new LocalText("文字或文字列表", "a text or a list of texts")); return [];
        }
    }

    internal MapSection? Section(string key)
    {
        switch (Find(key))
        {
            case null: return null;
            case YamlMappingNode mapping: return new MapSection(mapping, findings);
            case var other: Report(other, "import.map.kind", new LocalText("一组键", "a map of keys")); return null;
        }
    }

    internal IReadOnlyList<MapSection> Sections(string key)
    {
        if (Find(key) is not { } found) return [];
        if (found is not YamlSequenceNode list)
        {
            Report(found, "import.map.kind", new LocalText("一个列表", "a list"));
            return [];
        }

        var sections = new List<MapSection>();
        foreach (var item in list.Children)
        {
            if (item is YamlMappingNode mapping) sections.Add(new MapSection(mapping, findings));
            else Report(item, "import.map.kind", new LocalText("一组键", "a map of keys"));
        }

        return sections;
    }

    /// <summary>Reports every key that was not asked for.</summary>
    internal void Close()
    {
        foreach (var key in node.Children.Keys)
        {
            var name = TextOf(key);
            if (!_known.Contains(name)) Unknown(key, "import.map.unknownKey", name, _known);
        }
    }

    internal void Unknown(YamlNode at, string code, string got, IEnumerable<string> known)
    {
        var words = known.Order(StringComparer.Ordinal).ToList();
        var list = string.Join(", ", words);
        findings.Add(Finding(at, code, new LocalText(list, list), got) with { Nearest = Core.Programs.Nearest.To(got, words) });
    }

    internal void Report(YamlNode at, string code, LocalText expected, string? got = null) =>
        findings.Add(Finding(at, code, expected, got ?? (at as YamlScalarNode)?.Value));

    internal static MapFinding Finding(Mark at, string code, LocalText expected, string? got = null) =>
        new((int)at.Line, (int)at.Column, code, expected, got is { Length: > 60 } ? got[..60] + "…" : got);

    private static MapFinding Finding(YamlNode at, string code, LocalText expected, string? got) => Finding(at.Start, code, expected, got);

    private string TextOf(YamlNode item)
    {
        if (item is YamlScalarNode scalar) return scalar.Value ?? "";
        Report(item, "import.map.kind", new LocalText("一个文字", "a text"));
        return "";
    }
}
