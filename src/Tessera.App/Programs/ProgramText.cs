using System.Buffers;

namespace Tessera.App.Programs;

/// <summary>Edits of a programme's text that touch only one value's span, so that comments and layout survive (architecture.md, Docs).</summary>
public static partial class ProgramText
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\n\r\t#:{}[],&*?|<>=!%@`\"'\\");

    /// <summary>
    /// The text with the value at a JSON pointer replaced. The new value is YAML as it is to stand there: <c>4000</c>, <c>debt</c>,
    /// <c>{ spend: 600 }</c>; <see cref="Quoted"/> makes one from any text.
    /// </summary>
    /// <returns>The new text, or null when the pointer names nothing in it or what stands there comes through an alias.</returns>
    public static string? Replace(string yaml, string pointer, string newValue)
    {
        var tree = YamlTree.Read(yaml);
        if (tree.Root is null || !tree.Places.TryGetValue(pointer, out var place)) return null;
        var end = place.End;
        while (end > place.Start && char.IsWhiteSpace(yaml[end - 1])) end--;
        if (end < place.Start || yaml[place.Start..end].StartsWith('*')) return null;
        var space = place.Start > 0 && place.Start == end && yaml[place.Start - 1] == ':' ? " " : "";
        return string.Concat(yaml.AsSpan(0, place.Start), space + newValue, yaml.AsSpan(end));
    }

    /// <summary>The text with a value at a JSON pointer, whose last key may be missing so far: then it becomes the first of its map, or a section of its own at the end.</summary>
    /// <returns>The new text, or null when there is no place for it.</returns>
    public static string? Set(string yaml, string pointer, string value)
    {
        var tree = YamlTree.Read(yaml);
        if (tree.Root is null || !pointer.StartsWith('/') || pointer.EndsWith('/')) return null;
        if (tree.Places.ContainsKey(pointer)) return Replace(yaml, pointer, value);
        var (parent, key) = (pointer[..pointer.LastIndexOf('/')], pointer[(pointer.LastIndexOf('/') + 1)..]);
        if (tree.Places.TryGetValue(parent, out var map)) return Insert(yaml, tree, (parent, map), $"{key}: {value}");
        return parent.LastIndexOf('/') == 0 ? $"{yaml.TrimEnd()}\n\n{parent[1..]}:\n  {key}: {value}\n" : null;
    }

    /// <summary>The text without the value at a JSON pointer and its key; comments above it stay.</summary>
    /// <returns>The new text, or null when it cannot be taken out of it alone.</returns>
    public static string? Remove(string yaml, string pointer)
    {
        var tree = YamlTree.Read(yaml);
        if (tree.Root is null || !pointer.StartsWith('/') || !tree.Places.TryGetValue(pointer, out var value)) return null;
        var start = tree.KeyPlaces.TryGetValue(pointer, out var key) ? key.Start : value.Start;
        var end = value.End;
        while (end > start && char.IsWhiteSpace(yaml[end - 1])) end--;
        if (key.Line == 0 && OutOfLast(yaml, tree, pointer, value) is { } emptied) return emptied;
        var parent = tree.Places[pointer[..pointer.LastIndexOf('/')]];
        return yaml[parent.Start] is '{' or '[' ? OutOfLine(yaml, start, end) : OutOfBlock(yaml, start, end);
    }

    private static string? Insert(string yaml, YamlTree tree, (string Pointer, TextPlace Place) map, string entry)
    {
        if (map.Place.Start >= yaml.Length) return null;
        if (yaml[map.Place.Start] == '{') return yaml.Insert(map.Place.Start + 1, yaml[map.Place.Start + 1] == '}' ? $" {entry} " : $" {entry},");
        var first = tree.KeyPlaces.Where(p => p.Key.StartsWith(map.Pointer + "/", StringComparison.Ordinal) && p.Key.LastIndexOf('/') == map.Pointer.Length).Select(p => p.Value).OrderBy(p => p.Start).FirstOrDefault();
        return first.Line == 0 ? null : yaml.Insert(first.Start, entry + "\n" + new string(' ', first.Column - 1));
    }

    // With the comma behind it, or the one before it when it is the last.
    private static string OutOfLine(string yaml, int start, int end)
    {
        var after = end;
        while (after < yaml.Length && char.IsWhiteSpace(yaml[after])) after++;
        if (after < yaml.Length && yaml[after] == ',')
        {
            after++;
            while (after < yaml.Length && yaml[after] == ' ') after++;
            return yaml.Remove(start, after - start);
        }

        var before = start;
        while (before > 0 && char.IsWhiteSpace(yaml[before - 1])) before--;
        if (before > 0 && yaml[before - 1] == ',') start = before - 1;
        return yaml.Remove(start, end - start);
    }

    // Whole lines. The first key of a list's item shares its line with the dash, and stays there for the next key to take its place.
    private static string? OutOfBlock(string yaml, int start, int end)
    {
        var line = yaml.LastIndexOf('\n', Math.Max(0, start - 1)) + 1;
        var next = yaml.IndexOf('\n', end);
        var before = yaml[line..start];
        if (before.Trim() is not ("" or "-")) return null;
        if (before.Trim() == "" || yaml[start] == '-') return yaml.Remove(line, (next < 0 ? yaml.Length : next + 1) - line);
        if (next < 0) return yaml.Remove(line);
        var indent = next + 1;
        while (indent < yaml.Length && yaml[indent] == ' ') indent++;
        var goesOn = indent - next - 1 == start - line && indent < yaml.Length && yaml[indent] is not ('#' or '-' or '\n');
        return goesOn ? yaml.Remove(start, indent - start) : yaml.Remove(line, next + 1 - line);
    }

    /// <summary>A text as a YAML scalar: plain where that reads back the same, else in double quotes.</summary>
    public static string Quoted(string text)
    {
        var isPlain = text.Length > 0 && text.Trim().Length == text.Length && !text.AsSpan().ContainsAny(Special) && text[0] != '-';
        return isPlain ? text : "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal) + "\"";
    }
}
