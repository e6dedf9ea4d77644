using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Redemption;

namespace Tessera.Core.Analytics;

/// <summary>What a cost comes from.</summary>
public enum CostKind
{
    /// <summary>A promotion.</summary>
    Promotion,

    /// <summary>A benefit.</summary>
    Benefit,

    /// <summary>Coupons of a kind.</summary>
    Coupon,

    /// <summary>A reward, or a prize of a draw.</summary>
    Reward,

    /// <summary>Points spent as money.</summary>
    Points,
}

/// <summary>One source of cost.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id in the programme; empty for points.</param>
public readonly record struct CostSource(CostKind Kind, string Id);

/// <summary>Where something was used.</summary>
/// <param name="Tier">Tier in force.</param>
/// <param name="Store">Store, or empty.</param>
public readonly record struct CostPlace(string Tier, string Store);

/// <summary>Uses and what they cost.</summary>
/// <param name="Uses">Uses; those taken back are taken off.</param>
/// <param name="CostMinor">Cost, minor units, signed: a window may hold more refunds than uses.</param>
public readonly record struct CostSum(long Uses, long CostMinor)
{
    /// <summary>Both together.</summary>
    public static CostSum operator +(CostSum a, CostSum b) => new(checked(a.Uses + b.Uses), checked(a.CostMinor + b.CostMinor));
}

