using Tessera.App.Bulk;
using Tessera.App.Coupons;
using Tessera.App.Exports;
using Tessera.App.Import;
using Tessera.App.Programs.Backtests;
using Tessera.App.Segments;
using Tessera.App.Tiers;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Jobs;

/// <summary>
/// Takes up ordered jobs beside the tills: a lane at a time over all nodes, guarded by a lease, in small transactions that queue like every other write. A job
/// whose process died is gone on with by whoever has the lease next. Leases keep real time, whatever clock the store runs on.
/// </summary>
/// <param name="site">The store.</param>
/// <param name="onFault">Is told what went wrong, and with what.</param>
/// <param name="memory">What the jobs may take; a job that takes more is stopped and says so.</param>
public sealed class JobRunner(Site site, Action<Exception, string> onFault, JobMemory? memory = null)
{
    private const int LeaseSeconds = 20;
    private const int DaysKept = 7;
    private const int BulkDaysKept = 30;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Weigh = TimeSpan.FromMilliseconds(200);
    private readonly JobMemory _memory = memory ?? new JobMemory((long)JobMemory.UsualMegabytes << 20);
    private readonly string _owner = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";

    /// <summary>Runs until it is stopped.</summary>
    public Task Run(CancellationToken stop) => Task.WhenAll(JobKinds.Lanes.Select(lane => Task.Run(() => Lane(lane.Lane, lane.Kinds, stop), CancellationToken.None)));

