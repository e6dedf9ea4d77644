using Tessera.Core.Benefits;

namespace Tessera.Core.Programs.Checks;

/// <summary>Checks of the catalogue: what is promised has an owner, a cost and a stock (Z6, F36), and says what its type needs.</summary>
internal static class BenefitChecks
{
    public static void Check(Report report)
    {
        var benefits = report.Document.Benefits;
        var promotions = report.Document.Promotions.Select(p => ((string?)p.Id, ""));
        report.Unique("program.duplicateId", promotions.Concat(benefits.Select((b, i) => ((string?)b.Id, Report.At("/benefits", i) + "/id"))));
        for (var i = 0; i < benefits.Count; i++) Benefit(report, benefits[i], Report.At("/benefits", i));
        for (var t = 0; t < report.Tiers.Count; t++) Tier(report, t, benefits);
    }

    private static void Tier(Report report, int index, IReadOnlyList<Benefit> benefits)
    {
        var (tier, pointer) = (report.Tiers[index], Report.At("/tiers", index));
        for (var i = 0; i < tier.Has.Count; i++)
        {
            var id = tier.Has[i];
            if (benefits.Any(b => b.Id == id)) continue;
            report.Add(new Finding("program.unknownBenefit", Report.At(pointer + "/has", i)) { Got = id, Nearest = Nearest.To(id, benefits.Select(b => b.Id)) });
        }

        var multipliers = benefits.Where(b => b is { Type: BenefitType.Multiplier, Enabled: true } && Catalogue.Has(tier, b)).ToList();
        if (multipliers.Count > 1 || (multipliers.Count == 1 && tier.Multiplier != 10_000)) report.Error("program.twoMultipliers", pointer, multipliers[^1].Id);
    }

    private static void Benefit(Report report, Benefit benefit, string pointer)
    {
        if (benefit.Id.Length == 0) return;
        for (var i = 0; i < benefit.Tiers.Count; i++) report.KnownTier(benefit.Tiers[i], Report.At(pointer + "/tiers", i));
        if (benefit.Through < benefit.From) report.Error("program.throughBeforeFrom", pointer + "/through");
        if (benefit is { Measured: true, IsOwed: true }) report.Error("program.owedMeasured", pointer + "/measured", benefit.Id);
        if (benefit.Enabled) Backed(report, benefit, pointer);
        CouponChecks.Gifts(report, benefit.Coupons, pointer);
        Needed(report, benefit, pointer);
        Read(report, benefit, pointer);
        if (benefit.Multiplier is { } multiplier) PointsChecks.Multiplier(report, multiplier, pointer + "/multiplier");
    }

    /// <summary>No promise without owner, cost or stock: what takes off a price costs what it takes off and is never out of stock.</summary>
    private static void Backed(Report report, Benefit benefit, string pointer)
    {
        if (benefit.Owner is null) Missing("owner");
        if (!benefit.IsUsed) return;
        if (benefit.UnitCostMinor is null) Missing("unitCost");
        if (benefit.Stock is null) Missing("stock");

        void Missing(string key) => report.Add(new Finding("program.promiseUnbacked", pointer) { Got = benefit.Id, Nearest = key });
    }

    private static void Needed(Report report, Benefit benefit, string pointer)
    {
        var nothingOff = benefit is { Off: null, Prices.Count: 0 };
        switch (benefit.Type)
        {
            case BenefitType.Discount or BenefitType.MemberDay or BenefitType.MemberPrice when nothingOff: Needs("discount"); break;
            case BenefitType.Multiplier when benefit.Multiplier is null: Needs("multiplier"); break;
            case BenefitType.Warranty or BenefitType.PriorityBooking or BenefitType.EarlyAccess when benefit.By == Span.Zero: Needs("by"); break;
            default: break;
        }

        if (benefit is { Type: BenefitType.Festival, Yearly.Count: 0, Dates.Count: 0 }) Needs("dates");
        if (benefit.Type == BenefitType.MemberDay && benefit.When is { Weekdays.Count: 0, Dates.Count: 0 }) Needs("when: weekdays");
        if (benefit is { IsGranted: true, Holds: GrantHolds.Term } && benefit.Valid == Span.Zero) Needs("valid");
        if (benefit is { Off: not null, Prices.Count: > 0 }) report.Error("program.oneAmount", pointer, benefit.Id);

        void Needs(string key) => report.Needs(pointer, key, benefit.Id);
    }

    /// <summary>Keys that nothing reads.</summary>
    private static void Read(Report report, Benefit benefit, string pointer)
    {
        if (!benefit.IsPrice)
        {
            if (benefit.When != new Pricing.SavingScope()) Unused("when", "discount, memberPrice, freeFreight, memberDay");
            if (benefit.Off is not null) Unused("discount", "discount, memberPrice, freeFreight, memberDay");
            if (benefit.AtLeastMinor > 0) Unused("atLeast", "discount, memberPrice, freeFreight, memberDay");
        }

        if (benefit.Prices.Count > 0 && benefit.Type != BenefitType.MemberPrice) Unused("prices", "memberPrice");
        if (benefit.Multiplier is not null && benefit.Type != BenefitType.Multiplier) Unused("multiplier", "multiplier");
        if (benefit.Type == BenefitType.Multiplier && (benefit.From is not null || benefit.Through is not null)) Unused(benefit.From is null ? "through" : "from", "discount, entitlement, …");
        if (benefit.Type == BenefitType.Multiplier && benefit.Quota.Uses > 0) Unused("quota", "entitlement, service, …");
        if (benefit is { IsUsed: false, IsPrice: false, Stock: not null }) Unused("stock", "discount, entitlement, birthday, service, …");
        if (benefit.By != Span.Zero && benefit.Type is not (BenefitType.Warranty or BenefitType.PriorityBooking or BenefitType.EarlyAccess)) Unused("by", "warranty, priorityBooking, earlyAccess");
        if (!benefit.IsGranted && benefit.Holds != GrantHolds.Month) Unused("holds", "birthday, anniversary, festival");
        if (!benefit.IsGranted && benefit.Coupons.Count > 0) Unused("coupons", "birthday, anniversary, festival");
        if (benefit.Type != BenefitType.Festival && benefit.Yearly.Count > 0) Unused("yearly", "festival");
        if (benefit.Type != BenefitType.Festival && benefit.Dates.Count > 0) Unused("dates", "festival");
        if (!benefit.IsUsed && benefit.Recommends.Skus.Count + benefit.Recommends.Categories.Count > 0) Unused("recommends", "entitlement, service, birthday, …");
        if (benefit.Valid != Span.Zero && benefit is not { IsGranted: true, Holds: GrantHolds.Term }) Unused("valid", "birthday + holds: term");

        void Unused(string key, string with) => report.Unused(pointer, key, with);
    }
}
