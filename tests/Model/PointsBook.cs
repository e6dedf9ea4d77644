namespace Tessera.Model;

/// <summary>The points of one member (semantics §3): lots, debts, entries, and nothing cached.</summary>
public sealed class PointsBook(ModelProgram program, Trace trace)
{
    public List<ModelLot> Lots { get; } = [];

    public List<ModelDebt> Debts { get; } = [];

    public List<ModelEntry> Entries { get; } = [];

    public List<ModelClawBack> ClawBacks { get; } = [];

    public List<ModelSpending> Spendings { get; } = [];

    public bool Frozen { get; set; }

    public long Debt => Debts.Sum(debt => debt.Left);

    public long Balance => Lots.Where(lot => lot.IsOpen).Sum(lot => lot.Left) - Debt;

    public long Pending => Lots.Where(lot => lot.Pending).Sum(lot => lot.Left);

    public long Spendable => Frozen ? 0 : Math.Max(0, Balance);

    public long Growth => Entries.Sum(entry => entry.GrowthDelta);

    public IReadOnlyList<ModelLot> InConsumeOrder(string? without = null)
    {
        var open = Lots.Where(lot => lot.IsOpen && (without is null || lot.Origin != without));
        return program.ConsumeOrder switch
        {
            ConsumeOrder.EarliestExpiry => open.OrderBy(lot => lot.EndsOn ?? DateOnly.MaxValue).ThenBy(lot => lot.EarnedOn).ThenBy(lot => lot.Id).ToList(),
            ConsumeOrder.FirstEarned => open.OrderBy(lot => lot.EarnedOn).ThenBy(lot => lot.Id).ToList(),
            _ => throw new InvalidOperationException("Unknown consume order."),
        };
    }

    public void Note(string fact, string kind, DateOnly on, long points, long pending = 0) =>
        Add(new ModelEntry(fact, kind, on) { Points = points, Pending = pending });

    public void NoteGrowth(string fact, DateOnly on, long growth) => Add(new ModelEntry(fact, "growth", on) { GrowthDelta = growth });

    /// <summary>Opens an active lot; it pays debt first. Settled steps are dated on their own day, notices today.</summary>
    public ModelLot Credit(ModelCredit credit, DateOnly today, DateOnly? on = null)
    {
        var lot = Open(credit, credit.NeverEnds ? null : credit.Ends ?? program.Expiry.EndsOn(credit.CountsFrom ?? credit.EarnedOn));
        if (credit.NotBefore is { } notBefore && lot.EndsOn < notBefore)
        {
            lot.EndsOn = notBefore;
            lot.NotBefore = notBefore;
            trace.Reach("lot.lateKeptAlive");
        }

        Note(credit.Fact, credit.Kind, on ?? today, credit.Points);
        PayDebts(lot);
        Announce(lot, on ?? today, today, byNight: on is not null);
        return lot;
    }

    /// <summary>Opens a pending lot; it has no end until it is active.</summary>
    public ModelLot CreditPending(ModelCredit credit, DateOnly? activatesOn, DateOnly? cancelOn, DateOnly today)
    {
        var lot = Open(credit, null);
        lot.Pending = true;
        lot.ActivatesOn = activatesOn;
        lot.CancelOn = cancelOn;
        lot.NotBefore = credit.NotBefore;
        Note(credit.Fact, credit.Kind, today, 0, credit.Points);
        trace.Reach("lot.pending");
        return lot;
    }

    public void Activate(ModelLot lot, DateOnly on, DateOnly today, string fact, bool byNight)
    {
        lot.Pending = false;
        lot.CountsFrom = on;
        lot.EndsOn = program.Expiry.EndsOn(on);
        if (lot.NotBefore is { } notBefore && lot.EndsOn < notBefore)
        {
            lot.EndsOn = notBefore;
        }

        Note(fact, "activate", on, lot.Left, -lot.Left);
        PayDebts(lot);
        Announce(lot, on, today, byNight);
        trace.Reach("lot.activated");
    }

    /// <summary>Pending points whose deadline passed lapse: they go to the expired sum of their lot.</summary>
    public void CancelPending(ModelLot lot, DateOnly on)
    {
        Note(lot.Origin, "cancelPending", on, 0, -lot.Left);
        lot.Expired += lot.Left;
        lot.Left = 0;
        lot.Cancelled = true;
        trace.Reach("lot.cancelled");
    }

