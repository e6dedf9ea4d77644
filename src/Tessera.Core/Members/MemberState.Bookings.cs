using Tessera.Core.Bookings;

namespace Tessera.Core.Members;

/// <content>Bookings that are open; over ones leave the state and live in the record and their table.</content>
public sealed partial class MemberState
{
    private List<OpenBooking>? _bookings;

    /// <summary>Open bookings, in order of sequence.</summary>
    public List<OpenBooking> Bookings => _bookings ??= [];

    /// <summary>Whether any is open; asking makes none.</summary>
    public bool HasBookings => _bookings is { Count: > 0 };

    private void ApplyBooking(BookingMoved moved)
    {
        var at = Bookings.FindIndex(b => b.Sequence == moved.After.Sequence);
        if (moved.IsNew == at >= 0) throw new LedgerBroken(Account, $"booking {moved.After.Sequence} is {(moved.IsNew ? "made twice" : "not open")}");
        if (!moved.IsOpen) Bookings.RemoveAt(at);
        else if (at >= 0) Bookings[at] = moved.After;
        else Bookings.Add(moved.After);
    }
}
