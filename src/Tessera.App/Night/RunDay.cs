using Tessera.App.Segments;
using Tessera.Core;
using Tessera.Storage;
using Tessera.Storage.Limits;

namespace Tessera.App.Night;

/// <summary>What a night did.</summary>
/// <param name="On">Local date settled.</param>
/// <param name="Members">Members for whom something was due.</param>
/// <param name="Items">Items written to their records.</param>
/// <param name="Anchor">The anchor of the date, or null when another process holds the night.</param>
/// <param name="HadLease">Whether this process did the work, to its end.</param>
public sealed record DayDone(DateOnly On, long Members, long Items, Anchor? Anchor, bool HadLease);

/// <summary>
/// The nightly work for a local date (semantics §6): settles members nobody touched, evaluates a publication whose instant has passed, carries
/// consequences, cleans what has a limit and writes the day's anchor. Late, missed, doubled or interrupted it changes no result.
/// </summary>
public static class RunDay
{
    private const string Evaluated = "version.evaluated";
    private const int KeepDays = 30;
    private const int KeepRequestDays = 7;
    private const int CleanAtOnce = 5_000;

    /// <summary>Runs the night of a date.</summary>
    /// <param name="site">The site.</param>
    /// <param name="on">Local date; null for today.</param>
    /// <param name="report">Is told how many members were settled so far.</param>
    /// <returns>What was done, or a refusal for a date that has not begun.</returns>
    public static async Task<Answer<DayDone>> Run(Site site, DateOnly? on = null, Action<long>? report = null)
    {
        var today = site.Read(r => r.Programs.Calendar.DayOf(site.Clock.Now));
        var played = site.Read(r => r.Db.Settings.Mode == SiteModes.History ? r.Db.Settings.BusinessDate : null);
        var through = on ?? played ?? today;
        // A store that only played history stands at its business date until it is served live (semantics §1 History).
        if (played is { } date && through > date) return Refusal.Of("night.history", Reason.Day("on", date));
        if (through > today) return Refusal.Of("night.future", Reason.Day("on", through), Reason.Day("today", today));
        var lease = new NightLease(site);
        if (await site.Alone(scope => lease.Holds(scope) ? Begin(scope, through) : (DateOnly?)null).ConfigureAwait(false) is not { } after) return new DayDone(through, 0, 0, null, false);
        var settling = new Settling(site, isHistory: false, report, lease);
        var settled = await settling.Through(after, through).ConfigureAwait(false);
        if (settling.IsLost) return new DayDone(through, settled.Members, settled.Items, null, false);
        await new SealingRun(site, lease).Run().ConfigureAwait(false);
        await NameRun.Once(site, lease).ConfigureAwait(false);
        await new BirthdayRun(site, lease).Through(through).ConfigureAwait(false);
        // Segments and tag rules read the members as they stand today, settled: a night of another date leaves them to today's.
        if (through == today && played is null) await new SegmentRun(site, lease.Holds, withTags: true).Run().ConfigureAwait(false);
        // Cost is read against the red line once a month is over, as of today's version.
        if (through == today && played is null) await Programs.RedLine.CheckRedLine.Night(site, lease).ConfigureAwait(false);
        await site.Consequences.CarryAll().ConfigureAwait(false);
        while (await site.Alone(scope => lease.Holds(scope) && Clean(scope)).ConfigureAwait(false))
        {
        }

        var anchor = await site.Alone(scope => lease.Holds(scope) ? End(scope, through, settled, lease) : null).ConfigureAwait(false);
        return new DayDone(through, settled.Members, settled.Items, anchor, anchor is not null);
    }

    /// <summary>Whether a night has not run yet, or a publication has taken effect since.</summary>
    public static bool IsDue(ReadScope scope, Instant now)
    {
        if (scope.KnownPrograms is not { } programs || Demo.DemoPlayer.IsFilling(scope.Db)) return false;
        return scope.Db.Nights.LastFinished() is not { } last || last.On < programs.Calendar.DayOf(now) || PassedUnseen(scope.Db, programs, now) is not null;
    }

    /// <summary>
    /// A store begins to be served live. One that only played history is settled up to yesterday first, silently: nobody could be told, and
    /// expiry waits for nobody (semantics §1 History).
    /// </summary>
    public static async Task GoLive(Site site, Action<long>? report = null)
    {
        var (mode, date, programs) = site.Read(r => (r.Db.Settings.Mode, r.Db.Settings.BusinessDate, r.KnownPrograms));
        if (mode == SiteModes.History && programs is not null && date is { } played)
        {
            var yesterday = programs.Calendar.DayOf(site.Clock.Now).AddDays(-1);
            if (yesterday > played) await new Settling(site, isHistory: true, report).Through(played, yesterday).ConfigureAwait(false);
        }

        await site.Alone(scope =>
        {
            var settings = scope.Db.Settings;
            if (settings.TestClock is not null)
            {
                settings.Mode = SiteModes.Test;
                return 0;
            }

            settings.Mode = SiteModes.Live;
            settings.EverLive = true;
            return 0;
        }).ConfigureAwait(false);
    }

    private static DateOnly Begin(BatchScope scope, DateOnly through)
    {
        Evaluate(scope);
        if (scope.Db.Nights.Find(through) is null) scope.Db.Nights.Save(new NightRun(through, scope.Now, null, 0, 0));
        return scope.Db.Settings.BusinessDate ?? scope.Programs.Calendar.DayOf(scope.Programs.Versions[0].EffectiveAt);
    }

    /// <summary>After a publication's instant everybody is looked at once, also those for whom nothing else falls due (semantics §11).</summary>
    private static void Evaluate(BatchScope scope)
    {
        if (PassedUnseen(scope.Db, scope.Programs, scope.Now) is not { } passed) return;
        scope.Db.Nights.WakeAll(scope.Today);
        scope.Db.Settings.Set(Evaluated, passed.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static int? PassedUnseen(StoreConnection db, Core.Programs.ProgramHistory programs, Instant now)
    {
        var seen = int.Parse(db.Settings.Find(Evaluated) ?? "1", System.Globalization.CultureInfo.InvariantCulture);
        var passed = programs.Versions.Where(v => v.EffectiveAt <= now).Max(v => (int?)v.Version) ?? 1;
        return passed > seen ? passed : null;
    }

    /// <returns>Whether there may be more to clean.</returns>
    private static bool Clean(BatchScope scope)
    {
        var before = new Instant(scope.Now.Micros - (KeepDays * Instant.MicrosPerDay));
        var lines = scope.Db.RequestLog.DropBefore(new Instant(scope.Now.Micros - (KeepRequestDays * Instant.MicrosPerDay)), CleanAtOnce);
        var limits = scope.Db.SharedCounters.DropBefore(scope.Today.AddDays(-SharedCounterStore.DaysKept), CleanAtOnce);
        return limits + scope.Db.Keys.DropBefore(before, CleanAtOnce) + scope.Db.Outbox.DropSentBefore(before, CleanAtOnce) + scope.Db.Deliveries.DropBefore(before, CleanAtOnce) + lines >= CleanAtOnce;
    }

    private static Anchor End(BatchScope scope, DateOnly through, Settled settled, NightLease lease)
    {
        lease.Release(scope);
        var settings = scope.Db.Settings;
        if (settings.BusinessDate is not { } known || known < through) settings.BusinessDate = through;
        var started = scope.Db.Nights.Find(through)?.StartedAt ?? scope.Now;
        scope.Db.Nights.Save(new NightRun(through, started, scope.Now, settled.Members, settled.Items));
        return scope.Db.Audits.WriteAnchor(scope.Now, through);
    }
}
