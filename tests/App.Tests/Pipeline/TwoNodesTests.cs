using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Tests.Stories;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Tests.Pipeline;

/// <summary>Two processes on one PostgreSQL database, here as two sites with a writer each.</summary>
public sealed class TwoNodesTests : IDisposable
{
    private readonly TestSite _shop;
    private readonly Site _other;

    public TwoNodesTests()
    {
        Assert.SkipUnless(PostgresServer.IsWanted, "没有 PostgreSQL。 Needs PostgreSQL.");
        _shop = new TestSite(new DateOnly(2026, 3, 1), TestSite.Program());
        _other = Site.Open(Place.Of(_shop.Folder), StoreAccess.OwnExisting, new Still(_shop));
    }

    public void Dispose()
    {
        _other?.Dispose();
        _shop?.Dispose();
    }

    [Fact]
    public async Task A_document_told_to_both_at_once_is_recorded_once()
    {
        var member = _shop.Join();
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Of(i).Write(_shop.PurchaseOf(member, $"D{i / 2}", 10))));
        Assert.All(answers, a => Assert.Null(a.Refusal));
        Assert.Equal(100, answers.Count(a => a.IsRepeat));
        Assert.Equal(1_000, Balance(member));
        Story.AuditsClean(_other);
    }

    [Fact]
    public async Task A_key_sent_to_both_at_once_has_one_effect_and_one_answer()
    {
        var member = _shop.Join();
        _shop.Buy(member, "first", 1_000);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
        {
            var key = new KeyedRequest(RequestKey.Of("key:a", "POST", "/v1/spend", $"k{i / 2}", [1]), a => new RenderedAnswer(200, "text/plain", Guid.NewGuid().ToByteArray()));
            return Of(i).Write(new SpendPoints { Member = member, Points = 3, Reference = $"r{i}" }, key);
        }));
        Assert.All(answers.Chunk(2), pair => Assert.Equal(pair[0].Rendered!.Body, pair[1].Rendered!.Body));
        Assert.Equal(50, answers.Count(a => a.Outcome == KeyedOutcome.Replayed));
        Assert.Equal(850, Balance(member));
    }

    [Fact]
    [Covers("R5")]
    public async Task Five_hundred_spends_on_a_hundred_points_through_both_leave_nothing_below_zero()
    {
        var members = Enumerable.Range(0, 3).Select(i => _shop.Join($"1380000000{i}")).ToList();
        foreach (var (member, i) in members.Select((m, i) => (m, i))) _shop.Buy(member, $"buy{i}", 100);
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Of(i).Write(new SpendPoints { Member = members[i % 3], Points = 1, Reference = $"r{i}" })));
        Assert.Equal(300, answers.Count(a => a.IsAccepted));
        Assert.All(answers.Where(a => !a.IsAccepted), a => Assert.Equal("points.insufficient", a.Refusal!.Reason.Code));
        Assert.All(members, m => Assert.Equal(0, Balance(m)));
        Story.AuditsClean(_other);
    }

    [Fact]
    public async Task Transfers_in_a_circle_through_both_neither_lose_nor_make_points()
    {
        var members = Enumerable.Range(0, 6).Select(i => _shop.Join($"1380000000{i}")).ToList();
        foreach (var (member, i) in members.Select((m, i) => (m, i))) _shop.Buy(member, $"buy{i}", 100);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Of(i).Write(new TransferPoints { From = members[i % 6], To = members[(i + 1 + (i % 4)) % 6], Points = 1 })));
        Assert.Equal(600, members.Sum(Balance));
        Story.AuditsClean(_other);
    }

    [Fact]
    public async Task A_phone_that_joins_through_both_is_one_member()
    {
        var joined = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Of(i).Write(new JoinMember { Identities = [IdentityForm.Of("phone", $"1390000{i / 2:0000}")!] })));
        Assert.All(joined.Chunk(2), pair => Assert.Equal(pair[0].Value!.Account, pair[1].Value!.Account));
        Assert.Equal(30, _shop.Site.Read(r => r.Db.Members.Count()));
    }

    [Fact]
    public async Task A_publication_on_one_rules_the_next_batch_of_the_other()
    {
        var member = _shop.Join();
        _shop.Buy(member, "before", 100);
        _shop.Publish(TestSite.Program().Replace("points: 1, per: 1.00", "points: 2, per: 1.00", StringComparison.Ordinal), at: _shop.Now);
        _shop.Turn(new DateOnly(2026, 3, 3), new TimeOnly(12, 0));
        var told = await _other.Write(_shop.PurchaseOf(member, "after", 100));
        Assert.Equal(2, told.Value!.Told!.Item.Version);
        Assert.Equal(300, Balance(member));
    }

    [Fact]
    public async Task Positions_of_the_outbox_have_no_gap_and_each_process_its_own_trail()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Of(i).Write(new JoinMember { Identities = [IdentityForm.Of("card", $"c{i}")!] })));
        var member = _shop.Join();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Of(i).Alone(scope =>
        {
            scope.Db.Outbox.Append("test", "{}", scope.Now);
            scope.Db.Audits.Append(new AuditEvent(scope.Now, "key:a", "test", "x"));
            return 0;
        })));
        var positions = _shop.Site.Read(r => r.Db.Outbox.After(0, 10_000)).Select(r => r.Position).ToList();
        Assert.Equal(Enumerable.Range(1, positions.Count).Select(i => (long)i), positions);
        Assert.Equal(["main", "node-2"], _shop.Site.Read(r => r.Db.Audits.Page(1_000)).Where(a => a.Event.Action == "test").Select(a => a.Writer).Distinct().Order(StringComparer.Ordinal));
        Story.AuditsClean(_other);
    }

    private Site Of(int i) => i % 2 == 0 ? _shop.Site : _other;

    private long Balance(MemberRef member) => _shop.Site.Read(r => r.Db.Members.Load(member.Resolve(r.Db)!.Value)!.State.Balance);

    private sealed class Still(TestSite shop) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(shop.Now.Micros * 10);
    }
}
