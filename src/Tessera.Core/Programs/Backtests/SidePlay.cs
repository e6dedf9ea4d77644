using Tessera.Core.Benefits;
using Tessera.Core.Costs;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Redemption;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Backtests;

/// <summary>A spend that a side could not cover, or a fact it could not follow: cut to what it has, or left out.</summary>
/// <param name="On">Local date.</param>
/// <param name="Fact">Kind of fact.</param>
/// <param name="Code">Why: the refusal's code.</param>
/// <param name="IsCut">Cut to what there is; otherwise left out.</param>
public sealed record NotAffordable(DateOnly On, string Fact, string Code, bool IsCut);

/// <summary>How one side stood after a recorded fact.</summary>
internal readonly record struct SideMark(DateOnly On, string Fact, string Tier, long Balance, long NetMinor, TierChanged? Change);

/// <summary>One member under one programme: the recorded state at the window's start, then the recorded facts, each night on time.</summary>
internal sealed class SidePlay
{
    private readonly BacktestPlan _plan;
    private readonly ProgramHistory _programs;
    private readonly Fold _fold;
    private GivenFacts _given = new(0);
    private bool _isHistory;
    private readonly IReadOnlyList<SideCutOff>? _cutOffs;
    private readonly CostPast _past;
    private readonly List<ItemCost> _costs = [];
    private readonly Dictionary<long, RedeemedGoods> _goods = [];
    private readonly HashSet<long> _repriced = [];
    private int _told;
    private TierChanged? _change;
    private Priced? _priced;
    private bool _tillPriced;

    public SidePlay(BacktestPlan plan, ProgramHistory programs, string account, IReadOnlyList<SideCutOff>? cutOffs)
    {
        (_plan, _programs, _cutOffs) = (plan, programs, cutOffs);
        _fold = new Fold(account, programs.Calendar);
        _past = new CostPast(s => _fold.Purchases.GetValueOrDefault(s) is { } sold ? new SoldBefore(sold.Outcome.Priced, sold.Fact.StoreId ?? "") : null, s => _goods.GetValueOrDefault(s));
        Months = new SideSums?[plan.Months.Count];
    }

    /// <summary>The other side, where what it priced holds here too (<see cref="BacktestPlan.PricesAlike"/>).</summary>
    public SidePlay? Twin { get; init; }

    public MemberState State => _fold.State;

    public SideSums?[] Months { get; }

    public SideSums Whole { get; } = new();

    public Dictionary<string, SideSums> Stores { get; } = new(StringComparer.Ordinal);

    public List<(DateOnly On, string Tier)> Path { get; } = [];

    public List<SideMark> Marks { get; } = [];

    public List<NotAffordable> NotAffordable { get; } = [];

    /// <summary>Uses of shared limits that the record knows nothing of: nothing was held back for them.</summary>
    public Dictionary<string, long> Unreserved { get; } = new(StringComparer.Ordinal);

    /// <summary>A fact could not be followed to its end; what came after it is left out on this side.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Folds what was recorded before the window.</summary>
    public void Read(RecordItem item)
    {
        _isHistory = item.IsHistory;
        _fold.Read(item);
        foreach (var effect in item.Effects) Remember(effect);
    }

    /// <summary>The window begins.</summary>
    public void Begin()
    {
        _given = new GivenFacts(State.Sequence);
        State.TierHistory.Capacity = State.TierHistory.Count + 2;
        if (State.InForce.Length > 0) Path.Add((_plan.Window.From, State.InForce));
    }

    /// <summary>Plays a recorded item of the window: its fact; what fell due falls due by itself.</summary>
    public void Play(RecordItem stored)
    {
        if (IsLost) return;
        _isHistory = stored.IsHistory;
        var day = _programs.Calendar.DayOf(stored.RecordedAt);
        TellCutOffs(day);
        if (!stored.IsHistory) SettleOnTime(day.AddDays(-1));
        // A side that ranks by itself is not told how the record ranked.
        if (stored.Fact is not { } fact || (fact is CutOffReached && _cutOffs is not null)) return;
        try
        {
            if (_given.Of(fact) is { } told) Follow(stored, told, day);
            else NotAffordable.Add(new NotAffordable(day, NameOf(fact), "backtest.namesMissing", false));
        }
        catch (Exception broken) when (broken is LedgerBroken or KeyNotFoundException or ArgumentException or InvalidOperationException)
        {
            IsLost = true;
            NotAffordable.Add(new NotAffordable(day, NameOf(fact), "backtest.lost", false));
        }

        Mark(day, NameOf(fact));
    }

    /// <summary>The window ends: what falls due in it is done.</summary>
    public void End()
    {
        if (IsLost || State.JoinedOn == default) return;
        TellCutOffs(_plan.Window.Through);
        if (_isHistory || _plan.PlaysPast) Keep(Decide.Settle(_programs, State, _plan.Window.Through, new Instant(_plan.End.Micros - 1), true), null);
        else SettleOnTime(_plan.Window.Through);
        Mark(_plan.Window.Through, "");
    }

