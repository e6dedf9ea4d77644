namespace Tessera.Core.Bookings;

/// <summary>Who says that a booking stands.</summary>
public enum BookingConfirm
{
    /// <summary>It stands at once.</summary>
    AtOnce,

    /// <summary>Staff confirm it, or fail it.</summary>
    Staff,
}

/// <summary>Hours of some weekdays, local time.</summary>
/// <param name="Weekdays">Weekdays; empty for every day.</param>
/// <param name="From">First slot begins, inclusive.</param>
/// <param name="Until">Last slot has ended by then.</param>
public sealed record OpenHours(IReadOnlyList<DayOfWeek> Weekdays, TimeOnly From, TimeOnly Until);

/// <summary>Something that can be booked 可预约资源 (P40, F23): a stylist, a room, a class.</summary>
public sealed record BookableResource
{
    /// <summary>Id; seats are counted by it and by the slot.</summary>
    public required string Id { get; init; }

    /// <summary>Names.</summary>
    public required LocalText Names { get; init; }

    /// <summary>Category, or null.</summary>
    public string? Category { get; init; }

    /// <summary>Store, or null.</summary>
    public string? Store { get; init; }

    /// <summary>Staff as the merchant's own code, or null; never a person's name.</summary>
    public string? Staff { get; init; }

    /// <summary>When its slots are.</summary>
    public IReadOnlyList<OpenHours> Hours { get; init; } = [];

    /// <summary>Local dates without slots.</summary>
    public IReadOnlyList<DateOnly> ClosedOn { get; init; } = [];

    /// <summary>Length of a slot, minutes, more than 0.</summary>
    public int SlotMinutes { get; init; } = 60;

    /// <summary>Seats of one slot, more than 0.</summary>
    public int Seats { get; init; } = 1;

    /// <summary>Tiers that may book it; empty for all.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];

    /// <summary>Days before its local date on which a slot opens to everybody who may book; a benefit of priority booking opens it earlier.</summary>
    public int AheadDays { get; init; } = 14;

    /// <summary>Minutes before its start until which a booking can be cancelled, inclusive.</summary>
    public int CancelMinutes { get; init; }

    /// <summary>Bookings that a member may have open at once; 0 sets no limit.</summary>
    public int PerMember { get; init; }

    /// <summary>Who says that a booking stands.</summary>
    public BookingConfirm Confirm { get; init; }

    /// <summary>Days before the slot's date on which the member is reminded; 0 for none.</summary>
    public int RemindDays { get; init; } = 1;

    /// <summary>Benefit whose members do not queue, or null (F23).</summary>
    public string? NoQueue { get; init; }

    /// <summary>Terms for members, or null.</summary>
    public LocalText? Terms { get; init; }

    /// <summary>Whether it is offered.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Starts of its slots on a local date, in order.</summary>
    public IReadOnlyList<TimeOnly> SlotsOn(DateOnly day)
    {
        if (ClosedOn.Contains(day)) return [];
        var starts = new SortedSet<TimeOnly>();
        foreach (var hours in Hours.Where(h => h.Weekdays.Count == 0 || h.Weekdays.Contains(day.DayOfWeek)))
        {
            var (from, until) = (Minute(hours.From), Minute(hours.Until));
            for (var at = from; at + SlotMinutes <= until; at += SlotMinutes) starts.Add(new TimeOnly(at / 60, at % 60));
        }

        return [.. starts];
    }

    private static int Minute(TimeOnly time) => (time.Hour * 60) + time.Minute;
}
