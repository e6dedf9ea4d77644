using Tessera.App.Behaviours;
using Tessera.App.Coupons;
using Tessera.App.Exports;
using Tessera.App.Members;
using Tessera.Core.Coupons;
using Tessera.Storage;

namespace Tessera.App.Tests.Coupons;

public sealed class CouponBatchTests : IDisposable
{
    private const string Kinds = """
        coupons:
          - { id: vip, name: { zh: 贵宾券, en: VIP }, takes: [assigned], supply: 120, lasts: 30 days, saving: { amount: 20, atLeast: 100 } }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 1), TestSite.Program(more: Kinds));

    public void Dispose() => _shop.Dispose();

    // 70 members, 65 tagged, of whom one was merged into another tagged one and one's tag ended yesterday: 63 are left. Two each of 120: 60 get theirs, 3 do not.
    [Fact]
    [Covers("P7")]
    public async Task A_batch_gives_to_every_member_with_the_tag_once_although_it_was_cut_off_and_says_for_each_what_came()
    {
        var members = Enumerable.Range(0, 70).Select(i => _shop.Join($"138000000{i:00}")).ToList();
        for (var i = 0; i < 65; i++) _shop.Accepted(new GiveTag { Member = members[i], Tag = "vip", Through = i == 0 ? new DateOnly(2026, 2, 28) : null });
        _shop.Accepted(new MergeMembers { Member = members[1], Into = members[2] });
        var ordered = _shop.Accepted(new OrderCouponBatch { Ask = new CouponBatchAsk { Kind = "vip", Count = 2, Tags = ["vip", "other"] }, Language = "en" });

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunCouponBatch.Run(_shop.Site, Job(ordered.Id), "key:test", () => throw new InvalidOperationException("cut off"), TestContext.Current.CancellationToken));
        await RunCouponBatch.Run(_shop.Site, Job(ordered.Id), "key:test", () => Task.CompletedTask, TestContext.Current.CancellationToken);

        var tally = CouponBatchTally.Read(Job(ordered.Id).Progress);
        Assert.Equal((63, 60, 3, 120L), (tally.Members, tally.Given, tally.Refused, tally.Coupons));
        Assert.Equal(JobState.Done, Job(ordered.Id).State);
        Assert.Equal(120L, _shop.Site.Read(r => r.Db.SharedCounters.UsedOf([CouponKind.SupplyOf("vip")]).Values.Single()));
        Assert.Equal(60 + 3, Lines(ordered.Id).Count(l => l.StartsWith("mem_", StringComparison.Ordinal)));
        Assert.Equal(3, Lines(ordered.Id).Count(l => l.Contains("not given,0 of VIP are left", StringComparison.Ordinal)));
        using var reader = _shop.Site.Store.Read();
        Assert.True(new BooksAudit(reader.Connection, _shop.Site.Store.Paths).Run().IsClean);
    }

    [Fact]
    public void A_batch_of_a_kind_that_is_not_given_is_not_taken_on() =>
        Assert.Equal("coupon.unknownKind", _shop.Answer(new OrderCouponBatch { Ask = new CouponBatchAsk { Kind = "never", Tags = ["vip"] }, Language = "en" }).Refusal!.Reason.Code);

    private Job Job(string id) => _shop.Site.Read(r => r.Db.Imports.Find(id)!);

    private string[] Lines(string id)
    {
        using var to = new StringWriter();
        _shop.Site.Read(r => RunCouponBatch.Results(r, id, "en").Write(to, ExportFormat.Csv));
        return to.ToString().Split('\n');
    }
}