    public void Expire(ModelLot lot, DateOnly on, string kind)
    {
        Note(lot.Origin, kind, on, -lot.Left);
        lot.Expired += lot.Left;
        lot.Left = 0;
        trace.Reach("lot." + kind);
    }

    /// <summary>
    /// The notice of a lot's end: due by the day of the step, dated the day it is written. One that a night writes late may postpone the end;
    /// one that a fact writes, for points that came with it, is in time.
    /// </summary>
    public void Announce(ModelLot lot, DateOnly day, DateOnly today, bool byNight)
    {
        if (!lot.IsOpen || lot.NoticedOn is not null || lot.EndsOn is not { } end || end.AddDays(-program.NoticeDays) > day)
        {
            return;
        }

        lot.NoticedOn = today;
        var life = end.DayNumber - lot.CountsFrom.DayNumber;
        var fair = today.AddDays(Math.Min(program.NoticeDays, life));
        if (byNight && program.LateNotice == LateNotice.Postpone && fair > end)
        {
            lot.EndsOn = fair;
            lot.NotBefore = fair;
            trace.Reach("lot.postponed");
        }
    }

    /// <summary>Takes points out of open lots in consume order; the caller has checked that there are enough.</summary>
    public List<ModelPart> Consume(long points, string? without = null)
    {
        var parts = new List<ModelPart>();
        foreach (var lot in InConsumeOrder(without))
        {
            var taken = Math.Min(points, lot.Left);
            if (taken > 0)
            {
                lot.Left -= taken;
                lot.Consumed += taken;
                points -= taken;
                parts.Add(new ModelPart { Lot = lot, Amount = taken });
            }
        }

        return points == 0 ? parts : throw new InvalidOperationException("More points were asked for than there are.");
    }

    /// <summary>Debt and open lots never exist together: what is open pays at once.</summary>
    public void AddDebt(string origin, long points, ModelClawBack? claw = null)
    {
        var debt = new ModelDebt { Origin = origin, Left = points };
        Debts.Add(debt);
        if (claw is not null)
        {
            claw.Debt = debt;
        }

        trace.Reach("debt");
        OpenLotsPayDebts();
    }

    /// <summary>Takes back what an order's refunded part had earned (§3 claw-back). Key is the order, fact the refund.</summary>
    public ModelClawBack ClawBack(string order, string fact, long owed, DateOnly on)
    {
        var claw = new ModelClawBack { Order = order, Fact = fact, Owed = owed };
        var own = Lots.Where(lot => lot.Origin == order).ToList();
        var lapsed = own.Sum(lot => lot.Expired) - ClawBacks.Where(earlier => earlier.Order == order).Sum(earlier => earlier.ExpiredBefore);
        claw.ExpiredBefore = Math.Min(owed, lapsed);
        claw.FromPending = TakeBack(own.Where(lot => lot.Pending), owed - claw.ExpiredBefore, null);
        var rest = owed - claw.ExpiredBefore - claw.FromPending;
        claw.FromOwn = program.Shortfall == Shortfall.PendingOnly ? 0 : TakeBack(own.Where(lot => lot.IsOpen), rest, null);
        rest -= claw.FromOwn;
        claw.DebtAgain = OweAgain(own, rest);
        rest -= claw.DebtAgain;
        rest -= program.Shortfall == Shortfall.PendingOnly ? 0 : TakeBack(InConsumeOrder(), rest, claw.Drawn);
        var asDebt = program.Shortfall == Shortfall.Debt ? rest : 0;
        claw.WrittenOff = program.Shortfall == Shortfall.Clamp ? rest : 0;
        claw.LeftStanding = program.Shortfall == Shortfall.PendingOnly ? rest : 0;
        ClawBacks.Add(claw);
        Note(fact, "clawBack", on, -(claw.FromOwn + claw.DebtAgain + claw.Drawn.Sum(part => part.Amount) + asDebt), -claw.FromPending);
        NameShortfall(claw, fact, on);
        if (asDebt > 0)
        {
            AddDebt(fact, asDebt, claw);
        }

        OpenLotsPayDebts();
        TraceClawBack(claw);
        return claw;
    }

