using System.Security.Cryptography;
using System.Text;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Storage;
using Tessera.Storage.People;
using Tessera.Storage.Redemption;
using Tessera.Storage.Webhooks;

namespace Tessera.App.Tests.Storage;

/// <summary>S7: the key that seals is changed while the store is in use; everything is found and read before, meanwhile and afterwards, and the old key opens nothing that is left.</summary>
public sealed class ResealingTests
{
    private const string Phone = "+8613812345678";
    private static readonly Instant At = new(1_770_000_000_000_000);
    private static readonly RequestKey Key = RequestKey.Of("key:a", "POST", "/v1/points", "k1", [1]);
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 20).Select(n => (byte)n)];

    [Theory]
    [Covers("S7")]
    [InlineData("aes-256-gcm")]
    [InlineData("chacha20-poly1305")]
    public void Everything_is_sealed_anew_and_found_before_meanwhile_and_afterwards(string cipher)
    {
        using var folder = new StoreFolder();
        var held = Fill(folder);
        var before = Sealed(folder, 1);
        Assert.Equal(Resealing.Names.Order(StringComparer.Ordinal), before.Select(c => c.Table).Distinct().Order(StringComparer.Ordinal));
        AssertAll(folder, held);

        var added = SealKeys.Add(folder.Store, cipher);
        Assert.Equal((2, SealKeyRole.Waits), (added.Number, added.Role));
        folder.Write(db =>
        {
            db.FollowSealing();
            db.Settings.SealingKeys = (2, 1);
            db.Sealing.WriteWith(2);
        });
        foreach (var table in Resealing.Names)
        {
            Assert.Equal("store.key.inUse", Assert.Throws<StoreRefused>(() => SealKeys.Drop(folder.Store, 1, dryRun: true)).Code);
            Renew(folder, table);
            AssertAll(folder, held);
        }

        Assert.Empty(Resealing.Left(folder.Writer));
        Assert.Empty(Sealed(folder, 1));
        Assert.Equal(before, Sealed(folder, 2));
        Assert.Equal("store.key.inUse", Assert.Throws<StoreRefused>(() => SealKeys.Drop(folder.Store, 1, dryRun: true)).Code);
        folder.Write(db => db.Settings.SealingKeys = (2, 2));
        SealKeys.Drop(folder.Store, 1, dryRun: true);
        Assert.Equal([1, 2], SealKeys.Of(folder.Store).Select(k => k.Number));
        SealKeys.Drop(folder.Store, 1, dryRun: false);
        folder.Close();
        Assert.Equal([(2, cipher, SealKeyRole.Writes)], SealKeys.Of(folder.Store).Select(k => (k.Number, k.Cipher, k.Role)));
        AssertAll(folder, held);
        Assert.Equal([2], folder.Store.Sealing.Keys);
    }

    [Fact]
    [Covers("S7")]
    public void The_dropped_key_opens_nothing_that_is_left_and_names_stay_what_they_were()
    {
        using var folder = new StoreFolder();
        var held = Fill(folder);
        var old = Path.Combine(folder.Folder, "old.key");
        File.Copy(folder.Paths.Key, old);
        var names = (folder.Store.Sealing.AccountOf("erp", "7"), Convert.ToHexString(folder.Store.Sealing.NameOf("opening:erp", "7")), folder.Store.Sealing.CheckValue);
        Change(folder);
        SealKeys.Drop(folder.Store, 1, dryRun: false);
        folder.Close();
        Assert.Equal(names, (folder.Store.Sealing.AccountOf("erp", "7"), Convert.ToHexString(folder.Store.Sealing.NameOf("opening:erp", "7")), folder.Store.Sealing.CheckValue));

        var stolen = Sealing.Read(old);
        using (var rows = folder.Writer.Sql("select sealed from identity"))
        {
            while (rows.Step()) Assert.Throws<SealedElsewhere>(() => stolen.OpenText("identity phone", rows.Bytes(0)));
        }

        Assert.DoesNotContain(Convert.ToHexString(stolen.IndexOf("phone", Phone)), string.Join(' ', Tables.Dump(folder.Writer, "identity")), StringComparison.Ordinal);
        folder.Close();
        File.Copy(old, folder.Paths.Key, overwrite: true);
        Assert.Equal("store.key.old", Assert.Throws<StoreRefused>(() => folder.Store).Code);
        Assert.NotEqual(default, held.Account);
    }

    /// <summary>A process that only reads learns of a change where it looks something up, and never answers that nobody is there because its key file is behind.</summary>
    [Theory]
    [Covers("S7")]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_only_reads_finds_what_another_process_moved_or_says_that_its_key_file_is_behind(bool isDropped)
    {
        using var folder = new StoreFolder();
        var account = Fill(folder).Account;
        var late = Path.Combine(folder.Folder, "late.key");
        File.Copy(folder.Paths.Key, late);
        var (onIts, onOurs) = (Sealing.Read(late), Sealing.Read(folder.Paths.Key));
        Change(folder);
        if (isDropped) SealKeys.Drop(folder.Store, 1, dryRun: false);
        Func<StoreConnection, object?>[] looks =
        [
            db => db.Identities.Find(new Identity("phone", Phone)), db => db.Identities.FindByLastFour("5678", 10).Single(), db => db.Identities.BornOn(new MonthDay(5, 17), null, 10).Single(),
            db => db.Names.Find(["陈明"], 10).Single(), db => db.Redemptions.ByCode("8812")?.Account, db => db.People.ByName("li na")?.Id, db => db.Identities.ProfileOf(account)?.Contains("陈明", StringComparison.Ordinal),
        ];
        object?[] found = [account, account, account, account, account, "per_1", true];
        foreach (var (look, wanted) in looks.Zip(found))
        {
            using (var ours = Store.Connect(folder.Store.Place, onOurs, isWriter: false)) Assert.Equal(wanted, look(ours));
            using (var fresh = Store.Connect(folder.Store.Place, Sealing.Read(folder.Paths.Key), isWriter: false)) Assert.Equal(wanted, look(fresh));
        }

        using var behind = Store.Connect(folder.Store.Place, onIts, isWriter: false);
        foreach (var look in looks[..^1]) Assert.Equal(FaultKind.Disk, Assert.Throws<StoreFault>(() => look(behind)).Kind);
        Assert.Throws<SealedElsewhere>(() => looks[^1](behind));
        Assert.Equal([1], onIts.Keys);
        File.Copy(folder.Paths.Key, late, overwrite: true);
        Assert.Equal(found, looks.Select(look => look(behind)));
        Assert.Equal(isDropped ? [2] : [1, 2], onIts.Keys);
    }

    [Fact]
    [Covers("S7", "R13")]
    public void A_backup_of_before_needs_the_key_file_of_before()
    {
        using var folder = new StoreFolder();
        using var other = new StoreFolder();
        var held = Fill(folder);
        var (backup, old) = (Path.Combine(folder.Folder, "one.db"), Path.Combine(folder.Folder, "old.key"));
        Backup.Write(folder.Store, backup);
        Change(folder);
        File.Copy(folder.Paths.Key, old);
        SealKeys.Drop(folder.Store, 1, dryRun: false);

        Assert.Equal("store.key.old", Assert.Throws<StoreRefused>(() => Restore.Run(new RestorePlan(backup, other.Folder, folder.Paths.Key) { Place = other.Place })).Code);
        Restore.Run(new RestorePlan(backup, other.Folder, old) { Place = other.Place });
        AssertAll(other, held);
    }

    [Fact]
    public void A_key_whose_line_was_cut_off_is_no_key_and_the_next_one_takes_its_place()
    {
        using var folder = new StoreFolder();
        _ = folder.Store;
        SealKeys.Add(folder.Store, "aes-256-gcm");
        var whole = File.ReadAllText(folder.Paths.Key);
        File.WriteAllText(folder.Paths.Key, whole[..^10]);
        Assert.Equal([1], SealKeys.Of(folder.Store).Select(k => k.Number));
        Assert.Equal(2, SealKeys.Add(folder.Store, "chacha20-poly1305").Number);
        Assert.Equal([(1, "aes-256-gcm"), (2, "chacha20-poly1305")], SealKeys.Of(folder.Store).Select(k => (k.Number, k.Cipher)));
        Assert.Equal("store.key.inUse", Assert.Throws<StoreRefused>(() => SealKeys.Drop(folder.Store, 2, dryRun: false)).Code);
        Assert.Equal("store.key.unknown", Assert.Throws<StoreRefused>(() => SealKeys.Drop(folder.Store, 9, dryRun: false)).Code);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Paths.Key));
        File.WriteAllText(folder.Paths.Key, whole + "3 rot13 AAAA\n");
        Assert.Equal("store.key.wrong", Assert.Throws<StoreRefused>(() => SealKeys.Of(folder.Store)).Code);
    }

    [Fact]
    public void Every_column_that_says_it_is_sealed_is_renewed()
    {
        using var folder = new StoreFolder();
        var columns = folder.Writer.Tables().SelectMany(t => t.Columns.Where(c => c.Name.Contains("sealed", StringComparison.Ordinal)).Select(_ => t.Name)).Distinct();
        Assert.Empty(columns.Except(Resealing.Names));
    }

    private static void Change(StoreFolder folder)
    {
        SealKeys.Add(folder.Store, "aes-256-gcm");
        folder.Write(db =>
        {
            db.FollowSealing();
            db.Settings.SealingKeys = (2, 1);
            db.Sealing.WriteWith(2);
        });
        foreach (var table in Resealing.Names) Renew(folder, table);
        folder.Write(db => db.Settings.SealingKeys = (2, 2));
    }

    private static void Renew(StoreFolder folder, string table) => folder.Write(db =>
    {
        SealedRow? after = null;
        // What is indexed of a profile is the caller's to move.
        while (Resealing.Next(db, table, after, (account, _) => Index(db, account)) is { } done) after = done.Last;
    });

    private static void Index(StoreConnection db, AccountId account)
    {
        db.Identities.MoveBirthday(account, new MonthDay(5, 17));
        db.Names.Index(account, ["陈明"]);
    }

    /// <summary>Every column of bytes whose value begins as one that a key sealed, found without knowing where anything is sealed.</summary>
    private static List<(string Table, string Column, long Count)> Sealed(StoreFolder folder, int key)
    {
        var found = new List<(string, string, long)>();
        foreach (var table in folder.Writer.Tables())
        {
            foreach (var column in table.Columns.Where(c => c.Kind == ColumnKind.Bytes))
            {
                long count = 0;
                using var rows = folder.Writer.Sql($"select {column.Name} from {table.Name} where {column.Name} is not null");
                while (rows.Step()) count += rows.Bytes(0) is [1 or 2, var number, ..] bytes && number == key && bytes.Length >= 30 ? 1 : 0;
                if (count > 0) found.Add((table.Name, column.Name, count));
            }
        }

        return found;
    }

    private static Held Fill(StoreFolder folder)
    {
        var (account, member) = (Sealing.NewAccount(), MemberId.New(new Instant(1)));
        folder.Write(db =>
        {
            db.Identities.Link(member, account);
            db.Identities.Add(account, new Identity("phone", Phone), new Instant(1));
            db.Identities.Add(account, new Identity("openid:wx1", "o-1"), new Instant(1));
            db.Identities.SetProfile(account, "{\"name\":\"陈明\",\"birthday\":\"0001-05-17\"}", new MonthDay(5, 17), new Instant(1));
            db.Names.Index(account, ["陈明"]);
            var state = new LoadedMember(account);
            var items = Core.Programs.Decide.Member(Lives.Programs, state.State, new Core.Programs.Command(new Joined { OccurredAt = At, RecordedAt = At })).Items.ToList();
            items.AddRange(Core.Programs.Decide.Member(Lives.Programs, state.State, new Core.Programs.Command(new Adjustment { OccurredAt = At, RecordedAt = At, Points = 5, ReasonCode = "goodwill" })).Items);
            db.Batches.Write([new MemberWrite(state, items, null) { Texts = new Dictionary<long, string> { [2] = "他说茶凉了" } }]);
            db.Documents.AddAnonymous(new Purchase { OccurredAt = At, RecordedAt = At, Source = "till", Number = "A1", Lines = [] }, isStock: true, "走廊里的客人");
            db.Keys.Add(Key, new StoredAnswer(Key.Input, 200, "application/json", "{\"a\":1}"u8.ToArray()), [account], At);
            db.Redemptions.Keep(account, 2, new RedemptionSecret("8812", "上海市某路 1 号"));
            db.Draws.Commit("spring", At);
            db.Webhooks.Add(new WebhookEndpoint { Id = "whe_1", Url = "https://example.org", Types = ["*"], CreatedAt = At, ChangedAt = At }, "first");
            db.Webhooks.Rotate("whe_1", "second", At.PlusMinutes(60));
            db.Approvals.Add(new Approval { Id = "apr_1", Kind = "export", BaseVersion = 1, Command = "{\"x\":1}", InputHash = new byte[32], Maker = "per_1", MadeAt = At, EndsAt = At.PlusMinutes(60) });
            db.People.Add(new Person { Id = "per_1", Name = "Li Na", Role = "owner", State = PersonState.Active, CreatedAt = At, ChangedAt = At, Password = "x", Totp = Secret, TotpWaiting = [.. Secret.Reverse()] });
            db.Imports.Stage("job", [new StagedChunk("N1", At, 0, 1, [1, 2, 3])]);
            db.Imports.Order("job");
            db.Work.AddImported(new ImportedMember(account, "job", 1, true, null, 2, [4, 5]));
            db.Work.PutFile("job", "result.csv", new MemoryStream("客人"u8.ToArray()));
            db.Work.AddPart("job", "later.csv", 1, "还没给人看"u8);
            db.Work.AddBadRow("job", 3, "坏行"u8);
        });
        return new Held(account, folder.Writer.Draws.SeedOf("spring")!);
    }

    private static void AssertAll(StoreFolder folder, Held held)
    {
        var db = folder.Writer;
        var account = held.Account;
        Assert.Equal(account, db.Identities.Find(new Identity("phone", Phone)));
        Assert.Equal(account, db.Identities.Find(new Identity("openid:wx1", "o-1")));
        Assert.Null(db.Identities.Find(new Identity("phone", "+8613812345679")));
        Assert.Equal([account], db.Identities.FindByLastFour("5678", 10));
        Assert.Equal(2, db.Identities.Of(account).Count);
        Assert.Equal([account], db.Identities.BornOn(new MonthDay(5, 17), null, 10));
        Assert.Contains("陈明", db.Identities.ProfileOf(account)!, StringComparison.Ordinal);
        Assert.Equal([account], db.Names.Find(["陈明"], 10));
        Assert.Equal("他说茶凉了", db.Records.TextOf(account, 2));
        Assert.Equal("走廊里的客人", db.Documents.FindAnonymous("till", "A1")!.Text);
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(db.Keys.Find(Key)!.Body));
        Assert.Equal((account, 2L), db.Redemptions.ByCode("8812"));
        Assert.Equal(new RedemptionSecret("8812", "上海市某路 1 号"), db.Redemptions.SecretOf(account, 2));
        Assert.Equal(held.Seed, db.Draws.SeedOf("spring")!);
        Assert.Equal(["second", "first"], db.Webhooks.Secrets("whe_1", At));
        Assert.Equal("{\"x\":1}", db.Approvals.Find("apr_1")!.Command);
        var person = db.People.ByName("LI NA")!;
        Assert.Equal("Li Na", person.Name);
        Assert.Equal(Secret, person.Totp!.ToArray());
        Assert.Equal(Secret.Reverse().ToArray(), person.TotpWaiting!.ToArray());
        Assert.Equal([1, 2, 3], db.Imports.Documents("job", 0, 10).Single().Payloads.Single());
        Assert.Equal([4, 5], db.Work.FindImported(account, "job")!.Changes!);
        Assert.Equal("客人", Encoding.UTF8.GetString(db.Work.PartOf("job", "result.csv", 1)!));
        Assert.Equal("坏行", Encoding.UTF8.GetString(db.Work.BadRows("job").Single().Row));
        using var reader = folder.Store.Read();
        var report = new BooksAudit(reader.Connection, folder.Paths).Run();
        Assert.DoesNotContain(report.Findings, f => f.Table is "identity" or "member_text");
    }

    private sealed record Held(AccountId Account, byte[] Seed);
}
