using System.Globalization;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Plans;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Plans;

/// <summary>A paid period of a plan as shown.</summary>
public sealed record PlanPeriodView
{
    /// <summary>Id; null once the person was erased.</summary>
    public string? Id { get; init; }

    /// <summary>Plan of the programme.</summary>
    public required string Plan { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>held</c>, <c>ended</c>, <c>refunded</c> or <c>gone</c> with a merge.</summary>
    public required string Status { get; init; }

    /// <summary>Local date of the order.</summary>
    public required DateOnly OrderedOn { get; init; }

    /// <summary>First local date.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last local date.</summary>
    public required DateOnly Through { get; init; }

    /// <summary>Tier it lays over the earned one, or null.</summary>
    public string? Tier { get; init; }

    /// <summary>Benefits it opens.</summary>
    public required IReadOnlyList<string> Benefits { get; init; }

    /// <summary>Paid, minor units.</summary>
    public required long PaidMinor { get; init; }

    /// <summary>Paid back, minor units.</summary>
    public required long RefundedMinor { get; init; }

    /// <summary>What would be paid back today, minor units; null for one that is over.</summary>
    public long? RefundNowMinor { get; init; }

    internal static PlanPeriodView Of(HeldPlan plan, MemberId? member, (ProgramHistory Programs, string Language) how) => new()
    {
        Id = member is { } who ? new PlanPeriodId(who, plan.Id).ToString() : null, Plan = plan.Plan,
        Name = how.Programs.Number(plan.Version).Document.Plans.FirstOrDefault(p => p.Id == plan.Plan) is { } terms ? Text.In(terms.Names, how.Language) : plan.Plan,
        Status = plan.Status switch { PlanStatus.Held => "held", PlanStatus.Ended => "ended", PlanStatus.Refunded => "refunded", PlanStatus.Gone => "gone" },
        OrderedOn = plan.OrderedOn, From = plan.From, Through = plan.EndsOn.AddDays(-1), Tier = plan.Tier, Benefits = plan.Benefits, PaidMinor = plan.PaidMinor, RefundedMinor = plan.RefundedMinor,
    };
}

/// <summary>A member's plans, the newest first.</summary>
/// <param name="On">Local date seen.</param>
/// <param name="Plans">Every period that did not leave with a merge.</param>
public sealed record PlansView(DateOnly On, IReadOnlyList<PlanPeriodView> Plans)
{
    /// <summary>Reads them, or null when nobody answers to the name.</summary>
    public static PlansView? Read(ReadScope scope, MemberRef member, string language) => MemberSight.Of(scope, member) is { } sight ? Of(scope, sight, language) : null;

    internal static PlansView Of(ReadScope scope, MemberSight sight, string language)
    {
        var (state, id) = (sight.State, scope.Db.Identities.MemberOf(sight.Account));
        var plans = state.HasPlans ? state.Plans.All.Where(p => p.Status != PlanStatus.Gone).Reverse() : [];
        return new PlansView(sight.On, [.. plans.Select(p => PlanPeriodView.Of(p, id, (sight.Programs, language)) with { RefundNowMinor = PlanDecisions.RefundOn(sight.Programs, state, p, sight.On)?.Minor })]);
    }
}

/// <summary>Id of a paid period in text: <c>pln_</c>, the letters of the member's id, and its place.</summary>
/// <param name="Member">Member.</param>
/// <param name="Place">Place in the member's record.</param>
public readonly record struct PlanPeriodId(MemberId Member, LotId Place)
{
    private const string Prefix = "pln_";

    /// <summary>Reads an id; null when it is none.</summary>
    public static PlanPeriodId? Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Split('_') is not [_, var letters, var first, var second] || !MemberId.TryParse("mem_" + letters, out var member)) return null;
        return long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? new PlanPeriodId(member, new LotId(sequence, n)) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Member.ToString()[4..]}_{Place.Sequence}_{Place.N}");
}

/// <summary>An order or refund of a plan, and what it came to.</summary>
/// <param name="Period">The period afterwards.</param>
/// <param name="Back">Paid back, by what it was paid by.</param>
public sealed record PlanTold(PlanPeriodView Period, IReadOnlyList<Payment> Back)
{
    /// <summary>Of a fact that was recorded.</summary>
    public static PlanTold Of(FactTold told, ProgramHistory programs, string language)
    {
        var entry = told.Item.Effects.OfType<PlanEntry>().First(e => e.Kind is PlanEntryKind.Ordered or PlanEntryKind.Refunded);
        return new PlanTold(PlanPeriodView.Of(entry.After, told.Member, (programs, language)), entry.Back);
    }
}
