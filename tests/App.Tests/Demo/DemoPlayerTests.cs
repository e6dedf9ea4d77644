using Tessera.App.Audits;
using Tessera.App.Demo;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Tests.Demo;

/// <summary>The demo in a real store.</summary>
public sealed class DemoPlayerTests
{
    private static readonly DateOnly EndsOn = new(2025, 11, 21);

    [Fact]
    public async Task The_tea_chain_fills_a_store_whose_books_and_rules_audit_clean()
    {
        using var site = new TestSite(EndsOn.AddDays(1));
        var filled = await DemoPlayer.Fill(site.Site, Tea(), null, EndsOn);

        Assert.Equal((true, 0), (filled.Value!.IsDone, filled.Value.Refused));
        Assert.Equal(new DemoOrder("tea-chain", Tea().Recipe.Seed, EndsOn), DemoPlayer.OrderOf(site.Site));
        Assert.Empty(Books(site).Findings);
        Assert.Empty(RulesAudit.Run(site.Site).Differences);
    }

    [Fact]
    public async Task A_filling_that_was_killed_goes_on_and_ends_in_the_same_state()
    {
        var kiosk = new DemoTemplate("kiosk", TestSite.Program("{ expiry: { kind: rolling, after: 6 months } }"), DemoRecipes.Kiosk());
        using var whole = new TestSite(EndsOn.AddDays(1));
        await DemoPlayer.Fill(whole.Site, kiosk, 5, EndsOn);

        using var killed = new TestSite(EndsOn.AddDays(1));
        await Assert.ThrowsAsync<InvalidOperationException>(() => DemoPlayer.Fill(killed.Site, kiosk, 5, EndsOn, _ => throw new InvalidOperationException("killed")));
        killed.Close();
        var rest = await DemoPlayer.Fill(killed.Site, kiosk, 9, EndsOn.AddDays(40)); // what it was begun with stands

        Assert.True(rest.Value!.IsDone);
        Assert.Equal(5UL, rest.Value.Order.Seed);
        Assert.Equal(Figures(whole), Figures(killed));

        // What follows for others was told while playing: the outbox finds it done.
        await killed.Site.Consequences.CarryAll();
        Assert.Equal(Figures(whole), Figures(killed));
        Assert.Empty(Books(killed).Findings);
    }

    [Fact]
    public async Task A_store_that_holds_something_else_is_left_alone()
    {
        using var site = new TestSite(EndsOn, TestSite.Program());
        site.Join();

        var filled = await DemoPlayer.Fill(site.Site, Tea(), null, EndsOn.AddDays(-1));

        Assert.Equal("demo.storeInUse", filled.Refusal!.Reason.Code);
    }

    private static DemoTemplate Tea() => DemoTemplate.Read(Repository.PathOf("templates/tea-chain"))!;

    private static BooksReport Books(TestSite site) => BooksCheck.Run(site.Site);

    /// <summary>Balance, debt and tier by demo key; accounts differ from store to store.</summary>
    private static List<string> Figures(TestSite site) => site.Site.Read(r => r.Db.Members.Page(null, 200)
        .Select(m => r.Db.Members.Load(m.Account)!.State)
        .Select(s => $"{s.Sequence} {s.Balance} {s.DebtOutstanding} {s.InForce} {s.Rows.Count} {s.SettledThrough}").Order(StringComparer.Ordinal).ToList());
}
