using Tessera.App.Audits;
using Tessera.App.Members;
using Tessera.App.Night;
using Tessera.App.Reads;
using Tessera.App.Tiers;
using Tessera.Core;
using Tessera.Core.Members;
using Tessera.Storage;
using Tessera.Storage.Tiers;

namespace Tessera.App.Tests.Tiers;

/// <summary>What staff decide: applications for tiers, and falls that are left to them.</summary>
public sealed class StaffDeskTests : IDisposable
{
    private static readonly string Rules = """
        program: { code: test, name: { zh: 测试, en: Test }, zone: Asia/Shanghai, currency: CNY }
        tiers:
          - { id: base, name: { zh: 普通, en: Base } }
          - { id: silver, name: { zh: 银卡, en: Silver }, enter: { spend: 100, window: rolling 12 months } }
          - { id: club, name: { zh: 俱乐部, en: Club }, enter: { spend: 500, window: rolling 12 months }, entry: application }
        points: { expiry: { kind: never } }
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

    [Fact]
    [Covers("D4")]
    public async Task A_fall_left_to_people_is_one_row_until_somebody_keeps_or_lowers_and_the_history_names_them()
    {
        using var site = new TestSite(new DateOnly(2026, 1, 5), TestSite.Program(more: Yearly));
        var (lowered, kept, good) = (site.Join("13800000001"), site.Join("13800000002"), site.Join("13800000003"));
        foreach (var member in new[] { lowered, kept, good }) site.Buy(member, $"a{member}", 100);
        site.Turn(new DateOnly(2026, 8, 1), new TimeOnly(12, 0));
        site.Buy(good, "b", 100);
        // The review of 1 January 2027 reads July to December 2026: 0.00 of 100.00, and 100.00 of the third. Without grace it takes effect on 4 January; the nights come late, then twice.
        site.Turn(new DateOnly(2027, 1, 20), new TimeOnly(12, 0));
        await RunDay.Run(site.Site);
        await RunDay.Run(site.Site);
        var rows = Waiting(site);
        Assert.Equal(2, rows.Count);
        Assert.All(rows, r => Assert.Equal(("half", "silver", "base", new DateOnly(2027, 1, 1)), (r.Review, r.Tier, r.Lower, r.Place.On)));
        Assert.Contains(rows[0].Why, w => w.Code == "condition.missed");
        Assert.Equal("silver", TierOf(site, lowered));

        var item = site.Accepted(Decided(site, lowered, lowers: true));
        Assert.Equal((rows[0].Place.On, rows[0].Review), (item.Place.On, item.Review));
        site.Accepted(Decided(site, kept, lowers: false));
        Assert.Empty(Waiting(site));
        Assert.Equal(("base", "silver", "silver"), (TierOf(site, lowered), TierOf(site, kept), TierOf(site, good)));
        var past = site.Site.Read(r => TierView.Read(r, lowered, "en"))!.Past[^1];
        Assert.Equal(TierCause.Fall, past.Cause);
        Assert.Equal("Half year of 2027-01-01: lowered to Base by assessment (seen), person:ann", Assert.Single(past.Why));
        var line = site.Site.Read(r => ReadTimeline.Page(r, kept, (1, null), "zh-CN"))!.Items[0];
        Assert.Equal(["半年评定（2027-01-01）：人工评定保留银卡（seen），person:ann"], line.Why);
        Assert.Equal(2, site.Site.Read(r => r.Db.Audits.Page(50)).Count(a => a.Event.Action.StartsWith("tier.assessed", StringComparison.Ordinal)));
        Assert.Empty(BooksCheck.Run(site.Site).Findings);
    }

    private const string Yearly = """
        ladder: { falls: manual }
        reviews:
          - { id: half, name: { zh: 半年评定, en: Half year }, does: settle, moment: yearly 01-01, window: rolling 6 months, grace: none, keep: { silver: { spend: 100 } } }
        """;

    private static IReadOnlyList<TierWorkItem> Waiting(TestSite site) => site.Site.Read(r => TierWorklist.Read(r, null, 10)).Items;

    private static string TierOf(TestSite site, MemberRef member) => site.Site.Read(r => r.Db.Members.FiguresOf(member.Resolve(r.Db)!.Value)!.TierEarned);

    private static AssessTier Decided(TestSite site, MemberRef member, bool lowers)
    {
        var account = site.Site.Read(r => member.Resolve(r.Db))!.Value;
        var row = Waiting(site).Single(r => r.Place.Account == account);
        var decided = new AssessTier { Member = member, Sequence = row.Place.Sequence, N = row.Place.N, Lowers = lowers, ReasonCode = "seen", Actor = "person:ann" };
        return decided;
    }

    private IReadOnlyList<TierApplicationRow> Listed(string state) => _site.Site.Read(r => r.Db.TierDesk.Applications(state, null, 10));

    private AccountId AccountOf(MemberRef member) => _site.Site.Read(r => member.Resolve(r.Db))!.Value;

    private string TierOf(MemberRef member) => _site.Site.Read(r => r.Db.Members.FiguresOf(member.Resolve(r.Db)!.Value)!.TierEarned);
}
