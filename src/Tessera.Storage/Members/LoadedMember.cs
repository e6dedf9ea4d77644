using Tessera.Core.Members;

namespace Tessera.Storage.Members;

/// <summary>A member as loaded for a batch: the state to decide on, and what the writer needs to know of the stored row. Thrown away when the transaction is rolled back.</summary>
public sealed class LoadedMember
{
    internal static readonly byte[] NoHead = new byte[32];

    /// <summary>A member without a record yet; its first write inserts it.</summary>
    public LoadedMember(AccountId account)
        : this(account, new MemberState(account.ToString()), NoHead)
    {
    }

    internal LoadedMember(AccountId account, MemberState state, byte[] head) =>
        (Account, State, Head, StoredSequence) = (account, state, head, state.Sequence);

    /// <summary>Ledger account id.</summary>
    public AccountId Account { get; }

    /// <summary>The state; decisions change it in place.</summary>
    public MemberState State { get; }

    /// <summary>Whether nothing of the member is stored yet.</summary>
    public bool IsNew => !HasRow;

    /// <summary>The self-check found the member's books damaged (semantics §12): no command may change it until they are mended.</summary>
    public bool IsHalted { get; internal init; }

    /// <summary>The next date on which anything can fall due, as stored.</summary>
    public DateOnly? NextDueOn { get; internal set; }

    /// <summary>Hash of the last stored item.</summary>
    internal byte[] Head { get; set; }

    /// <summary>Sequence of the last stored item.</summary>
    internal long StoredSequence { get; set; }

    internal bool HasRow { get; set; }

    internal string StoredTier { get; set; } = "";

    internal bool HasClosedLots { get; set; }
}

/// <summary>The figures of a member that lists and exports show.</summary>
/// <param name="Account">Ledger account id.</param>
/// <param name="JoinedOn">Local date of joining.</param>
/// <param name="ClosedOn">Closed on, or null.</param>
/// <param name="IsFrozen">Spending is frozen.</param>
/// <param name="IsHalted">The self-check found its books damaged.</param>
/// <param name="Balance">Balance.</param>
/// <param name="Pending">Pending points.</param>
/// <param name="Debt">Points owed.</param>
/// <param name="Growth">Growth value.</param>
/// <param name="TierEarned">Earned tier.</param>
/// <param name="TierInForce">Tier in force.</param>
/// <param name="TierSince">Since when the earned tier is held.</param>
/// <param name="SpendLifetimeMinor">Qualifying spend of all time, net, minor units.</param>
/// <param name="OrdersLifetime">Orders of all time that still stand.</param>
/// <param name="NextDueOn">Next date on which anything can fall due, or null.</param>
/// <param name="Sequence">Items in the record.</param>
public sealed record MemberFigures(
    AccountId Account, DateOnly JoinedOn, DateOnly? ClosedOn, bool IsFrozen, bool IsHalted, long Balance, long Pending, long Debt, long Growth,
    string TierEarned, string TierInForce, DateOnly TierSince, long SpendLifetimeMinor, long OrdersLifetime, DateOnly? NextDueOn, long Sequence);

/// <summary>Sums over a state that its row shows.</summary>
internal readonly record struct StateSums(long OpenPoints, long Debt, long SpendMinor, long Orders)
{
    internal static StateSums Of(MemberState state)
    {
        long open = 0;
        foreach (var lot in state.OpenLots)
        {
            if (!lot.Pending) open += lot.Left;
        }

        var (spend, orders) = Lifetime(state.Rows);
        return new StateSums(open, state.DebtOutstanding, spend, orders);
    }

    // An order stands while something of its net is left; its refunds name it.
    private static (long Spend, long Orders) Lifetime(List<MetricRow> rows)
    {
        long spend = 0, orders = 0;
        Dictionary<(long Merge, long Sequence), long>? refunded = null;
        foreach (var row in rows)
        {
            if (row.Kind is RowKind.Purchase or RowKind.Refund or RowKind.Cancellation or RowKind.Opening) spend += row.SpendMinor;
            if (row.Kind != RowKind.Refund) continue;
            refunded ??= [];
            var purchase = (row.FromMerge, row.PurchaseSequence);
            refunded[purchase] = refunded.GetValueOrDefault(purchase) + row.NetMinor;
        }

        foreach (var row in rows)
        {
            if (row.Kind == RowKind.Opening) orders += row.Count;
            else if (row.Kind == RowKind.Purchase && row.Count > 0 && (refunded is null || row.NetMinor + refunded.GetValueOrDefault((row.FromMerge, row.Sequence)) > 0)) orders++;
        }

        return (spend, orders);
    }
}