    /// <summary>Every night on time: each date on which anything falls due is settled at its start.</summary>
    private void SettleOnTime(DateOnly limit)
    {
        if (State.JoinedOn == default || State.SettledThrough >= limit) return;
        while (!Settlement.IsQuiet(_programs, State, limit, false) && Decide.NextDueOn(_programs, State) is { } on && on <= limit)
        {
            Keep(Decide.Settle(_programs, State, on, _programs.Calendar.StartOf(on), false), null);
        }

        Keep(Decide.Settle(_programs, State, limit, _programs.Calendar.StartOf(limit), false), null);
    }

    /// <summary>Cut-offs that take effect on or before a date, each told at the start of its date as the night tells them: to whoever was ranked or is inside.</summary>
    private void TellCutOffs(DateOnly day)
    {
        if (_cutOffs is null || State.JoinedOn == default) return;
        for (; _told < _cutOffs.Count && _cutOffs[_told].Due.EffectOn <= day; _told++)
        {
            var (due, cut, inside) = (_cutOffs[_told].Due, _cutOffs[_told].CutOff, _cutOffs[_told].Inside.Contains(State.Account));
            if (!_isHistory) SettleOnTime(due.EffectOn.AddDays(-1));
            if (!inside && CutOffs.EntryOf(State, due.Ladder, due.Tier, due.Review, due.ReviewOn) is null) continue;
            var at = _programs.Calendar.StartOf(due.EffectOn);
            Keep(Decide.Member(_programs, State, new Command(new CutOffReached
            {
                OccurredAt = at, RecordedAt = at, Review = due.Review, ReviewOn = due.ReviewOn, Tier = due.Tier, Value = cut.Value, Population = cut.Population, Inside = inside,
            }) { IsHistory = _isHistory }), null);
        }
    }

    private void Follow(RecordItem stored, Fact told, DateOnly day)
    {
        _tillPriced = stored.Fact is Purchase { Wishes: null } && told is Purchase { Wishes: not null };
        var decision = Decided(stored, told);
        if (!decision.IsAccepted)
        {
            Keep(decision, null);
            var code = decision.Refusal!.Reason.Code;
            var cut = Cut(told);
            if (cut is not null) decision = Decided(stored, cut);
            NotAffordable.Add(new NotAffordable(day, NameOf(told), code, cut is not null && decision.IsAccepted));
            if (cut is null || !decision.IsAccepted) return;
        }

        _given.Stands(stored.Sequence, decision.Items[^1].Sequence);
        Keep(decision, StoreOf(told));
    }

    private Decision Decided(RecordItem stored, Fact told)
    {
        if (told is Purchase { Wishes: null, Sold: null } given) CostOnly(stored, given);
        if (Decide.SharedLimits(_programs, told) is { Count: > 0 } limits) told = told with { Rooms = RoomsOf(told, limits) };
        return Decide.Member(_programs, State, new Command(told)
        {
            IsHistory = stored.IsHistory,
            Purchase = told is Refund refund ? _fold.Purchases.GetValueOrDefault(refund.PurchaseSequence) : null,
            Named = Named(told) is { } named ? _fold.Named.GetValueOrDefault(named) : null,
        });
    }

    /// <summary>What is left of shared limits is given where it was recorded. A limit the record does not know has its whole room for each member: its uses are counted and reported.</summary>
    private List<Room> RoomsOf(Fact told, IReadOnlyList<SharedLimit> limits)
    {
        var rooms = new List<Room>(limits.Count);
        foreach (var limit in limits)
        {
            var known = told.Rooms?.FirstOrDefault(r => r.Id == limit.Id);
            if (known is null) Unreserved.TryAdd(limit.Id, 0);
            rooms.Add(known ?? new Room(limit.Id, limit.Most));
        }

        return rooms;
    }

    /// <summary>The spend cut to what there is; null where there is nothing to cut.</summary>
    private static Fact? Cut(Fact told) => told switch
    {
        Debit { ClampToBalance: false } debit => debit with { ClampToBalance = true },
        Purchase { Wishes: { } wishes } purchase when wishes.Points > 0 || wishes.StoredValueMinor > 0 || wishes.Coupons.Count > 0 || wishes.Rewards.Count > 0 => purchase with
        {
            Wishes = new Wishes { MostPoints = wishes.Points > 0 || wishes.MostPoints, MostStoredValue = wishes.StoredValueMinor > 0 || wishes.MostStoredValue, ChoosesCoupons = wishes.ChoosesCoupons, Articles = wishes.Articles },
        },
        _ => null,
    };

    /// <summary>What this side's prices would have taken off a purchase whose net is given.</summary>
    private void CostOnly(RecordItem stored, Purchase given)
    {
        var program = _programs.For(given.OccurredAt, given.RecordedAt);
        if (State.JoinedOn == default || (program.Document.Promotions.Count == 0 && !program.Document.Benefits.Any(b => b.IsPrice))) return;
        // Read before the decision: the purchase itself may change the member.
        var stands = new Standing(State.InForce, State.IsFrozen, State.HasPlans, State.Tags.Count == 0 ? [] : [.. State.Tags]);
        var minor = Twin?._priced is { } told && told.Sequence == stored.Sequence && stands.IsAs(told.By) ? told.Minor : Saved(program, stored, given);
        _priced = new Priced(stored.Sequence, stands, minor);
        if (minor != 0) SumsOf(_programs.Calendar.DayOf(given.OccurredAt), StoreOf(given), new SideSums { CostOnlyMinor = minor });
    }

