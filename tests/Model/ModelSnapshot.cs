namespace Tessera.Model;

public sealed record ModelGraceView(string Review, DateOnly OpenedOn, DateOnly EndsOn);

public sealed record ModelTierChangeView(string From, string To, DateOnly On, string Cause);

public sealed record ModelLotView(
    string Origin, long Opened, long Left, string State, DateOnly EarnedOn, DateOnly? EndsOn)
{
    public long Consumed { get; init; }

    public long Expired { get; init; }

    public long ClawedBack { get; init; }

    public long Returned { get; init; }
}

/// <summary>What the model says about a member after a fact.</summary>
public sealed record ModelSnapshot(string Member)
{
    public required long Balance { get; init; }

    public required long Pending { get; init; }

    public required long Debt { get; init; }

    public required long Spendable { get; init; }

    public required long Growth { get; init; }

    public required IReadOnlyList<ModelLotView> Lots { get; init; }

    public required IReadOnlyList<ModelEntry> Entries { get; init; }

    public required string EarnedTier { get; init; }

    public required string TierInForce { get; init; }

    public required DateOnly TierSince { get; init; }

    public required IReadOnlyList<ModelGraceView> Graces { get; init; }

    public required IReadOnlyDictionary<string, int> Failures { get; init; }

    public required IReadOnlyList<ModelTierChangeView> Changes { get; init; }

    public required DateOnly? LastFallOn { get; init; }

    /// <summary>The reviews whose fall the yearly limit holds back.</summary>
    public required IReadOnlyList<string> SuppressedFalls { get; init; }

    public required bool AtRisk { get; init; }

    public static ModelSnapshot Of(ModelMember member) => new(member.Id)
    {
        Balance = member.Points.Balance,
        Pending = member.Points.Pending,
        Debt = member.Points.Debt,
        Spendable = member.Points.Spendable,
        Growth = member.Points.Growth,
        Lots = member.Points.Lots.Select(View).ToList(),
        Entries = member.Points.Entries.ToList(),
        EarnedTier = member.Tiers.Earned,
        TierInForce = member.Tiers.InForceOn(member.SettledThrough),
        TierSince = member.Tiers.Since,
        Graces = member.Tiers.GraceViews(),
        Failures = member.Tiers.FailureCounts(),
        Changes = member.Tiers.ChangeViews(),
        LastFallOn = member.Tiers.LastFallOn,
        SuppressedFalls = member.Tiers.SuppressedReviews,
        AtRisk = member.Tiers.AtRisk,
    };

    /// <summary>Everything as lines of text, for comparing two snapshots and reading the difference.</summary>
    public string Describe() => string.Join('\n',
    [
        $"balance {Balance} pending {Pending} debt {Debt} spendable {Spendable} growth {Growth}",
        $"tier {EarnedTier} in force {TierInForce} since {TierSince:yyyy-MM-dd} last fall {LastFallOn:yyyy-MM-dd} at risk {AtRisk}",
        .. Lots.Select(lot => lot.ToString()),
        .. Entries.Select(entry => entry.ToString()),
        .. Graces.Select(grace => grace.ToString()),
        .. Changes.Select(change => change.ToString()),
        .. Failures.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"failing {pair.Key} {pair.Value}"),
        .. SuppressedFalls.Select(review => $"held back {review}"),
    ]);

    private static ModelLotView View(ModelLot lot) => new(lot.Origin, lot.Opened, lot.Left, lot.State, lot.EarnedOn, lot.EndsOn)
    {
        Consumed = lot.Consumed,
        Expired = lot.Expired,
        ClawedBack = lot.ClawedBack,
        Returned = lot.Returned,
    };
}
