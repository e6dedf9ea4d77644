using Tessera.Core.Analytics.Statistics;
using Tessera.Core.Benefits;
using Tessera.Core.Costs;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;

namespace Tessera.Core.Analytics;

/// <summary>How a cost share stands to the red line (K6).</summary>
public enum RedLineState
{
    /// <summary>Below the warning.</summary>
    Below,

    /// <summary>At 80 % of the line or more.</summary>
    Near,

    /// <summary>At the line or over it.</summary>
    Over,
}

/// <summary>Cost beside the net revenue it belongs to.</summary>
/// <param name="CostMinor">Cost at use, minor units.</param>
/// <param name="RevenueMinor">Net revenue of members, minor units.</param>
public readonly record struct CostShare(long CostMinor, long RevenueMinor)
{
    /// <summary>Cost of revenue, ten-thousandths, rounded half up; null without revenue.</summary>
    public long? TenThousandths => RevenueMinor <= 0 ? null : Rounding.Divide((Int128)CostMinor * 10_000, RevenueMinor, RoundingMode.HalfUp);

    /// <summary>How it stands to a line, exactly; cost without revenue is over it.</summary>
    /// <param name="line">The line, ten-thousandths.</param>
    public RedLineState Against(int line)
    {
        if (RevenueMinor <= 0) return CostMinor > 0 ? RedLineState.Over : RedLineState.Below;
        var (cost, most) = ((Int128)CostMinor * 10_000, (Int128)RevenueMinor * line);
        return cost >= most ? RedLineState.Over : cost * 10 >= most * 8 ? RedLineState.Near : RedLineState.Below;
    }
}

/// <summary>Whether members with a benefit buy more than the hold-out group.</summary>
public enum Lift
{
    /// <summary>There is no hold-out group for it.</summary>
    NotMeasured,

    /// <summary>One of the groups has fewer than <see cref="CostReport.Fewest"/> members: too small to say.</summary>
    TooSmall,

    /// <summary>The interval holds zero: no difference is shown.</summary>
    NotShown,

    /// <summary>Members with it buy more.</summary>
    More,

    /// <summary>Members with it buy less.</summary>
    Less,
}

/// <summary>Conversion of a benefit: members who bought in the window, with it and held out.</summary>
/// <param name="With">Members of its tiers outside the hold-out group.</param>
/// <param name="HeldOut">Members of its tiers in the group; nobody for a benefit that is not measured.</param>
/// <param name="Lift">What can be said.</param>
/// <param name="Low">Lower end of the 95 % interval of the difference, ten-thousandths; null where nothing can be said.</param>
/// <param name="High">Upper end.</param>
public sealed record Conversion(Crowd With, Crowd HeldOut, Lift Lift, int? Low, int? High);

/// <summary>One source of cost over the window.</summary>
/// <param name="Source">What it is.</param>
/// <param name="Sum">Uses and cost.</param>
/// <param name="Users">Members who used it.</param>
/// <param name="Entitled">For benefits: members who held a tier that has it at some time in the window, the hold-out group left out, and whoever else used it; never fewer than the users. Else null.</param>
/// <param name="Share">Cost beside the revenue of all members.</param>
/// <param name="Conversion">For benefits: conversion; else null.</param>
/// <param name="IsLowLift">Used by many and shown to bring less than the programme asks for (K2): think about changing it.</param>
public sealed record SourceCost(CostSource Source, CostSum Sum, long Users, long? Entitled, CostShare Share, Conversion? Conversion, bool IsLowLift)
{
    /// <summary>Use rate (K1): members who used it ÷ members entitled, ten-thousandths, rounded half up; at most all of them. Null without anybody entitled.</summary>
    public long? UsedTenThousandths => Entitled is > 0 and var entitled ? Rounding.Divide((Int128)Users * 10_000, entitled, RoundingMode.HalfUp) : null;

    /// <summary>Uses ÷ members who used it, hundredths, rounded half up; null without a user.</summary>
    public long? UsesPerUserHundredths => Users <= 0 ? null : Rounding.Divide((Int128)Sum.Uses * 100, Users, RoundingMode.HalfUp);
}

/// <summary>Cost beside revenue of one tier or store.</summary>
/// <param name="Id">Tier or store; empty where none is known.</param>
/// <param name="Share">Cost and revenue.</param>
/// <param name="State">Against the red line.</param>
public sealed record PlaceCost(string Id, CostShare Share, RedLineState State);

