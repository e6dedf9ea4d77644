using System.Globalization;
using Tessera.Core.Bookings;
using Tessera.Core.Facts;
using Tessera.Core.Programs;

namespace Tessera.Core.Tests.Bookings;

/// <summary>Bookings (P40, F23, F25): slots, who may and how early, seats, what becomes of a booking.</summary>
public sealed class BookingTests
{
    // 10:00 to 12:30 by the hour: the last slot that has ended by 12:30 begins at 11:00. Monday is closed, Friday 6 March by date.
    [Theory]
    [Covers("P40")]
    [InlineData("2026-03-03", "10:00 11:00")]
    [InlineData("2026-03-02", "")]
    [InlineData("2026-03-06", "")]
    public void Slots_follow_the_weekdays_hours_and_length_and_leave_closed_dates_out(string day, string starts) =>
        Assert.Equal(starts, string.Join(' ', BookingShop.Cut.SlotsOn(DateOnly.Parse(day, CultureInfo.InvariantCulture)).Select(t => t.ToString("HH:mm", CultureInfo.InvariantCulture))));

    [Theory]
    [Covers("F23", "F25", "P40")]
    // The slot of 17 March opens to all 14 days ahead, on the 3rd; to gold seven days earlier, on 24 February.
    [InlineData("base", "2026-03-02 23:59", "cut", "booking.notYet")]
    [InlineData("base", "2026-03-03 00:00", "cut", null)]
    [InlineData("gold", "2026-02-23 23:59", "cut", "booking.notYet")]
    [InlineData("gold", "2026-02-24 00:00", "cut", null)]
    [InlineData("base", "2026-03-10 12:00", "chief", "booking.otherTier")]
    [InlineData("gold", "2026-03-10 12:00", "chief", null)]
    [InlineData("base", "2026-03-17 09:59", "cut", null)]
    [InlineData("base", "2026-03-17 10:00", "cut", "booking.past")]
    [InlineData("base", "2026-03-10 12:00", "gone", "booking.unknownResource")]
    public void Who_may_book_and_how_early_is_said_by_tier_and_benefits(string tier, string now, string resource, string? code)
    {
        var shop = new BookingShop(tier: tier);
        Assert.Equal(code, shop.Book(now, "2026-03-17", resource: resource));
        if (code is null) Assert.Equal(tier == "gold", shop.State.Bookings[0].SkipsQueue);
        shop.CheckAgain();
    }

    [Fact]
    [Covers("P40")]
    public void Seats_are_counted_and_a_member_has_one_booking_a_slot_and_so_many_open()
    {
        var shop = new BookingShop();
        Assert.Equal("booking.noSlot", shop.Book("2026-03-10 12:00", "2026-03-17", "10:30"));
        Assert.Equal("booking.full", shop.Book("2026-03-10 12:00", "2026-03-17", seats: 3));
        Assert.Null(shop.Book("2026-03-10 12:00", "2026-03-17"));
        Assert.Equal(1, shop.Used("booking:cut:2026-03-17:1000"));
        Assert.Equal("booking.sameSlot", shop.Book("2026-03-10 12:00", "2026-03-17"));
        // Somebody else takes both seats of eleven.
        shop.Take("booking:cut:2026-03-17:1100", 2);
        Assert.Equal("booking.full", shop.Book("2026-03-10 12:00", "2026-03-17", "11:00"));
        shop.Take("booking:cut:2026-03-17:1100", -2);
        Assert.Null(shop.Book("2026-03-10 12:00", "2026-03-18"));
        Assert.Equal("booking.limit", shop.Book("2026-03-10 12:00", "2026-03-19"));
        // Once the first has begun, another may be booked.
        Assert.Null(shop.Book("2026-03-17 10:00", "2026-03-19"));
        shop.CheckAgain();
    }

