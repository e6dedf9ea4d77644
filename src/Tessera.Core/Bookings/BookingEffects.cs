using System.Globalization;
using Tessera.Core.Members;

namespace Tessera.Core.Bookings;

/// <summary>Where a booking stands.</summary>
public enum BookingStage
{
    /// <summary>Asked for; staff have not confirmed it.</summary>
    Requested,

    /// <summary>It stands.</summary>
    Confirmed,

    /// <summary>The shop could not keep it; its seats are free again.</summary>
    Failed,

    /// <summary>Taken back in time; its seats are free again.</summary>
    Cancelled,

    /// <summary>Kept, its code written off.</summary>
    Done,

    /// <summary>Nobody came.</summary>
    NoShow,
}

/// <summary>A slot.</summary>
/// <param name="Resource">Resource of the programme.</param>
/// <param name="On">Local date.</param>
/// <param name="At">Local time of its start.</param>
public sealed record BookedSlot(string Resource, DateOnly On, TimeOnly At)
{
    /// <summary>Shared limit that counts its seats.</summary>
    public string SeatsId => string.Create(CultureInfo.InvariantCulture, $"booking:{Resource}:{On:yyyy-MM-dd}:{At:HHmm}");
}

/// <summary>A booking as its member's state holds it while it is open.</summary>
/// <param name="Sequence">Item that made it.</param>
/// <param name="Slot">Slot.</param>
/// <param name="Seats">Seats, more than 0.</param>
/// <param name="Stage"><see cref="BookingStage.Requested"/> or <see cref="BookingStage.Confirmed"/>.</param>
public sealed record OpenBooking(long Sequence, BookedSlot Slot, int Seats, BookingStage Stage)
{
    /// <summary>Start of the slot.</summary>
    public required Instant StartsAt { get; init; }

    /// <summary>Until then it can be cancelled, inclusive.</summary>
    public required Instant CancelUntil { get; init; }

    /// <summary>Local date of the reminder, or null.</summary>
    public DateOnly? RemindOn { get; init; }

    /// <summary>Whether the member does not queue.</summary>
    public bool SkipsQueue { get; init; }
}

/// <summary>A booking was made, moved on, or its reminder written.</summary>
/// <param name="After">The booking afterwards; one that is over leaves the state.</param>
public sealed record BookingMoved(OpenBooking After) : Effect
{
    /// <summary>Whether it was made now.</summary>
    public bool IsNew { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }

    /// <summary>Whether it is still open.</summary>
    public bool IsOpen => After.Stage is BookingStage.Requested or BookingStage.Confirmed;
}
