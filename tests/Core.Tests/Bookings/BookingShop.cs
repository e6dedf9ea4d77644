using System.Globalization;
using Tessera.Core.Benefits;
using Tessera.Core.Bookings;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.Tests.StoredValue;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Bookings;

/// <summary>One member of a salon: a cutter open to all from 14 days ahead, and a chief whom only gold books; gold books 7 days before others.</summary>
internal sealed class BookingShop
{
    /// <summary>Tuesdays to Sundays from 10:00 to 12:00, an hour each, two seats.</summary>
    public static readonly BookableResource Cut = new()
    {
        Id = "cut", Names = new LocalText("剪发", "Cut"), SlotMinutes = 60, Seats = 2, PerMember = 2, CancelMinutes = 1_440,
        Hours = [new OpenHours([DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday], new TimeOnly(10, 0), new TimeOnly(12, 30))],
        ClosedOn = [new DateOnly(2026, 3, 6)], NoQueue = "noqueue",
    };

    private readonly Dictionary<string, long> _used = new(StringComparer.Ordinal);

    public BookingShop(BookableResource? cut = null, string tier = "base")
    {
        var document = new ProgramDocument
        {
            Code = "salon", Names = new LocalText("沙龙", "Salon"),
            Bookings = [cut ?? Cut, Cut with { Id = "chief", Tiers = ["gold"] }],
            Benefits =
            [
                new Benefit { Id = "early", Names = new("预约优先", "earlier booking"), Type = BenefitType.PriorityBooking, By = new Span(0, 7), Tiers = ["gold"] },
                new Benefit { Id = "noqueue", Names = new("免排队", "no queue"), Type = BenefitType.Service, Tiers = ["gold"] },
            ],
            Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }, new TierRule { Id = "gold", Names = new LocalText("金卡", "Gold"), JoinChannels = ["vip"] }] },
        };
        Programs = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), WalletShop.Shanghai)]);
        Assert.Null(Tell("2025-12-31 12:00", at => new Joined { OccurredAt = at, RecordedAt = at, Channel = tier == "gold" ? "vip" : "store" }));
    }

    public ProgramHistory Programs { get; }

    public MemberState State { get; } = new("acc_member");

    public List<RecordItem> Items { get; } = [];

    public IEnumerable<string> Topics => Items.SelectMany(i => i.Effects).OfType<Notice>().Select(n => n.Topic);

    public long Used(string id) => _used.GetValueOrDefault(id);

    public void Take(string id, long by) => _used[id] = Used(id) + by;

    /// <summary>Decides a fact with what is left of its shared limits; the code of its refusal, or null.</summary>
    public string? Tell(string local, Func<Instant, Fact> make)
    {
        var fact = make(At(local));
        fact = fact with { Rooms = [.. Decide.SharedLimits(Programs, fact).Select(l => new Room(l.Id, l.Most - Used(l.Id)))] };
        var decision = Decide.Member(Programs, State, new Command(fact));
        Keep(decision);
        return decision.Refusal?.Reason.Code;
    }

    public void Settle(string local) => Keep(Decide.Settle(Programs, State, DateOnly.Parse(local[..10], CultureInfo.InvariantCulture), At(local), false));

    public string? Book(string now, string on, string at = "10:00", string resource = "cut", int seats = 1) =>
        Tell(now, i => new Booked { OccurredAt = i, RecordedAt = i, Slot = Slot(on, at, resource), Seats = seats });

    public string? Move(string now, long booking, BookingStage stage) => Tell(now, i => new BookingTold { OccurredAt = i, RecordedAt = i, BookingSequence = booking, Stage = stage });

    public static BookedSlot Slot(string on, string at = "10:00", string resource = "cut") =>
        new(resource, DateOnly.Parse(on, CultureInfo.InvariantCulture), TimeOnly.Parse(at, CultureInfo.InvariantCulture));

    public static Instant At(string local) => WalletShop.Shanghai.At(DateOnly.Parse(local[..10], CultureInfo.InvariantCulture), TimeOnly.Parse(local[11..], CultureInfo.InvariantCulture));

    /// <summary>The record folded, and decided again: both must be the state.</summary>
    public void CheckAgain()
    {
        var replay = new Replay(Programs, State.Account);
        foreach (var item in Items.Where(i => i.Sequence > replay.State.Sequence)) Assert.Null(replay.Again(item).Refusal);
        Assert.Equal((State.Sequence, string.Join(' ', State.Bookings)), (replay.State.Sequence, string.Join(' ', replay.State.Bookings)));
        var fold = new Fold(State.Account, WalletShop.Shanghai);
        foreach (var item in Items) fold.Read(item);
        Assert.Equal(State.Bookings, fold.State.Bookings);
        Assert.Equal(_used.Values.Sum(), Items.SelectMany(i => i.Effects).OfType<CounterMoved>().Sum(m => m.By));
    }

    private void Keep(Decision decision)
    {
        Items.AddRange(decision.Items);
        foreach (var moved in decision.Items.SelectMany(i => i.Effects).OfType<CounterMoved>()) Take(moved.Id, moved.By);
    }
}
