using Tessera.App.Audits;
using Tessera.App.Behaviours;
using Tessera.App.Members;
using Tessera.App.Night;
using Tessera.App.Reads;
using Tessera.App.Segments;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Storage;
using Tessera.Storage.Segments;

namespace Tessera.App.Tests.Segments;

/// <summary>Segments and tag rules over a store (P44): who enters and leaves, by which facts, and that nothing happens twice.</summary>
public sealed class SegmentRunTests : IDisposable
{
    private const string Rules = """
        tagRules:
          - { id: regular, name: { zh: 常客, en: regulars }, tag: keen, when: { spend: 100, window: rolling 1 months } }
        """;

    private readonly TestSite _site = new(new DateOnly(2026, 3, 10), TestSite.Program(more: Rules));

    public void Dispose() => _site.Dispose();

    [Fact]
    [Covers("I10")]
    public async Task A_live_segment_follows_its_condition_and_each_move_is_a_fact()
    {
        var (rich, poor, asleep) = (_site.Join("13800000001"), _site.Join("13800000002"), _site.Join("13800000003"));
        _site.Buy(rich, "r", 500m);
        _site.Buy(poor, "p", 20m);
        Keep("big", "{ spend: 100, window: rolling 1 months }");
        Assert.Equal((0L, 0L), (Count("big"), Moves(rich)));

        Assert.Equal((3L, 1L, 0L), Sums(await Evaluate()));
        Assert.Equal((0L, 0L), Sums(await Evaluate()) is var again ? (again.Entered, again.Left) : default);
        Assert.Equal([AccountOf(rich)], In("big"));

        // A month later the purchase has left the window; the poor one bought for 90.00 more.
        _site.Turn(new DateOnly(2026, 4, 11), new TimeOnly(12, 0));
        _site.Buy(poor, "p2", 90m);
        Assert.Equal((3L, 0L, 1L), Sums(await Evaluate()));
        _site.Buy(poor, "p3", 10m);
        Assert.Equal((3L, 1L, 0L), Sums(await Evaluate()));
        Assert.Equal([AccountOf(poor)], In("big"));
        Assert.Equal((2L, 1L, 0L), (Moves(rich), Moves(poor), Moves(asleep)));
        Assert.Empty(BooksCheck.Run(_site.Site).Findings);
        Assert.Empty(RulesAudit.Run(_site.Site).Differences);
    }

    [Fact]
    public async Task The_timeline_calls_a_segment_by_its_name()
    {
        var rich = _site.Join("13800000001");
        _site.Buy(rich, "r", 500m);
        _site.Accepted(New("big", "{ spend: 100 }") with { NameZh = "大客户", NameEn = "big spenders" });
        await Evaluate();
        string Says(string language) => Assert.Single(_site.Site.Read(r => ReadTimeline.Page(r, rich, (10, null), language))!.Items, i => i.Kind == "segmentMoved").Why[0];

        Assert.Equal(("进入大客户", "entered big spenders"), (Says("zh-CN"), Says("en")));
    }

    [Fact]
    public async Task A_list_is_filled_once_and_then_changed_by_hand()
    {
        var (rich, poor) = (_site.Join("13800000001"), _site.Join("13800000002"));
        _site.Buy(rich, "r", 500m);
        Keep("friends", "{ spend: 100 }", SegmentKind.Fixed);
        await Evaluate();
        _site.Buy(poor, "p", 500m);
        _site.Accepted(new ListMembers { Id = "friends", Remove = [Public(rich)] });
        await Evaluate();
        Assert.Empty(In("friends"));

        var listed = _site.Accepted(new ListMembers { Id = "friends", Add = [Public(poor), Public(poor), "mem_00000000000000000000000000"], Remove = [Public(rich)] });
        Assert.Equal((1, 0, 2, 1), (listed.Added, listed.Removed, listed.Same, listed.Unknown.Count));
        Assert.Equal([AccountOf(poor)], In("friends"));
        Keep("big", "{ spend: 100 }");
        Assert.Equal("segment.isLive", _site.Refused(new ListMembers { Id = "big", Add = [Public(rich)] }));
        Assert.Equal("segment.isList", _site.Refused(new EvaluateSegment { Id = "friends" }));
        Assert.Equal("segment.filled", _site.Refused(new KeepSegment { Id = "friends", Condition = "{ spend: 1 }" }));
    }

