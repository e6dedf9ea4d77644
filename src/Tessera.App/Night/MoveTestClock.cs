using Tessera.Core;

namespace Tessera.App.Night;

/// <summary>What moving the test clock did.</summary>
/// <param name="Now">Where it stands.</param>
/// <param name="Days">Local dates settled.</param>
/// <param name="Members">Members settled, each date counted.</param>
/// <param name="Items">Items written.</param>
public sealed record ClockMoved(Instant Now, int Days, long Members, long Items);

/// <summary>Notes that the test clock was moved, under the key of the request: its days were settled in transactions of their own.</summary>
public sealed record TellClockMoved : WriteCommand<ClockMoved>
{
    /// <summary>What was done.</summary>
    public required Answer<ClockMoved> Done { get; init; }

    internal override Answer<ClockMoved> Decide(BatchScope scope) => Done;

    internal override AuditNote NoteOf(BatchScope scope, ClockMoved made) =>
        new("clock") { After = $"{{\"atMicros\":{made.Now.Micros.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}" };
}

/// <summary>The test clock (api.md): it lives in the store, moves only forwards and date by date, and the call returns when all work due up to then is done.</summary>
public static class MoveTestClock
{
    /// <summary>Starts a store on a test clock, or takes up the one it has. Refused on a store that ever ran live.</summary>
    public static async Task<Answer<ClockMoved>> Start(Site site, Instant start)
    {
        var refusal = await site.Alone(scope =>
        {
            var settings = scope.Db.Settings;
            if (settings.EverLive) return Refusal.Of("clock.live");
            settings.TestClock ??= start;
            settings.Mode = SiteModes.Test;
            site.Clock.SetTest(settings.TestClock.Value);
            return null;
        }).ConfigureAwait(false);
        if (refusal is not null) return refusal;
        return new ClockMoved(site.Clock.Now, 0, 0, 0);
    }

    /// <summary>Moves the clock.</summary>
    public static async Task<Answer<ClockMoved>> To(Site site, Instant now)
    {
        if (!site.Clock.IsTest) return Refusal.Of("clock.none");
        if (now < site.Clock.Now) return new Refusal(Reason.Of("clock.back"), "/now");
        if (site.Read(r => r.KnownPrograms) is not { } programs)
        {
            await Set(site, now).ConfigureAwait(false);
            return new ClockMoved(now, 0, 0, 0);
        }

        var (members, items) = (0L, 0L);
        var dates = new HashSet<DateOnly>();
        using var webhooks = new Webhooks.WebhookSender(site, Webhooks.WebhookRules.Strict);
        foreach (var stop in Stops(programs, site.Clock.Now, now))
        {
            // The clock does not pass a day that nobody settles: a process that died keeps the night until its lease ends.
            if (!await site.Alone(scope => new NightLease(site).Holds(scope)).ConfigureAwait(false)) throw new StoreBusy("another process works the night");
            await Set(site, stop).ConfigureAwait(false);
            if ((await RunDay.Run(site).ConfigureAwait(false)).Value is not { } done) continue;
            // A version that takes effect at noon makes a second stop on its date, and so does a move that ends there.
            dates.Add(done.On);
            (members, items) = (members + done.Members, items + done.Items);
            await webhooks.Drain().ConfigureAwait(false);
        }

        await Set(site, now).ConfigureAwait(false);
        return new ClockMoved(now, dates.Count, members, items);
    }

    /// <summary>The start of every local date passed, the instants at which versions take effect, and the end.</summary>
    private static IEnumerable<Instant> Stops(Core.Programs.ProgramHistory programs, Instant from, Instant to)
    {
        var stops = new SortedSet<Instant> { to };
        for (var day = programs.Calendar.DayOf(from).AddDays(1); programs.Calendar.StartOf(day) <= to; day = day.AddDays(1)) stops.Add(programs.Calendar.StartOf(day));
        foreach (var version in programs.Versions.Where(v => v.EffectiveAt > from && v.EffectiveAt <= to)) stops.Add(version.EffectiveAt);
        return stops;
    }

    private static Task<int> Set(Site site, Instant now) => site.Alone(scope =>
    {
        scope.Db.Settings.TestClock = now;
        site.Clock.SetTest(now);
        return 0;
    });
}
