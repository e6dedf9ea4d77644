namespace Tessera.Model;

public sealed record ModelBehaved(ModelBehaviour Fact, long Points, long Growth, IReadOnlyList<(string Rule, long Points)> ByRule);

public sealed record ModelCancelled(ModelCancellation Fact, long Points, long Growth);

/// <summary>Everything known of one member: the full list of what happened, and the books.</summary>
public sealed class ModelMember
{
    public ModelMember(ModelProgram program, ModelJoin join, Trace trace)
    {
        Program = program;
        Join = join;
        Trace = trace;
        Points = new PointsBook(program, trace);
        Tiers = new TierBook(this);
        SettledThrough = join.RecordedOn;
    }

    public ModelProgram Program { get; }

    public ModelJoin Join { get; }

    public Trace Trace { get; }

    public string Id => Join.Member;

    public DateOnly JoinedOn => Join.OccurredOn;

    public PointsBook Points { get; }

    public TierBook Tiers { get; }

    public DateOnly SettledThrough { get; set; }

    public List<ModelOrder> Orders { get; } = [];

    public List<ModelBehaved> Behaviours { get; } = [];

    public List<ModelCancelled> Cancellations { get; } = [];

    public List<ModelTag> Tags { get; } = [];

    public List<ModelSegment> Segments { get; } = [];

    public List<ModelTopUp> TopUps { get; } = [];

    public List<ModelReferral> Referrals { get; } = [];

    public List<string> InvalidReferrals { get; } = [];

    public List<ModelDebit> Debits { get; } = [];

    public bool HasTag(string tag, DateOnly on, DateTime? after = null, int? known = null) =>
        Tags.Take(known ?? Tags.Count).LastOrDefault(fact => fact.Tag == tag && fact.OccurredOn <= on) is { Given: true } last && (after is null || last.OccurredAt >= after);

    public bool InSegment(string segment, DateOnly on, DateTime? after = null, int? known = null) =>
        Segments.Take(known ?? Segments.Count).LastOrDefault(fact => fact.Segment == segment && fact.OccurredOn <= on) is { Entered: true } last && (after is null || last.OccurredAt >= after);

    public bool IsBirthday(DateOnly on) =>
        Join.Birthday is { } birthday && ModelDates.InYear(on.Year, birthday.Month, birthday.Day) == on;

    /// <summary>Days on which something happened that keeps points alive: standing purchases, behaviours, spending.</summary>
    public DateOnly? LastActivity(DateOnly through) =>
        Orders.Where(order => !order.IsWhollyRefunded).Select(order => order.On)
            .Concat(Behaviours.Select(behaved => behaved.Fact.OccurredOn))
            .Concat(Debits.Select(debit => debit.OccurredOn))
            .Where(day => day <= through)
            .Select(day => (DateOnly?)day)
            .Max();

    public DateOnly? LastPurchase(DateOnly through) =>
        Orders.Where(order => !order.IsWhollyRefunded && order.On <= through).Select(order => (DateOnly?)order.On).Max();
}
