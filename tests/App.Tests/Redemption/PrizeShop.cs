using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Redemption;
using Tessera.Core.Facts;
using Tessera.Storage;

namespace Tessera.App.Tests.Redemption;

/// <summary>A real store with rewards and a draw; with PostgreSQL a second process writes to it too.</summary>
internal sealed class PrizeShop : IDisposable
{
    public const string Rewards = """
        rewards:
          - { id: mug, name: { zh: 马克杯, en: Mug }, points: 300, stock: 100, perMember: 1, cost: 9.00, retail: 30.00, owner: marketing }
          - { id: tea, name: { zh: 茶叶, en: Tea }, points: 200, cash: 9.90, stock: 100, cost: 12.00, owner: marketing, handing: delivery }
        """;

    private Site? _other;

    public PrizeShop(string more = Rewards) => Shop = new TestSite(new DateOnly(2026, 3, 2), TestSite.Program(more: more));

    public TestSite Shop { get; }

    /// <summary>The site, and where there is one a second node by turns.</summary>
    public Site Of(int i) => i % 2 == 0 || !PostgresServer.IsWanted ? Shop.Site : _other ??= Site.Open(Place.Of(Shop.Folder), StoreAccess.OwnExisting, new Still(Shop));

    public MemberRef Rich(string phone, long points = 1_000)
    {
        var member = Shop.Join(phone);
        Shop.Accepted(new AdjustPoints { Member = member, Points = points, ReasonCode = "gift", NeverEnds = true });
        return member;
    }

    public static RedeemReward Redeem(MemberRef member, string reward = "mug", params Payment[] payments) =>
        new() { Take = new TakeReward { Member = member, Reward = reward, Payments = payments }, Delivery = reward == "tea" ? "上海市 1 号" : null };

    public static EnterDraw Enter(MemberRef member) => new() { Take = new TakeEntry { Member = member, Draw = "spring" } };

    public long Used(string id) => Shop.Site.Read(r => r.Db.SharedCounters.UsedOf([id])).GetValueOrDefault(id);

    public void CheckBooks()
    {
        using var reader = Shop.Site.Store.Read();
        Assert.Empty(new BooksAudit(reader.Connection, Shop.Site.Store.Paths).Run().Findings);
        Assert.Empty(Audits.RulesAudit.Run(Shop.Site).Differences);
    }

    public void Dispose()
    {
        _other?.Dispose();
        Shop.Dispose();
    }

    private sealed class Still(TestSite shop) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(shop.Now.Micros * 10);
    }
}
