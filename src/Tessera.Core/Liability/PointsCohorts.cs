using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Liability;

/// <summary>A calendar month.</summary>
/// <param name="Number">Months since January of year 0.</param>
public readonly record struct YearMonth(int Number) : IComparable<YearMonth>
{
    /// <summary>The month of a date.</summary>
    public static YearMonth Of(DateOnly day) => new(day.Year * 12 + day.Month - 1);

    /// <summary>Its first day.</summary>
    public DateOnly First => new(Number / 12, Number % 12 + 1, 1);

    /// <summary>Its last day.</summary>
    public DateOnly Last => First.AddMonths(1).AddDays(-1);

    /// <inheritdoc/>
    public int CompareTo(YearMonth other) => Number.CompareTo(other.Number);
}

/// <summary>Points earned in one month.</summary>
/// <param name="Earned">Month earned.</param>
/// <param name="WithSale">Earned by an order, or taken over from one by merge or transfer; else given: gifts, behaviours, corrections, points carried in.</param>
public readonly record struct Cohort(YearMonth Earned, bool WithSale) : IComparable<Cohort>
{
    /// <inheritdoc/>
    public int CompareTo(Cohort other) => Earned != other.Earned ? Earned.CompareTo(other.Earned) : other.WithSale.CompareTo(WithSale);
}

/// <summary>Movements of a cohort. Always: issued + moved − used − expired − clawed back = open.</summary>
/// <param name="Issued">Points of lots opened.</param>
/// <param name="Moved">Come by merges and transfers, less what went so.</param>
/// <param name="Used">Spent, or consumed by debt, less what came back.</param>
/// <param name="Expired">Expired and voided.</param>
/// <param name="ClawedBack">Taken back after refunds, cancelled pending points among them.</param>
/// <param name="SalesMinor">Qualifying spend of the orders that earned, less refunds; minor units.</param>
public readonly record struct CohortMoves(long Issued, long Moved, long Used, long Expired, long ClawedBack, long SalesMinor)
{
    /// <summary>Neither used, expired nor taken back.</summary>
    public long Open => checked(Issued + Moved - Used - Expired - ClawedBack);

    /// <summary>Points that may be used or expire: those issued and moved, without those taken back.</summary>
    public long Kept => checked(Issued + Moved - ClawedBack);

    /// <summary>Both together.</summary>
    public static CohortMoves operator +(CohortMoves a, CohortMoves b) =>
        checked(new CohortMoves(a.Issued + b.Issued, a.Moved + b.Moved, a.Used + b.Used, a.Expired + b.Expired, a.ClawedBack + b.ClawedBack, a.SalesMinor + b.SalesMinor));
}

/// <summary>
/// Folds records into cohorts: the month in which points were earned × the month in which something was recorded. Members follow each other; the items of
/// one member come in order of sequence. Months are those of the programme's calendar.
/// </summary>
public sealed class PointsCohorts(BusinessCalendar calendar)
{
    private readonly Dictionary<(Cohort Cohort, YearMonth Recorded), CohortMoves> _moves = [];
    private readonly Dictionary<LotId, Cohort> _lots = [];
    private readonly Dictionary<long, YearMonth> _orders = [];

    /// <summary>Everything added so far.</summary>
    public IReadOnlyDictionary<(Cohort Cohort, YearMonth Recorded), CohortMoves> Moves => _moves;

    /// <summary>The next member follows.</summary>
    public void NextMember()
    {
        _lots.Clear();
        _orders.Clear();
    }

    /// <summary>Adds an item of the member.</summary>
    public void Add(RecordItem item)
    {
        var recorded = YearMonth.Of(calendar.DayOf(item.RecordedAt));
        var earns = false;
        foreach (var effect in item.Effects)
        {
            if (effect is not LedgerEntry entry) continue;
            foreach (var lot in entry.Opened) earns |= Open(lot, recorded);
            foreach (var part in entry.Parts) Move(entry.Kind, part, recorded);
        }

        foreach (var effect in item.Effects)
        {
            if (effect is RowAdded { Row: { FromMerge: 0 } row }) Sell(row, earns, recorded);
        }
    }

    private bool Open(Lot lot, YearMonth recorded)
    {
        var cohort = new Cohort(YearMonth.Of(lot.EarnedOn), lot.Origin is LotOrigin.Order or LotOrigin.Merge or LotOrigin.Transfer);
        _lots.Add(lot.Id, cohort);
        Add(cohort, recorded, lot.CarriedFrom is null ? new CohortMoves { Issued = lot.Opened } : new CohortMoves { Moved = lot.Opened });
        return lot.Origin == LotOrigin.Order;
    }

    private void Move(EntryKind kind, LotPart part, YearMonth recorded)
    {
        var points = part.Points;
        var moved = part.Move switch
        {
            LotMove.Consume when kind is EntryKind.MergeOut or EntryKind.TransferOut => new CohortMoves { Moved = -points },
            LotMove.Consume when kind == EntryKind.Void => new CohortMoves { Expired = points },
            LotMove.Consume or LotMove.PayDebt => new CohortMoves { Used = points },
            LotMove.Return or LotMove.Forgive => new CohortMoves { Used = -points },
            LotMove.Expire when kind == EntryKind.CancelPending => new CohortMoves { ClawedBack = points },
            LotMove.Expire => new CohortMoves { Expired = points },
            LotMove.ClawBack => new CohortMoves { ClawedBack = points },
            _ => default,
        };
        if (moved != default) Add(_lots[part.Lot], recorded, moved);
    }

    private void Sell(in MetricRow row, bool earns, YearMonth recorded)
    {
        switch (row.Kind)
        {
            case RowKind.Purchase when earns:
                _orders[row.Sequence] = YearMonth.Of(row.Day);
                Add(new Cohort(YearMonth.Of(row.Day), true), recorded, new CohortMoves { SalesMinor = row.SpendMinor });
                break;
            case RowKind.Refund when _orders.TryGetValue(row.PurchaseSequence, out var month):
                Add(new Cohort(month, true), recorded, new CohortMoves { SalesMinor = row.SpendMinor });
                break;
        }
    }

    private void Add(Cohort cohort, YearMonth recorded, CohortMoves moves)
    {
        var key = (cohort, recorded);
        _moves[key] = _moves.GetValueOrDefault(key) + moves;
    }
}
