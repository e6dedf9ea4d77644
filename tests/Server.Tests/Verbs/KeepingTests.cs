using System.Text.Json.Nodes;
using Tessera.App;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.Server.Tests.Http;
using Tessera.Server.Verbs;
using Tessera.Storage;
using Tessera.Storage.Identities;
using Tessera.Storage.Migrations;
using Tessera.Storage.Sqlite;

namespace Tessera.Server.Tests.Verbs;

/// <summary>The verbs that keep a store, each through the program's own command line: backup, restore, erase, doctor, migrate, run-day, import, demo.</summary>
public sealed class KeepingTests : IDisposable
{
    private const string Phone = "13800001234";
    private readonly TempFolder _folder = new();

    private string Store => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Covers("R13")]
    public async Task A_store_is_backed_up_restored_and_whoever_was_erased_since_stays_erased()
    {
        await Fill();
        var backup = Path.Combine(_folder.Path, "older.db");
        var backedUp = await Verb("backup", backup, "--json");
        Assert.Equal((0, 2L), (backedUp.Code, (long)JsonNode.Parse(backedUp.Output)!["members"]!));
        Assert.Equal(4, (await Verb("backup", backup)).Code);

        Assert.Equal(2, (await Verb("erase", Phone)).Code);
        Assert.Equal(3, (await Verb("erase", "13999999999", "--yes")).Code);
        var dry = await Verb("erase", Phone, "--dry-run", "--json");
        Assert.Equal(7, (long)JsonNode.Parse(dry.Output)!["pointsVoided"]!);
        Assert.Equal(0, (await Verb("member", "show", Phone)).Code);
        var erased = await Verb("erase", Phone, "--yes", "--json");
        Assert.Equal((0, 7L), (erased.Code, (long)JsonNode.Parse(erased.Output)!["pointsVoided"]!));
        Assert.Equal(3, (await Verb("member", "show", Phone)).Code);
        Assert.Equal(0, (await Verb("audit", "--rules")).Code);

        // An older backup knows the person still: the list makes the restored store forget again.
        var restored = Path.Combine(_folder.Path, "restored");
        string[] plan = ["restore", backup, "--store", restored, "--key-file", Path.Combine(Store, "tessera.key"), "--erasures", Path.Combine(Store, "erasures.list"), "--json"];
        var rehearsed = await Cli.Run([.. plan, "--dry-run"]);
        Assert.Equal((0, 1), (rehearsed.Code, (int)JsonNode.Parse(rehearsed.Output)!["erased"]!));
        Assert.False(Directory.Exists(restored));
        var done = await Cli.Run(plan);
        Assert.Equal((0, 1), (done.Code, (int)JsonNode.Parse(done.Output)!["erased"]!));
        Assert.Equal(3, (await Cli.Run("member", "show", Phone, "--store", restored)).Code);
        Assert.Equal(0, (await Cli.Run("member", "show", "13800005678", "--store", restored)).Code);
        Assert.Equal(0, (await Cli.Run("audit", "--store", restored)).Code);
        Assert.Equal(4, (await Cli.Run(plan)).Code);
    }

    [Fact]
    public async Task A_backup_that_is_cut_or_has_another_key_is_refused_and_leaves_no_store()
    {
        await Fill();
        var backup = Path.Combine(_folder.Path, "b.db");
        await Verb("backup", backup);
        var cut = _folder.Put("cut.db", "");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(backup, TestContext.Current.CancellationToken))[..8_192], TestContext.Current.CancellationToken);
        var (into, other) = (Path.Combine(_folder.Path, "into"), Path.Combine(_folder.Path, "other"));
        Assert.Equal(0, (await Cli.Run("program", "publish", Program, "--store", other)).Code);

        Assert.Equal(4, (await Cli.Run("restore", cut, "--store", into, "--key-file", Path.Combine(Store, "tessera.key"))).Code);
        Assert.Equal(4, (await Cli.Run("restore", backup, "--store", into, "--key-file", Path.Combine(other, "tessera.key"))).Code);
        Assert.False(Storage.Store.Exists(into));
    }

    [Fact]
    public async Task The_doctor_says_line_by_line_that_all_is_well_and_ends_with_3_where_a_member_is_halted()
    {
        await Fill();
        var well = await Verb("doctor", "--thorough", "--lang", "en");
        Assert.Equal(0, well.Code);
        Assert.Contains("good  integrity", well.Output, StringComparison.Ordinal);
        using (var site = Site.Open(Store, StoreAccess.Own))
        {
            await site.Alone(scope =>
            {
                scope.Db.Members.Halt(scope.Db.Members.All().First(), halted: true);
                return 0;
            });
        }

        var ill = await Verb("doctor", "--json");
        Assert.Equal(3, ill.Code);
        Assert.Equal(["doctor.halted"], JsonNode.Parse(ill.Output)!.AsArray().Where(c => (string)c!["health"]! == "bad").Select(c => (string)c!["code"]!));
    }

    [Fact]
    public async Task The_night_of_a_date_is_run_once_and_again_without_a_change_and_not_before_its_time()
    {
        await Fill();
        var before = Items();
        Assert.Equal(0, (await Verb("run-day", "--dry-run")).Code);
        Assert.Equal((before, 0), (Items(), Nights()));
        var first = await Verb("run-day", "--json");
        Assert.Equal(0, first.Code);
        Assert.NotNull((string?)JsonNode.Parse(first.Output)!["anchor"]);
        var after = Items();
        Assert.Equal(0, (await Verb("run-day")).Code);
        Assert.Equal((after, 1), (Items(), Nights()));
        Assert.Equal(3, (await Verb("run-day", "--on", "2999-01-01")).Code);
    }

    [Fact]
    public async Task A_dry_run_of_migrate_lists_only_the_steps_that_are_not_carried_out_yet()
    {
        // The store of a release that knew the first step only.
        var paths = new StorePaths(Directory.CreateDirectory(Store).FullName);
        using (var db = new SqliteStoreConnection(paths.Database, Sealing.Create(paths.Key), isWriter: true)) Migrator.Carry(db, Migrator.All[0]);
        var missing = Migrator.All.Skip(1).Select(step => step.Name);

        Assert.Equal(missing, (await Verb("migrate", "--dry-run")).Output.TrimEnd().Split('\n'));
        Assert.Equal(4, (await Verb("key", "list")).Code);
        Assert.Equal(missing, (await Verb("migrate", "--dry-run")).Output.TrimEnd().Split('\n'));
        Assert.Equal(0, (await Verb("migrate")).Code);
        Assert.Equal((0, ""), (await Verb("migrate", "--dry-run")) is var now ? (now.Code, now.Output) : default);
        Assert.Equal(0, (await Verb("key", "list")).Code);
    }

    [Fact]
    public async Task Members_are_imported_once_and_a_dry_run_counts_the_same_and_writes_nothing()
    {
        await Fill();
        var list = _folder.Put("members.csv", "id,phone,points\nA1,13800000101,50\nA2,13800000102,70\nA3,nonsense,1\n");
        var map = _folder.Put("members.yaml", MemberMap);
        var before = Files();
        var dry = await Verb("import", "members", list, "--map", map, "--dry-run", "--json");
        Assert.Equal(before, Files());
        Assert.False(File.Exists(list + ".bad.csv"));
        Assert.Equal(3, dry.Code);
        Assert.Equal(3, (await Verb("member", "show", "13800000101")).Code);

        var done = await Verb("import", "members", list, "--map", map, "--json");
        var look = JsonNode.Parse(dry.Output)!;
        Assert.Equal((3, 3L, 1L, 120L), (done.Code, (long)look["membersRead"]!, (long)look["refused"]!, (long)look["points"]!));
        // Two members with 50 + 70 points; one row is refused.
        var tally = JsonNode.Parse(done.Output)!;
        Assert.Equal((3L, 2L, 1L, 120L), ((long)tally["membersRead"]!, (long)tally["joined"]!, (long)tally["refused"]!, (long)tally["points"]!));
        Assert.True(File.Exists(list + ".bad.csv"));
        Assert.Equal(0, (await Verb("member", "show", "13800000101")).Code);
        Assert.Equal(0, (await Verb("audit", "--rules")).Code);
    }

    [Fact]
    public async Task A_dry_run_of_a_publication_or_a_key_meets_the_same_refusals_and_writes_nothing()
    {
        await Fill();
        var other = _folder.Put("other.yaml", TestServer.Program.Replace("spend: 1000", "spend: 800", StringComparison.Ordinal));
        var before = Files();
        Assert.Equal(3, (await Verb("program", "publish", other, "--dry-run")).Code);
        var would = await Verb("program", "publish", other, "--reason", "gold-at-800", "--dry-run", "--lang", "en");
        Assert.Equal(0, would.Code);
        Assert.Contains("800.00", would.Output, StringComparison.Ordinal);
        var key = await Verb("key", "create", "till", "--scope", "all", "--dry-run");
        Assert.Equal((0, "till"), (key.Code, key.Output.Trim()));
        Assert.DoesNotContain("tsk_", key.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await Verb("key", "revoke", "till", "--dry-run")).Code);
        Assert.Equal(before, Files());
        Assert.Empty(Directory.GetFiles(Store, "*.part"));
    }

    [Fact]
    [Covers("L3")]
    public async Task A_dry_run_lists_what_must_be_checked_and_a_publication_names_the_codes_it_signs()
    {
        await Fill();
        // Gold from 1,000 to 1,100: one tier is harder to reach.
        var other = _folder.Put("other.yaml", TestServer.Program.Replace("spend: 1000", "spend: 1100", StringComparison.Ordinal) + "\napprovals: { checklist: required }\n");
        var bare = await Verb("program", "publish", other, "--reason", "gold-at-1100", "--dry-run", "--lang", "en");
        Assert.Equal(3, bare.Code);
        Assert.All(new[] { "harderTiers  ", "/tiers/2/enter", "2 checks must be signed before publishing: harderTiers, notice" }, words => Assert.Contains(words, bare.Error, StringComparison.Ordinal));
        Assert.Equal(3, (await Verb("program", "publish", other, "--reason", "gold-at-1100", "--checked", "notice")).Code);
        var done = await Verb("program", "publish", other, "--reason", "gold-at-1100", "--checked", "notice, harderTiers", "--json");
        Assert.Equal((0, 2), (done.Code, JsonNode.Parse(done.Output)!["signed"]!.AsArray().Count));
        Assert.Equal(0, (await Verb("audit")).Code);
    }

    [Fact]
    public async Task A_demo_is_filled_through_the_command_line_audits_clean_and_its_folder_is_all_of_it()
    {
        var missing = await Cli.Run("demo", "--template", "no-such", "--fill-only", "--store", Store);
        Assert.Equal((2, false), (missing.Code, Directory.Exists(Store)));
        Assert.Equal((0, false), (await Cli.Run("demo", "--template", "salon", "--dry-run", "--until", "2026-01-31", "--store", Store)) is var dry ? (dry.Code, Directory.Exists(Store)) : default);
        var made = await Cli.Run("demo", "--template", "salon", "--fill-only", "--until", "2026-01-31", "--store", Store);
        Assert.Equal(0, made.Code);
        Assert.Contains(DemoVerb.Secret, made.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Verb("audit")).Code);
        Assert.Equal(0, (await Verb("doctor")).Code);
    }

    [Fact]
    public void Every_verb_that_writes_a_store_has_a_dry_run()
    {
        var without = VerbReference.Leaves(CommandLine.Root(Language.En)).Where(v => v.Uses == StoreUse.Writes && !v.Options.Contains(Common.DryRun)).Select(v => v.Name);
        // Serving has no end to tell beforehand; the others make a link that opens nothing unless it is written.
        Assert.Equal(["serve", "invite", "reset"], without);
    }

    private const string MemberMap = """
        source: old
        columns: { member: id, phone: phone, points: points }
        """;

    private string Program => _folder.Put("program.yaml", TestServer.Program);

    private Task<Ran> Verb(params string[] args) => Cli.Run([.. args, "--store", Store]);

    /// <summary>Two members; the first has 7 points.</summary>
    private async Task Fill()
    {
        Assert.Equal(0, (await Verb("program", "publish", Program)).Code);
        using var site = Site.Open(Store, StoreAccess.Own);
        var member = await Join(site, Phone);
        await Join(site, "13800005678");
        Assert.Null((await site.Write(new AdjustPoints { Member = member, Points = 7, ReasonCode = "goodwill", Text = "茶凉了" })).Refusal);
    }

    private static async Task<MemberRef> Join(Site site, string phone) =>
        MemberRef.By((await site.Write(new JoinMember { Identities = [IdentityForm.Of("phone", phone)!] })).Value!.Member);

    private long Items() => Count("select count(*) from item");

    private int Nights() => (int)Count("select count(*) from night_run");

    private long Count(string sql)
    {
        using var site = Site.Open(Store, StoreAccess.Read);
        return site.Read(scope =>
        {
            using var rows = scope.Db.Sql(sql);
            rows.Step();
            return rows.Long(0);
        });
    }

    /// <summary>The store's own files with a digest of each.</summary>
    private List<string> Files() => [.. Directory.EnumerateFiles(Store).Order(StringComparer.Ordinal)
        .Where(f => Path.GetFileName(f) is "tessera.db" or "tessera.key" or "erasures.list" || f.EndsWith("-wal", StringComparison.Ordinal) && new FileInfo(f).Length > 0)
        .Select(f => Path.GetFileName(f) + " " + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))))];
}
