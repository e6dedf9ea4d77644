using Tessera.Core.Members;

namespace Tessera.Core.Redemption;

/// <summary>Where a redemption stands.</summary>
public enum RedemptionStage
{
    /// <summary>Paid and not handed over yet.</summary>
    Open,

    /// <summary>Handed over or sent (核销).</summary>
    Fulfilled,

    /// <summary>Cancelled: points, cash and stock went back.</summary>
    Cancelled,
}

/// <summary>What a redemption is, kept with the item that made it.</summary>
/// <param name="Reward">Reward of the programme, or the prize of a draw.</param>
/// <param name="Units">Units, more than 0.</param>
/// <param name="Handing">How it comes to the member.</param>
public sealed record RedeemedGoods(string Reward, int Units, Handing Handing)
{
    /// <summary>Points paid in all.</summary>
    public long Points { get; init; }

    /// <summary>Cash paid in all, minor units.</summary>
    public long CashMinor { get; init; }

    /// <summary>What it costs the merchant in all, minor units, by the terms of that day.</summary>
    public long CostMinor { get; init; }

    /// <summary>The draw it was won in, or null.</summary>
    public string? Draw { get; init; }
}

/// <summary>A redemption came into being, was handed over, or was cancelled.</summary>
/// <param name="Sequence">Item that made the redemption; together with the account its name.</param>
/// <param name="Stage">Where it stands now.</param>
public sealed record RedemptionMoved(long Sequence, RedemptionStage Stage) : Effect
{
    /// <summary>What it is, when it came into being; else null.</summary>
    public RedeemedGoods? Goods { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }
}

/// <summary>A member drew (E10): the number drawn, and what it gave.</summary>
/// <param name="Draw">Draw of the programme.</param>
/// <param name="Nonce">Place among all entries of the draw, from 1 without gaps.</param>
/// <param name="Number">Number drawn, 0 to 9,999.</param>
/// <param name="Hit">Prize whose range the number fell into, or null for none.</param>
/// <param name="Given">Prize given after the published rule for prizes that ran out, or null for none.</param>
public sealed record DrawMade(string Draw, long Nonce, int Number, string? Hit, string? Given) : Effect
{
    /// <summary>Points paid to enter.</summary>
    public long Points { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }
}
