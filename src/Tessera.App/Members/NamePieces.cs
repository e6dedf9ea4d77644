using System.Text;

namespace Tessera.App.Members;

/// <summary>
/// Names as they are looked for: without case, width and signs between. Names written without spaces are found by any two signs that follow each other, others by how a word
/// begins; never by one sign alone.
/// </summary>
public static class NamePieces
{
    /// <summary>Most pieces kept of a name.</summary>
    public const int Most = 40;

    private const int Shortest = 2;
    private const int Longest = 8;
    private const int MostSought = 6;

    /// <summary>First of the signs that are written without spaces between words: Han, kana and their like.</summary>
    private const char FirstUnspaced = '\u2E80';

    /// <summary>The pieces a name is found by.</summary>
    public static IReadOnlyList<string> Of(string? name) => name is null ? [] : [.. Runs(name).SelectMany(Pieces).Distinct(StringComparer.Ordinal).Take(Most)];

    /// <summary>The pieces that all must be held by who is sought; empty when nothing of the term is long enough.</summary>
    public static IReadOnlyList<string> Sought(string term) =>
        [.. Runs(term).SelectMany(run => run.Length < Shortest ? [] : IsUnspaced(run[0]) ? Pairs(run) : [run[..Math.Min(run.Length, Longest)]]).Distinct(StringComparer.Ordinal).Take(MostSought)];

    /// <summary>Whether a name holds everything of a term.</summary>
    public static bool Fits(string name, string term)
    {
        var runs = Runs(name).ToList();
        return Runs(term).All(sought => runs.Exists(run => IsUnspaced(sought[0]) ? run.Contains(sought, StringComparison.Ordinal) : run.StartsWith(sought, StringComparison.Ordinal)));
    }

    /// <summary>A text with full-width letters, digits and spaces as Chinese input methods write them made narrow.</summary>
    public static string Narrow(string text) => string.Concat(text.Select(sign => sign is >= '\uFF01' and <= '\uFF5E' ? (char)(sign - '\uFF01' + '!') : sign == '\u3000' ? ' ' : sign));

    private static IEnumerable<string> Pieces(string run) => IsUnspaced(run[0]) ? Pairs(run) : Enumerable.Range(Shortest, Math.Max(0, Math.Min(run.Length, Longest) - Shortest + 1)).Select(length => run[..length]);

    private static IEnumerable<string> Pairs(string run) => Enumerable.Range(0, run.Length - 1).Select(at => run.Substring(at, Shortest));

    /// <summary>Letters and digits that stand together, cut where the way of writing changes.</summary>
    private static IEnumerable<string> Runs(string text)
    {
        var run = new StringBuilder();
        foreach (var sign in Narrow(text).ToLowerInvariant())
        {
            var joins = char.IsLetterOrDigit(sign) || char.IsSurrogate(sign);
            if (run.Length > 0 && (!joins || IsUnspaced(run[^1]) != IsUnspaced(sign)))
            {
                yield return run.ToString();
                run.Clear();
            }

            if (joins) run.Append(sign);
        }

        if (run.Length > 0) yield return run.ToString();
    }

    private static bool IsUnspaced(char sign) => sign >= FirstUnspaced;
}
