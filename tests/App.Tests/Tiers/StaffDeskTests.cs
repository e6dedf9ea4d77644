using Tessera.App.Members;
using Tessera.App.Tiers;
using Tessera.Core;
using Tessera.Storage;
using Tessera.Storage.Tiers;

namespace Tessera.App.Tests.Tiers;

/// <summary>What staff decide: applications for tiers.</summary>
public sealed class StaffDeskTests : IDisposable
{
    private static readonly string Rules = """
        program: { code: test, name: { zh: 测试, en: Test }, zone: Asia/Shanghai, currency: CNY }
        tiers:
          - { id: base, name: { zh: 普通, en: Base } }
          - { id: silver, name: { zh: 银卡, en: Silver }, enter: { spend: 100, window: rolling 12 months } }
          - { id: club, name: { zh: 俱乐部, en: Club }, enter: { spend: 500, window: rolling 12 months }, entry: application }
        points: { expiry: { kind: never } }
        reviews:
          - { id: monthly, name: { zh: 每月, en: Monthly }, does: warn, moment: monthly 1, window: calendar month, keep: { silver: { spend: 100 }, club: { spend: 100 } } }
        earn:
          - { id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 1, per: 1.00, mode: perFull } }
        """;

    private readonly TestSite _site = new(new DateOnly(2026, 3, 10), Rules);

    public void Dispose() => _site.Dispose();

    [Fact]
    [Covers("C14")]
    public void Applications_are_listed_by_state_and_only_the_eligible_may_apply()
    {
        var (rich, poor) = (_site.Join("13800000001"), _site.Join("13800000002"));
        _site.Buy(rich, "r", 500m);
        Assert.Equal("tier.notEligible", _site.Refused(new ApplyForTier { Member = poor, Tier = "club" }));
        var applied = _site.Accepted(new ApplyForTier { Member = rich, Tier = "club" });
        Assert.Equal(("open", "club"), Listed("open").Select(a => (a.State, a.Tier)).Single());
        _site.Accepted(new DecideApplication { Member = rich, ApplicationSequence = applied.Item.Sequence, Approved = true, ReasonCode = "ok" });
        Assert.Empty(Listed("open"));
        Assert.Equal(("approved", "ok"), Listed("approved").Select(a => (a.State, a.ReasonCode)).Single());
        Assert.Equal("club", TierOf(rich));
        Assert.Contains(_site.Site.Read(r => r.Db.Outbox.Inbox(AccountOf(rich), 10)), m => m.Topic.StartsWith("tier.", StringComparison.Ordinal));
    }

    private IReadOnlyList<TierApplicationRow> Listed(string state) => _site.Site.Read(r => r.Db.TierDesk.Applications(state, null, 10));

    private AccountId AccountOf(MemberRef member) => _site.Site.Read(r => member.Resolve(r.Db))!.Value;

    private string TierOf(MemberRef member) => _site.Site.Read(r => r.Db.Members.FiguresOf(member.Resolve(r.Db)!.Value)!.TierEarned);
}
