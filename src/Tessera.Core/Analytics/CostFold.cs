using Tessera.Core.Costs;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Redemption;

namespace Tessera.Core.Analytics;

/// <summary>Where something was used.</summary>
/// <param name="Tier">Tier in force.</param>
/// <param name="Store">Store, or empty.</param>
public readonly record struct CostPlace(string Tier, string Store);

/// <summary>Members of one tier, in or out of the hold-out group.</summary>
/// <param name="Members">Members that were there.</param>
/// <param name="Buyers">Of them, those who bought in the window.</param>
/// <param name="NetMinor">What they bought, less refunds.</param>
public readonly record struct Crowd(long Members, long Buyers, long NetMinor)
{
    /// <summary>Both together.</summary>
    public static Crowd operator +(Crowd a, Crowd b) => new(a.Members + b.Members, a.Buyers + b.Buyers, checked(a.NetMinor + b.NetMinor));
}

/// <summary>Members that held the same tiers in a window.</summary>
/// <param name="Tiers">Tiers held at some time in it, the one it began with among them; in order, with blanks between.</param>
/// <param name="IsHeldOut">Whether the hold-out group holds them.</param>
public readonly record struct Holding(string Tiers, bool IsHeldOut)
{
    /// <summary>Whether one of the tiers is among some.</summary>
    /// <param name="tiers">The tiers.</param>
    public bool IsOf(IReadOnlySet<string> tiers) => Tiers.Split(' ').Any(tiers.Contains);
}

/// <summary>Receipts that tills priced by themselves: what these took off is no grant of the programme, and no part of the cost share.</summary>
/// <param name="Receipts">How many.</param>
/// <param name="NetMinor">Their net, before refunds, minor units.</param>
/// <param name="SavedMinor">What the tills told to have taken off list prices, before refunds.</param>
public readonly record struct TillPriced(long Receipts, long NetMinor, long SavedMinor)
{
    /// <summary>Both together.</summary>
    public static TillPriced operator +(TillPriced a, TillPriced b) => new(a.Receipts + b.Receipts, checked(a.NetMinor + b.NetMinor), checked(a.SavedMinor + b.SavedMinor));

    internal static TillPriced Of(Purchase told, PurchaseOutcome outcome) =>
        outcome.Priced is not null ? default : new(1, outcome.NetMinor, told.Lines.Sum(l => Math.Max(0, l.ListMinor - l.NetMinor)));
}

/// <summary>
/// Folds records into cost over a window of local dates, by the day things were recorded. Members follow each other, each with all its items in order of sequence.
/// </summary>
/// <param name="calendar">Local dates.</param>
/// <param name="from">First local date, inclusive.</param>
/// <param name="through">Last local date, inclusive.</param>
/// <param name="worth">What points spent without a price are worth: so many points are so many minor units.</param>
public sealed class CostFold(BusinessCalendar calendar, DateOnly from, DateOnly through, (long Points, long Minor) worth)
{
    private readonly Dictionary<(CostSource Source, CostPlace Place), CostSum> _costs = [];
    private readonly Dictionary<CostPlace, long> _revenue = [];
    private readonly Dictionary<CostSource, long> _users = [];
    private readonly Dictionary<(string Tier, bool HeldOut), Crowd> _crowds = [];
    private readonly Dictionary<long, SoldBefore> _orders = [];
    private readonly List<ItemCost> _found = [];
    private readonly Dictionary<long, RedeemedGoods> _goods = [];
    private readonly Dictionary<CostSource, long> _used = [];
    private readonly SortedSet<string> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<Holding, (long Members, Dictionary<CostSource, long> Users)> _holdings = [];
    private string _tier = "";
    private string? _first;
    private bool _there = true;
    private long _bought, _net, _open;
    private RecordItem? _item;
    private CostPast? _past;

    /// <summary>Is told every row behind cost and revenue, in order; null where nobody asks.</summary>
    public Action<CostRow>? OnRow { get; init; }

    /// <summary>Is told every member after its rows; null where nobody asks.</summary>
    public Action<MemberRow>? OnMember { get; init; }

    /// <summary>Uses and cost by source and place.</summary>
    public IReadOnlyDictionary<(CostSource Source, CostPlace Place), CostSum> Costs => _costs;

    /// <summary>Net revenue of members by place, minor units.</summary>
    public IReadOnlyDictionary<CostPlace, long> Revenue => _revenue;

    /// <summary>Members who used a source, with more uses in the window than were taken back in it.</summary>
    public IReadOnlyDictionary<CostSource, long> Users => _users;

    /// <summary>Members by the tier they began the window in, and by whether the hold-out group holds them.</summary>
    public IReadOnlyDictionary<(string Tier, bool HeldOut), Crowd> Crowds => _crowds;

    /// <summary>Members, and users of each source among them, by the tiers they held at some time in the window.</summary>
    public IReadOnlyDictionary<Holding, (long Members, Dictionary<CostSource, long> Users)> Holdings => _holdings;

