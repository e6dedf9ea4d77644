using System.Globalization;
using Tessera.Core.Points;

namespace Tessera.Against;

/// <summary>What is said of a member after a fact, one line each, in the same words by both sides.</summary>
internal static class Picture
{
    public static IReadOnlyList<string> Of(Model.ModelProgram program, Model.ModelMember member)
    {
        var seen = Model.ModelSnapshot.Of(member);
        var book = member.Points;
        return
        [
            $"{member.Id} balance {seen.Balance} pending {seen.Pending} debt {seen.Debt} spendable {seen.Spendable} growth {seen.Growth}",
            .. book.Lots.Select((lot, i) => Lot(member.Id, i, new LotLine(
                lot.Opened, lot.Left, lot.Consumed, lot.Expired, lot.ClawedBack, lot.Returned, lot.Pending && lot.Left > 0, lot.EarnedOn, End(program, lot.EndsOn, lot.Left), Origin(lot.Origin)))),
        ];
    }

    public static IReadOnlyList<string> Of(Model.ModelProgram program, CoreMember member)
    {
        var state = member.State;
        return
        [
            $"{member.Name} balance {state.Balance} pending {state.Pending} debt {state.DebtOutstanding} spendable {state.SpendableOn(state.SettledThrough)} growth {state.Growth}",
            .. member.Lots.Select((lot, i) => Lot(member.Name, i, new LotLine(
                lot.Opened, lot.Left, lot.Consumed, lot.Expired, lot.ClawedBack, lot.Returned, lot.Pending && lot.Left > 0, lot.EarnedOn, End(program, lot.EndsOn, lot.Left), Origin(member, lot)))),
        ];
    }

    private sealed record LotLine(
        long Opened, long Left, long Consumed, long Expired, long ClawedBack, long Returned, bool Waits, DateOnly EarnedOn, DateOnly? EndsOn, string Origin);

    /// <summary>Under inactivity the end of a lot with nothing left means nothing until points come back to it (READINGS).</summary>
    private static DateOnly? End(Model.ModelProgram program, DateOnly? ends, long left) => program.Expiry.IsInactivity && left == 0 ? null : ends;

    private static string Lot(string member, int place, LotLine lot) => string.Create(
        CultureInfo.InvariantCulture,
        $"{member} lot {place + 1} of {lot.Origin}: opened {lot.Opened} left {lot.Left}{(lot.Waits ? " waiting" : "")} consumed {lot.Consumed} expired {lot.Expired} clawed {lot.ClawedBack} returned {lot.Returned} earned {lot.EarnedOn:yyyy-MM-dd} ends {lot.EndsOn:yyyy-MM-dd}");

    /// <summary>Lots of the night (gifts of tiers) have no fact.</summary>
    private static string Origin(string origin) => origin.Contains(':', StringComparison.Ordinal) ? "gift" : origin;

    private static string Origin(CoreMember member, Lot lot) => lot.Origin == LotOrigin.Gift && lot.OrderSequence == 0 ? "gift" : member.Keys.GetValueOrDefault(lot.Id.Sequence, "gift");
}
