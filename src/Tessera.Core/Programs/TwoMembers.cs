using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Programs;

/// <summary>The answer to a command that touches two members: both are written in one transaction, or neither.</summary>
/// <param name="First">Decision of the giver (transfer) or of B, the member that goes (merge).</param>
/// <param name="Second">Decision of the receiver, or of A, the member that stays.</param>
public sealed record TwoDecisions(Decision First, Decision Second)
{
    /// <summary>Why not, or null.</summary>
    public Refusal? Refusal => First.Refusal ?? Second.Refusal;
}

/// <summary>Commands that touch two members (architecture.md: taken by the writer of the lower id, both locked).</summary>
public static class TwoMembers
{
    /// <summary>Points go from one member to another.</summary>
    public static TwoDecisions Transfer(ProgramHistory programs, MemberState from, MemberState to, TransferOut transfer)
    {
        var receives = Template(new TransferIn { OccurredAt = transfer.OccurredAt, RecordedAt = transfer.RecordedAt, Lots = [], From = from.Account }, transfer);
        var second = Ready(programs, to, receives);
        if (second.Refusal is not null) return new TwoDecisions(new Decision([], null), new Decision(second.D.Items, second.Refusal));
        var first = Decide.Member(programs, from, new Command(transfer));
        if (!first.IsAccepted) return new TwoDecisions(first, new Decision(second.D.Items, null));
        var lots = Taken(from, first);
        Decide.Carry(programs, second.D, new Command(receives with { Lots = lots }));
        return new TwoDecisions(first, new Decision(second.D.Items, null));
    }

    /// <summary>A coupon goes from one member to another (P8).</summary>
    public static TwoDecisions Transfer(ProgramHistory programs, MemberState from, MemberState to, CouponSent sent)
    {
        var known = from.Coupons.Find(sent.Coupon);
        if (known is null) return Refused(new Refusal(Reason.Of("coupon.unknown"), "/coupon"));
        var arrives = Template(new CouponArrived { OccurredAt = sent.OccurredAt, RecordedAt = sent.RecordedAt, Coupon = known, From = from.Account }, sent);
        var second = Ready(programs, to, arrives);
        if ((second.Refusal ?? CouponDecisions.CheckArrival(to)) is { } refusal) return new TwoDecisions(new Decision([], null), new Decision(second.D.Items, refusal));
        var first = Decide.Member(programs, from, new Command(sent));
        if (!first.IsAccepted) return new TwoDecisions(first, new Decision(second.D.Items, null));
        var left = first.Items[^1].Effects.OfType<Coupons.CouponEntry>().Single().After;
        Decide.Carry(programs, second.D, new Command(arrives with { Coupon = left }));
        return new TwoDecisions(first, new Decision(second.D.Items, null));
    }

    /// <summary>A member becomes the family card of another (P30).</summary>
    /// <param name="programs">Versions.</param>
    /// <param name="card">The member that becomes a card.</param>
    /// <param name="main">The main member.</param>
    /// <param name="linked">The card's fact; its count is of the card's own cards.</param>
    /// <param name="cards">Cards that the main member has.</param>
    public static TwoDecisions Link(ProgramHistory programs, MemberState card, MemberState main, FamilyLinked linked, int cards)
    {
        if (card.Account == main.Account) return Refused(Refusal.Of("family.self"));
        var gains = Template(new FamilyLinked { OccurredAt = linked.OccurredAt, RecordedAt = linked.RecordedAt, Card = card.Account, ReasonCode = linked.ReasonCode, Cards = cards }, linked);
        var (first, second) = (Ready(programs, card, linked), Ready(programs, main, gains));
        var program = programs.For(linked.OccurredAt, linked.RecordedAt);
        if ((first.Refusal ?? second.Refusal ?? FamilyDecisions.Check(program, main, gains) ?? FamilyDecisions.Check(program, card, linked)) is { } refusal) return Refused(refusal);
        Decide.Carry(programs, first.D, new Command(linked));
        Decide.Carry(programs, second.D, new Command(gains));
        return new TwoDecisions(new Decision(first.D.Items, null), new Decision(second.D.Items, null));
    }

    /// <summary>A family card ends, whatever stands otherwise: both records say so.</summary>
    /// <param name="programs">Versions.</param>
    /// <param name="card">The card.</param>
    /// <param name="main">The main member, or who it was merged into.</param>
    /// <param name="unlinked">The card's fact.</param>
    public static TwoDecisions Unlink(ProgramHistory programs, MemberState card, MemberState main, FamilyUnlinked unlinked)
    {
        var first = Decide.Member(programs, card, new Command(unlinked));
        if (!first.IsAccepted) return new TwoDecisions(first, new Decision([], null));
        var loses = Template(new FamilyUnlinked { OccurredAt = unlinked.OccurredAt, RecordedAt = unlinked.RecordedAt, Card = card.Account, ReasonCode = unlinked.ReasonCode }, unlinked);
        return new TwoDecisions(first, Decide.Member(programs, main, new Command(loses)));
    }

