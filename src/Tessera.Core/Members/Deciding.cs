using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Core.Members;

/// <summary>The terms under which an item is decided.</summary>
/// <param name="Calendar">Local dates of the programme.</param>
/// <param name="Version">Programme version number of the item.</param>
/// <param name="Points">Points rules of that version.</param>
/// <param name="IsHistory">The past is played (§1 History): recorded-at = occurred-at, no notice leaves, expiry does not wait for notices.</param>
public sealed record Terms(BusinessCalendar Calendar, int Version, PointsRules Points, bool IsHistory)
{
    /// <summary>Kinds of coupons of that version, by id.</summary>
    public IReadOnlyDictionary<string, CouponKind> Coupons { get; init; } = new Dictionary<string, CouponKind>(StringComparer.Ordinal);
}

/// <summary>
/// One decision in the making: effects are applied to the state as they are decided, and collected for the record. The only way to change a member.
/// Validate everything of an item before its first effect: a refused item leaves no trace.
/// </summary>
public sealed class Deciding
{
    private static readonly List<Effect> NoEffects = [];
    private static readonly List<Reason> NoReasons = [];
    private readonly List<RecordItem> _items = new(2);
    private List<Effect> _effects = NoEffects;
    private List<Reason> _reasons = NoReasons;
    private int _n;

    /// <summary>Starts deciding for a member.</summary>
    public Deciding(MemberState state, Terms terms, Instant recordedAt) => (State, Terms, RecordedAt) = (state, terms, recordedAt);

    /// <summary>The member.</summary>
    public MemberState State { get; }

    /// <summary>Terms of the item at hand; the orchestration changes them between items.</summary>
    public Terms Terms { get; set; }

    /// <summary>When the decision is recorded.</summary>
    public Instant RecordedAt { get; }

    /// <summary>When the item at hand happened or was due.</summary>
    public Instant OccurredAt { get; private set; }

    /// <summary>Local date of <see cref="OccurredAt"/>.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>Whether the item at hand is a settled step, which may be carried out later than it was due.</summary>
    public bool IsStep { get; private set; }

    /// <summary>Local date of <see cref="RecordedAt"/>: balances and stocks are those of now (§1 Late facts).</summary>
    public DateOnly Today => Terms.IsHistory ? Day : Terms.Calendar.DayOf(RecordedAt);

    /// <summary>Local date whose balance and notices the item at hand reads: now for a fact, its own date for a step, however late it is carried out.</summary>
    public DateOnly Reads => IsStep ? Day : Today;

    /// <summary>Sequence of the item at hand.</summary>
    public long Sequence => State.Sequence + 1;

    /// <summary>Items decided so far.</summary>
    public IReadOnlyList<RecordItem> Items => _items;

    /// <summary>Whether the item at hand has effects already.</summary>
    public bool HasEffects => _effects.Count > 0;

    /// <summary>Begins an item that happened (or fell due) at an instant.</summary>
    public void Begin(Instant occurredAt)
    {
        OccurredAt = occurredAt;
        Day = Terms.Calendar.DayOf(occurredAt);
        IsStep = false;
        Empty();
    }

    /// <summary>Begins a settled step that was due at the start of a local date.</summary>
    public void BeginStep(DateOnly day)
    {
        OccurredAt = Terms.Calendar.StartOf(day);
        Day = day;
        IsStep = true;
        Empty();
    }

    /// <summary>Applies and collects an effect.</summary>
    public void Apply(Effect effect)
    {
        if (ReferenceEquals(_effects, NoEffects)) throw new InvalidOperationException("no item was begun");
        State.Apply(effect);
        _effects.Add(effect);
    }

    /// <summary>Posts a ledger entry; the place and the figures after it are filled in here.</summary>
    /// <returns>The entry as stored.</returns>
    public LedgerEntry Post(LedgerEntry draft)
    {
        draft.Id = NextId();
        draft.BalanceAfter = State.Balance + draft.Points;
        draft.PendingAfter = State.Pending + draft.Pending;
        draft.GrowthAfter = State.Growth + draft.Growth;
        Apply(draft);
        return draft;
    }

    /// <summary>A new place inside the item at hand (entries, lots and debts share the numbering).</summary>
    public LotId NextId() => new(Sequence, ++_n);

    /// <summary>Adds a reason to the item at hand.</summary>
    public void Explain(Reason reason) => _reasons.Add(reason);

    /// <summary>Everything due on or before a date is done. Recorded with the next item that is recorded at all.</summary>
    public void SettledThrough(DateOnly day)
    {
        if (day > State.SettledThrough) State.SettledThrough = day;
    }

    /// <summary>Ends the item as a fact.</summary>
    public void EndFact(Fact fact, PurchaseOutcome? purchase = null) => End(new RecordItem
    {
        Sequence = Sequence,
        Kind = ItemKind.Fact,
        OccurredAt = OccurredAt,
        RecordedAt = RecordedAt,
        Fact = fact,
        Version = Terms.Version,
        IsHistory = Terms.IsHistory,
        Effects = _effects,
        Reasons = _reasons,
        Purchase = purchase,
    });

    /// <summary>Ends the item as a settled step; a step without effects is not recorded.</summary>
    public void EndStep(string key)
    {
        if (_effects.Count == 0) return;
        End(new RecordItem
        {
            Sequence = Sequence,
            Kind = ItemKind.Step,
            OccurredAt = OccurredAt,
            RecordedAt = Terms.IsHistory ? OccurredAt : RecordedAt,
            Step = key,
            Version = Terms.Version,
            IsHistory = Terms.IsHistory,
            Effects = _effects,
            Reasons = _reasons,
        });
    }

    private void End(RecordItem item)
    {
        // A step says what was done before its own date, and nothing of nights that found nothing to do: they leave no mark in the record.
        var settled = item.Kind == ItemKind.Step ? Day.AddDays(-1) : State.SettledThrough;
        if (settled > State.SettledRecorded) Apply(new Settled(settled));
        _items.Add(item);
        State.Sequence = item.Sequence;
        (_effects, _reasons, _n) = (NoEffects, NoReasons, 0);
    }

    /// <summary>A step that comes to nothing leaves its lists for the next item.</summary>
    private void Empty()
    {
        if (_effects.Count > 0 || ReferenceEquals(_effects, NoEffects)) _effects = new List<Effect>(8);
        if (_reasons.Count > 0 || ReferenceEquals(_reasons, NoReasons)) _reasons = [];
        _n = 0;
    }
}
