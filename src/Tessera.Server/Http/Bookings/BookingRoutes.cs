using System.Globalization;
using Tessera.App.Bookings;
using Tessera.App.Members;
using Tessera.App.Places;
using Tessera.App.Redemption;
using Tessera.Core;
using Tessera.Core.Bookings;
using Tessera.Core.Facts;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Bookings;

/// <summary>Bookings: what can be booked, free slots with reasons, a booking and what becomes of it.</summary>
internal sealed class BookingRoutes(Desk desk, PlaceGuard places)
{
    private const string Base = "/v1/bookings";
    private const string One = Base + "/{bookingId}";

    public IEnumerable<ApiRoute> All() => [.. Reads(), .. Writes()];

    private IEnumerable<ApiRoute> Reads()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = Base + "/resources", Id = "listBookables", Tag = "bookings", Scope = Scopes.BookingsRead, Gives = typeof(BookableList), Summary = "What can be booked",
            Handle = ask => Task.FromResult(desk.Read(ask, (_, showing) => Reply.Ok(new BookableList([.. (showing.Program?.Bookings ?? []).Where(r => r.Enabled).Select(r => BookableView.Of(r, showing))])))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/members/{memberId}/slots", Id = "listSlots", Tag = "bookings", Scope = Scopes.BookingsRead, Gives = typeof(SlotsView), Summary = "Slots for a member", Handle = Slots,
            Says = "Every slot of the dates asked for, at most 31 days, with the seats left; where the member cannot book it, why not in words a clerk can read out.",
            Query = [new("resource", typeof(string), "Resource of the programme.") { Required = true }, new("from", typeof(DateOnly), "First local date; today without it."), new("through", typeof(DateOnly), "Last local date; six days after the first without it.")],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Base, Id = "listBookingsOfDay", Tag = "bookings", Scope = Scopes.BookingsRead, Gives = typeof(BookingDay), Summary = "A day's bookings", Handle = OfDay,
            Says = "For who receives: by start, those who do not queue first.",
            Query = [new("resource", typeof(string), "Resource of the programme.") { Required = true }, new("on", typeof(DateOnly), "Local date; today without it.")],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/members/{memberId}/bookings", Id = "listBookings", Tag = "bookings", Scope = Scopes.BookingsRead, Gives = typeof(BookingPage), Summary = "A member's bookings",
            Says = "The newest first. Those of members merged into it are among them, each by its own id, which also cancels it.",
            Query = [QueryField.Limit, QueryField.Cursor], Handle = OfMember,
        };
    }

    private IEnumerable<ApiRoute> Writes()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = Base, Id = "bookSlot", Tag = "bookings", Scope = Scopes.BookingsWrite, ChangesState = true, Status = 201, Takes = typeof(NewBooking), Gives = typeof(BookingView), Handle = Book,
            Example = """{"memberIdentity":{"kind":"phone","value":"13800001234"},"resource":"cut","on":"2026-02-02","at":"10:00","source":"mini","number":"K-1001"}""", Summary = "Book a slot",
            Says = "A seat is taken under a lock that all share: of many who try for the last one, one gets it.",
            Refusals = ["booking.unknownResource", "booking.noSlot", "booking.past", "booking.otherTier", "booking.notYet", "booking.full", "booking.limit", "booking.sameSlot", "member.frozen", "member.closed", "document.changed"],
        };
        yield return Step("confirm", "confirmBooking", BookingStage.Confirmed, ("Confirm a booking", "Where staff confirm.", "booking.confirmedBefore"));
        yield return Step("fail", "failBooking", BookingStage.Failed, ("Fail a booking", "The shop cannot keep it: its seats are free again.", "booking.over"));
        yield return Step("cancel", "cancelBooking", BookingStage.Cancelled, ("Cancel a booking", "Until its time limit; its seats are free again.", "booking.tooLate"));
        yield return Step("no-show", "missBooking", BookingStage.NoShow, ("Nobody came", "After its start.", "booking.notStarted"));
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/write-off", Id = "keepBooking", Tag = "bookings", Scope = Scopes.BookingsWrite, ChangesState = true, Takes = typeof(BookingKept), Gives = typeof(BookingView), Handle = Kept,
            Example = """{"code":"7K3M-9QXR-2V5Z","storeId":"sh-001"}""", Summary = "Write a booking's code off", Says = "核销: the booking is done, by its code alone, once, on its own day or later.",
            Refusals = ["booking.unknown", "booking.doneBefore", "booking.over", "booking.notConfirmed", "booking.notItsDay"],
        };
    }

    private ApiRoute Step(string path, string id, BookingStage stage, (string Summary, string Says, string Refusal) words) => new()
    {
        Method = "POST", Path = One + "/" + path, Id = id, Tag = "bookings", Scope = Scopes.BookingsWrite, ChangesState = true, Takes = typeof(BookingStep), Gives = typeof(BookingView), Summary = words.Summary, Says = words.Says,
        Example = """{"reasonCode":"stylist-ill"}""", Refusals = words.Refusal == "booking.over" ? ["booking.unknown", "booking.over"] : ["booking.unknown", "booking.over", words.Refusal],
        Handle = ask => BookingIds.Read(ask.Path("bookingId")) is not { } which
            ? Task.FromResult<Reply>(Problem.NotFound(ask.Path("bookingId")))
            : desk.Write(ask, new MoveBooking { Member = MemberRef.By(which.Member), Sequence = which.Sequence, Stage = stage, ReasonCode = ask.Take<BookingStep>().ReasonCode }, BookingView.OfMade),
    };

    private Task<Reply> Slots(Ask ask)
    {
        var resource = ask.Text("resource")!;
        return desk.ReadMember(ask, (scope, member, showing) =>
        {
            var from = ask.Date("from") ?? scope.Programs.Calendar.DayOf(scope.AsOf);
            return SlotsView.Read(scope, member, resource, (from, ask.Date("through") ?? from.AddDays(6)), showing.Language.Tag());
        });
    }

    private Task<Reply> OfDay(Ask ask)
    {
        var resource = ask.Text("resource")!;
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            var rows = scope.Db.Bookings.OfDay(resource, ask.Date("on") ?? scope.Programs.Calendar.DayOf(scope.AsOf));
            return Reply.Ok(new BookingDay([.. rows.Select(r => BookingView.Of(r, scope.Db.Identities.MemberOf(r.Account), null))]));
        }));
    }

    private Task<Reply> OfMember(Ask ask)
    {
        BookingPlace? from = null;
        if (ask.Text("cursor") is { } cursor && (from = PlaceOf(Cursors.Read(cursor))) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        var seesCodes = ask.Caller.Holds(Scopes.RewardsCodes);
        if (!MemberId.TryParse(ask.Path("memberId"), out var member)) return Task.FromResult<Reply>(Problem.NotFound(ask.Path("memberId")));
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            if (MemberBookings.Page(scope, member, from, ask.Limit) is not { } page) return Problem.NotFound(ask.Path("memberId"));
            var next = page.Next is { } place ? Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"{place.MadeAt.Micros} {place.Shown}")) : null;
            return Reply.Ok(new BookingPage { Next = next, Bookings = [.. page.Rows.Select(r => BookingView.Of(r.Row, r.Member, seesCodes ? scope.Db.Redemptions.SecretOf(r.Row.Account, r.Row.Sequence).Code : null))] });
        }));
    }

    private static BookingPlace? PlaceOf(string? position) =>
        position?.Split(' ') is [var at, var shown] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var micros) && int.TryParse(shown, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 10_000
            ? new BookingPlace(new Instant(micros), count)
            : null;

    private Task<Reply> Book(Ask ask)
    {
        var body = ask.Take<NewBooking>();
        var wrong = body.Wrong().ToList();
        if (wrong.Count > 0) return Task.FromResult<Reply>(Problem.Malformed(wrong));
        var take = new TakeSlot { Member = Naming.OfBody(body.MemberId, body.MemberIdentity)!, Slot = new BookedSlot(body.Resource, body.On, TimeOnly.ParseExact(body.At, "HH:mm", CultureInfo.InvariantCulture)), Seats = body.Seats ?? 1, Source = body.Source, Number = body.Number };
        return desk.Write(ask, new BookSlot { Take = take }, BookingView.OfMade);
    }

    // What cannot be a code is looked up all the same: it is unknown.
    private Task<Reply> Kept(Ask ask)
    {
        var body = ask.Take<BookingKept>();
        var (place, unknown) = places.Of(ask.Caller.Id, new FactPlace(body.StoreId, null));
        if (unknown is not null) return Task.FromResult<Reply>(Problem.Malformed("/storeId", "store.notKnown", unknown));
        return desk.Write(ask, new MoveBooking { Code = PickUpCodes.Read(body.Code) ?? "", Stage = BookingStage.Done, StoreId = place.Store, ClerkId = body.ClerkId }, BookingView.OfMade);
    }
}
