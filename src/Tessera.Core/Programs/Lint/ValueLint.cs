using Tessera.Core.Programs.Keys;

namespace Tessera.Core.Programs.Lint;

/// <summary>Money lines: give-back over the red line (T1, T2), gaps outside 15–30 % (B8, T5).</summary>
internal static class ValueLint
{
    private const int Whole = 10_000;

    public static void Check(LintNotes notes, GiveBacks worth)
    {
        var line = notes.Document.Costs.RedLine;
        if (worth.PointsAtBase > line) PointsOver(notes, worth, line);
        foreach (var tier in worth.Tiers)
        {
            var pointer = PointerOf(notes, tier.Tier);
            ReasonPart[] parts = [Reason.Id("tier", tier.Tier), LadderLint.Percent("total", tier.Total), LadderLint.Percent("discount", tier.Discount), LadderLint.Percent("points", tier.Points), LadderLint.Percent("line", line)];
            if (tier.Total >= Whole) notes.Error("lint.givesAll", pointer, tier.Tier, parts);
            else if (tier.Total > line) notes.Warn("lint.giveBackOverLine", pointer, tier.Tier, parts);
        }

        foreach (var step in worth.Steps) Gap(notes, step);
    }

    /// <summary>The fix lowers the one rule behind it to the most points that stay within the line.</summary>
    private static void PointsOver(LintNotes notes, GiveBacks worth, int line)
    {
        var document = notes.Document;
        var index = worth.Rules.Count == 0 ? 0 : document.Earn.ToList().IndexOf(worth.Rules[0]);
        var pointer = LintNotes.At("/earn", index) + "/rate";
        var finding = new Finding("lint.pointsOverLine", pointer, FindingLevel.Warning)
        {
            Of = document.Earn[index].Id, Parts = [Reason.Id("rule", document.Earn[index].Id), LadderLint.Percent("share", worth.PointsAtBase), LadderLint.Percent("line", line)],
        };
        var spending = document.Points.Spending ?? new();
        var rate = worth.Rules[0].Rate!;
        var most = spending.WorthMinor == 0 ? 0 : (long)((Int128)line * rate.Per * spending.Points / ((Int128)Whole * spending.WorthMinor));
        if (worth.Rules.Count == 1 && most > 0) notes.Fixed(finding, pointer + "/points", Decimals.WriteShort(most, document.Points.Decimals));
        else notes.Add(finding);
    }

    private static void Gap(LintNotes notes, TierStep step)
    {
        if (step.Of == StepOf.Discount || step.IsInside || step.Gap is not { } gap) return;
        var rules = notes.Document.Lint;
        var finding = new Finding("lint.gapOutside", PointerOf(notes, step.Upper), FindingLevel.Warning)
        {
            Of = step.Upper,
            Parts =
            [
                Reason.Id("step", step.Of == StepOf.Multiplier ? "multiplier" : "giveBack"), Reason.Id("lowerTier", step.Lower), Reason.Id("tier", step.Upper), LadderLint.Percent("gap", gap),
                LadderLint.Percent("from", rules.GapFrom), LadderLint.Percent("through", rules.GapThrough),
            ],
        };
        var own = notes.Document.Ladder.Tiers.First(t => t.Id == step.Upper).Multiplier;
        // The nearest multiplier inside, in whole hundredths so that it reads well; a multiplier that is a benefit is left to people.
        var bound = gap < rules.GapFrom ? Rounding.Divide((Int128)step.From * (Whole + rules.GapFrom), Whole * 100, RoundingMode.Ceiling) : Rounding.Divide((Int128)step.From * (Whole + rules.GapThrough), Whole * 100, RoundingMode.Floor);
        if (step.Of == StepOf.Multiplier && own == step.To) notes.Fixed(finding, PointerOf(notes, step.Upper) + "/multiplier", Decimals.WriteShort(bound, 2));
        else notes.Add(finding);
    }

    public static string PointerOf(LintNotes notes, string tier) => LintNotes.At("/tiers", notes.Document.Ladder.Tiers.ToList().FindIndex(t => t.Id == tier));
}
