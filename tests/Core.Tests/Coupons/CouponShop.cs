using System.Globalization;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Coupons;

/// <summary>One member of a shop that gives coupons; each step is decided as the product decides it.</summary>
internal sealed class CouponShop
{
    public static readonly BusinessCalendar Shanghai = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3_600)]);

    /// <summary>20.00 off from 100.00, for 30 days after it is taken, claimed once.</summary>
    public static readonly CouponKind Twenty = new()
    {
        Id = "twenty", Names = new LocalText("满100减20", "20 off 100"), Lasts = new Span(0, 30), Takes = [CouponTake.SelfClaim, CouponTake.Assigned],
    };

    private readonly Dictionary<string, long> _used = [];

    public CouponShop(params CouponKind[] kinds)
        : this(kinds, [])
    {
    }

    public CouponShop(IReadOnlyList<CouponKind> kinds, IReadOnlyList<TierRule> above, string account = "acc_member", PointsRules? points = null)
    {
        var saving = new Saving { Id = "", Names = new LocalText("", ""), Amount = new SavingAmount { Minor = 2_000 }, AtLeastMinor = 10_000 };
        var document = new ProgramDocument
        {
            Code = "coupons",
            Names = new LocalText("券", "Coupons"),
            Coupons = [.. kinds.Select(k => new CouponOffer(k, saving))],
            Points = points ?? new PointsRules(),
            Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }, .. above] },
        };
        Programs = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), Shanghai)]);
        State = new MemberState(account);
        Assert.Null(Tell("2025-12-31", at => new Joined { OccurredAt = at, RecordedAt = at }));
    }

    public ProgramHistory Programs { get; }

    public MemberState State { get; }

    public List<RecordItem> Items { get; } = [];

    public HeldCoupon Only => Assert.Single(State.Coupons.Held);

    public static Instant At(string day, string time = "12:00") => Shanghai.At(Date(day), TimeOnly.ParseExact(time, "HH:mm", CultureInfo.InvariantCulture));

    public static DateOnly Date(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Decides a fact at a time of a day; the code of its refusal, or null. Supplies of the programme are kept as the store keeps them.</summary>
    public string? Tell(string day, Func<Instant, Fact> fact, string time = "12:00")
    {
        var told = fact(At(day, time));
        var kinds = Programs.Versions[0].Document.Coupons.Select(o => o.Kind).Where(k => k.IsCounted).ToList();
        told = told with { Rooms = [.. kinds.Select(k => new Room(k.SupplyId, k.Supply - _used.GetValueOrDefault(k.SupplyId)))] };
        var decision = Decide.Member(Programs, State, new Command(told));
        foreach (var moved in decision.Items.SelectMany(i => i.Effects).OfType<CounterMoved>()) _used[moved.Id] = _used.GetValueOrDefault(moved.Id) + moved.By;
        Items.AddRange(decision.Items);
        return decision.Refusal?.Reason.Code;
    }

    public string? Claim(string day, string kind = "twenty", string? code = null) => Tell(day, at => new CouponClaimed { OccurredAt = at, RecordedAt = at, Kind = kind, Code = code });

    public string? Grant(string day, string kind = "twenty", int count = 1) => Tell(day, at => new CouponGranted { OccurredAt = at, RecordedAt = at, Kind = kind, Count = count });

    public string? Use(string day, LotId coupon, string? reference = null, string time = "12:00", string? store = null) =>
        Tell(day, at => new CouponUsed { OccurredAt = at, RecordedAt = at, Coupon = coupon, Reference = reference, SavedMinor = 2_000, StoreId = store }, time);

    public string? Hold(string day, LotId coupon, string reference, bool locked = true, string time = "12:00") =>
        Tell(day, at => new CouponHeld { OccurredAt = at, RecordedAt = at, Coupon = coupon, Reference = reference, Locked = locked }, time);

    public string? Return(string day, LotId coupon) => Tell(day, at => new CouponReturned { OccurredAt = at, RecordedAt = at, Coupon = coupon });

    public string? Void(string day, LotId coupon) => Tell(day, at => new CouponVoided { OccurredAt = at, RecordedAt = at, Coupon = coupon, ReasonCode = "mistake" });

    /// <summary>Refunds a purchase wholly.</summary>
    public void Refund(string day, long sequence)
    {
        var fold = new Fold(State.Account, Shanghai);
        foreach (var item in Items) fold.Read(item);
        var at = At(day);
        var refund = new Refund { OccurredAt = at, RecordedAt = at, PurchaseSequence = sequence, Units = [new RefundedUnits(0, 1)], Source = "till", Number = day + "-r" };
        var decision = Decide.Member(Programs, State, new Command(refund) { Purchase = fold.Purchases[sequence] });
        Assert.Null(decision.Refusal);
        Items.AddRange(decision.Items);
    }

    /// <summary>Settles through a date, as the night does.</summary>
    public void Night(string day) => Items.AddRange(Decide.Settle(Programs, State, Date(day), At(day, "00:05"), false).Items);

    public CouponsAtTill Till(string day, string time = "12:00", string? reference = null) =>
        CouponTill.CandidatesOf(Programs, State, new CouponMoment(Date(day), At(day, time), reference));

    public HeldCoupon Find(LotId id) => State.Coupons.Find(id)!;

    /// <summary>The record folded from its beginning: what the state must be.</summary>
    public MemberState Folded()
    {
        var fold = new Fold(State.Account, Shanghai);
        foreach (var item in Items) fold.Read(item);
        return fold.State;
    }
}
