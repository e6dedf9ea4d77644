using Tessera.Core.Coupons;
using Tessera.Core.Points;

namespace Tessera.Storage.Coupons;

/// <summary>The row of a coupon.</summary>
internal static class CouponRow
{
    internal const string Columns =
        "sequence, n, kind, version, origin, issued_on, from_on, ends_on, notice_on, status, locked_until, locked_for, order_sequence, saved_minor, used_on, returns, pool_number, carried_sequence, carried_n";

    internal const string Upsert =
        $"insert into coupon (member_id, {Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
        + " on conflict (member_id, sequence, n) do update set ends_on = excluded.ends_on, notice_on = excluded.notice_on, status = excluded.status, locked_until = excluded.locked_until,"
        + " locked_for = excluded.locked_for, order_sequence = excluded.order_sequence, saved_minor = excluded.saved_minor, used_on = excluded.used_on, returns = excluded.returns";

    /// <summary>Statuses of coupons that can still be used some day.</summary>
    internal const string IsOpen = "status in ('issued', 'locked', 'returned')";

    internal static HeldCoupon Read(Statement rows, int at = 0) => new()
    {
        Id = new LotId(rows.Long(at), rows.Int(at + 1)), Kind = rows.Text(at + 2), Version = rows.Int(at + 3), Origin = RecordJson.ParseCamelCase<CouponOrigin>(rows.Text(at + 4)),
        IssuedOn = rows.Day(at + 5), FromOn = rows.Day(at + 6), EndsOn = rows.DayOrNull(at + 7), NoticeOn = rows.DayOrNull(at + 8),
        Status = RecordJson.ParseCamelCase<CouponStatus>(rows.Text(at + 9)), LockedUntil = rows.InstantOrNull(at + 10), LockedFor = rows.TextOrNull(at + 11), OrderSequence = rows.Long(at + 12),
        SavedMinor = rows.Long(at + 13), UsedOn = rows.DayOrNull(at + 14), Returns = rows.Int(at + 15), PoolNumber = rows.Long(at + 16),
        CarriedFrom = rows.IsNull(at + 17) ? null : new LotId(rows.Long(at + 17), rows.Int(at + 18)),
    };

    // Parameters: 1 member, 2.. the columns.
    internal static Statement Bind(Statement to, HeldCoupon c) => to
        .Set(2, c.Id.Sequence).Set(3, c.Id.N).Set(4, c.Kind).Set(5, c.Version).Set(6, RecordJson.CamelCase(c.Origin)).Set(7, c.IssuedOn).Set(8, c.FromOn).Set(9, c.EndsOn).Set(10, c.NoticeOn)
        .Set(11, RecordJson.CamelCase(c.Status)).Set(12, c.LockedUntil).Set(13, c.LockedFor).Set(14, c.OrderSequence).Set(15, c.SavedMinor).Set(16, c.UsedOn).Set(17, c.Returns)
        .Set(18, c.PoolNumber).Set(19, c.CarriedFrom?.Sequence).Set(20, c.CarriedFrom?.N);

    internal static object?[] Figures(HeldCoupon c) =>
    [
        c.Kind, c.Version, RecordJson.CamelCase(c.Origin), c.IssuedOn.DayNumber, c.FromOn.DayNumber, c.EndsOn?.DayNumber, c.NoticeOn?.DayNumber, RecordJson.CamelCase(c.Status), c.LockedUntil?.Micros,
        c.LockedFor, c.OrderSequence, c.SavedMinor, c.UsedOn?.DayNumber, c.Returns, c.PoolNumber, c.CarriedFrom?.Sequence, c.CarriedFrom?.N,
    ];
}
