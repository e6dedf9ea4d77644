using System.Globalization;
using Tessera.Core.Programs;

namespace Tessera.App.Programs;

/// <summary>Items of lists: put in, taken to another place, and the last one taken out.</summary>
public static partial class ProgramText
{
    /// <summary>
    /// The text with one more item in a list, before the one that the pointer names; <c>-</c> or the number behind the last appends. A list that is not there yet
    /// begins with it. The value may have several lines where the list is written in lines.
    /// </summary>
    /// <returns>The new text, or null when there is no such list or place in it.</returns>
    public static string? Insert(string yaml, string pointer, string value)
    {
        var tree = YamlTree.Read(yaml);
        if (tree.Root is null || !pointer.StartsWith('/') || value.Trim().Length == 0) return null;
        var (list, key) = Split(pointer);
        if (!tree.Places.TryGetValue(list, out var place)) return key is "-" or "0" ? Begin(yaml, tree, list, value) : null;
        var count = CountOf(tree, list);
        var at = key == "-" ? count : int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : -1;
        if (at < 0 || at > count || yaml.AsSpan(place.Start).StartsWith("*")) return null;
        if (count > 0) return yaml[place.Start] == '[' ? Between(yaml, tree, (list, count, at), value) : Beneath(yaml, tree, (list, at), value);
        if (!IsEmpty(yaml, place)) return null;
        return yaml[place.Start..].StartsWith('[') && !value.Contains('\n', StringComparison.Ordinal) ? Replace(yaml, list, $"[{value}]") : Unfold(yaml, tree, list, value);
    }

    /// <summary>The text with an item of a list at another place of the same or another list; the place is counted after it was taken out.</summary>
    /// <returns>The new text, or null when there is no such item or place.</returns>
    public static string? Move(string yaml, string from, string to)
    {
        var tree = YamlTree.Read(yaml);
        if (tree.Root is null || !tree.Places.TryGetValue(from, out var item) || tree.KeyPlaces.ContainsKey(from) || from.Length == 0) return null;
        var end = TrimmedEnd(yaml, item);
        if (!IsInLine(yaml, tree, from)) end = LineEnd(yaml, end);
        var lines = yaml[item.Start..end].TrimEnd().Split('\n');
        var value = string.Join('\n', lines.Select((line, i) => i == 0 ? line : Outdented(line, item.Column - 1)));
        return Remove(yaml, from) is { } without ? Insert(without, to, value) : null;
    }

    // The only item of a list that is written in lines: the list stays, as an empty one.
    private static string? OutOfLast(string yaml, YamlTree tree, string pointer, TextPlace item)
    {
        var list = Split(pointer).Parent;
        if (CountOf(tree, list) != 1 || IsInLine(yaml, tree, pointer) || !tree.KeyPlaces.TryGetValue(list, out var key)) return null;
        var colon = yaml.IndexOf(':', key.End);
        return colon < 0 ? null : OutOfBlock(yaml, item.Start, TrimmedEnd(yaml, item))?.Insert(colon + 1, " []");
    }

    private static (string Parent, string Key) Split(string pointer) => (pointer[..pointer.LastIndexOf('/')], pointer[(pointer.LastIndexOf('/') + 1)..]);

    private static int CountOf(YamlTree tree, string list)
    {
        var count = 0;
        while (tree.Places.ContainsKey(string.Create(CultureInfo.InvariantCulture, $"{list}/{count}")) && !tree.KeyPlaces.ContainsKey(string.Create(CultureInfo.InvariantCulture, $"{list}/{count}"))) count++;
        return count;
    }

    private static bool IsInLine(string yaml, YamlTree tree, string item) => yaml[tree.Places[Split(item).Parent].Start] == '[';

    private static bool IsEmpty(string yaml, TextPlace place)
    {
        var written = yaml[place.Start..Math.Max(place.Start, place.End)].Trim();
        return written.Length == 0 || written is "~" or "null" || (written[0] == '[' && written[^1] == ']' && written[1..^1].Trim().Length == 0);
    }

