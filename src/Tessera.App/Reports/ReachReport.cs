using System.Globalization;
using Tessera.Core.Analytics;
using Tessera.Core.Programs.Keys;
using Tessera.Core.Segments;
using Tessera.Core.Tiers;

namespace Tessera.App.Reports;

/// <summary>A point of the curve.</summary>
/// <param name="Threshold">The threshold: minor units of money metrics, points in their smallest part, else a count.</param>
/// <param name="Members">Members who reach it.</param>
/// <param name="ShareTenThousandths">Of the population; absent without one.</param>
/// <param name="Opens">Where these members are listed.</param>
public sealed record ReachStep(long Threshold, long Members, long? ShareTenThousandths, string Opens);

/// <summary>What share of members would reach each threshold of a metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Window">Its window, as asked.</param>
/// <param name="On">Local date as of which it is read.</param>
/// <param name="Population">Members there on that date.</param>
/// <param name="Curve">At most a hundred steps, the highest threshold first: between two of them lies at most one member in a hundred, ties apart.</param>
/// <param name="Asked">The thresholds asked for, in their order.</param>
/// <param name="Definitions">What it means.</param>
public sealed record ReachView(Metric Metric, string Window, DateOnly On, long Population, IReadOnlyList<ReachStep> Curve, IReadOnlyList<ReachStep> Asked, IReadOnlyList<FigureMeaning> Definitions)
{
    /// <summary>Reads the metric of everybody as a condition of a tier would.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="ask">What is asked.</param>
    /// <param name="thresholds">Thresholds to answer beside the curve.</param>
    /// <param name="language">Language of definitions.</param>
    public static ReachView Read(ReadScope scope, ReachAsk ask, IReadOnlyList<long> thresholds, string language)
    {
        var terms = scope.Programs.At(scope.AsOf).LadderTerms;
        var values = new List<long>();
        foreach (var (_, state) in scope.Db.Members.AllStates())
        {
            if (MemberSales.IsThere(state, ask.On)) values.Add(ReachCurve.ValueOf(new MemberSight(state, null, ask.On, terms), ask.Reading));
        }

        var curve = ReachCurve.Of([.. values]);
        return new ReachView(
            ask.Metric, ask.WindowText, ask.On, curve.Population, [.. curve.Points().Select(p => Step(p.Threshold))], [.. thresholds.Select(Step)], FigureMeaning.All(language, "reach"));

        ReachStep Step(long threshold) => new(threshold, curve.At(threshold), Shares.Of(curve.At(threshold), curve.Population), ask.Opens(threshold));
    }
}

/// <summary>A metric on a date.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Window">Its window.</param>
/// <param name="WindowText">The window as asked.</param>
/// <param name="On">Local date it is read on; windows end on it.</param>
public sealed record ReachAsk(Metric Metric, Window Window, string WindowText, DateOnly On)
{
    /// <summary>The window that is read where none is named.</summary>
    public const string Usual = "rolling 12 months";

    /// <summary>What is asked with a window as a programme writes it; null where it is none.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="windowText">Its window; <see cref="Usual"/> without one.</param>
    /// <param name="on">Local date.</param>
    public static ReachAsk? Parse(Metric metric, string? windowText, DateOnly on) =>
        new WindowTextKind().TryParse(windowText ?? Usual, new Units("CNY", 2, 0), out var window) ? new ReachAsk(metric, window, windowText ?? Usual, on) : null;

    internal MetricReading Reading => new(Metric, Window, null);

    internal string Opens(long threshold)
    {
        var name = Metric.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"/v1/reports/members?figure=reach&metric={char.ToLowerInvariant(name[0])}{name[1..]}&window={Uri.EscapeDataString(WindowText)}&through={On:yyyy-MM-dd}&atLeast={threshold}");
    }
}
