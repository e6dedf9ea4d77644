using Tessera.Core.Members;

namespace Tessera.Core.Points;

/// <summary>
/// Notices that points will end (semantics §3 Expiry). The night writes them when they fall due, dated when they are written; one that it writes late may
/// postpone the end. A fact announces the points that come with it, or come back with it, when their notice is due by then: that is in time.
/// </summary>
internal static class Notices
{
    /// <summary>Announces a lot that is about to be opened, and the points of it that debt does not take.</summary>
    public static void Open(Deciding d, Lot lot, long points)
    {
        if (d.Terms.IsHistory || lot.EndsOn is not { } end || end.AddDays(-d.Terms.Points.NoticeDays) > d.Reads) return;
        lot.NoticedOn = d.Today;
        lot.EndsOn = EndAfter(d, lot, end);
        if (lot.EndsOn > end) lot.NotBefore = lot.EndsOn;
        d.Apply(Message(points, lot.EndsOn.Value, d.Today));
    }

    /// <summary>Announces a lot that has begun, if its notice is due by the item at hand.</summary>
    public static void WriteDue(Deciding d, Lot lot)
    {
        if (!d.Terms.IsHistory && LotEnds.NoticeDue(lot, d.Terms.Points.NoticeDays) <= d.Reads) Write(d, [lot]);
    }

    /// <summary>Announces the open lots whose notice is due by the item at hand.</summary>
    public static void WriteDue(Deciding d)
    {
        if (d.Terms.IsHistory) return;
        var days = d.Terms.Points.NoticeDays;
        if (d.State.OpenLots.Exists(l => LotEnds.NoticeDue(l, days) <= d.Reads)) Write(d, d.State.OpenLots.Where(l => LotEnds.NoticeDue(l, days) <= d.Reads).ToList());
    }

    /// <summary>Writes the notices of some lots.</summary>
    public static void Write(Deciding d, List<Lot> lots)
    {
        var notices = lots.Select(l => new LotNotice(l.Id, EndAfter(d, l, l.EndsOn!.Value))).ToList();
        d.Apply(new LotsNoticed(notices, d.Today));
        foreach (var group in lots.GroupBy(l => l.EndsOn!.Value).OrderBy(g => g.Key)) d.Apply(Message(group.Sum(l => l.Left), group.Key, d.Today));
    }

    private static DateOnly EndAfter(Deciding d, Lot lot, DateOnly end) =>
        d.IsStep && d.Terms.Points.LateNotice == LateNotice.Postpone ? LotEnds.Postponed(lot.CountsFrom, end, d.Today, d.Terms.Points.NoticeDays) : end;

    private static Notice Message(long points, DateOnly endsOn, DateOnly on) => new(
        "points.expiring",
        Reason.Of("points.expiring", Reason.Points("points", points), Reason.Day("through", endsOn.AddDays(-1))),
        on);
}
