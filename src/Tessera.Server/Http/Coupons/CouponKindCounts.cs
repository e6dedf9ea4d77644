using System.ComponentModel;
using Tessera.App;
using Tessera.Core.Coupons;
using Tessera.Storage.Coupons;

namespace Tessera.Server.Http.Coupons;

/// <summary>How far the coupons of a kind came.</summary>
internal sealed record CouponKindCount
{
    public required string Kind { get; init; }

    public required string Name { get; init; }

    [Description("Whether it is given out; issued ones go on.")]
    public required bool Enabled { get; init; }

    [Description("Handed to members so far.")]
    public required long Issued { get; init; }

    [Description("Still to be used: held, locked at a till, or come back by a refund.")]
    public required long Open { get; init; }

    [Description("Used at a till or the counter.")]
    public required long Used { get; init; }

    [Description("Their dates were over first.")]
    public required long Expired { get; init; }

    [Description("Taken back by the shop.")]
    public required long Voided { get; init; }

    [Description("What the used ones took off, minor units.")]
    public required long SavedMinor { get; init; }

    [Description("Codes of another system that were uploaded for it.")]
    public required long Codes { get; init; }
}

/// <summary>Coupons by kind.</summary>
internal sealed record CouponKindCounts
{
    [Description("In the order of the programme file; kinds it no longer has come last.")]
    public required IReadOnlyList<CouponKindCount> Kinds { get; init; }

    public static CouponKindCounts Of(ReadScope scope, Showing showing)
    {
        var counts = scope.Db.Coupons.Counts().ToLookup(c => c.Kind, StringComparer.Ordinal);
        var kinds = scope.Programs.At(scope.AsOf).Document.Coupons.Select(o => o.Kind).ToList();
        var known = kinds.Select(k => Count(k.Id, showing.Language.Of(k.Names), k.Enabled));
        var former = counts.Where(c => !kinds.Exists(k => k.Id == c.Key)).Select(c => Count(c.Key, c.Key, enabled: false));
        return new CouponKindCounts { Kinds = [.. known, .. former] };

        CouponKindCount Count(string kind, string name, bool enabled) => new()
        {
            Kind = kind, Name = name, Enabled = enabled, Issued = counts[kind].Sum(c => c.Coupons), Open = In(kind, CouponStatus.Issued, CouponStatus.Locked, CouponStatus.Returned),
            Used = In(kind, CouponStatus.Used), Expired = In(kind, CouponStatus.Expired), Voided = In(kind, CouponStatus.Void), SavedMinor = counts[kind].Sum(c => c.SavedMinor),
            Codes = scope.Db.Coupons.PoolSize(kind),
        };

        long In(string kind, params CouponStatus[] standing) => counts[kind].Where(c => standing.Any(s => string.Equals(s.ToString(), c.Status, StringComparison.OrdinalIgnoreCase))).Sum(c => c.Coupons);
    }
}
