using Tessera.App.Night;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Storage;

namespace Tessera.App.Import;

/// <summary>Pass 2: decides the staged documents in order, a batch in one transaction with its place in the list, then settles to the end of the last day.</summary>
internal sealed class ImportDeciding(Site site, ImportRequest request, Job job, BadRowFile bad, Action<ImportProgress> report)
{
    private const int DocumentsAtOnce = 1_000;
    private readonly Dictionary<string, AccountId> _accounts = new(StringComparer.Ordinal);
    private DateOnly? _cutOffsAfter;
    private StagedRuns? _staged;

    /// <summary>Decides what is staged.</summary>
    /// <param name="staged">The runs; null where they lie in the table.</param>
    /// <param name="stop">Stops between two batches.</param>
    internal async Task<Job> Run(StagedRuns? staged, CancellationToken stop)
    {
        _staged = staged;
        var tally = ImportTally.Read(job.Progress);
        var prepared = Task.Run(() => Prepare(tally.Ordinal), stop);
        while (await prepared.ConfigureAwait(false) is { Count: > 0 } batch)
        {
            stop.ThrowIfCancellationRequested();
            prepared = Task.Run(() => Prepare(batch[^1].Ordinal), stop);
            tally = await DecideByDate(batch, tally).ConfigureAwait(false);
            report(new ImportProgress(JobState.Deciding, tally));
        }

        if (request.IsHistory) await Settle(tally).ConfigureAwait(false);
        if (request.BeforeDone is { } write) await write().ConfigureAwait(false);
        return await site.Alone(scope => Finish(scope, tally)).ConfigureAwait(false);
    }

    /// <summary>
    /// Decides a batch. Everything a member alone needs is settled before each of its facts; only share and seat reviews look at all members at once,
    /// so that history stops on the dates on which they take effect.
    /// </summary>
    private async Task<ImportTally> DecideByDate(List<Prepared> batch, ImportTally tally)
    {
        if (request.IsHistory)
        {
            var (programs, played) = site.Read(r => (r.Programs, r.Db.Settings.BusinessDate));
            _cutOffsAfter ??= played ?? programs.Calendar.DayOf(new Instant(tally.LastAtMicros == long.MinValue ? batch[0].At.Micros : tally.LastAtMicros)).AddDays(-1);
            foreach (var on in CutOffDates.Between(programs, _cutOffsAfter.Value, programs.Calendar.DayOf(batch[^1].At), isHistory: true).Select(d => d.EffectOn).Distinct())
            {
                var before = batch.FindIndex(p => programs.Calendar.DayOf(p.At) >= on);
                tally = await DecideAll(batch.GetRange(0, before), tally).ConfigureAwait(false);
                await new Settling(site, isHistory: true).Through(on.AddDays(-1), on).ConfigureAwait(false);
                (batch, _cutOffsAfter) = (batch.GetRange(before, batch.Count - before), on);
            }
        }

        return await DecideAll(batch, tally).ConfigureAwait(false);
    }

    private async Task<ImportTally> DecideAll(List<Prepared> batch, ImportTally tally) =>
        batch.Count == 0 ? tally : await site.Alone(scope => Decide(scope, batch, tally with { })).ConfigureAwait(false);

    /// <summary>Reads, opens and groups the next documents beside the writer.</summary>
    private List<Prepared> Prepare(long after) => site.Read(r =>
    {
        var document = r.Programs.Versions[^1].Document;
        var mode = document.Purchases.UnitPrices;
        var documents = _staged?.Documents(after, DocumentsAtOnce) ?? r.Db.Imports.Documents(job.Id, after, DocumentsAtOnce);
        return documents.Select(staged =>
        {
            var lines = staged.Payloads.Count == 1 ? LineBytes.Read(staged.Number, staged.Payloads[0]) : staged.Payloads.SelectMany(p => LineBytes.Read(staged.Number, p)).ToList();
            var read = ImportDocument.Of(lines, request.Map.Cancellation);
            var fact = read.Refused is null ? ImportFact.Of(read, request.Map.Source, document.CurrencyDecimals, mode) : null;
            return new Prepared(staged.Ordinal, read, fact);
        }).ToList();
    });

    private ImportTally Decide(BatchScope scope, List<Prepared> batch, ImportTally tally)
    {
        var deciding = new DocumentDeciding(new BatchScope(scope.Db, scope.KnownPrograms, scope.Now, request.IsHistory), request, _accounts, bad, site.Store.Sealing);
        foreach (var prepared in batch)
        {
            deciding.Decide(prepared, tally);
            tally.Ordinal = prepared.Ordinal;
        }

        deciding.Scope.Flush();
        bad.Flush();
        tally.BadBytes = bad.Length;
        if (request.JobId is { } ordered) Keep(scope, ordered);
        scope.Db.Imports.Save(job with { State = JobState.Deciding, ChangedAt = site.Clock.Now, Progress = tally.Write() });
        return tally;
    }

    private void Keep(BatchScope scope, string ordered)
    {
        foreach (var (line, number, why) in bad.TakeFresh()) scope.Db.Work.AddBadRow(ordered, line, new KeptBadRow([number], why.Code, why.Column, why.Got).Write());
    }

    /// <summary>Settles everybody to the end of the last document's local day, or as far as asked: the store's business date.</summary>
    private async Task Settle(ImportTally tally)
    {
        if (tally.LastAtMicros == long.MinValue && request.Until is null) return;
        var calendar = site.Read(r => r.Programs.Calendar);
        var through = request.Until ?? calendar.DayOf(new Instant(tally.LastAtMicros));
        await new Settling(site, isHistory: true, settled => report(new ImportProgress(JobState.Deciding, tally, settled))).Through(_cutOffsAfter ?? through, through).ConfigureAwait(false);
        await site.Alone(scope =>
        {
            var settings = scope.Db.Settings;
            if (settings.BusinessDate is not { } known || known < through) settings.BusinessDate = through;
            if (!settings.EverLive && settings.TestClock is null) settings.Mode = SiteModes.History;
            return 0;
        }).ConfigureAwait(false);
    }

    private Job Finish(BatchScope scope, ImportTally tally)
    {
        var done = job with { State = JobState.Done, ChangedAt = site.Clock.Now, Progress = tally.Write() };
        if (_staged is null) scope.Db.Imports.Clear(job.Id);
        scope.Db.Imports.Save(done);
        scope.Db.Audits.Append(new AuditEvent(site.Clock.Now, request.Actor, "import.finished", job.Id, done.Progress));
        // What came in is closed like a day: a later change of it shows against the anchor.
        var settings = scope.Db.Settings;
        scope.Db.Audits.WriteAnchor(site.Clock.Now, settings.Mode == SiteModes.History ? settings.BusinessDate ?? scope.Today : scope.Today);
        // While the tables were empty the planner knew nothing of them.
        scope.Db.Analyze();
        report(new ImportProgress(JobState.Done, tally));
        return done;
    }
}

/// <summary>A staged document, read and priced.</summary>
internal sealed record Prepared(long Ordinal, ImportDocument Document, ImportFact? Fact)
{
    /// <summary>The instant at which it stands in the order.</summary>
    internal Instant At => Document.At;
}
