using Tessera.App.Pipeline;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage.Audits;
using Tessera.Storage.Safekeeping;

namespace Tessera.App.Audits;

/// <summary>The first level of <c>audit</c> with what only the programme knows: the date on which each member falls due next.</summary>
public static class BooksCheck
{
    /// <summary>Audits the whole store as of one moment; changes nothing.</summary>
    /// <param name="site">The site; reading is enough.</param>
    /// <param name="onMember">Called after each member with how many are done.</param>
    public static BooksReport Run(Site site, Action<long>? onMember = null)
    {
        var (programs, nights) = site.Read(scope => (scope.KnownPrograms, LastNight.Of(scope)));
        using var reader = site.Store.Read();
        var options = new BooksOptions { OnMember = onMember, NextDueOn = programs is null ? null : state => DueAfter(programs, state, nights) };
        return new BooksAudit(reader.Connection, site.Store.Paths, options).Run();
    }

    /// <summary>Audits the whole store and marks beside it when, and with how many differences: what the console says of the books.</summary>
    /// <param name="site">The site; reading is enough.</param>
    /// <param name="stop">Stops between two members; then nothing is marked.</param>
    public static BooksReport RunAndMark(Site site, CancellationToken stop = default)
    {
        var report = Run(site, _ => stop.ThrowIfCancellationRequested());
        Mark(site, report);
        return report;
    }

    /// <summary>Marks a check that was made.</summary>
    public static void Mark(Site site, BooksReport report) =>
        (SafekeepingMarks.Of(site.Store.Paths) with { Books = new BooksMark(site.Clock.MachineNow.Micros, report.Members, report.Entries, report.FindingCount) }).Keep(site.Store.Paths);

    /// <summary>A night in which nothing happened leaves no item, so the fold of the record is behind it: it is settled as far as the nights went first.</summary>
    private static DateOnly? DueAfter(ProgramHistory programs, MemberState state, LastNight nights)
    {
        if (nights.On is { } on && state.SettledThrough < on)
        {
            var missed = Decide.Settle(programs, state, on, nights.At, nights.IsHistory);
            if (missed.Items.Count > 0) return programs.Calendar.DayOf(missed.Items[0].OccurredAt);
        }

        return NextDue.On(programs, state, nights.IsHistory);
    }

    private sealed record LastNight(DateOnly? On, Core.Instant At, bool IsHistory)
    {
        public static LastNight Of(ReadScope scope)
        {
            var isHistory = scope.Db.Settings.Mode == SiteModes.History;
            var night = scope.Db.Nights.LastFinished();
            return isHistory ? new LastNight(scope.Db.Settings.BusinessDate, scope.AsOf, true) : new LastNight(night?.On, night?.StartedAt ?? scope.AsOf, false);
        }
    }
}