    /// <summary>Spent points come back: debt first, then each part to its lot or where that lot's claw-backs send it.</summary>
    public void Return(ModelSpending spending, string fact, DateOnly on)
    {
        spending.Cancelled = true;
        var net = 0L;
        foreach (var part in spending.Parts)
        {
            part.Lot.Returned += part.Amount;
            var toDebt = PayDebtsWith(part.Lot, part.Amount);
            net += toDebt + BringHome(part.Lot, part.Amount - toDebt, on);
        }

        Note(fact, "return", on, net);
    }

    /// <summary>Takes what is left of a lot (an entry gift that counts as not given), without debt.</summary>
    public void TakeWhatIsLeft(ModelLot lot, string fact, DateOnly on)
    {
        Note(fact, "giftBack", on, -lot.Left);
        lot.ClawedBack += lot.Left;
        lot.Left = 0;
        trace.Reach("gift.back");
    }

    private void Add(ModelEntry entry) => Entries.Add(entry with
    {
        N = Entries.Count + 1,
        BalanceAfter = (Entries.LastOrDefault()?.BalanceAfter ?? 0) + entry.Points,
        PendingAfter = (Entries.LastOrDefault()?.PendingAfter ?? 0) + entry.Pending,
        GrowthAfter = Growth + entry.GrowthDelta,
    });

    private ModelLot Open(ModelCredit credit, DateOnly? endsOn)
    {
        var lot = new ModelLot
        {
            Id = Lots.Count + 1,
            Origin = credit.Fact,
            Kind = credit.Kind,
            Opened = credit.Points,
            Left = credit.Points,
            EarnedOn = credit.EarnedOn,
            CountsFrom = credit.CountsFrom ?? credit.EarnedOn,
            EndsOn = endsOn,
            OwnExpiry = credit.Ends is not null || credit.NeverEnds,
        };
        Lots.Add(lot);
        return lot;
    }

    private void PayDebts(ModelLot lot)
    {
        var paid = PayDebtsWith(lot, lot.Left, fromLeft: true);
        if (paid > 0)
        {
            trace.Reach("debt.paid");
        }
    }

    /// <summary>Pays the oldest debts first; what a lot pays on its own order's debt is simply taken back.</summary>
    private long PayDebtsWith(ModelLot lot, long available, bool fromLeft = false)
    {
        var paid = 0L;
        foreach (var debt in Debts.Where(debt => debt.Left > 0).ToList())
        {
            var part = Math.Min(available - paid, debt.Left);
            if (part <= 0)
            {
                break;
            }

            debt.Left -= part;
            lot.Consumed += part;
            lot.Left -= fromLeft ? part : 0;
            paid += part;
            if (!ClawBacks.Any(claw => claw.Debt == debt && claw.Order == lot.Origin))
            {
                debt.Payments.Add(new ModelDebtPayment { Lot = lot, Amount = part });
            }
        }

        return paid;
    }

    private static long TakeBack(IEnumerable<ModelLot> lots, long owed, List<ModelPart>? drawn)
    {
        var sum = 0L;
        foreach (var lot in lots.ToList())
        {
            var taken = Math.Min(owed - sum, lot.Left);
            if (taken > 0)
            {
                lot.Left -= taken;
                lot.ClawedBack += taken;
                sum += taken;
                drawn?.Add(new ModelPart { Lot = lot, Amount = taken });
            }
        }

        return sum;
    }

    private void OpenLotsPayDebts()
    {
        foreach (var lot in InConsumeOrder())
        {
            PayDebts(lot);
        }
    }

    /// <summary>What the order's lots had paid of debts of others comes back as debt: the points return to the lot and are taken back.</summary>
    private long OweAgain(List<ModelLot> own, long most)
    {
        var sum = 0L;
        foreach (var lot in own)
        {
            foreach (var debt in Debts)
            {
                foreach (var payment in debt.Payments.Where(payment => payment.Lot == lot))
                {
                    var part = Math.Min(most - sum, payment.Amount);
                    payment.Amount -= part;
                    debt.Left += part;
                    lot.Returned += part;
                    lot.ClawedBack += part;
                    sum += part;
                }
            }
        }

        trace.ReachIf(sum > 0, "claw.paidDebtCameBack");
        return sum;
    }

