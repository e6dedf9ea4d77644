using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Coupons;

/// <summary>Something done with one coupon, named by its id. A coupon that moved with a merge is found where it is now.</summary>
public abstract record CouponCommand : MemberCommand
{
    /// <summary>The coupon.</summary>
    public required CouponId Coupon { get; init; }

    internal sealed override (Command Command, Refusal? Refusal) Loaded(BatchScope scope, LoadedMember member, Fact fact)
    {
        // Used and ended ones too: why not is worth more than that there is none.
        if (member.State.HasCoupons) scope.Db.Coupons.LoadClosed(member.Account, member.State.Coupons);
        return CouponPlaces.In(scope, member, Coupon) is { } place ? (new Command(About(scope, member, fact, place)), null) : (new Command(fact), new Refusal(Reason.Of("coupon.unknown"), "/coupon"));
    }

    /// <summary>The fact about the coupon at its place.</summary>
    internal abstract Fact About(BatchScope scope, LoadedMember member, Fact fact, LotId place);
}

/// <summary>Where coupons are now.</summary>
internal static class CouponPlaces
{
    /// <summary>The place of a coupon in a member's record: its own, or where it came to by a merge. Null when it is not loaded.</summary>
    internal static LotId? In(BatchScope scope, LoadedMember member, CouponId coupon) => In(scope.Db, member.Account, member.State.Coupons, coupon)?.Id;

    /// <summary>The coupon itself, as the book knows it.</summary>
    internal static HeldCoupon? In(StoreConnection db, AccountId account, CouponBook book, CouponId coupon)
    {
        if (db.Identities.AccountOf(coupon.Member) is not { } giver) return null;
        if (account == giver) return book.Find(coupon.Place);
        // Coupons of several givers may have stood at the same place of each: the item it came with says whose it was.
        return book.All.FirstOrDefault(c => c.CarriedFrom == coupon.Place && GiverOf(db, account, c) == giver.ToString());
    }

    private static string? GiverOf(StoreConnection db, AccountId account, HeldCoupon came) => db.Records.Find(account, came.Id.Sequence)?.Fact switch
    {
        MergedFrom merged => merged.From,
        CouponArrived arrived => arrived.From,
        _ => null,
    };
}

/// <summary>A coupon is held for a till, or given free again (semantics §8).</summary>
public sealed record HoldCoupon : CouponCommand
{
    /// <summary>The till's reference.</summary>
    public required string Reference { get; init; }

    /// <summary>Locked or unlocked.</summary>
    public bool Locked { get; init; } = true;

    internal override Fact FactOf(Instant at) => new CouponHeld { OccurredAt = at, RecordedAt = at, Coupon = Coupon.Place, Reference = Reference, Locked = Locked };

    internal override Fact About(BatchScope scope, LoadedMember member, Fact fact, LotId place) => (CouponHeld)fact with { Coupon = place };
}

/// <summary>A coupon is written off at the counter (核销, P39).</summary>
public sealed record UseCoupon : CouponCommand
{
    /// <summary>Reference that holds its lock, or null.</summary>
    public string? Reference { get; init; }

    /// <summary>What it took off, minor units.</summary>
    public long SavedMinor { get; init; }

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Channel.</summary>
    public string Channel { get; init; } = "store";

    internal override Fact FactOf(Instant at) =>
        new CouponUsed { OccurredAt = at, RecordedAt = at, Coupon = Coupon.Place, Reference = Reference, SavedMinor = SavedMinor, StoreId = StoreId, Channel = Channel };

    internal override Fact About(BatchScope scope, LoadedMember member, Fact fact, LotId place) =>
        (CouponUsed)fact with { Coupon = place, IsBirthday = Birthdays.IsOn(scope, member.Account, fact.OccurredAt) };
}

/// <summary>The use of a coupon is undone; one of an order comes back with the order only.</summary>
public sealed record ReturnCoupon : CouponCommand
{
    internal override Fact FactOf(Instant at) => new CouponReturned { OccurredAt = at, RecordedAt = at, Coupon = Coupon.Place };

    internal override Fact About(BatchScope scope, LoadedMember member, Fact fact, LotId place) => (CouponReturned)fact with { Coupon = place };
}

