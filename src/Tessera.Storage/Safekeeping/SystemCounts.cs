namespace Tessera.Storage.Safekeeping;

/// <summary>What of the store's work stands and waits, counted by the store.</summary>
public sealed record SystemCounts
{
    /// <summary>Bytes of the database.</summary>
    public required long Bytes { get; init; }

    /// <summary>Members.</summary>
    public required long Members { get; init; }

    /// <summary>Members halted as their books did not agree.</summary>
    public required long Halted { get; init; }

    /// <summary>What one member's decision means for others and was not told to them yet.</summary>
    public required long OutboxWaiting { get; init; }

    /// <summary>Deliveries of webhooks that wait or are tried again.</summary>
    public required long DeliveriesWaiting { get; init; }

    /// <summary>Deliveries given up.</summary>
    public required long DeliveriesFailed { get; init; }

    /// <summary>Jobs by state: waiting, running, done, failed, cancelled; those kept.</summary>
    public required IReadOnlyDictionary<string, long> Jobs { get; init; }

    /// <summary>Counts them.</summary>
    public static SystemCounts Of(StoreConnection db, StorePlace place) => new()
    {
        Bytes = place.IsPostgres ? Number(db, "select pg_database_size(current_database())") : new FileInfo(place.Paths.Database).Length,
        Members = db.Members.Count(),
        Halted = Number(db, "select count(*) from member_state where halted = 1"),
        OutboxWaiting = db.Outbox.Waiting(),
        DeliveriesWaiting = Number(db, "select count(*) from webhook_delivery where state = 'waiting'"),
        DeliveriesFailed = Number(db, "select count(*) from webhook_delivery where state = 'failed'"),
        Jobs = JobsOf(db),
    };

    /// <summary>Points that end within some days, with the heaviest day, as the day after their last, and what ends on it.</summary>
    public static (long Points, DateOnly? PeakEndsOn, long Most) Expiring(StoreConnection db, DateOnly today, int days)
    {
        using var rows = db.Sql("select ends_on, cast(sum(remaining) as bigint) from lot where remaining > 0 and pending = 0 and ends_on > $1 and ends_on <= $2 group by ends_on order by 2 desc, 1").Set(1, today).Set(2, today.AddDays(days));
        var (sum, peak, most) = (0L, (DateOnly?)null, 0L);
        while (rows.Step())
        {
            peak ??= rows.Day(0);
            most = Math.Max(most, rows.Long(1));
            sum = checked(sum + rows.Long(1));
        }

        return (sum, peak, most);
    }

    private static Dictionary<string, long> JobsOf(StoreConnection db)
    {
        using var rows = db.Sql("select case state when 'staging' then 'running' when 'deciding' then 'running' else state end as s, count(*) from job group by 1");
        var jobs = new Dictionary<string, long>(StringComparer.Ordinal);
        while (rows.Step()) jobs[rows.Text(0)] = rows.Long(1);
        return jobs;
    }

    private static long Number(StoreConnection db, string sql)
    {
        using var rows = db.Sql(sql);
        return rows.Step() ? rows.Long(0) : 0;
    }
}