    private async Task Lane(string lane, IReadOnlyList<string> kinds, CancellationToken stop)
    {
        var idle = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var found = site.Read(scope => kinds.Select(k => scope.Db.Work.NextOf(k)).OfType<string>().Select(scope.Db.Imports.Find).OfType<Job>().OrderBy(j => j.CreatedAt).FirstOrDefault());
                if (found is not null && await Take(lane).ConfigureAwait(false)) await Carry(lane, found, stop).ConfigureAwait(false);
                else await Task.Delay(Look, stop).ConfigureAwait(false);
                if (++idle % 7200 == 0) await CleanUp().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // The lane goes on: the store may be busy, or the job was noted as failed.
                onFault(fault, lane);
                await Task.Delay(Look, stop).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            }
        }
    }

    private Task<bool> Take(string lane)
    {
        var now = SiteClock.Of(TimeProvider.System.GetUtcNow());
        return site.Alone(scope => scope.Db.Nights.TakeLease("jobs." + lane, _owner, now, new Instant(now.Micros + (LeaseSeconds * 1_000_000L))));
    }

    private async Task Carry(string lane, Job job, CancellationToken stop)
    {
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var held = _memory.Begin();
        var beating = Beating(lane, job.Id, asked);
        var weighing = Weighing(asked);
        Reason? failure = null;
        var ended = false;
        try
        {
            var order = site.Read(scope => scope.Db.Work.OrderOf(job.Id))!;
            ended = await BesideTills.Do(() => new JobRun(site, job, order).Run(asked.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (asked.IsCancellationRequested)
        {
            // Asked to stop, or the server ends: which of the two is read below.
        }
        catch (ImportRefused refused)
        {
            failure = refused.Why;
        }
        catch (NoProgram)
        {
            failure = Reason.Of("program.none");
        }
        catch (Exception fault) when (fault is not (StoreBusy or StoreFault { Kind: FaultKind.Unknown }))
        {
            failure = Reason.Of("job.failed");
            onFault(fault, job.Id);
        }

        await asked.CancelAsync().ConfigureAwait(false);
        await beating.ConfigureAwait(false);
        if (await weighing.ConfigureAwait(false) && !ended) failure = Reason.Of("job.memory", Reason.Count("most", _memory.MostMegabytes));
        if (!ended) await End(job.Id, failure).ConfigureAwait(false);
        await Release(lane).ConfigureAwait(false);
    }

    /// <summary>Gives the lane up, so that another process need not wait for the lease's end.</summary>
    private Task<bool> Release(string lane)
    {
        var now = SiteClock.Of(TimeProvider.System.GetUtcNow());
        return site.Alone(scope => scope.Db.Nights.TakeLease("jobs." + lane, _owner, now, new Instant(now.Micros - 1)));
    }

    /// <summary>Stops a job that takes more memory than jobs may; says whether it did.</summary>
    private async Task<bool> Weighing(CancellationTokenSource asked)
    {
        while (!asked.IsCancellationRequested)
        {
            if (_memory.IsOver())
            {
                await asked.CancelAsync().ConfigureAwait(false);
                return true;
            }

            await Task.Delay(Weigh, asked.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Keeps the lease, and looks whether somebody wants the job to stop.</summary>
    private async Task Beating(string lane, string jobId, CancellationTokenSource asked)
    {
        for (var beat = 1; !asked.IsCancellationRequested; beat++)
        {
            await Task.Delay(Beat, asked.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            if (asked.IsCancellationRequested) return;
            try
            {
                var isLost = beat % 5 == 0 && !await Take(lane).ConfigureAwait(false);
                if (isLost || site.Read(scope => scope.Db.Work.OrderOf(jobId)?.CancelAsked == true)) await asked.CancelAsync().ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is StoreBusy or StoreFault)
            {
                // The next beat tries again; the lease outlives several.
                onFault(fault, lane);
            }
        }
    }

    private Task<int> End(string jobId, Reason? failure) => site.Alone(scope =>
    {
        var job = scope.Db.Imports.Find(jobId)!;
        if (failure is not null) scope.Db.Work.Fail(jobId, KeptReason.Write(failure));
        else if (scope.Db.Work.OrderOf(jobId) is not { CancelAsked: true }) return 0;
        scope.Db.Work.DropFile(jobId, JobFiles.Input);
        scope.Db.Imports.Save(job with { State = failure is null ? JobState.Cancelled : JobState.Failed, ChangedAt = site.Clock.Now });
        return 0;
    });

    private Task<int> CleanUp() => site.Alone(scope => scope.Db.Work.DropBefore(new Instant(scope.Now.Micros - (DaysKept * Instant.MicrosPerDay))) + scope.Db.Bulk.DropBefore(new Instant(scope.Now.Micros - (BulkDaysKept * Instant.MicrosPerDay))));
}

/// <summary>One job, carried out.</summary>
internal sealed class JobRun(Site site, Job job, JobOrder order)
{
    private const int MembersAtOnce = 100;
    private const int PartBytes = 1 << 20;
    private readonly JobAsk _ask = JobAsk.Read(order.Request);

    /// <returns>That it was done to the end.</returns>
    internal async Task<bool> Run(CancellationToken stop)
    {
        switch (job.Kind)
        {
            case ImportMembers.JobKind: await WithInput(file => Members(file, stop)).ConfigureAwait(false); break;
            case ImportPurchases.JobKind: await WithInput(file => Purchases(file, stop)).ConfigureAwait(false); break;
            case UndoImport.JobKind: await Undo(stop).ConfigureAwait(false); break;
            case RunTierBatch.JobKind: await RunTierBatch.Run(site, job, order.Actor, stop).ConfigureAwait(false); break;
            case RunCouponBatch.JobKind: await RunCouponBatch.Run(site, job, order.Actor, KeepCoupons, stop).ConfigureAwait(false); break;
            case RunBulk.JobKind: await RunBulk.Run(site, job, order, KeepBulk, stop).ConfigureAwait(false); break;
            case RunBulk.UndoKind: await RunBulk.Undo(site, job, order, KeepBulk, stop).ConfigureAwait(false); break;
            case SegmentJobs.JobKind: await SegmentJobs.Run(site, job, order.Actor, stop).ConfigureAwait(false); break;
            case RunTierBatch.UndoKind: await RunTierBatch.Undo(site, job, order, stop).ConfigureAwait(false); break;
            case RunBacktest.BacktestKind or RunBacktest.CalibrationKind: await RunBacktest.Run(site, job, order, stop).ConfigureAwait(false); break;
            case Setup.DemoFilling.JobKind: await Setup.DemoFilling.Run(site, job, _ask, stop).ConfigureAwait(false); break;
            default: await Exporting(stop).ConfigureAwait(false); break;
        }

        return true;
    }

    private async Task Members(string file, CancellationToken stop)
    {
        var map = _ask.Map is { } name ? MemberMapFile.Read(site.Read(s => s.Db.Work.MapOf(name, ImportMaps.Members))!).Map : null;
        var request = new MemberImportRequest
        {
            File = file, Map = map, Source = _ask.Source ?? "list", IsHistory = _ask.IsHistory, Language = order.Language, Actor = order.Actor, JobId = job.Id, MembersAtOnce = MembersAtOnce,
        };
        if (_ask.DryRun)
        {
            await Done(ImportMembers.Look(site, request).Write()).ConfigureAwait(false);
            return;
        }

        await ImportMembers.Run(site, request with { BeforeDone = KeepErrors }, null, stop).ConfigureAwait(false);

        async Task KeepErrors()
        {
            using var opened = ImportMembers.Open(request);
            await Errors(opened.Columns, opened.IsWorkbook, stop).ConfigureAwait(false);
        }
    }

    private async Task Purchases(string file, CancellationToken stop)
    {
        var map = ImportMapFile.Read(site.Read(s => s.Db.Work.MapOf(_ask.Map!, ImportMaps.Purchases))!).Map!;
        var request = new ImportRequest { File = file, Map = map, IsHistory = _ask.IsHistory, Until = _ask.Until, Language = order.Language, Actor = order.Actor, JobId = job.Id };
        if (_ask.DryRun)
        {
            await Done(PurchaseLook.Of(site, request).Write()).ConfigureAwait(false);
            return;
        }

        await ImportPurchases.Run(site, request with { BeforeDone = () => Errors(["number"], isWorkbook: false, stop) }, null, stop).ConfigureAwait(false);
    }

    private Task KeepCoupons() =>
        Keep(JobFiles.Result, to => site.Read(scope => RunCouponBatch.Results(scope, job.Id, order.Language).Write(to, ExportFormat.Csv, Plain())), CancellationToken.None);

    private async Task KeepBulk()
    {
        var (of, isUndo) = (order.Undoes ?? job.Id, order.Undoes is not null);
        await Keep(JobFiles.Result, to => site.Read(scope => RunBulk.Results(scope, (of, isUndo, false), order.Language).Write(to, ExportFormat.Csv, Plain())), CancellationToken.None).ConfigureAwait(false);
        if (isUndo || BulkTally.Read(site.Read(scope => scope.Db.Imports.Find(job.Id)!.Progress)).Refused == 0) return;
        await Keep(JobFiles.Errors, to => site.Read(scope => RunBulk.Results(scope, (of, false, true), order.Language).Write(to, ExportFormat.Csv, Plain())), CancellationToken.None).ConfigureAwait(false);
    }

    private Task Undo(CancellationToken stop) => UndoImport.Run(site, order.Undoes!, order.Actor, new OrderedUndo(job.Id, () =>
        Keep(JobFiles.Result, to => site.Read(scope => UndoImport.Results(scope, order.Undoes!, order.Language).Write(to, ExportFormat.Csv, Plain())), stop)), stop);

    private async Task Exporting(CancellationToken stop)
    {
        var ask = new ExportReason(order.Actor, _ask.Reason, _ask.Persons);
        long rows = 0;
        var bytes = await Keep(JobFiles.Result, to =>
        {
            rows = site.Read(scope => Table(scope).Write(to, _ask.Format, Export.Sheets(scope, _ask.Table!, ask, order.Language) with { HasMark = _ask.Format == ExportFormat.Csv && order.Language != "en" }, n => Watch(to, n, stop)));
            return rows;
        }, stop).ConfigureAwait(false);
        await site.Write(new NoteExport(_ask.Table!, ask) { JobId = job.Id, Format = _ask.Format, Filter = _ask.Filter, Tally = new ExportTally(rows, bytes) }).ConfigureAwait(false);
        await Done(System.Text.Json.JsonSerializer.Serialize(new ExportTally(rows, bytes), JobJson.Default.ExportTally)).ConfigureAwait(false);
    }

    private static void Watch(Stream to, long row, CancellationToken stop)
    {
        if (row % 1000 != 0) return;
        stop.ThrowIfCancellationRequested();
        if (to.Length > JobFiles.MostBytes) throw new ImportRefused("job.tooLarge");
    }

    private ExportTable Table(ReadScope scope) => _ask.Table switch
    {
        "members" => Export.Members(scope, _ask.Persons, _ask.Filter),
        "entries" => Export.Entries(scope, order.Language),
        "tiers" => Export.Tiers(scope),
        "tierCounts" => Export.TierCounts(scope),
        "wallet" => WalletExport.Members(scope),
        "walletEntries" => WalletExport.Entries(scope, order.Language),
        "report" => ReportExport.Table(site, scope, _ask.Report!, order.Language),
        _ => Export.Purchases(scope),
    };

    private async Task Errors(IReadOnlyList<string> columns, bool isWorkbook, CancellationToken stop)
    {
        if (site.Read(scope => scope.Db.Work.CountBadRows(job.Id)) == 0) return;
        var format = isWorkbook ? ExportFormat.Xlsx : ExportFormat.Csv;
        await Keep(JobFiles.Errors, to => site.Read(scope => BadRows.Of(scope.Db, job.Id, columns, order.Language)!.Write(to, format, Plain())), stop).ConfigureAwait(false);
    }

    private static SheetNames Plain() => new("", "rows", []) { HasMark = true };

    /// <summary>Makes a file beside the store, then keeps it part by part, so that no till waits for it.</summary>
    private async Task<long> Keep(string name, Func<Stream, long> make, CancellationToken stop)
    {
        var path = TempPath();
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
            make(file);
            if (file.Length > JobFiles.MostBytes) throw new ImportRefused("job.tooLarge");
            file.Position = 0;
            await site.Alone(scope => Drop(scope, name)).ConfigureAwait(false);
            var buffer = new byte[PartBytes];
            for (var part = 1; file.ReadAtLeast(buffer, PartBytes, throwOnEndOfStream: false) is var read and > 0; part++)
            {
                stop.ThrowIfCancellationRequested();
                var (at, count) = (part, read);
                await site.Alone(scope => Add(scope, name, at, buffer.AsSpan(0, count))).ConfigureAwait(false);
            }

            await site.Alone(scope => Show(scope, name)).ConfigureAwait(false);
            return file.Length;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private int Drop(BatchScope scope, string name)
    {
        scope.Db.Work.DropFile(job.Id, name);
        return 0;
    }

    private int Show(BatchScope scope, string name)
    {
        scope.Db.Work.ShowFile(job.Id, name);
        return 0;
    }

    private int Add(BatchScope scope, string name, int part, ReadOnlySpan<byte> bytes)
    {
        scope.Db.Work.AddPart(job.Id, name, part, bytes);
        return 0;
    }

    private async Task WithInput(Func<string, Task> work)
    {
        var path = TempPath();
        try
        {
            using (var file = new FileStream(path, FileMode.Create, FileAccess.Write)) site.Read(scope => scope.Db.Work.CopyFile(job.Id, JobFiles.Input, file));
            await work(path).ConfigureAwait(false);
            await site.Alone(scope => Drop(scope, JobFiles.Input)).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private Task<int> Done(string progress) => site.Alone(scope =>
    {
        scope.Db.Imports.Save(job with { State = JobState.Done, ChangedAt = site.Clock.Now, Progress = progress });
        return 0;
    });

    private string TempPath() => Path.Combine(Path.GetTempPath(), $"tessera-{job.Id}-{Guid.NewGuid():N}");
}
