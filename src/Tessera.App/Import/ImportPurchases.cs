using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tessera.App.Programs;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Import;

/// <summary>What an import is asked.</summary>
public sealed record ImportRequest
{
    /// <summary>The export, plain or gzip.</summary>
    public required string File { get; init; }

    /// <summary>The map.</summary>
    public required ImportMap Map { get; init; }

    /// <summary>The past is played (semantics §1 History).</summary>
    public bool IsHistory { get; init; }

    /// <summary>Last local date settled under history; null for the last document's.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Where refused rows go; null writes none.</summary>
    public string? BadRows { get; init; }

    /// <summary>Language of the reasons in that file.</summary>
    public string Language { get; init; } = Text.Chinese;

    /// <summary>Who imports.</summary>
    public string Actor { get; init; } = "import";

    /// <summary>Bytes of staged lines up to which they stay in memory; a larger file goes through the staging tables.</summary>
    internal long MemoryBytes { get; init; } = 64 << 20;

    /// <summary>The job that was ordered, or null: the same file and map asked again are the same import. An ordered job keeps its refused rows with itself.</summary>
    public string? JobId { get; init; }

    /// <summary>What is still to be written before the job is done, such as its file of refused rows; carried out again where it was cut off.</summary>
    internal Func<Task>? BeforeDone { get; init; }
}

/// <summary>Where an import stands.</summary>
/// <param name="State">Staging, deciding, done.</param>
/// <param name="Tally">Counts so far.</param>
/// <param name="Settled">Members settled at the end, so far.</param>
public sealed record ImportProgress(JobState State, ImportTally Tally, long Settled = 0);

/// <summary>
/// Imports a till's export (api.md): pass 1 streams the lines into memory or, of large files, into staging tables, pass 2 decides document by document in order of occurrence.
/// Either pass goes on where a kill left it; the end is the same as if nothing had happened.
/// </summary>
public sealed class ImportPurchases
{
    /// <summary>Kind of its jobs.</summary>
    public const string JobKind = "import.purchases";

    private readonly Site _site;
    private readonly ImportRequest _request;
    private readonly IProgress<ImportProgress>? _progress;
    private readonly CancellationToken _stop;

    private ImportPurchases(Site site, ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken stop) =>
        (_site, _request, _progress, _stop) = (site, request, progress, stop);

    /// <summary>Runs or resumes an import.</summary>
    /// <exception cref="ImportRefused">The file or the map cannot be used here.</exception>
    public static Task<ImportTally> Run(Site site, ImportRequest request, IProgress<ImportProgress>? progress = null, CancellationToken stop = default) =>
        new ImportPurchases(site, request, progress, stop).Run();

    internal static BusinessCalendar CalendarOf(Site site, ImportMap map)
    {
        var program = site.Read(r => r.KnownPrograms?.Versions[^1]) ?? throw new NoProgram();
        if (map.Currency is { } currency && currency != program.Document.Currency)
        {
            throw new ImportRefused("import.currency", 0, currency, program.Document.Currency);
        }

        if (map.Zone is not { } zone || zone == program.Calendar.Zone) return program.Calendar;
        return ZoneTables.IsKnown(zone) ? ZoneTables.Calendar(zone) : throw new ImportRefused("import.zone", 0, zone);
    }

    private async Task<ImportTally> Run()
    {
        var calendar = CalendarOf(_site, _request.Map);
        var job = await Begin().ConfigureAwait(false);
        using var bad = new BadRowFile(_request.BadRows, ImportTally.Read(job.Progress).BadBytes, _request.Language);
        var staging = new ImportStaging(_site, _request, job, Report);
        StagedRuns? staged = null;
        if (job.State is JobState.Staging) (job, staged) = await staging.Run(calendar, _stop).ConfigureAwait(false);
        else if (!_site.Read(r => r.Db.Imports.LastChunk(job.Id) > 0)) staged = staging.Again(calendar);
        job = await new ImportDeciding(_site, _request, job, bad, Report).Run(staged, _stop).ConfigureAwait(false);
        return ImportTally.Read(job.Progress);
    }

    private void Report(ImportProgress progress) => _progress?.Report(progress);

    /// <summary>Finds the same import unfinished, or begins it. The same file under the same map is the same import.</summary>
    private Task<Job> Begin()
    {
        var digest = Convert.ToHexStringLower(ExportFile.DigestOf(_request.File));
        var asked = string.Create(CultureInfo.InvariantCulture, $"{digest} {MapDigest()} {(_request.IsHistory ? "history" : "live")} {_request.Until:yyyy-MM-dd}");
        var id = "imp_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asked)))[..24];
        return _site.Alone(scope =>
        {
            if (_request.JobId is not null) id = _request.JobId;
            var found = scope.Db.Imports.Find(id);
            if (found is { State: JobState.Staging or JobState.Deciding }) return found;
            scope.Db.Imports.Clear(id);
            var now = _site.Clock.Now;
            var job = new Job(id, JobKind, JobState.Staging, now, now, asked, new ImportTally().Write());
            scope.Db.Imports.Save(job);
            return job;
        });
    }

    private string MapDigest()
    {
        var map = _request.Map;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{map.Source}|{map.Currency}|{map.Zone}|{string.Join(';', map.TimeFormats)}|{map.File}|{map.Member.Kind}|{string.Join(';', map.Member.None)}");
        text.Append(CultureInfo.InvariantCulture, $"|{map.Cancellation}|{string.Join(';', map.Cancellation?.Values ?? [])}");
        foreach (var (field, rule) in map.Columns.OrderBy(c => c.Key)) text.Append(CultureInfo.InvariantCulture, $"|{field}={string.Join('+', rule.Columns)},{rule with { Columns = [] }}");
        foreach (var (value, kind) in map.Kinds?.ByValue ?? new Dictionary<string, Core.Facts.LineKind>()) text.Append(CultureInfo.InvariantCulture, $"|{map.Kinds!.Column}:{value}={kind}");
        foreach (var filter in map.Skip.Concat(map.Keep)) text.Append(CultureInfo.InvariantCulture, $"|{filter.Column}:{string.Join(';', filter.Values)}:{filter.Matches}");
        text.Append(map.Skip.Count);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
