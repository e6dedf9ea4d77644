using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Storage.Members;

namespace Tessera.App.StoredValue;

/// <summary>A count or period card is sold (P29).</summary>
public sealed record SellCard : MemberCommand
{
    /// <summary>Card of the programme.</summary>
    public required string Card { get; init; }

    /// <summary>How it was paid; empty when not told.</summary>
    public IReadOnlyList<Payment> Tenders { get; init; } = [];

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Clerk, or null.</summary>
    public string? ClerkId { get; init; }

    internal override Fact FactOf(Instant at) => new CardSold { OccurredAt = at, RecordedAt = at, Card = Card, Tenders = Tenders, StoreId = StoreId, ClerkId = ClerkId };
}

/// <summary>A card is used by count.</summary>
public sealed record UseCard : MemberCommand
{
    /// <summary>The card held.</summary>
    public required LotId Card { get; init; }

    /// <summary>Times, more than 0.</summary>
    public required int Count { get; init; }

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Clerk who served, or null.</summary>
    public string? ClerkId { get; init; }

    internal override Fact FactOf(Instant at) => new CardUsed { OccurredAt = at, RecordedAt = at, Card = Card, Count = Count, StoreId = StoreId, ClerkId = ClerkId };
}

/// <summary>A use of a card is taken back.</summary>
public sealed record CancelCardUse : MemberCommand
{
    /// <summary>Sequence of the use in the member's record.</summary>
    public required long UseSequence { get; init; }

    internal override Fact FactOf(Instant at) => new CardUseCancelled { OccurredAt = at, RecordedAt = at, UseSequence = UseSequence };

    internal override (Command Command, Refusal? Refusal) Loaded(BatchScope scope, LoadedMember member, Fact fact) =>
        (new Command(fact) { Named = scope.Item(member, UseSequence) }, null);
}
