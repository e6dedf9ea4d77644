using Tessera.Core.Tiers;

namespace Tessera.Against;

/// <summary>Conditions of a model ladder in Core's words.</summary>
internal static class CoreConditions
{
    public static Condition From(Model.ModelCondition condition) => condition switch
    {
        Model.AllOf all => new AllOf([.. all.Parts.Select(From)]),
        Model.AnyOf any => new AnyOf([.. any.Parts.Select(From)]),
        Model.NotOf not => new Not(From(not.Part)),
        Model.HasTag tag => new HasTag(tag.Tag),
        Model.InSegment segment => new InSegment(segment.Segment),
        Model.Compare { Metric.Kind: Model.MetricKind.Score } score => Score(score),
        Model.Compare compare => new Compare(Reading(compare.Metric, compare.Window), CorePoints.Same<Comparison>(compare.How), CoreProgram.Whole(compare.Threshold)),
        _ => throw new NotSupportedException(),
    };

    private static Score Score(Model.Compare score) => new(
        [.. score.Metric.Parts.Select(part => new ScorePart(Reading(part.Metric, score.Window), CoreProgram.TenThousandths(part.Weight)))],
        CoreProgram.TenThousandths(score.Threshold));

    private static MetricReading Reading(Model.ModelMetric metric, Model.ModelWindow window) => new(
        metric.Kind switch
        {
            Model.MetricKind.Spend => Metric.Spend,
            Model.MetricKind.OrderCount => Metric.Orders,
            Model.MetricKind.PointsEarned => Metric.PointsEarned,
            Model.MetricKind.PointsBalance => Metric.PointsBalance,
            Model.MetricKind.Growth => Metric.Growth,
            Model.MetricKind.SingleTopUp => Metric.LargestTopUp,
            Model.MetricKind.TopUps => Metric.TopUps,
            Model.MetricKind.Referrals => Metric.Referrals,
            Model.MetricKind.Behaviours => Metric.Behaviour,
            Model.MetricKind.DaysSincePurchase => Metric.DaysSincePurchase,
            Model.MetricKind.DaysSinceActivity => Metric.DaysSinceActivity,
            _ => throw new NotSupportedException($"{metric.Kind}"),
        },
        Window(window),
        metric.Behaviour);

    private static Window Window(Model.ModelWindow window) => window.Kind switch
    {
        Model.WindowKind.Lifetime => new Window(WindowKind.Lifetime),
        Model.WindowKind.RollingDays => new Window(WindowKind.RollingDays, window.N),
        Model.WindowKind.RollingMonths => new Window(WindowKind.RollingMonths, window.N),
        Model.WindowKind.SinceTierStart => new Window(WindowKind.SinceTierStart),
        Model.WindowKind.SinceJoining => new Window(WindowKind.SinceJoining),
        Model.WindowKind.Calendar => new Window(CorePoints.Same<WindowKind>(window.Period)),
        Model.WindowKind.PreviousCalendar => new Window(Enum.Parse<WindowKind>("Previous" + window.Period)),
        _ => throw new NotSupportedException(),
    };
}
