using Tessera.App.Audits;
using Tessera.App.Behaviours;
using Tessera.App.Coupons;
using Tessera.App.Exports;
using Tessera.App.Members;
using Tessera.Core.Coupons;
using Tessera.Storage;

namespace Tessera.App.Tests.Coupons;

/// <summary>Coupons for a segment of members, as a job.</summary>
public sealed class CouponBatchTests : IDisposable
{
    private const string Kinds = """
        coupons:
          - { id: vip, name: { zh: 贵宾券, en: VIP }, takes: [assigned], supply: 120, lasts: 30 days, saving: { amount: 20, atLeast: 100 } }
          - { id: film, name: { zh: 电影票, en: Film }, takes: [assigned], pool: yes, lasts: 30 days }
          - { id: tea, name: { zh: 茶券, en: Tea }, takes: [assigned], lasts: 30 days }
        benefits:
          - { id: spring, name: { zh: 春节礼包, en: spring pack }, type: festival, owner: marketing, yearly: [02-17], coupons: [{ coupon: tea, count: 2 }] }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 1), TestSite.Program(more: Kinds));

    public void Dispose() => _shop.Dispose();

    // 70 members, 65 tagged, of whom one was merged into another tagged one and one's tag ended yesterday: 63 are left. Two each of 120: 60 get theirs, 3 do not.
    // The one who was merged into comes last of all, when nothing is left, and is refused once.
    [Fact]
    [Covers("P7")]
    public async Task A_batch_gives_to_every_member_with_the_tag_once_although_it_was_cut_off_and_says_for_each_what_came()
    {
        var members = Enumerable.Range(0, 70).Select(i => _shop.Join($"138000000{i:00}")).OrderBy(Account).ToList();
        for (var i = 0; i < 65; i++) _shop.Accepted(new GiveTag { Member = members[i], Tag = "vip", Through = i == 0 ? new DateOnly(2026, 2, 28) : null });
        _shop.Accepted(new MergeMembers { Member = members[1], Into = members[64] });
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

    // 80 members, 60 tagged. The code of the 55th coupon is missing: the second transaction falls, 50 are given. Then one who got it is merged into one who has yet to get it,
    // and one who has yet to get it into one without the tag whose turn is over. 60 tagged − 1 (merged into another tagged one) = 59 people are due one each.
    [Fact]
    [Covers("P7", "R1")]
    public async Task A_batch_cut_off_in_the_middle_goes_on_gives_nobody_two_and_leaves_nobody_out_whoever_is_merged_meanwhile()
    {
        var members = Enumerable.Range(0, 80).Select(i => _shop.Join($"138000000{i:00}")).OrderBy(Account).ToList();
        var (bare, tagged) = (members.Take(10).Concat(members.TakeLast(10)).ToList(), members.Skip(10).Take(60).ToList());
        foreach (var member in tagged) _shop.Accepted(new GiveTag { Member = member, Tag = "vip" });
        _shop.Accepted(new AddPoolCodes { Kind = "film", Codes = [.. Enumerable.Range(1, 100).Select(i => $"F{i:000}")] });
        await Sql("delete from coupon_pool where number = 55");
        var ordered = _shop.Accepted(new OrderCouponBatch { Ask = new CouponBatchAsk { Kind = "film", Tags = ["vip"] }, Language = "en" });

        await Assert.ThrowsAnyAsync<Exception>(() => Run(ordered.Id));
        Assert.Equal((50, 60L), (Tally(ordered.Id).Given, Tally(ordered.Id).Expected));
        // The missing code halted its member; both are mended.
        await Sql("insert into coupon_pool (kind, number, code) values ('film', 55, 'F055')");
        await Sql("update member_state set halted = 0");
        _shop.Accepted(new MergeMembers { Member = tagged[0], Into = tagged[55] });
        _shop.Accepted(new MergeMembers { Member = tagged[56], Into = bare[0] });
        await Run(ordered.Id);
        await Run(ordered.Id);

        Assert.DoesNotContain(Lines(ordered.Id), l => l.Contains("not given", StringComparison.Ordinal));
        Assert.Equal((59, 59, 0, 59L), (Tally(ordered.Id).Members, Tally(ordered.Id).Given, Tally(ordered.Id).Refused, Tally(ordered.Id).Coupons));
        var due = tagged.Where((_, i) => i is not (0 or 56)).Append(bare[0]).ToList();
        Assert.All(due, m => Assert.Equal(1, Held(m)));
        Assert.All(bare.Skip(1), m => Assert.Equal(0, Held(m)));
        Clean();
    }

    // Tags a and b, tiers and states of five members; the last one is closed.
    [Theory]
    [Covers("P7", "H9")]
    [InlineData("any", null, null, 4)]
    [InlineData("all", null, null, 2)]
    [InlineData("any", "silver", null, 2)]
    [InlineData("any", null, true, 1)]
    [InlineData("all", "base", false, 0)]
    [InlineData(null, "silver", false, 2)]
    public async Task A_segment_is_tags_tiers_and_states_and_its_preview_says_how_many(string? tags, string? tier, bool? frozen, int count)
    {
        var members = Enumerable.Range(0, 5).Select(i => _shop.Join($"138000000{i:00}")).ToList();
        foreach (var (member, tag) in new[] { (0, "a"), (0, "b"), (1, "a"), (2, "b"), (3, "a"), (3, "b"), (4, "a") }) _shop.Accepted(new GiveTag { Member = members[member], Tag = tag });
        foreach (var member in (int[])[0, 1]) _shop.Buy(members[member], $"n{member}", 100m);
        _shop.Accepted(new FreezeMember { Member = members[3], ReasonCode = "test" });
        _shop.Accepted(new CloseMember { Member = members[4] });
        var ask = new CouponBatchAsk { Benefit = "spring", Tags = tags is null ? [] : ["a", "b"], AllTags = tags == "all", Tiers = tier is null ? [] : [tier], Frozen = frozen };

        var (preview, _) = _shop.Site.Read(r => CouponBatchPreview.Of(r, ask));
        var ordered = _shop.Accepted(new OrderCouponBatch { Ask = ask, Language = "en" });
        await Run(ordered.Id);

        Assert.Equal((count, count * 2L, false), (preview!.Members, preview.Coupons, preview.NeedsApproval));
        Assert.Equal((count, count * 2L), (Tally(ordered.Id).Given, Tally(ordered.Id).Coupons));
        Clean();
    }

    [Theory]
    [InlineData("never", null, "vip", "coupon.unknownKind")]
    [InlineData(null, "never", "vip", "benefit.notPack")]
    [InlineData("vip", null, null, "couponBatch.everybody")]
    public void A_batch_that_cannot_be_given_is_not_taken_on(string? kind, string? benefit, string? tag, string code)
    {
        var ask = new CouponBatchAsk { Kind = kind, Benefit = benefit, Tags = tag is null ? [] : [tag] };

        Assert.Equal(code, _shop.Refused(new OrderCouponBatch { Ask = ask, Language = "en" }));
        Assert.Equal(code, _shop.Site.Read(r => CouponBatchPreview.Of(r, ask)).Refusal!.Reason.Code);
    }

    private Task Run(string id) => RunCouponBatch.Run(_shop.Site, Job(id), "key:test", () => Task.CompletedTask, TestContext.Current.CancellationToken);

    private Task<int> Sql(string sql) => _shop.Site.Alone(scope =>
    {
        scope.Db.Execute(sql);
        return 0;
    });

    private long Account(MemberRef member) => _shop.Site.Read(r => member.Resolve(r.Db)!.Value.Value);

    private int Held(MemberRef member) => _shop.Site.Read(r => r.Db.Coupons.Page(member.Resolve(r.Db)!.Value, openOnly: true, null, 200).Count);

    private CouponBatchTally Tally(string id) => CouponBatchTally.Read(Job(id).Progress);

    private void Clean()
    {
        Assert.Empty(RulesAudit.Run(_shop.Site).Differences);
        using var reader = _shop.Site.Store.Read();
        Assert.True(new BooksAudit(reader.Connection, _shop.Site.Store.Paths).Run().IsClean);
    }

    private Job Job(string id) => _shop.Site.Read(r => r.Db.Imports.Find(id)!);

    private string[] Lines(string id)
    {
        using var to = new StringWriter();
        _shop.Site.Read(r => RunCouponBatch.Results(r, id, "en").Write(to, ExportFormat.Csv));
        return to.ToString().Split('\n');
    }
}
