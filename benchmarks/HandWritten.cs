using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Bench;

/// <summary>What a hand-written rule says of itself.</summary>
internal readonly record struct HandHit(string Rule, long Basis, long Rate, long Per, long Multiplier, long Points);

/// <summary>What the hand-written twenty rules say of a purchase.</summary>
internal sealed record HandOutcome(long Points, long[] ByLine, List<HandHit> Hits);

/// <summary>What the hand-written rules add up of a purchase before they begin.</summary>
internal readonly record struct HandTotals(long Total, long Units, long Food, long Mugs, long Multiplier);

/// <summary>
/// The peer of B7: the twenty rules of <see cref="RuleLoad.Twenty"/> as a programmer of one shop would write them, straight down, in exact whole numbers,
/// recording hits and numbers and sharing the points to the lines. It knows nothing that could be configured.
/// </summary>
internal static class HandWritten
{
    // Points are counted in millionths (money ÷ 100 × ten-thousandths of a multiplier), so that nothing is rounded before the end.
    private const long Million = 1_000_000;
    private static readonly DateOnly Opening = new(2026, 11, 1);

    public static HandOutcome Decide(RuleCase at)
    {
        var (context, purchase) = (at.Context, at.Purchase);
        var lines = purchase.Lines;
        Span<long> share = stackalloc long[lines.Count];
        var hits = new List<HandHit>(8);
        long total = 0, tea = 0, food = 0, snacks = 0, mugs = 0, units = 0;
        foreach (var line in lines)
        {
            total += line.NetMinor;
            if (line.Category.StartsWith("drinks/tea", StringComparison.Ordinal)) tea += line.NetMinor;
            if (line.Category.StartsWith("food", StringComparison.Ordinal)) food += line.NetMinor;
            if (line.Category == "snacks" && line.Sku != "k1") snacks += line.NetMinor;
            if (line.Sku == "mug") mugs += (long)line.Quantity;
            units += (long)line.Quantity;
        }

        long multiplier = context.TierMultiplier;
        if (purchase.IsBirthday) multiplier = Math.Max(multiplier, 20_000);
        if (context.Day >= Opening.AddDays(10) && context.Day <= Opening.AddDays(11)) multiplier = Math.Max(multiplier, 20_000);
        if (purchase.StoreId == "s3") multiplier = Math.Max(multiplier, 13_000);

        long sum = 0;
        sum += Money("base", total, 10, multiplier, hits);
        if (tea > 0) sum += Money("tea", tea, 2, multiplier, hits);
        if (food > 0) sum += Whole("food", food / 1_000 * 5, multiplier, hits);
        if (mugs > 0) sum += Whole("mug", mugs * 20, multiplier, hits);
        if (purchase.StoreId == "s1" && context.Day <= Opening.AddDays(9)) sum += Money("opening", total, 1, multiplier, hits);
        if (purchase.StoreId == "s2") sum += Whole("s2", 30, multiplier, hits);
        if (purchase.Channel == "miniprogram") sum += Money("mini", total, 1, multiplier, hits);
        if (purchase.Channel == "app") sum += Whole("app", 20, multiplier, hits);
        if (context.Day.DayOfWeek == DayOfWeek.Wednesday) sum += Money("wednesday", total, 1, multiplier, hits);
        if (context.Time >= new TimeOnly(7, 0) && context.Time < new TimeOnly(10, 0)) sum += Whole("morning", 10, multiplier, hits);
        if (context.TierInForce is "gold" or "platinum") sum += Money("gold", total, 1, multiplier, hits);
        if (context.TierInForce == "silver") sum += Whole("silver", 5, multiplier, hits);
        if (HasTag(context.State, "student", context.Day)) sum += Money("student", total, 1, multiplier, hits);
        if (purchase.Codes.Contains("SPRING")) sum += Whole("spring", 50, multiplier, hits);
        if (total >= 10_000) sum += Capped("hundred", 40 * multiplier * 100, Room(context.State, "rule:hundred", context.Day, context.Day, 100), hits);
        if (total >= 30_000) sum += Whole("threehundred", 150, multiplier, hits);
        if (purchase.SaleKind == "retail") sum += Whole("cup", units, 10_000, hits);
        var month = new DateOnly(context.Day.Year, context.Day.Month, 1);
        if (snacks > 0) sum += Capped("snacks", snacks * 3 * multiplier, Room(context.State, "rule:snacks", month, month.AddMonths(1).AddDays(-1), 2_000), hits);
        var totals = new HandTotals(total, units, food, mugs, multiplier);
        for (var l = 0; l < share.Length; l++) share[l] = Part(at, lines[l], totals);
        var points = sum / Million;
        return new HandOutcome(points, Share(points, share), hits);
    }

    private static long Money(string rule, long basis, long rate, long multiplier, List<HandHit> hits)
    {
        var points = basis * rate * multiplier;
        hits.Add(new HandHit(rule, basis, rate, 100, multiplier, points / Million));
        return points;
    }

    private static long Whole(string rule, long whole, long multiplier, List<HandHit> hits)
    {
        var points = whole * multiplier * 100;
        hits.Add(new HandHit(rule, 0, whole, 0, multiplier, points / Million));
        return points;
    }

    private static long Capped(string rule, long points, long room, List<HandHit> hits)
    {
        points = Math.Min(points, room * Million);
        hits.Add(new HandHit(rule, 0, 0, 0, 0, points / Million));
        return points;
    }

    private static long Room(MemberState state, string key, DateOnly from, DateOnly through, long limit)
    {
        foreach (var row in state.Rows)
        {
            if (row.Kind == RowKind.CapUse && row.Key == key && row.Day >= from && row.Day <= through) limit -= row.Points;
        }

        return Math.Max(0, limit);
    }

    private static bool HasTag(MemberState state, string tag, DateOnly day)
    {
        foreach (var held in state.Tags)
        {
            if (held.Tag == tag && held.Since <= day && (held.Through is not { } through || through >= day)) return true;
        }

        return false;
    }

    // The line's part, near enough for a shop: money rules by money, the rest by its share of the order.
    private static long Part(RuleCase at, PurchaseLine line, in HandTotals totals)
    {
        long rate = 10;
        if (line.Category.StartsWith("drinks/tea", StringComparison.Ordinal)) rate += 2;
        if (at.Purchase.Channel == "miniprogram") rate++;
        if (at.Context.Day.DayOfWeek == DayOfWeek.Wednesday) rate++;
        if (at.Context.TierInForce is "gold" or "platinum") rate++;
        var part = line.NetMinor * rate * totals.Multiplier;
        if (totals.Food > 0 && line.Category.StartsWith("food", StringComparison.Ordinal)) part += line.NetMinor * 5 / 10 * totals.Multiplier;
        if (totals.Mugs > 0 && line.Sku == "mug") part += (long)line.Quantity * 20 * totals.Multiplier * 100;
        return part + (line.NetMinor * totals.Units / totals.Total);
    }

    private static long[] Share(long points, Span<long> weights)
    {
        var parts = new long[weights.Length];
        long sum = 0, left = points;
        foreach (var weight in weights) sum += weight;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = (long)((Int128)points * weights[i] / sum);
            left -= parts[i];
        }

        for (var i = 0; left > 0; i++, left--) parts[i]++;
        return parts;
    }
}
