using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.App.Night;
using Tessera.App.Reads;
using Tessera.App.Tests.Stories;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Tests.Import;

/// <summary>History, late documents, live imports and the first day live, with tiers that are reviewed and ranked (semantics §1 Late facts and History, §5).</summary>
public sealed class ImportingLate : IDisposable
{
    private const string Map = "source: till\ncolumns: { number: no, occurredAt: at, member: who, amount: sum }\n";
    private readonly TestSite _site = new(new DateOnly(2026, 3, 3));

    public void Dispose() => _site.Dispose();

    [Fact]
    [Covers("C15", "D15")]
    public async Task Under_history_a_cut_off_is_recorded_and_takes_effect_on_the_date_of_its_review()
    {
        _site.Publish(Seats(200));
        var request = Request("1,2025-01-05,7,150", "2,2025-01-06,8,120", "3,2025-02-10,7,10", "4,2025-03-02,9,5");
        await Import(request);
        // January: 150.00 and 120.00 for one seat; the second misses 200.00 and has nothing more by 28 February. February: 10.00 alone.
        Assert.Equal(["2025-02-01 2 15000", "2025-03-01 1 1000"], CutOffs());
        Assert.Equal(["2025-01-05 base→silver Upgrade", "2025-02-01 silver→top Upgrade (2025-02-01)"], Path("7"));
        Assert.Equal(["2025-01-06 base→silver Upgrade", "2025-03-01 silver→base Fall (2025-02-01)"], Path("8"));
        Assert.Equal(0, Messages("7") + Messages("8"));
        var again = await Import(request);
        Assert.Equal(4, again.DocumentsInRepeats);
        Assert.Equal(2, CutOffs().Count);
        Story.AuditsClean(_site.Site);
    }

    [Fact]
    [Covers("D15")]
    public async Task A_second_history_takes_documents_older_than_what_was_played_as_late_facts()
    {
        _site.Publish(Seats(200));
        await Import(Request("1,2025-01-05,7,150", "2,2025-01-06,8,120", "4,2025-03-02,9,5"));
        var badRows = System.IO.Path.Combine(_site.Folder, "bad.csv");
        var tally = await Import(Request("5,2025-02-20,8,100", "6,2025-02-21,10,50", "7,2025-03-04,7,1") with { BadRows = badRows, Language = "en" });
        // The member 10 is new and the fourth of March is ahead: both are history. Only 5 is late: 120.00 + 100.00 by 28 February would have kept silver.
        Assert.Equal((3, 1), (tally.DocumentsInFacts, tally.Late));
        Assert.Contains("5,import.document.late", File.ReadAllText(badRows), StringComparison.Ordinal);
        Assert.Equal(["2025-01-06 base→silver Upgrade", "2025-03-01 silver→base Fall (2025-02-01)", "2025-03-02 base→silver Correction (2025-02-01)"], Path("8"));
        Assert.Equal(220, Balance("8"));
        Assert.Equal(new DateOnly(2025, 3, 4), _site.Site.Read(r => r.Db.Settings.BusinessDate));
        Story.AuditsClean(_site.Site);
    }

    [Fact]
    [Covers("D15")]
    public async Task A_live_import_decides_past_documents_as_late_facts()
    {
        _site.Publish(TestSite.Program("{ expiry: { kind: rolling, after: 10 days } }"));
        var tally = await Import(Request("1,2026-02-05,7,60", "2,2026-02-27,7,60") with { IsHistory = false });
        Assert.Equal((2, 0), (tally.DocumentsInFacts, tally.Late));
        // 120.00 of twelve months: silver begins on the day of the import, not in February.
        Assert.Equal(["2026-03-03 base→silver Upgrade"], Path("7"));
        // 5 February + 10 days is past: usable seven days from 3 March, gone on the 10th. 27 February + 10: usable through 9 March, gone on the 10th.
        Assert.Equal(120, Balance("7"));
        await Night(new DateOnly(2026, 3, 9));
        Assert.Equal(120, Balance("7"));
        await Night(new DateOnly(2026, 3, 10));
        Assert.Equal(0, Balance("7"));
        Story.AuditsClean(_site.Site);
    }

