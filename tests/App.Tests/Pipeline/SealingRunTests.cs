using Tessera.App.Members;
using Tessera.App.Night;
using Tessera.App.Pipeline;
using Tessera.App.Tests.Stories;
using Tessera.Core;
using Tessera.Storage;
using Tessera.Storage.Safekeeping;

namespace Tessera.App.Tests.Pipeline;

/// <summary>A key that was added takes over with the night, beside members who join (S7).</summary>
public sealed class SealingRunTests
{
    private static readonly DateOnly First = new(2026, 3, 1);

    [Fact]
    [Covers("S7")]
    public async Task The_night_takes_the_new_key_over_while_members_join_and_the_old_one_can_be_dropped()
    {
        using var shop = new TestSite(First, TestSite.Program());
        foreach (var i in Enumerable.Range(0, 450)) shop.Join(Number(i));
        SealKeys.Add(shop.Site.Store, "chacha20-poly1305");
        shop.Turn(First.AddDays(1), new TimeOnly(4, 0));

        var night = RunDay.Run(shop.Site);
        // Each joins twice: with a phone somebody has under the old key, and with one nobody has.
        var again = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => shop.Site.Write(Join(Number(i)))));
        var fresh = await Task.WhenAll(Enumerable.Range(1_000, 200).Select(i => shop.Site.Write(Join(Number(i)))));
        Assert.True((await night).Value!.HadLease);

        Assert.All(again, a => Assert.True(a.IsRepeat));
        Assert.All(fresh, a => Assert.False(a.IsRepeat));
        Assert.Equal((2, 2), shop.Site.Read(scope => scope.Db.Settings.SealingKeys));
        SealKeys.Drop(shop.Site.Store, 1, dryRun: false);
        shop.Close();
        Assert.Equal([2], shop.Site.Store.Sealing.Keys);
        Assert.All(Enumerable.Range(0, 450), i => Assert.NotNull(shop.Site.Read(scope => scope.Db.Identities.Find(IdentityForm.Of("phone", Number(i))!))));
        Story.AuditsClean(shop.Site);
        Assert.Equal(["sealing.changed", "sealing.renewed"], shop.Site.Read(scope => scope.Db.Audits.All().Where(a => a.Event.Action.StartsWith("sealing.", StringComparison.Ordinal)).Select(a => a.Event.Action).ToList()));
    }

    [Fact]
    [Covers("S7", "R10")]
    public async Task A_process_whose_key_file_is_behind_writes_nothing_and_goes_on_once_it_has_the_file()
    {
        Assert.SkipUnless(PostgresServer.IsWanted, "没有 PostgreSQL。 Needs PostgreSQL.");
        using var shop = new TestSite(First, TestSite.Program());
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(shop.Folder, "elsewhere")).FullName, "tessera.key");
        File.Copy(shop.Site.Store.Paths.Key, file);
        using var other = Site.Open(StorePlace.Parse(Place.Of(shop.Folder).Connection!, file), StoreAccess.OwnExisting, new At(shop));
        Assert.False((await other.Write(Join(Number(1)))).IsRepeat);

        SealKeys.Add(shop.Site.Store, "aes-256-gcm");
        await RunDay.Run(shop.Site);
        var busy = await Assert.ThrowsAsync<StoreBusy>(() => other.Write(Join(Number(2))));
        Assert.Contains("key 2", busy.InnerException!.Message, StringComparison.Ordinal);

        File.Copy(shop.Site.Store.Paths.Key, file, overwrite: true);
        Assert.True((await other.Write(Join(Number(1)))).IsRepeat);
        Assert.False((await other.Write(Join(Number(2)))).IsRepeat);
        Assert.Equal([2], other.Read(scope => SealedWith(scope.Db)));
    }

    private static List<int> SealedWith(StoreConnection db)
    {
        using var rows = db.Sql("select sealed from identity");
        var keys = new SortedSet<int>();
        while (rows.Step()) keys.Add(rows.Bytes(0)[1]);
        return [.. keys];
    }

    private static string Number(int i) => $"1380000{i:0000}";

    private static JoinMember Join(string phone) => new() { Identities = [IdentityForm.Of("phone", phone)!] };

    private sealed class At(TestSite shop) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(shop.Now.Micros * 10);
    }
}
