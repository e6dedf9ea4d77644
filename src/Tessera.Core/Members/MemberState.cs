using Tessera.Core.Points;

namespace Tessera.Core.Members;

/// <summary>A change of tier, as the history keeps it.</summary>
/// <param name="At">Instant from which it holds.</param>
/// <param name="On">Local date.</param>
/// <param name="Earned">Earned tier after.</param>
/// <param name="InForce">Tier in force after.</param>
public sealed record TierHeld(Instant At, DateOnly On, string Earned, string InForce);

/// <summary>
/// The state of one member: the fold of its record (semantics §12). Changed only by <see cref="Apply"/>, whose invariants stay on in production;
/// a broken one throws <see cref="LedgerBroken"/> and freezes the member, not the shop.
/// </summary>
public sealed partial class MemberState
{
    private int _rowsSeen;
    private long _lastRowSeen;
    private int _rowsOrderedFrom;
    private DateOnly _latestRow;

    /// <summary>The sum that was read last; spares reading it again, never stored.</summary>
    internal SumRead LastSum;

    /// <summary>A member without any item yet.</summary>
    /// <param name="account">Ledger account id: random, never personal.</param>
    public MemberState(string account) => Account = account;

    /// <summary>Ledger account id.</summary>
    public string Account { get; }

    /// <summary>Sequence of the last item of the record; 0 before the first.</summary>
    public long Sequence { get; internal set; }

    /// <summary>Local date of joining.</summary>
    public DateOnly JoinedOn { get; internal set; }

    /// <summary>Channel of joining.</summary>
    public string JoinChannel { get; internal set; } = "";

    /// <summary>Ledger account id of who invited the member, or null.</summary>
    public string? InvitedBy { get; internal set; }

    /// <summary>Points balance: left in active lots − debt.</summary>
    public long Balance { get; internal set; }

    /// <summary>Pending points.</summary>
    public long Pending { get; internal set; }

    /// <summary>Growth value of all time; may be negative.</summary>
    public long Growth { get; internal set; }

    /// <summary>Benefits and spending are frozen.</summary>
    public bool IsFrozen { get; internal set; }

    /// <summary>Closed on, or null.</summary>
    public DateOnly? ClosedOn { get; internal set; }

    /// <summary>Ledger account id of the member this one was merged into, or null.</summary>
    public string? MergedInto { get; internal set; }

    /// <summary>Lots with points left, in order of id.</summary>
    public List<Lot> OpenLots { get; } = [];

    /// <summary>Lots with nothing left. Loaded only for commands that take back or give back (refund, void, cancelled debit, undone merge); complete in replay.</summary>
    public Dictionary<LotId, Lot> ClosedLots { get; } = [];

    /// <summary>Debts: outstanding ones, and paid ones that a reversal may reopen.</summary>
    public List<Debt> Debts { get; } = [];

    /// <summary>What claw-backs could not take from an order's own lots.</summary>
    public List<OrderClaw> Claws { get; } = [];

    /// <summary>Metric rows in order of sequence.</summary>
    public List<MetricRow> Rows { get; } = [];

    /// <summary>Tier bookkeeping; null before joining.</summary>
    public TierState? Tier { get; internal set; }

    /// <summary>Tier in force: the highest of earned and overlays.</summary>
    public string InForce { get; internal set; } = "";

    /// <summary>Tiers held, oldest first (for late facts, semantics §1).</summary>
    public List<TierHeld> TierHistory { get; } = [];

    /// <summary>Tags held.</summary>
    public List<HeldTag> Tags { get; } = [];

    /// <summary>Segments the member is in, with the date of entering.</summary>
    public Dictionary<string, DateOnly> Segments { get; } = [];

    /// <summary>Once-only rights used.</summary>
    public HashSet<string> Rights { get; } = [];

    /// <summary>Objects for which a behaviour earned already.</summary>
    public HashSet<string> Objects { get; } = [];

    /// <summary>Instant at which a rule with a cooldown last gave.</summary>
    public Dictionary<string, Instant> RuleGaveAt { get; } = [];

    /// <summary>Steps done without another trace.</summary>
    public HashSet<string> Steps { get; } = [];

    /// <summary>Last purchase that is not wholly refunded, or null.</summary>
    public DateOnly? LastPurchaseOn { get; internal set; }

    /// <summary>Last behaviour or spending, or null.</summary>
    public DateOnly? LastActivityOn { get; internal set; }

    /// <summary>Last purchase that stands, behaviour or spending, or null: the clock of inactivity.</summary>
    public DateOnly? LastSeenOn => LastPurchaseOn is { } bought && (LastActivityOn is not { } acted || bought > acted) ? bought : LastActivityOn;

