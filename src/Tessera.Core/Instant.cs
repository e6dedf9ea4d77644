namespace Tessera.Core;

/// <summary>A point in time: microseconds since 1970-01-01T00:00:00Z. Stored and compared as an integer (architecture.md, Storage).</summary>
/// <param name="Micros">Microseconds UTC; may be negative for times before 1970.</param>
public readonly record struct Instant(long Micros) : IComparable<Instant>
{
    /// <summary>Microseconds of one day of 24 hours.</summary>
    public const long MicrosPerDay = 86_400_000_000L;

    /// <summary>The instant with the given number of whole seconds since 1970.</summary>
    public static Instant FromSeconds(long seconds) => new(seconds * 1_000_000L);

    /// <summary>This instant moved by minutes; negative moves back.</summary>
    public Instant PlusMinutes(long minutes) => new(Micros + (minutes * 60_000_000L));

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Micros.CompareTo(other.Micros);

    /// <summary>Earlier than.</summary>
    public static bool operator <(Instant a, Instant b) => a.Micros < b.Micros;

    /// <summary>Later than.</summary>
    public static bool operator >(Instant a, Instant b) => a.Micros > b.Micros;

    /// <summary>Earlier than or equal.</summary>
    public static bool operator <=(Instant a, Instant b) => a.Micros <= b.Micros;

    /// <summary>Later than or equal.</summary>
    public static bool operator >=(Instant a, Instant b) => a.Micros >= b.Micros;
}
