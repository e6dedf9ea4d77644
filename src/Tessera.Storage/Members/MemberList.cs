using System.Globalization;

namespace Tessera.Storage.Members;

/// <summary>Which members a list shows; every condition that is given must hold. Figures are those of the last write of each member.</summary>
public sealed record MemberFilter
{
    /// <summary>Tier in force.</summary>
    public string? Tier { get; init; }

    /// <summary>Tag held.</summary>
    public string? Tag { get; init; }

    /// <summary>Segment the member is in, by its last recorded entering or leaving.</summary>
    public string? Segment { get; init; }

    /// <summary>Channel of joining.</summary>
    public string? Channel { get; init; }

    /// <summary>Last activity on or after.</summary>
    public DateOnly? LastVisitFrom { get; init; }

    /// <summary>Last activity on or before; who never came is in it.</summary>
    public DateOnly? LastVisitThrough { get; init; }

    /// <summary>Joined on or after.</summary>
    public DateOnly? JoinedFrom { get; init; }

    /// <summary>Joined on or before.</summary>
    public DateOnly? JoinedThrough { get; init; }

    /// <summary>Points balance of at least.</summary>
    public long? BalanceFrom { get; init; }

    /// <summary>Points balance of at most.</summary>
    public long? BalanceThrough { get; init; }

    /// <summary>Month of birth, 1 to 12.</summary>
    public int? BirthdayMonth { get; init; }

    /// <summary>Was told on or after this date that the tier may fall.</summary>
    public DateOnly? WarnedFrom { get; init; }

    /// <summary>active, frozen or closed.</summary>
    public string? Status { get; init; }
}

/// <summary>What a list of members goes by.</summary>
public enum MemberOrder
{
    /// <summary>The order of accounts: stable, says nothing.</summary>
    Account,

    /// <summary>Points balance.</summary>
    Balance,

    /// <summary>Growth value.</summary>
    Growth,

    /// <summary>Spend of all time.</summary>
    Spend,

    /// <summary>Date of joining.</summary>
    Joined,

    /// <summary>Last activity; who never came stands lowest.</summary>
    LastVisit,
}

/// <summary>A page of a list of members.</summary>
/// <param name="Order">What it goes by.</param>
/// <param name="Descending">The highest first.</param>
/// <param name="After">Value and account of the last row seen, or null.</param>
/// <param name="Limit">Most rows.</param>
public sealed record MemberPaging(MemberOrder Order, bool Descending, (long Value, AccountId Account)? After, int Limit);

/// <summary>Lists of members by filters.</summary>
public sealed class MemberList
{
    private const string Open = " and m.closed_on is null and not exists (select 1 from merge g where g.member_id = m.member_id and g.undone_at is null)";
    private readonly StoreConnection _db;

    internal MemberList(StoreConnection db) => _db = db;

    /// <summary>One page: accounts with the value the list goes by.</summary>
    public IReadOnlyList<(AccountId Account, long Value)> Page(MemberFilter filter, MemberPaging paging)
    {
        var (where, binds) = Where(filter);
        var by = ColumnOf(paging.Order);
        var (order, than) = paging.Descending ? (" desc", "<") : ("", ">");
        if (paging.After is { } after)
        {
            var (value, account) = (Next(binds, s => s.Value(after.Value)), Next(binds, s => s.Value(after.Account.Value)));
            where += paging.Order == MemberOrder.Account ? $" and m.member_id {than} {account} and {value} = {value}" : $" and ({by} {than} {value} or ({by} = {value} and m.member_id {than} {account}))";
        }

        var limit = Next(binds, s => s.Value(paging.Limit));
        using var rows = Bound($"select m.member_id, {by} from member_state m where {where} order by {(paging.Order == MemberOrder.Account ? "" : by + order + ", ")}m.member_id{order} limit {limit}", binds);
        var page = new List<(AccountId, long)>();
        while (rows.Step()) page.Add((rows.Account(0), rows.Long(1)));
        return page;
    }

    /// <summary>Every member that a filter lets through.</summary>
    public IReadOnlySet<AccountId> All(MemberFilter filter)
    {
        var (where, binds) = Where(filter);
        using var rows = Bound($"select m.member_id from member_state m where {where}", binds);
        var all = new HashSet<AccountId>();
        while (rows.Step()) all.Add(rows.Account(0));
        return all;
    }

    /// <summary>How many members a filter lets through.</summary>
    public long Count(MemberFilter filter)
    {
        var (where, binds) = Where(filter);
        using var rows = Bound($"select count(*) from member_state m where {where}", binds);
        rows.Step();
        return rows.Long(0);
    }

