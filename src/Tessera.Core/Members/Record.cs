using Tessera.Core.Facts;

namespace Tessera.Core.Members;

/// <summary>What kind of item of the record it is (semantics §12).</summary>
public enum ItemKind
{
    /// <summary>A fact from outside.</summary>
    Fact,

    /// <summary>A settled step (§6): what fell due.</summary>
    Step,
}

/// <summary>
/// One item of a member's record: a fact or a settled step, with what was decided. Sequences are gap-free per member; entries inside are numbered (sequence, n).
/// The item is what storage keeps: replay folds <see cref="Effects"/> in order of sequence.
/// </summary>
public sealed record RecordItem
{
    /// <summary>Place in the record, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>Fact or step.</summary>
    public required ItemKind Kind { get; init; }

    /// <summary>Facts: when it happened. Steps: the start of the local date it was due.</summary>
    public required Instant OccurredAt { get; init; }

    /// <summary>When it was recorded.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>The fact; null for steps.</summary>
    public Fact? Fact { get; init; }

    /// <summary>Step key such as <c>expire:2026-01-01</c>; null for facts.</summary>
    public string? Step { get; init; }

    /// <summary>Programme version that decided.</summary>
    public required int Version { get; init; }

    /// <summary>The past was played (§1 History): recorded-at equals occurred-at and no notice left.</summary>
    public bool IsHistory { get; init; }

    /// <summary>Number of the rules in code (§12).</summary>
    public int Semantics { get; init; } = 1;

    /// <summary>What changed, in order.</summary>
    public required IReadOnlyList<Effect> Effects { get; init; }

    /// <summary>Further reasons of the decision (rules that did not match, caps that cut …).</summary>
    public IReadOnlyList<Reason> Reasons { get; init; } = [];

    /// <summary>For purchases: what each line got; refunds read these stored parts (§1 Proration).</summary>
    public PurchaseOutcome? Purchase { get; init; }
}

/// <summary>Stored parts of one purchase line.</summary>
/// <param name="Quantity">Units bought.</param>
/// <param name="NetMinor">Net, tax as the document says, minor units.</param>
/// <param name="SpendMinor">Qualifying spend, minor units.</param>
/// <param name="Points">Points of the line, by largest remainder over the order's points.</param>
/// <param name="Growth">Growth of the line.</param>
public sealed record LineOutcome(decimal Quantity, long NetMinor, long SpendMinor, long Points, long Growth);

/// <summary>What a purchase got, line by line.</summary>
/// <param name="Lines">In the order of the purchase's lines.</param>
/// <param name="Points">Points of the order; the sum of the lines.</param>
/// <param name="Growth">Growth of the order.</param>
/// <param name="SpendMinor">Qualifying spend of the order.</param>
/// <param name="NetMinor">Net total.</param>
/// <param name="Hits">Each rule that gave: its reason with numbers.</param>
public sealed record PurchaseOutcome(IReadOnlyList<LineOutcome> Lines, long Points, long Growth, long SpendMinor, long NetMinor, IReadOnlyList<Reason> Hits)
{
    /// <summary>How it was priced, for a purchase with wishes; its lines may be more than the fact's (units that an offer added). Null where the nets were told.</summary>
    public PricedOrder? Priced { get; init; }
}

/// <summary>What was refunded of a line so far (§2): by units, or by money once a refund by amount touched it.</summary>
/// <param name="Quantity">Units given back.</param>
/// <param name="Money">Money given back, minor units.</param>
/// <param name="Points">Points taken back.</param>
/// <param name="Spend">Qualifying spend taken back.</param>
/// <param name="Growth">Growth taken back.</param>
/// <param name="ByMoney">The line goes by money.</param>
public sealed record LineRefunded(decimal Quantity, long Money, long Points, long Spend, long Growth, bool ByMoney)
{
    /// <summary>Taken of the stored parts of a priced line (<see cref="PricedParts"/>); null for a line whose net was told.</summary>
    public IReadOnlyList<long>? Parts { get; init; }

    /// <summary>Taken off refunds for savings whose condition was lost (§8 <c>recover</c>) and to be paid back with what is left of the line, as it stood when something was last taken off.</summary>
    public long Owed { get; init; }

    /// <summary>Units given back when <see cref="Owed"/> was set.</summary>
    public decimal OwedFrom { get; init; }

    /// <summary>Money given back when <see cref="Owed"/> was set.</summary>
    public long OwedFromMoney { get; init; }

