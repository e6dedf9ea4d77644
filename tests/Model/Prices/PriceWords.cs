using System.Globalization;

namespace Tessera.Model.Prices;

/// <summary>The words of one thing of the language of priced baskets (the head of receipts.csv lists them): a model of its own reading, too.</summary>
public sealed class PriceWords
{
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);

    public PriceWords(string text)
    {
        Places = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in Places)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            _words[equals < 0 ? word : word[..equals]] = equals < 0 ? "" : word[(equals + 1)..];
        }
    }

    /// <summary>The words in their order.</summary>
    public string[] Places { get; }

    public static IEnumerable<PriceWords> Things(string text) =>
        text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(t => new PriceWords(t));

    public bool Has(string word) => _words.ContainsKey(word);

    public string Text(string word, string otherwise = "") => _words.GetValueOrDefault(word, otherwise);

    public string[] List(string word) => Has(word) ? _words[word].Split('+') : [];

    public long Money(string word) => Has(word) ? Fen(_words[word]) : 0;

    public decimal Number(string word, decimal otherwise = 0) => Has(word) ? decimal.Parse(_words[word], CultureInfo.InvariantCulture) : otherwise;

    public static long Fen(string yuan) => (long)(decimal.Parse(yuan, CultureInfo.InvariantCulture) * 100);

    /// <summary>Money as a note writes it.</summary>
    public static string Yuan(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>What an amount word takes off money: <c>8折</c>, <c>free</c>, <c>-10.00</c>, <c>=9.90</c>.</summary>
public readonly record struct PriceAmount(Ratio? Off, long? Minus, long? NewPrice)
{
    public static PriceAmount Of(string word)
    {
        if (word == "free") return new(Ratio.One, null, null);
        if (word.StartsWith('-')) return new(null, PriceWords.Fen(word[1..]), null);
        if (word.StartsWith('=')) return new(null, null, PriceWords.Fen(word[1..]));
        if (!word.EndsWith('折')) return new(null, null, null);
        var number = decimal.Parse(word[..^1], CultureInfo.InvariantCulture);
        var paid = number < 10 ? Ratio.Of(number) / 10 : Ratio.Of(number) / 100;
        return new(Ratio.One - paid, null, null);
    }

    /// <summary>Off one sum, once.</summary>
    public long From(long sum)
    {
        if (sum <= 0) return 0;
        if (Off is { } off) return (off * sum).HalfUp();
        if (Minus is { } minus) return Math.Min(minus, sum);
        return NewPrice is { } price ? Math.Max(0, sum - price) : 0;
    }
}

/// <summary>Shares with a most for each.</summary>
public static class SharesWithin
{
    /// <summary>Largest remainder; what is over a line's most goes round again among the others.</summary>
    public static long[] Prorate(long total, Ratio[] weights, long[] most)
    {
        var parts = new long[weights.Length];
        while (total > parts.Sum())
        {
            var open = weights.Select((w, i) => parts[i] < most[i] ? w : Ratio.Zero).ToArray();
            if (open.All(w => w.Sign == 0)) break;
            var more = Shares.Prorate(total - parts.Sum(), open);
            for (var i = 0; i < parts.Length; i++) parts[i] = open[i].Sign == 0 ? parts[i] : Math.Min(most[i], parts[i] + more[i]);
        }

        return parts;
    }
}
