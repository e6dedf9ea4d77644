using Tessera.Core.Benefits;
using Tessera.Core.Programs.Keys;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Lint;

/// <summary>Benefits must not fall with the tier (B3, T3): judged dimension by dimension between neighbours.</summary>
internal static class BenefitLint
{
    private const int Whole = 10_000;

    public static void Check(LintNotes notes)
    {
        var tiers = notes.Document.Ladder.Tiers.Where(t => t.Enabled).ToList();
        var scopes = tiers.SelectMany(t => GiveBacks.SavingsOf(notes.Document, t)).Select(s => s.Scope).Distinct().ToList();
        for (var i = 1; i < tiers.Count; i++)
        {
            Discounts(notes, tiers[i - 1], tiers[i], scopes);
            Multipliers(notes, tiers[i - 1], tiers[i]);
            Freight(notes, tiers[i - 1], tiers[i]);
            Gifts(notes, tiers[i - 1], tiers[i]);
            Columns(notes, tiers[i - 1], tiers[i]);
        }
    }

    /// <summary>Whatever goods a saving reaches, the higher tier has at least as much off on them. The goods where most is lost are named; the fix gives the lower tier's discount.</summary>
    private static void Discounts(LintNotes notes, TierRule lower, TierRule upper, List<LintScope> scopes)
    {
        var (below, above) = (GiveBacks.SavingsOf(notes.Document, lower), GiveBacks.SavingsOf(notes.Document, upper));
        var worst = scopes.Select(s => (Scope: s, From: Best(below, s), To: Best(above, s))).Where(x => x.To.Off < x.From.Off)
            .OrderByDescending(x => x.From.Off - x.To.Off).FirstOrDefault();
        if (worst.Scope is null) return;
        var finding = new Finding("lint.discountFalls", ValueLint.PointerOf(notes, upper.Id), FindingLevel.Warning)
        {
            Of = upper.Id,
            Parts = [Reason.Id("lowerTier", lower.Id), Reason.Id("tier", upper.Id), Paid("lower", worst.From.Off), Paid("upper", worst.To.Off), Reason.Id("benefit", worst.From.Id!)],
        };
        var own = notes.Document.Benefits.ToList().FindIndex(b => b.Id == worst.To.Id);
        if (own >= 0 && notes.Document.Benefits[own].Off is not null) notes.Fixed(finding, LintNotes.At("/benefits", own) + "/discount", DiscountNotation.ToZhe(Whole - worst.From.Off));
        else notes.Add(finding);
    }

    private static void Multipliers(LintNotes notes, TierRule lower, TierRule upper)
    {
        var (from, to) = (Catalogue.MultiplierOf(notes.Document.Benefits, lower), Catalogue.MultiplierOf(notes.Document.Benefits, upper));
        if (to >= from) return;
        var pointer = ValueLint.PointerOf(notes, upper.Id);
        var finding = new Finding("lint.multiplierFalls", pointer, FindingLevel.Warning)
        {
            Of = upper.Id, Parts = [Reason.Id("lowerTier", lower.Id), Reason.Id("tier", upper.Id), Reason.Ratio("lower", from), Reason.Ratio("upper", to)],
        };
        if (upper.Multiplier == to) notes.Fixed(finding, pointer + "/multiplier", Decimals.WriteShort(from, 4));
        else notes.Add(finding);
    }

    private static void Freight(LintNotes notes, TierRule lower, TierRule upper)
    {
        if (From(lower) is not { } below) return;
        var above = From(upper);
        if (above <= below) return;
        notes.Warn(
            above is null ? "lint.freightLost" : "lint.freightFalls", ValueLint.PointerOf(notes, upper.Id), upper.Id, Reason.Id("lowerTier", lower.Id), Reason.Id("tier", upper.Id), Reason.Money("lower", below),
            Reason.Money("upper", above ?? 0));

        long? From(TierRule tier) => notes.Document.Benefits.Where(b => b is { Enabled: true, Type: BenefitType.FreeFreight } && Catalogue.Has(tier, b)).Select(b => (long?)b.AtLeastMinor).Min();
    }

    private static void Gifts(LintNotes notes, TierRule lower, TierRule upper)
    {
        if (upper.GiftPoints >= lower.GiftPoints) return;
        notes.Fixed(
            new Finding("lint.giftFalls", ValueLint.PointerOf(notes, upper.Id), FindingLevel.Warning)
            {
                Of = upper.Id, Parts = [Reason.Id("lowerTier", lower.Id), Reason.Id("tier", upper.Id), Reason.Points("lower", lower.GiftPoints), Reason.Points("upper", upper.GiftPoints)],
            },
            ValueLint.PointerOf(notes, upper.Id) + "/giftPoints", Decimals.WriteShort(lower.GiftPoints, notes.Document.Points.Decimals));
    }

    /// <summary>What is handed out: a column of the comparison table that the lower tier has and the higher has not is a loss; another benefit in its place is only shown.</summary>
    private static void Columns(LintNotes notes, TierRule lower, TierRule upper)
    {
        var (below, above) = (Used(lower), Used(upper));
        foreach (var lost in below.Where(b => !above.Contains(b)))
        {
            var isInstead = above.Exists(b => b.Column == lost.Column);
            notes.Add(new Finding(isInstead ? "lint.benefitReplaced" : "lint.benefitLost", ValueLint.PointerOf(notes, upper.Id), isInstead ? FindingLevel.Hint : FindingLevel.Warning)
            {
                Of = upper.Id, Parts = [Reason.Id("lowerTier", lower.Id), Reason.Id("tier", upper.Id), Reason.Id("benefit", lost.Id)],
            });
        }

        List<Benefit> Used(TierRule tier) => [.. notes.Document.Benefits.Where(b => b is { Enabled: true, IsUsed: true } && Catalogue.Has(tier, b))];
    }

    private static (string? Id, int Off) Best(List<(string Id, LintScope Scope, int Off)> savings, LintScope scope)
    {
        (string? Id, int Off) best = (savings.FirstOrDefault(s => scope.Covers(s.Scope)).Id, 0);
        foreach (var (id, reaches, off) in savings)
        {
            if (reaches.Covers(scope) && off > best.Off) best = (id, off);
        }

        return best;
    }

    private static ReasonPart Paid(string name, int off) => Reason.Discount(name, Whole - off);
}
