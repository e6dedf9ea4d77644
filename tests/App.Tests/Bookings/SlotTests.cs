using Tessera.App.Bookings;
using Tessera.App.Members;
using Tessera.Core.Bookings;
using Tessera.Storage;
using Tessera.Storage.Safekeeping;

namespace Tessera.App.Tests.Bookings;

/// <summary>Bookings through the whole product: the last seat under many clients and two nodes, codes, merges, erasure, the audit.</summary>
public sealed class SlotTests : IDisposable
{
    private const string Program = """
        benefits:
          - { id: early, name: { zh: 预约优先, en: earlier booking }, type: priorityBooking, by: 7 days, tiers: [silver], unitCost: 0, owner: desk, stock: unlimited }
        bookings:
          - { id: cut, name: { zh: 剪发, en: Cut }, hours: [{ from: '10:00', until: '18:00' }], slot: 60, seats: 3, cancelBefore: 60 minutes, confirm: atOnce }
          - { id: chief, name: { zh: 首席, en: Chief }, hours: [{ weekdays: [tue], from: '10:00', until: '11:00' }], tiers: [gold], confirm: staff }
        """;

    private static readonly BookedSlot Tuesday = new("cut", new DateOnly(2026, 3, 3), new TimeOnly(10, 0));

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), TestSite.Program(more: Program));
    private Site? _other;

    public void Dispose()
    {
        _other?.Dispose();
        _shop.Dispose();
    }

    [Fact]
    [Covers("P40", "R5")]
    public async Task Of_two_hundred_tries_on_the_last_seat_exactly_one_gets_it()
    {
        var members = Enumerable.Range(0, 40).Select(i => _shop.Join($"138000000{i:00}")).ToList();
        _shop.Accepted(Book(members[0]) with { Take = Slot(members[0]) with { Seats = 2 } });
        var tries = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Of(i).Write(Book(members[1 + (i % 39)]))));
        var won = Assert.Single(tries, a => a.IsAccepted).Value!;
        Assert.All(tries.Where(a => !a.IsAccepted), a => Assert.Contains(a.Refusal!.Reason.Code, (string[])["booking.full", "booking.sameSlot"]));
        Assert.Equal(3, Used());

        _shop.Accepted(new MoveBooking { Member = MemberRef.By(won.Told.Account), Sequence = won.Row.Sequence, Stage = BookingStage.Cancelled });
        Assert.Equal(2, Used());
        Assert.Single(await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Of(i).Write(Book(members[1 + i])))), a => a.IsAccepted);
        CheckBooks();
    }

    [Fact]
    [Covers("P39", "P40")]
    public async Task A_code_is_written_off_once_on_its_day_and_stays_good_when_the_member_is_merged()
    {
        var (kept, gone) = (_shop.Join("13800000001"), _shop.Join("13800000002"));
        var made = _shop.Accepted(Book(gone));
        _shop.Accepted(new MergeMembers { Member = gone, Into = kept });
        Assert.Equal("booking.notItsDay", _shop.Refused(new MoveBooking { Code = made.Code, Stage = BookingStage.Done }));
        _shop.Turn(new DateOnly(2026, 3, 3), new TimeOnly(10, 5));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Of(i).Write(new MoveBooking { Code = made.Code, Stage = BookingStage.Done, StoreId = $"s{i}" })));
        Assert.Equal(BookingStage.Done, answers.Single(a => a.IsAccepted).Value!.Row.Stage);
        Assert.All(answers.Where(a => !a.IsAccepted), a => Assert.Equal("booking.doneBefore", a.Refusal!.Reason.Code));
        Assert.Equal("redemption.unknown", _shop.Refused(new App.Redemption.FulfilRedemption { Code = made.Code }));

        new Erasure(_shop.Site.Store.Writer, _shop.Site.Store.Paths).Erase(made.Told.Account, _shop.Now);
        Assert.Null(_shop.Site.Read(r => r.Db.Redemptions.SecretOf(made.Told.Account, made.Row.Sequence)).Code);
        CheckBooks();
    }

    [Fact]
    [Covers("P40")]
    public void The_member_that_stays_sees_the_bookings_of_the_merged_page_by_page_and_cancels_them_by_their_own_ids()
    {
        var (kept, gone, first) = (_shop.Join("13800000001"), _shop.Join("13800000002"), _shop.Join("13800000003"));
        var ids = _shop.Site.Read(r => new[] { kept, gone, first }.Select(m => r.Db.Identities.MemberOf(m.Resolve(r.Db)!.Value)!.Value).ToList());
        // All in one instant: the first goes into the second, and the second into the one that stays.
        foreach (var member in new[] { kept, gone, first }) _shop.Accepted(Book(member));
        _shop.Accepted(new MergeMembers { Member = first, Into = gone });
        _shop.Accepted(new MergeMembers { Member = gone, Into = kept });

        var seen = new List<MemberId>();
        BookingPlace? from = null;
        do
        {
            var page = _shop.Site.Read(r => MemberBookings.Page(r, ids[0], from, 2))!;
            seen.AddRange(page.Rows.Select(r => r.Member!.Value));
            from = page.Next;
        }
        while (from is not null);
        Assert.Equal(ids.Order(), seen.Order());
        Assert.Equal(2, _shop.Site.Read(r => MemberBookings.Page(r, ids[1], null, 10))!.Rows.Count);

        var other = _shop.Site.Read(r => MemberBookings.Page(r, ids[0], null, 10))!.Rows.Single(r => r.Member == ids[2]);
        _shop.Accepted(new MoveBooking { Member = MemberRef.By(other.Member!.Value), Sequence = other.Row.Sequence, Stage = BookingStage.Cancelled });
        Assert.Equal(2, Used());
        CheckBooks();
    }

    [Fact]
    [Covers("F23", "F25", "P40")]
    public void Slots_say_why_a_member_cannot_have_them_and_open_earlier_to_who_has_the_benefit()
    {
        var member = _shop.Join("13800000001");
        var chief = _shop.Site.Read(r => SlotsView.Read(r, member, "chief", (new(2026, 3, 2), new(2026, 3, 8)), "en"))!;
        Assert.Equal(("booking.otherTier", "Chief cannot be booked by Base"), (Assert.Single(chief.Slots).WhyNotCode, chief.Slots[0].WhyNot));

        // Seven days beyond the fourteen: 16 March is open to all, 17 March to silver alone.
        Assert.Equal((true, false), Free(member));
        _shop.Buy(member, "T-1", 100);
        Assert.Equal((true, true), Free(member));
        var booked = _shop.Accepted(Book(member));
        var day = _shop.Site.Read(r => SlotsView.Read(r, member, "cut", (new(2026, 3, 3), new(2026, 3, 3)), "en"))!;
        Assert.Equal((2L, "booking.sameSlot"), (day.Slots[0].SeatsLeft, day.Slots[0].WhyNotCode));
        Assert.Equal(booked.Row.Sequence, Assert.Single(_shop.Site.Read(r => r.Db.Bookings.OfDay("cut", new(2026, 3, 3)))).Sequence);
        CheckBooks();

        (bool, bool) Free(MemberRef who)
        {
            var slots = _shop.Site.Read(r => SlotsView.Read(r, who, "cut", (new(2026, 3, 16), new(2026, 3, 17)), "en"))!.Slots;
            return (slots[0].IsFree, slots[^1].IsFree);
        }
    }

    private static BookSlot Book(MemberRef member) => new() { Take = Slot(member) };

    private static TakeSlot Slot(MemberRef member) => new() { Member = member, Slot = Tuesday };

    private long Used() => _shop.Site.Read(r => r.Db.SharedCounters.UsedOf([Tuesday.SeatsId])).GetValueOrDefault(Tuesday.SeatsId);

    /// <summary>The site, and where there is one a second node by turns.</summary>
    private Site Of(int i) => i % 2 == 0 || !PostgresServer.IsWanted ? _shop.Site : _other ??= Site.Open(Place.Of(_shop.Folder), StoreAccess.OwnExisting, new Still(_shop));

    private void CheckBooks()
    {
        using var reader = _shop.Site.Store.Read();
        Assert.Empty(new BooksAudit(reader.Connection, _shop.Site.Store.Paths).Run().Findings);
        Assert.Empty(Audits.RulesAudit.Run(_shop.Site).Differences);
    }

    private sealed class Still(TestSite shop) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(shop.Now.Micros * 10);
    }
}
