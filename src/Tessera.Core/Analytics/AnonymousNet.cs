using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Analytics;

/// <summary>What is left of a purchase that nobody claimed.</summary>
public static class AnonymousNet
{
    /// <summary>Net total less what was given back: amounts as told, units by their running share of the line (semantics §1 Proration), never below nothing.</summary>
    /// <param name="purchase">The purchase.</param>
    /// <param name="follows">What was told of it, in the order told.</param>
    /// <returns>Minor units; the sign of the purchase is kept where nothing was given back.</returns>
    public static long Of(Purchase purchase, IEnumerable<Fact> follows)
    {
        var total = purchase.TotalMinor;
        var nets = purchase.Sold is { } sold ? sold.Lines.Select(l => (l.NetMinor, l.Line.Quantity)).ToList() : purchase.Lines.Select(l => (l.NetMinor, l.Quantity)).ToList();
        var (units, taken, amount) = (new decimal[nets.Count], new long[nets.Count], 0L);
        var isAny = false;
        foreach (var refund in follows.OfType<Refund>())
        {
            if (refund.IsVoid) return 0;
            (isAny, amount) = (true, checked(amount + refund.AmountMinor));
            foreach (var back in refund.Units.Where(u => u.Line >= 0 && u.Line < nets.Count && nets[u.Line].Quantity != 0))
            {
                var (net, quantity) = nets[back.Line];
                units[back.Line] = Math.Min(Math.Abs(quantity), units[back.Line] + back.Quantity);
                taken[back.Line] = RunningShare.Towards(net, taken[back.Line], units[back.Line], Math.Abs(quantity));
            }
        }

        return isAny ? Math.Max(0, checked(total - amount - taken.Sum())) : total;
    }
}
