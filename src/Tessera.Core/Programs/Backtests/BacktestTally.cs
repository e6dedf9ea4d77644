using Tessera.Core.Points;

namespace Tessera.Core.Programs.Backtests;

/// <summary>Adds members up, in the order of their accounts: the one place where a backtest sees more than one member.</summary>
public sealed class BacktestTally
{
    /// <summary>Most movers named; all are counted.</summary>
    public const int MostMovers = 2_000;

    /// <summary>Most winners, losers and examples named.</summary>
    public const int MostNamed = 20;

    /// <summary>Most uncovered spends listed.</summary>
    public const int MostUncovered = 200;

    private const int MostGroups = 500;
    private readonly BacktestPlan _plan;
    private readonly BaseSide _side;
    private readonly DateOnly[] _monthEnds;
    private readonly List<string> _tiers;
    private readonly (SideSums Base, SideSums Draft) _whole = (new(), new());
    private readonly (SideSums Base, SideSums Draft)[] _months;
    private readonly Dictionary<string, Group> _byTier = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Group> _byGroup = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Group> _byStore = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), long> _pairs = [];
    private readonly Dictionary<string, (long[] Base, long[] Draft)> _curves = new(StringComparer.Ordinal);
    private readonly List<ComparedMember> _movers = [];
    private readonly List<ComparedMember> _examples = [];
    private readonly List<UncoveredSpend> _uncovered = [];
    private readonly SortedDictionary<(string Side, string Id), long> _unreserved = [];
    private readonly Extremes _winners = new(1);
    private readonly Extremes _losers = new(-1);
    private readonly SpendingRules _baseWorth;
    private readonly SpendingRules _draftWorth;
    private long _members;
    private long _different;
    private long _up;
    private long _down;
    private long _elsewhere;
    private long _uncoveredCount;
    private (Int128 Base, Int128 Draft) _open;

    /// <summary>A tally that has seen nobody yet.</summary>
    public BacktestTally(BacktestPlan plan, BaseSide side)
    {
        (_plan, _side) = (plan, side);
        _monthEnds = [.. plan.Months.Select(m => Earlier(m.AddMonths(1).AddDays(-1), plan.Window.Through))];
        _months = [.. plan.Months.Select(_ => (new SideSums(), new SideSums()))];
        _tiers = [.. plan.BaseDocument.Ladder.Tiers.Concat(plan.DraftDocument.Ladder.Tiers).Select(t => t.Id).Distinct(StringComparer.Ordinal)];
        (_baseWorth, _draftWorth) = (plan.BaseDocument.Points.Spending ?? new(), plan.DraftDocument.Points.Spending ?? new());
    }

    /// <summary>Members seen so far.</summary>
    public long Members => _members;

    /// <summary>Adds a member.</summary>
    public void Add(MemberComparison member)
    {
        _members++;
        Sums(member);
        Curve(member.Base, b: true);
        Curve(member.Draft, b: false);
        var step = Place(member.Draft.Tier, draft: true).CompareTo(Place(member.Base.Tier, draft: true));
        if (step > 0) _up++;
        if (step < 0) _down++;
        Groups(member, step);
        _pairs[(member.Base.Tier, member.Draft.Tier)] = _pairs.GetValueOrDefault((member.Base.Tier, member.Draft.Tier)) + 1;
        _open = (_open.Base + member.Base.Balance + member.Base.Pending, _open.Draft + member.Draft.Balance + member.Draft.Pending);
        if (!member.Base.Path.SequenceEqual(member.Draft.Path)) _elsewhere++;
        // A fact that a side could not follow is told even where it made no other difference.
        Uncovered(member);
        if (member.IsSame) return;
        _different++;
        Name(member, step);
    }

    /// <summary>The report.</summary>
    /// <param name="cutOffs">Cut-offs of the sides, if any were computed.</param>
    public BacktestReport Report(SideCutOffs? cutOffs = null) => new()
    {
        Window = _plan.Window, BaseSide = _side, Changes = ProgramDiff.Between(_plan.BaseDocument, _plan.DraftDocument), Members = _members, Different = _different, Up = _up, Down = _down,
        ElsewhereAtSomeTime = _elsewhere, Base = SideTotals.Of(_whole.Base), Draft = SideTotals.Of(_whole.Draft), BaseOpen = Open(_open.Base, _baseWorth), DraftOpen = Open(_open.Draft, _draftWorth),
        Tiers = [.. _tiers.Where(_byTier.ContainsKey).Select(t => _byTier[t].Row(t))], Groups = Rows(_byGroup), Stores = Rows(_byStore),
        Pairs = [.. _pairs.OrderBy(p => Place(p.Key.Item1, false)).ThenBy(p => Place(p.Key.Item2, false)).Select(p => new TierPair(p.Key.Item1, p.Key.Item2, p.Value))], MonthEnds = _monthEnds,
        Curves = [.. _tiers.Where(_curves.ContainsKey).Select(t => new TierCurve(t, _curves[t].Base, _curves[t].Draft))],
        Months = [.. _months.Select((m, i) => new MonthRow(_plan.Months[i], SideTotals.Of(m.Base), SideTotals.Of(m.Draft)))], Movers = _movers, Winners = _winners.All, Losers = _losers.All, Examples = _examples,
        NotAffordableCount = _uncoveredCount, NotAffordable = _uncovered, Unreserved = [.. _unreserved.Select(u => new UnreservedUse(u.Key.Side, u.Key.Id, u.Value))],
        CutOffs = [.. Computed("base", cutOffs?.Base), .. Computed("draft", cutOffs?.Draft)],
    };

    private static IEnumerable<ComputedCutOff> Computed(string side, IReadOnlyList<SideCutOff>? cutOffs) =>
        (cutOffs ?? []).Select(c => new ComputedCutOff(side, c.Due.EffectOn, c.Due.Review, c.Due.Tier, c.CutOff.Population, c.CutOff.Value, c.CutOff.Seats));

    private static PointsOpen Open(Int128 points, SpendingRules worth) => new((long)points, Rounding.Divide(points * worth.WorthMinor, worth.Points, RoundingMode.HalfUp));

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;

    private static List<GroupRow> Rows(Dictionary<string, Group> groups) => [.. groups.OrderBy(g => g.Key, StringComparer.Ordinal).Take(MostGroups).Select(g => g.Value.Row(g.Key))];

    // A tier that the draft no longer has is placed by the base's ladder.
    private int Place(string tier, bool draft)
    {
        var ladder = draft ? _plan.Draft.Versions[^1].Ladder : _plan.Base.Versions[^1].Ladder;
        var at = ladder.IndexOf(tier);
        return at >= 0 ? at : _tiers.IndexOf(tier);
    }

    private void Sums(MemberComparison member)
    {
        _whole.Base.Add(member.Base.Whole);
        _whole.Draft.Add(member.Draft.Whole);
        for (var i = 0; i < _months.Length; i++)
        {
            if (member.Base.Months[i] is { } left) _months[i].Base.Add(left);
            if (member.Draft.Months[i] is { } right) _months[i].Draft.Add(right);
        }

        foreach (var (key, used) in member.Base.Unreserved) _unreserved[("base", key)] = _unreserved.GetValueOrDefault(("base", key)) + used;
        foreach (var (key, used) in member.Draft.Unreserved) _unreserved[("draft", key)] = _unreserved.GetValueOrDefault(("draft", key)) + used;
    }

    private void Curve(SideOutcome side, bool b)
    {
        for (var i = 0; i < _monthEnds.Length; i++)
        {
            if (side.TierOn(_monthEnds[i]) is not { } tier) continue;
            if (!_curves.TryGetValue(tier, out var curve)) _curves[tier] = curve = (new long[_monthEnds.Length], new long[_monthEnds.Length]);
            (b ? curve.Base : curve.Draft)[i]++;
        }
    }

    private void Groups(MemberComparison member, int step)
    {
        Of(_byTier, member.Base.Tier).Add(member, step);
        foreach (var group in member.Groups) Of(_byGroup, group).Add(member, step);
        Of(_byStore, member.Store).Count(step);
        foreach (var (store, sums) in member.Base.Stores) Of(_byStore, store).Base.Add(sums);
        foreach (var (store, sums) in member.Draft.Stores) Of(_byStore, store).Draft.Add(sums);
    }

    private void Name(MemberComparison member, int step)
    {
        var gain = Gain(member.Draft.Whole, _draftWorth) - Gain(member.Base.Whole, _baseWorth);
        var compared = new ComparedMember(member.Account, member.Base.Tier, member.Draft.Tier, gain, member.First);
        if (step != 0 && _movers.Count < MostMovers) _movers.Add(compared);
        if (step == 0 && _examples.Count < MostNamed) _examples.Add(compared);
        if (gain > 0) _winners.Offer(compared);
        if (gain < 0) _losers.Offer(compared);
    }

    private void Uncovered(MemberComparison member)
    {
        foreach (var (side, what) in member.Base.NotAffordable.Select(n => ("base", n)).Concat(member.Draft.NotAffordable.Select(n => ("draft", n))))
        {
            _uncoveredCount++;
            if (_uncovered.Count < MostUncovered) _uncovered.Add(new UncoveredSpend(member.Account, side, what));
        }
    }

    private static long Gain(SideSums sums, SpendingRules worth) =>
        sums.Cost.Discounts + sums.CostOnlyMinor + sums.Cost.Benefits + Rounding.Divide((Int128)(sums.Issued - sums.TakenBack) * worth.WorthMinor, worth.Points, RoundingMode.HalfUp);

    private static Group Of(Dictionary<string, Group> groups, string id)
    {
        if (!groups.TryGetValue(id, out var group)) groups[id] = group = new Group();
        return group;
    }

    /// <summary>Sums of a group.</summary>
    private sealed class Group
    {
        private long _members;
        private long _up;
        private long _down;

        public SideSums Base { get; } = new();

        public SideSums Draft { get; } = new();

        public void Count(int step)
        {
            _members++;
            if (step > 0) _up++;
            if (step < 0) _down++;
        }

        public void Add(MemberComparison member, int step)
        {
            Count(step);
            Base.Add(member.Base.Whole);
            Draft.Add(member.Draft.Whole);
        }

        public GroupRow Row(string id) => new(id, _members, _up, _down, SideTotals.Of(Base), SideTotals.Of(Draft));
    }

    /// <summary>The members with the largest gain or loss; of equal ones the lower account.</summary>
    private sealed class Extremes(int sign)
    {
        private readonly List<ComparedMember> _all = [];

        public IReadOnlyList<ComparedMember> All => _all;

        public void Offer(ComparedMember member)
        {
            var at = _all.FindIndex(m => member.GainMinor * sign > m.GainMinor * sign);
            if (at < 0) at = _all.Count;
            if (at >= MostNamed) return;
            _all.Insert(at, member);
            if (_all.Count > MostNamed) _all.RemoveAt(MostNamed);
        }
    }
}
