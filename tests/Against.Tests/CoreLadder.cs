using Tessera.Core;
using Tessera.Core.Tiers;

namespace Tessera.Against;

/// <summary>Ladder and reviews of a model programme in Core's words.</summary>
internal static class CoreLadder
{
    public static Ladder From(Model.ModelProgram program)
    {
        var ladder = program.Ladder;
        return new Ladder
        {
            Tiers = [.. ladder.Tiers.Select(Tier)],
            UpgradeTo = CorePoints.Same<UpgradeTo>(ladder.EntryStep),
            TierAtFact = CorePoints.Same<TierAtFact>(program.TierForEarning),
            FallAt = CorePoints.Same<FallAt>(ladder.FallAt),
            FallLimit = CorePoints.Same<FallLimit>(ladder.FallLimit),
            ReEntry = CorePoints.Same<ReEntry>(ladder.ReEntry),
            AfterRefund = CorePoints.Same<AfterRefund>(ladder.AfterRefund),
            ReverseWithinDays = ladder.ReverseWithinDays,
            GiftsOf = ladder.GiftsOfPassedTiers ? GiftsOf.Passed : GiftsOf.Entered,
            GiftAgain = CorePoints.Same<GiftAgain>(ladder.GiftRepeat),
        };
    }

    public static IReadOnlyList<Review> Reviews(Model.ModelProgram program) => [.. program.Ladder.Reviews.Select(review => Of(program.Ladder, review))];

    private static Review Of(Model.ModelLadder ladder, Model.ModelReview review) => new()
    {
        Id = review.Id,
        Names = new LocalText(review.Id, review.Id),
        Does = CorePoints.Same<ReviewDoes>(review.Does),
        Moment = Moment(review.Moment),
        Window = new Window(WindowKind.Lifetime),
        Keep = review.Keep.ToDictionary(pair => pair.Key, pair => CoreConditions.From(pair.Value), StringComparer.Ordinal),
        Failures = review.FailuresNeeded,
        FallsAfterWarning = review.FallAtNextFailure,
        Grace = Span(review.Grace),
        FallTo = ladder.FallTo switch
        {
            Model.FallTo.OneLevel => FallTo.OneLevel,
            Model.FallTo.ToEarned => FallTo.Earned,
            Model.FallTo.ToBase => FallTo.Base,
            _ => throw new NotSupportedException(),
        },
        TaskPack = review.TaskPack is { } pack ? new TaskPack(pack.Behaviour, pack.Count, Span(pack.Extend)) : null,
        ResetPoints = review.ResetPoints,
    };

    private static Span Span(Model.ModelSpan span) => new(span.Months, span.Days);

    private static Moment Moment(Model.ModelMoment moment) => moment.Kind switch
    {
        Model.MomentKind.EveryNDays => new Moment(MomentKind.EveryDays, default, moment.N),
        Model.MomentKind.RollingDaily => new Moment(MomentKind.Daily, default),
        _ => new Moment(CorePoints.Same<MomentKind>(moment.Kind), new MonthDay(moment.Month, moment.Day)),
    };

    private static TierRule Tier(Model.ModelTier tier) => new()
    {
        Id = tier.Id,
        Names = new LocalText(tier.Id, tier.Id),
        Enabled = tier.Enabled,
        Enter = tier.Enter is null ? null : CoreConditions.From(tier.Enter),
        EntryMode = CorePoints.Same<EntryMode>(tier.Mode),
        GiftPoints = tier.GiftPoints,
        Start = CorePoints.Same<TierStart>(tier.Start),
        Period = CorePoints.Same<Period>(tier.Start == Model.TierStart.NextPeriod ? tier.StartPeriod : tier.Validity.Period),
        Validity = Validity(tier),
        Multiplier = CoreProgram.TenThousandths(tier.Multiplier),
    };

    private static Validity Validity(Model.ModelTier tier)
    {
        var validity = tier.Validity;
        var kind = validity.Kind switch
        {
            Model.ValidityKind.UntilReview => ValidityKind.UntilReview,
            Model.ValidityKind.EndOfThisPeriod => ValidityKind.ThisPeriod,
            Model.ValidityKind.EndOfNextPeriod => ValidityKind.NextPeriod,
            Model.ValidityKind.Days => ValidityKind.Days,
            _ => throw new NotSupportedException(),
        };
        var byPeriod = kind is ValidityKind.ThisPeriod or ValidityKind.NextPeriod;
        if (byPeriod && tier.Start == Model.TierStart.NextPeriod && tier.StartPeriod != validity.Period) throw new NotSupportedException("two periods in one tier");
        return new Validity(kind, validity.Days, Span(validity.Grace), validity.Keep is null ? null : CoreConditions.From(validity.Keep));
    }
}