/// <summary>Members of one tier, in or out of the hold-out group.</summary>
/// <param name="Members">Members that were there.</param>
/// <param name="Buyers">Of them, those who bought in the window.</param>
/// <param name="NetMinor">What they bought, less refunds.</param>
public readonly record struct Crowd(long Members, long Buyers, long NetMinor)
{
    /// <summary>Both together.</summary>
    public static Crowd operator +(Crowd a, Crowd b) => new(a.Members + b.Members, a.Buyers + b.Buyers, checked(a.NetMinor + b.NetMinor));
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
    private readonly Dictionary<long, (PricedOrder? Order, string Store)> _orders = [];
    private readonly Dictionary<long, RedeemedGoods> _goods = [];
    private readonly HashSet<CostSource> _used = [];
    private string _tier = "";
    private string? _first;
    private bool _there = true;
    private long _bought, _net, _open;
    private RecordItem? _item;

    /// <summary>Is told every row behind cost and revenue, in order; null where nobody asks.</summary>
    public Action<CostRow>? OnRow { get; init; }

    /// <summary>Is told every member after its rows; null where nobody asks.</summary>
    public Action<MemberRow>? OnMember { get; init; }

    /// <summary>Uses and cost by source and place.</summary>
    public IReadOnlyDictionary<(CostSource Source, CostPlace Place), CostSum> Costs => _costs;

    /// <summary>Net revenue of members by place, minor units.</summary>
    public IReadOnlyDictionary<CostPlace, long> Revenue => _revenue;

    /// <summary>Members who used a source.</summary>
    public IReadOnlyDictionary<CostSource, long> Users => _users;

    /// <summary>Members by the tier they began the window in, and by whether the hold-out group holds them.</summary>
    public IReadOnlyDictionary<(string Tier, bool HeldOut), Crowd> Crowds => _crowds;

    /// <summary>What recommendations with uses of benefits brought.</summary>
    public CrossSaleFold CrossSales { get; } = new(calendar);

    /// <summary>Points open at the end of the window, pending ones among them, debts taken off.</summary>
    public long OpenPoints { get; private set; }

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
        foreach (var source in _used) _users[source] = _users.GetValueOrDefault(source) + 1;
        var (tier, crowd) = (_first ?? _tier, new Crowd(1, _bought > 0 ? 1 : 0, _net));
        OnMember?.Invoke(new MemberRow(_there ? tier : "", isHeldOut, _bought, _net, _open));
        if (_there && tier.Length > 0) _crowds[(tier, isHeldOut)] = _crowds.GetValueOrDefault((tier, isHeldOut)) + crowd;
        _used.Clear();
        _orders.Clear();
        _goods.Clear();
    }

    private void Read(RecordItem item, bool isInside)
    {
        _item = item;
        if (isInside) Enter();
        if (item.Fact is Purchase sold) _orders[item.Sequence] = (item.Purchase?.Priced, sold.StoreId ?? "");
        foreach (var effect in item.Effects) Keep(item, effect);
        if (!isInside) return;
        Enter();
        if (item is { Fact: Purchase, Purchase.Priced: { } order }) Priced(order, StoreOf(item));
        foreach (var effect in item.Effects) Cost(item, effect);
    }

    // The tier the window began in, or for who joined in it the first one.
    private void Enter()
    {
        if (_tier.Length > 0) _first ??= _tier;
    }

    // What later items, or the sums at the end, need of every item.
    private void Keep(RecordItem item, Effect effect)
    {
        switch (effect)
        {
            case TierChanged changed: _tier = changed.InForceTo; break;
            case MemberClosed or MemberMerged { Into: not null }: _there = false; break;
            case MemberMerged: _there = true; break;
            case LedgerEntry entry: _open = entry.BalanceAfter + entry.PendingAfter; break;
            case RedemptionMoved { Goods: { } goods } moved: _goods[moved.Sequence] = goods; break;
        }
    }

    private void Priced(PricedOrder order, string store)
    {
        foreach (var deduction in order.Deductions)
        {
            if (deduction.Origin != SavingOrigin.Points) Add(new CostSource(KindOf(deduction.Origin), deduction.SavingId), store, new CostSum(1, deduction.Minor));
        }

        if (order.PointsMinor > 0) Add(new CostSource(CostKind.Points, ""), store, new CostSum(1, order.PointsMinor));
    }

    private void Cost(RecordItem item, Effect effect)
    {
        switch (effect)
        {
            case RowAdded { Row: { FromMerge: 0, Kind: RowKind.Purchase or RowKind.Refund or RowKind.Cancellation } row }: Sold(row, StoreOf(item, row.PurchaseSequence)); break;
            case PurchaseRefunded refunded: Refunded(refunded); break;
            case BenefitEntry { Kind: not BenefitEntryKind.Granted } used:
                Add(new CostSource(CostKind.Benefit, used.Benefit), StoreOf(item), new CostSum(used.Kind == BenefitEntryKind.Used ? used.Uses : -used.Uses, used.CostMinor));
                break;
            case Coupons.CouponEntry { Kind: Coupons.CouponEntryKind.Used or Coupons.CouponEntryKind.Returned } coupon: Used(item, coupon); break;
            case RedemptionMoved { Goods: { } goods }: Add(new CostSource(CostKind.Reward, goods.Reward), StoreOf(item), new CostSum(goods.Units, goods.CostMinor)); break;
            case RedemptionMoved { Stage: RedemptionStage.Cancelled } cancelled when _goods.TryGetValue(cancelled.Sequence, out var goods):
                Add(new CostSource(CostKind.Reward, goods.Reward), StoreOf(item), new CostSum(-goods.Units, -goods.CostMinor));
                break;
            case LedgerEntry entry when IsSpending(item, entry): Spent(item, entry.Points); break;
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

    // With a priced order the saving stands among its deductions; only what the coupon costs beside it is added, and only its return is a use less.
    private void Used(RecordItem item, Coupons.CouponEntry coupon)
    {
        var isPriced = item.Fact is Purchase or Refund;
        var uses = isPriced ? 0 : coupon.Kind == Coupons.CouponEntryKind.Used ? 1 : -1;
        var sum = new CostSum(uses, coupon.CostMinor + (isPriced ? 0 : coupon.SavedMinor));
        if (sum != default) Add(new CostSource(CostKind.Coupon, coupon.After.Kind), coupon.StoreId ?? StoreOf(item), sum);
    }

    private void Refunded(PurchaseRefunded refunded)
    {
        if (!_orders.TryGetValue(refunded.PurchaseSequence, out var sale) || sale.Order is not { } order) return;
        foreach (var saving in order.Deductions.Where(d => d.Origin != SavingOrigin.Points).GroupBy(d => (d.Origin, d.SavingId)))
        {
            var back = PricedParts.SavedOf(order, saving.Key.SavingId, refunded.Lines);
            if (back != 0) Add(new CostSource(KindOf(saving.Key.Origin), saving.Key.SavingId), sale.Store, new CostSum(refunded.Complete ? -saving.Count() : 0, -back));
        }

        if (order.Points == 0 || PricedParts.Sum(order, refunded.Lines) is not { Points: > 0 } given) return;
        var minor = Rounding.Divide((Int128)order.PointsMinor * given.Points, order.Points + order.RewardPoints, RoundingMode.HalfUp);
        Add(new CostSource(CostKind.Points, ""), sale.Store, new CostSum(refunded.Complete ? -1 : 0, -minor));
    }

    // Points that left for something without a price or a cost of its own: a debit told by another system, or redeemed by themselves.
    private static bool IsSpending(RecordItem item, LedgerEntry entry) =>
        entry.Kind == EntryKind.AutoRedeem || (entry.Kind == EntryKind.Debit && item.Fact is Debit) || (entry.Kind == EntryKind.Return && item.Fact is DebitCancelled);

    private void Spent(RecordItem item, long points)
    {
        var minor = Rounding.Divide((Int128)(-points) * worth.Minor, worth.Points, RoundingMode.HalfUp);
        Add(new CostSource(CostKind.Points, ""), StoreOf(item), new CostSum(points < 0 ? 1 : -1, minor));
    }

    private void Add(CostSource source, string store, CostSum sum)
    {
        var key = (source, new CostPlace(_tier, store));
        _costs[key] = _costs.GetValueOrDefault(key) + sum;
        if (sum.Uses > 0) _used.Add(source);
        OnRow?.Invoke(new CostRow(source, key.Item2, _item!, sum));
    }

    private string StoreOf(RecordItem item, long purchase = 0) => item.Fact switch
    {
        Purchase sold => sold.StoreId ?? "",
        BenefitUsed used => used.StoreId ?? "",
        _ => _orders.TryGetValue(purchase, out var sale) ? sale.Store : "",
    };

    private static CostKind KindOf(SavingOrigin origin) => origin switch
    {
        SavingOrigin.Promotion => CostKind.Promotion,
        SavingOrigin.Benefit => CostKind.Benefit,
        SavingOrigin.Coupon => CostKind.Coupon,
        SavingOrigin.Reward => CostKind.Reward,
        _ => CostKind.Points,
    };
}
