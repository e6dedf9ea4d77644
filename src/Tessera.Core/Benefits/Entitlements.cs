using System.Globalization;
using Tessera.Core.Coupons;
using Tessera.Core.Earning;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Benefits;

/// <summary>What a date granted and can still be used.</summary>
/// <param name="Benefit">Id in the catalogue.</param>
/// <param name="From">First local date, inclusive.</param>
/// <param name="Through">Last local date, inclusive.</param>
/// <param name="Left">Uses left, at least 0.</param>
public sealed record Grant(string Benefit, DateOnly From, DateOnly Through, long Left);

/// <summary>
/// Entitlements 权益额度 of a member (semantics §7), read from rows of cap room: <c>benefit:ID</c> counts uses, <c>grant:ID:THROUGH</c> counts what a date granted and,
/// below zero, what was used of it. A merged member's rows count too; the same grant of both is one (semantics §1 Merge: the union).
/// </summary>
public static class Entitlements
{
    private const string GrantPrefix = "grant:";

    /// <summary>Key of the uses of a benefit.</summary>
    public static string UseKey(string benefit) => "benefit:" + benefit;

    /// <summary>Key of what a date granted.</summary>
    public static string GrantKey(string benefit, DateOnly through) => GrantPrefix + benefit + ":" + through.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Counter of the stock that all members share.</summary>
    public static string StockId(string benefit) => "benefit:" + benefit;

    /// <summary>Uses left in the period that holds a day; null without a quota.</summary>
    public static long? QuotaLeft(MemberState state, Benefit benefit, DateOnly day) => benefit.Quota.Uses == 0
        ? null
        : Math.Max(0, benefit.Quota.Uses - CapRoom.Used(state.Rows, UseKey(benefit.Id), benefit.Quota.Period, day));

    /// <summary>Last day of the period of a quota that holds a day, or null for one that never begins anew.</summary>
    public static DateOnly? QuotaThrough(Benefit benefit, DateOnly day) =>
        benefit.Quota is { Uses: > 0, Period: not CapPeriod.Lifetime } quota ? CapRoom.Bounds(quota.Period, day).Through : null;

    /// <summary>Grants that can be used on a day, the one that ends first first; used-up ones are among them with nothing left.</summary>
    public static IReadOnlyList<Grant> GrantsOn(MemberState state, DateOnly day)
    {
        var grants = new List<Grant>();
        foreach (var rows in state.Rows.Where(r => r.Kind == RowKind.CapUse && r.Key!.StartsWith(GrantPrefix, StringComparison.Ordinal)).GroupBy(r => r.Key!, StringComparer.Ordinal))
        {
            var words = rows.Key.Split(':');
            var through = DateOnly.ParseExact(words[2], "yyyy-MM-dd", CultureInfo.InvariantCulture);
            var from = rows.Where(r => r.Points > 0 && r.PurchaseSequence == 0).Min(r => r.Day);
            if (day < from || day > through) continue;
            var granted = rows.Where(r => r.Points > 0 && r.PurchaseSequence == 0).Max(r => r.Points);
            var used = -rows.Where(r => r.Points < 0 || r.PurchaseSequence != 0).Sum(r => r.Points);
            grants.Add(new Grant(words[1], from, through, Math.Max(0, granted - used)));
        }

        return [.. grants.OrderBy(g => g.Through).ThenBy(g => g.Benefit, StringComparer.Ordinal)];
    }

    /// <summary>Right that holds a yearly grant to once a calendar year.</summary>
    public static string YearlyRight(BenefitType type, bool isDay, int year) =>
        string.Create(CultureInfo.InvariantCulture, $"{(type == BenefitType.Birthday ? "birthday" : "anniversary")}:{year}{(isDay ? ":day" : "")}");

    /// <summary>Right that holds a festival to once on its date.</summary>
    public static string FestivalRight(string benefit, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"festival:{benefit}:{day:yyyy-MM-dd}");

    /// <summary>What a tier is granted on a date of the member: benefits that open with its month, or those that open on the day itself.</summary>
    public static IEnumerable<Benefit> GrantedBy(IEnumerable<Benefit> held, BenefitType type, bool isDay) => held.Where(b => b.Type == type && (b.Holds == GrantHolds.Month) != isDay);

    /// <summary>Last local date of a grant that opens on a day.</summary>
    public static DateOnly ThroughOf(Benefit benefit, DateOnly day) => benefit.Holds switch
    {
        GrantHolds.Month => CapRoom.Bounds(CapPeriod.Month, day).Through,
        GrantHolds.Day => day,
        GrantHolds.Term => benefit.Valid.After(day).AddDays(-1),
    };

    /// <summary>Opens grants in the item at hand, each with a notice; nothing without a benefit.</summary>
    internal static void Open(Deciding d, IReadOnlyList<Benefit> benefits, string right)
    {
        if (benefits.Count == 0 || d.State.Rights.Contains(right)) return;
        d.Apply(new RightUsed(right));
        foreach (var benefit in benefits) Open(d, benefit);
    }

    /// <summary>Opens one grant: its coupons, and what is used of it one by one.</summary>
    internal static void Open(Deciding d, Benefit benefit)
    {
        var through = ThroughOf(benefit, d.Day);
        var given = benefit.Coupons.Sum(gift => CouponLife.Give(d, gift, CouponOrigin.Benefit, d.Day, new CouponGrant(benefit.Id, through)).Count);
        if (given > 0 && !d.Terms.IsHistory) d.Apply(new Notice("benefit.granted", Reason.Of("benefit.pack", Reason.Id("benefit", benefit.Id), Reason.Count("coupons", given)), d.Day));
        if (benefit.IsPack) return;
        var uses = Math.Max(1, benefit.Quota.Uses);
        var reason = Reason.Of("benefit.granted", Reason.Id("benefit", benefit.Id), Reason.Day("through", through));
        d.Apply(new RowAdded(new MetricRow { Sequence = d.Sequence, Kind = RowKind.CapUse, Day = d.Day, PurchaseDay = d.Day, Key = GrantKey(benefit.Id, through), Points = uses }));
        d.Apply(new BenefitEntry(BenefitEntryKind.Granted, benefit.Id, uses, 0, through, reason));
        if (!d.Terms.IsHistory) d.Apply(new Notice("benefit.granted", reason, d.Day));
    }
}
