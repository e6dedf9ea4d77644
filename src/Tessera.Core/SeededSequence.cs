namespace Tessera.Core;

/// <summary>
/// The only source of chance in the product's rules and reports (architecture.md, Style): a counter-based generator whose
/// seed stands in every report, so that a run can be repeated number by number on any machine. The nth number is a pure function of
/// seed and n (SplitMix64). Not for secrets: whoever knows the seed knows every number.
/// </summary>
public sealed class SeededSequence
{
    private const ulong Step = 0x9E37_79B9_7F4A_7C15;
    private readonly ulong _key;
    private ulong _drawn;

    /// <summary>The sequence of a seed, from its first number.</summary>
    /// <param name="seed">Any number; printed with every result that rests on it.</param>
    public SeededSequence(ulong seed) : this(seed, seed)
    {
    }

    private SeededSequence(ulong seed, ulong key) => (Seed, _key) = (seed, key);

    /// <summary>The seed it was opened with, also for named parts of it.</summary>
    public ulong Seed { get; }

    /// <summary>An own sequence for a named part: drawing more from one part changes no number of another.</summary>
    /// <param name="name">Name of the part, compared byte by byte.</param>
    public SeededSequence Part(string name)
    {
        unchecked
        {
            var hash = 0xCBF2_9CE4_8422_2325UL;
            foreach (var letter in name) hash = (hash ^ letter) * 0x0000_0100_0000_01B3UL;
            return new SeededSequence(Seed, Mix(_key ^ Mix(hash)));
        }
    }

    /// <summary>The nth number, from 0, of all 64 bits.</summary>
    public ulong At(ulong n)
    {
        unchecked
        {
            return Mix(_key + ((n + 1) * Step));
        }
    }

    /// <summary>The next number, of all 64 bits.</summary>
    public ulong Next() => At(_drawn++);

    /// <summary>A whole number from 0 inclusive to <paramref name="bound"/> exclusive, each equally likely.</summary>
    /// <param name="bound">At least 1.</param>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        // Numbers under 2^64 mod bound would make the first ones likelier; they are drawn again.
        var unfair = (ulong.MaxValue - (ulong)bound + 1) % (ulong)bound;
        ulong high, low;
        do
        {
            high = Math.BigMul(Next(), (ulong)bound, out low);
        }
        while (low < unfair);

        return (int)high;
    }

    /// <summary>A whole number from <paramref name="from"/> to <paramref name="through"/>, both inclusive.</summary>
    public int Between(int from, int through) => from + Below(through - from + 1);

    /// <summary>True in <paramref name="part"/> of <paramref name="whole"/> draws; 0 or less never, the whole or more always.</summary>
    public bool Chance(int part, int whole) => Below(whole) < part;

    /// <summary>One of the items, each equally likely.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>A place, as likely as its weight says.</summary>
    /// <param name="weights">At least 0 each, their sum at least 1.</param>
    public int Place(IReadOnlyList<int> weights)
    {
        var rest = Below(weights.Sum());
        for (var place = 0; ; place++)
        {
            rest -= weights[place];
            if (rest < 0) return place;
        }
    }

    /// <summary>Puts the items into an order, each order equally likely.</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (var last = items.Count - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
            value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EBUL;
            return value ^ (value >> 31);
        }
    }
}
