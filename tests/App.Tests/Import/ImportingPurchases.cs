using System.Text;
using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.App.Night;
using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Tests.Import;

/// <summary>From a file to members, points and tiers: sums that add up, repeats that change nothing, and a kill that leaves no trace.</summary>
public sealed class ImportingPurchases : IDisposable
{
    private readonly TestSite _site = new(new DateOnly(2026, 3, 1));

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task The_sample_month_is_accounted_for_to_the_last_line_and_twice_changes_nothing()
    {
        _site.Publish(File.ReadAllText(Repository.PathOf("templates/online-retail/program.yaml")));
        var request = Sample();
        var tally = await Import(request);
        Assert.True(tally.AddsUp);
        Assert.Equal((42_481, 2_025, 948), (tally.LinesRead, tally.DocumentsInFacts, tally.Joined));
        Assert.Equal(42_481, tally.LinesInFacts);
        Assert.Equal(948, _site.Site.Read(r => r.Db.Members.Count()));
        var before = Books();
        var again = await Import(request);
        Assert.True(again.AddsUp);
        Assert.Equal((42_481, 2_025, 0), (again.LinesInRepeats, again.DocumentsInRepeats, again.Joined));
        Assert.Equal(before, Books());
        Assert.Equal(new DateOnly(2010, 12, 23), _site.Site.Read(r => r.Db.Settings.BusinessDate));
        Assert.Equal(SiteModes.History, _site.Site.Read(r => r.Db.Settings.Mode));
        Assert.Equal("night.history", (await RunDay.Run(_site.Site, new DateOnly(2011, 1, 1))).Refusal!.Reason.Code);
        Assert.Equal(0, (await RunDay.Run(_site.Site)).Value!.Items);
    }

    [Fact]
    public async Task An_import_stopped_anywhere_and_started_again_ends_with_the_same_books()
    {
        _site.Publish(File.ReadAllText(Repository.PathOf("templates/online-retail/program.yaml")));
        await Import(Sample());
        var whole = Books();
        var key = Path.Combine(_site.Folder, "tessera.key");
        using var other = new TestSite(new DateOnly(2026, 3, 1));
        // Account ids hang on the store's key: the same key, the same accounts.
        File.Copy(key, Path.Combine(other.Folder, "tessera.key"));
        other.Publish(File.ReadAllText(Repository.PathOf("templates/online-retail/program.yaml")));
        for (var stops = 1; ; stops++)
        {
            using var stop = new CancellationTokenSource();
            var reports = 0;
            var progress = new Reports(_ =>
            {
                if (++reports == 2) stop.Cancel();
            });
            try
            {
                var tally = await ImportPurchases.Run(other.Site, Sample(), progress, stop.Token);
                Assert.True(tally.AddsUp);
                Assert.True(stops > 2, "it was never stopped");
                break;
            }
            catch (OperationCanceledException)
            {
                other.Close();
            }
        }

        Assert.Equal(whole, Books(other));
    }

    [Fact]
    public async Task Every_kind_of_line_finds_its_place_in_the_sums()
    {
        _site.Publish(TestSite.Program());
        var map = MapOf("""
            source: till
            time: { formats: [yyyy-MM-dd HH:mm, yyyy-MM-dd] }
            columns: { number: no, occurredAt: at, member: who, sku: what, quantity: n, unitPrice: price }
            cancellation: { prefix: C }
            rows: { skip: [{ column: what, values: [TEST] }] }
            """);
        // 1: two equal lines, 2.505 × 2 = 5.01. 2: anonymous. 3: stock. 4: nothing paid, still a fact. C5: cancels 1.00 of no purchase.
        // 6: one bad row spoils it. A row without a number belongs to no document. 7: two members. 8: skipped. C9: a member with only a cancellation.
        var file = WriteFile("""
            no,at,who,what,n,price
            1,2025-01-05 10:00,7,a,1,2.505
            1,2025-01-05 10:00,7,a,1,2.505
            2,2025-01-05 11:00,,a,1,3
            3,2025-01-05 11:01,,a,-5,0
            4,2025-01-05 12:00,7,a,1,0
            C5,2025-01-06 09:00,7,a,-1,1.00
            6,2025-01-06 10:00,7,a,1,9
            6,2025-01-06 10:00,7,a,one,9
            ,2025-01-06 10:00,7,a,1,9
            7,2025-01-06 10:00,7,a,1,9
            7,2025-01-06 10:00,8,a,1,9
            8,2025-01-06 10:00,7,TEST,1,9
            C9,2025-01-07 10:00,9,a,-2,4.00
            """);
        var badRows = Path.Combine(_site.Folder, "bad.csv");
        var request = new ImportRequest { File = file, Map = map, IsHistory = true, BadRows = badRows, Language = "en" };
        var tally = await Import(request);
        Assert.True(tally.AddsUp);
        Assert.Equal((13, 1, 7, 5), (tally.LinesRead, tally.LinesSkipped, tally.LinesInFacts, tally.LinesRefused));
        Assert.Equal((8, 6, 2), (tally.DocumentsRead, tally.DocumentsInFacts, tally.DocumentsRefused));
        Assert.Equal((2, 2, 1, 1), (tally.Purchases, tally.Cancellations, tally.Anonymous, tally.Stock));
        // 501 + 300 + 0 + 0 − 100 − 800 = −99; 2.505 + 2.505 is 5.01 exactly.
        Assert.Equal((-99L, -99m, 0m), (tally.StoredMinor, tally.ExactMinor, tally.RoundingMinor));
        // Member 7: 5 points for 5.01, one back for 1.00. Member 9 owes 8.
        Assert.Equal((4L, 401L, 1L), FiguresOf("7"));
        Assert.Equal((-8L, -800L, 0L), FiguresOf("9"));
        Assert.Equal(
            ["line,number,code,reason,column,got", "8,6,import.document.badRow", "9,6,import.row.number", "10,,import.row.noNumber", "11,7,import.document.members", "12,7,import.document.members"],
            File.ReadLines(badRows).Select((l, i) => i == 0 ? l : string.Join(',', l.Split(',').Take(3))).OrderBy(l => l[0] == 'l' ? 0 : int.Parse(l.Split(',')[0], null)));
    }

