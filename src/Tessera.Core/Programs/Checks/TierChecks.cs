using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Checks;

/// <summary>Checks of each tier.</summary>
internal static class TierChecks
{
    public static void Check(Report report)
    {
        var tiers = report.Tiers;
        if (tiers.Count == 0)
        {
            report.Error("program.noTiers", "/tiers");
            return;
        }

        report.Unique("program.duplicateId", tiers.Select((t, i) => ((string?)t.Id, Report.At("/tiers", i) + "/id")));
        report.Unique("program.duplicateName", tiers.Select((t, i) => ((string?)t.Names.Zh, Report.At("/tiers", i) + "/name/zh")));
        report.Unique("program.duplicateName", tiers.Select((t, i) => ((string?)t.Names.En, Report.At("/tiers", i) + "/name/en")));
        report.Unique("program.duplicateId", tiers.Select((t, i) => (t.Code, Report.At("/tiers", i) + "/code")));
        report.Unique("program.duplicateChannel", tiers.SelectMany((t, i) => t.JoinChannels.Select(c => ((string?)c, Report.At("/tiers", i) + "/joinChannels"))));
        TaskChecks.Check(report);
        Base(report, tiers[0]);
        for (var i = 0; i < tiers.Count; i++)
        {
            var pointer = Report.At("/tiers", i);
            Entry(report, tiers[i], i, pointer);
            Enabled(report, tiers[i], pointer);
            Shares(report, tiers[i], pointer);
            Validity(report, tiers[i].Validity, pointer + "/validity");
            PointsChecks.Multiplier(report, tiers[i].Multiplier, pointer + "/multiplier");
        }
    }

    private static void Base(Report report, TierRule tier)
    {
        if (tier.Enter is not null) report.Error("program.baseCondition", "/tiers/0/enter");
        if (tier.Ranking is not null) report.Error("program.baseCondition", "/tiers/0/ranking");
        if (!tier.Enabled) report.Error("program.baseDisabled", "/tiers/0/enabled");
    }

    private static void Entry(Report report, TierRule tier, int index, string pointer)
    {
        report.Condition(tier.Enter, pointer + "/enter");
        var isGiven = tier.JoinChannels.Count > 0 || tier.OnInvitation;
        if (index > 0 && tier is { Enter: null, Ranking: null, Id.Length: > 0 } && !isGiven) report.Needs(pointer, "enter", tier.Id);
        if (tier.Ranking is { } ranking)
        {
            if (tier.EntryMode != EntryMode.Review) report.Needs(pointer, "entry: review", "ranking");
            if (ranking is { ShareTenThousandths: 0, Seats: 0 }) report.Needs(pointer + "/ranking", "share", "ranking");
            if (ranking.Reading.Metric == Metric.Growth && report.Document.Growth is null) report.Error("program.noGrowth", pointer + "/ranking");
        }

        if (tier.EntryMode == EntryMode.Review && report.Document.Reviews.Count == 0) report.Needs(pointer, "reviews", "entry: review");
    }

    private static void Enabled(Report report, TierRule tier, string pointer)
    {
        if (tier.Enabled)
        {
            if (tier.ReplacedBy is not null) report.Unused(pointer, "replacedBy", "enabled: no");
            return;
        }

        if (tier.ReplacedBy is not { } to)
        {
            report.Needs(pointer, "replacedBy", "enabled: no");
            return;
        }

        report.KnownTier(to, pointer + "/replacedBy");
        if (to == tier.Id || report.Tiers.Any(t => t.Id == to && !t.Enabled)) report.Error("program.replacedByDisabled", pointer + "/replacedBy", to);
    }

    private static void Shares(Report report, TierRule tier, string pointer)
    {
        if (tier is { ShareFrom: { } from, ShareThrough: { } through } && through < from) report.Error("program.throughBeforeFrom", pointer + "/shareThrough");
    }

    private static void Validity(Report report, Validity validity, string pointer)
    {
        report.Condition(validity.Keep, pointer + "/keep");
        if (validity is { Kind: ValidityKind.Days, Days: 0 }) report.Needs(pointer, "days", "kind: days");
        if (validity.Kind != ValidityKind.Days && validity.Days > 0) report.Unused(pointer, "days", "kind: days");
        if (validity.Kind != ValidityKind.UntilReview) return;
        if (validity.Keep is not null) report.Unused(pointer, "keep", "kind: thisPeriod, nextPeriod, days");
        if (validity.Grace != Span.Zero) report.Unused(pointer, "grace", "kind: thisPeriod, nextPeriod, days");
    }
}
