using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Redemption;

namespace Tessera.Core.Programs;

/// <summary>Draws: the debit, the number and the prize in one decision (E10, Z4).</summary>
internal static class DrawDecisions
{
    public static Refusal? Enter(FactContext c, Drawn drawn)
    {
        if (c.State.IsFrozen) return Refusal.Of("member.frozen");
        if (c.Program.Document.Draws.Campaigns.FirstOrDefault(d => d.Id == drawn.Draw) is not { Enabled: true } draw) return Refusal.Of("draw.unknown", Reason.Id("draw", drawn.Draw));
        if ((NotFor(c, draw) ?? NotLeft(c, drawn, draw)) is { } refusal) return refusal;
        var spendable = Ledger.Spendable(c.D);
        if (draw.Points > spendable) return Refusal.Of("points.insufficient", Reason.Points("asked", draw.Points), Reason.Points("spendable", spendable));
        Carry(c, drawn, draw);
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    private static Refusal? NotFor(FactContext c, DrawTerms draw)
    {
        if (c.D.Day < draw.From) return Refusal.Of("draw.notYet", Reason.Id("draw", draw.Id), Reason.Day("from", draw.From));
        // The seed is shown once the last day is over: nobody enters after that, however late the fact is told.
        if (c.D.Day > draw.Through || c.D.Today > draw.Through) return Refusal.Of("draw.ended", Reason.Id("draw", draw.Id), Reason.Day("through", draw.Through));
        if (draw.Tiers.Count > 0 && !draw.Tiers.Contains(c.State.InForce)) return Refusal.Of("draw.otherTier", Reason.Id("draw", draw.Id), Reason.Id("tier", c.State.InForce));
        var isTagged = draw.Tags.Count == 0 || c.State.Tags.Any(t => draw.Tags.Contains(t.Tag) && !(t.Through < c.D.Day));
        return isTagged ? null : Refusal.Of("draw.otherTag", Reason.Id("draw", draw.Id));
    }

    private static Refusal? NotLeft(FactContext c, Drawn drawn, DrawTerms draw)
    {
        if (RedemptionDecisions.OverLimit(c, (draw.UseKey, draw.PerMember, draw.Period), 1, "draw.limit") is { } over) return over;
        var entries = draw.SharedEntries;
        var left = SharedRooms.Left(drawn, entries.Id);
        if (left == 0) return Refusal.Of("draw.full", Reason.Id("draw", draw.Id));
        // The number belongs to the next place among the entries: a fact that names another would let somebody choose.
        if (drawn.Nonce != entries.Most - left + 1) throw new LedgerBroken(c.State.Account, $"entry {drawn.Nonce} of {draw.Id} is not the next");
        return null;
    }

    private static void Carry(FactContext c, Drawn drawn, DrawTerms draw)
    {
        var (hit, given) = draw.Pick(drawn.DrawnNumber, id => SharedRooms.Left(drawn, id));
        c.D.Apply(new ActivitySeen(c.D.Day, false));
        if (draw.Points > 0) Ledger.Debit(c.D, EntryKind.Debit, draw.Points, Reason.Of("draw.entered", Reason.Id("draw", draw.Id), Reason.Points("points", draw.Points)));
        SharedRooms.Take(c.D, drawn, draw.SharedEntries.Id, 1);
        c.D.Apply(RedemptionDecisions.Use(c.D, draw.UseKey, 1));
        c.D.Apply(new DrawMade(draw.Id, drawn.Nonce, drawn.DrawnNumber, hit?.Id, given?.Id) { Points = draw.Points, Reason = Say(drawn, draw, hit, given) });
        if (given is not null) Give(c, drawn, draw, given);
    }

    private static void Give(FactContext c, Drawn drawn, DrawTerms draw, Prize prize)
    {
        SharedRooms.Take(c.D, drawn, draw.SharedStockOf(prize).Id, 1);
        if (draw.BudgetMinor > 0) SharedRooms.Take(c.D, drawn, draw.SharedBudget.Id, prize.CostMinor);
        var reason = Reason.Of("draw.prize", Reason.Id("draw", draw.Id), Reason.Id("prize", prize.Id));
        if (prize.Points > 0)
        {
            Ledger.Credit(c.D, new Credit(EntryKind.Gift, LotOrigin.Gift, prize.Points, reason));
            return;
        }

        c.D.Apply(new RedemptionMoved(c.D.Sequence, RedemptionStage.Open)
        {
            Goods = new RedeemedGoods(prize.Id, 1, prize.Handing) { CostMinor = prize.CostMinor, Draw = draw.Id }, Reason = reason,
        });
    }

    private static Reason Say(Drawn drawn, DrawTerms draw, Prize? hit, Prize? given)
    {
        var (number, id) = (Reason.Count("number", drawn.DrawnNumber), Reason.Id("draw", draw.Id));
        if (given is not null && given == hit) return Reason.Of("draw.won", id, number, Reason.Id("prize", given.Id));
        if (given is not null) return Reason.Of("draw.wonInstead", id, number, Reason.Id("hit", hit!.Id), Reason.Id("prize", given.Id));
        return hit is null ? Reason.Of("draw.lost", id, number) : Reason.Of("draw.ranOut", id, number, Reason.Id("hit", hit.Id));
    }
}
