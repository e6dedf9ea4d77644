using Tessera.Core.Benefits;
using Tessera.Core.Members;

namespace Tessera.Core.Programs;

/// <summary>
/// The benefits that a member has at an instant (semantics §7): those of a tier by the programme in force, and beside them those its paid plans opened, on the terms of the
/// version that sold the plan (§11).
/// </summary>
/// <param name="Programs">All versions.</param>
/// <param name="Program">The version in force.</param>
/// <param name="State">The member.</param>
/// <param name="Tier">Tier whose benefits count.</param>
/// <param name="At">The instant.</param>
public sealed record HeldBenefits(ProgramHistory Programs, CompiledProgram Program, MemberState State, string Tier, Instant At)
{
    /// <summary>Local date of the instant.</summary>
    public DateOnly Day => Programs.Calendar.DayOf(At);

    /// <summary>With the tier in force.</summary>
    public static HeldBenefits Now(ProgramHistory programs, MemberState state, Instant at) => new(programs, programs.At(at), state, state.InForce, at);

    /// <summary>All that hold on the day, those of the tier first, each once.</summary>
    public IReadOnlyList<Benefit> All()
    {
        List<Benefit> held = Program.Document.Ladder.Tiers.FirstOrDefault(t => t.Id == Tier) is { } tier ? [.. Catalogue.Of(Program.Document.Benefits, tier, Day).Where(b => !IsHeldOut(b))] : [];
        foreach (var benefit in OfPlans())
        {
            if (benefit.HoldsOn(Day) && !held.Exists(b => b.Id == benefit.Id)) held.Add(benefit);
        }

        return held;
    }

    /// <summary>Whether a benefit belongs to the member, whatever its dates.</summary>
    public bool Has(Benefit benefit) => (OfTier(benefit) && !IsHeldOut(benefit)) || OfPlans().Any(b => b.Id == benefit.Id);

    /// <summary>Whether the tier has a benefit.</summary>
    public bool OfTier(Benefit benefit) => Program.Document.Ladder.Tiers.FirstOrDefault(t => t.Id == Tier) is { } tier && Catalogue.Has(tier, benefit);

    /// <summary>Whether the hold-out group keeps a benefit of the tier from the member; what a plan opened is owed by contract.</summary>
    public bool IsHeldOut(Benefit benefit) => benefit.Measured && HoldOut.Holds(State.Account, Program.Document.Costs.HoldOut);

    /// <summary>The points multiplier, ten-thousandths: that of the tier, or a higher one that a plan opened.</summary>
    public int Multiplier()
    {
        var multiplier = Program.Ladder.MultiplierOf(Tier);
        foreach (var benefit in OfPlans())
        {
            if (benefit is { Type: BenefitType.Multiplier, Enabled: true, Multiplier: { } higher } && higher > multiplier) multiplier = higher;
        }

        return multiplier;
    }

    /// <summary>When what opens on a date opens to the member: earlier by the longest head start (<see cref="Benefit.By"/>) of its benefits of a type (F10, F25).</summary>
    public DateOnly OpensOn(BenefitType type, DateOnly opens)
    {
        var earliest = opens;
        foreach (var benefit in All().Where(b => b.Type == type))
        {
            if (benefit.By.Before(opens) is var earlier && earlier < earliest) earliest = earlier;
        }

        return earliest;
    }

    private IEnumerable<Benefit> OfPlans()
    {
        if (!State.HasPlans) yield break;
        foreach (var plan in State.Plans.All)
        {
            if (!plan.HoldsAt(At)) continue;
            foreach (var benefit in Programs.Number(plan.Version).Document.Benefits)
            {
                if (plan.Benefits.Contains(benefit.Id, StringComparer.Ordinal)) yield return benefit;
            }
        }
    }
}
