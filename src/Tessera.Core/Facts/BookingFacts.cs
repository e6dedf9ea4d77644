using Tessera.Core.Bookings;

namespace Tessera.Core.Facts;

/// <summary>A slot is booked (P40).</summary>
public sealed record Booked : Fact
{
    /// <summary>Slot.</summary>
    public required BookedSlot Slot { get; init; }

    /// <summary>Seats, more than 0.</summary>
    public int Seats { get; init; } = 1;
}

/// <summary>A booking moves on: confirmed, failed, cancelled, done or not kept.</summary>
public sealed record BookingTold : Fact
{
    /// <summary>Sequence of the booking.</summary>
    public required long BookingSequence { get; init; }

    /// <summary>Where it stands from now on.</summary>
    public required BookingStage Stage { get; init; }

    /// <summary>Reason as a code, or null.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Clerk, or null.</summary>
    public string? ClerkId { get; init; }
}
