using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>What an explanation is asked for.</summary>
/// <param name="On">Local date: the end of that date. The state must be the one that the record had then.</param>
/// <param name="Calendar">Local dates of the programme.</param>
/// <param name="IsHistory">The past is played: reviews take effect on their own date.</param>
public sealed record TierQuestion(DateOnly On, BusinessCalendar Calendar, bool IsHistory = false)
{
    /// <summary>The member's changes of tier so far, oldest first, as stored; loaded by the caller.</summary>
    public IReadOnlyList<TierChanged> Past { get; init; } = [];
}

/// <summary>
/// Why this tier, what keeps it and what leads up (§5 Explanation, D19, G1, G2). Every number comes from the conditions and functions that decide:
/// the readings are their traces, and what happens next is played forward on a copy of the state by the same steps.
/// </summary>
public sealed record TierExplanation
{
    /// <summary>Date asked about.</summary>
    public required DateOnly On { get; init; }

    /// <summary>Earned tier.</summary>
    public required string Earned { get; init; }

    /// <summary>Tier in force: the highest of earned and overlays.</summary>
    public required string InForce { get; init; }

    /// <summary>Held since.</summary>
    public required DateOnly Since { get; init; }

    /// <summary>Last day of its validity, or null until a review says otherwise.</summary>
    public DateOnly? ValidThrough { get; init; }

    /// <summary>All bookkeeping: graces, lock, overlays, suppressed falls, application, coming tier.</summary>
    public required TierState State { get; init; }

    /// <summary>Programme version in force on that date.</summary>
    public required int Version { get; init; }

    /// <summary>Open graces, with what is missing.</summary>
    public IReadOnlyList<GraceReading> Graces { get; init; } = [];

    /// <summary>Reviews ahead that read the earned tier, the next one first.</summary>
    public IReadOnlyList<ReviewReading> Reviews { get; init; } = [];

    /// <summary>What happens if nothing changes, in order, until the tier falls or nothing more is in sight.</summary>
    public IReadOnlyList<ForecastStep> IfNothingChanges { get; init; } = [];

    /// <summary>Every higher tier, the next one first.</summary>
    public IReadOnlyList<PathUp> Above { get; init; } = [];

    /// <summary>Past changes with the reasons stored with them.</summary>
    public IReadOnlyList<TierChanged> Past { get; init; } = [];

    /// <summary>Explains a member's tier; null before joining.</summary>
    public static TierExplanation? Explain(MemberState state, LadderHistory ladders, TierQuestion question)
    {
        if (state.Tier is not { } tier) return null;
        var ladder = ladders.At(new Instant(question.Calendar.StartOf(question.On.AddDays(1)).Micros - 1));
        var view = new Outlook(state, ladders, ladder, question);
        return new TierExplanation
        {
            On = question.On,
            Earned = tier.Earned,
            InForce = state.InForce,
            Since = tier.Since,
            ValidThrough = tier.ValidUntil?.AddDays(-1),
            State = tier,
            Version = ladder.Version,
            Graces = view.Graces(),
            Reviews = view.Reviews(),
            IfNothingChanges = view.Forecast(),
            Above = WaysUp.Of(view),
            Past = question.Past,
        };
    }
}

/// <summary>An open grace with its condition as it stands.</summary>
/// <param name="Grace">The grace.</param>
/// <param name="Keep">The condition read with its start fixed and its end moved to the date asked about; null when the tier simply ends.</param>
/// <param name="FallsTo">Tier it would fall to.</param>
/// <param name="FallsOn">Local date on which it would fall.</param>
public sealed record GraceReading(Grace Grace, TracedCondition? Keep, string FallsTo, DateOnly FallsOn);

/// <summary>A review ahead.</summary>
/// <param name="Review">Review id.</param>
/// <param name="Does">What it does.</param>
/// <param name="On">Its date D; its windows end on the day before.</param>
/// <param name="TakesEffectOn">Local date at whose start it takes effect.</param>
/// <param name="Failures">Failures in a row so far.</param>
/// <param name="Needed">Failures needed.</param>
/// <param name="Now">The keep condition with windows that end on the date asked about.</param>
/// <param name="Then">The keep condition as the review will read it if nothing changes.</param>
/// <param name="Ending">How the review ends if nothing changes.</param>
/// <param name="Leaving">What leaves the windows before then, and how the gap grows.</param>
public sealed record ReviewReading(
    string Review, ReviewDoes Does, DateOnly On, DateOnly TakesEffectOn, int Failures, int Needed, TracedCondition Now, TracedCondition Then, ReviewEnding Ending, IReadOnlyList<Leaving> Leaving);

/// <summary>A value leaves a window ("the gap grows to ¥378 on 12-06").</summary>
/// <param name="On">First local date without it.</param>
/// <param name="Amount">What leaves.</param>
/// <param name="Leaf">The leaf as it reads from that date on.</param>
public sealed record Leaving(DateOnly On, long Amount, LeafTrace Leaf);

/// <summary>One thing that will happen if nothing changes.</summary>
/// <param name="On">Local date at whose start it happens.</param>
/// <param name="Step">Key of the step.</param>
/// <param name="Reason">Code and numbers.</param>
/// <param name="Earned">Earned tier afterwards.</param>
/// <param name="InForce">Tier in force afterwards.</param>
public sealed record ForecastStep(DateOnly On, string Step, Reason Reason, string Earned, string InForce);

/// <summary>A higher tier and the ways to it.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Enter">Its enter condition as it stands; null for a tier without one.</param>
/// <param name="Ways">Ways to it, least effort first; empty when nothing can be done or nothing is missing.</param>
/// <param name="Leaving">What leaves its windows in the next 12 months, and how the gap grows.</param>
public sealed record PathUp(TierRule Tier, TracedCondition? Enter, IReadOnlyList<Way> Ways, IReadOnlyList<Leaving> Leaving);

/// <summary>One way up: all of these together.</summary>
/// <param name="Missing">Leaves that are missing.</param>
/// <param name="Effort">Largest share of a threshold that is missing, ten-thousandths.</param>
/// <param name="MoneyMinor">Money that would do it alone, minor units; null where money does not.</param>
/// <param name="By">Last local date on which that is enough; null when it stays enough.</param>
public sealed record Way(IReadOnlyList<LeafTrace> Missing, long Effort, long? MoneyMinor, DateOnly? By);
