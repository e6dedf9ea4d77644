namespace Tessera.App.Demo;

/// <summary>What a member is sure to have in points: a cautious guess, so that the demo asks for no reward that would be refused.</summary>
internal sealed class DemoPurse(DemoRedemption rules)
{
    private readonly Queue<(DateOnly On, long Points)> _coming = new();
    private long _points;

    /// <summary>Points that a purchase is sure to earn.</summary>
    public long WorthOf(long minor) => minor / 100 * rules.PointsPerYuan;

    public void Earn(DateOnly day, long minor) => _coming.Enqueue((day.AddDays(rules.AfterDays), WorthOf(minor)));

    /// <summary>Takes points away; the guess may go below zero, as a balance in debt does.</summary>
    public void Take(long points) => _points -= points;

    public long On(DateOnly day)
    {
        while (_coming.TryPeek(out var next) && next.On <= day) _points += _coming.Dequeue().Points;
        return _points;
    }
}
