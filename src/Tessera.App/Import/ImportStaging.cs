using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Import;

/// <summary>Pass 1: streams the file into the staging tables, batch by batch; memory holds one batch.</summary>
internal sealed class ImportStaging(Site site, ImportRequest request, Job job, Action<ImportProgress> report)
{
    private const int RunsAtOnce = 2_000;
    private const int LinesAtOnce = 40_000;

    internal async Task<Job> Run(BusinessCalendar calendar, CancellationToken stop)
    {
        var tally = ImportTally.Read(job.Progress);
        using var file = new ExportFile(request.File, request.Map.File);
        var mapping = new RowMapping(request.Map, file.Columns, calendar);
        var chunks = new List<StagedChunk>();
        Task<Job> writing = Task.FromResult(job);
        foreach (var run in LineRuns.Of(file, mapping, tally.StagedRow, rest => Count(tally, 0, rest)))
        {
            chunks.Add(ChunkOf(run));
            Count(tally, run.Lines.Count, run.Skipped);
            tally.StagedRow = run.LastRow;
            tally.HasNameless |= run.Number.Length == 0;
            if (chunks.Count < RunsAtOnce && chunks.Sum(c => c.Lines) < LinesAtOnce) continue;
            stop.ThrowIfCancellationRequested();
            await writing.ConfigureAwait(false);
            writing = Write(chunks, tally with { }, isLast: false);
            chunks = [];
        }

        await writing.ConfigureAwait(false);
        return await Write(chunks, tally, isLast: true).ConfigureAwait(false);
    }

    private static void Count(ImportTally tally, int lines, int skipped)
    {
        tally.LinesRead += lines + skipped;
        tally.LinesSkipped += skipped;
    }

    private StagedChunk ChunkOf(LineRun run)
    {
        var rank = ImportDocument.Of(run.Lines, request.Map.Cancellation).IsCancellation ? 1 : 0;
        return new StagedChunk(run.Number, run.At, rank, run.Lines.Count, LineBytes.Write(run.Number, run.Lines));
    }

    private Task<Job> Write(List<StagedChunk> chunks, ImportTally tally, bool isLast) => site.Alone(scope =>
    {
        scope.Db.Imports.Stage(job.Id, chunks);
        if (isLast) tally.DocumentsRead = scope.Db.Imports.Order(job.Id) - (tally.HasNameless ? 1 : 0);
        var next = job with { State = isLast ? JobState.Deciding : JobState.Staging, ChangedAt = site.Clock.Now, Progress = tally.Write() };
        scope.Db.Imports.Save(next);
        report(new ImportProgress(next.State, tally));
        return next;
    });
}
