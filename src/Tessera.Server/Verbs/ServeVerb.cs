using System.CommandLine;
using Tessera.App;
using Tessera.App.Jobs;
using Tessera.App.Audits;
using Tessera.App.Night;
using Tessera.App.Webhooks;
using Tessera.Server.Host;
using Tessera.Server.Http;
using Tessera.Server.Json;
using Tessera.Server.Settings;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera serve</c>.</summary>
internal static class ServeVerb
{
    // More requests than this at a time wait for the pool to grow.
    private const int ThreadsOfServer = 256;

    public static Option<string> Listen { get; } = new Option<string>("--listen") { HelpName = "URL" }.Says("监听地址，默认 http://127.0.0.1:5080", "Address to listen on, http://127.0.0.1:5080 by default");

    public static Option<string> TestClock { get; } = new Option<string>("--test-clock") { HelpName = "INSTANT" }.Says(
        "测试模式：时钟从这一刻开始，只由 POST /v1/test/clock 拨动", "Test mode: the clock starts here and only POST /v1/test/clock moves it");

    /// <summary>Settings of a served store, as flags.</summary>
    public static IReadOnlyDictionary<Setting, Option<string>> Flags { get; } = new Dictionary<Setting, Option<string>>
    {
        [Setting.Listen] = Listen,
        [Setting.LogFormat] = Flag(Setting.LogFormat, "text|json"),
        [Setting.Otlp] = Flag(Setting.Otlp, "URL"),
        [Setting.KeyRate] = Flag(Setting.KeyRate, "N"),
        [Setting.Heavy] = Flag(Setting.Heavy, "N"),
        [Setting.Hsts] = Flag(Setting.Hsts, "N"),
        [Setting.Drain] = Flag(Setting.Drain, "SECONDS"),
        [Setting.Breached] = Flag(Setting.Breached, "FILE"),
        [Setting.JobsMemory] = Flag(Setting.JobsMemory, "MB"),
        [Setting.WebhooksAllowPrivate] = Flag(Setting.WebhooksAllowPrivate, "true|false"),
    };

    public static Verb Make()
    {
        var serve = new Verb("serve", new("启动服务：HTTP 接口、规则页、每夜的工作", "Serve the HTTP API, the rules page and the nightly work"))
        {
            Samples =
            [
                new("tessera serve", new("在 http://127.0.0.1:5080 提供服务，数据在 ./data", "Serve on http://127.0.0.1:5080 with the store in ./data")),
                new("tessera serve --test-clock 2026-01-01T00:00:00+08:00 --store ./try", new("用测试时钟，几秒内试完一年的规则", "Try a year of rules in seconds on a test clock")),
            ],
            Uses = StoreUse.Writes,
            Codes = [(ExitCode.Store, new("数据不可用：被别的进程占用、版本较新、密钥不符", "The store cannot be used: owned by another process, newer, wrong key")), (ExitCode.Stopped, new("被 Ctrl+C 停止", "Stopped by Ctrl+C"))],
            Does = Serve,
        };
        foreach (var flag in Flags.Values) serve.Add(flag);
        serve.Add(TestClock);
        return serve;
    }

    private static async Task<int> Serve(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        using var site = Stores.Own(sitting);
        if (sitting.Value(TestClock) is { } text)
        {
            if (!Moments.TryInstant(text, out var start)) return terminal.Fail(ExitCode.Usage, "--test-clock 要带时区，如 2026-01-01T00:00:00+08:00。", "--test-clock needs an offset, such as 2026-01-01T00:00:00+08:00.");
            var answer = await MoveTestClock.Start(site, start);
            if (answer.Refusal is { } refusal) return Answers.Refuse(terminal, refusal);
        }

        return await Run(sitting, site);
    }

