using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tessera.App.Exports;
using Tessera.App.Programs;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Import;

/// <summary>What an import of members is asked.</summary>
public sealed record MemberImportRequest
{
    /// <summary>The list: CSV, plain or gzip, or a workbook.</summary>
    public required string File { get; init; }

    /// <summary>The map, or null to go by the headings.</summary>
    public MemberMap? Map { get; init; }

    /// <summary>Name of the older system where no map says it; each member is opened once per source.</summary>
    public string Source { get; init; } = "list";

    /// <summary>The past is played: recorded-at = occurred-at, nothing is sent.</summary>
    public bool IsHistory { get; init; }

    /// <summary>Where refused rows go, in the form of the list; null writes none, they stay with the job.</summary>
    public string? BadRows { get; init; }

    /// <summary>Language of the reasons in that file.</summary>
    public string Language { get; init; } = Text.Chinese;

    /// <summary>Who imports.</summary>
    public string Actor { get; init; } = "import";

    /// <summary>The job that was ordered, or null: the same file and map asked again go on with the job that was left unfinished, else begin one.</summary>
    public string? JobId { get; init; }

    /// <summary>Members of one transaction: fewer beside tills, so that nobody waits.</summary>
    public int MembersAtOnce { get; init; } = 500;

    /// <summary>What is still to be written before the job is done, such as its file of refused rows; carried out again where it was cut off.</summary>
    internal Func<Task>? BeforeDone { get; init; }
}

/// <summary>
/// Imports members of an older system with what it knew of them (api.md): dated, once per source, in the ledger as kind <c>opening</c>. A member who is there
/// already is brought up to date. What was counted is written with what it counts, so that a killed import goes on where it was; the whole import can be undone.
/// </summary>
public sealed class ImportMembers
{
    /// <summary>Kind of its jobs.</summary>
    public const string JobKind = "import.members";

    private readonly Site _site;
    private readonly MemberImportRequest _request;

    private ImportMembers(Site site, MemberImportRequest request) => (_site, _request) = (site, request);

    /// <summary>Runs or resumes an import.</summary>
    /// <exception cref="ImportRefused">The file or the map cannot be used here.</exception>
    public static Task<MemberImportTally> Run(Site site, MemberImportRequest request, IProgress<MemberImportTally>? progress = null, CancellationToken stop = default) =>
        new ImportMembers(site, request).Run(progress, stop);

    /// <summary>Reads without writing: what the columns are taken for and what is wrong with rows.</summary>
    /// <exception cref="ImportRefused">The file or the map cannot be used here.</exception>
    public static MemberImportLook Look(Site site, MemberImportRequest request) => new ImportMembers(site, request).Look();

    /// <summary>The columns of a list.</summary>
    internal static ExportFile Open(MemberImportRequest request)
    {
        if (request.Map is not { } map) return new ExportFile(request.File, FileFormat.Sniff(request.File), MemberHeadings.AreHeadings);
        var named = map.Columns.Values.SelectMany(r => r.Columns).ToHashSet(StringComparer.Ordinal);
        return new ExportFile(request.File, map.File, map.File.HasHeader ? cells => cells.Any(named.Contains) : null);
    }

    private async Task<MemberImportTally> Run(IProgress<MemberImportTally>? progress, CancellationToken stop)
    {
        using var file = Open(_request);
        var (map, reader) = ReaderOf(file);
        var job = await Begin(map).ConfigureAwait(false);
        var tally = MemberImportTally.Read(job.Progress);
        foreach (var batch in reader.Members(file, tally.LastLine).Chunk(_request.MembersAtOnce))
        {
            stop.ThrowIfCancellationRequested();
            var before = tally;
            tally = await _site.Alone(outer => Batch(outer, map, (job, batch), before)).ConfigureAwait(false);
            progress?.Report(tally);
        }

        if (_request.BeforeDone is { } write) await write().ConfigureAwait(false);
        await _site.Alone(scope => Finish(scope, job, tally)).ConfigureAwait(false);
        if (_request.BadRows is { } path) WriteBadRows(job.Id, path, file);
        return tally;
    }

    private MemberImportLook Look()
    {
        using var file = Open(_request);
        var (map, reader) = ReaderOf(file);
        var byColumn = map.Columns.SelectMany(c => c.Value.Columns.Select(n => (n, c.Key))).ToLookup(p => p.n, p => p.Key, StringComparer.Ordinal);
        var look = new MemberImportLook { Columns = [.. file.Columns.Select(c => new FoundColumn(c, byColumn.Contains(c) ? byColumn[c].First() : null))] };
        foreach (var batch in reader.Members(file).Chunk(MemberImportLook.AtOnce))
        {
            _site.Read(scope =>
            {
                var taking = new MemberTaking(_request, map, _site.Store.Sealing, scope.Programs, scope.Today);
                foreach (var rows in batch) look.Add(rows, taking.Wrong(rows), rows.Identities.Any(i => scope.Db.Identities.Find(i) is not null));
                return 0;
            });
        }

        return look;
    }