    [Fact]
    public async Task A_changed_document_is_refused_with_its_difference_and_the_rest_are_repeats()
    {
        _site.Publish(TestSite.Program());
        var map = MapOf("source: till\ncolumns: { number: no, occurredAt: at, member: who, amount: sum }\n");
        await Import(new ImportRequest { File = WriteFile("no,at,who,sum\n1,2025-01-05,7,10\n2,2025-01-06,7,20\n"), Map = map, IsHistory = true });
        var badRows = Path.Combine(_site.Folder, "bad.csv");
        var tally = await Import(new ImportRequest
        {
            File = WriteFile("no,at,who,sum\n1,2025-01-05,7,11\n2,2025-01-06,7,20\n3,2025-01-07,7,30\n"), Map = map, IsHistory = true, BadRows = badRows, Language = "zh-CN",
        });
        Assert.True(tally.AddsUp);
        Assert.Equal((1, 1, 1), (tally.DocumentsInFacts, tally.DocumentsInRepeats, tally.DocumentsRefused));
        Assert.Contains("document.changed", File.ReadAllText(badRows), StringComparison.Ordinal);
        Assert.Equal((60L, 6_000L, 3L), FiguresOf("7"));
    }

    [Fact]
    public async Task A_job_cut_off_before_its_last_file_is_written_is_not_done_and_writes_it_when_it_goes_on()
    {
        _site.Publish(TestSite.Program());
        var map = MapOf("source: till\ncolumns: { number: no, occurredAt: at, member: who, amount: sum }\n");
        var request = new ImportRequest { File = WriteFile("no,at,who,sum\n1,2025-01-05,7,10\n2,2025-01-06,7,much\n"), Map = map, IsHistory = true, JobId = "imp_cut" };
        JobState State() => _site.Site.Read(r => r.Db.Imports.Find("imp_cut")!.State);
        await Assert.ThrowsAsync<IOException>(() => Import(request with { BeforeDone = () => throw new IOException("the disk is full") }));
        Assert.Equal(JobState.Deciding, State());

        var (seen, rows) = (JobState.Waiting, 0L);
        var tally = await Import(request with
        {
            BeforeDone = () =>
            {
                (seen, rows) = (State(), _site.Site.Read(r => r.Db.Work.CountBadRows("imp_cut")));
                return Task.CompletedTask;
            },
        });
        Assert.Equal((JobState.Deciding, 1L, JobState.Done), (seen, rows, State()));
        Assert.Equal((1, 1, true), (tally.DocumentsInFacts, tally.DocumentsRefused, tally.AddsUp));
        Assert.Equal((10L, 1_000L, 1L), FiguresOf("7"));
    }

    [Fact]
    public async Task Currency_and_columns_are_checked_before_anything_is_staged()
    {
        _site.Publish(TestSite.Program());
        var file = WriteFile("no,at,who,sum\n1,2025-01-05,7,10\n");
        var map = MapOf("source: till\ncurrency: USD\ncolumns: { number: no, occurredAt: at, member: who, amount: sum }\n");
        var refused = await Assert.ThrowsAsync<ImportRefused>(() => Import(new ImportRequest { File = file, Map = map }));
        Assert.Equal(("import.currency", "USD"), (refused.Code, refused.Values[0]));
    }

    private Task<ImportTally> Import(ImportRequest request) => ImportPurchases.Run(_site.Site, request, null, TestContext.Current.CancellationToken);

    private static ImportRequest Sample() => new()
    {
        File = Repository.PathOf("templates/online-retail/sample/2010-12.csv.gz"),
        Map = MapOf(File.ReadAllText(Repository.PathOf("templates/online-retail/import.yaml"))),
        IsHistory = true,
    };

    private static ImportMap MapOf(string text) => ImportMapFile.Read(text).Map!;

    private string WriteFile(string text)
    {
        var path = Path.Combine(_site.Folder, $"in{Directory.GetFiles(_site.Folder).Length}.csv");
        File.WriteAllText(path, text);
        return path;
    }

    private (long Balance, long Spend, long Orders) FiguresOf(string externalId) => _site.Site.Read(r =>
    {
        var figures = r.Db.Members.FiguresOf(r.Db.Identities.Find(IdentityForm.Of("external:till", externalId)!)!.Value)!;
        return (figures.Balance, figures.SpendLifetimeMinor, figures.OrdersLifetime);
    });

    private string Books(TestSite? of = null) => (of ?? _site).Site.Read(r =>
    {
        var text = new StringBuilder();
        foreach (var owned in r.Db.Records.All()) text.Append(owned.Account).Append(' ').Append(owned.Item.Sequence).Append(' ').Append(owned.Item.OccurredAt).Append(' ').AppendJoin(' ', owned.Item.Effects.OfType<LedgerEntry>().Select(e => e.BalanceAfter)).Append('\n');
        foreach (var account in r.Db.Members.All().ToList()) text.Append(r.Db.Members.FiguresOf(account)).Append('\n');
        return text.ToString();
    });

    private sealed class Reports(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
