using System.Buffers;

namespace Tessera.App.Programs;

/// <summary>Edits of a programme's text that touch only one value's span, so that comments and layout survive (architecture.md, Docs).</summary>
public static class ProgramText
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

    /// <summary>A text as a YAML scalar: plain where that reads back the same, else in double quotes.</summary>
    public static string Quoted(string text)
    {
        var isPlain = text.Length > 0 && text.Trim().Length == text.Length && !text.AsSpan().ContainsAny(Special) && text[0] != '-';
        return isPlain ? text : "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal) + "\"";
    }
}
