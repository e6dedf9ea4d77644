using System.Globalization;
using Tessera.Core.Members;
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
            .. Tiers(seen),
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
            .. Tiers(member),
        ];
    }

    private static IEnumerable<string> Tiers(Model.ModelSnapshot seen) =>
    [
        Tier(seen.Member, new TierLine(seen.EarnedTier, seen.TierInForce, seen.TierSince, seen.LastFallOn, seen.AtRisk)),
        .. seen.Graces.Select(grace => Grace(seen.Member, grace.Review, grace.OpenedOn, grace.EndsOn)).Order(StringComparer.Ordinal),
        .. seen.Failures.Select(pair => $"{seen.Member} failing {pair.Key} {pair.Value}").Order(StringComparer.Ordinal),
        .. seen.SuppressedFalls.Select(review => $"{seen.Member} held back {review}").Order(StringComparer.Ordinal),
        .. seen.Changes.Select(change => Change(seen.Member, change.From, change.To, (change.On, Cause(change.Cause)))),
    ];

    private static IEnumerable<string> Tiers(CoreMember member)
    {
        var (name, tier) = (member.Name, member.State.Tier!);
        return
        [
            Tier(name, new TierLine(tier.Earned, member.State.InForce, tier.Since, tier.LastFallOn, tier.AtRiskTo is not null)),
            .. tier.Graces.Select(grace => Grace(name, grace.Review, grace.OpenedOn, grace.Through)).Order(StringComparer.Ordinal),
            .. tier.Reviews.Where(review => review.Failures > 0).Select(review => $"{name} failing {review.Review} {review.Failures}").Order(StringComparer.Ordinal),
            .. tier.Suppressed.Select(fall => $"{name} held back {fall.Review}").Order(StringComparer.Ordinal),
            .. member.Items.SelectMany(item => item.Effects).OfType<TierChanged>().Where(change => change.EarnedFrom != change.EarnedTo && change.Cause != TierCause.Joined)
                .Select(change => Change(name, change.EarnedFrom, change.EarnedTo, (change.On, change.Cause == TierCause.Fall ? "Fall:" + change.Review : change.Cause.ToString()))),
        ];
    }

    private sealed record TierLine(string Earned, string InForce, DateOnly Since, DateOnly? LastFallOn, bool AtRisk);

    private static string Tier(string member, TierLine tier) => string.Create(
        CultureInfo.InvariantCulture,
        $"{member} tier {tier.Earned} since {tier.Since:yyyy-MM-dd} in force {tier.InForce} last fall {tier.LastFallOn:yyyy-MM-dd}{(tier.AtRisk ? " at risk" : "")}");

    private static string Grace(string member, string review, DateOnly opened, DateOnly through) => $"{member} grace of {review} from {opened:yyyy-MM-dd} through {through:yyyy-MM-dd}";

    private static string Change(string member, string from, string to, (DateOnly On, string Cause) why) => $"{member} {from} to {to} on {why.On:yyyy-MM-dd}: {why.Cause}";

    /// <summary>The model's causes in Core's words.</summary>
    private static string Cause(string cause) => cause switch
    {
        "enter" or "enterReview" => nameof(TierCause.Upgrade),
        "application" => nameof(TierCause.Application),
        "manual" => nameof(TierCause.Manual),
        "reversed" or "immediate" => nameof(TierCause.Reversal),
        "lateFact" => nameof(TierCause.Correction),
        _ => "Fall" + cause["fall".Length..],
    };

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
