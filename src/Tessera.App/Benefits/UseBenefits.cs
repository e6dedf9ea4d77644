using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Benefits;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Storage.Members;

namespace Tessera.App.Benefits;

/// <summary>A benefit is used (F4, F11, F15): counted against its quota and stock, with its cost.</summary>
public sealed record UseBenefit : MemberCommand
{
    /// <summary>Id of the benefit.</summary>
    public required string Benefit { get; init; }

    /// <summary>Times, more than 0.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Clerk, or null.</summary>
    public string? ClerkId { get; init; }

    /// <summary>Skus that the guide recommended with it.</summary>
    public IReadOnlyList<string> Recommended { get; init; } = [];

    internal override IEnumerable<string> Shares(BatchScope scope) => [Entitlements.StockId(Benefit)];

    internal override Fact FactOf(Instant at) => new BenefitUsed { OccurredAt = at, RecordedAt = at, Benefit = Benefit, Count = Count, StoreId = StoreId, ClerkId = ClerkId, Recommended = Recommended };

    /// <summary>A birthday that no night has told yet is told first, so that its grant can be used.</summary>
    internal override (Command Command, Refusal? Refusal) Loaded(BatchScope scope, LoadedMember member, Fact fact)
    {
        foreach (var came in BirthdayGrants.Due(scope.Programs, member.State, MemberProfile.Of(scope.Db, member.Account), (scope.Today, scope.Now))) scope.Decide(member, new Command(came));
        return (new Command(fact), null);
    }
}

/// <summary>A use of a benefit is taken back.</summary>
public sealed record CancelBenefitUse : MemberCommand
{
    /// <summary>Id of the benefit.</summary>
    public required string Benefit { get; init; }

    /// <summary>Sequence of the use in the member's record.</summary>
    public required long UseSequence { get; init; }

    internal override IEnumerable<string> Shares(BatchScope scope) => [Entitlements.StockId(Benefit)];

    internal override Fact FactOf(Instant at) => new BenefitUseCancelled { OccurredAt = at, RecordedAt = at, UseSequence = UseSequence };

    internal override (Command Command, Refusal? Refusal) Loaded(BatchScope scope, LoadedMember member, Fact fact) =>
        scope.Item(member, UseSequence) is { Fact: BenefitUsed used } item && used.Benefit == Benefit ? (new Command(fact) { Named = item }, null) : (new Command(fact), Refusal.Of("benefit.useUnknown"));
}
