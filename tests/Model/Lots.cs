namespace Tessera.Model;

/// <summary>A points lot 积分批次: opened = left + consumed + expired + clawed back − returned, always.</summary>
public sealed class ModelLot
{
    public required int Id { get; init; }

    /// <summary>The fact that opened it; for earnings the purchase or behaviour.</summary>
    public required string Origin { get; init; }

    public required string Kind { get; init; }

    public required long Opened { get; init; }

    public long Left { get; set; }

    public long Consumed { get; set; }

    public long Expired { get; set; }

    public long ClawedBack { get; set; }

    public long Returned { get; set; }

    public bool Pending { get; set; }

    public bool Cancelled { get; set; }

    public required DateOnly EarnedOn { get; init; }

    /// <summary>The day expiry counts from: earned-on, or the day of activation.</summary>
    public DateOnly CountsFrom { get; set; }

    public DateOnly? ActivatesOn { get; set; }

    public DateOnly? CancelOn { get; set; }

    /// <summary>The local date at whose start the points are gone; the day before is the last usable one.</summary>
    public DateOnly? EndsOn { get; set; }

    /// <summary>An end that moves with activity may not come before this.</summary>
    public DateOnly? NotBefore { get; set; }

    public bool OwnExpiry { get; init; }

    public DateOnly? NoticedOn { get; set; }

    public bool IsOpen => !Pending && Left > 0;

    public string State => Cancelled ? "cancelled" : Pending ? (Left > 0 ? "pending" : "closed") : Left > 0 ? "active" : "closed";

    public bool EquationHolds => Opened == Left + Consumed + Expired + ClawedBack - Returned;

    public override string ToString() =>
        $"lot {Id} {Kind} of {Origin}: {State} opened {Opened} left {Left} consumed {Consumed} expired {Expired} clawed {ClawedBack} returned {Returned} ends {EndsOn:yyyy-MM-dd}";
}

/// <summary>A ledger entry 分录. Points moves the balance, Pending the second figure.</summary>
public sealed record ModelEntry(string Fact, string Kind, DateOnly On)
{
    public int N { get; init; }

    public long Points { get; init; }

    public long Pending { get; init; }

    public long BalanceAfter { get; init; }

    public long PendingAfter { get; init; }

    public long GrowthDelta { get; init; }

    public long GrowthAfter { get; init; }

    /// <summary>What a claw-back could not take: written off under clamp, left standing under pendingOnly.</summary>
    public long Named { get; init; }
}

/// <summary>Points of a lot that went into a debt, less what became debt again or was returned since.</summary>
public sealed class ModelDebtPayment
{
    public required ModelLot Lot { get; init; }

    public required long Amount { get; set; }
}

public sealed class ModelDebt
{
    public required string Origin { get; init; }

    public long Left { get; set; }

    public List<ModelDebtPayment> Payments { get; } = [];
}

public sealed class ModelPart
{
    public required ModelLot Lot { get; init; }

    public required long Amount { get; set; }
}

/// <summary>One claw-back of an order's points and where each point of it came from.</summary>
public sealed class ModelClawBack
{
    public required string Order { get; init; }

    public required string Fact { get; init; }

    public required long Owed { get; init; }

    public long ExpiredBefore { get; set; }

    public long FromPending { get; set; }

    public long FromOwn { get; set; }

    /// <summary>What the order's credit had paid of debts, and is debt again.</summary>
    public long DebtAgain { get; set; }

    public List<ModelPart> Drawn { get; } = [];

    public ModelDebt? Debt { get; set; }

    public long WrittenOff { get; set; }

    public long LeftStanding { get; set; }
}

public sealed class ModelSpending
{
    public required string Fact { get; init; }

    public required List<ModelPart> Parts { get; init; }

    public bool Cancelled { get; set; }
}
