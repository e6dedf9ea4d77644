using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Programs;

/// <summary>A fact to be decided, with what the caller has loaded for it.</summary>
/// <param name="Fact">The fact.</param>
public sealed record Command(Fact Fact)
{
    /// <summary>For refunds, voids and receipts: the purchase named by the fact.</summary>
    public RecordedPurchase? Purchase { get; init; }

    /// <summary>For a cancelled debit, an undone opening or merge, or a refunded top-up: the item named by the fact.</summary>
    public RecordItem? Named { get; init; }

    /// <summary>The past is played (§1 History).</summary>
    public bool IsHistory { get; init; }
}

/// <summary>
/// The rules of one semantics number: a pure function from programme, state and command to a decision (architecture.md). The state passed in is
/// changed to the state after the decision; a refused command leaves only settled steps behind.
/// </summary>
public static class Decide
{
    /// <summary>A fact may lie at most this many minutes ahead of the clock (§1).</summary>
    public const int MinutesAhead = 5;

    /// <summary>Decides one fact of one member, after settling what fell due before it.</summary>
    public static Decision Member(ProgramHistory programs, MemberState state, Command command)
    {
        var d = Open(programs, state, command.Fact, command.IsHistory);
        var refusal = FactDecisions.Check(d, command.Fact);
        if (refusal is null)
        {
            // Nothing falls due after a closing; what is still owed is paid back as it stands.
            if (state.ClosedOn is null) Settlement.Run(programs, d, SettleThrough(programs, command), command.IsHistory);
            refusal = Carry(programs, d, command);
        }

        return new Decision(d.Items, refusal);
    }

    /// <summary>Settles a member without a fact: the nightly run, or reading as of now on a copy.</summary>
    /// <param name="programs">Versions.</param>
    /// <param name="state">The member.</param>
    /// <param name="through">Last local date settled.</param>
    /// <param name="recordedAt">Now.</param>
    /// <param name="isHistory">The past is played.</param>
    public static Decision Settle(ProgramHistory programs, MemberState state, DateOnly through, Instant recordedAt, bool isHistory)
    {
        var d = new Deciding(state, programs.At(recordedAt).TermsFor(isHistory), recordedAt);
        if (state.JoinedOn != default && state.ClosedOn is null) Settlement.Run(programs, d, through, isHistory);
        return new Decision(d.Items, null);
    }

    /// <summary>The next local date on which anything can happen to a member by itself, or null.</summary>
    public static DateOnly? NextDueOn(ProgramHistory programs, MemberState state, bool isHistory = false) => Settlement.NextOn(programs, state, isHistory);

    /// <summary>Whether the member's closed lots must be loaded before a fact is decided.</summary>
    public static bool NeedsClosedLots(Fact fact) =>
        fact is Refund or OpeningUndone or DebitCancelled or UnmergedFrom or UnmergedInto or Referral { Valid: false } or MergedFrom or MergedInto or MergedRefund or MergedReturn or TopUpRefund or CardUseCancelled or RedemptionCancelled or CouponReturned or PlanRefunded or BenefitUseCancelled or BookingTold { Stage: Bookings.BookingStage.Failed or Bookings.BookingStage.Cancelled };

    /// <summary>The shared limits that the decision of a fact reads: what is left of each goes into the fact (<see cref="Fact.Rooms"/>), under the lock.</summary>
    public static IReadOnlyList<SharedLimit> SharedLimits(ProgramHistory programs, Fact fact)
    {
        if (fact is CouponGranted or CouponClaimed) return CouponDecisions.SupplyOf(programs, fact);
        if (fact is Redeemed or Drawn) return RedemptionDecisions.SharedBy(programs.For(fact.OccurredAt, fact.RecordedAt).Document, fact);
        if (fact is Booked booked) return BookingDecisions.SeatsOf(programs.For(fact.OccurredAt, fact.RecordedAt).Document, booked);
        if (fact is BenefitUsed used) return BenefitDecisions.StockOf(programs, used);
        return fact is Purchase { Wishes: not null, Sold: null } purchase ? SavingLimits.Shared(programs, purchase) : [];
    }

    /// <summary>Prices a purchase that has wishes and no member (semantics §8): the price it is kept with, or null with a refusal.</summary>
    public static PricedOrder? PriceToNobody(ProgramHistory programs, Purchase purchase, out Refusal? refusal) =>
        Sale.ToNobody(programs.For(purchase.OccurredAt, purchase.RecordedAt), purchase, out refusal);

    internal static Deciding Open(ProgramHistory programs, MemberState state, Fact fact, bool isHistory) =>
        new(state, programs.For(fact.OccurredAt, fact.RecordedAt).TermsFor(isHistory), fact.RecordedAt);

    internal static Refusal? Carry(ProgramHistory programs, Deciding d, Command command)
    {
        var fact = command.Fact;
        var program = programs.For(fact.OccurredAt, fact.RecordedAt);
        d.Terms = program.TermsFor(command.IsHistory);
        d.Begin(fact.OccurredAt);
        return FactDecisions.Carry(new FactContext(programs, program, d, command));
    }

    private static DateOnly SettleThrough(ProgramHistory programs, Command command) =>
        programs.Calendar.DayOf(command.IsHistory ? command.Fact.OccurredAt : command.Fact.RecordedAt);
}
