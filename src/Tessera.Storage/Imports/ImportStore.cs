namespace Tessera.Storage.Imports;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>Pass 1: lines go into the staging tables.</summary>
    Staging,

    /// <summary>Pass 2: documents are decided in order.</summary>
    Deciding,

    /// <summary>Done.</summary>
    Done,

    /// <summary>Failed; its progress says why.</summary>
    Failed,

    /// <summary>Cancelled.</summary>
    Cancelled,
}

/// <summary>Long work that survives a crash.</summary>
/// <param name="Id">Id; imports derive it from file and map, so that the same import is found again.</param>
/// <param name="Kind"><c>import.purchases</c> …</param>
/// <param name="State">State.</param>
/// <param name="CreatedAt">Created.</param>
/// <param name="ChangedAt">Last change.</param>
/// <param name="Input">JSON: what it was asked.</param>
/// <param name="Progress">JSON: counts and where it stands; written in the transaction of what it counts.</param>
public sealed record Job(string Id, string Kind, JobState State, Instant CreatedAt, Instant ChangedAt, string Input, string Progress);

/// <summary>Lines that follow each other in a file with one document number.</summary>
/// <param name="Number">Document number.</param>
/// <param name="OccurredAt">The earliest of the lines.</param>
/// <param name="Rank">Order among documents of one instant: purchases 0, cancellations 1.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Payload">The lines, in the caller's own form; sealed when stored, as it names people.</param>
public sealed record StagedChunk(string Number, Instant OccurredAt, int Rank, int Lines, byte[] Payload);

/// <summary>A document in the order it is decided.</summary>
/// <param name="Ordinal">Place, from 1.</param>
/// <param name="Number">Document number.</param>
/// <param name="OccurredAt">Its earliest line.</param>
/// <param name="Payloads">Payloads of its chunks, in order of the file.</param>
public sealed record StagedDocument(long Ordinal, string Number, Instant OccurredAt, IReadOnlyList<byte[]> Payloads);

/// <summary>Jobs, and the staging tables of two-pass imports.</summary>
public sealed class ImportStore
{
    private readonly StoreConnection _db;

    internal ImportStore(StoreConnection db) => _db = db;

    /// <summary>A job, or null.</summary>
    public Job? Find(string id)
    {
        using var rows = _db.Sql("select id, kind, state, created_at, changed_at, input, progress from job where id = $1").Set(1, id);
        return rows.Step() ? ReadJob(rows) : null;
    }

    /// <summary>Jobs, the newest first, from after one that was seen.</summary>
    public IReadOnlyList<Job> Jobs(int limit, (Instant CreatedAt, string Id)? before = null)
    {
        const string select = "select id, kind, state, created_at, changed_at, input, progress from job";
        using var rows = before is { } last
            ? _db.Sql(select + " where created_at < $2 or (created_at = $2 and id < $3) order by created_at desc, id desc limit $1").Set(1, limit).Set(2, last.CreatedAt).Set(3, last.Id)
            : _db.Sql(select + " order by created_at desc, id desc limit $1").Set(1, limit);
        var jobs = new List<Job>();
        while (rows.Step()) jobs.Add(ReadJob(rows));
        return jobs;
    }

    /// <summary>Stores a job, new or changed.</summary>
    public void Save(Job job) =>
        _db.Sql("insert into job (id, kind, state, created_at, changed_at, input, progress) values ($1, $2, $3, $4, $5, $6, $7)"
            + " on conflict (id) do update set state = excluded.state, changed_at = excluded.changed_at, progress = excluded.progress")
            .Set(1, job.Id).Set(2, job.Kind).Set(3, RecordJson.CamelCase(job.State)).Set(4, job.CreatedAt).Set(5, job.ChangedAt).Set(6, job.Input).Set(7, job.Progress).RunOnce();

    /// <summary>Adds chunks after those there are.</summary>
    public void Stage(string jobId, IEnumerable<StagedChunk> chunks)
    {
        var number = LastChunk(jobId);
        using var insert = _db.Sql("insert into import_chunk (job_id, chunk, number, occurred_at, rank, lines, sealed) values ($1, $2, $3, $4, $5, $6, $7)");
        foreach (var chunk in chunks)
        {
            insert.Set(1, jobId).Set(2, ++number).Set(3, chunk.Number).Set(4, chunk.OccurredAt).Set(5, chunk.Rank).Set(6, chunk.Lines)
                .SetBytes(7, _db.Sealing.Seal("chunk " + jobId, chunk.Payload)).Run();
        }
    }

    /// <summary>How many chunks are staged.</summary>
    public long LastChunk(string jobId)
    {
        using var rows = _db.Sql("select coalesce(max(chunk), 0) from import_chunk where job_id = $1").Set(1, jobId);
        rows.Step();
        return rows.Long(0);
    }

    /// <summary>Ends pass 1: puts the documents in order of occurred-at, at one instant by rank, then by number as text. Says how many there are.</summary>
    public long Order(string jobId)
    {
        _db.Sql("delete from import_document where job_id = $1").Set(1, jobId).RunOnce();
        return _db.Sql("insert into import_document (job_id, ordinal, number, occurred_at)"
            + " select $1, row_number() over (order by min(occurred_at), min(rank), number), number, min(occurred_at) from import_chunk where job_id = $1 group by number")
            .Set(1, jobId).RunCounted();
    }

    /// <summary>Documents after an ordinal, in order, at most so many.</summary>
    public IReadOnlyList<StagedDocument> Documents(string jobId, long after, int limit)
    {
        using var rows = _db.Sql("select d.ordinal, d.number, d.occurred_at, c.sealed from import_document d join import_chunk c on c.job_id = d.job_id and c.number = d.number"
            + " where d.job_id = $1 and d.ordinal > $2 and d.ordinal <= $3 order by d.ordinal, c.chunk").Set(1, jobId).Set(2, after).Set(3, after + limit);
        var documents = new List<StagedDocument>(limit);
        while (rows.Step())
        {
            var ordinal = rows.Long(0);
            var payload = _db.Sealing.Open("chunk " + jobId, rows.Bytes(3));
            if (documents.Count > 0 && documents[^1].Ordinal == ordinal) ((List<byte[]>)documents[^1].Payloads).Add(payload);
            else documents.Add(new StagedDocument(ordinal, rows.Text(1), rows.Instant(2), new List<byte[]> { payload }));
        }

        return documents;
    }

    /// <summary>Empties the staging tables of a finished job.</summary>
    public void Clear(string jobId)
    {
        _db.Sql("delete from import_chunk where job_id = $1").Set(1, jobId).RunOnce();
        _db.Sql("delete from import_document where job_id = $1").Set(1, jobId).RunOnce();
    }

    private static Job ReadJob(Statement rows) =>
        new(rows.Text(0), rows.Text(1), RecordJson.ParseCamelCase<JobState>(rows.Text(2)), rows.Instant(3), rows.Instant(4), rows.Text(5), rows.Text(6));
}
