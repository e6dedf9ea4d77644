using Tessera.Core.Programs.Lint;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Checklist;

/// <summary>Tiers that are harder to reach or to keep, or gone.</summary>
internal static class LostTiers
{
    public static void Check(CheckNotes notes, ProgramDocument was)
    {
        var tiers = notes.Draft.Ladder.Tiers;
        foreach (var old in was.Ladder.Tiers.Where(t => t.Enabled))
        {
            var at = CheckNotes.PointerOf("/tiers", tiers, t => t.Id == old.Id);
            if (tiers.FirstOrDefault(t => t.Id == old.Id && t.Enabled) is not { } now) notes.Add("harderTiers", at, old.Names, "等级被取消", "the tier goes");
            else Tier(notes, old, now, at);
        }

        for (var i = 0; i < notes.Draft.Reviews.Count; i++)
        {
            var review = notes.Draft.Reviews[i];
            if (was.Reviews.All(r => r.Id != review.Id)) notes.Add("harderTiers", LintNotes.At("/reviews", i), review.Names, "新增一次评审", "a new review");
            else if (notes.IsNew("reviews." + review.Id)) notes.Add("harderTiers", LintNotes.At("/reviews", i), review.Names, "评审有变", "the review changes");
        }
    }

    private static void Tier(CheckNotes notes, TierRule was, TierRule now, string at)
    {
        if (IsHarder(was.Enter, now.Enter) || IsHarder(was.Ranking, now.Ranking)) notes.Add("harderTiers", at + "/enter", now.Names, "升级条件变严或换了算法", "it is harder to reach, or by another rule");
        else if (now.EntryMode > was.EntryMode) notes.Add("harderTiers", at + "/entry", now.Names, "不再自动升级", "it no longer comes by itself");
        var (before, after) = (was.Validity, now.Validity);
        var isShorter = before.Kind == after.Kind ? after.Days < before.Days || LostValue.IsShorter(before.Grace, after.Grace) : after.Kind != ValidityKind.UntilReview;
        if (isShorter || (after.Keep is not null && IsHarder(before.Keep, after.Keep)) || (before.Keep is not null && after.Keep is null && after.Kind != ValidityKind.UntilReview))
            notes.Add("harderTiers", at + "/validity", now.Names, "保级变难或等级有效期变短", "it is harder to keep, or holds for a shorter time");
    }

    /// <summary>Whether somebody who met a condition may miss the new one. Where the two are built differently it is said to be so: a person looks.</summary>
    private static bool IsHarder(Condition? was, Condition? now) => (was, now) switch
    {
        (_, null) => false,
        (null, _) => true,
        (Compare a, Compare b) => a.Reading != b.Reading || a.Comparison != b.Comparison || (a.Comparison == Comparison.AtLeast ? b.Threshold > a.Threshold : b.Threshold < a.Threshold),
        (AllOf a, AllOf b) => b.Parts.Count > a.Parts.Count || b.Parts.Where((p, i) => IsHarder(a.Parts[i], p)).Any(),
        (AnyOf a, AnyOf b) => b.Parts.Count < a.Parts.Count || a.Parts.Where((p, i) => IsHarder(p, b.Parts[i])).Any(),
        (Not a, Not b) => IsHarder(b.Part, a.Part),
        (HasTag a, HasTag b) => a != b,
        (InSegment a, InSegment b) => a != b,
        (Score a, Score b) => b.ThresholdTenThousandths > a.ThresholdTenThousandths || !a.Parts.SequenceEqual(b.Parts),
        _ => true,
    };

    private static bool IsHarder(Ranking? was, Ranking? now) => was is not null && now is not null
        && (IsFewer(now.ShareTenThousandths, was.ShareTenThousandths) || IsFewer(now.Seats, was.Seats) || now.Reading != was.Reading || now.Population != was.Population);

    // 0 sets no limit.
    private static bool IsFewer(int now, int was) => now != 0 && (was == 0 || now < was);
}
