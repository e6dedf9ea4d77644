using System.Globalization;
using System.Text.Json;
using Tessera.App.People;
using Tessera.Core;
using Tessera.Core.Analytics;
using Tessera.Storage;
using Tessera.Storage.Places;

namespace Tessera.App.Tills;

/// <summary>Opens a shift at a till with the cash that lies in its drawer. A till has one open shift.</summary>
public sealed record OpenShift : WriteCommand<ShiftReport>
{
    /// <summary>Till.</summary>
    public required string Till { get; init; }

    /// <summary>Cash in the drawer, minor units, at least 0.</summary>
    public required long FloatMinor { get; init; }

    internal override Answer<ShiftReport> Decide(BatchScope scope)
    {
        if (!Shifts.MayWork(scope.Db, Actor, Till)) return Refusal.Of("place.unknown", Reason.Id("code", Till));
        if (scope.Db.Shifts.OpenOf(Till) is { } open) return Refusal.Of("shift.open", Reason.Id("shift", open.Id));
        var shift = new Shift { Id = Secrets.NewId("shf"), Till = Till, OpenedAt = scope.Now, OpenedBy = Actor, FloatMinor = FloatMinor };
        scope.Db.Shifts.Open(shift);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "shift.opened", shift.Id, string.Create(CultureInfo.InvariantCulture, $"{{\"shiftTill\":{AuditNote.Quote(Till)},\"floatMinor\":{FloatMinor}}}")));
        return ShiftReport.Read(scope.Db, shift);
    }
}

/// <summary>Closes a shift with the cash counted. The sums of that moment are kept; what comes later with an earlier time is shown as late.</summary>
public sealed record CloseShift : WriteCommand<ShiftReport>
{
    /// <summary>Till.</summary>
    public required string Till { get; init; }

    /// <summary>Shift.</summary>
    public required string Shift { get; init; }

    /// <summary>Cash counted, minor units, at least 0.</summary>
    public required long CountedMinor { get; init; }

    internal override Answer<ShiftReport> Decide(BatchScope scope)
    {
        if (!Shifts.MayWork(scope.Db, Actor, Till) || scope.Db.Shifts.Find(Shift) is not { } shift || shift.Till != Till) return Refusal.Of("shift.unknown", Reason.Id("shift", Shift));
        if (shift.ClosedAt is not null) return Refusal.Of("shift.closed", Reason.Id("shift", Shift));
        // Documents of the same batch were decided before and belong to it.
        scope.Flush();
        var sums = ShiftReport.Read(scope.Db, shift with { ClosedAt = scope.Now }).Sums;
        var closed = shift with { ClosedAt = scope.Now, ClosedBy = Actor, CountedMinor = CountedMinor, Report = JsonSerializer.Serialize(sums, TillJson.Default.TillSums) };
        scope.Db.Shifts.Close(closed);
        var report = ShiftReport.Read(scope.Db, closed);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "shift.closed", shift.Id, string.Create(
            CultureInfo.InvariantCulture, $"{{\"shiftTill\":{AuditNote.Quote(Till)},\"expectedMinor\":{report.ExpectedMinor},\"countedMinor\":{CountedMinor}}}")));
        return report;
    }
}

/// <summary>The hand-over report 交班 of a shift (experience U31): what the till sold, gave back and took in, and what should lie in its drawer.</summary>
/// <param name="Shift">The shift.</param>
/// <param name="Sums">All documents that occurred in it, late ones too.</param>
/// <param name="Late">Those that were recorded after it closed, such as sales of a till without network.</param>
public sealed record ShiftReport(Shift Shift, TillSums Sums, TillSums Late)
{
    /// <summary>Those that occurred while no shift was open and were told in this one: sales of a till that began its day without network.</summary>
    public TillSums Early { get; init; } = TillSums.Of([]);

    /// <summary>Name of who opened it, or null where it was a key.</summary>
    public string? OpenedByName { get; init; }

    /// <summary>Name of who closed it.</summary>
    public string? ClosedByName { get; init; }

    /// <summary>What should lie in the drawer now: cash at opening and what came and went, late documents too.</summary>
    public long ExpectedMinor => Shift.FloatMinor + Sums.CashMinor;

    /// <summary>Counted less expected; null while open.</summary>
    public long? DifferenceMinor => Shift.CountedMinor - ExpectedMinor;

    /// <summary>What was expected when it closed; null while open.</summary>
    public long? ExpectedAtCloseMinor => AtCloseOf(Shift);

    /// <summary>Cash that was expected when a shift closed; null while open.</summary>
    public static long? AtCloseOf(Shift shift) => shift.Report is { } report ? shift.FloatMinor + JsonSerializer.Deserialize(report, TillJson.Default.TillSums)!.CashMinor : null;

    /// <summary>Reads the report of a shift as of now.</summary>
    public static ShiftReport Read(StoreConnection db, Shift shift)
    {
        var lines = Shifts.Lines(db, shift);
        return new ShiftReport(shift, TillSums.Of([.. lines.Select(l => l.Line)]), TillSums.Of([.. lines.Where(l => l.IsLate).Select(l => l.Line)]))
        {
            Early = TillSums.Of([.. lines.Where(l => l.IsEarly(shift)).Select(l => l.Line)]), OpenedByName = NameOf(db, shift.OpenedBy), ClosedByName = NameOf(db, shift.ClosedBy),
        };
    }

    // A paired page is a person called after its till.
    private static string? NameOf(StoreConnection db, string? actor)
    {
        if (actor?.StartsWith("person:", StringComparison.Ordinal) != true || db.People.Find(actor["person:".Length..]) is not { Name: { } name }) return null;
        return name.StartsWith("till:", StringComparison.Ordinal) ? name["till:".Length..] : name;
    }
}

/// <summary>A document of a shift.</summary>
/// <param name="Document">The document.</param>
/// <param name="Line">What it came to.</param>
/// <param name="IsLate">Recorded after the shift closed.</param>
public sealed record ShiftLine(TillDocument Document, TillLine Line, bool IsLate)
{
    /// <summary>Whether it occurred before the shift opened.</summary>
    public bool IsEarly(Shift shift) => Document.OccurredAt < shift.OpenedAt;
}

/// <summary>Reads shifts.</summary>
public static class Shifts
{
    /// <summary>Whether an actor may open, close and read shifts of a till: it is open and stands in a store the actor may work at.</summary>
    public static bool MayWork(StoreConnection db, string actor, string till) =>
        db.Places.Find(till) is { Kind: PlaceKind.Till, Parent: { } store, ClosedAt: null } && Bounds.Allow(db, actor, store);

    /// <summary>Whether an actor may read shifts of a till; one that closed keeps its shifts.</summary>
    public static bool MayRead(StoreConnection db, string actor, string till) =>
        db.Places.Find(till) is { Kind: PlaceKind.Till, Parent: { } store } && Bounds.Allow(db, actor, store);

    /// <summary>The documents of a shift, in order.</summary>
    public static IReadOnlyList<ShiftLine> Lines(StoreConnection db, Shift shift) =>
    [
        .. db.Shifts.Documents(shift.Till, shift.OpenedAt, shift.ClosedAt)
            .Select(d => new ShiftLine(d, JsonSerializer.Deserialize(d.Content, TillJson.Default.TillLine)!, shift.ClosedAt is { } closed && shift.Report is not null && d.RecordedAt > closed)),
    ];
}