    private void NameShortfall(ModelClawBack claw, string fact, DateOnly on)
    {
        if (claw.WrittenOff > 0)
        {
            Add(new ModelEntry(fact, "writeOff", on) { Named = claw.WrittenOff });
        }

        if (claw.LeftStanding > 0)
        {
            Add(new ModelEntry(fact, "leftStanding", on) { Named = claw.LeftStanding });
        }
    }

    /// <summary>
    /// Points that came back to a lot: they first undo what claw-backs of its order wrote off, then go to the lots
    /// that paid those claw-backs' debt, then to the lots those drew on; the rest stays here.
    /// </summary>
    private long BringHome(ModelLot lot, long points, DateOnly on)
    {
        var claws = ClawBacks.Where(claw => claw.Order == lot.Origin).ToList();
        foreach (var claw in claws)
        {
            var undone = Math.Min(points, claw.WrittenOff);
            claw.WrittenOff -= undone;
            lot.ClawedBack += undone;
            points -= undone;
            trace.ReachIf(undone > 0, "return.undidWriteOff");
        }

        var net = 0L;
        foreach (var payment in claws.Where(claw => claw.Debt is not null).SelectMany(claw => claw.Debt!.Payments).ToList())
        {
            var part = Math.Min(points, payment.Amount);
            payment.Amount -= part;
            points -= part;
            net += PassOn(lot, payment.Lot, part, on);
            trace.ReachIf(part > 0, "return.toDebtPayer");
        }

        foreach (var drawn in claws.SelectMany(claw => claw.Drawn).ToList())
        {
            var part = Math.Min(points, drawn.Amount);
            drawn.Amount -= part;
            points -= part;
            net += PassOn(lot, drawn.Lot, part, on);
            trace.ReachIf(part > 0, "return.toDrawnLot");
        }

        return net + StayHere(lot, points, on);
    }

    private long PassOn(ModelLot from, ModelLot to, long points, DateOnly on)
    {
        if (points == 0)
        {
            return 0;
        }

        from.ClawedBack += points;
        to.Returned += points;
        return BringHome(to, points, on);
    }

    private long StayHere(ModelLot lot, long points, DateOnly on)
    {
        if (points == 0)
        {
            return 0;
        }

        lot.Left += points;
        if (lot.EndsOn <= on)
        {
            lot.EndsOn = on.AddDays(program.ReturnGraceDays + 1);
            lot.NotBefore = lot.EndsOn;
            lot.NoticedOn = null;
            trace.Reach("return.afterExpiry");
        }

        Announce(lot, on, on, byNight: false);
        return points;
    }

    private void TraceClawBack(ModelClawBack claw)
    {
        trace.ReachIf(claw.ExpiredBefore > 0, "claw.expiredCounted");
        trace.ReachIf(claw.FromPending > 0, "claw.pending");
        trace.ReachIf(claw.Drawn.Count > 0, "claw.drewOnOthers");
        trace.ReachIf(claw.WrittenOff > 0, "claw.writtenOff");
        trace.ReachIf(claw.LeftStanding > 0, "claw.leftStanding");
        trace.ReachIf(claw.Debt is not null, "claw.debt");
    }
}

/// <summary>What a credit is: the fact behind it, its kind, points, day earned and, where it has one, its own end.</summary>
public sealed record ModelCredit(string Fact, string Kind, long Points, DateOnly EarnedOn)
{
    public DateOnly? CountsFrom { get; init; }

    /// <summary>Own end: the date at whose start the points are gone.</summary>
    public DateOnly? Ends { get; init; }

    public bool NeverEnds { get; init; }

    /// <summary>A late fact creates no lot that ends before this.</summary>
    public DateOnly? NotBefore { get; init; }
}

/// <summary>Names of the rare paths that were reached; tests of the generator read it.</summary>
public sealed class Trace
{
    public Dictionary<string, int> Reached { get; } = [];

    public void Reach(string path) => Reached[path] = Reached.GetValueOrDefault(path) + 1;

    public void ReachIf(bool happened, string path)
    {
        if (happened)
        {
            Reach(path);
        }
    }
}
