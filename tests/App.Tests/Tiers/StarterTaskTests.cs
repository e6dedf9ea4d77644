using Tessera.App.Benefits;
using Tessera.App.Members;
using Tessera.App.Purchases;
using Tessera.App.Reads;
using Tessera.Core.Facts;
using Tessera.Storage.Safekeeping;

namespace Tessera.App.Tests.Tiers;

/// <summary>Starter tasks and the handbook through the whole product: the store, its audit, the member's view and inbox, the night.</summary>
public sealed class StarterTaskTests : IDisposable
{
    private const string Program = """
        program: { code: test, name: { zh: 测试, en: Test }, zone: Asia/Shanghai, currency: CNY }
        tiers:
          - { id: base, name: { zh: 普通, en: Base } }
          - id: gold
            name: { zh: 金卡, en: Gold }
            enter: { spend: 100, window: rolling 12 months }
            has: [wash]
            handbook: { zh: "欢迎升入{tier}：洗护每月一次，到店出示会员码。", en: "Welcome to {tier}: one wash a month, show your code at the counter." }
            tasks:
              - { id: firstWash, name: { zh: 首次洗护, en: First wash }, by: benefit, of: wash, points: 100, days: 30 }
              - { id: firstOrder, name: { zh: 金卡首单, en: First order as gold }, points: 50, days: 10 }
        points: { expiry: { kind: never } }
        earn:
          - { id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 1, per: 1.00, mode: perFull } }
        benefits:
          - { id: wash, name: { zh: 洗护, en: wash }, type: entitlement, quota: { uses: 1, period: month }, unitCost: 5.00, owner: service, stock: unlimited }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), Program);

    public void Dispose() => _shop.Dispose();

    [Fact]
    [Covers("C22", "C21")]
    public async Task Tasks_are_shown_done_taken_back_and_ended_by_the_night_and_audit_clean()
    {
        var member = _shop.Join();
        _shop.Buy(member, "T-1", 100);
        var tier = Tier(member, "en");
        Assert.Equal(
            [("First wash", "Use wash once", 100L, new DateOnly(2026, 4, 1), false), ("First order as gold", "Make a purchase", 50L, new DateOnly(2026, 3, 12), false)],
            tier.Tasks.Select(t => (t.Name, t.ToDo, t.Points, t.Through!.Value, t.Done)));
        Assert.Equal("使用一次洗护", Tier(member, "zh-CN").Tasks[0].ToDo);
        var inbox = _shop.Site.Read(r => ReadTimeline.Inbox(r, member, new EntryAsk(20, null), "en")!);
        Assert.Contains("Welcome to Gold: one wash a month, show your code at the counter.", inbox.Select(m => m.Message));
        Assert.Contains("Starter task of Gold: First wash, 100 points, through 2026-04-01", inbox.Select(m => m.Message));

        _shop.Accepted(new UseBenefit { Member = member, Benefit = "wash", Source = "till", Number = "B-1" });
        _shop.Turn(new DateOnly(2026, 3, 3), new TimeOnly(12, 0));
        var order = _shop.Buy(member, "T-2", 20);
        // 100 + 100 for the wash + 20 + 50 for the order.
        Assert.Equal((270L, true), (Balance(member), Tier(member, "en").Tasks.All(t => t.Done)));
        _shop.Turn(new DateOnly(2026, 3, 4), new TimeOnly(12, 0));
        _shop.Accepted(new RefundPurchase { Purchase = order.Id!, Units = [new RefundedUnits(0, 1)] });
        Assert.Equal(200, Balance(member));
        Assert.False(Tier(member, "en").Tasks.Single(t => t.Task == "firstOrder").Done);
        CheckBooks();

        _shop.Turn(new DateOnly(2026, 3, 13), new TimeOnly(12, 0));
        Assert.Null((await App.Night.RunDay.Run(_shop.Site)).Refusal);
        Assert.Equal("firstWash", Assert.Single(Tier(member, "en").Tasks).Task);
        _shop.Buy(member, "T-3", 20);
        Assert.Equal(220, Balance(member));
        CheckBooks();
    }

    private TierView Tier(MemberRef member, string language) => _shop.Site.Read(r => TierView.Read(r, member, language)!);

    private long Balance(MemberRef member) => _shop.Site.Read(r => MemberView.Read(r, member)!.Balance);

    private void CheckBooks()
    {
        using var reader = _shop.Site.Store.Read();
        Assert.Empty(new BooksAudit(reader.Connection, _shop.Site.Store.Paths).Run().Findings);
        Assert.Empty(Audits.RulesAudit.Run(_shop.Site).Differences);
    }
}
