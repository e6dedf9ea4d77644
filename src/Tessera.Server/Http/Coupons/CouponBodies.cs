using System.ComponentModel;
using Tessera.App.Coupons;
using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Coupons;

/// <summary>Coupons to be given.</summary>
internal sealed record NewCoupons
{
    [Description("Kind of coupon of the programme."), Text(64), Example("\"twenty\"")]
    public required string Kind { get; init; }

    [Description("How many; one without it."), Number(1, 20), Example("1")]
    public int? Count { get; init; }

    [Description("Reason as a code of yours."), Text(50, Shape = TextShapes.Slug), Example("\"goodwill\"")]
    public string? ReasonCode { get; init; }

    [Description("Reason in words; kept sealed beside the record."), Text(500, Lines = true)]
    public string? Note { get; init; }
}

/// <summary>Which members a batch is for, by whether they are frozen.</summary>
internal enum SegmentStanding
{
    /// <summary>Not frozen.</summary>
    Active,

    /// <summary>Frozen.</summary>
    Frozen,
}

/// <summary>Coupons for many: a kind, or a pack; and for whom.</summary>
internal record CouponBatchBody
{
    [Description("Kind of coupon of the programme; or a benefit."), Text(64), Example("\"twenty\"")]
    public string? Kind { get; init; }

    [Description("Benefit of the programme whose pack of coupons is given; in place of a kind."), Text(64), Example("\"spring\"")]
    public string? Benefit { get; init; }

    [Description("How many of the kind each; one without it."), Number(1, 20), Example("1")]
    public int? Count { get; init; }

    [Description("Tags; members who have one of them today. Without tags, `tiers` or `standing` must say for whom it is."), Items(1, 20), Text(100), Example("[\"vip\"]")]
    public IReadOnlyList<string>? Tags { get; init; }

    [Description("Only members who have all of the tags.")]
    public bool? AllTags { get; init; }

    [Description("Only members of these tiers in force."), Items(1, 20), Text(64), Example("[\"gold\"]")]
    public IReadOnlyList<string>? Tiers { get; init; }

    [Description("Only frozen members, or only those who are not; both without it. Closed members are never meant.")]
    public SegmentStanding? Standing { get; init; }

    internal CouponBatchAsk ToAsk() => new()
    {
        Kind = Kind, Benefit = Benefit, Count = Count ?? 1, Tags = [.. (Tags ?? []).Distinct(StringComparer.Ordinal)], AllTags = AllTags ?? false,
        Tiers = [.. (Tiers ?? []).Distinct(StringComparer.Ordinal)], Frozen = Standing is null ? null : Standing == SegmentStanding.Frozen,
    };
}

/// <summary>A batch to be ordered.</summary>
internal sealed record NewCouponBatch : CouponBatchBody
{
    [Description("Why, in words; needed above the limit where nobody else could approve."), Text(500, Lines = true)]
    public string? Reason { get; init; }

    [Description("Reason as a code of yours."), Text(50, Shape = TextShapes.Slug), Example("\"spring\"")]
    public string? ReasonCode { get; init; }
}

/// <summary>What a batch would come to; nothing is stored.</summary>
internal sealed record CouponBatchPreviewView
{
    [Description("Members it is for, as of the last night.")]
    public required long Members { get; init; }

    [Description("Coupons it would give.")]
    public required long Coupons { get; init; }

    [Description("What is left of the kind's supply; absent where it is not counted.")]
    public long? SupplyLeft { get; init; }

    [Description("Whether another person would have to approve it.")]
    public required bool NeedsApproval { get; init; }

    public static CouponBatchPreviewView Of(CouponBatchPreview preview) =>
        new() { Members = preview.Members, Coupons = preview.Coupons, SupplyLeft = preview.SupplyLeft, NeedsApproval = preview.NeedsApproval };
}

/// <summary>A coupon to be claimed: by its kind, or by a claim code.</summary>
internal sealed record NewCouponClaim
{
    [Description("Kind of coupon of the programme; may be left out beside a code."), Text(64), Example("\"twenty\"")]
    public string? Kind { get; init; }

    [Description("Claim code, as entered."), Text(64)]
    public string? Code { get; init; }
}

/// <summary>A coupon to be used at the counter.</summary>
internal sealed record CouponUseBody
{
    [Description("What it took off, minor units; 0 without it."), Number(0, NumberAttribute.Most), Example("2000")]
    public long? SavedMinor { get; init; }

    [Description("Reference that holds its lock."), Text(64, Shape = TextShapes.Slug)]
    public string? Reference { get; init; }

    [Description("Store."), Text(64), Example("\"s1\"")]
    public string? StoreId { get; init; }

    [Description("Channel; `store` without it."), Text(50)]
    public string? Channel { get; init; }
}

