namespace Tessera.Core.Programs.Backtests;

/// <summary>Sums of one side, in minor units and in the smallest part of a point.</summary>
public sealed record SideTotals
{
    /// <summary>Purchases.</summary>
    public long Purchases { get; init; }

    /// <summary>Net revenue.</summary>
    public long NetMinor { get; init; }

    /// <summary>Points issued.</summary>
    public long Issued { get; init; }

    /// <summary>Points spent.</summary>
    public long Spent { get; init; }

    /// <summary>Points expired.</summary>
    public long Expired { get; init; }

    /// <summary>Points taken back.</summary>
    public long TakenBack { get; init; }

    /// <summary>Cost at use.</summary>
    public UseCost Cost { get; init; }

    /// <summary>Of <see cref="Cost"/>, what this side takes off receipts that tills had priced by themselves: the record, and so the report of benefits, holds no such cost.</summary>
    public long RepricedMinor { get; init; }

    /// <summary>What would have been taken off given nets: shown as cost only, never a part of the cost share, for nobody took it off and the net stays (semantics §11).</summary>
    public long CostOnlyMinor { get; init; }

    /// <summary>Cost share (semantics §10): actual cost at use ÷ net revenue of members, as the report of benefits and the red line have it; ten-thousandths, rounded half up; 0 without revenue.</summary>
    public long CostShare => NetMinor <= 0 ? 0 : Rounding.Divide((Int128)Cost.Total * 10_000, NetMinor, RoundingMode.HalfUp);

    /// <summary>The cost-only part of the same net revenue, ten-thousandths; stands beside the share.</summary>
    public long CostOnlyShare => NetMinor <= 0 ? 0 : Rounding.Divide((Int128)CostOnlyMinor * 10_000, NetMinor, RoundingMode.HalfUp);

    /// <summary>The totals of sums.</summary>
    public static SideTotals Of(SideSums sums) => new()
    {
        Purchases = sums.Purchases, NetMinor = sums.NetMinor, Issued = sums.Issued, Spent = sums.Spent, Expired = sums.Expired, TakenBack = sums.TakenBack, Cost = sums.Cost, RepricedMinor = sums.RepricedMinor, CostOnlyMinor = sums.CostOnlyMinor,
    };
}

/// <summary>Members of one tier, tag, segment or store, and how the draft moves them.</summary>
/// <param name="Id">Tier id, tag, segment or store; empty for none.</param>
/// <param name="Members">Members.</param>
/// <param name="Up">In a higher tier under the draft than under the base at the window's end.</param>
/// <param name="Down">In a lower one.</param>
/// <param name="Base">Sums of the base side.</param>
/// <param name="Draft">Sums of the draft side.</param>
public sealed record GroupRow(string Id, long Members, long Up, long Down, SideTotals Base, SideTotals Draft)
{
    /// <summary>In the same tier on both sides.</summary>
    public long Same => Members - Up - Down;
}

/// <summary>Members by their tier at the window's end on the two sides.</summary>
/// <param name="Base">Tier on the base side.</param>
/// <param name="Draft">Tier on the draft side.</param>
/// <param name="Members">Members.</param>
public sealed record TierPair(string Base, string Draft, long Members);

/// <summary>Members of a tier at the end of each month of the window, in the order of <see cref="BacktestReport.MonthEnds"/>.</summary>
/// <param name="Tier">Tier id.</param>
/// <param name="Base">On the base side.</param>
/// <param name="Draft">On the draft side.</param>
public sealed record TierCurve(string Tier, IReadOnlyList<long> Base, IReadOnlyList<long> Draft);

/// <summary>Points and money of one month.</summary>
/// <param name="From">First day of the calendar month; the window may cut it.</param>
/// <param name="Base">The base side.</param>
/// <param name="Draft">The draft side.</param>
public sealed record MonthRow(DateOnly From, SideTotals Base, SideTotals Draft);

/// <summary>A member that ends in another tier, gains or loses.</summary>
/// <param name="Account">Ledger account id; names are looked up when the report is read.</param>
/// <param name="BaseTier">Tier at the end on the base side.</param>
/// <param name="DraftTier">Tier at the end on the draft side.</param>
/// <param name="GainMinor">What the draft gives more than the base: discounts and the worth of points issued, minor units; below zero less.</param>
/// <param name="First">Where the two sides first differ.</param>
public sealed record ComparedMember(string Account, string BaseTier, string DraftTier, long GainMinor, FirstDifference? First);

/// <summary>A spend that could not be covered, with whose it is.</summary>
/// <param name="Account">Ledger account id.</param>
/// <param name="Side"><c>base</c> or <c>draft</c>.</param>
/// <param name="What">What happened.</param>
public sealed record UncoveredSpend(string Account, string Side, NotAffordable What);

