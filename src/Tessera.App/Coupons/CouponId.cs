using System.Globalization;
using Tessera.Core.Points;
using Tessera.Storage;

namespace Tessera.App.Coupons;

/// <summary>A coupon as callers name it: the record it was issued in and its place there, <c>cpn_…_{sequence}_{n}</c>.</summary>
/// <param name="Account">Ledger account.</param>
/// <param name="Place">Place in that record.</param>
public readonly record struct CouponId(AccountId Account, LotId Place)
{
    private const string Prefix = "cpn_";
    private const string OfAccounts = "acc_";

    /// <summary>Reads the text form, or null.</summary>
    public static CouponId? Parse(string? text)
    {
        if (text is not { Length: <= 60 } || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length..].Split('_') is not [var account, var sequence, var n]) return null;
        if (!AccountId.TryParse(OfAccounts + account, out var whose)) return null;
        return long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var item) && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new CouponId(whose, new LotId(item, place))
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Account.ToString()[OfAccounts.Length..]}_{Place.Sequence}_{Place.N}");
}
