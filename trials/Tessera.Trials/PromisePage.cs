using System.Globalization;
using System.Text.RegularExpressions;
using Tessera.Testing;
using Tessera.Trials.Ground;

namespace Tessera.Trials;

/// <summary>The page that keeps what was tried: a row for each promise, part and store, with the day and the machine. A new line takes the place of the old one.</summary>
internal static partial class PromisePage
{
    private const string Head = "| id | on | kept | what was done | when, where |";
    private const string Kept = "kept";
    private const string Fast = "fast size: ";
    private const string Full = "full size: ";
    private static readonly string[] Stores = ["sqlite", "postgres", "two"];

    private static string File => Repository.PathOf("docs/reference/promises.md");

    /// <summary>Keeps a line; one that was skipped tells nothing and is not kept.</summary>
    /// <param name="verdict">The line.</param>
    /// <param name="part">Which rig of its promise, from 1.</param>
    /// <param name="size">How much was done.</param>
    public static void Note(Verdict verdict, int part, TrialSize size)
    {
        if (verdict.Skipped is not null) return;
        var tried = verdict.IsKept ? verdict.Numbers : $"{verdict.Numbers}; {verdict.Faults.Count} faults, the first: {verdict.Faults[0]}";
        string[] cells = [IdOf(verdict.Promise, part), verdict.On, verdict.IsKept ? Kept : "**broken**", Size(size) + tried.Replace('|', '/').ReplaceLineEndings(" "), $"{DateTime.Now:yyyy-MM-dd}, {Machine()}"];
        // A night may be cut while the page is written: whoever reads it finds the old one or the new one.
        var next = File + ".part";
        System.IO.File.WriteAllText(next, With(System.IO.File.ReadAllText(File), cells));
        System.IO.File.Move(next, File, overwrite: true);
    }

    /// <summary>The page as it stands.</summary>
    public static string Read() => System.IO.File.ReadAllText(File);

    /// <summary>Whether a page says that a promise was kept there at that size or a larger one.</summary>
    /// <param name="page">The page.</param>
    /// <param name="promise">Its id.</param>
    /// <param name="part">Which rig of it, from 1.</param>
    /// <param name="on">Where it was tried.</param>
    /// <param name="size">How much is asked for.</param>
    public static bool Holds(string page, string promise, int part, string on, TrialSize size)
    {
        var id = IdOf(promise, part);
        return page.Split('\n').Select(l => l.Split('|', StringSplitOptions.TrimEntries)).Any(c => c.Length > 5 && c[1] == id && c[2] == on && c[3] == Kept && SizeOf(c[4]) >= size);
    }

    /// <summary>The page with a row in its place; what was done in full stands beside what is done every day.</summary>
    public static string With(string page, IReadOnlyList<string> cells)
    {
        var lines = page.Split('\n').ToList();
        var first = lines.IndexOf(Head) + 2;
        if (first == 1) throw new TrialBroken($"docs/reference/promises.md has no table “{Head}”");
        var end = lines.FindIndex(first, l => !l.StartsWith('|'));
        var row = "| " + string.Join(" | ", cells) + " |";
        var key = KeyOf(row);
        var old = lines.FindIndex(first, end - first, l => KeyOf(l) == key);
        var next = lines.FindIndex(first, end - first, l => KeyOf(l).CompareTo(key) > 0);
        if (old >= 0) lines[old] = row;
        else lines.Insert(next >= 0 ? next : end, row);
        return string.Join('\n', lines);
    }

    private static string IdOf(string promise, int part) => part == 1 ? promise : string.Create(CultureInfo.InvariantCulture, $"{promise}, part {part}");

    private static string Size(TrialSize size) => size switch { TrialSize.Fast => Fast, TrialSize.Standard => "", TrialSize.Full => Full };

    private static TrialSize SizeOf(string done) => done.StartsWith(Fast, StringComparison.Ordinal) ? TrialSize.Fast : done.StartsWith(Full, StringComparison.Ordinal) ? TrialSize.Full : TrialSize.Standard;

    // R before S before L, then by number, part, store and size.
    private static (int Letter, int Number, int Part, int Store, bool IsFull) KeyOf(string row)
    {
        var cells = row.Split('|', StringSplitOptions.TrimEntries);
        var id = Id().Match(cells[1]);
        if (!id.Success) throw new TrialBroken($"no id of a promise: {row}");
        int Number(string group) => int.Parse(id.Groups[group].Value, CultureInfo.InvariantCulture);
        return ("RSL".IndexOf(id.Groups["letter"].Value[0], StringComparison.Ordinal), Number("number"), id.Groups["part"].Success ? Number("part") : 1, Array.IndexOf(Stores, cells[2]), SizeOf(cells[4]) == TrialSize.Full);
    }

    private static string Machine()
    {
        const string Release = "/etc/os-release";
        var system = System.IO.File.Exists(Release) ? System.IO.File.ReadLines(Release).FirstOrDefault(l => l.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))?[12..].Trim('"') : null;
        var load = System.IO.File.Exists("/proc/loadavg") ? ", load " + System.IO.File.ReadAllText("/proc/loadavg").Split(' ')[0] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {system ?? Environment.OSVersion.Platform.ToString()}{load}");
    }

    [GeneratedRegex("^(?<letter>[RSL])(?<number>[0-9]+)(, part (?<part>[0-9]+))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();
}
