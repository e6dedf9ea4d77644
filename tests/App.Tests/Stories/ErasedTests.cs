using Tessera.App.Audits;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Reads;
using Tessera.Storage;

namespace Tessera.App.Tests.Stories;

/// <summary>A person is forgotten, the books are not (semantics §12).</summary>
[Covers("R13")]
public sealed class ErasedTests : IDisposable
{
    private const string Phone = "13800000009";
    private readonly Story _story = new("2025-01-05", Story.TeaChain);
    private readonly string _elsewhere = Directory.CreateTempSubdirectory("tessera-erased-").FullName;

    public void Dispose()
    {
        _story.Dispose();
        Place.Delete(_elsewhere);
    }

    [Fact]
    public async Task Erasure_audits_clean_and_an_older_backup_forgets_too()
    {
        var (stays, goes) = (_story.Join("2025-01-05 12:30"), _story.Join("2025-01-05 12:31", Phone));
        var account = _story.Shop.Site.Read(r => goes.Resolve(r.Db)!.Value);
        _story.Buy("2025-01-10", goes, "a", 600.00m);
        _story.Shop.Accepted(new AdjustPoints { Member = goes, Points = 7, ReasonCode = "goodwill", Text = "张三说茶凉了" });
        _story.Buy("2025-01-11", stays, "b", 20.00m);
        // A second membership was merged into the one that goes: it is the same person.
        var second = _story.Join("2025-01-12 12:30", "13800000010");
        _story.Until("2025-01-13");
        _story.Shop.Accepted(new MergeMembers { Member = second, Into = goes });

        var backup = Path.Combine(_elsewhere, "older.db");
        Backup.Write(_story.Shop.Site.Store, backup);
        _story.Until("2025-01-20");
        var erased = await EraseMember.Run(_story.Shop.Site, goes, "key:test");
        // 100 + 6,000 + 100 silver + 7 + 100 of the second membership.
        Assert.Equal((account, 6_307L), (erased.Value!.Account, erased.Value.PointsVoided));
        Forgotten(_story.Shop.Site, account);
        Assert.Equal(0, _story.Points(MemberRef.By(account)).Balance);
        // The other member is untouched, and whoever comes with the phone again is somebody new.
        Assert.Equal(300, _story.Points(stays).Balance);
        var again = _story.Join("2025-01-21 12:30", Phone);
        Assert.NotEqual(account, _story.Shop.Site.Read(r => again.Resolve(r.Db)!.Value));
        _story.Until("2026-02-10");
        _story.AuditsClean();

        var paths = new StorePaths(_story.Shop.Folder);
        var restored = Path.Combine(_elsewhere, "restored");
        Assert.Equal(2, Restore.Run(new RestorePlan(backup, restored, paths.Key, paths.Erasures) { Place = Place.Of(restored) }).Erased);
        using var site = Site.Open(Place.Of(restored), StoreAccess.Own, new Child.StillClock());
        Forgotten(site, account);
        Assert.Equal(300, site.Read(r => PointsView.Read(r, stays, Story.Day("2025-01-13")))!.Balance);
        Story.AuditsClean(site);
    }

    private static void Forgotten(Site site, AccountId account) => site.Read(r =>
    {
        Assert.Null(r.Db.Identities.MemberOf(account));
        Assert.Empty(r.Db.Identities.Of(account));
        Assert.DoesNotContain(r.Db.Records.Page(account), i => r.Db.Records.TextOf(account, i.Sequence) is not null);
        Assert.Contains(r.Db.Records.Page(account), i => i.Fact is Core.Facts.Purchase);
        return 0;
    });
}
