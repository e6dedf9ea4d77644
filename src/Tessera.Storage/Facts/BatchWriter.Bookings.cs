using Tessera.Core.Bookings;
using Tessera.Core.Members;

namespace Tessera.Storage.Facts;

/// <content>Bookings.</content>
public sealed partial class BatchWriter
{
    private void WriteBooking(AccountId account, RecordItem item, BookingMoved moved)
    {
        var booking = moved.After;
        if (!moved.IsNew)
        {
            _db.Sql("update booking set stage = $3, moved_sequence = $4 where member_id = $1 and sequence = $2")
                .Set(1, account).Set(2, booking.Sequence).Set(3, RecordJson.CamelCase(booking.Stage)).Set(4, item.Sequence).RunOnce();
            return;
        }

        _db.Sql("insert into booking (member_id, sequence, resource, on_day, minute, seats, starts_at, skips_queue, stage, made_at, moved_sequence) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
            .Set(1, account).Set(2, booking.Sequence).Set(3, booking.Slot.Resource).Set(4, booking.Slot.On.DayNumber).Set(5, (booking.Slot.At.Hour * 60) + booking.Slot.At.Minute).Set(6, booking.Seats)
            .Set(7, booking.StartsAt).Set(8, booking.SkipsQueue ? 1 : 0).Set(9, RecordJson.CamelCase(booking.Stage)).Set(10, item.OccurredAt).Set(11, item.Sequence).RunOnce();
    }
}
