using System.Text.Json.Nodes;
using Tessera.App;
using Tessera.App.Keys;
using Tessera.App.Programs.RedLine;
using Tessera.Core.Analytics;
using Tessera.Core.Costs;
using Tessera.Storage;
using Tessera.Server.Tests.Http;
using Tessera.Server.Verbs;

namespace Tessera.Server.Tests.Verbs;

/// <summary>The conventions of the command line, over every verb.</summary>
public sealed class VerbTests
{
    public static TheoryData<string> Names => [.. VerbReference.Leaves(CommandLine.Root(Language.En)).Select(v => Help.PathOf(v)["tessera ".Length..])];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Help_opens_with_examples_and_speaks_both_languages(string name)
    {
        var zh = await Cli.Run([.. name.Split(' '), "--help"]);
        var en = await Cli.Run([.. name.Split(' '), "--help", "--lang", "en"]);

        Assert.Equal((0, 0, "", ""), (zh.Code, en.Code, zh.Error, en.Error));
        Assert.True(en.Output.IndexOf("Examples", StringComparison.Ordinal) is > 0 and var at && at < en.Output.IndexOf("Usage", StringComparison.Ordinal));
        Assert.Contains("示例", zh.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(en.Output, c => c is >= '\u4e00' and <= '\u9fff');
        Assert.All(VerbReference.Leaves(CommandLine.Root(Language.En)).Single(v => Help.PathOf(v) == "tessera " + name).Samples, s => Assert.StartsWith("tessera " + name, s.Line, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_flag_takes_a_secret(string name)
    {
        var verb = VerbReference.Leaves(CommandLine.Root(Language.En)).Single(v => Help.PathOf(v) == "tessera " + name);

        Assert.DoesNotContain(verb.Options, o => o.Name.Contains("secret", StringComparison.Ordinal) || o.Name.Contains("token", StringComparison.Ordinal) || o.Name.Contains("password", StringComparison.Ordinal) || o.Name == "--key");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_unknown_option_ends_with_2_and_a_word_in_the_language_of_LANG(string name)
    {
        var ran = await Cli.Run(new Dictionary<string, string>(StringComparer.Ordinal) { ["LANG"] = "en_GB.UTF-8" }, [.. name.Split(' '), "--no-such-option"]);

        Assert.Equal((2, ""), (ran.Code, ran.Output));
        Assert.Contains("--no-such-option", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(ran.Error, c => c is >= '\u4e00' and <= '\u9fff');
    }

    [Fact]
    public void The_reference_page_in_the_repository_is_the_one_the_verbs_make()
    {
        var path = Repository.PathOf(VerbReference.Page);
        var made = VerbReference.Markdown();
        if (Environment.GetEnvironmentVariable("TESSERA_WRITE") == "1") File.WriteAllText(path, made);

        Assert.Equal(made, File.ReadAllText(path));
    }

    [Fact]
    public async Task Settings_come_from_defaults_then_file_then_environment_then_flags()
    {
        using var folder = new TempFolder();
        var file = folder.Put("t.yaml", "store: from-file\nlisten: http://127.0.0.1:1\nlog: error\n");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TESSERA_LISTEN"] = "http://127.0.0.1:2", ["TESSERA_STORE"] = "from-environment", ["LANG"] = "en_GB.UTF-8", ["TESSERA_KEY"] = "tsk_live_secret" };
        var ran = await Cli.Run(environment, "config", "show", "--origin", "--json", "--config", file, "--store", "from-flag");
        var rows = JsonNode.Parse(ran.Output)!.AsArray().ToDictionary(r => (string)r!["name"]!, r => ((string)r!["value"]!, (string)r["origin"]!));

        Assert.Equal(("from-flag", "flag"), rows["store"]);
        Assert.Equal(("http://127.0.0.1:2", "environment"), rows["listen"]);
        Assert.Equal(("error", "file"), rows["log"]);
        Assert.Equal(("en_GB.UTF-8", "environment"), rows["lang"]);
        Assert.DoesNotContain("tsk_live_secret", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stoer: x\n", "t.yaml:1")]
    [InlineData("key: tsk_live_x\n", "TESSERA_KEY")]
    [InlineData("store: [\n", "t.yaml:")]
    public async Task A_settings_file_that_is_wrong_is_refused_with_its_line(string text, string says)
    {
        using var folder = new TempFolder();
        var ran = await Cli.Run("config", "show", "--config", folder.Put("t.yaml", text));

        Assert.Equal(2, ran.Code);
        Assert.Contains(says, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Covers("K6")]
    public async Task The_red_line_is_read_and_its_proposals_are_decided_on_the_command_line()
    {
        using var folder = new TempFolder();
        var store = Path.Combine(folder.Path, "data");
        var other = TestServer.Program.Replace("spend: 1000", "spend: 900", StringComparison.Ordinal);
        Assert.Equal(0, (await Cli.Run("program", "publish", folder.Put("program.yaml", TestServer.Program), "--store", store)).Code);
        // Nobody has joined: there is nothing to read yet, and nothing was proposed.
        Assert.Equal(3, (await Cli.Run("program", "proposals", "--check", "--store", store)).Code);
        Assert.Equal((0, ""), (await Cli.Run("program", "proposals", "--store", store)) is var none ? (none.Code, none.Output) : default);
        Assert.Equal(3, (await Cli.Run("program", "proposals", "--accept", "prp_none", "--store", store)).Code);
        Assert.Equal(2, (await Cli.Run("program", "proposals", "--check", "--show", "x", "--store", store)).Code);

        var first = await Proposed(store, other);
        Assert.Equal(other.TrimEnd(), (await Cli.Run("program", "proposals", "--show", first, "--store", store)).Output.TrimEnd());
        Assert.Equal(2, (await Cli.Run("program", "proposals", "--dismiss", first, "--store", store)).Code);
        var dismissed = await Cli.Run("program", "proposals", "--dismiss", first, "--reason", "after-the-season", "--store", store);
        Assert.Equal(0, dismissed.Code);
        Assert.Contains("dismissed", dismissed.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await Cli.Run("program", "proposals", "--dismiss", first, "--reason", "again", "--store", store)).Code);

        var second = await Proposed(store, other);
        Assert.Contains("accepted", (await Cli.Run("program", "proposals", "--accept", second, "--store", store)).Output, StringComparison.Ordinal);
        var rows = JsonNode.Parse((await Cli.Run("program", "proposals", "--json", "--store", store)).Output)!.AsArray();
        Assert.Equal([(second, "accepted"), (first, "dismissed")], rows.Select(r => ((string)r!["id"]!, (string)r["state"]!)));
    }

    // What the night finds over the line, told to the store as the night tells it.
    private static async Task<string> Proposed(string store, string draft)
    {
        using var site = Site.Open(store, StoreAccess.Own);
        var day = new DateOnly(2026, 1, 31);
        var change = new NamedChange(AdjustmentKind.CapQuota, CostKind.Benefit, "wash", new("洗护每月两次 → 一次", "washes a month 2 → 1"), 200, 100, Lift.NotMeasured);
        var sight = new RedLineSight(day, day, 1, 800, new CostShare(900, 10_000), RedLineState.Over, new AdjustedDraft(draft, 700, [change]));
        return (await site.Write(new CheckRedLine { Sight = sight })).Value!.Open!.Id;
    }

    [Fact]
    [Covers("U39", "S8")]
    public async Task Every_report_is_exported_by_a_verb_with_its_reason_in_the_register_and_only_by_keys_that_may()
    {
        using var folder = new TempFolder();
        var store = Path.Combine(folder.Path, "data");
        Assert.Equal(0, (await Cli.Run("program", "publish", folder.Put("program.yaml", TestServer.Program), "--store", store)).Code);
        foreach (var name in ExportReportVerb.Names)
        {
            string[] more = name switch { "rankings" => ["--by", "store"], "cohorts" => ["--by", "joining"], "reach" => ["--metric", "spend"], _ => [] };
            var ran = await Cli.Run(["export", "report", name, "--from", "2026-01-01", "--through", "2026-01-31", "--lang", "en", "--reason", "month end", "--store", store, .. more]);
            Assert.True(ran.Code == 0, name + ": " + ran.Error);
            Assert.StartsWith("Report,", ran.Output, StringComparison.Ordinal);
        }

        var book = Path.Combine(folder.Path, "figures.xlsx");
        Assert.Equal(0, (await Cli.Run("export", "report", "figures", "--from", "2026-01-01", "--through", "2026-01-31", "--format", "xlsx", "--out", book, "--store", store)).Code);
        Assert.Equal("PK"u8.ToArray(), File.ReadAllBytes(book)[..2]);
        // Tried: rows are counted, and neither a file nor a line of the register is left.
        var tried = Path.Combine(folder.Path, "tried.xlsx");
        Assert.Equal((0, false), ((await Cli.Run("export", "report", "figures", "--from", "2026-01-01", "--format", "xlsx", "--out", tried, "--dry-run", "--store", store)).Code, File.Exists(tried)));
        string[][] wrong = [["moon"], ["figures"], ["rankings", "--from", "2026-01-01"], ["reach", "--metric", "moods"], ["figures", "--from", "2026-02-01", "--through", "2026-01-01"], ["figures", "--from", "2026-01-01", "--format", "xlsx"]];
        foreach (var args in wrong) Assert.Equal(2, (await Cli.Run(["export", "report", .. args, "--store", store])).Code);

        string reads, exports;
        using (var site = Site.Open(store, StoreAccess.Own))
        {
            reads = (await site.Write(new CreateKey { Name = "reads", Scopes = ["reports:read"] })).Value!.Secret;
            exports = (await site.Write(new CreateKey { Name = "exports", Scopes = ["reports:read", "exports:write"] })).Value!.Secret;
            var register = site.Read(scope => scope.Db.ExportRegister.Page(null, null, 100));
            Assert.Equal(ExportReportVerb.Names.Count + 1, register.Count);
            Assert.All(register, r => Assert.Equal(("report", "cli"), (r.What, r.Actor)));
            Assert.Equal(ExportReportVerb.Names.Count, register.Count(r => r.Reason == "month end" && r.Rows >= 0));
        }

        foreach (var (secret, code) in new[] { (reads, 3), (exports, 0) })
        {
            var ran = await Cli.Run(new Dictionary<string, string> { ["TESSERA_KEY"] = secret }, "export", "report", "points", "--from", "2026-01-01", "--through", "2026-01-31", "--store", store);
            Assert.Equal((code, code == 0), (ran.Code, ran.Output.Length > 0));
        }
    }

    [Fact]
    public async Task A_programme_is_checked_compared_published_and_a_key_made()
    {
        using var folder = new TempFolder();
        var store = Path.Combine(folder.Path, "data");
        var good = folder.Put("program.yaml", TestServer.Program);
        var other = folder.Put("other.yaml", TestServer.Program.Replace("spend: 1000", "spend: 800", StringComparison.Ordinal));
        var bad = folder.Put("bad.yaml", TestServer.Program.Replace("tiers:", "teirs:", StringComparison.Ordinal));

        Assert.Equal((0, ""), (await Cli.Run("program", "validate", good)) is var ok ? (ok.Code, ok.Output) : default);
        var found = await Cli.Run("program", "validate", bad);
        Assert.Equal(3, found.Code);
        Assert.Contains("bad.yaml:2:1: 错误", found.Output, StringComparison.Ordinal);

        Assert.Equal("1", (await Cli.Run("program", "publish", good, "--store", store)).Output.Trim());
        var diff = await Cli.Run("program", "diff", other, "--store", store, "--exit-code", "--lang", "en");
        Assert.Equal(3, diff.Code);
        Assert.Contains("1,000.00", diff.Output, StringComparison.Ordinal);
        Assert.Contains("800.00", diff.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await Cli.Run("program", "publish", other, "--store", store)).Code);

        var key = await Cli.Run("key", "create", "till", "--scope", "members:write,purchases:write", "--store", store);
        Assert.StartsWith("tsk_live_", key.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await Cli.Run("key", "create", "till", "--scope", "all", "--store", store)).Code);
        Assert.Equal(2, (await Cli.Run("key", "create", "x", "--scope", "everything", "--store", store)).Code);
        Assert.Contains("till", (await Cli.Run("key", "list", "--store", store)).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Cli.Run("key", "revoke", "till", "--store", store)).Code);
    }

    [Fact]
    public async Task Files_and_stores_that_are_not_there_are_told_in_one_sentence()
    {
        using var folder = new TempFolder();
        var missing = await Cli.Run("program", "validate", Path.Combine(folder.Path, "none.yaml"));
        var store = await Cli.Run("key", "list", "--store", Path.Combine(folder.Path, "none"));

        Assert.Equal((5, 4), (missing.Code, store.Code));
        Assert.Single(missing.Error.TrimEnd().Split('\n'));
        Assert.Single(store.Error.TrimEnd().Split('\n'));
    }
}

/// <summary>A store that a server owns.</summary>
public sealed class OwnedStoreTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task A_verb_that_writes_refuses_in_one_sentence_while_a_server_owns_the_store_and_one_that_reads_works()
    {
        var writes = await Cli.Run("key", "create", "second", "--scope", "all", "--store", server.Folder);
        var reads = await Cli.Run("key", "list", "--store", server.Folder);

        Assert.Equal((4, ""), (writes.Code, writes.Output));
        Assert.Single(writes.Error.TrimEnd().Split('\n'));
        Assert.Contains(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), writes.Error, StringComparison.Ordinal);
        Assert.Equal(0, reads.Code);
    }
}
