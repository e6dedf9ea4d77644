using Tessera.Core.Points;
using Tessera.Core.StoredValue;

namespace Tessera.Storage.StoredValue;

/// <summary>The row of a top-up.</summary>
internal static class WalletLotRow
{
    internal const string Columns =
        "sequence, n, paid_on, plan, registered, ends_on, paid_minor, bonus_minor, principal_left, bonus_left, principal_used, bonus_used, list_used, charged_used, principal_refunded, principal_gone, bonus_gone, from_merge, top_up_sequence, carried_sequence, carried_n";

    internal const string Upsert =
        $"insert into wallet_lot (member_id, {Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)"
        + " on conflict (member_id, sequence, n) do update set registered = excluded.registered, ends_on = excluded.ends_on, principal_left = excluded.principal_left, bonus_left = excluded.bonus_left,"
        + " principal_used = excluded.principal_used, bonus_used = excluded.bonus_used, list_used = excluded.list_used, charged_used = excluded.charged_used,"
        + " principal_refunded = excluded.principal_refunded, principal_gone = excluded.principal_gone, bonus_gone = excluded.bonus_gone";

    internal static WalletLot Read(Statement rows) => new()
    {
        Id = new LotId(rows.Long(0), rows.Int(1)), PaidOn = rows.Day(2), Plan = rows.TextOrNull(3), IsRegistered = rows.Bool(4), EndsOn = rows.DayOrNull(5), PaidMinor = rows.Long(6),
        BonusMinor = rows.Long(7), PrincipalLeft = rows.Long(8), BonusLeft = rows.Long(9), PrincipalUsed = rows.Long(10), BonusUsed = rows.Long(11), ListUsed = rows.Long(12),
        ChargedUsed = rows.Long(13), PrincipalRefunded = rows.Long(14), PrincipalGone = rows.Long(15), BonusGone = rows.Long(16), FromMerge = rows.Long(17), TopUpSequence = rows.Long(18),
        CarriedFrom = rows.IsNull(19) ? null : new LotId(rows.Long(19), rows.Int(20)),
    };

    // Parameters: 1 member, 2.. the columns.
    internal static Statement Bind(Statement to, WalletLot lot) => to
        .Set(2, lot.Id.Sequence).Set(3, lot.Id.N).Set(4, lot.PaidOn).Set(5, lot.Plan).Set(6, lot.IsRegistered).Set(7, lot.EndsOn).Set(8, lot.PaidMinor).Set(9, lot.BonusMinor)
        .Set(10, lot.PrincipalLeft).Set(11, lot.BonusLeft).Set(12, lot.PrincipalUsed).Set(13, lot.BonusUsed).Set(14, lot.ListUsed).Set(15, lot.ChargedUsed).Set(16, lot.PrincipalRefunded)
        .Set(17, lot.PrincipalGone).Set(18, lot.BonusGone).Set(19, lot.FromMerge).Set(20, lot.TopUpSequence).Set(21, lot.CarriedFrom?.Sequence).Set(22, lot.CarriedFrom?.N);

    internal static object?[] Figures(WalletLot lot) =>
    [
        lot.PaidOn.DayNumber, lot.Plan, lot.IsRegistered ? 1 : 0, lot.EndsOn?.DayNumber, lot.PaidMinor, lot.BonusMinor, lot.PrincipalLeft, lot.BonusLeft, lot.PrincipalUsed, lot.BonusUsed, lot.ListUsed,
        lot.ChargedUsed, lot.PrincipalRefunded, lot.PrincipalGone, lot.BonusGone, lot.FromMerge, lot.TopUpSequence, lot.CarriedFrom?.Sequence, lot.CarriedFrom?.N,
    ];
}

/// <summary>The row of a card.</summary>
internal static class CardRow
{
    internal const string Columns =
        "sequence, n, kind, card, sold_on, price_minor, list_per_use_minor, uses, used, term_months, term_days, is_over, refunded_minor, carried_sequence, carried_n";

    internal const string Upsert =
        $"insert into card (member_id, {Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
        + " on conflict (member_id, sequence, n) do update set used = excluded.used, is_over = excluded.is_over, refunded_minor = excluded.refunded_minor";

    internal static HeldCard Read(Statement rows) => new()
    {
        Id = new LotId(rows.Long(0), rows.Int(1)), Kind = RecordJson.ParseCamelCase<CardKind>(rows.Text(2)), Card = rows.Text(3), SoldOn = rows.Day(4), PriceMinor = rows.Long(5),
        ListPerUseMinor = rows.Long(6), Uses = rows.Int(7), Used = rows.Int(8), TermMonths = rows.Int(9), TermDays = rows.Int(10), IsOver = rows.Bool(11), RefundedMinor = rows.Long(12),
        CarriedFrom = rows.IsNull(13) ? null : new LotId(rows.Long(13), rows.Int(14)),
    };

    internal static Statement Bind(Statement to, HeldCard card) => to
        .Set(2, card.Id.Sequence).Set(3, card.Id.N).Set(4, RecordJson.CamelCase(card.Kind)).Set(5, card.Card).Set(6, card.SoldOn).Set(7, card.PriceMinor).Set(8, card.ListPerUseMinor).Set(9, card.Uses)
        .Set(10, card.Used).Set(11, card.TermMonths).Set(12, card.TermDays).Set(13, card.IsOver).Set(14, card.RefundedMinor).Set(15, card.CarriedFrom?.Sequence).Set(16, card.CarriedFrom?.N);

    internal static object?[] Figures(HeldCard card) =>
    [
        RecordJson.CamelCase(card.Kind), card.Card, card.SoldOn.DayNumber, card.PriceMinor, card.ListPerUseMinor, card.Uses, card.Used, card.TermMonths, card.TermDays, card.IsOver ? 1 : 0,
        card.RefundedMinor, card.CarriedFrom?.Sequence, card.CarriedFrom?.N,
    ];
}