/// <summary>A lock to be taken or given up.</summary>
internal sealed record CouponHoldBody
{
    [Description("Your reference, such as the till and its document; only it can use or unlock the coupon meanwhile."), Text(64, Shape = TextShapes.Slug), Example("\"till-1:20260115-7\"")]
    public required string Reference { get; init; }
}

/// <summary>A code to be locked.</summary>
internal sealed record CodeHoldBody
{
    [Description("The code that was scanned: of a pool, or the id of a coupon."), Text(128), Example("\"F000\"")]
    public required string Code { get; init; }

    [Description("Your reference; only it can use or unlock the coupon meanwhile."), Text(64, Shape = TextShapes.Slug), Example("\"till-1:20260115-7\"")]
    public required string Reference { get; init; }
}

/// <summary>A coupon to be taken away.</summary>
internal sealed record CouponVoidBody
{
    [Description("Reason as a code of yours."), Text(50, Shape = TextShapes.Slug), Example("\"mistake\"")]
    public required string ReasonCode { get; init; }

    [Description("Reason in words; kept sealed beside the record."), Text(500, Lines = true)]
    public string? Note { get; init; }
}

/// <summary>A coupon to be given to another member.</summary>
internal sealed record CouponTransferBody
{
    [Description("The member who receives."), Text(30, Shape = TextShapes.MemberId)]
    public required string To { get; init; }
}

/// <summary>Codes of another system.</summary>
internal sealed record NewPoolCodes
{
    [Description("The codes, at most 2,000; those known before are left out and named."), Items(1, 2000), Text(100), Example("[\"F000\",\"F001\"]")]
    public required IReadOnlyList<string> Codes { get; init; }
}

/// <summary>A pool after an upload.</summary>
/// <param name="Kind">Kind of coupon.</param>
/// <param name="Codes">Codes it holds, handed out or not.</param>
/// <param name="Added">Codes added.</param>
/// <param name="Known">Codes that were known before, and left out.</param>
internal sealed record PoolView(string Kind, long Codes, int Added, IReadOnlyList<string> Known);

/// <summary>A coupon of a member.</summary>
internal sealed record CouponView
{
    [Description("Id; what its picture shows.")]
    public required string Id { get; init; }

    [Description("Kind of coupon of the programme.")]
    public required string Kind { get; init; }

    [Description("Name in the language asked for.")]
    public required string Name { get; init; }

    [Description("Where it is in its life.")]
    public required CouponStatus Status { get; init; }

    [Description("How it came.")]
    public required CouponOrigin Origin { get; init; }

    public required DateOnly IssuedOn { get; init; }

    [Description("First day it can be used.")]
    public required DateOnly From { get; init; }

    [Description("Last day it can be used; absent without an end.")]
    public DateOnly? Through { get; init; }

    [Description("Why it cannot be used now, as far as no basket is asked; absent when it can.")]
    public ReasonView? WhyNot { get; init; }

    [Description("Held for a till before this instant.")]
    public Instant? LockedUntil { get; init; }

    [Description("Used on.")]
    public DateOnly? UsedOn { get; init; }

    [Description("What the use took off, minor units.")]
    public long? SavedMinor { get; init; }

    [Description("Its code of another system.")]
    public string? Code { get; init; }

    [Description("Whether it may be given to another member.")]
    public required bool Transferable { get; init; }

    [Description("Terms in words.")]
    public string? Terms { get; init; }

    public static CouponView Of(CouponSeen seen, Showing showing)
    {
        var (held, kind) = (seen.Held, seen.Offer?.Kind);
        return new CouponView
        {
            Id = seen.Id.ToString(), Kind = held.Kind, Name = kind is null ? held.Kind : showing.Language.Of(kind.Names), Status = held.Status, Origin = held.Origin, IssuedOn = held.IssuedOn,
            From = held.FromOn, Through = held.EndsOn?.AddDays(-1), WhyNot = seen.WhyNot is { } why ? showing.Why(why) : null, LockedUntil = held.LockedUntil, UsedOn = held.UsedOn,
            SavedMinor = held.UsedOn is null ? null : held.SavedMinor, Code = seen.Code, Transferable = kind?.Transferable ?? false,
            Terms = kind?.TermsText is { } terms ? showing.Language.Of(terms) : null,
        };
    }
}

/// <summary>A page of coupons.</summary>
internal sealed record CouponsView : Page
{
    [Description("The newest first.")]
    public required IReadOnlyList<CouponView> Coupons { get; init; }
}

/// <summary>Both sides of a coupon's transfer.</summary>
/// <param name="From">The giver.</param>
/// <param name="To">The receiver.</param>
internal sealed record CouponTransferView(FactView From, FactView To)
{
    public static CouponTransferView Of(CouponTransferred both, Showing showing) => new(FactView.Of(both.From, showing), FactView.Of(both.To, showing));
}