    /// <summary>Paid back of <see cref="Owed"/>.</summary>
    public long OwedPaid { get; init; }

    /// <summary>Nothing refunded yet.</summary>
    public static LineRefunded Nothing { get; } = new(0, 0, 0, 0, 0, false);

    /// <summary>The line after one more refund.</summary>
    public LineRefunded Plus(LineRefund taken)
    {
        var after = this with
        {
            Quantity = Quantity + taken.Quantity, Money = Money + taken.Money, Points = Points + taken.Points, Spend = Spend + taken.Spend, Growth = Growth + taken.Growth,
            ByMoney = ByMoney || (taken.Quantity == 0 && taken.Money != 0), Parts = PricedParts.Plus(Parts, taken.Parts), OwedPaid = OwedPaid + taken.PaidLater,
        };
        return taken.TakenOff == 0 ? after : after.Recovering(taken.TakenOff, after.Parts!);
    }

    /// <summary>The line after savings on what is left of it were recovered: what was still owed and this are owed on the rest.</summary>
    internal LineRefunded Recovering(long minor, IReadOnlyList<long> parts) => this with
    {
        Parts = parts, Owed = Owed - OwedPaid + minor, OwedPaid = 0, OwedFrom = Quantity, OwedFromMoney = Money,
    };
}

/// <summary>A recorded purchase with all that happened to it: what a refund, a void or a receipt event needs. Loaded by the caller, never searched for inside Core.</summary>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Fact">The purchase.</param>
/// <param name="Outcome">What it got.</param>
/// <param name="Day">Its local date.</param>
/// <param name="Version">Version that decided it.</param>
/// <param name="Refunded">State of each line.</param>
public sealed record RecordedPurchase(long Sequence, Purchase Fact, PurchaseOutcome Outcome, DateOnly Day, int Version, IReadOnlyList<LineRefunded> Refunded)
{
    /// <summary>A purchase from its item, of which nothing was refunded yet.</summary>
    /// <param name="item">The item of a purchase.</param>
    /// <param name="day">Its local date.</param>
    public static RecordedPurchase Of(RecordItem item, DateOnly day)
    {
        var outcome = item.Purchase ?? throw new ArgumentException("the item is no purchase", nameof(item));
        var spent = item.Effects.OfType<LedgerEntry>().FirstOrDefault(e => e.Kind == Points.EntryKind.Debit);
        return new RecordedPurchase(item.Sequence, (Purchase)item.Fact!, outcome, day, item.Version, [.. outcome.Lines.Select(_ => LineRefunded.Nothing)])
        {
            Gave = [.. item.Effects.OfType<RuleGave>()],
            Spent = spent?.Parts ?? [],
            Used = item.Effects.OfType<StoredValue.WalletEntry>().FirstOrDefault(e => e.Kind == StoredValue.WalletEntryKind.Use),
            Moved = [.. item.Effects.OfType<CounterMoved>()],
        };
    }

    /// <summary>Rules with a cooldown that gave to it.</summary>
    public IReadOnlyList<RuleGave> Gave { get; init; } = [];

    /// <summary>The lots its points were spent of, in the order taken.</summary>
    public IReadOnlyList<Points.LotPart> Spent { get; init; } = [];

    /// <summary>The stored value it was paid with, or null.</summary>
    public StoredValue.WalletEntry? Used { get; init; }

    /// <summary>The shared limits it used.</summary>
    public IReadOnlyList<CounterMoved> Moved { get; init; } = [];

    /// <summary>The purchase after one more refund.</summary>
    public RecordedPurchase After(PurchaseRefunded refunded)
    {
        var after = Refunded.ToArray();
        foreach (var line in refunded.Lines) after[line.Line] = after[line.Line].Plus(line);
        return this with { Refunded = after };
    }

    /// <summary>Whether nothing was refunded yet.</summary>
    public bool IsUntouched => Refunded.All(l => l.Quantity == 0 && l.Money == 0);
}

/// <summary>The answer to a command: items to store in order (settled steps first), or a refusal. Settled steps stand even when the command is refused.</summary>
/// <param name="Items">Items in order of sequence; the last is the fact's when accepted.</param>
/// <param name="Refusal">Why not, or null.</param>
public sealed record Decision(IReadOnlyList<RecordItem> Items, Refusal? Refusal)
{
    /// <summary>Whether the command was accepted.</summary>
    public bool IsAccepted => Refusal is null;
}
