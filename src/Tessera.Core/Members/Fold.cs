using Tessera.Core.Facts;

namespace Tessera.Core.Members;

/// <summary>
/// A member's record folded in the order recorded (semantics §12): the state, and the purchases with what was refunded of them. Replay never sorts by
/// occurred-at. The same class answers "how did it stand on a date" (fold up to it) and the <c>books</c> level of <c>audit</c>.
/// </summary>
public sealed class Fold
{
    private readonly BusinessCalendar _calendar;
    private readonly Dictionary<long, RecordedPurchase> _purchases = [];
    private readonly Dictionary<long, RecordItem> _named = [];

    /// <summary>A fold that has read nothing yet.</summary>
    /// <param name="account">Ledger account id.</param>
    /// <param name="calendar">Local dates.</param>
    public Fold(string account, BusinessCalendar calendar)
    {
        State = new MemberState(account);
        _calendar = calendar;
    }

    /// <summary>The state after the items read.</summary>
    public MemberState State { get; }

    /// <summary>Purchases by sequence.</summary>
    public IReadOnlyDictionary<long, RecordedPurchase> Purchases => _purchases;

    /// <summary>Items that later facts may name (debits, openings, merges), by sequence.</summary>
    public IReadOnlyDictionary<long, RecordItem> Named => _named;

    /// <summary>The local date of an instant.</summary>
    public DateOnly Day(Instant at) => _calendar.DayOf(at);

    /// <summary>Folds one item: applies its effects.</summary>
    /// <exception cref="LedgerBroken">A sequence is missing, or an effect does not fit.</exception>
    public void Read(RecordItem item)
    {
        if (item.Sequence != State.Sequence + 1) throw new LedgerBroken(State.Account, $"item {item.Sequence} follows {State.Sequence}");
        foreach (var effect in item.Effects) State.Apply(effect);
        State.Sequence = item.Sequence;
        Keep(item);
    }

    /// <summary>Keeps what later facts may name of an item whose effects the state has already.</summary>
    public void Keep(RecordItem item)
    {
        if (item.Fact is Purchase)
        {
            _purchases[item.Sequence] = RecordedPurchase.Of(item, _calendar.DayOf(item.OccurredAt));
        }
        else if (item.Fact is Debit or CardUsed or BenefitUsed or Redeemed or Drawn or Opening or MergedFrom or MergedInto)
        {
            _named[item.Sequence] = item;
        }

        foreach (var effect in item.Effects)
        {
            if (effect is PurchaseRefunded refunded) Refunded(refunded);
        }
    }

    private void Refunded(PurchaseRefunded refunded)
    {
        var purchase = _purchases[refunded.PurchaseSequence];
        var lines = purchase.Refunded.ToArray();
        foreach (var taken in refunded.Lines) lines[taken.Line] = lines[taken.Line].Plus(taken);
        _purchases[refunded.PurchaseSequence] = purchase with { Refunded = lines };
    }
}