/// <summary>Uses of a shared limit that the record knows nothing of.</summary>
/// <param name="Side"><c>base</c> or <c>draft</c>.</param>
/// <param name="Id">The limit.</param>
/// <param name="Uses">Uses, minor units of a budget.</param>
public sealed record UnreservedUse(string Side, string Id, long Uses);

/// <summary>A cut-off of a share or seat review as a side computed it.</summary>
/// <param name="Side"><c>base</c> or <c>draft</c>.</param>
/// <param name="EffectOn">Local date it took effect.</param>
/// <param name="Review">Review id.</param>
/// <param name="Tier">Tier id.</param>
/// <param name="Population">Members ranked.</param>
/// <param name="Value">Value of the last member inside.</param>
/// <param name="Seats">Members inside.</param>
public sealed record ComputedCutOff(string Side, DateOnly EffectOn, string Review, string Tier, int Population, long Value, int Seats);

/// <summary>
/// What a backtest found (semantics §11). Made of the record and the two programmes alone: same input, same bytes, whatever the threads and batches. Carries no name and no
/// moment of its making.
/// </summary>
public sealed record BacktestReport
{
    /// <summary>Form of the report, raised when its meaning changes.</summary>
    public int Form { get; init; } = 2;

    /// <summary>The window.</summary>
    public required BacktestWindow Window { get; init; }

    /// <summary>What the draft was compared with.</summary>
    public required BaseSide BaseSide { get; init; }

    /// <summary>What the draft changes against the base, in sentences.</summary>
    public required IReadOnlyList<ProgramChange> Changes { get; init; }

    /// <summary>Members compared.</summary>
    public required long Members { get; init; }

    /// <summary>Members that differ in anything.</summary>
    public required long Different { get; init; }

    /// <summary>Members higher at the end under the draft.</summary>
    public required long Up { get; init; }

    /// <summary>Members lower.</summary>
    public required long Down { get; init; }

    /// <summary>Members that are in another tier at some time in the window, though perhaps not at its end.</summary>
    public required long ElsewhereAtSomeTime { get; init; }

    /// <summary>Sums of the base side.</summary>
    public required SideTotals Base { get; init; }

    /// <summary>Sums of the draft side.</summary>
    public required SideTotals Draft { get; init; }

    /// <summary>Points open at the end on the base side, pending ones included, and what they are worth, minor units.</summary>
    public required PointsOpen BaseOpen { get; init; }

    /// <summary>The same on the draft side.</summary>
    public required PointsOpen DraftOpen { get; init; }

    /// <summary>By tier at the end on the base side, in the order of its ladder.</summary>
    public required IReadOnlyList<GroupRow> Tiers { get; init; }

    /// <summary>By tag and segment, by name; a member counts in each it is in.</summary>
    public required IReadOnlyList<GroupRow> Groups { get; init; }

    /// <summary>By store, by name: members by where they buy most, money by where it was bought.</summary>
    public required IReadOnlyList<GroupRow> Stores { get; init; }

    /// <summary>Members by tier on both sides.</summary>
    public required IReadOnlyList<TierPair> Pairs { get; init; }

    /// <summary>Month ends of the curves; the last is the window's end.</summary>
    public required IReadOnlyList<DateOnly> MonthEnds { get; init; }

    /// <summary>Members by tier at the month ends.</summary>
    public required IReadOnlyList<TierCurve> Curves { get; init; }

    /// <summary>Month by month.</summary>
    public required IReadOnlyList<MonthRow> Months { get; init; }

    /// <summary>Members that end in another tier, by account; no more than <see cref="BacktestTally.MostMovers"/>.</summary>
    public required IReadOnlyList<ComparedMember> Movers { get; init; }

    /// <summary>Who gains most by the draft.</summary>
    public required IReadOnlyList<ComparedMember> Winners { get; init; }

    /// <summary>Who loses most.</summary>
    public required IReadOnlyList<ComparedMember> Losers { get; init; }

    /// <summary>Members whose sides differ first without a difference of tier at the end, the first few.</summary>
    public required IReadOnlyList<ComparedMember> Examples { get; init; }

    /// <summary>Spends that could not be covered, and facts that could not be followed, in all.</summary>
    public required long NotAffordableCount { get; init; }

    /// <summary>The first of them.</summary>
    public required IReadOnlyList<UncoveredSpend> NotAffordable { get; init; }

    /// <summary>Shared limits for which nothing was held back.</summary>
    public required IReadOnlyList<UnreservedUse> Unreserved { get; init; }

    /// <summary>Cut-offs computed.</summary>
    public IReadOnlyList<ComputedCutOff> CutOffs { get; init; } = [];
}

/// <summary>Points open at a moment.</summary>
/// <param name="Points">Points, pending ones included, debts taken off.</param>
/// <param name="WorthMinor">At the worth of points at the till, all redeemed, minor units.</param>
public sealed record PointsOpen(long Points, long WorthMinor);
