using System.Text;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

public sealed class SafekeepingTests
{
    private const string Phone = "+8613812345678";

    [Fact]
    [Covers("R13")]
    public void A_backup_of_a_store_in_use_restores_to_clean_books_of_one_moment()
    {
        using var folder = new StoreFolder();
        using var other = new StoreFolder();
        new Lives(folder.Writer, seed: 5).Play(members: 5, days: 10);
        var file = Path.Combine(other.Folder, "backup", "one.db");
        folder.Writer.Begin();
        folder.Writer.Settings.Set("not yet", "committed");
        var made = Backup.Write(folder.Store, file);
        folder.Writer.Commit();
        Assert.Equal(5, made.Members);
        Assert.Equal("backup.exists", Assert.Throws<StoreRefused>(() => Backup.Write(folder.Store, file)).Code);
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));

        var restored = Restore.Run(new RestorePlan(file, other.Folder, folder.Paths.Key) { Place = other.Place });
        Assert.Equal(5, restored.Members);
        Assert.Null(other.Writer.Settings.Find("not yet"));
        Assert.Equal(Tables.Dump(folder.Writer, "item"), Tables.Dump(other.Writer, "item"));
        var report = BooksTests.Audit(other);
        Assert.True(report.IsClean, BooksTests.Say(report));
        Assert.Equal("store.notEmpty", Assert.Throws<StoreRefused>(() => Restore.Run(new RestorePlan(file, other.Folder) { Place = other.Place })).Code);
    }

    [Fact]
    public void A_backup_needs_its_own_key()
    {
        using var folder = new StoreFolder();
        using var other = new StoreFolder();
        using var third = new StoreFolder();
        var file = Path.Combine(other.Folder, "one.db");
        Backup.Write(folder.Store, file);
        Assert.Equal("store.key.missing", Assert.Throws<StoreRefused>(() => Restore.Run(new RestorePlan(file, other.Folder) { Place = other.Place })).Code);
        _ = third.Store;
        Assert.Equal("store.key.wrong", Assert.Throws<StoreRefused>(() => Restore.Run(new RestorePlan(file, other.Folder, third.Paths.Key) { Place = other.Place })).Code);
        Assert.False(File.Exists(other.Paths.Database));
    }

    [Fact]
    [Covers("R1", "R13")]
    public void Tables_without_rows_that_a_killed_backup_left_are_not_restored_and_do_not_hinder_the_next()
    {
        using var folder = new StoreFolder();
        using var other = new StoreFolder();
        new Lives(folder.Writer, seed: 6).Play(members: 2, days: 3);
        var file = Path.Combine(other.Folder, "one.db");
        using (var begun = new SqliteStoreConnection(file + ".part", folder.Store.Sealing, isWriter: true)) Migrator.BringUpToDate(begun);
        Assert.Equal("backup.damaged", Assert.Throws<StoreRefused>(() => Restore.Run(new RestorePlan(file + ".part", other.Folder, folder.Paths.Key) { Place = other.Place })).Code);
        File.WriteAllText(file + ".part-wal", "left by the killed one");
        Assert.Equal(2, Backup.Write(folder.Store, file).Members);
        Assert.Equal([file], Directory.GetFiles(other.Folder, "one.db*"));
    }

    [Fact]
    public void A_file_that_is_no_whole_store_is_not_restored()
    {
        using var folder = new StoreFolder();
        using var other = new StoreFolder();
        var file = Path.Combine(other.Folder, "one.db");
        Backup.Write(folder.Store, file);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..20000]);
        Assert.Equal("backup.damaged", Assert.Throws<StoreRefused>(() => Restore.Run(new RestorePlan(file, other.Folder, folder.Paths.Key) { Place = other.Place })).Code);
    }

    [Fact]
    public void Who_was_erased_after_the_backup_is_forgotten_before_the_restored_store_opens()
    {
        using var folder = new StoreFolder();
        using var other = new StoreFolder();
        var account = Fill(folder);
        var file = Path.Combine(other.Folder, "one.db");
        Backup.Write(folder.Store, file);
        Assert.True(new Erasure(folder.Writer, folder.Paths).Erase(account, new Instant(9)));
        AssertForgotten(folder, account);

        var restored = Restore.Run(new RestorePlan(file, other.Folder, folder.Paths.Key, folder.Paths.Erasures) { Place = other.Place });
        Assert.Equal(1, restored.Erased);
        AssertForgotten(other, account);
        Assert.Equal([account], Erasure.ReadList(other.Paths.Erasures));
    }

    [Fact]
    public void Books_of_an_erased_person_are_clean_without_the_list_too()
    {
        using var folder = new StoreFolder();
        using var other = new StoreFolder();
        var account = Fill(folder);
        new Erasure(folder.Writer, folder.Paths).Erase(account, new Instant(9));
        var file = Path.Combine(other.Folder, "one.db");
        Backup.Write(folder.Store, file);
        Restore.Run(new RestorePlan(file, other.Folder, folder.Paths.Key) { Place = other.Place });
        Assert.False(File.Exists(other.Paths.Erasures));
        AssertForgotten(other, account);
    }

    [Fact]
    public void An_erasure_on_the_list_that_a_crash_kept_from_the_database_is_carried_out_when_the_store_opens()
    {
        using var folder = new StoreFolder();
        var account = Fill(folder);
        folder.Close();
        File.WriteAllText(folder.Paths.Erasures, $"{account} 9\n");
        AssertForgotten(folder, account);
    }

    [Fact]
    public void No_personal_value_stands_in_clear_in_any_file_but_none_is_lost()
    {
        using var folder = new StoreFolder();
        var account = Fill(folder);
        Assert.Equal(new Identity("phone", Phone), folder.Writer.Identities.Of(account).Single());
        Assert.Equal([account], folder.Writer.Identities.FindByLastFour("5678", 10));
        Assert.Equal("{\"name\":\"陈明\"}", folder.Writer.Identities.ProfileOf(account));
        Assert.Equal("他说茶凉了", folder.Writer.Records.TextOf(account, 2));
        Backup.Write(folder.Store, Path.Combine(folder.Folder, "copy.db"));
        foreach (var canary in new[] { Phone, "13812345678", "陈明", "茶凉" }) Assert.Empty(FilesWith(folder, Encoding.UTF8.GetBytes(canary)));
    }

    [Fact]
    public void What_is_erased_leaves_the_files_too_sealed_as_it_was()
    {
        Only.OnSqlite();
        using var folder = new StoreFolder();
        var account = Fill(folder);
        byte[] sealedPhone;
        using (var rows = folder.Writer.Sql("select sealed from identity where member_id = $1").Set(1, account))
        {
            rows.Step();
            sealedPhone = rows.Bytes(0).ToArray();
        }

        Assert.NotEmpty(FilesWith(folder, sealedPhone));
        new Erasure(folder.Writer, folder.Paths).Erase(account, new Instant(9));
        Assert.Empty(FilesWith(folder, sealedPhone));
    }

    private static List<string> FilesWith(StoreFolder folder, byte[] bytes)
    {
        var found = new List<string>();
        foreach (var file in Directory.GetFiles(folder.Folder).Where(f => f != folder.Paths.Lock))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            if (memory.ToArray().AsSpan().IndexOf(bytes) >= 0) found.Add(file);
        }

        return found;
    }

    [Fact]
    public void The_doctor_finds_a_healthy_store_healthy_and_a_halted_member_bad()
    {
        using var folder = new StoreFolder();
        var account = Fill(folder);
        folder.Write(db => db.Audits.WriteAnchor(new Instant(9), new DateOnly(2026, 1, 1)));
        // The server of the tests does not wait for its disk.
        Assert.All(Doctor.Look(folder.Store, thorough: true).Where(c => !PostgresServer.IsWanted || c.Code is not ("doctor.fsync" or "doctor.fullPageWrites")), c => Assert.True(c.Health == Health.Good, c.ToString()));
        folder.Write(db => db.Members.Halt(account, halted: true));
        Assert.Equal(Health.Bad, Doctor.Look(folder.Store).Single(c => c.Code == "doctor.halted").Health);
    }

    [Fact]
    public void The_doctor_tells_a_demo_from_a_live_store()
    {
        using var folder = new StoreFolder();
        folder.Write(db => db.Settings.Mode = "live");
        Assert.Equal("live", Doctor.Look(folder.Store).Single(c => c.Code == "doctor.mode").Value);
        folder.Write(db => db.Settings.IsDemo = true);
        Assert.Equal("demo", Doctor.Look(folder.Store).Single(c => c.Code == "doctor.mode").Value);
    }

    private static AccountId Fill(StoreFolder folder)
    {
        var account = Sealing.NewAccount();
        folder.Write(db =>
        {
            db.Identities.Link(MemberId.New(new Instant(1)), account);
            db.Identities.Add(account, new Identity("phone", Phone), new Instant(1));
            db.Identities.SetProfile(account, "{\"name\":\"陈明\"}", null, new Instant(1));
            var member = new LoadedMember(account);
            var at = new Instant(1_770_000_000_000_000);
            var items = Core.Programs.Decide.Member(Lives.Programs, member.State, new Core.Programs.Command(new Joined { OccurredAt = at, RecordedAt = at })).Items.ToList();
            items.AddRange(Core.Programs.Decide.Member(Lives.Programs, member.State, new Core.Programs.Command(new Adjustment { OccurredAt = at, RecordedAt = at, Points = 5, ReasonCode = "goodwill" })).Items);
            db.Batches.Write([new MemberWrite(member, items, null) { Texts = new Dictionary<long, string> { [2] = "他说茶凉了" } }]);
        });
        Assert.True(BooksTests.Audit(folder).Findings.All(f => f.What.StartsWith("next due", StringComparison.Ordinal)));
        return account;
    }

    private static void AssertForgotten(StoreFolder folder, AccountId account)
    {
        var db = folder.Writer;
        Assert.Null(db.Identities.MemberOf(account));
        Assert.Null(db.Identities.Find(new Identity("phone", Phone)));
        Assert.Empty(db.Identities.Of(account));
        Assert.Null(db.Identities.ProfileOf(account));
        Assert.Null(db.Records.TextOf(account, 2));
        Assert.Equal(15, db.Members.Load(account)!.State.Balance);
        using var reader = folder.Store.Read();
        var report = new BooksAudit(reader.Connection, folder.Paths).Run();
        Assert.True(report.IsClean, BooksTests.Say(report));
    }
}