    [Fact]
    [Covers("P40", "switch:bookings.*.confirm=atOnce")]
    public void A_booking_is_cancelled_until_a_day_before_and_its_seat_is_free_again()
    {
        var shop = new BookingShop();
        shop.Book("2026-03-10 12:00", "2026-03-17");
        var booking = shop.State.Bookings[0].Sequence;
        Assert.Equal(BookingStage.Confirmed, shop.State.Bookings[0].Stage);
        Assert.Equal("booking.tooLate", shop.Move("2026-03-16 10:01", booking, BookingStage.Cancelled));
        Assert.Null(shop.Move("2026-03-16 10:00", booking, BookingStage.Cancelled));
        Assert.Equal(0, shop.Used("booking:cut:2026-03-17:1000"));
        Assert.Equal("booking.over", shop.Move("2026-03-16 10:00", booking, BookingStage.Cancelled));
        Assert.Contains("booking.cancelled", shop.Topics);
        shop.CheckAgain();
    }

    [Fact]
    [Covers("P40", "switch:bookings.*.confirm=staff")]
    public void Staff_confirm_or_fail_and_only_what_stands_is_done_on_its_day_or_missed_after_its_start()
    {
        var shop = new BookingShop(BookingShop.Cut with { Confirm = BookingConfirm.Staff });
        shop.Book("2026-03-10 12:00", "2026-03-17");
        var first = shop.State.Bookings[0].Sequence;
        Assert.Equal("booking.notConfirmed", shop.Move("2026-03-17 10:00", first, BookingStage.Done));
        Assert.Null(shop.Move("2026-03-10 13:00", first, BookingStage.Confirmed));
        Assert.Equal("booking.confirmedBefore", shop.Move("2026-03-10 13:00", first, BookingStage.Confirmed));
        Assert.Equal("booking.notItsDay", shop.Move("2026-03-16 13:00", first, BookingStage.Done));
        Assert.Equal("booking.notStarted", shop.Move("2026-03-17 09:59", first, BookingStage.NoShow));
        Assert.Null(shop.Move("2026-03-17 09:50", first, BookingStage.Done));
        // What was kept keeps its seat; what the shop fails frees it.
        Assert.Equal(1, shop.Used("booking:cut:2026-03-17:1000"));
        shop.Book("2026-03-17 12:00", "2026-03-18");
        Assert.Null(shop.Move("2026-03-17 12:30", shop.State.Bookings[0].Sequence, BookingStage.Failed));
        Assert.Equal(0, shop.Used("booking:cut:2026-03-18:1000"));
        shop.Book("2026-03-17 12:00", "2026-03-19");
        shop.Move("2026-03-17 12:30", shop.State.Bookings[0].Sequence, BookingStage.Confirmed);
        Assert.Null(shop.Move("2026-03-19 10:00", shop.State.Bookings[0].Sequence, BookingStage.NoShow));
        Assert.Equal(1, shop.Used("booking:cut:2026-03-19:1000"));
        shop.CheckAgain();
    }

    [Fact]
    [Covers("P40")]
    public void The_night_before_reminds_once_and_a_cancelled_booking_reminds_nobody()
    {
        var shop = new BookingShop();
        shop.Book("2026-03-10 12:00", "2026-03-17");
        shop.Book("2026-03-10 12:00", "2026-03-18");
        shop.Move("2026-03-10 13:00", shop.State.Bookings[1].Sequence, BookingStage.Cancelled);
        Assert.Equal(new DateOnly(2026, 3, 16), Decide.NextDueOn(shop.Programs, shop.State));
        shop.Settle("2026-03-20 12:00");
        Assert.Single(shop.Topics, t => t == "booking.reminder");
        Assert.Null(Decide.NextDueOn(shop.Programs, shop.State));
        shop.CheckAgain();
    }

    [Fact]
    [Covers("L2")]
    public void A_frozen_member_books_nothing_and_what_was_booked_is_still_kept()
    {
        var shop = new BookingShop();
        shop.Book("2026-03-10 12:00", "2026-03-17");
        shop.Tell("2026-03-11 12:00", at => new Frozen { OccurredAt = at, RecordedAt = at, ReasonCode = "fraud" });
        Assert.Equal("member.frozen", shop.Book("2026-03-11 13:00", "2026-03-18"));
        shop.Tell("2026-03-12 12:00", at => new Closed { OccurredAt = at, RecordedAt = at });
        Assert.Null(shop.Move("2026-03-17 10:00", shop.State.Bookings[0].Sequence, BookingStage.Done));
        shop.CheckAgain();
    }
}
