using Tessera.Core.Points;

namespace Tessera.Storage.Points;

/// <summary>A lot's row.</summary>
internal static class LotRow
{
    internal const string Columns =
        "sequence, n, origin, order_sequence, opened, remaining, consumed, expired, clawed_back, returned, expired_counted, pending, earned_on, activates_on, cancels_on, ends_on, noticed_on, expiry, carried_sequence, carried_n, active_on, not_before_on, follows";

    internal static Lot Read(Statement rows, int at = 0) => new()
    {
        Id = new LotId(rows.Long(at), rows.Int(at + 1)),
        Origin = RecordJson.ParseCamelCase<LotOrigin>(rows.Text(at + 2)),
        OrderSequence = rows.Long(at + 3),
        Opened = rows.Long(at + 4),
        Left = rows.Long(at + 5),
        Consumed = rows.Long(at + 6),
        Expired = rows.Long(at + 7),
        ClawedBack = rows.Long(at + 8),
        Returned = rows.Long(at + 9),
        ExpiredCounted = rows.Long(at + 10),
        Pending = rows.Bool(at + 11),
        EarnedOn = rows.Day(at + 12),
        ActivatesOn = rows.DayOrNull(at + 13),
        CancelsOn = rows.DayOrNull(at + 14),
        EndsOn = rows.DayOrNull(at + 15),
        NoticedOn = rows.DayOrNull(at + 16),
        Expiry = rows.IsNull(at + 17) ? null : RecordJson.ReadAny<ExpiryRule>(rows.Bytes(at + 17)),
        CarriedFrom = rows.IsNull(at + 18) ? null : new LotId(rows.Long(at + 18), rows.Int(at + 19)),
        ActiveOn = rows.DayOrNull(at + 20),
        NotBefore = rows.DayOrNull(at + 21),
        Follows = rows.Bool(at + 22),
    };

    // What may change after a lot was opened. Parameters: 1 to 3 the key, 4.. the columns.
    internal static Statement BindMoved(Statement to, Lot lot) => to
        .Set(4, lot.Left).Set(5, lot.Consumed).Set(6, lot.Expired).Set(7, lot.ClawedBack).Set(8, lot.Returned).Set(9, lot.ExpiredCounted).Set(10, lot.Pending)
        .Set(11, lot.ActivatesOn).Set(12, lot.CancelsOn).Set(13, lot.EndsOn).Set(14, lot.NoticedOn).Set(15, lot.ActiveOn).Set(16, lot.NotBefore);

    // Parameters: 1 member, 2.. the columns.
    internal static Statement Bind(Statement to, Lot lot)
    {
        to.Set(2, lot.Id.Sequence).Set(3, lot.Id.N).Set(4, RecordJson.CamelCase(lot.Origin)).Set(5, lot.OrderSequence).Set(6, lot.Opened)
            .Set(7, lot.Left).Set(8, lot.Consumed).Set(9, lot.Expired).Set(10, lot.ClawedBack).Set(11, lot.Returned).Set(12, lot.ExpiredCounted)
            .Set(13, lot.Pending).Set(14, lot.EarnedOn).Set(15, lot.ActivatesOn).Set(16, lot.CancelsOn).Set(17, lot.EndsOn).Set(18, lot.NoticedOn);
        _ = lot.Expiry is null ? to.SetNoText(19) : to.SetText(19, RecordJson.WriteAny(lot.Expiry));
        return to.Set(20, lot.CarriedFrom?.Sequence).Set(21, lot.CarriedFrom?.N).Set(22, lot.ActiveOn).Set(23, lot.NotBefore).Set(24, lot.Follows);
    }
}
