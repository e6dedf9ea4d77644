using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tessera.Trials.Checks;

/// <summary>A prize of a draw as it was published.</summary>
/// <param name="Id">Id.</param>
/// <param name="Odds">Ten-thousandths.</param>
/// <param name="Stock">How many there are.</param>
/// <param name="CostMinor">What one costs, minor units.</param>
internal sealed record PublishedPrize(string Id, int Odds, long Stock, long CostMinor = 1);

/// <summary>A draw as it was published.</summary>
/// <param name="Id">Id.</param>
/// <param name="Prizes">Prizes in their order.</param>
/// <param name="IsNext">Whether a number whose prize has run out wins the next prize that is left; otherwise nothing.</param>
/// <param name="BudgetMinor">What prizes may cost in all; 0 for no limit.</param>
internal sealed record PublishedDraw(string Id, IReadOnlyList<PublishedPrize> Prizes, bool IsNext = false, long BudgetMinor = 0)
{
    /// <summary>Place in <see cref="Prizes"/> of the prize whose numbers hold one; their count for a blank.</summary>
    public int PlaceOf(int number)
    {
        var (place, through) = (0, 0);
        while (place < Prizes.Count && number >= (through += Prizes[place].Odds)) place++;
        return place;
    }
}

/// <summary>A row of the published list of entries, or an answer that somebody had.</summary>
internal sealed record ShownEntry(long Nonce, int Number, string? Hit, string? Given);

/// <summary>
/// Anybody's check of a draw, from docs/concepts/rewards.md alone: the seed is the one committed to, every number follows from it, no entry is missing, and each prize
/// was given by the published ranges, stocks and rule. It shares no code with the product.
/// </summary>
internal static class DrawProof
{
    /// <summary>The number of an entry.</summary>
    public static int Number(byte[] seed, string draw, long nonce)
    {
        for (var round = 0; ; round++)
        {
            var digest = HMACSHA256.HashData(seed, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{draw}:{nonce}:{round}")));
            foreach (var eighth in digest.Chunk(4))
            {
                var word = BinaryPrimitives.ReadUInt32BigEndian(eighth);
                if (word < 4_294_960_000) return (int)(word % 10_000);
            }
        }
    }

    /// <summary>What is wrong, one sentence each; empty when the draw is proved.</summary>
    public static IReadOnlyList<string> Faults(PublishedDraw draw, string commitment, byte[] seed, IReadOnlyList<ShownEntry> entries)
    {
        var faults = new List<string>();
        if (Convert.ToHexStringLower(SHA256.HashData(seed)) != commitment) faults.Add($"{draw.Id}: the seed is not the one committed to");
        if (seed.Length != 32) faults.Add($"{draw.Id}: the seed has {seed.Length} bytes");
        var given = draw.Prizes.ToDictionary(p => p.Id, _ => 0L, StringComparer.Ordinal);
        var cost = 0L;
        for (var i = 0; i < entries.Count; i++)
        {
            var shown = entries[i];
            if (shown.Nonce != i + 1) faults.Add($"{draw.Id}: entry {i + 1} is missing");
            if (Number(seed, draw.Id, shown.Nonce) is var number && number != shown.Number) faults.Add($"{draw.Id} {shown.Nonce}: {shown.Number} was drawn, the seed says {number}");
            var place = draw.PlaceOf(shown.Number);
            bool IsLeft(PublishedPrize p) => given[p.Id] < p.Stock && (draw.BudgetMinor == 0 || cost + p.CostMinor <= draw.BudgetMinor);
            var due = draw.Prizes.Skip(place).Take(draw.IsNext ? int.MaxValue : 1).FirstOrDefault(IsLeft);
            var hit = place < draw.Prizes.Count ? draw.Prizes[place].Id : null;
            if (shown.Hit != hit || shown.Given != due?.Id) faults.Add($"{draw.Id} {shown.Nonce}: {shown.Number} was given {shown.Given ?? "nothing"} of {shown.Hit ?? "none"}, not {due?.Id ?? "nothing"} of {hit ?? "none"}");
            if (due is null) continue;
            given[due.Id]++;
            cost += due.CostMinor;
        }

        return faults;
    }

    /// <summary>How likely chance alone strays so far from the published odds: chi-square over the prizes and the blank.</summary>
    public static double OddsHeld(PublishedDraw draw, IReadOnlyList<int> numbers)
    {
        var seen = new long[draw.Prizes.Count + 1];
        foreach (var number in numbers) seen[draw.PlaceOf(number)]++;
        int[] odds = [.. draw.Prizes.Select(p => p.Odds), 10_000 - draw.Prizes.Sum(p => p.Odds)];
        return ChanceOf(seen.Zip(odds).Where(c => c.Second > 0).Select(c => (c.First, c.Second / 10_000.0 * numbers.Count)));
    }

    /// <summary>The same over a hundred even ranges of the numbers, whatever the prizes are.</summary>
    public static double Evenness(IReadOnlyList<int> numbers) =>
        ChanceOf(Enumerable.Range(0, 100).GroupJoin(numbers, r => r, n => n / 100, (_, inside) => ((long)inside.Count(), numbers.Count / 100.0)));

    /// <summary>How likely neighbours that know nothing of each other look as much alike as these do, at a distance.</summary>
    public static double Independence(IReadOnlyList<int> numbers, int distance)
    {
        var (sum, square) = (0.0, 0.0);
        for (var i = 0; i < numbers.Count; i++)
        {
            var here = numbers[i] - 4_999.5;
            square += here * here;
            if (i + distance < numbers.Count) sum += here * (numbers[i + distance] - 4_999.5);
        }

        // About normal with a deviation of 1 ÷ √n: its square is chi-square with one degree of freedom.
        return Upper(0.5, Math.Pow(sum / square, 2) * numbers.Count / 2);
    }

    private static double ChanceOf(IEnumerable<(long Seen, double Expected)> counts)
    {
        var (far, free) = (0.0, -1);
        foreach (var (seen, expected) in counts)
        {
            far += (seen - expected) * (seen - expected) / expected;
            free++;
        }

        return Upper(free / 2.0, far / 2);
    }

    /// <summary>The regularised upper incomplete gamma function Q(a, x): by its series below a + 1, by its continued fraction above.</summary>
    internal static double Upper(double a, double x)
    {
        if (x <= 0) return 1;
        var scale = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        if (x < a + 1)
        {
            var (term, sum) = (1 / a, 1 / a);
            for (var n = 1; n < 1_000 && term > sum * 1e-15; n++) sum += term *= x / (a + n);
            return 1 - (scale * sum);
        }

        var (b, c) = (x + 1 - a, double.MaxValue);
        var d = 1 / b;
        var value = d;
        for (var n = 1; n < 1_000; n++)
        {
            b += 2;
            d = 1 / ((-n * (n - a) * d) + b);
            c = b + (-n * (n - a) / c);
            value *= c * d;
            if (Math.Abs((c * d) - 1) < 1e-15) break;
        }

        return scale * value;
    }

    // Stirling's series, after the recurrence has taken a far enough up.
    private static double LogGamma(double a)
    {
        var down = 0.0;
        for (; a < 10; a++) down += Math.Log(a);
        return ((a - 0.5) * Math.Log(a)) - a + (0.5 * Math.Log(2 * Math.PI)) + (1 / (12 * a)) - (1 / (360 * Math.Pow(a, 3))) + (1 / (1_260 * Math.Pow(a, 5))) - down;
    }
}
