using Tessera.App.Members;
using Tessera.App.Night;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Tests.Pipeline;

/// <summary>Limits that all members share, on one process or, with PostgreSQL, on two (architecture.md, How a write travels).</summary>
public sealed class SharedCounterTests : IDisposable
{
    private const string Seats = "seats:tasting";
    private readonly TestSite _shop = new(new DateOnly(2026, 3, 1), TestSite.Program());
    private Site? _other;

    private Site Other => _other ??= PostgresServer.IsWanted ? Site.Open(Place.Of(_shop.Folder), StoreAccess.OwnExisting, new Still(_shop)) : _shop.Site;

    public void Dispose()
    {
        if (_other != _shop.Site) _other?.Dispose();
        _shop.Dispose();
    }

    [Fact]
    [Covers("R5")]
    public async Task Two_hundred_clients_at_once_take_no_seat_twice_and_what_they_give_back_is_there_again()
    {
        var members = Enumerable.Range(0, 20).Select(i => _shop.Join($"138000000{i:00}")).ToList();
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Of(i).Write(new TakeSeats { Member = members[i % 20], Most = 100, Units = 1 + (i % 3) })));
        // Units of 1, 2 and 3 by turns: 400 are asked of 100, and the last seat goes to whoever asks for one.
        var taken = answers.Where(a => a.IsAccepted).Sum(a => a.Value!.Item.Effects.OfType<CounterMoved>().Single().By);
        Assert.Equal(taken, Used);
        Assert.Equal(100, taken);
        Assert.All(answers.Where(a => !a.IsAccepted), a => Assert.Equal("seats.none", a.Refusal!.Reason.Code));
        var back = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Of(i).Write(new TakeSeats { Member = members[i % 20], Most = 100, Units = -1 })));
        Assert.All(back, a => Assert.Null(a.Refusal));
        Assert.Equal(70, Used);
        Assert.True(Clean(), "the record and the counter say the same");
    }

    [Fact]
    public async Task Batches_that_use_several_limits_in_any_order_neither_wait_for_ever_nor_lose_a_unit()
    {
        var members = Enumerable.Range(0, 10).Select(i => _shop.Join($"138000000{i:00}")).ToList();
        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => Of(i).Write(new TakeSeats { Member = members[i % 10], Most = 1_000, Units = 1, Limit = $"stock:{i % 4}", Also = $"stock:{(i + 1 + (i % 3)) % 4}" })));
        Assert.All(answers, a => Assert.Null(a.Refusal));
        var all = _shop.Site.Read(r => r.Db.SharedCounters.All());
        Assert.Equal(240, all.Values.Sum());
        Assert.True(Clean());
    }

    [Fact]
    public void A_counter_that_somebody_changed_is_named_by_the_audit_and_the_database_refuses_one_below_zero()
    {
        var member = _shop.Join();
        _shop.Accepted(new TakeSeats { Member = member, Most = 5, Units = 2 });
        Change("update shared_counter set used = used + 1");
        using (var reader = _shop.Site.Store.Read())
        {
            var finding = Assert.Single(new BooksAudit(reader.Connection, _shop.Site.Store.Paths).Run().Findings);
            Assert.Equal(("shared_counter", Seats, "changed"), (finding.Table, finding.Row, finding.Code));
        }

        Assert.Equal(FaultKind.Constraint, Assert.Throws<StoreFault>(() => Change("update shared_counter set used = -1")).Kind);
    }

    [Fact]
    public void A_fact_keeps_what_was_left_before_it_and_is_the_same_document_whatever_was_left()
    {
        var member = _shop.Join();
        _shop.Accepted(new TakeSeats { Member = member, Most = 5, Units = 2 });
        var told = _shop.Accepted(new TakeSeats { Member = member, Most = 5, Units = 1 });
        Assert.Equal([new Room(Seats, 3)], told.Item.Fact!.Rooms);
        Assert.Equal(DocumentContent.Of(told.Item.Fact), DocumentContent.Of(told.Item.Fact with { Rooms = [new Room(Seats, 1)] }));
    }

    [Fact]
    public void A_decision_that_takes_more_than_its_rooms_have_is_stopped()
    {
        var member = _shop.Join();
        Assert.Throws<LedgerBroken>(() => _shop.Answer(new TakeSeats { Member = member, Most = 1, Units = 2, Greedy = true }));
    }

    [Fact]
    public async Task Seats_of_past_slots_and_limits_of_past_periods_are_cleaned_and_what_comes_back_late_breaks_nothing()
    {
        // Counted last on 2026-03-02, on 2026-03-31 and never: 400 days after 03-02 is 2027-04-06, the night of 04-07 cleans the first, that of 2027-05-06 the second.
        string[] limits = ["booking:sofa:2026-03-02:1000", "saving:full:minor:month:2026-03-01", Seats];
        var member = _shop.Join();
        foreach (var limit in limits) _shop.Accepted(new TakeSeats { Member = member, Most = 5, Units = 3, Limit = limit });
        Assert.Equal(limits, await After(new DateOnly(2027, 4, 6)));
        Assert.Equal(limits[1..], await After(new DateOnly(2027, 4, 7)));
        Assert.Equal(limits[1..], await After(new DateOnly(2027, 5, 5)));
        Assert.Equal(limits[2..], await After(new DateOnly(2027, 5, 6)));
        foreach (var limit in limits) _shop.Accepted(new TakeSeats { Member = member, Most = 5, Units = -2, Limit = limit });
        Assert.Equal(1, Used);
        Assert.Equal(limits[2..], _shop.Site.Read(r => r.Db.SharedCounters.All()).Keys);
        Assert.True(Clean(), "the record says what came back, and nobody asks for the row");
        // One that still counts is asked for as ever.
        Change("delete from shared_counter");
        Assert.False(Clean());

        async Task<IEnumerable<string>> After(DateOnly night)
        {
            _shop.Turn(night, new TimeOnly(3, 0));
            Assert.True((await RunDay.Run(_shop.Site)).IsAccepted);
            Assert.True(Clean());
            return _shop.Site.Read(r => r.Db.SharedCounters.All()).Keys;
        }
    }

    private long Used => _shop.Site.Read(r => r.Db.SharedCounters.UsedOf([Seats]))[Seats];

    private Site Of(int i) => i % 2 == 0 ? _shop.Site : Other;

    private bool Clean()
    {
        using var reader = _shop.Site.Store.Read();
        return new BooksAudit(reader.Connection, _shop.Site.Store.Paths).Run().IsClean;
    }

    private void Change(string sql)
    {
        var writer = _shop.Site.Store.Writer;
        writer.Begin();
        try
        {
            writer.Execute(sql);
            writer.Commit();
        }
        finally
        {
            writer.Rollback();
        }
    }

    /// <summary>Takes seats as a decision of Core would: a behaviour that reads its rooms.</summary>
    private sealed record TakeSeats : MemberCommand
    {
        public required long Most { get; init; }

        public required long Units { get; init; }

        public string Limit { get; init; } = Seats;

        public string? Also { get; init; }

        public bool Greedy { get; init; }

        internal override Fact FactOf(Instant at) => new Activity { OccurredAt = at, RecordedAt = at, Type = "seat" };

        internal override IEnumerable<string> Shares(BatchScope scope) => Limits;

        private IEnumerable<string> Limits => Also is null ? [Limit] : [Limit, Also];

        internal override Answer<FactTold> Decide(BatchScope scope)
        {
            var member = scope.Member(Member.Resolve(scope.Db)!.Value);
            var rooms = scope.RoomsOf([.. Limits.Select(l => new SharedLimit(l, Most))]);
            var fact = FactOf(scope.Now) with { RecordedAt = scope.Now, Rooms = rooms };
            if (!Greedy && Limits.Any(l => SharedRooms.Left(fact, l) < Units)) return Refusal.Of("seats.none");
            var d = new Deciding(member.State, scope.Programs.At(scope.Now).TermsFor(false), scope.Now);
            d.Begin(scope.Now);
            foreach (var limit in Limits)
            {
                if (Units > 0) SharedRooms.Take(d, fact, limit, Units);
                else SharedRooms.GiveBack(d, limit, -Units);
            }

            d.EndFact(fact);
            scope.Collect(member, d.Items);
            return MemberCommand.Told(scope, member, d.Items[^1]);
        }
    }

    private sealed class Still(TestSite shop) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(shop.Now.Micros * 10);
    }
}
