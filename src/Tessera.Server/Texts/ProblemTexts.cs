using System.Collections.Frozen;
using System.Globalization;
using Tessera.Core;

namespace Tessera.Server.Texts;

/// <summary>The texts of problems and field errors, read once from the file beside.</summary>
internal static class ProblemTexts
{
    private static readonly FrozenDictionary<string, LocalText> All = Read();

    public static IReadOnlyCollection<string> Codes => All.Keys;

    public static bool Has(string code) => All.ContainsKey(code);

    /// <summary>The sentence of a field error.</summary>
    public static string Sentence(Language language, string code, IReadOnlyList<string> values) =>
        Fill(language.Of(All[code]), values);

    /// <summary>Title and detail of a problem.</summary>
    public static (string Title, string Detail) Problem(Language language, string code, IReadOnlyList<string> values)
    {
        var text = language.Of(All[code]);
        var bar = text.IndexOf(" | ", StringComparison.Ordinal);
        return bar < 0 ? (text, text) : (text[..bar], Fill(text[(bar + 3)..], values));
    }

    /// <summary>Puts values into places; a text may hold other braces.</summary>
    private static string Fill(string text, IReadOnlyList<string> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            text = text.Replace("{" + i.ToString(CultureInfo.InvariantCulture) + "}", values[i], StringComparison.Ordinal);
        }

        return text;
    }

    private static FrozenDictionary<string, LocalText> Read()
    {
        using var stream = typeof(ProblemTexts).Assembly.GetManifestResourceStream("problems.txt")!;
        using var reader = new StreamReader(stream);
        var all = new Dictionary<string, LocalText>(StringComparer.Ordinal);
        var (code, zh) = ("", "");
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("  zh ", StringComparison.Ordinal)) zh = line[5..];
            else if (line.StartsWith("  en ", StringComparison.Ordinal)) all.Add(code, new LocalText(zh, line[5..]));
            else if (line.Length > 0 && line[0] != '#') code = line.Trim();
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