    /// <summary>B is merged into A.</summary>
    /// <param name="programs">Versions.</param>
    /// <param name="b">The member that goes.</param>
    /// <param name="a">The member that stays.</param>
    /// <param name="merge">B's fact.</param>
    public static TwoDecisions Merge(ProgramHistory programs, MemberState b, MemberState a, MergedInto merge)
    {
        if (b.Account == a.Account) return Refused(Refusal.Of("merge.sameMember"));
        var arrives = Template(new MergedFrom { OccurredAt = merge.OccurredAt, RecordedAt = merge.RecordedAt, From = b.Account }, merge);
        var (first, second) = (Ready(programs, b, merge), Ready(programs, a, arrives));
        if ((first.Refusal ?? second.Refusal ?? Cards(b, a) ?? WalletMerges.Check(b, a)) is { } refusal) return Refused(refusal);
        var fact = arrives with
        {
            Lots = [.. b.OpenLots.Select(l => MergeDecisions.Carried(l, l.Left))],
            Value = [.. b.Wallet.AllLots],
            Cards = [.. b.Wallet.AllCards],
            Coupons = [.. b.Coupons.All.Where(c => c.IsOpen || c.Status == Coupons.CouponStatus.Used)],
            Plans = b.HasPlans ? [.. b.Plans.Held] : [],
            Debt = b.DebtOutstanding,
            Growth = b.Growth,
            Rows = [.. b.Rows],
            EarnedTier = b.Tier?.Earned,
            RightsUsed = [.. b.Rights.Where(MergeDecisions.Travels).Order(StringComparer.Ordinal)],
            Objects = [.. b.Objects.Order(StringComparer.Ordinal)],
            Tags = [.. b.Tags],
            Frozen = b.IsFrozen,
            LastPurchaseOn = b.LastPurchaseOn,
            LastActivityOn = b.LastActivityOn,
            OwnActivityOn = a.LastActivityOn,
            RulesGave = [.. b.RuleGaveAt.OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new RuleGave(g.Key, g.Value))],
        };
        Decide.Carry(programs, first.D, new Command(merge));
        Decide.Carry(programs, second.D, new Command(fact));
        return new TwoDecisions(new Decision(first.D.Items, null), new Decision(second.D.Items, null));
    }

    /// <summary>A merge is undone: what is left of the lots that came goes back to B.</summary>
    /// <param name="programs">Versions.</param>
    /// <param name="b">The member that had gone.</param>
    /// <param name="a">The member that stayed.</param>
    /// <param name="undo">A's command; its named item is A's <see cref="MergedFrom"/>.</param>
    /// <param name="merged">B's item of the <see cref="MergedInto"/>.</param>
    public static TwoDecisions Unmerge(ProgramHistory programs, MemberState b, MemberState a, Command undo, RecordItem merged)
    {
        var fact = (UnmergedFrom)undo.Fact;
        var returns = Template(new UnmergedInto { OccurredAt = fact.OccurredAt, RecordedAt = fact.RecordedAt, MergeSequence = merged.Sequence }, fact);
        var first = Ready(programs, b, returns);
        if (first.Refusal is not null) return Refused(first.Refusal);
        var second = Decide.Member(programs, a, undo);
        if (!second.IsAccepted) return new TwoDecisions(new Decision(first.D.Items, null), second);
        Decide.Carry(programs, first.D, new Command(returns with { Lots = Back(a, second), Debt = DebtBack(second), Value = WalletMerges.ValueBack(a, second.Items[^1], fact.MergeSequence), Cards = WalletMerges.CardsBack(a, second.Items[^1], fact.MergeSequence), Coupons = CouponMerges.Back(a, second.Items[^1], fact.MergeSequence), Plans = PlanMerges.Back(a, fact.MergeSequence) }));
        return new TwoDecisions(new Decision(first.D.Items, null), second);
    }

    /// <summary>A decision that is settled up to the fact, or why it cannot be taken.</summary>
    internal static (Deciding D, Refusal? Refusal) Ready(ProgramHistory programs, MemberState state, Fact fact)
    {
        var d = Decide.Open(programs, state, fact, false);
        var refusal = FactDecisions.Check(d, fact);
        if (refusal is null) Settlement.Run(programs, d, programs.Calendar.DayOf(fact.RecordedAt), false);
        return (d, refusal);
    }

    /// <summary>What a family card would bring could not be spent, and its purchases would go astray: it is unlinked first.</summary>
    private static Refusal? Cards(MemberState b, MemberState a) => (b.FamilyOf ?? a.FamilyOf) is null ? null : Refusal.Of("family.unlinkFirst");

    private static TwoDecisions Refused(Refusal refusal) => new(new Decision([], refusal), new Decision([], null));

    private static T Template<T>(T fact, Fact like)
        // The natural key stays with the fact that was told: one number stands for one document.
        where T : Fact => fact with { Actor = like.Actor };

    /// <summary>The lots that a decision's last debit took, as they travel.</summary>
    private static List<CarriedLot> Taken(MemberState from, Decision decision)
    {
        var entry = decision.Items[^1].Effects.OfType<LedgerEntry>().First();
        return [.. entry.Parts.Select(p => (Part: p, Lot: from.Find(p.Lot))).Select(x => new CarriedLot(x.Part.Points, x.Lot.EarnedOn, x.Lot.EndsOn, x.Part.Lot))];
    }

    private static List<CarriedLot> Back(MemberState a, Decision decision) =>
        [.. LeavingEntry(decision)?.Parts.Select(p => MergeDecisions.Carried(a.Find(p.Lot), p.Points) with { From = a.Find(p.Lot).CarriedFrom!.Value }) ?? []];

    private static long DebtBack(Decision decision) => -(LeavingEntry(decision)?.DebtMade ?? 0);

    private static LedgerEntry? LeavingEntry(Decision decision) => decision.Items[^1].Effects.OfType<LedgerEntry>().FirstOrDefault(e => e.Kind == Points.EntryKind.MergeOut);
}
