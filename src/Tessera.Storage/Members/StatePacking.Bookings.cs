using Tessera.Core.Bookings;
using Tessera.Core.Members;

namespace Tessera.Storage.Members;

/// <content>The section of open bookings: few, in their text form.</content>
internal static partial class StatePacking
{
    private static void WriteBookings(PackWriter to, MemberState state)
    {
        to.Byte(BookingSection);
        to.Long(state.Bookings.Count);
        foreach (var booking in state.Bookings) to.Bytes(RecordJson.WriteAny(booking));
    }

    private static void ReadBookings(ref PackReader from, MemberState state)
    {
        for (var count = from.Count(); count > 0; count--) state.Bookings.Add(RecordJson.ReadAny<OpenBooking>(from.Bytes()));
    }
}