    [Fact]
    [Covers("D15")]
    public async Task Going_live_settles_the_days_since_the_history_silently()
    {
        _site.Publish(Seats(200));
        await Import(Request("1,2025-12-05,7,150", "2,2025-12-06,8,120"));
        await RunDay.GoLive(_site.Site);
        Assert.Equal(SiteModes.Live, _site.Site.Read(r => r.Db.Settings.Mode));
        Assert.Equal(["2026-01-01 2 15000"], CutOffs().Take(1));
        Assert.Equal(["2025-12-05 base→silver Upgrade", "2026-01-01 silver→top Upgrade (2026-01-01)"], Path("7"));
        // Missed on 1 January, grace through the 31st.
        Assert.Equal(["2025-12-06 base→silver Upgrade", "2026-02-01 silver→base Fall (2026-01-01)"], Path("8"));
        Assert.Equal(0, Messages("7") + Messages("8"));
        await Night(new DateOnly(2026, 3, 5));
        Assert.Equal(2, Path("7").Count);
        Story.AuditsClean(_site.Site);
    }

    [Fact]
    [Covers("C15", "D15")]
    public async Task A_review_played_under_history_and_read_again_live_waits_for_no_cut_off_that_is_never_told()
    {
        _site.Publish(Seats(0));
        await Import(Request("1,2026-01-09,7,500", "2,2026-01-10,8,150"));
        await RunDay.GoLive(_site.Site);
        // On 1 March nobody was ranked. A purchase of February that arrives on the 3rd ranks its member where the review takes effect live, on the 4th.
        _site.Buy(Member("8"), "late", 50, "2026-02-20 12:00");
        await Night(new DateOnly(2026, 3, 4));
        Assert.DoesNotContain(TierOf("8").Notes, n => n.Contains("等待名次截止线", StringComparison.Ordinal));
        Assert.Equal(["2026-01-10 base→silver Upgrade"], Path("8"));
        Story.AuditsClean(_site.Site);
    }

    /// <summary>One seat by the spend of the month before; silver keeps with so much of it, else a grace of a month.</summary>
    private static string Seats(int keep) => TestSite.Program(more: $$"""
        reviews:
          - { id: monthly, name: { zh: 月, en: month }, does: settle, moment: monthly 1, window: previous calendar month, keep: { silver: { spend: {{keep}} } }, grace: 1 month }
        """).Replace("\npoints:", "\n  - { id: top, name: { zh: 席位, en: Seats }, entry: review, ranking: { seats: 1, by: { metric: spend, window: previous calendar month } } }\npoints:", StringComparison.Ordinal);

    private static MemberRef Member(string externalId) => MemberRef.By(IdentityForm.Of("external:till", externalId)!);

    private ImportRequest Request(params string[] rows)
    {
        var path = System.IO.Path.Combine(_site.Folder, $"in{Directory.GetFiles(_site.Folder).Length}.csv");
        File.WriteAllText(path, "no,at,who,sum\n" + string.Join('\n', rows) + "\n");
        return new ImportRequest { File = path, Map = ImportMapFile.Read(Map).Map!, IsHistory = true };
    }

    private Task<ImportTally> Import(ImportRequest request) => ImportPurchases.Run(_site.Site, request, null, TestContext.Current.CancellationToken);

    private async Task Night(DateOnly on)
    {
        _site.Turn(on, new TimeOnly(1, 0));
        Assert.Null((await RunDay.Run(_site.Site)).Refusal);
    }

    private IReadOnlyList<string> CutOffs() => _site.Site.Read(r => r.Db.Programs.CutOffs().Select(c => $"{c.ReviewOn:yyyy-MM-dd} {c.Population} {c.Value}").Order(StringComparer.Ordinal).ToList());

    private TierView TierOf(string externalId) => _site.Site.Read(r => TierView.Read(r, Member(externalId), "zh-CN", null))!;

    private IReadOnlyList<string> Path(string externalId) =>
        [.. TierOf(externalId).Past.Skip(1).Select(c => $"{c.On:yyyy-MM-dd} {c.From?.Id ?? "-"}→{c.To.Id} {c.Cause}" + (c.ReviewOn is { } on ? $" ({on:yyyy-MM-dd})" : ""))];

    private long Balance(string externalId) => _site.Site.Read(r => r.Db.Members.FiguresOf(Member(externalId).Resolve(r.Db)!.Value)!.Balance);

    private int Messages(string externalId) => _site.Site.Read(r => ReadTimeline.Inbox(r, Member(externalId), new EntryAsk(1_000), "zh-CN"))!.Count;
}
