namespace Tessera.Core.Members;

/// <summary>
/// What is known of a member beside its record when a segment is read: parts of the sealed profile, and where it stands among all others.
/// Nothing of it is ever read by a decision about tiers, points or prices.
/// </summary>
public sealed record Besides
{
    /// <summary>Birthday, or null; the year 1 where only month and day are known.</summary>
    public DateOnly? Birthday { get; init; }

    /// <summary>Locale for texts to the member, or null.</summary>
    public string? Locale { get; init; }

    /// <summary>Recency score, 1 (long ago) to 5 (just now); 0 without an order in the window.</summary>
    public int Recency { get; init; }

    /// <summary>Frequency score, 1 to 5; 0 without an order in the window.</summary>
    public int Frequency { get; init; }

    /// <summary>Monetary score, 1 to 5; 0 without an order in the window.</summary>
    public int Monetary { get; init; }
}
