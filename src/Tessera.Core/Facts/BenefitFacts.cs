namespace Tessera.Core.Facts;

/// <summary>A benefit is used (semantics §7): an entitlement, a birthday or anniversary grant, a service.</summary>
public sealed record BenefitUsed : Fact
{
    /// <summary>Id of the benefit in the catalogue.</summary>
    public required string Benefit { get; init; }

    /// <summary>Times, more than 0.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Clerk, or null.</summary>
    public string? ClerkId { get; init; }

    /// <summary>Skus that the guide recommended with it, beside those of the benefit itself (feature F38).</summary>
    public IReadOnlyList<string> Recommended { get; init; } = [];
}

/// <summary>What a guide recommended with a use of a benefit 推荐商品, as it stood then (feature F38).</summary>
/// <param name="Skus">Skus.</param>
/// <param name="Categories">Category paths, with all below them.</param>
/// <param name="Through">Last local date on which a sale of these counts as a cross sale, inclusive.</param>
public sealed record Recommendation(IReadOnlyList<string> Skus, IReadOnlyList<string> Categories, DateOnly Through);

/// <summary>A use of a benefit is taken back; once.</summary>
public sealed record BenefitUseCancelled : Fact
{
    /// <summary>Sequence of the use.</summary>
    public required long UseSequence { get; init; }
}

/// <summary>The month of the member's birthday, or the birthday itself, has come (semantics §6, §7). The profile is read outside; of the birthday the record keeps only this.</summary>
public sealed record BirthdayCame : Fact
{
    /// <summary>The day itself (true), or its calendar month.</summary>
    public required bool IsDay { get; init; }
}
