using Tessera.App.Members;
using Tessera.Core.Points;

namespace Tessera.App.Reads;

/// <summary>Points that end in a calendar month.</summary>
/// <param name="Month">First day of the month.</param>
/// <param name="Points">Points whose last usable day lies in it.</param>
public sealed record ExpiringInMonth(DateOnly Month, long Points);

/// <summary>A lot as shown.</summary>
/// <param name="Id">Its text id inside the record.</param>
/// <param name="Origin">What opened it.</param>
/// <param name="State"><c>active</c>, <c>pending</c> or <c>closed</c>.</param>
/// <param name="EarnedOn">Earned on.</param>
/// <param name="ActivatesOn">A pending lot activates on, or null.</param>
/// <param name="Through">Last day usable, or null for no end.</param>
/// <param name="Figures">Opened and what became of it.</param>
public sealed record LotView(string Id, LotOrigin Origin, string State, DateOnly EarnedOn, DateOnly? ActivatesOn, DateOnly? Through, LotFigures Figures);

/// <summary>Opened = left + consumed + expired + clawed back − returned.</summary>
public sealed record LotFigures(long Opened, long Left, long Consumed, long Expired, long ClawedBack, long Returned);

/// <summary>Points of a member.</summary>
/// <param name="Balance">Left in active lots − debt.</param>
/// <param name="Pending">Not yet spendable.</param>
/// <param name="Debt">Owed.</param>
/// <param name="Spendable">Can be spent on that date.</param>
/// <param name="Expiring">By month of the last usable day, the nearest first; lots without an end are left out.</param>
/// <param name="Lots">Lots in consume order, then pending ones.</param>
/// <param name="On">Local date seen.</param>
public sealed record PointsView(
    long Balance, long Pending, long Debt, long Spendable, IReadOnlyList<ExpiringInMonth> Expiring, IReadOnlyList<LotView> Lots, DateOnly On)
{
    /// <summary>Reads the points of a member, or null when nobody answers to the name.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="member">Who.</param>
    /// <param name="on">Local date, or null for now.</param>
    /// <param name="withClosedLots">Lots with nothing left too.</param>
    public static PointsView? Read(ReadScope scope, MemberRef member, DateOnly? on = null, bool withClosedLots = false)
    {
        if (MemberSight.Of(scope, member, on) is not { } sight) return null;
        var state = sight.State;
        IEnumerable<Lot> lots = state.OpenLots.OrderBy(l => l.Pending).ThenBy(l => l.EndsOn ?? DateOnly.MaxValue).ThenBy(l => l.EarnedOn).ThenBy(l => l.Id);
        if (withClosedLots) lots = lots.Concat(Closed(scope, sight).OrderBy(l => l.Id));
        var expiring = state.OpenLots.Where(l => !l.Pending && l.EndsOn is not null)
            .GroupBy(l => FirstOfMonth(l.EndsOn!.Value.AddDays(-1)))
            .OrderBy(g => g.Key)
            .Select(g => new ExpiringInMonth(g.Key, g.Sum(l => l.Left)));
        return new PointsView(state.Balance, state.Pending, state.DebtOutstanding, state.SpendableOn(sight.On), [.. expiring], [.. lots.Select(Of)], sight.On);
    }

    private static IEnumerable<Lot> Closed(ReadScope scope, MemberSight sight)
    {
        if (sight.IsPast) return sight.State.ClosedLots.Values;
        var open = sight.State.OpenLots.Select(l => l.Id).Concat(sight.State.ClosedLots.Keys).ToHashSet();
        return sight.State.ClosedLots.Values.Concat(scope.Db.Records.LotsOf(sight.Account).Where(l => !open.Contains(l.Id)));
    }

    private static LotView Of(Lot lot) => new(
        lot.Id.ToString(), lot.Origin, !lot.IsOpen ? "closed" : lot.Pending ? "pending" : "active", lot.EarnedOn, lot.ActivatesOn, lot.EndsOn?.AddDays(-1),
        new LotFigures(lot.Opened, lot.Left, lot.Consumed, lot.Expired, lot.ClawedBack, lot.Returned));

    private static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);
}
