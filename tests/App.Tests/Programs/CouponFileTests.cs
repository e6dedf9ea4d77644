using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.App.Tests.Programs;

/// <summary>Coupons in the programme file, as the page of the concept writes them.</summary>
public sealed class CouponFileTests
{
    [Theory]
    [Covers("P5", "P6", "P7", "P8")]
    [InlineData("coupons.md")]
    [InlineData("coupons.zh-CN.md")]
    public void The_kinds_of_the_page_are_read_as_it_says(string page)
    {
        var block = File.ReadAllText(Repository.PathOf("docs/concepts/" + page)).Split("```").First(b => b.StartsWith("yaml", StringComparison.Ordinal))[5..];

        var loaded = ProgramFile.Load(TestSite.Program(more: block.TrimEnd()));

        Assert.Empty(loaded.Findings);
        var (twenty, welcome, film) = (loaded.Document!.Coupons[0], loaded.Document.Coupons[1], loaded.Document.Coupons[2]);
        Assert.Equal((2, CapPeriod.Month, 5_000L, new Span(0, 30), true), (twenty.Kind.PerMember, twenty.Kind.Period, twenty.Kind.Supply, twenty.Kind.Lasts, twenty.Kind.Transferable));
        Assert.Equal([CouponTake.Assigned, CouponTake.SelfClaim], twenty.Kind.Takes);
        Assert.Equal([DayOfWeek.Saturday, DayOfWeek.Sunday], twenty.Kind.ExceptWeekdays);
        Assert.Equal(("twenty", PriceStage.Coupon, 2_000L, 10_000L), (twenty.Saving!.Id, twenty.Saving.Stage, twenty.Saving.Amount.Minor, twenty.Saving.AtLeastMinor));
        Assert.Equal((1_000, 3_000L), (welcome.Saving!.Amount.Off, welcome.Saving.Caps.OrderMinor));
        Assert.Equal((true, 500L, new DateOnly(2026, 12, 31), null), (film.Kind.HasPool, film.Kind.PricePoints, film.Kind.Through, film.Saving));
    }

    [Theory]
    [InlineData("{ id: a, name: { zh: 券, en: A }, lasts: 30 days, saving: { amount: 20, stage: order } }", "program.unknownKeyNearest")]
    [InlineData("{ id: a, name: { zh: 券, en: A }, lasts: 30 days, saving: { atLeast: 20 } }", "program.needs")]
    [InlineData("{ id: a, name: { zh: 券, en: A }, saving: { amount: 20 } }", "program.needs")]
    [InlineData("{ id: a, name: { zh: 券, en: A }, lasts: 30 days, takes: [newcomer], supply: 10, saving: { amount: 20 } }", "program.giftRunsOut")]
    public void A_kind_that_cannot_be_meant_is_found(string kind, string code) =>
        Assert.Contains(ProgramFile.Load(TestSite.Program(more: $"coupons: [{kind}]")).Findings, f => f.What.Code == code);
}
