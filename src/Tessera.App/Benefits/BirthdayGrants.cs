using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Benefits;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;

namespace Tessera.App.Benefits;

/// <summary>The birthdays that a member's record was not told yet: read from the profile, told as facts that say no more than that it came (semantics §12).</summary>
internal static class BirthdayGrants
{
    /// <summary>Whether a programme grants anything around birthdays.</summary>
    public static bool Are(ProgramDocument document) => document.Benefits.Any(b => b is { Type: BenefitType.Birthday, Enabled: true });

    /// <summary>Facts to be told as of a local date: grants that would open and are not over.</summary>
    public static IReadOnlyList<BirthdayCame> Due(ProgramHistory programs, MemberState state, MemberProfile? profile, (DateOnly Today, Instant Now) when)
    {
        var program = programs.At(when.Now);
        if (profile?.Birthday is not { } born || !Are(program.Document)) return [];
        var day = new MonthDay(born.Month, born.Day).In(when.Today.Year);
        var facts = new List<BirthdayCame>();
        if (day.Month == when.Today.Month && BenefitDecisions.BirthdayGrants(Held(when.Now), isDay: false).Count > 0) facts.Add(Came(when.Now, when.Now, isDay: false));
        if (day <= when.Today && BenefitDecisions.BirthdayGrants(Held(day == when.Today ? when.Now : program.Calendar.StartOf(day)), isDay: true).Any(b => Entitlements.ThroughOf(b, day) >= when.Today))
        {
            facts.Add(Came(day == when.Today ? when.Now : program.Calendar.StartOf(day), when.Now, isDay: true));
        }

        return facts;

        HeldBenefits Held(Instant at) => new(programs, program, state, state.InForce, at);
    }

    private static BirthdayCame Came(Instant at, Instant now, bool isDay) => new() { OccurredAt = at, RecordedAt = now, IsDay = isDay };
}
