namespace Tessera.Storage.Nights;

/// <summary>A night that was settled.</summary>
/// <param name="On">Local date.</param>
/// <param name="StartedAt">Started.</param>
/// <param name="FinishedAt">Finished, or null.</param>
/// <param name="Members">Members touched.</param>
/// <param name="Items">Items written.</param>
public sealed record NightRun(DateOnly On, Instant StartedAt, Instant? FinishedAt, long Members, long Items);

/// <summary>A member for whom something may fall due.</summary>
/// <param name="Account">Who.</param>
/// <param name="On">From which date on.</param>
public sealed record DueMember(AccountId Account, DateOnly On);

/// <summary>What falls due, nights that ran, and leases that save doing work twice.</summary>
public sealed class NightStore
{
    private readonly StoreConnection _db;

    internal NightStore(StoreConnection db) => _db = db;

    /// <summary>Members for whom something may fall due on or before a date, in order of date and id; halted ones are left out.</summary>
    /// <param name="through">Last date.</param>
    /// <param name="limit">Most accounts; ask again after they were settled.</param>
    public IReadOnlyList<AccountId> Due(DateOnly through, int limit)
    {
        using var rows = _db.Sql("select member_id from member_state where next_due_on <= $1 and halted = 0 order by next_due_on, member_id limit $2").Set(1, through).Set(2, limit);
        var due = new List<AccountId>();
        while (rows.Step()) due.Add(rows.Account(0));
        return due;
    }

    /// <summary>Members for whom something may fall due on or before a date, after one already seen, in order of date and id; halted ones are left out.</summary>
    /// <param name="through">Last date.</param>
    /// <param name="last">The last one seen, or null for the first page.</param>
    /// <param name="limit">Most members.</param>
    public IReadOnlyList<DueMember> DueAfter(DateOnly through, DueMember? last, int limit)
    {
        using var rows = _db.Sql("select member_id, next_due_on from member_state where next_due_on <= $1 and halted = 0 and next_due_on >= $2 and (next_due_on > $2 or member_id > $3) order by next_due_on, member_id limit $4")
            .Set(1, through).Set(2, last?.On.DayNumber ?? -1).Set(3, last?.Account.Value ?? long.MinValue).Set(4, limit);
        var due = new List<DueMember>();
        while (rows.Step()) due.Add(new DueMember(rows.Account(0), rows.Day(1)));
        return due;
    }

    /// <summary>How many members are due.</summary>
    public long CountDue(DateOnly through)
    {
        using var rows = _db.Sql("select count(*) from member_state where next_due_on <= $1 and halted = 0").Set(1, through);
        rows.Step();
        return rows.Long(0);
    }

    /// <summary>Every member is looked at again on a date: a publication takes effect.</summary>
    public int WakeAll(DateOnly on) => _db.Sql("update member_state set next_due_on = $1 where next_due_on is null or next_due_on > $1").Set(1, on).RunCounted();

    /// <summary>A night, or null.</summary>
    public NightRun? Find(DateOnly on)
    {
        using var rows = _db.Sql("select on_day, started_at, finished_at, members, items from night_run where on_day = $1").Set(1, on);
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>The last night that finished, or null.</summary>
    public NightRun? LastFinished()
    {
        using var rows = _db.Sql("select on_day, started_at, finished_at, members, items from night_run where finished_at is not null order by on_day desc limit 1");
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>Notes a night; a repeated one adds to its counts.</summary>
    public void Save(NightRun night) =>
        _db.Sql("insert into night_run (on_day, started_at, finished_at, members, items) values ($1, $2, $3, $4, $5)"
            + " on conflict (on_day) do update set finished_at = excluded.finished_at, members = night_run.members + excluded.members, items = night_run.items + excluded.items")
            .Set(1, night.On).Set(2, night.StartedAt).Set(3, night.FinishedAt).Set(4, night.Members).Set(5, night.Items).RunOnce();

    /// <summary>Takes or prolongs a lease; says whether this owner has it now.</summary>
    public bool TakeLease(string name, string owner, Instant now, Instant until) =>
        _db.Sql("insert into lease (name, owner, until_at) values ($1, $2, $4) on conflict (name) do update set owner = excluded.owner, until_at = excluded.until_at where lease.owner = excluded.owner or lease.until_at < $3")
            .Set(1, name).Set(2, owner).Set(3, now).Set(4, until).RunCounted() == 1;

    private static NightRun Read(Statement rows) => new(rows.Day(0), rows.Instant(1), rows.InstantOrNull(2), rows.Long(3), rows.Long(4));
}
