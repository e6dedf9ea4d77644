using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Import;

/// <summary>Pass 1: streams the file into memory, or, where it is large, into the staging tables, batch by batch.</summary>
internal sealed class ImportStaging(Site site, ImportRequest request, Job job, Action<ImportProgress> report)
{
    private const int RunsAtOnce = 2_000;
    private const int LinesAtOnce = 40_000;
    private readonly ImportTally _tally = ImportTally.Read(job.Progress);

    /// <summary>Stages the file.</summary>
    /// <returns>The job, now deciding, and the runs where they are in memory.</returns>
    internal async Task<(Job Job, StagedRuns? Runs)> Run(BusinessCalendar calendar, CancellationToken stop)
    {
        using var file = new ExportFile(request.File, request.Map.File);
        using var runs = RunsOf(file, calendar).GetEnumerator();
        // Rows that were staged before lie in the table, so that the others go there too.
        var staged = _tally.StagedRow == 0 ? new StagedRuns(request.MemoryBytes) : null;
        if (staged is not null)
        {
            while (!staged.IsFull && runs.MoveNext())
            {
                staged.Add(Take(runs.Current));
                if (staged.Chunks.Count % RunsAtOnce != 0) continue;
                stop.ThrowIfCancellationRequested();
                report(new ImportProgress(JobState.Staging, _tally with { }));
            }

            if (!staged.IsFull) return (await Write([], _tally, staged).ConfigureAwait(false), staged);
        }

        return (await Rest(runs, staged?.Chunks ?? [], stop).ConfigureAwait(false), null);
    }

    /// <summary>Stages a file in memory that was staged there before: the import was killed while it decided.</summary>
    internal StagedRuns Again(BusinessCalendar calendar)
    {
        using var file = new ExportFile(request.File, request.Map.File);
        var staged = new StagedRuns(long.MaxValue);
        _tally.StagedRow = 0;
        foreach (var run in RunsOf(file, calendar)) staged.Add(ChunkOf(run));
        staged.Order();
        return staged;
    }

    /// <summary>Stages the rest of the file into the table, after what did not fit into memory.</summary>
    private async Task<Job> Rest(IEnumerator<LineRun> runs, IEnumerable<StagedChunk> first, CancellationToken stop)
    {
        var chunks = first.ToList();
        Task<Job> writing = Task.FromResult(job);
        var lines = 0;
        if (chunks.Count > 0) (writing, chunks) = (Write(chunks, _tally with { }, null, isLast: false), []);
        while (runs.MoveNext())
        {
            chunks.Add(Take(runs.Current));
            lines += runs.Current.Lines.Count;
            if (chunks.Count < RunsAtOnce && lines < LinesAtOnce) continue;
            stop.ThrowIfCancellationRequested();
            await writing.ConfigureAwait(false);
            writing = Write(chunks, _tally with { }, null, isLast: false);
            (chunks, lines) = ([], 0);
        }

        await writing.ConfigureAwait(false);
        return await Write(chunks, _tally, null).ConfigureAwait(false);
    }

    private IEnumerable<LineRun> RunsOf(ExportFile file, BusinessCalendar calendar) =>
        LineRuns.Of(file, new RowMapping(request.Map, file.Columns, calendar), _tally.StagedRow, rest => Count(0, rest));

    private StagedChunk Take(LineRun run)
    {
        Count(run.Lines.Count, run.Skipped);
        _tally.StagedRow = run.LastRow;
        _tally.HasNameless |= run.Number.Length == 0;
        return ChunkOf(run);
    }

    private void Count(int lines, int skipped)
    {
        _tally.LinesRead += lines + skipped;
        _tally.LinesSkipped += skipped;
    }

    private StagedChunk ChunkOf(LineRun run)
    {
        var rank = ImportDocument.Cancels(run.Lines, request.Map.Cancellation) ? 1 : 0;
        return new StagedChunk(run.Number, run.At, rank, run.Lines.Count, LineBytes.Write(run.Number, run.Lines));
    }

    private Task<Job> Write(List<StagedChunk> chunks, ImportTally tally, StagedRuns? staged, bool isLast = true) => site.Alone(scope =>
    {
        scope.Db.Imports.Stage(job.Id, chunks);
        if (isLast) tally.DocumentsRead = (staged?.Order() ?? scope.Db.Imports.Order(job.Id)) - (tally.HasNameless ? 1 : 0);
        var next = job with { State = isLast ? JobState.Deciding : JobState.Staging, ChangedAt = site.Clock.Now, Progress = tally.Write() };
        scope.Db.Imports.Save(next);
        report(new ImportProgress(next.State, tally));
        return next;
    });
}
