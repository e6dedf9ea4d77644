using Tessera.Core.Benefits;
using Tessera.Core.Coupons;
using Tessera.Core.Earning;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;

namespace Tessera.Core.Analytics;

/// <summary>What was promised and can still be used, of one source (semantics §10).</summary>
public enum OpenKind
{
    /// <summary>Coupons of a kind.</summary>
    Coupon,

    /// <summary>Uses of a benefit: what is left of a quota, and what a date granted.</summary>
    Benefit,

    /// <summary>Bonus of stored value, in minor units.</summary>
    StoredValueBonus,
}

/// <summary>Sums behind the expected cost of one open source.</summary>
/// <param name="Open">Coupons, uses or minor units that can be used on the last date of the window or after it.</param>
/// <param name="Offered">What the expected share is of: coupons issued in the window; uses granted in it, or quotas of the periods it touches of members that have them now.</param>
/// <param name="Taken">Of these used by the end of the window.</param>
/// <param name="Uses">Uses that were recorded in the window.</param>
/// <param name="CostMinor">What these cost, minor units.</param>
/// <param name="FaceMinor">Cost of all that is open at its terms, minor units.</param>
/// <param name="Unpriced">Of what is open, how much has terms that name no amount: a percentage.</param>
public readonly record struct OpenSum(long Open, long Offered, long Taken, long Uses, long CostMinor, long FaceMinor, long Unpriced)
{
    /// <summary>Both together.</summary>
    public static OpenSum operator +(OpenSum a, OpenSum b) => checked(new(
        a.Open + b.Open, a.Offered + b.Offered, a.Taken + b.Taken, a.Uses + b.Uses, a.CostMinor + b.CostMinor, a.FaceMinor + b.FaceMinor, a.Unpriced + b.Unpriced));
}

/// <summary>
/// Folds records into what is open at the end of a window: coupons that are held, entitlements with quota left, bonus of stored value. Members follow each other, each with all
/// its items in order of sequence; what was due at the end and not settled yet is still open.
/// </summary>
/// <param name="programs">All versions: coupons keep the terms of theirs.</param>
/// <param name="from">First local date of the window.</param>
/// <param name="through">Last local date.</param>
public sealed class OpenCostFold(ProgramHistory programs, DateOnly from, DateOnly through)
{
    private readonly Dictionary<(OpenKind Kind, string Id), OpenSum> _sums = [];
    private readonly Instant _end = new(programs.Calendar.StartOf(through.AddDays(1)).Micros - 1);

    /// <summary>Sums by source.</summary>
    public IReadOnlyDictionary<(OpenKind Kind, string Id), OpenSum> Sums => _sums;

    /// <summary>Adds a member.</summary>
    /// <param name="account">Ledger account id.</param>
    /// <param name="items">All its items, in order of sequence.</param>
    public void Add(string account, IEnumerable<RecordItem> items)
    {
        var state = new MemberState(account);
        foreach (var item in items)
        {
            if (item.RecordedAt > _end) break;
            var isInside = programs.Calendar.DayOf(item.RecordedAt) >= from;
            foreach (var effect in item.Effects)
            {
                state.Apply(effect);
                if (isInside) Used(effect);
            }
        }

        if (state.HasCoupons) Coupons(state.Coupons);
        if (state.HasWallet) Wallet(state);
        if (state.ClosedOn is null && state.MergedInto is null) Entitled(state);
    }

    private void Used(Effect effect)
    {
        switch (effect)
        {
            case CouponEntry { Kind: CouponEntryKind.Used } coupon: Add(OpenKind.Coupon, coupon.After.Kind, new OpenSum { Uses = 1, CostMinor = coupon.SavedMinor + coupon.CostMinor }); break;
            case BenefitEntry { Kind: BenefitEntryKind.Granted } granted: Add(OpenKind.Benefit, granted.Benefit, new OpenSum { Offered = granted.Uses }); break;
            case BenefitEntry entry:
                var sign = entry.Kind == BenefitEntryKind.Used ? 1 : -1;
                Add(OpenKind.Benefit, entry.Benefit, new OpenSum { Taken = sign * entry.Uses, Uses = sign * entry.Uses, CostMinor = entry.CostMinor });
                break;
        }
    }

    // What went to another member is that member's; what an older system issued was not issued in the window.
    private void Coupons(CouponBook book)
    {
        foreach (var coupon in book.All.Where(c => c.Status != CouponStatus.Gone))
        {
            var isOffered = coupon.Origin != CouponOrigin.Opening && coupon.IssuedOn >= from && coupon.IssuedOn <= through;
            var isOpen = coupon.IsOpen && !(coupon.EndsOn <= through);
            var sum = new OpenSum { Offered = isOffered ? 1 : 0, Taken = isOffered && coupon.Status == CouponStatus.Used ? 1 : 0, Open = isOpen ? 1 : 0 };
            var face = isOpen ? FaceOf(coupon) : 0;
            Add(OpenKind.Coupon, coupon.Kind, sum with { FaceMinor = face ?? 0, Unpriced = face is null ? 1 : 0 });
        }
    }

    private long? FaceOf(HeldCoupon coupon) => programs.Number(coupon.Version).Coupons.GetValueOrDefault(coupon.Kind) switch
    {
        { Gives: null } offer => offer.Kind.CostMinor,
        { Gives: { Amount.Minor: { } minor, Steps.Count: 0, Prices.Count: 0, BuyGet: null } } offer => minor + offer.Kind.CostMinor,
        _ => null,
    };

    private void Wallet(MemberState state)
    {
        var bonus = state.Wallet.Lots.Sum(l => l.BonusLeft);
        if (bonus > 0) Add(OpenKind.StoredValueBonus, "", new OpenSum { Open = bonus, FaceMinor = bonus });
    }

    private void Entitled(MemberState state)
    {
        var held = HeldBenefits.Now(programs, state, _end);
        foreach (var benefit in held.All().Where(b => b is { IsUsed: true, IsGranted: false, Quota.Uses: > 0 }))
        {
            Open(benefit, Entitlements.QuotaLeft(state, benefit, through)!.Value, benefit.Quota.Uses * Periods(benefit.Quota.Period));
        }

        foreach (var grant in Entitlements.GrantsOn(state, through).Where(g => g.Left > 0))
        {
            if (held.Program.Document.Benefits.FirstOrDefault(b => b.Id == grant.Benefit) is { } benefit) Open(benefit, grant.Left, 0);
        }
    }

    private void Open(Benefit benefit, long left, long offered) =>
        Add(OpenKind.Benefit, benefit.Id, new OpenSum { Open = left, Offered = offered, FaceMinor = left * (benefit.UnitCostMinor ?? 0) });

    // How often a quota began anew in the window, the period it began in among them.
    private int Periods(CapPeriod period)
    {
        var count = 0;
        for (var day = from; day <= through; count++)
        {
            var (_, last) = CapRoom.Bounds(period, day);
            if (last >= through) return count + 1;
            day = last.AddDays(1);
        }

        return count;
    }

    private void Add(OpenKind kind, string id, OpenSum sum) => _sums[(kind, id)] = _sums.GetValueOrDefault((kind, id)) + sum;
}
