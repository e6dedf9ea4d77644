namespace Tessera.Storage.Places;

/// <summary>A shift of a till: from opening with cash in the drawer to counting it.</summary>
public sealed record Shift
{
    /// <summary>Id, <c>shf_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Till.</summary>
    public required string Till { get; init; }

    /// <summary>Opened.</summary>
    public required Instant OpenedAt { get; init; }

    /// <summary>Who opened it.</summary>
    public required string OpenedBy { get; init; }

    /// <summary>Cash in the drawer then, minor units.</summary>
    public required long FloatMinor { get; init; }

    /// <summary>Closed, or null while open. What occurs at this instant is no more in it.</summary>
    public Instant? ClosedAt { get; init; }

    /// <summary>Who closed it.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>Cash counted, minor units.</summary>
    public long? CountedMinor { get; init; }

    /// <summary>The sums as they were at closing, JSON.</summary>
    public string? Report { get; init; }
}

/// <summary>A document of a till, as it is kept.</summary>
/// <param name="Till">Till.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Source">Source system, or null.</param>
/// <param name="Number">Its number there, or null.</param>
/// <param name="Content">What it came to, JSON.</param>
public sealed record TillDocument(string Till, Instant OccurredAt, Instant RecordedAt, string? Source, string? Number, string Content);

/// <summary>Shifts of tills, and the documents of tills once the store keeps shifts.</summary>
public sealed class ShiftStore
{
    private const string Kept = "tills.shifts";
    private const string Columns = "id, till, opened_at, opened_by, float_minor, closed_at, closed_by, counted_minor, report";
    private readonly StoreConnection _db;

    internal ShiftStore(StoreConnection db) => _db = db;

    /// <summary>Whether any shift was ever opened; before, no document of a till is noted.</summary>
    public bool AreKept => _db.Settings.Find(Kept) is not null;

    /// <summary>A shift, or null.</summary>
    public Shift? Find(string id)
    {
        using var rows = _db.Sql($"select {Columns} from till_shift where id = $1").Set(1, id);
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>The open shift of a till, or null.</summary>
    public Shift? OpenOf(string till)
    {
        using var rows = _db.Sql($"select {Columns} from till_shift where till = $1 and closed_at is null").Set(1, till);
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>The shifts of a till, the newest first, opened before an instant.</summary>
    public IReadOnlyList<Shift> Page(string till, Instant? before, int limit)
    {
        using var rows = _db.Sql($"select {Columns} from till_shift where till = $1 and opened_at < $2 order by opened_at desc limit $3").Set(1, till).Set(2, before?.Micros ?? long.MaxValue).Set(3, limit);
        var page = new List<Shift>();
        while (rows.Step()) page.Add(Read(rows));
        return page;
    }

    /// <summary>Keeps a new shift; from the first on documents of tills are noted.</summary>
    public void Open(Shift shift)
    {
        _db.Sql("insert into till_shift (id, till, opened_at, opened_by, float_minor) values ($1, $2, $3, $4, $5)")
            .Set(1, shift.Id).Set(2, shift.Till).Set(3, shift.OpenedAt).Set(4, shift.OpenedBy).Set(5, shift.FloatMinor).RunOnce();
        if (!AreKept) _db.Settings.Set(Kept, "1");
    }

    /// <summary>Closes a shift.</summary>
    public void Close(Shift shift) =>
        _db.Sql("update till_shift set closed_at = $2, closed_by = $3, counted_minor = $4, report = $5 where id = $1")
            .Set(1, shift.Id).Set(2, shift.ClosedAt).Set(3, shift.ClosedBy).Set(4, shift.CountedMinor).Set(5, shift.Report).RunOnce();

    /// <summary>Notes a document of a till.</summary>
    public void Add(TillDocument document) =>
        _db.Sql("insert into till_line (till, occurred_at, id, recorded_at, source, number, content) values ($1, $2, $3, $4, $5, $6, $7)")
            .Set(1, document.Till).Set(2, document.OccurredAt).Set(3, Guid.CreateVersion7().ToString("N")).Set(4, document.RecordedAt).Set(5, document.Source).Set(6, document.Number)
            .Set(7, document.Content).RunOnce();

    /// <summary>Documents of a till that occurred in a time, half-open, and those that occurred earlier while no shift was open and were recorded in it; in order.</summary>
    public IReadOnlyList<TillDocument> Documents(string till, Instant from, Instant? before)
    {
        using var rows = _db.Sql("select occurred_at, recorded_at, source, number, content from till_line where till = $1 and occurred_at < $3 and (occurred_at >= $2 or (recorded_at >= $2 and recorded_at < $3"
            + " and not exists (select 1 from till_shift s where s.till = $1 and s.opened_at <= till_line.occurred_at and (s.closed_at is null or s.closed_at > till_line.occurred_at)))) order by occurred_at, id")
            .Set(1, till).Set(2, from).Set(3, before?.Micros ?? long.MaxValue);
        var found = new List<TillDocument>();
        while (rows.Step()) found.Add(new TillDocument(till, rows.Instant(0), rows.Instant(1), rows.TextOrNull(2), rows.TextOrNull(3), rows.Text(4)));
        return found;
    }

    private static Shift Read(Statement rows) => new()
    {
        Id = rows.Text(0), Till = rows.Text(1), OpenedAt = rows.Instant(2), OpenedBy = rows.Text(3), FloatMinor = rows.Long(4), ClosedAt = rows.InstantOrNull(5), ClosedBy = rows.TextOrNull(6),
        CountedMinor = rows.LongOrNull(7), Report = rows.TextOrNull(8),
    };
}
