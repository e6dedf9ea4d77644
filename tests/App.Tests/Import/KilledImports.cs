using System.Diagnostics;
using System.Text;
using Tessera.App.Import;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Tests.Import;

/// <summary>Killed means kill -9 at a random moment: the import runs in a process of its own, this test executable again.</summary>
public sealed class KilledImports
{
    private const string StoreVariable = "TESSERA_TEST_IMPORT_STORE";
    private const string TableVariable = "TESSERA_TEST_IMPORT_TABLES";
    private const int Kills = 10;

    /// <summary>The process that is killed; as a test of its own it does nothing.</summary>
    [Fact]
    public async Task An_import_runs_in_a_process_of_its_own()
    {
        if (Environment.GetEnvironmentVariable(StoreVariable) is not { } folder) return;
        using var site = Site.Open(Place.Of(folder), StoreAccess.OwnExisting);
        await ImportPurchases.Run(site, Sample(Environment.GetEnvironmentVariable(TableVariable) is "1"), null, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_ten_times_at_random_moments_and_started_again_it_ends_with_the_same_books(bool throughTables)
    {
        using var whole = Fresh(null);
        await ImportPurchases.Run(whole.Site, Sample(false), null, TestContext.Current.CancellationToken);
        var expected = Books(whole);
        using var killed = Fresh(Path.Combine(whole.Folder, "tessera.key"));
        killed.Close();
        // The seed is kept with the test: the moments are chosen once, what they meet differs from run to run.
        var chance = new Random(20260305);
        var killedAlive = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var child = Start(killed.Folder, throughTables);
            if (!child.WaitForExit(chance.Next(700, 2_500)))
            {
                child.Kill();
                killedAlive++;
            }

            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var tally = await ImportPurchases.Run(killed.Site, Sample(throughTables), null, TestContext.Current.CancellationToken);
        Assert.True(killedAlive > 0, "every process had ended before it could be killed");
        Assert.True(tally.AddsUp);
        Assert.Equal(expected, Books(killed));
    }

    private static Process Start(string folder, bool throughTables)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet") start.ArgumentList.Add(typeof(KilledImports).Assembly.Location);
        foreach (var argument in new[] { "-noLogo", "-method", "*" + nameof(An_import_runs_in_a_process_of_its_own) }) start.ArgumentList.Add(argument);
        start.Environment[StoreVariable] = folder;
        start.Environment[TableVariable] = throughTables ? "1" : "0";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static TestSite Fresh(string? key)
    {
        var site = new TestSite(new DateOnly(2026, 3, 5));
        // Account ids hang on the store's key: the same key, the same accounts.
        if (key is not null) File.Copy(key, Path.Combine(site.Folder, "tessera.key"));
        site.Publish(File.ReadAllText(Repository.PathOf("templates/online-retail/program.yaml")));
        return site;
    }

    // Without room in memory every run of lines goes through the staging tables.
    private static ImportRequest Sample(bool throughTables) => new()
    {
        MemoryBytes = throughTables ? 0 : 64 << 20,
        File = Repository.PathOf("templates/online-retail/sample/2010-12.csv.gz"),
        Map = ImportMapFile.Read(File.ReadAllText(Repository.PathOf("templates/online-retail/import.yaml"))).Map!,
        IsHistory = true,
    };

    /// <summary>Everything that was decided, with each record's entries, and every member's figures.</summary>
    private static string Books(TestSite of) => of.Site.Read(r =>
    {
        var text = new StringBuilder();
        foreach (var owned in r.Db.Records.All())
        {
            text.Append(owned.Account).Append(' ').Append(owned.Item.Sequence).Append(' ').Append(owned.Item.OccurredAt).Append(' ').Append(owned.Item.RecordedAt).Append(' ')
                .AppendJoin(' ', owned.Item.Effects.OfType<LedgerEntry>().Select(e => e.ToString())).Append('\n');
        }

        foreach (var account in r.Db.Members.All().ToList()) text.Append(r.Db.Members.FiguresOf(account)).Append(r.Db.Identities.MemberOf(account)).Append('\n');
        return text.ToString();
    });
}