    private long Saved(CompiledProgram program, RecordItem stored, Purchase given)
    {
        var open = Decide.Open(_programs, State, given, stored.IsHistory);
        open.Begin(given.OccurredAt);
        var context = new FactContext(_programs, program, open, new Command(given));
        var asks = given with { Wishes = new Wishes(), Payments = [] };
        var candidates = State.IsFrozen ? [] : Buyers.BenefitsOf(context, State.InForce);
        return program.Pricer.Saved(Basket.Of(asks, open.Day, program.Calendar.TimeOf(asks.OccurredAt)), Buyers.Of(context, asks, State.InForce, candidates));
    }

    private void Keep(Decision decision, string? store)
    {
        foreach (var item in decision.Items)
        {
            _costs.Clear();
            ItemCosts.Read(item, _past, WorthOf(item), _costs);
            var (cost, isRepriced) = (UseCost.Of(_costs), IsRepriced(item));
            _fold.Keep(item);
            var day = _programs.Calendar.DayOf(item.IsHistory ? item.OccurredAt : item.RecordedAt);
            SumsOf(day, item.Fact is null ? null : store, SideSums.Of(item, cost, isRepriced));
            foreach (var effect in item.Effects)
            {
                Remember(effect);
                if (effect is CounterMoved moved && Unreserved.TryGetValue(moved.Id, out var used)) Unreserved[moved.Id] = used + moved.By;
                else if (effect is TierChanged change) Changed(change, day);
            }
        }
    }

    private (long Points, long Minor) WorthOf(RecordItem item) => _programs.Number(item.Version).Document.Points.Spending is { } spending ? (spending.Points, spending.WorthMinor) : (1L, 0L);

    // What a later item may take back.
    private void Remember(Effect effect)
    {
        if (effect is RedemptionMoved { Goods: { } goods } moved) _goods[moved.Sequence] = goods;
    }

    // A receipt that a till had priced by itself, or what was given back of one.
    private bool IsRepriced(RecordItem item)
    {
        if (item.Fact is Purchase && _tillPriced) _repriced.Add(item.Sequence);
        return _repriced.Count > 0 && (_repriced.Contains(item.Sequence) || item.Effects.Any(e => e is PurchaseRefunded back && _repriced.Contains(back.PurchaseSequence)));
    }

    private void Changed(TierChanged change, DateOnly day)
    {
        _change = change;
        if (Path.Count == 0 || Path[^1].Tier != change.InForceTo) Path.Add((day < _plan.Window.From ? _plan.Window.From : day, change.InForceTo));
    }

    private void SumsOf(DateOnly day, string? store, SideSums more)
    {
        Whole.Add(more);
        if (_plan.MonthOf(day) is >= 0 and var month) (Months[month] ??= new SideSums()).Add(more);
        if (store is null) return;
        if (!Stores.TryGetValue(store, out var sums)) Stores[store] = sums = new SideSums();
        sums.Add(more);
    }

    private void Mark(DateOnly day, string fact)
    {
        Marks.Add(new SideMark(day, fact, State.InForce, State.Balance + State.Pending, Whole.NetMinor, _change));
        _change = null;
    }

    private static string? StoreOf(Fact fact) => fact is Purchase purchase ? purchase.StoreId ?? "" : null;

    private static string NameOf(Fact fact) => Camel(fact.GetType().Name);

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static long? Named(Fact fact) => fact switch
    {
        OpeningUndone undone => undone.OpeningSequence,
        CardUseCancelled cancelled => cancelled.UseSequence,
        RedemptionCancelled cancelled => cancelled.RedemptionSequence,
        RedemptionFulfilled fulfilled => fulfilled.RedemptionSequence,
        BenefitUseCancelled cancelled => cancelled.UseSequence,
        DebitCancelled cancelled => cancelled.DebitSequence,
        UnmergedFrom unmerged => unmerged.MergeSequence,
        UnmergedInto unmerged => unmerged.MergeSequence,
        _ => null,
    };

    /// <summary>What a price reads of a member, beside what the purchase says.</summary>
    private sealed record Standing(string Tier, bool IsFrozen, bool HasPlans, HeldTag[] Tags)
    {
        /// <summary>Whether a price comes out the same; who has a paid plan is priced on each side.</summary>
        public bool IsAs(Standing other) => Tier == other.Tier && IsFrozen == other.IsFrozen && !HasPlans && !other.HasPlans && Tags.AsSpan().SequenceEqual(other.Tags);
    }

    /// <summary>What the prices of this side would have taken off a recorded purchase.</summary>
    private sealed record Priced(long Sequence, Standing By, long Minor);
}
