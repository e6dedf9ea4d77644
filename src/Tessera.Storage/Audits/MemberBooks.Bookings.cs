using Tessera.Core.Bookings;

namespace Tessera.Storage.Audits;

/// <content>The rows of bookings.</content>
internal sealed partial class MemberBooks
{
    private void CheckBookings()
    {
        var (made, last) = (new Dictionary<long, (OpenBooking Booking, long At)>(), new Dictionary<long, (BookingStage Stage, long By)>());
        foreach (var item in _items)
        {
            foreach (var moved in item.Effects.OfType<BookingMoved>())
            {
                if (moved.IsNew) made[moved.After.Sequence] = (moved.After, item.OccurredAt.Micros);
                last[moved.After.Sequence] = (moved.After.Stage, item.Sequence);
            }
        }

        var expected = new SortedDictionary<(long, long), string>();
        foreach (var (sequence, (booking, at)) in made)
        {
            expected[(sequence, 0)] = Text(
                booking.Slot.Resource, booking.Slot.On.DayNumber, (booking.Slot.At.Hour * 60) + booking.Slot.At.Minute, booking.Seats, booking.StartsAt.Micros, booking.SkipsQueue ? 1 : 0,
                RecordJson.CamelCase(last[sequence].Stage), at, last[sequence].By);
        }

        using var rows = _db.Sql("select sequence, 0, resource, on_day, minute, seats, starts_at, skips_queue, stage, made_at, moved_sequence from booking where member_id = $1 order by sequence").Set(1, _account);
        Compare("booking", rows, expected, static r => Columns(r, 2));
    }
}
