namespace Tessera.Storage.Reports;

/// <summary>Something taken out of the store.</summary>
public sealed record ExportTaken
{
    /// <summary>Job that made it, or an id of its own.</summary>
    public required string Id { get; init; }

    /// <summary>When.</summary>
    public required Instant TakenAt { get; init; }

    /// <summary>Who.</summary>
    public required string Actor { get; init; }

    /// <summary>Table, or <c>member</c> for all about one person.</summary>
    public required string What { get; init; }

    /// <summary>csv, jsonl, xlsx, json or html.</summary>
    public required string Format { get; init; }

    /// <summary>none, masked or whole.</summary>
    public required string Persons { get; init; }

    /// <summary>Rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Bytes of the file; 0 where it was not kept.</summary>
    public long Bytes { get; init; }

    /// <summary>The filter, as JSON text, or null for all.</summary>
    public string? Filter { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>The one member it is about, or null.</summary>
    public AccountId? About { get; init; }
}

/// <summary>The register of exports (trials S8): who took what, when, how many rows and why. Kept as long as the store.</summary>
public sealed class ExportRegister
{
    private const string Columns = "id, taken_at, actor, what, format, persons, rows, bytes, filter, reason, about_member_id";
    private readonly StoreConnection _db;

    internal ExportRegister(StoreConnection db) => _db = db;

    /// <summary>Notes an export; one that is made again after its process died is noted once.</summary>
    public void Note(ExportTaken taken) =>
        _db.Sql($"insert into export_taken ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (id) do update set taken_at = excluded.taken_at, rows = excluded.rows, bytes = excluded.bytes")
            .Set(1, taken.Id).Set(2, taken.TakenAt).Set(3, taken.Actor).Set(4, taken.What).Set(5, taken.Format).Set(6, taken.Persons).Set(7, taken.Rows).Set(8, taken.Bytes)
            .Set(9, taken.Filter).Set(10, taken.Reason).Set(11, taken.About).RunOnce();

    /// <summary>A page, the newest first.</summary>
    /// <param name="actor">Of one actor, or null.</param>
    /// <param name="before">Before this moment and id, or null from the newest.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<ExportTaken> Page(string? actor, (Instant At, string Id)? before, int limit)
    {
        var (at, id) = before ?? (new Instant(long.MaxValue), "");
        using var rows = _db.Sql($"select {Columns} from export_taken where (taken_at < $1 or (taken_at = $1 and id < $2)) and ($3 = '' or actor = $3) order by taken_at desc, id desc limit $4")
            .Set(1, at).Set(2, id).Set(3, actor ?? "").Set(4, limit);
        var page = new List<ExportTaken>();
        while (rows.Step())
        {
            page.Add(new ExportTaken
            {
                Id = rows.Text(0), TakenAt = rows.Instant(1), Actor = rows.Text(2), What = rows.Text(3), Format = rows.Text(4), Persons = rows.Text(5), Rows = rows.Long(6), Bytes = rows.Long(7),
                Filter = rows.TextOrNull(8), Reason = rows.TextOrNull(9), About = rows.AccountOrNull(10),
            });
        }

        return page;
    }
}
