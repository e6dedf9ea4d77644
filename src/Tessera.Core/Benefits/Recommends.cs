using Tessera.Core.Facts;

namespace Tessera.Core.Benefits;

/// <summary>What a guide recommends with a use of a benefit, and how long a sale of it counts as a cross sale 交叉销售 (feature F38).</summary>
public sealed record Recommends
{
    /// <summary>Skus.</summary>
    public IReadOnlyList<string> Skus { get; init; } = [];

    /// <summary>Category paths, with all below them.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>How long after the use, through its last local date, inclusive.</summary>
    public Span Within { get; init; } = new(0, 7);

    /// <summary>What a use on a local date recommends, with what the guide named beside it; null where nothing is recommended.</summary>
    internal Recommendation? On(DateOnly day, IReadOnlyList<string> named) =>
        Skus.Count + Categories.Count + named.Count == 0 ? null : new Recommendation([.. Skus.Union(named, StringComparer.Ordinal)], Categories, Within.After(day));
}
