namespace Tessera.Model;

public sealed record ModelGrace(string Review, DateOnly OpenedOn, DateOnly EndsOn, DateOnly StartsAsOf)
{
    public required ModelCondition Keep { get; init; }

    public bool Extended { get; init; }
}

public sealed record ModelPack(string Review, ModelTaskPack Task, int Done);

/// <summary>A rise by condition that still stands, and everything needed to read it again or undo it.</summary>
public sealed record ModelRise(string From, string To, DateOnly On, ModelReading Reading, TierState Before)
{
    public List<(string Tier, ModelLot? Lot)> Gifts { get; } = [];
}

public sealed record ModelNextRise(ModelRise Rise, string Cause);

/// <summary>A fall by review: what was read, so that a late fact can be read into it.</summary>
public sealed record ModelFall(string Review, ModelCondition Keep, ModelReading Reading, TierState Before);

public sealed record ModelTierChange(string From, string To, DateOnly On, string Cause);

/// <summary>What a rise or a fall replaces; immutable, so that undoing is putting the old one back.</summary>
public sealed record TierState(string Earned, DateOnly Since)
{
    public DateOnly? ValidThrough { get; init; }

    public IReadOnlyList<ModelGrace> Graces { get; init; } = [];

    public IReadOnlyDictionary<string, int> Failures { get; init; } = new Dictionary<string, int>();

    /// <summary>By review: the K + 1 fall is not carried out at a review dated before this.</summary>
    public IReadOnlyDictionary<string, DateOnly> FallNotBefore { get; init; } = new Dictionary<string, DateOnly>();

    public IReadOnlyList<ModelPack> Packs { get; init; } = [];

    /// <summary>The reviews whose fall the yearly limit held back, with the day it was held back and the date as of which the miss was read.</summary>
    public IReadOnlyList<(string Review, DateOnly On, DateOnly ReadOn)> Suppressed { get; init; } = [];

    /// <summary>A refund took the ground from under a rise: falls at the next settling review without grace, back to this tier.</summary>
    public string? AtRiskTo { get; init; }

    public ModelNextRise? NextRise { get; init; }

    public DateOnly? LastFallOn { get; init; }

    /// <summary>The last fall or lowering by hand: what reEntry reads from.</summary>
    public DateTime? AnewFrom { get; init; }

    public int FailuresOf(string review) => Failures.TryGetValue(review, out var count) ? count : 0;

    public TierState WithFailures(string review, int count) => this with
    {
        Failures = Failures.Where(pair => pair.Key != review).Append(new KeyValuePair<string, int>(review, count))
            .Where(pair => pair.Value > 0).ToDictionary(pair => pair.Key, pair => pair.Value),
    };

    /// <summary>A good period, a grace that was met, a held-back fall that no longer is one: the review counts anew.</summary>
    public TierState Good(string review) => WithFailures(review, 0).WithFallNotBefore(review, null);

    public TierState WithFallNotBefore(string review, DateOnly? day) => this with
    {
        FallNotBefore = FallNotBefore.Where(pair => pair.Key != review)
            .Concat(day is { } at ? [new KeyValuePair<string, DateOnly>(review, at)] : [])
            .ToDictionary(pair => pair.Key, pair => pair.Value),
    };

    public TierState WithoutGrace(string review) => this with { Graces = Graces.Where(grace => grace.Review != review).ToList() };
}