    private static int TrimmedEnd(string yaml, TextPlace place)
    {
        var end = place.End;
        while (end > place.Start && char.IsWhiteSpace(yaml[end - 1])) end--;
        return end;
    }

    private static int LineEnd(string yaml, int from)
    {
        var end = yaml.IndexOf('\n', from);
        return end < 0 ? yaml.Length : end;
    }

    private static string Outdented(string line, int by)
    {
        var spaces = 0;
        while (spaces < by && spaces < line.Length && line[spaces] == ' ') spaces++;
        return line[spaces..];
    }

    // In brackets: with a comma. What has several lines does not fit there.
    private static string? Between(string yaml, YamlTree tree, (string List, int Count, int At) place, string value)
    {
        if (value.Contains('\n', StringComparison.Ordinal)) return null;
        string Item(int n) => string.Create(CultureInfo.InvariantCulture, $"{place.List}/{n}");
        return place.At < place.Count ? yaml.Insert(tree.Places[Item(place.At)].Start, value + ", ") : yaml.Insert(TrimmedEnd(yaml, tree.Places[Item(place.Count - 1)]), ", " + value);
    }

    // In lines: a dash as far in as those of its neighbours, behind the item before it, so that a comment above an item stays above it.
    private static string? Beneath(string yaml, YamlTree tree, (string List, int At) place, string value)
    {
        var neighbour = tree.Places[string.Create(CultureInfo.InvariantCulture, $"{place.List}/{Math.Max(0, place.At - 1)}")];
        var line = neighbour.Start == 0 ? 0 : yaml.LastIndexOf('\n', neighbour.Start - 1) + 1;
        var before = yaml[line..neighbour.Start];
        if (before.Trim() != "-") return null;
        var item = Dashed(value, before.IndexOf('-', StringComparison.Ordinal));
        if (place.At == 0) return yaml.Insert(line, item + "\n");
        return yaml.Insert(LineEnd(yaml, TrimmedEnd(yaml, neighbour)), "\n" + item);
    }

    private static string Dashed(string value, int indent)
    {
        var space = new string(' ', indent);
        return string.Join('\n', value.Trim('\n').Split('\n').Select((line, i) => i == 0 ? $"{space}- {line}" : line.Trim().Length == 0 ? "" : $"{space}  {line}"));
    }

    // An empty list in a map of lines begins to be written in lines.
    private static string? Unfold(string yaml, YamlTree tree, string list, string value)
    {
        if (!tree.KeyPlaces.TryGetValue(list, out var key) || yaml[tree.Places[Split(list).Parent].Start] == '{') return null;
        var place = tree.Places[list];
        var without = yaml.Remove(place.Start, Math.Max(0, TrimmedEnd(yaml, place) - place.Start));
        var end = LineEnd(without, key.End);
        var start = end;
        while (start > key.End && without[start - 1] is ' ' or '\r') start--;
        return string.Concat(without.AsSpan(0, start), "\n", Dashed(value, key.Column + 1), without.AsSpan(end));
    }

    private static string? Begin(string yaml, YamlTree tree, string list, string value)
    {
        if (list.Length < 2) return null;
        var (parent, key) = Split(list);
        if (parent.Length == 0) return $"{yaml.TrimEnd()}\n\n{key}:\n{Dashed(value, 2)}\n";
        if (!tree.Places.TryGetValue(parent, out var map)) return parent.LastIndexOf('/') == 0 ? $"{yaml.TrimEnd()}\n\n{parent[1..]}:\n  {key}:\n{Dashed(value, 4)}\n" : null;
        if (map.Start < yaml.Length && yaml[map.Start] == '{') return value.Contains('\n', StringComparison.Ordinal) ? null : Insert(yaml, tree, (parent, map), $"{key}: [{value}]");
        return Insert(yaml, tree, (parent, map), $"{key}:\n{Dashed(value, map.Column + 1)}");
    }
}
