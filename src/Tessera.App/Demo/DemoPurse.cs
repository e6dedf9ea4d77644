namespace Tessera.App.Demo;

/// <summary>What a member is sure to have in points: a cautious guess, so that the demo asks for no reward that would be refused. Returns without a receipt and hand corrections are not seen here; the reserve covers them.</summary>
internal sealed class DemoPurse(DemoRedemption rules)
{
    private const int ReserveYuan = 65;
    private readonly Queue<(DateOnly On, long Points)> _coming = new();
    private long _points;
    private int _year;

    /// <summary>Points that a purchase is sure to earn.</summary>
    public long WorthOf(long minor) => minor / 100 * rules.PointsPerYuan;

    public void Earn(DateOnly day, long minor) => _coming.Enqueue((day.AddDays(rules.AfterDays), WorthOf(minor)));

    /// <summary>Takes points away; the guess may go below zero, as a balance in debt does.</summary>
    public void Take(long points) => _points -= points;

    /// <summary>What can be spent on a day without fear.</summary>
    public long On(DateOnly day)
    {
        if (rules.EndWithTheYear && _year != 0 && day.Year > _year) Lapse(day.Year);
        _year = day.Year;
        while (_coming.TryPeek(out var next) && next.On <= day) _points += _coming.Dequeue().Points;
        return _points - (ReserveYuan * (long)rules.PointsPerYuan);
    }

    private void Lapse(int year)
    {
        while (_coming.TryPeek(out var next) && next.On.Year < year) _coming.Dequeue();
        _points = Math.Min(_points, 0);
    }
}
