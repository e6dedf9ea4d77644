namespace Tessera.Model;

/// <summary>Purchases, refunds, voids, cancellations and behaviours: what they earn and take back.</summary>
public static class OrderFacts
{
    public static ModelOrder Buy(ModelMember member, ModelPurchase purchase)
    {
        var program = member.Program;
        var nets = Earning.Nets(program, purchase);
        var order = new ModelOrder
        {
            Purchase = purchase,
            Lines = purchase.Lines.Zip(nets, (line, net) => new ModelOrderLine { Line = line, Net = net, Qualifying = Earning.Qualifying(program, purchase, line, net) }).ToList(),
        };
        Share(order, SpendGrowth(member, order), order.Lines.Select(line => Ratio.Max(line.Qualifying, 0)).ToList(), (line, part) => line.Growth = part);
        EarnWith(member, order, member.Tiers.InForceAt(purchase));
        member.Orders.Add(order);
        if (program.TierForEarning == TierForEarning.After && member.Tiers.TierAfter(purchase) is { } after)
        {
            member.Orders.Remove(order);
            EarnWith(member, order, after);
            member.Orders.Add(order);
            member.Trace.Reach("earn.tierAfter");
        }

        PostEarned(member, order);
        PostGrowth(member, purchase, order.Growth);
        return order;
    }

    public static string? Refund(ModelMember member, ModelOrder order, ModelRefund refund)
    {
        if (refund.OccurredAt < order.At)
        {
            return "refund.beforePurchase";
        }

        var (refunded, refusal) = order.Refund(refund, member.Program.RefundExcess);
        if (refunded is null)
        {
            return refusal;
        }

        TakeBack(member, order, refunded, refund);
        member.Trace.Reach(refund.AmountMinor is null ? "refund.units" : "refund.amount");
        member.Trace.Reach(order.IsWhollyRefunded ? "refund.completes" : "refund.partial");
        return null;
    }

    public static string? Void(ModelMember member, ModelOrder order, ModelVoid voided)
    {
        if (voided.OccurredOn != order.On)
        {
            return "void.otherDay";
        }

        if (order.Refunds.Count > 0)
        {
            return "void.refunded";
        }

        TakeBack(member, order, order.Void(voided), voided);
        member.Trace.Reach("void");
        return null;
    }

    /// <summary>The goods arrived: what is pending of the order becomes active on the day that is known.</summary>
    public static string? Received(ModelMember member, ModelReceived received)
    {
        foreach (var lot in member.Points.Lots.Where(lot => lot.Origin == received.Purchase && lot.Pending && lot.Left > 0).ToList())
        {
            member.Points.Activate(lot, received.RecordedOn, received.RecordedOn, received.Key, byNight: false);
        }

        return null;
    }

    public static string? Cancel(ModelMember member, ModelCancellation cancellation)
    {
        var points = Earning.AtBaseRate(member.Program, cancellation.AmountMinor);
        var growth = GrowthOf(member.Program.Growth, cancellation.AmountMinor);
        member.Cancellations.Add(new ModelCancelled(cancellation, points, growth));
        if (points > 0)
        {
            member.Points.ClawBack(cancellation.Key, cancellation.Key, points, cancellation.RecordedOn);
        }

        PostGrowth(member, cancellation, -growth);
        member.Trace.Reach("cancellation");
        return null;
    }

    public static string? Behave(ModelMember member, ModelBehaviour behaviour)
    {
        var byRule = EarnsNow(member, behaviour)
            ? member.Program.EarnRules.Where(rule => rule.Kind == EarnKind.Behaviour && rule.Behaviour == behaviour.Type)
                .Select(rule => (rule.Id, Points: BehaviourPoints(member, rule, behaviour)))
                .Where(earned => earned.Points > 0)
                .ToList()
            : [];
        var points = AfterPeriodCaps(member, behaviour.OccurredOn, byRule.Sum(earned => earned.Points));
        var given = Shares.Prorate(points, byRule.Select(earned => (Ratio)earned.Points).ToList());
        var growth = Rewarded(member, behaviour) ? 0 : member.Program.Growth.Behaviours.Where(source => source.Behaviour == behaviour.Type).Sum(source => BehaviourGrowth(member, source, behaviour));
        member.Behaviours.Add(new ModelBehaved(behaviour, points, growth, byRule.Zip(given, (earned, part) => (earned.Id, part)).Where(earned => earned.part > 0).ToList()));
        if (points > 0)
        {
            member.Points.Credit(new ModelCredit(behaviour.Key, "earn", points, behaviour.OccurredOn) { NotBefore = KeptAlive(member, behaviour) }, behaviour.RecordedOn);
        }

        PostGrowth(member, behaviour, growth);
        return null;
    }

