using System.ComponentModel;
using System.Globalization;
using Tessera.App.Bookings;
using Tessera.Core;
using Tessera.Core.Bookings;
using Tessera.Server.Http.Members;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;
using Tessera.Storage.Bookings;

namespace Tessera.Server.Http.Bookings;

internal sealed record BookableView
{
    public required string Id { get; init; }

    [Description("Name in the language asked for.")]
    public required string Name { get; init; }

    [Description("Category; absent without one.")]
    public string? Category { get; init; }

    [Description("Store; absent without one.")]
    public string? StoreId { get; init; }

    [Description("Staff by the merchant's own code; absent without one.")]
    public string? StaffId { get; init; }

    [Description("Minutes of a slot.")]
    public required int SlotMinutes { get; init; }

    [Description("Seats of a slot.")]
    public required int Seats { get; init; }

    [Description("Tiers that may book it; empty for all.")]
    public required IReadOnlyList<string> Tiers { get; init; }

    [Description("Days ahead on which a slot opens; earlier with a benefit of priority booking.")]
    public required int AheadDays { get; init; }

    [Description("It can be cancelled until so many minutes before its start.")]
    public required int CancelMinutes { get; init; }

    [Description("`atOnce`, or `staff` confirm it.")]
    public required string Confirm { get; init; }

    [Description("Terms in the language asked for.")]
    public string? Terms { get; init; }

    public static BookableView Of(BookableResource r, Showing showing) => new()
    {
        Id = r.Id, Name = showing.Language.Of(r.Names), Category = r.Category, StoreId = r.Store, StaffId = r.Staff, SlotMinutes = r.SlotMinutes, Seats = r.Seats, Tiers = r.Tiers, AheadDays = r.AheadDays,
        CancelMinutes = r.CancelMinutes, Confirm = r.Confirm == BookingConfirm.Staff ? "staff" : "atOnce", Terms = r.Terms is { } terms ? showing.Language.Of(terms) : null,
    };
}

internal sealed record BookableList([property: Description("What can be booked, in the order of the programme.")] IReadOnlyList<BookableView> Resources);

internal sealed record BookingView
{
    [Description("Id; absent once the person was erased.")]
    public string? Id { get; init; }

    [Description("Member.")]
    public string? MemberId { get; init; }

    [Description("Resource of the programme.")]
    public required string Resource { get; init; }

    [Description("Local date.")]
    public required DateOnly On { get; init; }

    [Description("Local time of its start.")]
    public required string At { get; init; }

    [Description("Start as an instant.")]
    public required Instant StartsAt { get; init; }

    public required int Seats { get; init; }

    [Description("`requested`, `confirmed`, `failed`, `cancelled`, `done` or `noShow`.")]
    public required string Stage { get; init; }

    [Description("The member does not queue.")]
    public required bool SkipsQueue { get; init; }

    public required Instant MadeAt { get; init; }

    [Description("Code to be shown when it is kept; in the answer that makes it, later for who may see codes.")]
    public string? Code { get; init; }

    [Description("Why, in words; absent in lists.")]
    public IReadOnlyList<ReasonView>? Reasons { get; init; }

    public static BookingView Of(BookingRow row, MemberId? member, string? code) => new()
    {
        Id = member is { } who ? BookingIds.Write(who, row.Sequence) : null, MemberId = member?.ToString(), Resource = row.Slot.Resource, On = row.Slot.On, At = row.Slot.At.ToString("HH:mm", CultureInfo.InvariantCulture), StartsAt = row.StartsAt, Seats = row.Seats,
        Stage = StageName(row.Stage), SkipsQueue = row.SkipsQueue, MadeAt = row.MadeAt, Code = code,
    };

    public static BookingView OfMade(BookingMade made, Showing showing) => Of(made.Row, made.Told.Member, made.Code) with
    {
        Reasons = [.. made.Told.Item.Effects.OfType<BookingMoved>().Select(m => showing.Why(m.Reason))],
    };

    private static string StageName(BookingStage stage) => stage switch
    {
        BookingStage.Requested => "requested", BookingStage.Confirmed => "confirmed", BookingStage.Failed => "failed", BookingStage.Cancelled => "cancelled", BookingStage.Done => "done", BookingStage.NoShow => "noShow",
    };
}

internal sealed record BookingPage : Page
{
    [Description("The newest first.")]
    public required IReadOnlyList<BookingView> Bookings { get; init; }
}

internal sealed record BookingDay([property: Description("By start; those who do not queue first, then as they were made.")] IReadOnlyList<BookingView> Bookings);

internal static class BookingIds
{
    private const string Prefix = "bkg_";

    public static string Write(MemberId member, long sequence) => Prefix + member.ToString()[4..] + "_" + sequence.ToString(CultureInfo.InvariantCulture);

    public static (MemberId Member, long Sequence)? Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Split('_') is not [_, var letters, var number] || !MemberId.TryParse("mem_" + letters, out var member)) return null;
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? (member, sequence) : null;
    }
}

internal sealed record NewBooking
{
    [Description("The member."), Text(30, Shape = TextShapes.MemberId)]
    public string? MemberId { get; init; }

    [Description("The member by an identity, instead of memberId.")]
    public IdentityBody? MemberIdentity { get; init; }

    [Description("Resource of the programme."), Text(64), Example("\"cut\"")]
    public required string Resource { get; init; }

    [Description("Local date.")]
    public required DateOnly On { get; init; }

    [Description("Local time of the slot's start."), Text(5, Shape = TextShapes.TimeOfDay), Example("\"10:00\"")]
    public required string At { get; init; }

    [Description("Seats; 1 without it."), Number(1, 1_000)]
    public int? Seats { get; init; }

    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"mini\"")]
    public string? Source { get; init; }

    [Description("Your number of the booking."), Text(100), Example("\"K-1001\"")]
    public string? Number { get; init; }

    public IEnumerable<FieldError> Wrong()
    {
        if (MemberId is null == MemberIdentity is null) yield return new FieldError("/memberId", "member.which");
        if (MemberIdentity?.Read("/memberIdentity").Wrong is { } wrong) yield return wrong;
        if (Source is null != Number is null) yield return new FieldError("/number", "naturalKey.half");
    }
}

internal sealed record BookingStep
{
    [Description("Reason as a code of yours."), Text(50, Shape = TextShapes.Slug), Example("\"stylist-ill\"")]
    public string? ReasonCode { get; init; }
}

internal sealed record BookingKept
{
    [Description("Code as the member shows it; capitals and hyphens do not matter."), Text(30), Example("\"7K3M-9QXR-2V5Z\"")]
    public required string Code { get; init; }

    [Description("Store."), Text(50)]
    public string? StoreId { get; init; }

    [Description("Clerk who served."), Text(50)]
    public string? ClerkId { get; init; }
}
