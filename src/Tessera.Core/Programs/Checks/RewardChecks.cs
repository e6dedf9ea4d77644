using Tessera.Core.Redemption;

namespace Tessera.Core.Programs.Checks;

/// <summary>Checks of rewards and draws: what is promised must be there, costed and answered for (Z6), and a draw publishes what the law asks (Z4).</summary>
internal static class RewardChecks
{
    public static void Check(Report report)
    {
        var rewards = report.Document.Rewards;
        report.Unique("program.duplicateId", rewards.Select((r, i) => ((string?)r.Kind.Id, Report.At("/rewards", i) + "/id")));
        for (var i = 0; i < rewards.Count; i++) Reward(report, rewards[i], Report.At("/rewards", i));
        OneName(report);
        var draws = report.Document.Draws;
        const string at = "/draws/campaigns";
        if (report.Document.Currency == "CNY" && (draws.TopPrizeMinor == 0 || draws.TopPrizeMinor > new DrawRules().TopPrizeMinor)) report.Warn("program.prizeLimitRaised", "/draws/topPrize");
        report.Unique("program.duplicateId", draws.Campaigns.Select((d, i) => ((string?)d.Id, Report.At(at, i) + "/id")));
        for (var i = 0; i < draws.Campaigns.Count; i++) Draw(report, draws.Campaigns[i], Report.At(at, i));
    }

    /// <summary>One name on a receipt stands for one saving.</summary>
    private static void OneName(Report report)
    {
        var (document, rewards) = (report.Document, report.Document.Rewards);
        var others = document.Promotions.Select(p => p.Id).Concat(document.Coupons.Select(c => c.Kind.Id)).Concat(document.Benefits.Select(b => b.Id)).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < rewards.Count; i++)
        {
            if (rewards[i].Gives is not null && others.Contains(rewards[i].Kind.Id)) report.Error("program.duplicateId", Report.At("/rewards", i) + "/id", rewards[i].Kind.Id);
        }
    }

    private static void Reward(Report report, RewardOffer offer, string pointer)
    {
        var reward = offer.Kind;
        if (reward.Enabled) Promised(report, (reward.Stock, reward.CostMinor), pointer);
        if (reward.From is { } from && reward.Through < from) report.Error("program.endsBeforeStart", pointer + "/through");
        for (var i = 0; i < reward.Tiers.Count; i++) report.KnownTier(reward.Tiers[i], Report.At(pointer + "/tiers", i));
        if (offer.Saving is { } saving)
        {
            PricingChecks.Saving(report, saving, pointer + "/saving");
            // What is left to pay is paid with the order.
            if (reward.CashMinor > 0) report.Unused(pointer, "cash", "no saving");
            if (reward.Handing != Handing.PickUp) report.Unused(pointer, "handing", "no saving");
        }
        else if (reward.PerUnits != 1)
        {
            report.Unused(pointer, "perUnits", "saving");
        }
    }

    private static void Draw(Report report, DrawTerms draw, string pointer)
    {
        if (draw.Through < draw.From) report.Error("program.endsBeforeStart", pointer + "/through");
        for (var i = 0; i < draw.Tiers.Count; i++) report.KnownTier(draw.Tiers[i], Report.At(pointer + "/tiers", i));
        report.Unique("program.duplicateId", draw.Prizes.Select((p, i) => ((string?)p.Id, Report.At(pointer + "/prizes", i) + "/id")));
        if (draw.Prizes.Count == 0) report.Needs(pointer, "prizes", "draws");
        if (draw.Prizes.Sum(p => (long)p.Odds) > DrawTerms.Numbers) report.Error("program.oddsAboveOne", pointer + "/prizes");
        for (var i = 0; i < draw.Prizes.Count; i++) Prize(report, draw, draw.Prizes[i], Report.At(pointer + "/prizes", i));
    }

    private static void Prize(Report report, DrawTerms draw, Prize prize, string pointer)
    {
        if (draw.Enabled) Promised(report, (prize.Stock, prize.CostMinor), pointer);
        var most = report.Document.Draws.TopPrizeMinor;
        if (most > 0 && prize.WorthMinor > most) report.Error("program.prizeAboveLimit", pointer + "/worth");
        if (draw.BudgetMinor > 0 && prize.CostMinor > draw.BudgetMinor) report.Error("program.prizeAboveBudget", pointer + "/cost");
    }

    private static void Promised(Report report, (long Stock, long CostMinor) promise, string pointer)
    {
        if (promise.Stock == 0) report.Error("program.promiseWithoutStock", pointer + "/stock");
        if (promise.CostMinor == 0) report.Error("program.promiseWithoutCost", pointer + "/cost");
    }
}
