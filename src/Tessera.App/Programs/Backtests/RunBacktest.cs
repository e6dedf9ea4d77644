using System.Globalization;
using System.Text;
using System.Text.Json;
using Tessera.App.Import;
using Tessera.App.Jobs;
using Tessera.App.Programs.Calibrations;
using Tessera.Core;
using Tessera.Core.Programs.Backtests;
using Tessera.Storage;
using Tessera.Storage.Programs;

namespace Tessera.App.Programs.Backtests;

/// <summary>Backtests and calibrations as jobs: they read one moment of the store beside the tills, and keep a report under the id of the job.</summary>
internal static class RunBacktest
{
    internal const string BacktestKind = "program.backtest";
    internal const string CalibrationKind = "program.calibration";
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    internal static async Task Run(Site site, Job job, JobOrder order, CancellationToken stop)
    {
        var (ask, text) = (JobAsk.Read(order.Request), DraftOf(site, job.Id));
        var document = ProgramFile.Load(text).Document ?? throw new ImportRefused("program.draftInvalid");
        var (done, all) = (0L, 0L);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var telling = Tell(site, job, () => (Volatile.Read(ref done), Volatile.Read(ref all)), ended.Token);
        byte[] content;
        try
        {
            var pace = new BacktestPace { Stop = stop, OnMembers = (d, a) => { Volatile.Write(ref done, d); Volatile.Write(ref all, a); } };
            content = await BesideTills.Do(() => Task.FromResult(site.Read(scope => job.Kind == BacktestKind ? Backtest(scope, document, ask, pace) : Calibrate(scope, document, ask, pace)))).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await telling.ConfigureAwait(false);
        }

        await site.Alone(scope =>
        {
            var head = new ProgramReportHead(job.Id, job.Kind == BacktestKind ? "backtest" : "calibration", scope.Now, order.Actor, $"{Day(ask.From)}/{Day(ask.Through)}");
            scope.Db.ProgramReports.Add(new ProgramReport(head, text, content));
            scope.Db.Work.DropFile(job.Id, JobFiles.Input);
            scope.Db.Imports.Save(job with { State = JobState.Done, ChangedAt = scope.Now, Progress = Progress(all, all) });
            return 0;
        }).ConfigureAwait(false);
    }

    private static byte[] Backtest(ReadScope scope, Core.Programs.ProgramDocument draft, JobAsk ask, BacktestPace pace)
    {
        var plan = BacktestRun.Plan(scope, draft, new BacktestWindow(ask.From!.Value, ask.Through!.Value), ask.Base);
        return BacktestText.Write(BacktestRun.Run(scope, plan, ask.Base, pace));
    }

    private static byte[] Calibrate(ReadScope scope, Core.Programs.ProgramDocument draft, JobAsk ask, BacktestPace pace) =>
        BacktestText.Write(LadderReading.Calibrate(scope, new CalibrationAsk { Document = draft, Goals = ask.Goals!, On = ask.Through!.Value, Seed = ask.Seed }, pace));

    private static async Task Tell(Site site, Job job, Func<(long Done, long All)> sight, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(Beat, ended).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            var (done, all) = sight();
            if (all == 0 || ended.IsCancellationRequested) continue;
            await site.Alone(scope =>
            {
                scope.Db.Imports.Save(job with { State = JobState.Deciding, ChangedAt = scope.Now, Progress = Progress(done, all) });
                return 0;
            }).ConfigureAwait(false);
        }
    }

    private static string Progress(long done, long all) => JsonSerializer.Serialize(new Dictionary<string, long> { ["members"] = done, ["of"] = all });

    private static string DraftOf(Site site, string jobId)
    {
        using var input = new MemoryStream();
        site.Read(scope => scope.Db.Work.CopyFile(jobId, JobFiles.Input, input));
        return Encoding.UTF8.GetString(input.ToArray());
    }

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
