using System.Globalization;
using Tessera.App;
using Tessera.App.Tills;
using Tessera.Core;
using Tessera.Storage.Places;

namespace Tessera.Server.Http.Stores;

/// <summary>Shifts of tills and their hand-over reports 交班.</summary>
internal sealed class ShiftRoutes(Desk desk)
{
    private const string Base = "/v1/tills/{tillCode}/shifts";
    private const int MostDocuments = 2_000;

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = Base, Id = "openShift", Tag = "stores", Scope = Scopes.PurchasesWrite, ChangesState = true, Status = 201, Takes = typeof(ShiftOpening), Gives = typeof(ShiftView),
            Example = """{"openingCashMinor":50000}""", Summary = "Open a shift", Refusals = ["place.unknown", "shift.open"],
            Says = "A till has one open shift. From the first shift of the store on, what tills tell is noted for their reports: a purchase at the till it names; refunds, voids, top-ups, points, coupons and stored value at the till that does them, which is that of the paired page or of the header `Tessera-Till`.",
            Handle = ask => desk.Write(ask, new OpenShift { Till = ask.Path("tillCode"), FloatMinor = ask.Take<ShiftOpening>().OpeningCashMinor }, Shown),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/{shiftId}/close", Id = "closeShift", Tag = "stores", Scope = Scopes.PurchasesWrite, ChangesState = true, Takes = typeof(ShiftClosing), Gives = typeof(ShiftView),
            Example = """{"countedCashMinor":53600}""", Summary = "Close a shift with the cash counted", Refusals = ["shift.unknown", "shift.closed"],
            Says = "The figures of that moment are kept. Purchases without network that arrive later count in the shift in which they happened and are shown as late.",
            Handle = ask => desk.Write(ask, new CloseShift { Till = ask.Path("tillCode"), Shift = ask.Path("shiftId"), CountedMinor = ask.Take<ShiftClosing>().CountedCashMinor }, Shown),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Base, Id = "listShifts", Tag = "stores", Scope = Scopes.PurchasesRead, Gives = typeof(ShiftPage), Summary = "Shifts of a till", Says = "The newest first.",
            Query = [QueryField.Limit, QueryField.Cursor], Handle = ask => Task.FromResult(List(ask)),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Base + "/{shiftId}", Id = "getShift", Tag = "stores", Scope = Scopes.PurchasesRead, Gives = typeof(ShiftView), Summary = "The hand-over report of a shift",
            Says = "As of now, while it is open too. Money is counted by the tender the till told; what nobody told stands under `untold` and is in no drawer. A refund goes back by the one tender the purchase was paid by, or by all of them where all of it goes back.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => Found(ask, scope) is { } shift ? Reply.Ok(Shown(ShiftReport.Read(scope.Db, shift), showing) with { Store = scope.Db.Places.Find(shift.Till)?.Parent }) : Problem.NotFound(ask.Path("shiftId")))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Base + "/{shiftId}/documents", Id = "listShiftDocuments", Tag = "stores", Scope = Scopes.PurchasesRead, Gives = typeof(ShiftDocuments), Summary = "Documents of a shift",
            Says = "In the order they occurred, 2,000 at most: what is behind the figures of the report.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => Found(ask, scope) is { } shift
                ? Reply.Ok(new ShiftDocuments([.. Shifts.Lines(scope.Db, shift).Take(MostDocuments).Select(ShiftDocument.Of)]))
                : Problem.NotFound(ask.Path("shiftId")))),
        };
    }

    private static ShiftView Shown(ShiftReport report, Showing showing) => ShiftView.Of(report, null, showing.Program?.Currency);

    private static Shift? Found(Ask ask, ReadScope scope) =>
        Shifts.MayRead(scope.Db, ask.Caller.Actor, ask.Path("tillCode")) && scope.Db.Shifts.Find(ask.Path("shiftId")) is { } shift && shift.Till == ask.Path("tillCode") ? shift : null;

    private Reply List(Ask ask)
    {
        Instant? before = null;
        if (ask.Text("cursor") is { } cursor)
        {
            if (!long.TryParse(Cursors.Read(cursor), NumberStyles.None, CultureInfo.InvariantCulture, out var micros)) return Cursors.Wrong;
            before = new Instant(micros);
        }

        return desk.Read(ask, (scope, _) =>
        {
            if (!Shifts.MayRead(scope.Db, ask.Caller.Actor, ask.Path("tillCode"))) return Problem.NotFound(ask.Path("tillCode"));
            var page = scope.Db.Shifts.Page(ask.Path("tillCode"), before, ask.Limit);
            return Reply.Ok(new ShiftPage { Shifts = [.. page.Select(Row)], Next = page.Count == ask.Limit ? Cursors.Write(page[^1].OpenedAt.Micros.ToString(CultureInfo.InvariantCulture)) : null });
        });
    }

    private static ShiftRow Row(Shift shift) => new()
    {
        Id = shift.Id, OpenedAt = shift.OpenedAt, OpenedBy = shift.OpenedBy, ClosedAt = shift.ClosedAt, ClosedBy = shift.ClosedBy, OpeningCashMinor = shift.FloatMinor,
        ExpectedCashAtCloseMinor = ShiftReport.AtCloseOf(shift), CountedCashMinor = shift.CountedMinor,
    };
}
