using Tessera.App.Members;
using Tessera.App.Night;
using Tessera.App.Tests.Stories;
using Tessera.Core;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Tests.Pipeline;

/// <summary>
/// The night of a store that two processes share. 600 members with ten points each that end on 5 March; on 10 March they are settled in two batches,
/// of 500 and of 100.
/// </summary>
public sealed class NightsOfTwoNodesTests : IDisposable
{
    private const int Members = 600;
    private const int FirstBatch = 500;
    private readonly TestSite _shop;
    private readonly Site _other;

    public NightsOfTwoNodesTests()
    {
        Assert.SkipUnless(PostgresServer.IsWanted, "没有 PostgreSQL。 Needs PostgreSQL.");
        _shop = new TestSite(new DateOnly(2026, 1, 5), TestSite.Program("{ expiry: { kind: rolling, after: 2 months }, noticeBefore: 10 days, lateNotice: expire }"));
        _other = Site.Open(Place.Of(_shop.Folder), StoreAccess.OwnExisting, new Follows(_shop));
    }

    public void Dispose()
    {
        _other?.Dispose();
        _shop?.Dispose();
    }

    [Fact]
    [Covers("R10")]
    public async Task A_second_node_goes_on_with_the_night_of_a_dead_one_where_it_stood()
    {
        await Fill();
        await Assert.ThrowsAsync<Died>(() => RunDay.Run(_shop.Site, report: _ => throw new Died()));
        Assert.Equal(Members - FirstBatch, await Left());
        _shop.Pass(TimeSpan.FromSeconds(54));
        Assert.False((await RunDay.Run(_other)).Value!.HadLease);
        Assert.Equal(Members - FirstBatch, await Left());
        _shop.Pass(TimeSpan.FromSeconds(12));
        var done = (await RunDay.Run(_other)).Value!;
        Assert.Equal((true, Members - FirstBatch), (done.HadLease, done.Members));
        await EachExpiredOnce();
    }

    [Fact]
    [Covers("R10")]
    public async Task A_long_night_keeps_its_lease_and_gives_it_back_at_its_end()
    {
        await Fill();
        var refused = new List<bool>();
        // 48 seconds a batch: after the second, 96 have passed since the night began.
        var done = await RunDay.Run(_shop.Site, report: _ =>
        {
            _shop.Pass(TimeSpan.FromSeconds(48));
            refused.Add(!RunDay.Run(_other).GetAwaiter().GetResult().Value!.HadLease);
        });
        Assert.Equal([true, true], refused);
        Assert.Equal((true, Members), (done.Value!.HadLease, done.Value.Members));
        var again = (await RunDay.Run(_other)).Value!;
        Assert.Equal((true, 0L), (again.HadLease, again.Members));
        await EachExpiredOnce();
    }

    [Fact]
    [Covers("R10")]
    public async Task A_node_that_slept_through_its_lease_leaves_the_night_to_the_one_that_took_it()
    {
        await Fill();
        var slept = await RunDay.Run(_shop.Site, report: _ =>
        {
            _shop.Pass(TimeSpan.FromMinutes(11));
            // The second node takes the night and dies in its turn, the lease in its hands.
            Assert.Throws<Died>(() => RunDay.Run(_other, report: _ => throw new Died()).GetAwaiter().GetResult());
        });
        Assert.Equal((false, FirstBatch, (Anchor?)null), (slept.Value!.HadLease, (int)slept.Value.Members, slept.Value.Anchor));
        Assert.Null(_other.Read(r => r.Db.Nights.LastFinished()));
        _shop.Pass(TimeSpan.FromMinutes(11));
        Assert.True((await RunDay.Run(_shop.Site)).Value!.HadLease);
        Assert.NotNull(_other.Read(r => r.Db.Nights.LastFinished()));
        await EachExpiredOnce();
    }

    private async Task Fill()
    {
        var joined = await Task.WhenAll(Enumerable.Range(0, Members).Select(i => _shop.Site.Write(new JoinMember { Identities = [IdentityForm.Of("card", $"c{i}")!] })));
        await Task.WhenAll(joined.Select((j, i) => _shop.Site.Write(_shop.PurchaseOf(MemberRef.By(j.Value!.Member), $"n{i}", 10))));
        _shop.Turn(new DateOnly(2026, 3, 10), new TimeOnly(1, 0));
    }

    private Task<int> Left() => Task.FromResult(_other.Read(r => r.Db.Members.All().ToList().Count(a => r.Db.Members.FiguresOf(a)!.Balance == 10)));

    private async Task EachExpiredOnce()
    {
        Assert.Equal(0, await Left());
        var expiries = _other.Read(r => r.Db.Members.All().ToList().Select(a => r.Db.Records.Page(a).Sum(i => i.Effects.OfType<LedgerEntry>().Count(e => e.Points < 0))).ToList());
        Assert.Equal(Enumerable.Repeat(1, Members), expiries);
        Story.AuditsClean(_other);
    }

    private sealed class Died : Exception
    {
    }

    private sealed class Follows(TestSite shop) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(shop.Now.Micros * 10);
    }
}
