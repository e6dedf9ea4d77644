using System.Diagnostics;
using System.Globalization;
using Tessera.Trials.Ground;
using Tessera.Trials.Year;

namespace Tessera.Trials.Rigs;

/// <summary>R19: a year of a shop runs clean. A failure prints the seed, the commit and the shortest prefix of events that still fails.</summary>
internal static class YearRig
{
    // Each shop on a line of its own, and no search for the shortest prefix: to work on the simulator itself.
    private static bool Says => Environment.GetEnvironmentVariable("TESSERA_TRIAL_SAYS") == "1";

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var onSqlite = ask.Kind == StoreKind.Sqlite;
        // A day takes a third of a second, on a server more: five whole years and, there, five shops of seven weeks are what the standard size has time for.
        var (seeds, days, aDay) = (ask.Of(5, 5, onSqlite ? 500 : 50), ask.Of(5, onSqlite ? 365 : 50, 365), ask.Of(20, 14, 14));
        var findings = new Findings();
        var (lived, events, accepted, kills, faults, jobs) = (0, 0, 0, 0, 0, 0);
        for (var seed = ask.Seed; seed < ask.Seed + seeds; seed++)
        {
            var plan = new YearPlan(ask.Kind, seed, days, aDay);
            var end = await YearRun.Of(plan);
            if (Says) Console.WriteLine(Said(seed, end));
            (lived, events, accepted, kills, faults, jobs) = (lived + end.Days, events + end.Events, accepted + end.Accepted, kills + end.Kills, faults + end.StoreFaults, jobs + end.Jobs);
            if (end.Faults.Count == 0) continue;
            findings.Add($"seed {seed}, commit {await Commit()}, {(Says ? $"within {end.Events}" : $"after {await Shortest(plan, end)}")} events: {end.Faults[0]}");
            findings.Add(end.Faults.Skip(1));
            break;
        }

        return new Verdict("R19", ask.On, string.Create(
            CultureInfo.InvariantCulture, $"{seeds} shops, {lived:N0} days, {events:N0} events ({accepted:N0} writes accepted), {jobs} imports, exports and backtests, {kills} kills, {faults} store faults, {findings.All.Count} violations, seeds {ask.Seed} to {ask.Seed + seeds - 1}"), findings.All);
    }

    /// <summary>The fewest events after which the books are still broken; the day before was good.</summary>
    public static async Task<int> Shortest(YearPlan plan, YearEnd end)
    {
        var (good, bad) = (end.LastGood, end.Events);
        while (good + 1 < bad)
        {
            var middle = (good + bad) / 2;
            if ((await YearRun.Of(plan with { StopAfter = middle })).Faults.Count > 0) bad = middle;
            else good = middle;
        }

        return bad;
    }

    private static string Said(int seed, YearEnd end) =>
        $"  seed {seed}: {end.Days} days, {end.Events} events, {end.Accepted} accepted, {end.Kills} kills, {end.StoreFaults} faults; {string.Join(", ", end.Refusals.OrderByDescending(r => r.Value).Select(r => $"{r.Key} {r.Value}"))}";

    private static async Task<string> Commit()
    {
        try
        {
            return (await Child.Run(new Call(["git", "rev-parse", "--short", "HEAD"], AppContext.BaseDirectory))).Said.Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
