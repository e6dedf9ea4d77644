using System.ComponentModel;
using Tessera.App.Tills;
using Tessera.Core;
using Tessera.Core.Analytics;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Stores;

/// <summary>A shift to be opened.</summary>
internal sealed record ShiftOpening
{
    [Description("Cash in the drawer, minor units."), Number(0, NumberAttribute.Most), Example("50000")]
    public required long OpeningCashMinor { get; init; }
}

/// <summary>A shift to be closed.</summary>
internal sealed record ShiftClosing
{
    [Description("Cash counted in the drawer, minor units."), Number(0, NumberAttribute.Most), Example("53600")]
    public required long CountedCashMinor { get; init; }
}

/// <summary>Documents of one kind and their total.</summary>
/// <param name="Documents">How many.</param>
/// <param name="Minor">Total, minor units; negative where money goes out.</param>
internal sealed record ShiftSum(int Documents, long Minor)
{
    public static ShiftSum Of(TillSums sums, TillLineKind kind) => new(sums.Of(kind).Documents, sums.Of(kind).Minor);
}

/// <summary>What came by one tender, less what went back by it.</summary>
/// <param name="Kind">cash, card, wechat, alipay, storedValue, points; `untold` where nobody said how it was paid or paid back.</param>
/// <param name="AmountMinor">Minor units, signed.</param>
internal sealed record ShiftTender(string Kind, long AmountMinor);

/// <summary>The sums of a till over a time. Total of the tenders = sales + refunds + voids + top-ups + cards + paid back.</summary>
internal sealed record ShiftSums
{
    [Description("All documents.")]
    public required int Documents { get; init; }

    [Description("Purchases.")]
    public required ShiftSum Sales { get; init; }

    [Description("Refunds done here, whatever till sold; negative.")]
    public required ShiftSum Refunds { get; init; }

    [Description("Voids; negative.")]
    public required ShiftSum Voids { get; init; }

    [Description("Top-ups, principal.")]
    public required ShiftSum TopUps { get; init; }

    [Description("Cards and paid plans sold.")]
    public required ShiftSum Cards { get; init; }

    [Description("Stored value, cards and plans paid back; negative.")]
    public required ShiftSum PaidBack { get; init; }

    [Description("By tender.")]
    public required IReadOnlyList<ShiftTender> Tenders { get; init; }

    [Description("Points given, pending ones too.")]
    public required long PointsGiven { get; init; }

    [Description("Points spent.")]
    public required long PointsSpent { get; init; }

    [Description("Points taken back with refunds.")]
    public required long PointsTakenBack { get; init; }

    [Description("Spent points that came back.")]
    public required long PointsReturned { get; init; }

    [Description("Stored value used, principal and bonus, minor units.")]
    public required long StoredValueUsedMinor { get; init; }

    [Description("Stored value that came back, minor units.")]
    public required long StoredValueReturnedMinor { get; init; }

    [Description("Bonus given beside top-ups, minor units.")]
    public required long BonusMinor { get; init; }

    [Description("Coupons used.")]
    public required int CouponsUsed { get; init; }

    [Description("Coupons that came back.")]
    public required int CouponsReturned { get; init; }

    [Description("Clerks who served, by id.")]
    public required IReadOnlyList<string> Clerks { get; init; }

    public static ShiftSums Of(TillSums sums) => new()
    {
        Documents = sums.Documents, Sales = ShiftSum.Of(sums, TillLineKind.Sale), Refunds = ShiftSum.Of(sums, TillLineKind.Refund), Voids = ShiftSum.Of(sums, TillLineKind.Void),
        TopUps = ShiftSum.Of(sums, TillLineKind.TopUp), Cards = ShiftSum.Of(sums, TillLineKind.Card), PaidBack = ShiftSum.Of(sums, TillLineKind.PaidBack),
        Tenders = [.. sums.Tenders.Select(t => new ShiftTender(t.Kind, t.AmountMinor))], PointsGiven = sums.PointsGiven, PointsSpent = sums.PointsSpent, PointsTakenBack = sums.PointsTaken,
        PointsReturned = sums.PointsReturned, StoredValueUsedMinor = sums.ValueUsedMinor, StoredValueReturnedMinor = sums.ValueReturnedMinor, BonusMinor = sums.BonusMinor,
        CouponsUsed = sums.CouponsUsed, CouponsReturned = sums.CouponsReturned, Clerks = sums.Clerks,
    };
}

/// <summary>A shift of a till with its hand-over report.</summary>
internal sealed record ShiftView
{
    [Description("Id.")]
    public required string Id { get; init; }

    [Description("Till.")]
    public required string Till { get; init; }

    [Description("Store of the till.")]
    public string? Store { get; init; }

    [Description("Currency of the amounts; absent before the first publication.")]
    public string? Currency { get; init; }