    /// <summary>An object is rewarded once, in points or growth.</summary>
    private static bool Rewarded(ModelMember member, ModelBehaviour behaviour) =>
        behaviour.Object is not null && member.Behaviours.Any(earlier => earlier.Fact.Type == behaviour.Type && earlier.Fact.Object == behaviour.Object && earlier.Points + earlier.Growth > 0);

    private static bool EarnsNow(ModelMember member, ModelBehaviour behaviour)
    {
        var earns = !(member.Points.Frozen && member.Program.FreezeStopsEarning) && !Rewarded(member, behaviour);
        member.Trace.ReachIf(!earns, "behaviour.noPoints");
        return earns;
    }

    public static DateOnly? KeptAlive(ModelMember member, ModelFact fact) =>
        fact.OccurredOn < fact.RecordedOn ? fact.RecordedOn.AddDays(member.Program.LateLotDays) : null;

    private static void EarnWith(ModelMember member, ModelOrder order, string tier)
    {
        var purchase = order.Purchase;
        if (member.Points.Frozen && member.Program.FreezeStopsEarning)
        {
            return;
        }

        var tags = member.Tags.Select(fact => fact.Tag).Where(tag => member.HasTag(tag, purchase.OccurredOn)).ToHashSet();
        var context = new EarnContext(tier, member.Tiers.Tier(tier).Multiplier, member.IsBirthday(purchase.OccurredOn), tags);
        var earned = Earning.Earn(member.Program, purchase, order.Lines.Select(line => line.Net).ToList(), context);
        var points = earned.Points;
        if (member.Program.OrderCap is { } cap && points > cap)
        {
            member.Trace.Reach("cap.order");
            points = member.Program.CapPolicy == CapPolicy.Cut ? cap : 0;
        }

        points = AfterPeriodCaps(member, purchase.OccurredOn, points);
        Share(order, points, earned.Contributions, (line, part) => line.Points = part);
    }

    /// <summary>Room of the local day's periods: what was earned in them, less what refunds took back of it.</summary>
    private static long AfterPeriodCaps(ModelMember member, DateOnly on, long points)
    {
        foreach (var cap in member.Program.PeriodCaps)
        {
            var start = ModelDates.PeriodStart(cap.Period, on);
            var end = ModelDates.PeriodEnd(cap.Period, on);
            var used = member.Orders.Where(order => order.On >= start && order.On <= end).Sum(order => order.Points - order.Refunds.Sum(refund => refund.Points))
                + member.Behaviours.Where(behaved => behaved.Fact.OccurredOn >= start && behaved.Fact.OccurredOn <= end).Sum(behaved => behaved.Points);
            var room = Math.Max(0, cap.Points - used);
            if (points > room)
            {
                member.Trace.Reach("cap.period");
                points = member.Program.CapPolicy == CapPolicy.Cut ? room : 0;
            }
        }

        return points;
    }

