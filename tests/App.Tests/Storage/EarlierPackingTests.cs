using Tessera.App.Bookings;
using Tessera.App.Members;
using Tessera.App.Plans;
using Tessera.Core.Bookings;
using Tessera.Core.Facts;
using Tessera.Storage;
using Tessera.Storage.Members;

namespace Tessera.App.Tests.Storage;

/// <summary>The packed state is a copy of what the record says: in an earlier form it is folded anew.</summary>
public sealed class EarlierPackingTests
{
    [Fact]
    public void A_state_packed_by_an_earlier_release_is_folded_from_the_record_and_written_in_todays_form()
    {
        using var folder = new StoreFolder();
        new Lives(folder.Writer, seed: 4).Play(members: 4, days: 40);
        var db = folder.Writer;
        var before = Enumerable.Range(0, 4).Select(i => StatePacking.Pack(db.Members.Load(Lives.Account(i))!.State)).ToList();
        folder.Write(w => w.Sql("update member_state set packed = $1").SetBytes(1, [0, 0xff]).RunOnce());

        for (var i = 0; i < 4; i++)
        {
            var account = Lives.Account(i);
            var loaded = db.Members.Load(account, withClosedLots: true)!;
            Assert.Equal(before[i], StatePacking.Pack(loaded.State));
            Assert.Equal(db.Members.FiguresOf(account)!.Balance, loaded.State.Balance);
            var (at, next) = (loaded.State.TierHistory[^1].At, loaded.State.Sequence + 1);
            var late = new Core.Instant(Math.Max(at.Micros, db.Records.Find(account, next - 1)!.RecordedAt.Micros) + 1);
            var told = Core.Programs.Decide.Member(Lives.Programs, loaded.State, new Core.Programs.Command(new Adjustment { OccurredAt = late, RecordedAt = late, Points = 5, ReasonCode = "goodwill" }));
            folder.Write(w => w.Batches.Write([new MemberWrite(loaded, told.Items, Core.Programs.Decide.NextDueOn(Lives.Programs, loaded.State))]));
        }

        Assert.True(BooksTests.Audit(folder).IsClean, BooksTests.Say(BooksTests.Audit(folder)));
    }

    [Fact]
    public void A_plan_that_is_held_and_a_seat_that_is_booked_are_folded_from_the_record_too()
    {
        const string More = """
            plans:
              - { id: gold-year, name: { zh: 金卡年费, en: A year of gold }, price: 99.00, term: 12 months, tier: gold }
            bookings:
              - { id: cut, name: { zh: 剪发, en: Cut }, hours: [{ from: '10:00', until: '18:00' }], slot: 60, seats: 3, cancelBefore: 60 minutes, confirm: atOnce }
            """;
        using var shop = new TestSite(new DateOnly(2026, 3, 2), TestSite.Program(more: More));
        var member = shop.Join();
        var order = shop.Accepted(new OrderPlan { Member = member, Plan = "gold-year", Payments = [new Payment("wechat", 9_900)], Source = "till", Number = "P-1" });
        var period = order.Item.Effects.OfType<Core.Plans.PlanEntry>().Single().After.Id;
        var booked = shop.Accepted(new BookSlot { Take = new TakeSlot { Member = member, Slot = new BookedSlot("cut", new DateOnly(2026, 3, 3), new TimeOnly(10, 0)) } });
        var db = shop.Site.Store.Writer;
        var before = StatePacking.Pack(db.Members.Load(booked.Told.Account)!.State);
        db.Begin();
        db.Sql("update member_state set packed = $1").SetBytes(1, [0, 0xff]).RunOnce();
        db.Commit();

        Assert.Equal(before, StatePacking.Pack(db.Members.Load(booked.Told.Account)!.State));
        shop.Accepted(new MoveBooking { Member = member, Sequence = booked.Row.Sequence, Stage = BookingStage.Cancelled });
        // The plan alone held the tier.
        Assert.Equal("gold", order.After.Tier);
        Assert.Equal("base", shop.Accepted(new RefundPlan { Member = member, Period = period, ReasonCode = "asked" }).After.Tier);
        using var reader = shop.Site.Store.Read();
        Assert.Empty(new Tessera.Storage.Audits.BooksAudit(reader.Connection, shop.Site.Store.Paths).Run().Findings);
    }
}
