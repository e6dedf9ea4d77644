using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Storage.Tiers;

namespace Tessera.App.Tiers;

/// <summary>A tier is set by hand, with a reason and an optional lock (semantics §5).</summary>
public sealed record SetTier : MemberCommand
{
    /// <summary>Tier id.</summary>
    public required string Tier { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>Stops falls through this date; null sets no lock.</summary>
    public DateOnly? LockThrough { get; init; }

    /// <summary>Whether the member goes on rising while locked.</summary>
    public bool Accumulates { get; init; } = true;

    internal override Fact FactOf(Instant at) => new TierSet
    {
        OccurredAt = at, RecordedAt = at, Tier = Tier, ReasonCode = ReasonCode, LockThrough = LockThrough, Accumulates = Accumulates,
    };
}

/// <summary>A lock ends: the next review decides.</summary>
public sealed record UnlockTier : MemberCommand
{
    internal override Fact FactOf(Instant at) => new TierUnlocked { OccurredAt = at, RecordedAt = at };
}

/// <summary>A tier is laid over the earned one for a time.</summary>
public sealed record GiveOverlay : MemberCommand
{
    /// <summary>Kind.</summary>
    public required OverlayKind Kind { get; init; }

    /// <summary>Tier id.</summary>
    public required string Tier { get; init; }

    /// <summary>Last day.</summary>
    public required DateOnly Through { get; init; }

    /// <summary>Reason as a code; null where the system gives it.</summary>
    public string? ReasonCode { get; init; }

    internal override Fact FactOf(Instant at) => new OverlayGiven { OccurredAt = at, RecordedAt = at, Kind = Kind, Tier = Tier, Through = Through, ReasonCode = ReasonCode };
}

/// <summary>The member applies for a tier once eligible (C14).</summary>
public sealed record ApplyForTier : MemberCommand
{
    /// <summary>Tier id.</summary>
    public required string Tier { get; init; }

    internal override Answer<FactTold> Decide(BatchScope scope)
    {
        var answer = base.Decide(scope);
        if (answer is { Value: { } told, IsRepeat: false }) scope.Db.TierDesk.Apply(told.Account, told.Item.Sequence, Tier, told.Item.OccurredAt);
        return answer;
    }

    internal override Fact FactOf(Instant at) => new TierApplied { OccurredAt = at, RecordedAt = at, Tier = Tier };
}

/// <summary>Staff decide an application; eligibility is checked again.</summary>
public sealed record DecideApplication : MemberCommand
{
    /// <summary>Sequence of the application.</summary>
    public required long ApplicationSequence { get; init; }

    /// <summary>Approved or rejected.</summary>
    public required bool Approved { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    internal override Answer<FactTold> Decide(BatchScope scope)
    {
        var answer = base.Decide(scope);
        if (answer is { Value: { } told, IsRepeat: false })
        {
            scope.Db.TierDesk.Decide(new TierApplicationRow(told.Account, ApplicationSequence, "", default, Approved ? "approved" : "rejected", scope.Now, Actor, ReasonCode));
        }

        return answer;
    }

    internal override Fact FactOf(Instant at) => new TierApplicationDecided
    {
        OccurredAt = at, RecordedAt = at, ApplicationSequence = ApplicationSequence, Approved = Approved, ReasonCode = ReasonCode,
    };
}
