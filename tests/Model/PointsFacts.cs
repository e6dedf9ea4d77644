namespace Tessera.Model;

/// <summary>Spending, adjusting, transferring and gifts of points (semantics §3).</summary>
public static class PointsFacts
{
    public static string? Debit(ModelMember member, ModelDebit debit)
    {
        var book = member.Points;
        if (book.Frozen)
        {
            return "points.frozen";
        }

        var without = debit.ForPurchase is not null && !member.Program.SameOrderSpending ? debit.ForPurchase : null;
        var spendable = Math.Min(book.Spendable, book.InConsumeOrder(without).Sum(lot => lot.Left));
        if (debit.Points <= 0 || spendable == 0 || (debit.Points > spendable && member.Program.OverAsk == OverAsk.Refuse))
        {
            return "points.insufficient";
        }

        member.Trace.ReachIf(debit.Points > spendable, "debit.clamped");
        Spend(member, debit.Key, "debit", Math.Min(debit.Points, spendable), (debit.RecordedOn, without));
        member.Debits.Add(debit);
        return null;
    }

    public static string? CancelDebit(ModelMember member, ModelDebitCancel cancel)
    {
        var spending = member.Points.Spendings.Single(spending => spending.Fact == cancel.Debit);
        if (spending.Cancelled)
        {
            return "debit.cancelled";
        }

        member.Points.Return(spending, cancel.Key, cancel.RecordedOn);
        return null;
    }

    public static string? Adjust(ModelMember member, ModelAdjust adjust)
    {
        if (adjust.Points > 0)
        {
            var credit = new ModelCredit(adjust.Key, "adjust", adjust.Points, adjust.OwnDate ?? adjust.OccurredOn)
            {
                Ends = adjust.UsableThrough?.AddDays(1),
                NotBefore = adjust.UsableThrough is null ? OrderFacts.KeptAlive(member, adjust) : null,
            };
            member.Points.Credit(credit, adjust.RecordedOn);
            return null;
        }

        var asked = -adjust.Points;
        var there = Math.Min(asked, Math.Max(0, member.Points.Balance));
        if (asked == 0 || (there < asked && !adjust.MayMakeDebt))
        {
            return "points.insufficient";
        }

        member.Points.Consume(there);
        member.Points.Note(adjust.Key, "adjust", adjust.RecordedOn, -asked);
        if (asked > there)
        {
            member.Points.AddDebt(adjust.Key, asked - there);
        }

        return null;
    }

    /// <summary>Active points only, lot by lot; a lot keeps its day and end or starts anew.</summary>
    public static string? Transfer(ModelMember from, ModelMember to, ModelTransfer transfer)
    {
        if (!from.Program.Transfers)
        {
            return "transfer.off";
        }

        if (from == to)
        {
            return "transfer.self";
        }

        if (from.Points.Frozen)
        {
            return "points.frozen";
        }

        if (transfer.Points <= 0 || transfer.Points > from.Points.Spendable)
        {
            return "points.insufficient";
        }

        var parts = from.Points.Consume(transfer.Points);
        from.Points.Note(transfer.Key, "transferOut", transfer.RecordedOn, -transfer.Points);
        foreach (var part in parts)
        {
            var keeps = from.Program.TransferExpiry == TransferExpiry.Keep;
            to.Points.Credit(
                new ModelCredit(transfer.Key, "transferIn", part.Amount, keeps ? part.Lot.EarnedOn : transfer.OccurredOn)
                {
                    CountsFrom = keeps ? part.Lot.CountsFrom : null,
                    Ends = keeps ? part.Lot.EndsOn : null,
                    NeverEnds = keeps && part.Lot.EndsOn is null,
                },
                transfer.RecordedOn);
        }

        from.Trace.Reach("transfer");
        return null;
    }

    public static string? Refer(ModelMember member, ModelReferral referral)
    {
        member.Referrals.Add(referral);
        if (member.Program.ReferralReward > 0)
        {
            member.Points.Credit(
                new ModelCredit(referral.Key, "reward", member.Program.ReferralReward, referral.OccurredOn) { NotBefore = OrderFacts.KeptAlive(member, referral) },
                referral.RecordedOn);
        }

        return null;
    }

    public static string? Invalidate(ModelMember member, ModelReferralInvalid invalid)
    {
        if (member.InvalidReferrals.Contains(invalid.Referral))
        {
            return "referral.invalid";
        }

        member.InvalidReferrals.Add(invalid.Referral);
        if (member.Program.ReferralReward > 0)
        {
            member.Points.ClawBack(invalid.Referral, invalid.Key, member.Program.ReferralReward, invalid.RecordedOn);
        }

        return null;
    }

    public static ModelLot Gift(ModelMember member, ModelCredit gift, DateOnly today) => member.Points.Credit(gift, today, gift.EarnedOn);

    public static void RedeemAutomatically(ModelMember member, ModelAutoRedemption automatic, DateOnly on)
    {
        while (member.Points.Spendable >= automatic.AtBalance)
        {
            var key = $"auto:{member.Id}:{member.Points.Spendings.Count + 1}";
            Spend(member, key, "autoRedeem", automatic.Points, (on, null));
            member.Trace.Reach("autoRedeem");
        }
    }

    private static void Spend(ModelMember member, string key, string kind, long points, (DateOnly On, string? Without) at)
    {
        var parts = member.Points.Consume(points, at.Without);
        member.Points.Spendings.Add(new ModelSpending { Fact = key, Parts = parts });
        member.Points.Note(key, kind, at.On, -points);
    }
}
