using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Analytics;

/// <summary>Who recommended with what: a benefit, and the clerk who served.</summary>
/// <param name="Benefit">Id of the benefit.</param>
/// <param name="Clerk">Clerk, or empty.</param>
public readonly record struct Recommender(string Benefit, string Clerk);

/// <summary>What recommendations brought over a window (feature F38).</summary>
/// <param name="Recommended">Uses in the window that came with a recommendation.</param>
/// <param name="Followed">Of these, those that a cross sale followed by the end of the window.</param>
/// <param name="Orders">Purchases in the window with cross sales; a complete refund takes one off in its own window.</param>
/// <param name="RevenueMinor">Net of the lines sold, less what was refunded of them in the window, minor units, signed.</param>
public readonly record struct CrossSales(long Recommended, long Followed, long Orders, long RevenueMinor)
{
    /// <summary>Both together.</summary>
    public static CrossSales operator +(CrossSales a, CrossSales b) =>
        new(checked(a.Recommended + b.Recommended), checked(a.Followed + b.Followed), checked(a.Orders + b.Orders), checked(a.RevenueMinor + b.RevenueMinor));
}

/// <summary>
/// Cross sales 交叉销售 read from the record of a member (feature F38): a line of goods that the member buys at or after a use whose recommendation names it, through the
/// recommendation's last date. A line belongs to the last such use. A use that was taken back brings nothing.
/// </summary>
/// <param name="calendar">Local dates.</param>
public sealed class CrossSaleFold(BusinessCalendar calendar)
{
    private readonly Dictionary<Recommender, CrossSales> _sums = [];
    private readonly List<Given> _given = [];
    private readonly List<(RecordItem Item, bool IsInside)> _bought = [];
    private readonly List<(PurchaseRefunded Refund, bool IsInside)> _refunds = [];

    /// <summary>Sums by recommender.</summary>
    public IReadOnlyDictionary<Recommender, CrossSales> Sums => _sums;

    /// <summary>Reads one item of the member at hand.</summary>
    /// <param name="item">The item, in order of sequence.</param>
    /// <param name="isInside">Whether it was recorded in the window.</param>
    public void Read(RecordItem item, bool isInside)
    {
        switch (item.Fact)
        {
            case BenefitUsed used:
                if (item.Effects.OfType<BenefitEntry>().FirstOrDefault(e => e.Recommended is not null) is { } entry) _given.Add(new Given(item, new Recommender(used.Benefit, used.ClerkId ?? ""), entry.Recommended!, isInside));
                break;
            case BenefitUseCancelled cancelled: _given.RemoveAll(g => g.Item.Sequence == cancelled.UseSequence); break;
            case Purchase when item.Purchase is not null: _bought.Add((item, isInside)); break;
        }

        foreach (var refund in item.Effects.OfType<PurchaseRefunded>()) _refunds.Add((refund, isInside));
    }

    /// <summary>Ends the member at hand.</summary>
    public void Close()
    {
        var followed = new HashSet<long>();
        var sold = new Dictionary<(long Purchase, int Line), Recommender>();
        foreach (var given in _given.Where(g => g.IsInside)) Add(given.By, new CrossSales(1, 0, 0, 0));
        if (_given.Count > 0)
        {
            foreach (var (item, isInside) in _bought) Buy(item, isInside, followed, sold);
            foreach (var (refund, isInside) in _refunds) TakeBack(refund, isInside, sold);
            foreach (var given in _given.Where(g => g.IsInside && followed.Contains(g.Item.Sequence))) Add(given.By, new CrossSales(0, 1, 0, 0));
        }

        _given.Clear();
        _bought.Clear();
        _refunds.Clear();
    }

    private void Buy(RecordItem item, bool isInside, HashSet<long> followed, Dictionary<(long Purchase, int Line), Recommender> sold)
    {
        var (lines, outcome, day) = (((Purchase)item.Fact!).Lines, item.Purchase!.Lines, calendar.DayOf(item.OccurredAt));
        var orders = new HashSet<Recommender>();
        for (var i = 0; i < lines.Count && i < outcome.Count; i++)
        {
            if (LastThatNames(lines[i], item, day) is not { } given) continue;
            sold[(item.Sequence, i)] = given.By;
            followed.Add(given.Item.Sequence);
            if (isInside) Add(given.By, new CrossSales(0, 0, orders.Add(given.By) ? 1 : 0, outcome[i].NetMinor));
        }
    }

    private void TakeBack(PurchaseRefunded refund, bool isInside, Dictionary<(long Purchase, int Line), Recommender> sold)
    {
        if (!isInside) return;
        foreach (var line in refund.Lines)
        {
            if (sold.TryGetValue((refund.PurchaseSequence, line.Line), out var by)) Add(by, new CrossSales(0, 0, 0, -line.AmountMinor));
        }

        if (!refund.Complete) return;
        foreach (var by in sold.Where(s => s.Key.Purchase == refund.PurchaseSequence).Select(s => s.Value).Distinct()) Add(by, new CrossSales(0, 0, -1, 0));
    }

    private Given? LastThatNames(PurchaseLine line, RecordItem purchase, DateOnly day) => _given
        .Where(g => g.Item.OccurredAt <= purchase.OccurredAt && day <= g.What.Through && Names(g.What, line))
        .OrderByDescending(g => g.Item.OccurredAt).ThenByDescending(g => g.Item.Sequence).FirstOrDefault();

    private static bool Names(Recommendation what, PurchaseLine line) =>
        line.Kind == LineKind.Goods && (what.Skus.Contains(line.Sku, StringComparer.Ordinal) || LineAmounts.IsUnderOneOf(line.Category, what.Categories));

    private void Add(Recommender by, CrossSales sum) => _sums[by] = _sums.GetValueOrDefault(by) + sum;

    private sealed record Given(RecordItem Item, Recommender By, Recommendation What, bool IsInside);
}
