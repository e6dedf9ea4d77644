using Tessera.App.Behaviours;
using Tessera.App.Members;
using Tessera.App.Purchases;
using Tessera.App.Segments;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Segments;
using Tessera.Storage;
using Tessera.Storage.Segments;

namespace Tessera.App.Tests.Segments;

/// <summary>The night finds over columns in memory whom reading every record would find, whatever happened since the columns were read and whoever wrote it (I10, P44).</summary>
public sealed class SegmentNightTests : IDisposable
{
    private const string Rules = """
        tagRules:
          - { id: regular, name: { zh: 常客, en: regulars }, tag: keen, when: { spend: 100, window: rolling 1 months } }
          - { id: monthly, name: { zh: 本月, en: this month }, tag: keen, when: { orders: 2, window: calendar month } }
          - { id: once, name: { zh: 曾经, en: once }, tag: grand, when: { largestOrder: 300 }, takes: false }
          - { id: young, name: { zh: 年轻, en: young }, tag: young, when: { any: [{ age: at most 30 }, { rfm: champions }, { segment: big }] } }
        """;

    private readonly TestSite _site = new(new DateOnly(2026, 3, 10), TestSite.Program(more: Rules));
    private readonly List<MemberRef> _members = [];
    private readonly List<string> _bought = [];

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData(31UL)]
    [InlineData(32UL)]
    [InlineData(33UL)]
    [Covers("I10", "P44")]
    public async Task The_night_moves_whom_a_reading_of_every_record_would_move(ulong seed)
    {
        var chance = new SeededSequence(seed);
        Keep("big", "{ spend: 150, window: rolling 1 months }");
        Keep("lapsed", "{ all: [{ daysSincePurchase: at least 9 }, { not: { segment: big } }] }");
        Keep("held", "{ any: [{ tag: keen, tagDays: at most 3 }, { tier: silver, pointsBalance: 120 }] }");
        Keep("month", "{ spend: 60, window: calendar month }");
        Keep("best", "{ recency: 4, monetary: at least 3 }");
        Keep("friends", "{ spend: 200 }", SegmentKind.Fixed);
        for (var night = 0; night < 7; night++)
        {
            for (var n = 0; n < 14; n++) Happen(chance);
            if (night == 4) _site.Accepted(new EndSegment { Id = "best" });
            if (night == 5) _site.Site.Columns.Drop();
            var wanted = Same();
            var tally = await new SegmentRun(_site.Site, _ => true, withTags: true).Run(TestContext.Current.CancellationToken);
            Assert.True(tally.Entered + tally.Left + tally.Tagged + tally.Untagged >= wanted);
            _site.Turn(_site.Site.Read(r => r.Today).AddDays(chance.Between(1, 12)), new TimeOnly(12, 0));
        }
    }

    [Fact]
    [Covers("I10", "P44")]
    public async Task The_night_of_one_node_sees_what_another_wrote()
    {
        Assert.SkipUnless(PostgresServer.IsWanted, "没有 PostgreSQL。 Needs PostgreSQL.");
        using var other = Site.Open(Place.Of(_site.Folder), StoreAccess.OwnExisting, new SameClock(_site.Now));
        Keep("big", "{ spend: 150 }");
        Keep("best", "{ recency: 5 }");
        for (var i = 0; i < 5; i++) Join();
        foreach (var node in new[] { other, _site.Site, other })
        {
            // The columns of this node were read before the other one wrote.
            Count(node, "{ spend: 1 }");
            var before = In("big");
            _site.Buy(_members[before], $"n{before}", 500m);
            var tally = await new SegmentRun(node, _ => true, withTags: true).Run(TestContext.Current.CancellationToken);
            // Entered both segments, got keen and grand; young names the segment big, in which only those of the nights before stand.
            Assert.Equal((2L, before == 0 ? 2L : 3L), (tally.Entered, tally.Tagged));
            Assert.Equal((before + 1, before + 1), (Count(_site.Site, "{ segment: big }"), Count(other, "{ segment: big }")));
        }
    }

    [Fact]
    [Covers("I10")]
    public void A_moment_that_began_earlier_counts_what_stood_then()
    {
        for (var i = 0; i < 4; i++) Join();
        _site.Buy(_members[0], "a", 200m);
        _site.Site.Read(earlier =>
        {
            Assert.Equal(1, Count(_site.Site, earlier, "{ spend: 100 }"));
            _site.Buy(_members[1], "b", 200m);
            Assert.Equal(2, Count(_site.Site, "{ spend: 100 }"));
            Assert.Equal(1, Count(_site.Site, earlier, "{ spend: 100 }"));
            return 0;
        });
        Assert.Equal(2, Count(_site.Site, "{ spend: 100 }"));
        Assert.Equal(2, Count(_site.Site, "{ recency: 1 }"));
    }

    [Fact]
    [Covers("I10")]
    public async Task A_store_that_was_emptied_keeps_nobody_in_memory()
    {
        for (var i = 0; i < 3; i++) Join();
        _site.Buy(_members[0], "a", 200m);
        Assert.Equal((1, 1), (Count(_site.Site, "{ spend: 100 }"), Count(_site.Site, "{ recency: 1 }")));
        await _site.Site.Alone(scope =>
        {
            Tessera.App.Setup.StartOver.Empty(scope.Db);
            return Tessera.App.Setup.StartOver.PublishFirst(scope.Db, TestSite.Program(more: Rules), scope.Now);
        });
        _site.Site.Programs.Forget();
        _members.Clear();
        Assert.Equal((0, 0), (Count(_site.Site, "{ not: { spend: 100 } }"), Count(_site.Site, "{ recency: 1 }")));
        Join();
        Assert.Equal((1, 0), (Count(_site.Site, "{ not: { spend: 100 } }"), Count(_site.Site, "{ recency: 1 }")));
    }

    [Fact]
    [Covers("I10")]
    public void Only_members_whose_record_grew_are_asked_for_again()
    {
        for (var i = 0; i < 6; i++) Join();
        var mark = _site.Site.Read(r => r.Mark)!.Value;
        Assert.Empty(_site.Site.Read(r => r.GrownSince(r.Mark).ToList()));
        _site.Buy(_members[2], "a", 10m);
        _site.Buy(_members[4], "b", 10m);
        _site.Buy(_members[2], "c", 10m);
        AccountId[] bought = [AccountOf(_members[2]), AccountOf(_members[4])];
        // A server with writers elsewhere may name others too, with the items they have: one is joining.
        Assert.Equal(bought.Order(), _site.Site.Read(r => r.GrownSince(mark).Where(m => m.Sequence is not 1).Select(m => m.Account).ToList()).Order());
        // Who was never read is everybody.
        Assert.Equal(6, _site.Site.Read(r => r.GrownSince(null).Count()));
    }

    /// <summary>Those the look finds, the moves of the tag rules as they are previewed: both as every record says.</summary>
    private int Same() => _site.Site.Read(scope =>
    {
        var plan = SegmentPlan.Of(scope.Db, scope.Programs.At(scope.AsOf), withTags: true);
        var beside = new Beside(true, _site.Site.Rfm.Places(scope, plan.Program.Document.Rfm));
        var sights = scope.Db.Members.AllStates().Where(m => m.State.ClosedOn is null && m.State.MergedInto is null)
            .Select(m => (m.Account, Sight: new MemberSight(m.State, beside.Of(scope.Db, m.Account), scope.Today, plan.Program.LadderTerms))).ToList();
        var wanted = sights.Where(m => plan.Tags(m.Sight).Count > 0 || plan.Moves(m.Sight).Any()).Select(m => m.Account).Order().ToList();
        Assert.Equal(wanted, _site.Site.Columns.Over(scope, true, columns => new SegmentLook(scope, plan, beside).Otherwise(columns, default)));
        var moves = sights.SelectMany(m => plan.Tags(m.Sight)).ToList();
        foreach (var preview in CountSegment.Rules(_site.Site, scope, plan.Program.Document, 3))
        {
            Assert.Equal((moves.Count(m => m.Rule.Id == preview.Rule.Id && m.Gives), moves.Count(m => m.Rule.Id == preview.Rule.Id && !m.Gives)), (preview.Gains, preview.Loses));
            Assert.Equal(sights.Count(m => m.Sight.State.Tags.Exists(t => t.Tag == preview.Rule.Tag && (t.Through is not { } through || through >= scope.Today))), preview.Holds);
        }

        return wanted.Count;
    });

    private void Happen(SeededSequence chance)
    {
        if (_members.Count < 4 || chance.Chance(1, 6))
        {
            Join(chance);
            return;
        }

        var member = chance.Pick(_members);
        switch (chance.Below(9))
        {
            case 0: _site.Accepted(new GiveTag { Member = member, Tag = chance.Chance(1, 2) ? "keen" : "grand" }); break;
            case 1: _site.Answer(new ChangeProfile { Member = member, Profile = new MemberProfile { Birthday = new DateOnly(chance.Between(1980, 2005), 3, 10) } }); break;
            case 2 when _bought.Count > 0: _site.Answer(new RefundPurchase { Purchase = new PurchaseId("till", chance.Pick(_bought)), Units = [new RefundedUnits(0, 1)], Source = "till", Number = $"r{_bought.Count}-{_members.Count}" }); break;
            case 3 when _members.Count > 5 && chance.Chance(1, 3):
                _site.Accepted(new CloseMember { Member = member });
                _members.Remove(member);
                break;
            default:
                _bought.Add($"b{_bought.Count}");
                _site.Buy(member, _bought[^1], chance.Between(5, 350));
                break;
        }
    }

    private void Join(SeededSequence? chance = null)
    {
        var born = chance is null || chance.Chance(1, 2) ? (DateOnly?)null : new DateOnly(chance.Between(1980, 2005), 3, 10);
        _members.Add(MemberRef.By(_site.Accepted(new JoinMember { Identities = [IdentityForm.Of("phone", $"139{_members.Count:0000}{_bought.Count:0000}")!], Profile = born is null ? null : new MemberProfile { Birthday = born } }).Member));
    }

    private void Keep(string id, string condition, SegmentKind kind = SegmentKind.Live) =>
        _site.Accepted(new KeepSegment { Id = id, Makes = kind, NameZh = id, Condition = condition, Actor = "key:test" });

    private int In(string segment) => (int)_site.Site.Read(r => r.Db.Segments.Counts().GetValueOrDefault(segment));

    private AccountId AccountOf(MemberRef member) => _site.Site.Read(r => member.Resolve(r.Db))!.Value;

    private static int Count(Site site, string condition) => site.Read(scope => Count(site, scope, condition));

    private static int Count(Site site, ReadScope scope, string condition) =>
        (int)CountSegment.Of(site, scope, SegmentText.Read(condition, scope.Programs.At(scope.AsOf).Document).Condition!, 0).Members;

    private sealed class SameClock(Instant at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(at.Micros * 10);
    }
}