/// <summary>A coupon that was not used is taken away.</summary>
public sealed record VoidCoupon : CouponCommand
{
    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    internal override Fact FactOf(Instant at) => new CouponVoided { OccurredAt = at, RecordedAt = at, Coupon = Coupon.Place, ReasonCode = ReasonCode };

    internal override Fact About(BatchScope scope, LoadedMember member, Fact fact, LotId place) => (CouponVoided)fact with { Coupon = place };
}

/// <summary>A code that was scanned is locked: a code of a pool, or the id of a coupon as its picture shows it.</summary>
public sealed record LockCode : WriteCommand<FactTold>
{
    /// <summary>The code.</summary>
    public required string Code { get; init; }

    /// <summary>The till's reference.</summary>
    public required string Reference { get; init; }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Find(scope) is { } coupon && MemberRef.By(coupon.Member).Resolve(scope.Db) is { } holder ? [holder] : [];

    internal override Answer<FactTold> Decide(BatchScope scope)
    {
        if (Find(scope) is not { } coupon) return new Refusal(Reason.Of("coupon.codeUnknown"), "/code");
        return new HoldCoupon { Member = MemberRef.By(coupon.Member), Coupon = coupon, Reference = Reference, Actor = Actor, Entrance = Entrance }.Decide(scope);
    }

    internal override AuditNote NoteOf(BatchScope scope, FactTold made) => AuditNote.Of(made);

    private CouponId? Find(BatchScope scope) =>
        CouponId.Parse(Code) ?? (scope.Db.Coupons.Find(Code) is { Account: { } account } held && scope.Db.Identities.MemberOf(account) is { } member ? new CouponId(member, held.Coupon) : null);
}

/// <summary>Both sides of a coupon's transfer.</summary>
/// <param name="From">The giver.</param>
/// <param name="To">The receiver.</param>
public sealed record CouponTransferred(FactTold From, FactTold To);

/// <summary>A member gives a coupon to another (P8); both are decided in one transaction or neither.</summary>
public sealed record TransferCoupon : WriteCommand<CouponTransferred>
{
    /// <summary>The coupon.</summary>
    public required CouponId Coupon { get; init; }

    /// <summary>The receiver.</summary>
    public required MemberRef To { get; init; }

    internal override void Foresee(Foresight foresight)
    {
        MemberRef.By(Coupon.Member).Foresee(foresight);
        To.Foresee(foresight);
    }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => new[] { MemberRef.By(Coupon.Member).Resolve(scope.Db), To.Resolve(scope.Db) }.OfType<AccountId>();

    internal override Answer<CouponTransferred> Decide(BatchScope scope)
    {
        if (MemberRef.By(Coupon.Member).Resolve(scope.Db) is not { } giver) return new Refusal(Reason.Of("coupon.unknown"), "/coupon");
        if (To.Resolve(scope.Db) is not { } receiver) return new Refusal(Reason.Of("member.unknown"), "/to");
        if (giver == receiver) return Refusal.Of("transfer.toSelf");
        var (from, to) = (scope.Member(giver), scope.Member(receiver));
        scope.Db.Coupons.LoadClosed(giver, from.State.Coupons);
        if (CouponPlaces.In(scope, from, Coupon) is not { } place) return new Refusal(Reason.Of("coupon.unknown"), "/coupon");
        var fact = new CouponSent { OccurredAt = scope.Now, RecordedAt = scope.Now, Coupon = place, To = receiver.ToString(), Actor = Actor };
        TwoMemberAnswers.Ready(scope, from, to);
        var both = TwoMembers.Transfer(scope.Programs, from.State, to.State, fact);
        return TwoMemberAnswers.Keep(scope, from, to, both) is { } refusal
            ? refusal
            : new CouponTransferred(MemberCommand.Told(scope, from, both.First.Items[^1]), MemberCommand.Told(scope, to, both.Second.Items[^1]));
    }

    internal override AuditNote NoteOf(BatchScope scope, CouponTransferred made) => AuditNote.Of(made.From) with { After = $"{{\"to\":{AuditNote.Quote(made.To.Account.ToString())}}}" };
}
