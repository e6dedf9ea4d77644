using Tessera.Core.Coupons;

namespace Tessera.Core.Members;

/// <content>Coupons.</content>
public sealed partial class MemberState
{
    private CouponBook? _coupons;

    /// <summary>Coupons; blank for a member without any.</summary>
    public CouponBook Coupons => _coupons ??= new CouponBook();

    /// <summary>Whether there is anything to keep of coupons; asking makes none.</summary>
    public bool HasCoupons => _coupons is { HasHistory: true };
}