    /// <summary>Serves an open store until it is stopped.</summary>
    public static async Task<int> Run(Sitting sitting, Site site)
    {
        // Readers wait for a server with their thread, and the driver needs one more to go on: a pool that grows by one a second would stand still.
        if (site.Store.IsShared) ThreadPool.SetMinThreads(ThreadsOfServer, ThreadsOfServer);
        var terminal = sitting.Terminal;
        using var breached = sitting.Settings.Breached();
        site.Breached = breached;
        await Progress.Track(terminal, terminal.Of("补上历史之后的日子", "Settling the days since the history"), async report =>
        {
            await RunDay.GoLive(site, n => report(n, null));
            return 0;
        });
        var rules = new WebhookRules { AllowPrivate = sitting.Settings.Of(Setting.WebhooksAllowPrivate) == "true" };
        using var webhooks = new WebhookSender(site, rules);
        var opened = new Opened(site, rules);
        var plan = PlanOf(sitting, opened);
        var drain = TimeSpan.FromSeconds(sitting.Settings.Number(Setting.Drain, 0, 300));
        using var telemetry = Telemetry.Telemetry.Start(plan.Otlp);
        using var limits = new Limits(sitting.Settings.Number(Setting.KeyRate, 0, 1_000_000), sitting.Settings.Number(Setting.Heavy, 1, 64));
        var memory = new JobMemory((long)sitting.Settings.Number(Setting.JobsMemory, 64, 1 << 20) << 20);
        await using var trail = new RequestTrail(site);
        var app = WebServer.Build(plan, new Door(opened.FindKey, limits, opened.FindSession), opened.Routes(), opened.Views(), trail);
        await app.StartAsync(sitting.Cancelled);
        trail.Start();
        var url = app.Urls.First();
        site.Store.Announce(url);
        terminal.Say($"正在 {url} 提供服务，Ctrl+C 停止。", $"Serving on {url}, Ctrl+C stops.");
        await UserVerb.WelcomeOwner(terminal, site, url);
        if (Storage.TrialSync.IsCareless) terminal.Say($"{Storage.TrialSync.Variable}=normal：断电会丢失已答复的写入，仅供试验。", $"{Storage.TrialSync.Variable}=normal: a power cut loses writes that were answered; for trials only.");
        if (opened.Mode() == ServerMode.Test) terminal.Say("测试模式：时钟只由 POST /v1/test/clock 拨动。", "Test mode: only POST /v1/test/clock moves the clock.");
        await Task.WhenAll(
            Leave(app, opened.Leaving, drain, sitting.Cancelled),
            Nights.Run(site, app.Logger, memory, sitting.Cancelled),
            webhooks.Run(e => app.Logger.LogError(e, "sending webhooks failed"), sitting.Cancelled),
            new JobRunner(site, (fault, what) => app.Logger.LogError(fault, "{What} failed", what), memory).Run(sitting.Cancelled));
        return ExitCode.Done;
    }

    /// <summary>Serves until it is asked to stop, and then so long that whoever sends it requests can notice.</summary>
    private static async Task Leave(WebApplication app, Leaving leaving, TimeSpan drain, CancellationToken stop)
    {
        await Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        leaving.Begin();
        await Task.Delay(drain, CancellationToken.None);
        await app.StopAsync(CancellationToken.None);
    }

    private static ServerPlan PlanOf(Sitting sitting, Opened opened)
    {
        var settings = sitting.Settings;
        var level = Enum.Parse<LogLevel>(settings.Word(Setting.Log, "trace", "debug", "information", "warning", "error", "critical", "none"), ignoreCase: true);
        return new ServerPlan(settings.Of(Setting.Listen), opened.Mode(), level) { Leaving = opened.Leaving, LogsJson = settings.Word(Setting.LogFormat, "text", "json") == "json", Otlp = settings.Address(Setting.Otlp), HstsDays = settings.Number(Setting.Hsts, 0, 3_650) };
    }

    private static Option<string> Flag(Setting setting, string shape) => new Option<string>(setting.Flag!) { HelpName = shape }.Says(setting.Says.Zh, setting.Says.En);
}

/// <summary>The nights of a served store: each local date is settled soon after it begins. The test clock does its own.</summary>
internal static class Nights
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public static async Task Run(Site site, ILogger log, JobMemory memory, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!site.Clock.IsTest && IsDue(site)) await Night(site, memory, stop);
                await Task.Delay(Pause, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                // A night that failed is tried again; whoever comes meanwhile is settled by the command itself.
                log.LogError(e, "the night failed");
                await Task.Delay(Pause, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private static async Task Night(Site site, JobMemory memory, CancellationToken stop)
    {
        using var held = memory.Begin();
        var night = await RunDay.Run(site);
        // Whoever had the night looks at the books after it, on a reader of its own: tills wait for nothing.
        if (night.Value is { HadLease: true }) await Task.Run(() => BooksCheck.RunAndMark(site, stop), stop);
    }

    private static bool IsDue(Site site) => site.Read(scope => RunDay.IsDue(scope, site.Clock.Now));
}
