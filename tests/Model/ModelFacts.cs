namespace Tessera.Model;

/// <summary>
/// A model fact. Instants are local date-times of the programme's zone, kind unspecified. RecordedAt never goes back
/// from one fact to the next; OccurredAt is earlier only for late facts.
/// </summary>
public abstract record ModelFact(string Key, DateTime RecordedAt)
{
    public DateTime OccurredAt { get; init; } = RecordedAt;

    public DateOnly OccurredOn => ModelDates.Day(OccurredAt);

    public DateOnly RecordedOn => ModelDates.Day(RecordedAt);
}

public sealed record ModelJoin(string Key, DateTime RecordedAt, string Member, DateOnly? Birthday = null) : ModelFact(Key, RecordedAt);

public sealed record ModelLine(string Sku, string Category, int Quantity, decimal UnitPriceMinor)
{
    public LineKind Kind { get; init; } = LineKind.Goods;

    /// <summary>List price of one unit; the unit price where null.</summary>
    public decimal? ListPriceMinor { get; init; }

    public long LineDiscountMinor { get; init; }

    /// <summary>The line's part of savings on the whole order.</summary>
    public long OrderDiscountMinor { get; init; }

    public Ratio TaxRate { get; init; } = 0;
}

public sealed record ModelPurchase(string Key, DateTime RecordedAt, string Member) : ModelFact(Key, RecordedAt)
{
    public IReadOnlyList<ModelLine> Lines { get; init; } = [];

    public string Store { get; init; } = "s1";

    public string Channel { get; init; } = "store";

    public string SaleKind { get; init; } = "retail";

    public bool PricesIncludeTax { get; init; } = true;

    public IReadOnlyList<string> Codes { get; init; } = [];
}

/// <summary>Either units of lines (line index, quantity) or an amount.</summary>
public sealed record ModelRefund(string Key, DateTime RecordedAt, string Purchase) : ModelFact(Key, RecordedAt)
{
    public IReadOnlyList<(int Line, int Quantity)> Units { get; init; } = [];

    public long? AmountMinor { get; init; }
}

public sealed record ModelVoid(string Key, DateTime RecordedAt, string Purchase) : ModelFact(Key, RecordedAt);

/// <summary>A cancellation that names no purchase; the amount is given without its sign.</summary>
public sealed record ModelCancellation(string Key, DateTime RecordedAt, string Member, long AmountMinor) : ModelFact(Key, RecordedAt);

/// <summary>The goods of a purchase were received: its pending points become active.</summary>
public sealed record ModelReceived(string Key, DateTime RecordedAt, string Purchase) : ModelFact(Key, RecordedAt);

public sealed record ModelBehaviour(string Key, DateTime RecordedAt, string Member, string Type, string? Object = null) : ModelFact(Key, RecordedAt);

/// <summary>Spends points; ForPurchase names the purchase whose own points may not be used (sameOrderSpending).</summary>
public sealed record ModelDebit(string Key, DateTime RecordedAt, string Member, long Points, string? ForPurchase = null) : ModelFact(Key, RecordedAt);

public sealed record ModelDebitCancel(string Key, DateTime RecordedAt, string Debit) : ModelFact(Key, RecordedAt);

public sealed record ModelAdjust(string Key, DateTime RecordedAt, string Member, long Points) : ModelFact(Key, RecordedAt)
{
    public bool MayMakeDebt { get; init; }

    public DateOnly? OwnDate { get; init; }

    /// <summary>Own expiry: the last day on which the points can be used.</summary>
    public DateOnly? UsableThrough { get; init; }
}

public sealed record ModelTransfer(string Key, DateTime RecordedAt, string From, string To, long Points) : ModelFact(Key, RecordedAt);

public sealed record ModelTag(string Key, DateTime RecordedAt, string Member, string Tag, bool Given) : ModelFact(Key, RecordedAt);

public sealed record ModelSegment(string Key, DateTime RecordedAt, string Member, string Segment, bool Entered) : ModelFact(Key, RecordedAt);

public sealed record ModelTopUp(string Key, DateTime RecordedAt, string Member, long PrincipalMinor) : ModelFact(Key, RecordedAt);

/// <summary>A valid referral of the member; its reward, if any, is credited with it.</summary>
public sealed record ModelReferral(string Key, DateTime RecordedAt, string Member) : ModelFact(Key, RecordedAt);

public sealed record ModelReferralInvalid(string Key, DateTime RecordedAt, string Referral) : ModelFact(Key, RecordedAt);

public sealed record ModelManualTier(string Key, DateTime RecordedAt, string Member, string Tier) : ModelFact(Key, RecordedAt)
{
    public DateOnly? LockThrough { get; init; }

    /// <summary>Whether the member still rises by conditions while locked.</summary>
    public bool Accumulates { get; init; } = true;
}

public sealed record ModelApproval(string Key, DateTime RecordedAt, string Member, string Tier) : ModelFact(Key, RecordedAt);

public sealed record ModelOverlay(string Key, DateTime RecordedAt, string Member, string Tier, DateOnly From, DateOnly Through) : ModelFact(Key, RecordedAt);

public sealed record ModelFreeze(string Key, DateTime RecordedAt, string Member, bool Frozen) : ModelFact(Key, RecordedAt);

/// <summary>The night of every date up to and including the date of RecordedAt is run for all members.</summary>
public sealed record ModelAdvance(string Key, DateTime RecordedAt) : ModelFact(Key, RecordedAt);

/// <summary>What became of a fact: accepted, or refused with a code and without any effect.</summary>
public sealed record ModelOutcome(string? Refusal)
{
    public static ModelOutcome Accepted { get; } = new((string?)null);

    public bool IsAccepted => Refusal is null;

    public static ModelOutcome Refused(string code) => new(code);
}
