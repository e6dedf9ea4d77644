using Tessera.Core.Members;

namespace Tessera.Core.Bookings;

/// <summary>Reminders of bookings: a step of the night, with the other notices (semantics §6).</summary>
public static class BookingsDue
{
    /// <summary>The earliest local date after <see cref="MemberState.SettledThrough"/> on which a reminder is due, or null.</summary>
    public static DateOnly? NextOn(MemberState state, bool isHistory)
    {
        if (isHistory || !state.HasBookings) return null;
        DateOnly? next = null;
        foreach (var booking in state.Bookings)
        {
            if (booking.RemindOn is { } on && (next is null || on < next)) next = on;
        }

        return next is { } due && due <= state.SettledThrough ? state.SettledThrough.AddDays(1) : next;
    }

    /// <summary>Reminds of the bookings that come.</summary>
    public static void CarryNotices(Deciding d, DateOnly on)
    {
        if (d.Terms.IsHistory || !d.State.HasBookings || !d.State.Bookings.Exists(b => b.RemindOn <= on)) return;
        d.BeginStep(on);
        foreach (var booking in d.State.Bookings.Where(b => b.RemindOn <= on).ToList())
        {
            var reason = Words("booking.reminder", booking);
            d.Apply(new BookingMoved(booking with { RemindOn = null }) { Reason = reason });
            if (booking.Slot.On >= on) d.Apply(new Notice("booking.reminder", reason, d.Day));
        }

        d.EndStep($"bookings:{on:yyyy-MM-dd}");
    }

    /// <summary>A reason about a booking.</summary>
    internal static Reason Words(string code, OpenBooking booking) => Reason.Of(
        code, Reason.Id("resource", booking.Slot.Resource), Reason.Day("on", booking.Slot.On), Reason.Id("time", booking.Slot.At.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)),
        Reason.Count("seats", booking.Seats));
}
