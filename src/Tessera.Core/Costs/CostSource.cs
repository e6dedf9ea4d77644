namespace Tessera.Core.Costs;

/// <summary>What a cost comes from.</summary>
public enum CostKind
{
    /// <summary>A promotion.</summary>
    Promotion,

    /// <summary>A benefit.</summary>
    Benefit,

    /// <summary>Coupons of a kind.</summary>
    Coupon,

    /// <summary>A reward, or a prize of a draw.</summary>
    Reward,

    /// <summary>Points spent as money.</summary>
    Points,
}

/// <summary>One source of cost.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id in the programme; empty for points.</param>
public readonly record struct CostSource(CostKind Kind, string Id);

/// <summary>Uses and what they cost.</summary>
/// <param name="Uses">Uses; those taken back are taken off.</param>
/// <param name="CostMinor">Cost, minor units, signed: a window may hold more refunds than uses.</param>
public readonly record struct CostSum(long Uses, long CostMinor)
{
    /// <summary>Both together.</summary>
    public static CostSum operator +(CostSum a, CostSum b) => new(checked(a.Uses + b.Uses), checked(a.CostMinor + b.CostMinor));
}