    /// <summary>What recommendations with uses of benefits brought.</summary>
    public CrossSaleFold CrossSales { get; } = new(calendar);

    /// <summary>Points open at the end of the window, pending ones among them, debts taken off.</summary>
    public long OpenPoints { get; private set; }

    /// <summary>Receipts of the window that tills priced by themselves.</summary>
    public TillPriced TillPriced { get; private set; }

    /// <summary>Adds a member.</summary>
    /// <param name="items">All its items, in order of sequence.</param>
    /// <param name="isHeldOut">Whether the hold-out group holds it.</param>
    public void Add(IEnumerable<RecordItem> items, bool isHeldOut)
    {
        (_tier, _first, _there, _bought, _net, _open) = ("", null, true, 0, 0, 0);
        foreach (var item in items)
        {
            var day = calendar.DayOf(item.RecordedAt);
            if (day > through) break;
            Read(item, day >= from);
            CrossSales.Read(item, day >= from);
        }

        CrossSales.Close();

        OpenPoints = checked(OpenPoints + _open);
        foreach (var (source, uses) in _used)
        {
            if (uses > 0) _users[source] = _users.GetValueOrDefault(source) + 1;
        }

        var (tier, crowd) = (_first ?? _tier, new Crowd(1, _bought > 0 ? 1 : 0, _net));
        OnMember?.Invoke(new MemberRow(_there ? tier : "", isHeldOut, _bought, _net, _open));
        Hold(tier, isHeldOut);
        if (_there && tier.Length > 0) _crowds[(tier, isHeldOut)] = _crowds.GetValueOrDefault((tier, isHeldOut)) + crowd;
        _used.Clear();
        _held.Clear();
        _orders.Clear();
        _goods.Clear();
    }

    private void Hold(string first, bool isHeldOut)
    {
        if (!_there && _used.Count == 0) return;
        _held.Add(first);
        var key = new Holding(string.Join(' ', _held), isHeldOut);
        if (!_holdings.TryGetValue(key, out var known)) known = (0, []);
        foreach (var (source, uses) in _used)
        {
            if (uses > 0) known.Users[source] = known.Users.GetValueOrDefault(source) + 1;
        }

        _holdings[key] = known with { Members = known.Members + (_there ? 1 : 0) };
    }

    private void Read(RecordItem item, bool isInside)
    {
        _item = item;
        if (isInside) Enter();
        if (item.Fact is Purchase sold) _orders[item.Sequence] = new SoldBefore(item.Purchase?.Priced, sold.StoreId ?? "");
        foreach (var effect in item.Effects) Keep(effect, isInside);
        if (!isInside) return;
        Enter();
        foreach (var effect in item.Effects)
        {
            if (effect is RowAdded { Row: { FromMerge: 0, Kind: RowKind.Purchase or RowKind.Refund or RowKind.Cancellation } row }) Sold(row, StoreOf(item, row.PurchaseSequence));
        }

        if (item is { Fact: Purchase told, Purchase: { } outcome }) TillPriced += TillPriced.Of(told, outcome);
        _found.Clear();
        ItemCosts.Read(item, _past ??= new CostPast(s => _orders.TryGetValue(s, out var sold) ? sold : null, s => _goods.GetValueOrDefault(s)), worth, _found);
        foreach (var cost in _found) Add(cost.Source, cost.Store, cost.Sum);
    }

    // The tier the window began in, or for who joined in it the first one.
    private void Enter()
    {
        if (_tier.Length > 0) _first ??= _tier;
    }

    // What later items, or the sums at the end, need of every item.
    private void Keep(Effect effect, bool isInside)
    {
        switch (effect)
        {
            case TierChanged changed:
                _tier = changed.InForceTo;
                if (isInside) _held.Add(_tier);
                break;
            case MemberClosed or MemberMerged { Into: not null }: _there = false; break;
            case MemberMerged: _there = true; break;
            case LedgerEntry entry: _open = entry.BalanceAfter + entry.PendingAfter; break;
            case RedemptionMoved { Goods: { } goods } moved: _goods[moved.Sequence] = goods; break;
        }
    }

    private void Sold(in MetricRow row, string store)
    {
        if (row.Kind == RowKind.Purchase) _bought++;
        _net = checked(_net + row.NetMinor);
        var place = new CostPlace(_tier, store);
        _revenue[place] = checked(_revenue.GetValueOrDefault(place) + row.NetMinor);
        OnRow?.Invoke(new CostRow(null, place, _item!, new CostSum(0, row.NetMinor)));
    }

    private void Add(CostSource source, string store, CostSum sum)
    {
        var key = (source, new CostPlace(_tier, store));
        _costs[key] = _costs.GetValueOrDefault(key) + sum;
        _used[source] = _used.GetValueOrDefault(source) + sum.Uses;
        OnRow?.Invoke(new CostRow(source, key.Item2, _item!, sum));
    }

    private string StoreOf(RecordItem item, long purchase) => item.Fact is Purchase sold ? sold.StoreId ?? "" : _orders.TryGetValue(purchase, out var sale) ? sale.Store : "";
}