    private static long BehaviourPoints(ModelMember member, ModelEarnRule rule, ModelBehaviour behaviour)
    {
        var tier = member.Tiers.InForceAt(behaviour);
        var context = new EarnContext(tier, member.Tiers.Tier(tier).Multiplier, member.IsBirthday(behaviour.OccurredOn), member.Tags.Select(fact => fact.Tag).Where(tag => member.HasTag(tag, behaviour.OccurredOn)).ToHashSet());
        var paid = member.Behaviours.SelectMany(earlier => earlier.ByRule.Where(earned => earned.Rule == rule.Id).Select(earned => (earlier.Fact, earned.Points))).ToList();
        var today = paid.Where(earlier => earlier.Fact.OccurredOn == behaviour.OccurredOn).ToList();
        if (!Earning.HoldsAt(rule, behaviour.OccurredAt, context)
            || today.Count >= rule.DailyTimes)
        {
            member.Trace.Reach("behaviour.noPoints");
            return 0;
        }

        var points = (rule.Rate * (rule.Multiplied ? context.TierMultiplier : 1)).Round(member.Program.Rounding);
        if (rule.DailyPoints is not { } most)
        {
            return points;
        }

        var room = Math.Max(0, most - today.Sum(earlier => earlier.Points));
        return points <= room ? points : member.Program.CapPolicy == CapPolicy.Cut ? room : 0;
    }

    private static long BehaviourGrowth(ModelMember member, ModelBehaviourGrowth source, ModelBehaviour behaviour)
    {
        var paid = member.Behaviours.Where(earlier => earlier.Fact.Type == behaviour.Type && earlier.Growth != 0).ToList();
        var today = paid.Count(earlier => earlier.Fact.OccurredOn == behaviour.OccurredOn);
        return today >= source.DailyTimes ? 0 : source.Growth;
    }

    private static long GrowthOf(ModelGrowth growth, long amountMinor)
    {
        var basis = growth.PerFull is { } n ? Ratio.Of(Math.Abs(amountMinor), n).Floor() : (Ratio)Math.Abs(amountMinor);
        return Math.Max(0, (basis * growth.SpendRate).Round(growth.Rounding));
    }

    private static long SpendGrowth(ModelMember member, ModelOrder order)
    {
        if (order.Qualifying <= 0)
        {
            return 0;
        }

        var growth = GrowthOf(member.Program.Growth, order.Qualifying);
        growth = Math.Min(growth, member.Program.Growth.SpendCapPerOrder ?? growth);
        if (member.Program.Growth.SpendCapPerDay is { } most)
        {
            var used = member.Orders.Where(earlier => earlier.On == order.On).Sum(earlier => earlier.Growth - earlier.Refunds.Sum(refund => refund.Growth));
            growth = Math.Min(growth, Math.Max(0, most - used));
        }

        return growth;
    }

    private static void Share(ModelOrder order, long whole, IReadOnlyList<Ratio> weights, Action<ModelOrderLine, long> set)
    {
        var parts = Shares.Prorate(whole, weights);
        for (var i = 0; i < order.Lines.Count; i++)
        {
            set(order.Lines[i], parts[i]);
        }
    }

    private static void PostEarned(ModelMember member, ModelOrder order)
    {
        if (order.Points == 0)
        {
            return;
        }

        var purchase = order.Purchase;
        var credit = new ModelCredit(order.Key, "earn", order.Points, order.On) { NotBefore = KeptAlive(member, purchase) };
        var pending = member.Program.Pending;
        var activatesOn = pending.Kind == PendingKind.Days ? order.On.AddDays(pending.Days) : (DateOnly?)null;
        if (pending.Kind == PendingKind.None || activatesOn <= purchase.RecordedOn)
        {
            member.Points.Credit(credit with { CountsFrom = activatesOn }, purchase.RecordedOn);
            return;
        }

        var cancelOn = pending is { Kind: PendingKind.Received, DeadlineDays: { } days } ? order.On.AddDays(days) : (DateOnly?)null;
        member.Points.CreditPending(credit, activatesOn, cancelOn, purchase.RecordedOn);
    }

    private static void TakeBack(ModelMember member, ModelOrder order, ModelRefunded refunded, ModelFact fact)
    {
        if (refunded.Points > 0)
        {
            member.Points.ClawBack(order.Key, fact.Key, refunded.Points, fact.RecordedOn);
        }

        PostGrowth(member, fact, -refunded.Growth);
    }

    private static void PostGrowth(ModelMember member, ModelFact fact, long growth)
    {
        if (growth != 0)
        {
            member.Points.NoteGrowth(fact.Key, fact.RecordedOn, growth);
        }
    }
}
