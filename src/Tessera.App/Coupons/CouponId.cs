using System.Globalization;
using Tessera.Core.Points;
using Tessera.Storage;

namespace Tessera.App.Coupons;

/// <summary>A coupon as callers name it: whose it was when it came, and its place in that record, <c>cpn_…_{sequence}_{n}</c>.</summary>
/// <param name="Member">Public id of the member.</param>
/// <param name="Place">Place in that member's record.</param>
public readonly record struct CouponId(MemberId Member, LotId Place)
{
    private const string Prefix = "cpn_";
    private const string OfMembers = "mem_";

    /// <summary>Reads the text form, or null.</summary>
    public static CouponId? Parse(string? text)
    {
        if (text is not { Length: <= 80 } || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length..].Split('_') is not [var member, var sequence, var n]) return null;
        if (!MemberId.TryParse(OfMembers + member, out var whose)) return null;
        return long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var item) && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new CouponId(whose, new LotId(item, place))
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Member.ToString()[OfMembers.Length..]}_{Place.Sequence}_{Place.N}");
}
