namespace Tessera.Model;

/// <summary>
/// The night (semantics §6): every local date from the last one settled to today, each date's steps in order. Steps are
/// dated when they were due; only notices are dated today, the day they are written.
/// </summary>
public static class Settlement
{
    public static void Settle(ModelMember member, DateOnly today)
    {
        while (member.SettledThrough < today)
        {
            var day = member.SettledThrough.AddDays(1);
            RunDay(member, day, today);
            member.SettledThrough = day;
        }
    }

    /// <summary>
    /// Under inactivity every lot's end follows the last activity, unless it has an own or a promised one. Where activity was taken back, the points
    /// are usable through today.
    /// </summary>
    public static void MoveInactivityEnds(ModelMember member, DateOnly today)
    {
        if (!member.Program.Expiry.IsInactivity)
        {
            return;
        }

        var activity = member.LastActivity(today);
        foreach (var lot in member.Points.Lots.Where(lot => !lot.Pending && !lot.OwnExpiry))
        {
            var from = activity > lot.CountsFrom ? activity.Value : lot.CountsFrom;
            var end = member.Program.Expiry.EndsOn(from);
            end = lot.NotBefore > end ? lot.NotBefore : end;
            end = lot.Left > 0 && end <= today ? today.AddDays(1) : end;
            if (end == lot.EndsOn)
            {
                continue;
            }

            lot.NoticedOn = end > lot.EndsOn ? null : lot.NoticedOn;
            lot.EndsOn = end;
            member.Points.Announce(lot, today, today, byNight: false);
        }
    }

    private static void RunDay(ModelMember member, DateOnly day, DateOnly today)
    {
        ActivatePending(member, day, today);
        ExpirePoints(member, day);
        member.Tiers.RunDay(day, today);
        GrantGifts(member, day, today);
        foreach (var lot in member.Points.Lots)
        {
            member.Points.Announce(lot, day, today, byNight: true);
        }

        if (member.Program.AutoRedemption is { At: AutoRedeemAt.Night } automatic)
        {
            PointsFacts.RedeemAutomatically(member, automatic, day);
        }
    }

    private static void ActivatePending(ModelMember member, DateOnly day, DateOnly today)
    {
        foreach (var lot in member.Points.Lots.Where(lot => lot.Pending && lot.Left > 0).ToList())
        {
            if (lot.ActivatesOn <= day)
            {
                member.Points.Activate(lot, lot.ActivatesOn.Value, today, lot.Origin, byNight: true);
            }
            else if (lot.CancelOn <= day)
            {
                member.Orders.Single(order => order.Key == lot.Origin).Lapsed.Add((day, lot.Left));
                member.Points.CancelPending(lot, day);
            }
        }

    }

    private static void ExpirePoints(ModelMember member, DateOnly day)
    {
        foreach (var lot in member.Points.Lots.Where(lot => lot.IsOpen && lot.EndsOn <= day).OrderBy(lot => lot.EndsOn).ThenBy(lot => lot.Id).ToList())
        {
            member.Points.Expire(lot, day, "expire");
        }
    }

    private static void GrantGifts(ModelMember member, DateOnly day, DateOnly today)
    {
        if (member.Program.BirthdayGift > 0 && member.IsBirthday(day))
        {
            PointsFacts.Gift(member, new ModelCredit($"birthday:{member.Id}:{day.Year}", "gift", member.Program.BirthdayGift, day), today);
        }

        var isAnniversary = ModelDates.InYear(day.Year, member.JoinedOn.Month, member.JoinedOn.Day) == day;
        if (member.Program.AnniversaryGift > 0 && isAnniversary)
        {
            PointsFacts.Gift(member, new ModelCredit($"anniversary:{member.Id}:{day.Year}", "gift", member.Program.AnniversaryGift, day), today);
        }
    }
}
