using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>Ladder and reviews of one version with their conditions compiled. Immutable and shared by all decisions.</summary>
public sealed class CompiledLadder
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    private CompiledLadder(LadderTerms terms)
    {
        Terms = terms;
        Tiers = [.. terms.Ladder.Tiers.Select((t, i) => new CompiledTier(t, i, CompiledCondition.Compile(t.Enter, terms), CompiledCondition.Compile(t.Validity.Keep, terms)))];
        if (Tiers.Length == 0) throw new ArgumentException("a ladder has at least its base tier", nameof(terms));
        for (var i = 0; i < Tiers.Length; i++) _index[Tiers[i].Id] = i;
        Reviews = [.. terms.Reviews.Select(r => CompileReview(r, terms))];
        EntersByReview = Array.Exists(Tiers, t => t is { Index: > 0, Enter: not null, Rule: { EntryMode: EntryMode.Review, Enabled: true, Ranking: null } });
        FirstSettling = Array.Find(Reviews, r => r.Rule.Does == ReviewDoes.Settle);
    }

    /// <summary>The terms as written.</summary>
    public LadderTerms Terms { get; }

    /// <summary>Version number.</summary>
    public int Version => Terms.Version;

    /// <summary>From when it holds.</summary>
    public Instant EffectiveAt => Terms.EffectiveAt;

    /// <summary>Id of the base tier.</summary>
    public string Base => Tiers[0].Id;

    internal CompiledTier[] Tiers { get; }

    internal CompiledReview[] Reviews { get; }

    /// <summary>Some tier is entered at reviews by its condition.</summary>
    internal bool EntersByReview { get; }

    internal CompiledReview? FirstSettling { get; }

    internal Ladder Ladder => Terms.Ladder;

    /// <summary>Compiles the conditions of a version.</summary>
    public static CompiledLadder Compile(LadderTerms terms) => new(terms);

    /// <summary>Place of a tier, base 0; −1 when the version has none of that id.</summary>
    public int IndexOf(string tier) => _index.TryGetValue(tier, out var at) ? at : -1;

    /// <summary>The higher of two tiers by this version; a tier it does not know is lowest.</summary>
    public string Higher(string a, string b) => IndexOf(b) > IndexOf(a) ? b : a;

    /// <summary>Points multiplier of a tier in ten-thousandths; 10,000 for an unknown one.</summary>
    public int MultiplierOf(string tier) => IndexOf(tier) is >= 0 and var at ? Tiers[at].Rule.Multiplier : 10_000;

    internal int ClosesAfter(bool isHistory) => isHistory ? 0 : Terms.Time.ReviewClosesAfterDays;

    internal CompiledReview? ReviewOf(string id) => Array.Find(Reviews, r => r.Rule.Id == id);

    /// <summary>The next enabled tier below, base at last.</summary>
    internal int Below(int index)
    {
        for (var i = index - 1; i > 0; i--)
        {
            if (Tiers[i].Rule.Enabled) return i;
        }

        return 0;
    }

    /// <summary>The next enabled tier above, or −1.</summary>
    internal int Above(int index)
    {
        for (var i = index + 1; i < Tiers.Length; i++)
        {
            if (Tiers[i].Rule.Enabled) return i;
        }

        return -1;
    }

    private CompiledReview CompileReview(Review review, LadderTerms terms)
    {
        var keeps = new CompiledCondition?[Tiers.Length];
        foreach (var (tier, keep) in review.Keep)
        {
            if (_index.TryGetValue(tier, out var at)) keeps[at] = CompiledCondition.Compile(keep, terms);
        }

        return new CompiledReview(review, keeps);
    }
}

/// <summary>A tier with its conditions compiled.</summary>
internal sealed record CompiledTier(TierRule Rule, int Index, CompiledCondition? Enter, CompiledCondition? ValidityKeep)
{
    public string Id => Rule.Id;
}

/// <summary>A review with its keep conditions compiled, by place of the tier.</summary>
internal sealed record CompiledReview(Review Rule, CompiledCondition?[] Keeps)
{
    /// <summary>Review id of the end of a validity.</summary>
    public const string Validity = "validity";

    public string Id => Rule.Id;

    public CompiledCondition? KeepOf(int tier) => tier >= 0 && tier < Keeps.Length ? Keeps[tier] : null;
}

/// <summary>Frames in which the conditions of a member are read.</summary>
internal static class Frames
{
    /// <summary>Enter conditions, windows ending on a day; after a fall by the ladder's re-entry switch.</summary>
    public static Frame Enter(MemberState state, CompiledLadder ladder, DateOnly asOf, bool isHistory, DateOnly? stepAsOf = null)
    {
        var tier = state.Tier!;
        return new Frame
        {
            State = state,
            Dates = new(asOf, tier.Since, state.JoinedOn, stepAsOf),
            ClosesAfterDays = ladder.ClosesAfter(isHistory),
            Anew = ladder.Ladder.ReEntry == ReEntry.AsWritten ? null : tier.AnewFrom,
            AnewForAll = ladder.Ladder.ReEntry == ReEntry.AllAnew,
        };
    }

    /// <summary>Keep conditions of a review dated D: windows start where one ending on D − 1 starts, and end on a day.</summary>
    public static Frame Keep(MemberState state, CompiledLadder ladder, ReadingSpan span, Window? window, bool isHistory) => new()
    {
        State = state,
        Dates = new(span.Through, state.Tier!.Since, state.JoinedOn, span.ReviewOn.AddDays(-1)),
        ReviewWindow = window,
        ClosesAfterDays = ladder.ClosesAfter(isHistory),
    };

    /// <summary>The enter condition of a past upgrade, as of its date, with every refund on its purchase's date (§5 After a refund).</summary>
    public static Frame Again(MemberState state, CompiledLadder ladder, UpgradeGround ground)
    {
        return new Frame
        {
            State = state,
            Dates = new(ground.ReadOn, ground.ReadSince, state.JoinedOn, ground.Review is null ? null : ground.ReadOn),
            ReviewWindow = ground.Review is { } review ? ladder.ReviewOf(review)?.Rule.Window : null,
            RefundsOnPurchaseDate = true,
            Anew = ladder.Ladder.ReEntry == ReEntry.AsWritten ? null : ground.ReadAnew,
            AnewForAll = ladder.Ladder.ReEntry == ReEntry.AllAnew,
            Ground = ground,
        };
    }
}

/// <summary>The dates of a keep reading.</summary>
/// <param name="ReviewOn">Date of the review: windows start as of the day before.</param>
/// <param name="Through">Last day read: the day before the review, or later while a grace moves the end.</param>
internal readonly record struct ReadingSpan(DateOnly ReviewOn, DateOnly Through)
{
    /// <summary>The plain reading of a review dated D.</summary>
    public static ReadingSpan Of(DateOnly reviewOn) => new(reviewOn, reviewOn.AddDays(-1));
}
