using Tessera.Core.Members;
using Tessera.Core.Programs;

namespace Tessera.App.Pipeline;

/// <summary>The date of the next-due index: what the rules say, and the evaluation at a publication that this member has not had.</summary>
internal static class NextDue
{
    internal static DateOnly? On(ProgramHistory programs, MemberState state, bool isHistory)
    {
        var due = Decide.NextDueOn(programs, state, isHistory);
        if (state.JoinedOn == default || state.ClosedOn is not null) return due;
        foreach (var version in programs.Versions)
        {
            if (version.Version <= state.VersionSeen) continue;
            // A version of a date already settled waits for its instant; the next night looks again.
            var on = programs.Calendar.DayOf(version.EffectiveAt);
            if (on <= state.SettledThrough) on = state.SettledThrough.AddDays(1);
            if (due is null || on < due) due = on;
        }

        return due;
    }
}
