using Tessera.Core.Facts;

namespace Tessera.Core.Members;

/// <summary>
/// The stored parts of a priced line that a refund gives back beside its net (semantics §1 Proration, §2): each tender, the points it cost, and what every
/// saving took off. A refund takes of each part its share of the units or money given back, so that parts sum to the whole in any order.
/// </summary>
public static class PricedParts
{
    private const int Other = 0;
    private const int Points = 1;
    private const int PaidByPoints = 2;
    private const int PaidByValue = 3;
    private const int FirstSaving = 4;

    /// <summary>The parts of a line, or null for a purchase whose nets were told.</summary>
    public static IReadOnlyList<long>? Of(PricedOrder? order, int line)
    {
        if (order is null) return null;
        var priced = order.Lines[line];
        var parts = new long[FirstSaving + priced.Parts.Count];
        parts[Other] = priced.PayMinor - priced.PointsMinor - priced.StoredValueMinor;
        parts[Points] = priced.Points + RewardPoints(order, line);
        parts[PaidByPoints] = priced.PointsMinor;
        parts[PaidByValue] = priced.StoredValueMinor;
        for (var i = 0; i < priced.Parts.Count; i++) parts[FirstSaving + i] = priced.Parts[i].Minor;
        return parts;
    }

    /// <summary>What is taken of the parts once <paramref name="done"/> of <paramref name="whole"/> is given back, never less than before.</summary>
    internal static IReadOnlyList<long>? Towards(IReadOnlyList<long>? parts, IReadOnlyList<long>? before, decimal done, decimal whole)
    {
        if (parts is null) return null;
        var after = new long[parts.Count];
        for (var i = 0; i < after.Length; i++) after[i] = RunningShare.Towards(parts[i], before?[i] ?? 0, done, whole);
        return after;
    }

    /// <summary>What was given back between two states of a line.</summary>
    internal static IReadOnlyList<long>? Between(IReadOnlyList<long>? before, IReadOnlyList<long>? after) =>
        after is null ? null : [.. after.Select((part, i) => part - (before?[i] ?? 0))];

    /// <summary>Two refunds of a line together.</summary>
    internal static IReadOnlyList<long>? Plus(IReadOnlyList<long>? before, IReadOnlyList<long>? taken) =>
        before is null ? taken : taken is null ? before : [.. before.Select((part, i) => part + taken[i])];

    /// <summary>Everything that a refund gives back of a priced purchase, by tender; null where the nets were told.</summary>
    public static GivenBack? Sum(PricedOrder? order, IEnumerable<LineRefund> lines)
    {
        if (order is null) return null;
        long other = 0, points = 0, byPoints = 0, byValue = 0;
        lines = [.. lines];
        foreach (var line in lines) other += line.PaidLater - line.TakenOff;
        foreach (var parts in lines.Select(l => l.Parts).OfType<IReadOnlyList<long>>())
        {
            (other, points, byPoints, byValue) = (other + parts[Other], points + parts[Points], byPoints + parts[PaidByPoints], byValue + parts[PaidByValue]);
        }

        return new GivenBack(other, points, byPoints, byValue);
    }

    /// <summary>What is left of a deduction on a line after what was given back of it.</summary>
    internal static long LeftOf(PricedOrder order, int line, string deduction, IReadOnlyList<long>? taken)
    {
        var parts = order.Lines[line].Parts;
        long left = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Id == deduction) left += parts[i].Minor - (taken?[FirstSaving + i] ?? 0);
        }

        return left;
    }

    /// <summary>Parts with more of a deduction taken.</summary>
    internal static IReadOnlyList<long> WithSaving(PricedOrder order, int line, string deduction, IReadOnlyList<long> taken, long more)
    {
        var after = taken.ToArray();
        after[FirstSaving + order.Lines[line].Parts.ToList().FindIndex(p => p.Id == deduction)] += more;
        return after;
    }

    /// <summary>No part of a line.</summary>
    internal static IReadOnlyList<long> None(PricedOrder order, int line) => new long[FirstSaving + order.Lines[line].Parts.Count];

    /// <summary>Points of what was given back of a line.</summary>
    internal static long PointsOf(IReadOnlyList<long>? parts) => parts?[Points] ?? 0;

    /// <summary>Stored value of what was given back of a line.</summary>
    internal static long StoredValueOf(IReadOnlyList<long>? parts) => parts?[PaidByValue] ?? 0;

    /// <summary>What a deduction had taken off the lines given back, minor units.</summary>
    public static long SavedOf(PricedOrder order, string savingId, IEnumerable<LineRefund> lines)
    {
        long saved = 0;
        foreach (var line in lines)
        {
            if (line.Parts is not { } taken) continue;
            var parts = order.Lines[line.Line].Parts;
            for (var i = 0; i < parts.Count; i++)
            {
                if (order.Deductions.First(d => d.Id == parts[i].Id).SavingId == savingId) saved += taken[FirstSaving + i];
            }
        }

        return saved;
    }

    /// <summary>The points of a reward lie on the lines it reached, by what it took off each; evenly where it took nothing.</summary>
    private static long RewardPoints(PricedOrder order, int line)
    {
        long points = 0;
        foreach (var deduction in order.Deductions)
        {
            if (deduction.Origin != SavingOrigin.Reward || deduction.Points == 0) continue;
            var reached = new List<int>();
            var weights = new List<Int128>();
            for (var l = 0; l < order.Lines.Count; l++)
            {
                if (order.Lines[l].Parts.FirstOrDefault(p => p.Id == deduction.Id) is not { } part) continue;
                reached.Add(l);
                weights.Add(part.Minor);
            }

            var at = reached.IndexOf(line);
            if (at >= 0) points += Rounding.Prorate(deduction.Points, [.. weights])[at];
        }

        return points;
    }
}

/// <summary>What a refund pays back of a priced purchase: each tender is a stored part of its own, so that none is paid back more, or sooner, than it paid.</summary>
/// <param name="OtherMinor">By cash, card and other tenders, tax included, minor units.</param>
/// <param name="Points">Points that return to their lots, spent as money or for rewards.</param>
/// <param name="PointsMinor">What points had paid as a tender: it returns as points, not as money.</param>
/// <param name="StoredValueMinor">What returns to the wallet.</param>
public sealed record GivenBack(long OtherMinor, long Points, long PointsMinor, long StoredValueMinor)
{
    /// <summary>Paid back in all, minor units.</summary>
    public long PayMinor => OtherMinor + PointsMinor + StoredValueMinor;
}

/// <summary>The running share of a stored part.</summary>
internal static class RunningShare
{
    /// <summary>What is taken of a part once <paramref name="done"/> of <paramref name="whole"/> is given back: its floor share of the absolute amount, never less than was taken before.</summary>
    public static long Towards(long part, long before, decimal done, decimal whole)
    {
        if (part < 0) return -Towards(-part, -before, done, whole);
        var share = done == whole ? part : Rounding.Share(part, 0, done, whole);
        return Math.Max(before, share);
    }
}