    [Fact]
    public async Task A_segment_may_name_others_but_never_itself_and_goes_with_its_members()
    {
        var rich = _site.Join("13800000001");
        _site.Buy(rich, "r", 500m);
        Assert.Equal("segment.unknown", _site.Refused(New("a", "{ segment: b }")));
        // Named in the order of their ids, evaluated in the order they need: z before a.
        Keep("z", "{ spend: 100 }");
        Keep("a", "{ not: { segment: z } }");
        Assert.Equal("segment.circle", _site.Refused(new KeepSegment { Id = "z", Condition = "{ any: [{ segment: a }, { spend: 1 }] }" }));
        Assert.Equal("segment.circle", _site.Refused(new KeepSegment { Id = "z", Condition = "{ segment: z }" }));
        Assert.Equal((1L, 1L, 0L), Sums(await Evaluate()));
        Assert.Empty(In("a"));

        Assert.Equal("segment.inUse", _site.Refused(new EndSegment { Id = "z" }));
        _site.Accepted(new EndSegment { Id = "a" });
        Assert.Null(_site.Site.Read(r => r.Db.Segments.Find("a")));
        _site.Accepted(new EndSegment { Id = "z" });
        Assert.Equal("segment.unknown", _site.Refused(new KeepSegment { Id = "z", NameZh = "再来" }));
        Assert.Equal((1L, 0L, 1L), Sums(await Evaluate()));
        Assert.Null(_site.Site.Read(r => r.Db.Segments.Find("z")));
        Assert.Equal(2, Moves(rich));
        Assert.Empty(BooksCheck.Run(_site.Site).Findings);
    }

    [Fact]
    [Covers("P44")]
    public async Task The_night_gives_and_takes_by_rule_and_leaves_what_people_gave()
    {
        var (rich, poor, friend) = (_site.Join("13800000001"), _site.Join("13800000002"), _site.Join("13800000003"));
        _site.Buy(rich, "r", 500m);
        _site.Buy(poor, "p", 99.99m);
        _site.Accepted(new GiveTag { Member = friend, Tag = "keen" });
        var preview = _site.Site.Read(r => CountSegment.Rules(_site.Site, r, r.Programs.At(r.AsOf).Document, 5)).Single();
        Assert.Equal((1L, 0L, 1L, AccountOf(rich)), (preview.Gains, preview.Loses, preview.Holds, preview.Sample.Single()));

        await RunDay.Run(_site.Site);
        await RunDay.Run(_site.Site);
        Assert.Equal(("regular", null, null), (Tag(rich), Tag(poor) ?? null, Tag(friend)));
        var given = Items(rich).Single(i => i.Fact is TagGiven);
        Assert.Equal(["tag.byRule", "condition.met"], given.Reasons.Select(r => r.Code));
        Assert.True(Holds(friend) && !Holds(poor));

        _site.Turn(new DateOnly(2026, 4, 11), new TimeOnly(12, 0));
        await RunDay.Run(_site.Site);
        Assert.True(!Holds(rich) && Holds(friend));
        Assert.Equal("tag.takenByRule", Items(rich).Single(i => i.Fact is TagTaken).Reasons[0].Code);
        Assert.Empty(BooksCheck.Run(_site.Site).Findings);
        Assert.Empty(RulesAudit.Run(_site.Site).Differences);
    }

    [Fact]
    [Covers("P44")]
    public async Task A_run_that_is_killed_goes_on_and_moves_nobody_twice()
    {
        // 450 members are three batches; the first run may write one of them.
        const int Members = 450;
        for (var i = 0; i < Members; i++) _site.Buy(_site.Join($"138{i:00000000}"), $"b{i}", 200m);
        Keep("big", "{ spend: 100 }");
        var batches = 0;
        var killed = await new SegmentRun(_site.Site, _ => ++batches <= 1, withTags: true).Run(TestContext.Current.CancellationToken);
        Assert.Equal((200L, 200L), (killed.Entered, killed.Tagged));
        Assert.Null(_site.Site.Read(r => r.Db.Segments.Find("big")!.EvaluatedAt));
        _site.Close();

        var rest = await new SegmentRun(_site.Site, _ => true, withTags: true).Run(TestContext.Current.CancellationToken);
        Assert.Equal((250L, 250L), (rest.Entered, rest.Tagged));
        Assert.Equal(_site.Now, _site.Site.Read(r => r.Db.Segments.Find("big")!.EvaluatedAt));
        Assert.Equal(Members, Count("big"));
        Assert.All(_site.Site.Read(r => r.Db.Members.All().ToList()), a => Assert.Equal((1, 1), Of(a)));
    }