    [Description("From.")]
    public required Instant OpenedAt { get; init; }

    [Description("Who opened it.")]
    public required string OpenedBy { get; init; }

    [Description("To; absent while open.")]
    public Instant? ClosedAt { get; init; }

    [Description("Who closed it.")]
    public string? ClosedBy { get; init; }

    [Description("Cash in the drawer at opening, minor units.")]
    public required long OpeningCashMinor { get; init; }

    [Description("Cash that should lie there now: opening and all that came and went by `cash`, late documents too.")]
    public required long ExpectedCashMinor { get; init; }

    [Description("What was expected when it closed; absent while open.")]
    public long? ExpectedCashAtCloseMinor { get; init; }

    [Description("Cash counted; absent while open.")]
    public long? CountedCashMinor { get; init; }

    [Description("Counted less expected now; negative where cash is missing. Absent while open.")]
    public long? DifferenceMinor { get; init; }

    [Description("All documents that occurred in the shift, late ones too.")]
    public required ShiftSums Sums { get; init; }

    [Description("Of these, what was recorded after it closed: sales of a till without network. Absent where nothing was.")]
    public ShiftSums? Late { get; init; }

    [Description("Of these, what occurred before it opened, while no shift was open, and was told in it: sales of a till that began without network. Absent where nothing did.")]
    public ShiftSums? Early { get; init; }

    [Description("Name of who opened it; of a paired till page that of the till.")]
    public string? OpenedByName { get; init; }

    [Description("Name of who closed it.")]
    public string? ClosedByName { get; init; }

    public static ShiftView Of(ShiftReport report, string? store, string? currency) => new()
    {
        Id = report.Shift.Id, Till = report.Shift.Till, Store = store, Currency = currency, OpenedAt = report.Shift.OpenedAt, OpenedBy = report.Shift.OpenedBy, ClosedAt = report.Shift.ClosedAt,
        ClosedBy = report.Shift.ClosedBy, OpeningCashMinor = report.Shift.FloatMinor, ExpectedCashMinor = report.ExpectedMinor, ExpectedCashAtCloseMinor = report.ExpectedAtCloseMinor,
        CountedCashMinor = report.Shift.CountedMinor, DifferenceMinor = report.DifferenceMinor, Sums = ShiftSums.Of(report.Sums), Late = report.Late.Documents == 0 ? null : ShiftSums.Of(report.Late),
        OpenedByName = report.OpenedByName, ClosedByName = report.ClosedByName, Early = report.Early.Documents == 0 ? null : ShiftSums.Of(report.Early),
    };
}

/// <summary>A page of shifts.</summary>
internal sealed record ShiftPage : Page
{
    public required IReadOnlyList<ShiftRow> Shifts { get; init; }
}

/// <summary>A shift in a list.</summary>
internal sealed record ShiftRow
{
    [Description("Id.")]
    public required string Id { get; init; }

    [Description("From.")]
    public required Instant OpenedAt { get; init; }

    [Description("Who opened it.")]
    public required string OpenedBy { get; init; }

    [Description("To; absent while open.")]
    public Instant? ClosedAt { get; init; }

    [Description("Who closed it.")]
    public string? ClosedBy { get; init; }

    [Description("Cash in the drawer at opening, minor units.")]
    public required long OpeningCashMinor { get; init; }

    [Description("Cash expected at closing; absent while open.")]
    public long? ExpectedCashAtCloseMinor { get; init; }

    [Description("Cash counted; absent while open.")]
    public long? CountedCashMinor { get; init; }
}

/// <summary>A page of documents of a shift.</summary>
/// <param name="Documents">In the order they occurred.</param>
internal sealed record ShiftDocuments(IReadOnlyList<ShiftDocument> Documents);

/// <summary>A document of a shift.</summary>
internal sealed record ShiftDocument
{
    [Description("sale, refund, void, topUp, card, paidBack or other.")]
    public required TillLineKind Kind { get; init; }

    [Description("When it happened.")]
    public required Instant OccurredAt { get; init; }

    [Description("Source system, where told.")]
    public string? Source { get; init; }

    [Description("Its number there.")]
    public string? Number { get; init; }

    [Description("Total, minor units, signed.")]
    public required long AmountMinor { get; init; }

    [Description("By tender.")]
    public required IReadOnlyList<ShiftTender> Tenders { get; init; }

    [Description("Recorded after the shift closed.")]
    public required bool IsLate { get; init; }

    public static ShiftDocument Of(ShiftLine line) => new()
    {
        Kind = line.Line.Kind, OccurredAt = line.Document.OccurredAt, Source = line.Document.Source, Number = line.Document.Number, AmountMinor = line.Line.AmountMinor,
        Tenders = [.. line.Line.Tenders.Select(t => new ShiftTender(t.Kind, t.AmountMinor))], IsLate = line.IsLate,
    };
}
