namespace Tessera.Core;

/// <summary>How a rate reads an amount (§3).</summary>
public enum RateMode
{
    /// <summary>Any part of <see cref="Rate.Per"/> earns its part.</summary>
    Proportional,

    /// <summary>Only whole multiples of <see cref="Rate.Per"/> earn.</summary>
    PerFull,
}

/// <summary>Points (or growth) per amount.</summary>
/// <param name="Value">Points in their smallest part; at least 0.</param>
/// <param name="Per">Money in minor units; at least 1.</param>
/// <param name="Mode">Proportional or per full.</param>
public sealed record Rate(long Value, long Per, RateMode Mode);