    [Fact]
    public void A_condition_is_counted_before_it_is_saved()
    {
        var members = Enumerable.Range(1, 7).Select(i => _site.Join($"1380000000{i}")).ToList();
        for (var i = 0; i < 7; i++) _site.Buy(members[i], $"b{i}", 100m * i + 1);
        _site.Accepted(new CloseMember { Member = members[6] });
        var counted = _site.Site.Read(r => CountSegment.Of(_site.Site, r, SegmentText.Read("{ spend: 201 }", r.Programs.At(r.AsOf).Document).Condition!, 2));
        // 201, 301, 401 and 501 remain of 1 to 601; the last one closed.
        Assert.Equal((4L, 6L, 2), (counted.Members, counted.Of, counted.Sample.Count));
        Assert.Equal(0, _site.Site.Read(r => r.Db.Segments.All().Count));
    }

    [Fact]
    public async Task Profile_and_place_in_the_grid_are_read_where_a_condition_asks()
    {
        var young = MemberRef.By(_site.Accepted(new JoinMember { Identities = [IdentityForm.Of("phone", "13800000001")!], Profile = new MemberProfile { Birthday = new DateOnly(2006, 3, 10), Locale = "en" } }).Member);
        var old = _site.Join("13800000002");
        _site.Buy(young, "y", 10m);
        Keep("young", "{ age: at most 20, birthMonth: 3, locale: en }");
        Keep("new", "{ rfm: aboutToSleep }");
        Keep("best", "{ recency: 5 }");
        await Evaluate();
        // One member bought: alone in the grid, its days are the cut (5), its single order is the cut (1): new members.
        Assert.Equal([AccountOf(young)], In("young"));
        Assert.Empty(In("new"));
        Assert.Equal([AccountOf(young)], In("best"));
        Assert.Equal(0, Moves(old));
    }

    private void Keep(string id, string condition, SegmentKind kind = SegmentKind.Live) => _site.Accepted(New(id, condition, kind));

    private static KeepSegment New(string id, string condition, SegmentKind kind = SegmentKind.Live) => new() { Id = id, Makes = kind, NameZh = id, Condition = condition, Actor = "key:test" };

    private Task<SegmentTally> Evaluate() => new SegmentRun(_site.Site, _ => true, withTags: false).Run();

    private static (long Members, long Entered, long Left) Sums(SegmentTally tally) => (tally.Members, tally.Entered, tally.Left);

    private long Count(string id) => _site.Site.Read(r => r.Db.Segments.Counts().GetValueOrDefault(id));

    private List<AccountId> In(string id) => _site.Site.Read(r => r.Db.Segments.Members(id, null, 500).Select(m => m.Account).ToList());

    private AccountId AccountOf(MemberRef member) => _site.Site.Read(r => member.Resolve(r.Db))!.Value;

    private string Public(MemberRef member) => _site.Site.Read(r => r.Db.Identities.MemberOf(AccountOf(member)))!.Value.ToString();

    private List<RecordItem> Items(MemberRef member) => _site.Site.Read(r => r.Db.Records.Page(AccountOf(member)).ToList());

    private long Moves(MemberRef member) => Items(member).Count(i => i.Fact is SegmentMoved);

    private string? Tag(MemberRef member) => _site.Site.Read(r => r.Db.Members.Load(AccountOf(member))!.State.Tags.Find(t => t.Tag == "keen")?.Rule);

    private bool Holds(MemberRef member) => _site.Site.Read(r => r.Db.Members.Load(AccountOf(member))!.State.Tags.Exists(t => t.Tag == "keen"));

    private (int, int) Of(AccountId account) => _site.Site.Read(r => r.Db.Records.Page(account).ToList() is var items ? (items.Count(i => i.Fact is SegmentMoved), items.Count(i => i.Fact is TagGiven)) : default);
}
