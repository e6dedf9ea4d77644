using Tessera.Core.Points;

namespace Tessera.Core.Programs.Checklist;

/// <summary>Points in hand that end sooner or buy less.</summary>
internal static class LostValue
{
    public static void Check(CheckNotes notes, ProgramDocument was)
    {
        var (before, after) = (was.Points, notes.Draft.Points);
        if (IsShorter(before.Expiry, after.Expiry)) notes.Add("pointsShorter", "/points/expiry", new LocalText("积分有效期变短，或换了算法", "Points end sooner, or by another rule"));
        if (after.ReturnDays < before.ReturnDays) notes.Add("pointsShorter", "/points/returnDays", new LocalText("退回的积分可用天数变少", "Points given back live fewer days"));
        if (after.NoticeDays < before.NoticeDays) notes.Add("pointsShorter", "/points/noticeBefore", new LocalText("到期提醒变晚", "The notice before points end comes later"));
        if (before.LateNotice == LateNotice.Postpone && after.LateNotice == LateNotice.Expire) notes.Add("pointsShorter", "/points/lateNotice", new LocalText("提醒迟了也不再顺延", "A late notice no longer postpones the end"));
        if (before.Spending is { } spent) Spending(notes, spent, after.Spending);
        Rewards(notes, was);
    }

    /// <summary>Whether a length may be shorter than it was: months against days by the longest and the shortest month, so that a doubt is asked about.</summary>
    public static bool IsShorter(Span was, Span now)
    {
        if (now.Months >= was.Months && now.Days >= was.Days) return false;
        if (now.Months <= was.Months && now.Days <= was.Days) return true;
        return (now.Months * 28L) + now.Days < (was.Months * 31L) + was.Days;
    }

    private static bool IsShorter(ExpiryRule was, ExpiryRule now)
    {
        if (now.Kind == ExpiryKind.Never) return false;
        if (was.Kind != now.Kind) return true;
        return now.Kind == ExpiryKind.Fixed ? now.Dates.Except(was.Dates).Any() : IsShorter(was.Length, now.Length) || now.RoundUpTo < was.RoundUpTo;
    }

    private static void Spending(CheckNotes notes, SpendingRules was, SpendingRules? now)
    {
        if (now is null)
        {
            notes.Add("pointsWorthLess", "/points", new LocalText("积分不再能抵现", "Points are no longer money at the till"));
            return;
        }

        // worth ÷ points, compared without dividing
        if ((Int128)now.WorthMinor * was.Points < (Int128)was.WorthMinor * now.Points) notes.Add("pointsWorthLess", "/points/spending", new LocalText("同样的积分抵得少了", "The same points take less off"));
        var isTighter = now.MaxShare < was.MaxShare || now.Min > was.Min || (now.Max != 0 && (was.Max == 0 || now.Max < was.Max)) || now.ExcludedCategories.Except(was.ExcludedCategories, StringComparer.Ordinal).Any() || (was.WithCoupons && !now.WithCoupons);
        if (isTighter) notes.Add("pointsWorthLess", "/points/spending", new LocalText("积分抵现的限制变严", "Fewer points can be used at the till"));
    }

    private static void Rewards(CheckNotes notes, ProgramDocument was)
    {
        foreach (var before in was.Rewards.Select(r => r.Kind).Where(r => r.Enabled))
        {
            var pointer = CheckNotes.PointerOf("/rewards", notes.Draft.Rewards, r => r.Kind.Id == before.Id);
            if (notes.Draft.Rewards.FirstOrDefault(r => r.Kind.Id == before.Id && r.Kind.Enabled) is not { Kind: var after }) notes.Add("pointsWorthLess", pointer, before.Names, "不再可以兑换", "can no longer be redeemed");
            else if ((Int128)after.Points * before.PerUnits > (Int128)before.Points * after.PerUnits || after.CashMinor > before.CashMinor) notes.Add("pointsWorthLess", pointer, before.Names, "兑换涨价", "costs more");
        }
    }
}
