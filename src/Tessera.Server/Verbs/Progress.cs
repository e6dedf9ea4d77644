using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Tessera.Server.Verbs;

/// <summary>Shows how long work goes: a bar on a terminal, else a plain line now and then. Nothing appears for work under two seconds.</summary>
internal static class Progress
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>Runs work that reports how many are done, and of how many where it is known.</summary>
    public static async Task<T> Track<T>(Terminal terminal, string what, Func<Action<long, long?>, Task<T>> work)
    {
        if (!terminal.IsFancy) return await work(Lines(terminal, what));
        return await terminal.Talk.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(async bars =>
            {
                var bar = bars.AddTask(Markup.Escape(what), autoStart: true, maxValue: 1);
                bar.IsIndeterminate = true;
                return await work((done, all) => Show(bar, what, done, all));
            });
    }

    private static void Show(ProgressTask bar, string what, long done, long? all)
    {
        bar.Description = Markup.Escape($"{what} {done.ToString("N0", CultureInfo.InvariantCulture)}");
        if (all is not { } total || total <= 0) return;
        bar.IsIndeterminate = false;
        bar.MaxValue = total;
        bar.Value = done;
    }

    private static Action<long, long?> Lines(Terminal terminal, string what)
    {
        var watch = Stopwatch.StartNew();
        var said = TimeSpan.Zero;
        return (done, all) =>
        {
            if (watch.Elapsed - said < Quiet) return;
            said = watch.Elapsed;
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{what} {done:N0}{(all is { } total ? $" / {total:N0}" : "")}"));
        };
    }
}