    /// <summary>How many of those a filter lets through can be worked on: neither closed nor merged into others.</summary>
    public long CountOpen(MemberFilter filter)
    {
        var (where, binds) = Where(filter);
        using var rows = Bound($"select count(*) from member_state m where {where}{Open}", binds);
        rows.Step();
        return rows.Long(0);
    }

    /// <summary>The first of them, in order of account.</summary>
    public IReadOnlyList<AccountId> SampleOpen(MemberFilter filter, int limit)
    {
        var (where, binds) = Where(filter);
        var most = Next(binds, s => s.Value(limit));
        using var rows = Bound($"select m.member_id from member_state m where {where}{Open} order by m.member_id limit {most}", binds);
        var sample = new List<AccountId>();
        while (rows.Step()) sample.Add(rows.Account(0));
        return sample;
    }

    /// <summary>Puts them down as the members of bulk work; says how many.</summary>
    internal int Choose(string jobId, MemberFilter filter)
    {
        var (where, binds) = Where(filter);
        var job = Next(binds, s => s.Value(jobId));
        using var insert = Bound($"insert into bulk_row (member_id, job_id, line) select m.member_id, {job}, row_number() over (order by m.member_id) from member_state m where {where}{Open}", binds);
        return insert.RunCounted();
    }

    private (string Where, List<Action<Binder>> Binds) Where(MemberFilter filter)
    {
        var binds = new List<Action<Binder>>();
        var parts = new List<string> { "1 = 1" };
        if (filter.Tier is { } tier) parts.Add($"m.tier_in_force = {Next(binds, s => s.Value(tier))}");
        if (filter.Tag is { } tag) parts.Add($"exists (select 1 from member_tag t where t.member_id = m.member_id and t.tag = {Next(binds, s => s.Value(tag))})");
        if (filter.Segment is { } segment) parts.Add($"exists (select 1 from segment_member g where g.member_id = m.member_id and g.segment = {Next(binds, s => s.Value(segment))})");
        if (filter.Channel is { } channel) parts.Add($"m.join_channel = {Next(binds, s => s.Value(channel))}");
        Range(parts, binds, "coalesce(m.last_activity_on, 0)", filter.LastVisitFrom?.DayNumber, filter.LastVisitThrough?.DayNumber);
        Range(parts, binds, "m.joined_on", filter.JoinedFrom?.DayNumber, filter.JoinedThrough?.DayNumber);
        Range(parts, binds, "m.balance", filter.BalanceFrom, filter.BalanceThrough);
        if (filter.BirthdayMonth is { } month) parts.Add($"exists (select 1 from member_birthday b where b.member_id = m.member_id and b.day_index in ({string.Join(", ", _db.Identities.BirthdayIndexes(month).Select(i => Next(binds, s => s.Value(i))))}))");
        if (filter.WarnedFrom is { } warned) parts.Add($"m.member_id in (select w.member_id from inbox w where w.topic = 'tier.warning' and w.on_day >= {Next(binds, s => s.Value((long)warned.DayNumber))})");
        if (filter.Status is { } status) parts.Add(status switch { "frozen" => "m.frozen = 1 and m.closed_on is null", "closed" => "m.closed_on is not null", _ => "m.frozen = 0 and m.closed_on is null" });
        return (string.Join(" and ", parts), binds);
    }

    private static void Range(List<string> parts, List<Action<Binder>> binds, string column, long? from, long? through)
    {
        if (from is { } low) parts.Add($"{column} >= {Next(binds, s => s.Value(low))}");
        if (through is { } high) parts.Add($"{column} <= {Next(binds, s => s.Value(high))}");
    }

    private static string Next(List<Action<Binder>> binds, Action<Binder> bind)
    {
        binds.Add(bind);
        return "$" + binds.Count.ToString(CultureInfo.InvariantCulture);
    }

    private Statement Bound(string sql, List<Action<Binder>> binds)
    {
        var statement = _db.Sql(sql);
        for (var i = 0; i < binds.Count; i++) binds[i](new Binder(statement, i + 1));
        return statement;
    }

    private static string ColumnOf(MemberOrder order) => order switch
    {
        MemberOrder.Balance => "m.balance",
        MemberOrder.Growth => "m.growth",
        MemberOrder.Spend => "m.spend_lifetime_minor",
        MemberOrder.Joined => "m.joined_on",
        MemberOrder.LastVisit => "coalesce(m.last_activity_on, 0)",
        _ => "m.member_id",
    };

    private readonly struct Binder(Statement statement, int at)
    {
        public void Value(string text) => statement.Set(at, text);

        public void Value(long number) => statement.Set(at, number);

        public void Value(byte[] bytes) => statement.SetBytes(at, bytes);
    }
}
