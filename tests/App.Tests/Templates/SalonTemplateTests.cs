using Tessera.App.Demo;
using Tessera.App.Programs;
using Tessera.App.Tests.Demo;
using Tessera.Core;
using Tessera.Core.Benefits;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Pricing;
using Tessera.Core.Programs;
using Tessera.Scripts;

namespace Tessera.App.Tests.Templates;

/// <summary>The salon: tiers, what keeps them, what they take off, and the two years before they existed.</summary>
[Covers("template:salon")]
public sealed class SalonTemplateTests
{
    private static readonly DateOnly EndsOn = new(2025, 11, 21);
    private static readonly Lazy<(IReadOnlyList<DemoStep> Steps, BusinessCalendar Calendar)> Played = new(Write);

    [Theory]
    [Covers("C8", "C9")]
    [InlineData("2024-01-05 buy A 1999.99", "ordinary")]
    [InlineData("2024-01-05 buy A 2000.00", "silver")]
    [InlineData("2024-01-05 buy A 2999.99", "silver")]
    [InlineData("2024-01-05 buy A 3000.00", "gold")] // within a year
    [InlineData("2022-01-05 buy A 2400.00; 2024-01-05 buy B 2599.99", "silver")] // 4,999.99 in all, 2,599.99 in the year
    [InlineData("2022-01-05 buy A 2400.00; 2024-01-05 buy B 2600.00", "gold")] // 5,000.00 in all
    public void Silver_is_2000_in_all_and_gold_5000_in_all_or_3000_in_a_year(string life, string tier) =>
        Assert.Equal(tier, new MemberScript(Programs()).Play("2022-01-01 join; " + life).State.InForce);

    [Fact]
    [Covers("C10")]
    public void The_third_valid_referral_makes_gold_and_one_is_valid_when_the_new_member_buys_for_100_within_60_days()
    {
        var referrer = new MemberScript(Programs()).Play("2024-01-01 join; 2024-01-02 refer acc_a; 2024-01-03 refer acc_b; 2024-01-04 refer acc_b");
        Assert.Equal("ordinary", referrer.State.InForce);
        Assert.Equal("gold", referrer.Play("2024-01-05 refer acc_c").State.InForce);

        Assert.False(Refers("2024-01-01 join by=acc_x; 2024-01-02 buy A 99.99"));
        Assert.True(Refers("2024-01-01 join by=acc_x; 2024-03-01 buy A 100.00")); // the 60th day: 1 January + 60
        Assert.False(Refers("2024-01-01 join by=acc_x; 2024-03-02 buy A 100.00"));
        Assert.False(Refers("2024-01-01 join; 2024-01-02 buy A 100.00"));

        static bool Refers(string life) => new MemberScript(Programs()).Play(life).Items.SelectMany(i => i.Effects).OfType<Consequence>().Any(c => c.Kind == "referral.valid");
    }

    [Theory]
    [Covers("D12")]
    [InlineData("gold", "1999.99", "silver")]
    [InlineData("gold", "2000.00", "gold")]
    [InlineData("silver", "799.99", "ordinary")]
    [InlineData("silver", "800.00", "silver")]
    public void A_tier_year_is_kept_with_2000_or_800_and_missed_by_a_fen(string tier, string spent, string after)
    {
        // Held since 1 March; the review of 1 March a year later reads the year before it; two months of grace end with 30 April.
        var life = new MemberScript(Programs()).Play($"2024-03-01 join; 2024-03-01 13:00 set {tier}; 2024-09-01 buy A {spent}; 2025-03-10 night");
        Assert.Equal(tier, life.State.InForce);
        Assert.Equal(tier == after ? 0 : 1, life.State.Tier!.Graces.Count);

        Assert.Equal(after, life.Play("2025-05-05 night").State.InForce);
    }

    [Theory]
    [Covers("F22", "B12")]
    [InlineData("ordinary", "83.60", "380.00", "480.00", "198.00", "98.00")] // 95 % of 88.00
    [InlineData("silver", "79.20", "342.00", "432.00", "198.00", "98.00")] // 90 %
    [InlineData("gold", "70.40", "304.00", "384.00", "158.40", "98.00")] // 80 %
    public void What_a_tier_takes_off_differs_by_service(string tier, string cut, string dye, string perm, string care, string shampoo)
    {
        var receipt = new TemplateReceipt(
        [
            "receipt salon 2026-03-21 15:00", tier + ", 0 points, 0.00 stored", "1 cut service/cut 88.00 → " + cut, "1 dye service/dye 380.00 → " + dye,
            "1 perm service/perm 480.00 → " + perm, "1 care service/care 198.00 → " + care, "1 shampoo goods/wash 98.00 → " + shampoo,
        ]);

        Assert.Equal(receipt.Said, receipt.Priced().Take(5));
    }

