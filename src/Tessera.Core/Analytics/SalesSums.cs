namespace Tessera.Core.Analytics;

/// <summary>Sales, and who bought.</summary>
/// <param name="Buyers">Members with an order.</param>
/// <param name="Repeaters">Members with two orders or more.</param>
/// <param name="Orders">Orders.</param>
/// <param name="OrdersMinor">Net of orders, minor units.</param>
/// <param name="NetMinor">Net of all documents, minor units.</param>
public readonly record struct SalesSums(long Buyers, long Repeaters, long Orders, long OrdersMinor, long NetMinor)
{
    /// <summary>Net of orders ÷ orders, minor units, half up; null without an order.</summary>
    public long? AverageTicketMinor => Orders == 0 ? null : Rounding.Divide(OrdersMinor, Orders, RoundingMode.HalfUp);

    /// <summary>Of those who bought, who bought twice or more, ten-thousandths, half up; null where nobody bought.</summary>
    public long? RepurchaseTenThousandths => Shares.Of(Repeaters, Buyers);

    /// <summary>Both together; buyers of both are counted twice.</summary>
    public static SalesSums operator +(SalesSums a, SalesSums b) =>
        checked(new(a.Buyers + b.Buyers, a.Repeaters + b.Repeaters, a.Orders + b.Orders, a.OrdersMinor + b.OrdersMinor, a.NetMinor + b.NetMinor));

    /// <summary>One member's orders.</summary>
    /// <param name="orders">How many.</param>
    /// <param name="ordersMinor">Their net, minor units.</param>
    /// <param name="netMinor">Net of all its documents, minor units.</param>
    public static SalesSums OfMember(long orders, long ordersMinor, long netMinor) => new(orders > 0 ? 1 : 0, orders > 1 ? 1 : 0, orders, ordersMinor, netMinor);
}

/// <summary>Members and their sales over a window.</summary>
/// <param name="Members">There at its end.</param>
/// <param name="NewMembers">Joined in it.</param>
/// <param name="Active">Of the members, those with an order or a behaviour.</param>
/// <param name="Sales">What was sold to members, to those closed since too.</param>
public readonly record struct WindowSums(long Members, long NewMembers, long Active, SalesSums Sales)
{
    /// <summary>Active of members, ten-thousandths, half up; null without members.</summary>
    public long? ActiveTenThousandths => Shares.Of(Active, Members);

    /// <summary>With one member more.</summary>
    public WindowSums With(in MemberWindow member) => new(
        Members + (member.IsThere ? 1 : 0), NewMembers + (member.IsNew ? 1 : 0), Active + (member.IsActive ? 1 : 0), Sales + SalesSums.OfMember(member.Orders, member.OrdersMinor, member.NetMinor));
}

/// <summary>Shares.</summary>
public static class Shares
{
    /// <summary>A part of a whole in ten-thousandths, half up; null of nothing, or of less than nothing.</summary>
    public static long? Of(long part, long whole) => whole <= 0 ? null : Rounding.Divide((Int128)part * 10_000, whole, RoundingMode.HalfUp);
}