/// <summary>What benefits cost and bring over a window (semantics §10; features K1, K2, K6).</summary>
/// <param name="Total">All cost beside all revenue.</param>
/// <param name="State">Against the red line.</param>
/// <param name="Sources">By source, dearest first.</param>
/// <param name="Tiers">By tier in force at use.</param>
/// <param name="Stores">By store.</param>
/// <param name="CrossSales">What recommendations with uses of benefits brought, the most revenue first (F38).</param>
/// <param name="OpenPoints">Points open at the end of the window.</param>
/// <param name="OpenMinor">Expected cost of these: × the share expected to be used × their worth.</param>
public sealed record CostReport(
    CostShare Total, RedLineState State, IReadOnlyList<SourceCost> Sources, IReadOnlyList<PlaceCost> Tiers, IReadOnlyList<PlaceCost> Stores, IReadOnlyList<KeyValuePair<Recommender, CrossSales>> CrossSales, long OpenPoints, long OpenMinor)
{
    /// <summary>Fewest members in each group before a difference is judged.</summary>
    public const int Fewest = 100;

    /// <summary>Reads the sums by the programme in force.</summary>
    public static CostReport Of(CostFold fold, ProgramDocument document, (long Points, long Minor) worth)
    {
        var line = document.Costs.RedLine;
        var revenue = fold.Revenue.Values.Sum();
        var total = new CostShare(fold.Costs.Values.Sum(c => c.CostMinor), revenue);
        var sources = fold.Costs.GroupBy(c => c.Key.Source, c => c.Value).ToDictionary(g => g.Key, g => g.Aggregate(default(CostSum), (a, b) => a + b));
        foreach (var benefit in document.Benefits.Where(b => b is { Enabled: true, Type: not BenefitType.Multiplier })) sources.TryAdd(new CostSource(CostKind.Benefit, benefit.Id), default);
        var expected = Rounding.Divide((Int128)fold.OpenPoints * worth.Minor * document.Liability.ExpectedShare, (Int128)worth.Points * 10_000, RoundingMode.HalfUp);
        return new CostReport(
            total, total.Against(line),
            [.. sources.Select(s => SourceOf(fold, document, s.Key, s.Value, revenue)).OrderByDescending(s => s.Sum.CostMinor).ThenBy(s => s.Source.Kind).ThenBy(s => s.Source.Id, StringComparer.Ordinal)],
            Places(fold, p => p.Tier, line), Places(fold, p => p.Store, line),
            [.. fold.CrossSales.Sums.OrderByDescending(s => s.Value.RevenueMinor).ThenBy(s => s.Key.Benefit, StringComparer.Ordinal).ThenBy(s => s.Key.Clerk, StringComparer.Ordinal)], fold.OpenPoints, Math.Max(expected, 0));
    }

    private static SourceCost SourceOf(CostFold fold, ProgramDocument document, CostSource source, CostSum sum, long revenue)
    {
        var (users, share) = (fold.Users.GetValueOrDefault(source), new CostShare(sum.CostMinor, revenue));
        if (source.Kind != CostKind.Benefit || document.Benefits.FirstOrDefault(b => b.Id == source.Id) is not { } benefit) return new SourceCost(source, sum, users, null, share, null, false);
        var (conversion, entitled) = (ConversionOf(fold, document, benefit), EntitledTo(fold, document, benefit));
        return new SourceCost(source, sum, users, entitled, share, conversion, IsLow(document.Costs, users, entitled, conversion));
    }

    // Whoever used it was entitled to it, by a grant, a plan or a tier that is of no ladder any more.
    private static long EntitledTo(CostFold fold, ProgramDocument document, Benefit benefit)
    {
        var (tiers, source) = (TiersOf(document, benefit), new CostSource(CostKind.Benefit, benefit.Id));
        return fold.Holdings.Sum(h => h.Key.IsOf(tiers) && !(h.Key.IsHeldOut && benefit.Measured) ? Math.Max(h.Value.Members, h.Value.Users.GetValueOrDefault(source)) : h.Value.Users.GetValueOrDefault(source));
    }

    private static HashSet<string> TiersOf(ProgramDocument document, Benefit benefit) => document.Ladder.Tiers.Where(t => Catalogue.Has(t, benefit)).Select(t => t.Id).ToHashSet(StringComparer.Ordinal);

    private static Conversion ConversionOf(CostFold fold, ProgramDocument document, Benefit benefit)
    {
        var tiers = TiersOf(document, benefit);
        Crowd with = default, heldOut = default;
        foreach (var ((tier, isHeldOut), crowd) in fold.Crowds)
        {
            if (!tiers.Contains(tier)) continue;
            if (isHeldOut && benefit.Measured) heldOut += crowd;
            else with += crowd;
        }

        if (!benefit.Measured || document.Costs.HoldOut == 0) return new Conversion(with, heldOut, Lift.NotMeasured, null, null);
        if (with.Members < Fewest || heldOut.Members < Fewest) return new Conversion(with, heldOut, Lift.TooSmall, null, null);
        var (low, high) = Proportions.Difference(with.Buyers, with.Members, heldOut.Buyers, heldOut.Members);
        return new Conversion(with, heldOut, low > 0 ? Lift.More : high < 0 ? Lift.Less : Lift.NotShown, low, high);
    }

    private static bool IsLow(CostRules rules, long users, long entitled, Conversion conversion) =>
        conversion.High is { } high && high < rules.LiftBelow && entitled > 0 && (Int128)users * 10_000 >= (Int128)entitled * rules.UsedFrom;

    private static List<PlaceCost> Places(CostFold fold, Func<CostPlace, string> of, int line)
    {
        var revenue = fold.Revenue.GroupBy(r => of(r.Key), r => r.Value).ToDictionary(g => g.Key, g => g.Sum(), StringComparer.Ordinal);
        var costs = fold.Costs.GroupBy(c => of(c.Key.Place), c => c.Value.CostMinor).ToDictionary(g => g.Key, g => g.Sum(), StringComparer.Ordinal);
        return [.. revenue.Keys.Union(costs.Keys).Order(StringComparer.Ordinal).Select(id => new CostShare(costs.GetValueOrDefault(id), revenue.GetValueOrDefault(id)) switch
        {
            var share => new PlaceCost(id, share, share.Against(line)),
        })];
    }
}