    /// <summary>All that falls due on or before this date is done.</summary>
    public DateOnly SettledThrough { get; internal set; }

    /// <summary>How far the record says so: a night in which nothing happened leaves no trace, so that the fold of the record is behind it.</summary>
    internal DateOnly SettledRecorded { get; set; }

    /// <summary>Nothing falls due before this date under the terms it was computed for; a bound that spares looking again, never stored.</summary>
    internal DueBound? Due { get; set; }

    /// <summary>Last programme version whose effective instant this member was evaluated at.</summary>
    public int VersionSeen { get; internal set; }

    /// <summary>From this index on every row is dated on or after all rows before it: a reading that goes backwards may stop there at the first row that is too old.</summary>
    internal int RowsOrderedFrom()
    {
        if (_rowsSeen == 0 || _rowsSeen > Rows.Count || Rows[_rowsSeen - 1].Sequence != _lastRowSeen) (_rowsSeen, _rowsOrderedFrom, _latestRow) = (0, 0, default);
        for (; _rowsSeen < Rows.Count; _rowsSeen++)
        {
            var day = Rows[_rowsSeen].Day;
            if (day < _latestRow) _rowsOrderedFrom = _rowsSeen + 1;
            else _latestRow = day;
            _lastRowSeen = Rows[_rowsSeen].Sequence;
        }

        return _rowsOrderedFrom;
    }

    /// <summary>Points owed.</summary>
    public long DebtOutstanding
    {
        get
        {
            long sum = 0;
            foreach (var debt in Debts) sum += debt.Outstanding;
            return sum;
        }
    }

    /// <summary>Points that can be spent on a local date: max(0, balance without lots past their end), 0 while frozen, closed or a family card.</summary>
    public long SpendableOn(DateOnly day)
    {
        if (IsFrozen || ClosedOn is not null) return 0;
        long sum = 0;
        foreach (var lot in OpenLots)
        {
            if (lot.IsSpendableOn(day)) sum += lot.Left;
        }

        return sum > 0 && FamilyOf is not null ? 0 : Math.Max(0, sum - DebtOutstanding);
    }

    /// <summary>A lot by its id, open or closed.</summary>
    /// <exception cref="LedgerBroken">It is not loaded or does not exist.</exception>
    public Lot Find(LotId id)
    {
        foreach (var lot in OpenLots)
        {
            if (lot.Id == id) return lot;
        }

        return ClosedLots.TryGetValue(id, out var closed) ? closed : throw new LedgerBroken(Account, $"lot {id} is not loaded");
    }

    /// <summary>All lots of an order, open and closed, in order of id.</summary>
    public IEnumerable<Lot> LotsOf(long orderSequence) =>
        OpenLots.Concat(ClosedLots.Values).Where(l => l.OrderSequence == orderSequence).OrderBy(l => l.Id);
}

/// <summary>An invariant of the ledger does not hold: a bug or tampering, never an expected answer (trials R18).</summary>
public sealed class LedgerBroken(string account, string what) : Exception($"{account}: {what}")
{
    /// <summary>The member's ledger account id.</summary>
    public string Account { get; } = account;
}

/// <summary>A lower bound of the next due date. Lots opened later lower it; whatever may bring a date nearer drops it.</summary>
/// <param name="For">The programme it was computed under.</param>
/// <param name="IsHistory">Whether the past is played.</param>
/// <param name="NoticeDays">Notice days of that programme.</param>
/// <param name="On">The bound.</param>
internal sealed record DueBound(object For, bool IsHistory, int NoticeDays, DateOnly On)
{
    public DueBound With(Lot opened)
    {
        var on = opened.ActivatesOn ?? DateOnly.MaxValue;
        if (opened.CancelsOn < on) on = opened.CancelsOn.Value;
        if (opened.EndsOn is { } ends && ends.AddDays(-NoticeDays) < on) on = ends.AddDays(-NoticeDays);
        return on < On ? this with { On = on } : this;
    }
}

/// <summary>A sum over the metric rows and what it was read for.</summary>
/// <param name="From">First date.</param>
/// <param name="Through">Last date.</param>
/// <param name="Column">Column of the rows.</param>
/// <param name="Rows">Rows there were.</param>
/// <param name="LastSequence">Sequence of the last of them.</param>
/// <param name="Sum">The sum.</param>
internal readonly record struct SumRead(DateOnly From, DateOnly Through, int Column, int Rows, long LastSequence, long Sum);
