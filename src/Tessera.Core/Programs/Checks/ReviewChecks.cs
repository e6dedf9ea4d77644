using System.Text.RegularExpressions;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Checks;

/// <summary>Checks of reviews.</summary>
internal static partial class ReviewChecks
{
    private static readonly string[] Placeholders = ["gap", "target", "on", "tier", "nextTier"];

    public static void Check(Report report)
    {
        var reviews = report.Document.Reviews;
        report.Unique("program.duplicateId", reviews.Select((r, i) => ((string?)r.Id, Report.At("/reviews", i) + "/id")));
        report.Unique("program.duplicateName", reviews.Select((r, i) => ((string?)r.Names.Zh, Report.At("/reviews", i) + "/name/zh")));
        for (var i = 0; i < reviews.Count; i++)
        {
            var pointer = Report.At("/reviews", i);
            Keep(report, reviews[i], pointer + "/keep");
            Text(report, reviews[i], pointer + "/warningText");
            if (reviews[i].Does == ReviewDoes.Settle && reviews[i].FallsAfterWarning) report.Unused(pointer, "fallsAfterWarning", "does: warn");
            if (reviews[i].ResetPoints) report.Warn("program.resetPoints", pointer + "/resetPoints");
        }
    }

    private static void Keep(Report report, Review review, string pointer)
    {
        if (review.Keep.Count == 0 && review.Id.Length > 0) report.Warn("program.keepsNobody", pointer);
        foreach (var (tier, condition) in review.Keep)
        {
            var here = DocumentNode.PointerOf(pointer, tier);
            report.KnownTier(tier, here);
            report.Condition(condition, here);
            if (report.Tiers.Count > 0 && report.Tiers[0].Id == tier) report.Warn("program.keepsBase", here, tier);
            if (report.Tiers.FirstOrDefault(t => t.Id == tier)?.Enter is { } enter && LadderOrder.FirstFalling((condition, review.Window), (enter, Window.Lifetime)) is { } harder)
            {
                report.Add(LadderOrder.Falling(report, here, tier, harder) with { Code = "program.keepAboveEnter", Level = FindingLevel.Warning });
            }
        }

        var kept = report.Tiers.Where(t => review.Keep.ContainsKey(t.Id)).ToList();
        for (var i = 1; i < kept.Count; i++)
        {
            var pair = LadderOrder.FirstFalling((review.Keep[kept[i - 1].Id], review.Window), (review.Keep[kept[i].Id], review.Window));
            if (pair is { } falling) report.Add(LadderOrder.Falling(report, DocumentNode.PointerOf(pointer, kept[i].Id), kept[i - 1].Id, falling));
        }
    }

    private static void Text(Report report, Review review, string pointer)
    {
        if (review.WarningText is { } text) Placed(report, text, pointer, Placeholders);
    }

    /// <summary>A text of the merchant that names what nothing fills in.</summary>
    internal static void Placed(Report report, LocalText text, string pointer, string[] known)
    {
        foreach (var (language, words) in new[] { ("zh", text.Zh), ("en", text.En) })
        {
            foreach (var name in Placeholder().Matches(words).Select(m => m.Groups["name"].Value).Where(n => !known.Contains(n)))
            {
                report.Add(new Finding("program.unknownPlaceholder", pointer + "/" + language) { Got = name, Nearest = Nearest.To(name, known) ?? known[0] });
            }
        }
    }

    [GeneratedRegex("\\{(?<name>[^{}]*)\\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
