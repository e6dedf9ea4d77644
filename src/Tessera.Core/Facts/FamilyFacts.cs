namespace Tessera.Core.Facts;

/// <summary>
/// A member became a family card of another (P30). Both records keep it: the card's names its main member, the main member's names the card.
/// </summary>
public sealed record FamilyLinked : Fact
{
    /// <summary>Ledger account id of the main member, in the record of the card; else null.</summary>
    public string? Main { get; init; }

    /// <summary>Ledger account id of the card, in the record of the main member; else null.</summary>
    public string? Card { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>Family cards that this member was the main member of before, filled in under the lock: what the decision reads beside the record.</summary>
    public int Cards { get; init; }
}

/// <summary>A family card ends: the member stands alone again, what was bought stays where it is (P30).</summary>
public sealed record FamilyUnlinked : Fact
{
    /// <summary>Ledger account id of the main member, in the record of the card; else null.</summary>
    public string? Main { get; init; }

    /// <summary>Ledger account id of the card, in the record of the main member; else null.</summary>
    public string? Card { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }
}