    [Fact]
    [Covers("template:salon")]
    public void Gold_alone_has_the_chief_stylist_and_a_care_in_the_birthday_month_and_books_early_like_silver()
    {
        var document = ProgramFile.Load(Text()).Document!;
        Assert.Equal(["ordinary-cut | silver-hair priority | gold-services priority chief-stylist birthday-care"], [string.Join(" | ", document.Ladder.Tiers.Select(t => string.Join(' ', t.Has)))]);

        var benefits = document.Benefits.ToDictionary(b => b.Id);
        Assert.Equal((BenefitType.PriorityBooking, 7), (benefits["priority"].Type, benefits["priority"].By.Days));
        Assert.Equal((BenefitType.Birthday, GrantHolds.Month), (benefits["birthday-care"].Type, benefits["birthday-care"].Holds));
        Assert.Equal((BenefitType.Service, BenefitLayer.Premium), (benefits["chief-stylist"].Type, benefits["chief-stylist"].Layer));
    }

    [Fact]
    [Covers("K12")]
    public void The_demo_is_two_years_of_300_members_at_a_flat_tenth_off()
    {
        var document = ProgramFile.Load(Text()).Document!;
        var flat = document.Promotions.Where(p => p.Id == "flat-before").Select(p => p with { Enabled = true }).ToList();
        var pricer = Pricer.Compile(new PricingTerms(document.Pricing, flat, null));
        Assert.False(document.Promotions.Single(p => p.Id == "flat-before").Enabled);
        Assert.Equal(300, Played.Value.Steps.OfType<DemoJoins>().Count());
        Assert.InRange(Sold().Min(s => s.Day), EndsOn.AddDays(1).AddMonths(-24), EndsOn.AddDays(8).AddMonths(-24));

        Assert.All(Sold().Select(s => s.Sold), sold => Assert.Equal(
            sold.Lines.Select(l => l.NetMinor),
            pricer.Price(Basket.Of(Listed(sold), EndsOn, default), new Buyer { Tier = "ordinary" }).Lines.Select(l => l.NetMinor)));
        Assert.All(Sold().SelectMany(s => s.Sold.Lines), l => Assert.Equal(l.ListMinor * 9, l.NetMinor * 10));
    }

    [Fact]
    [Covers("K12")]
    public void In_the_demo_those_who_spend_most_leave_and_fewer_come_back_in_the_second_half()
    {
        var first = EndsOn.AddMonths(-12);
        var half = Sold().Where(s => s.Day < first.AddMonths(6)).GroupBy(s => s.Who).OrderByDescending(g => g.Sum(s => s.Sold.TotalMinor)).Select(g => g.Key).ToList();
        var late = Sold().Where(s => s.Day >= first.AddMonths(9)).Select(s => s.Who).ToHashSet();
        var best = half.Take(half.Count / 5).ToList();

        Assert.InRange(best.Count(who => !late.Contains(who)) * 100 / best.Count, 33, 90);
        Assert.True(ComeBack(first.AddMonths(6)) * 10 < ComeBack(first) * 9);
    }

    private static Purchase Listed(Purchase sold) => sold with { Lines = [.. sold.Lines.Select(l => l with { DiscountMinor = 0, NetMinor = l.ListMinor })] };

    // Members who buy in a half-year and had bought before it or earlier in it.
    private static int ComeBack(DateOnly from) =>
        Sold().GroupBy(s => s.Who).Count(g => g.Order(Comparer<(string, DateOnly Day, Purchase)>.Create((a, b) => a.Day.CompareTo(b.Day))).Skip(1).Any(s => s.Day >= from && s.Day < from.AddMonths(6)));

    private static IEnumerable<(string Who, DateOnly Day, Purchase Sold)> Sold() =>
        Played.Value.Steps.OfType<DemoTells>().Where(t => t.Fact is Purchase).Select(t => (t.Who, Played.Value.Calendar.DayOf(t.Fact.OccurredAt), (Purchase)t.Fact));

    private static (IReadOnlyList<DemoStep>, BusinessCalendar) Write()
    {
        var recipe = DemoTemplate.BuiltIn("salon")!.Recipe;
        var calendar = new DemoInCore("salon").Calendar;
        return (DemoGenerator.Steps(recipe, recipe.Seed, EndsOn, calendar), calendar);
    }

    private static string Text() => File.ReadAllText(Repository.PathOf("templates/salon/program.yaml"));

    private static ProgramHistory Programs()
    {
        var document = ProgramFile.Load(Text()).Document!;
        return new ProgramHistory([CompiledProgram.Compile(document, 1, default, ZoneTables.Calendar(document.Zone))]);
    }
}
