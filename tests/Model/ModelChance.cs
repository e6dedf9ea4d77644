namespace Tessera.Model;

/// <summary>A counter-based source of chance: the same seed gives the same scenario on every machine for ever.</summary>
public sealed class ModelChance(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>From low to high, both inclusive.</summary>
    public int Between(int low, int high) => low + (int)(Next() % (ulong)(high - low + 1));

    public long Between(long low, long high) => low + (long)(Next() % (ulong)(high - low + 1));

    public bool Percent(int chance) => Between(1, 100) <= chance;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Between(0, choices.Length - 1)];

    public T OneOf<T>()
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return values[Between(0, values.Length - 1)];
    }

    /// <summary>The first value, the default of the switch, half of the time.</summary>
    public T Mostly<T>()
        where T : struct, Enum => Percent(50) ? Enum.GetValues<T>()[0] : OneOf<T>();

    public T Of<T>(IReadOnlyList<T> list) => list[Between(0, list.Count - 1)];
}
