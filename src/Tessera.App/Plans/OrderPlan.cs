using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Storage.Members;

namespace Tessera.App.Plans;

/// <summary>A paid plan is ordered and paid at the till (A2).</summary>
public sealed record OrderPlan : MemberCommand
{
    /// <summary>Plan of the programme.</summary>
    public required string Plan { get; init; }

    /// <summary>What it is paid by.</summary>
    public IReadOnlyList<Payment> Payments { get; init; } = [];

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Clerk, or null.</summary>
    public string? ClerkId { get; init; }

    internal override Fact FactOf(Instant at) => new PlanOrdered { OccurredAt = at, RecordedAt = at, Plan = Plan, Payments = Payments, StoreId = StoreId, ClerkId = ClerkId };
}

/// <summary>A period of a plan is paid back and revoked.</summary>
public sealed record RefundPlan : MemberCommand
{
    /// <summary>The period, as the record of the member named by the id has it.</summary>
    public required LotId Period { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    internal override Fact FactOf(Instant at) => new PlanRefunded { OccurredAt = at, RecordedAt = at, Period = Period, ReasonCode = ReasonCode };

    /// <summary>A period of a member that was merged since is held by the other record, under a place of its own.</summary>
    internal override (Command Command, Refusal? Refusal) Loaded(BatchScope scope, LoadedMember member, Fact fact)
    {
        if (Member.Find(scope.Db) is not { } named || named == member.Account) return (new Command(fact), null);
        var merge = scope.Db.Identities.MergeOf(named);
        var carried = merge is { } came && came.Into == member.Account && member.State.HasPlans
            ? member.State.Plans.All.Find(p => p.Id.Sequence == came.IntoSequence && p.CarriedFrom == Period)
            : null;
        return carried is null ? (new Command(fact), Refusal.Of("plan.periodUnknown")) : (new Command((PlanRefunded)fact with { Period = carried.Id }), null);
    }
}