    private (MemberMap Map, MemberRowReader Reader) ReaderOf(ExportFile file)
    {
        var map = _request.Map ?? MemberHeadings.MapOf(file.Columns, _request.Source, FileFormat.Sniff(_request.File));
        var program = _site.Read(r => r.KnownPrograms?.Versions[^1]) ?? throw new NoProgram();
        var zone = map.Zone ?? program.Calendar.Zone;
        if (!ZoneTables.IsKnown(zone)) throw new ImportRefused("import.zone", 0, zone);
        return (map, new MemberRowReader(map, file.Columns, zone == program.Calendar.Zone ? program.Calendar : ZoneTables.Calendar(zone), program.Document.CurrencyDecimals));
    }

    private Task<Job> Begin(MemberMap map)
    {
        var input = string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(ExportFile.DigestOf(_request.File))} {DigestOf(map)} {(_request.IsHistory ? "history" : "live")}");
        return _site.Alone(scope =>
        {
            var now = _site.Clock.Now;
            if (_request.JobId is { } ordered) return scope.Db.Imports.Find(ordered) ?? throw new InvalidOperationException($"job {ordered} is missing");
            if (scope.Db.Work.Unfinished(JobKind, input) is { } left) return scope.Db.Imports.Find(left)!;
            var job = new Job(Jobs.JobIds.New("imp_", now), JobKind, JobState.Deciding, now, now, input, MemberImportTally.Nothing.Write());
            scope.Db.Imports.Save(job);
            return job;
        });
    }

    private static string DigestOf(MemberMap map)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{map.Source}|{map.Zone}|{string.Join(';', map.TimeFormats)}|{map.File}");
        foreach (var (field, rule) in map.Columns.OrderBy(c => c.Key)) text.Append(CultureInfo.InvariantCulture, $"|{field}={string.Join('+', rule.Columns)},{rule with { Columns = [] }}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private MemberImportTally Batch(BatchScope outer, MemberMap map, (Job Job, MemberRows[] Members) batch, MemberImportTally tally)
    {
        var scope = new BatchScope(outer.Db, outer.KnownPrograms, outer.Now, _request.IsHistory);
        var taking = new MemberTaking(_request with { JobId = batch.Job.Id }, map, _site.Store.Sealing, scope.Programs, scope.Today);
        foreach (var rows in batch.Members)
        {
            tally = taking.Take(scope, rows, tally, out var why);
            if (why is not null) Keep(scope.Db, batch.Job.Id, rows, why);
        }

        scope.Flush();
        scope.Db.Imports.Save(batch.Job with { State = JobState.Deciding, ChangedAt = _site.Clock.Now, Progress = tally.Write() });
        return tally;
    }

    private static void Keep(StoreConnection db, string jobId, MemberRows rows, BadRow why)
    {
        var room = KeptBadRow.Most - db.Work.CountBadRows(jobId);
        foreach (var row in rows.Rows.Take((int)Math.Max(0, room)))
        {
            var reason = row.Why ?? why;
            db.Work.AddBadRow(jobId, row.Line, new KeptBadRow(row.Cells, reason.Code, reason.Column, reason.Got).Write());
        }
    }

    private int Finish(BatchScope scope, Job job, MemberImportTally tally)
    {
        var now = _site.Clock.Now;
        scope.Db.Imports.Save(job with { State = JobState.Done, ChangedAt = now, Progress = tally.Write() });
        scope.Db.Audits.Append(new AuditEvent(now, _request.Actor, "import.finished", job.Id, tally.Write()));
        return 0;
    }

    /// <summary>A workbook goes back as a workbook, text as text; a run without bad rows leaves no file.</summary>
    private void WriteBadRows(string jobId, string path, ExportFile file)
    {
        File.Delete(path);
        _site.Read(scope =>
        {
            if (BadRows.Of(scope.Db, jobId, file.Columns, _request.Language) is not { } table) return 0L;
            using var to = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
            return table.Write(to, file.IsWorkbook ? ExportFormat.Xlsx : ExportFormat.Csv, new SheetNames("", "members", []) { HasMark = true });
        });
    }
}
