namespace Tessera.Storage.Imports;

/// <summary>How a job was ordered.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Actor">Who ordered it.</param>
/// <param name="Language">Language of its texts.</param>
/// <param name="Request">JSON: what was asked; names nobody.</param>
public sealed record JobOrder(string JobId, string Actor, string Language, string Request)
{
    /// <summary>Whether it is to stop.</summary>
    public bool CancelAsked { get; init; }

    /// <summary>Code of what made it fail, with its values, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>The job it undoes, or null.</summary>
    public string? Undoes { get; init; }
}

/// <summary>What an import did to one member.</summary>
/// <param name="Account">Who.</param>
/// <param name="JobId">The import.</param>
/// <param name="Line">First line of the file.</param>
/// <param name="Joined">Whether the member joined by it.</param>
/// <param name="OpeningSequence">Its opening, or null.</param>
/// <param name="LastSequence">Length of the record after it.</param>
/// <param name="Changes">Profile and identities before and after; null when nothing changed or the person was erased.</param>
public sealed record ImportedMember(AccountId Account, string JobId, int Line, bool Joined, long? OpeningSequence, long LastSequence, byte[]? Changes)
{
    /// <summary>What its undo did, or null.</summary>
    public string? Result { get; init; }

    /// <summary>Why its undo did not do more, a code, or null.</summary>
    public string? Reason { get; init; }
}

/// <summary>Orders, files and rows of jobs.</summary>
public sealed class WorkStore
{
    private const int PartBytes = 1 << 18;
    internal const string Unseen = "~";
    private const string OrderColumns = "job_id, actor, language, request, cancel_asked, failure, undoes";
    private const string ImportedColumns = "member_id, job_id, line, joined, opening_sequence, last_sequence, sealed, result, reason";
    private readonly StoreConnection _db;

    internal WorkStore(StoreConnection db) => _db = db;

    /// <summary>Notes an order.</summary>
    public void Add(JobOrder order) =>
        _db.Sql("insert into job_order (job_id, actor, language, request, undoes) values ($1, $2, $3, $4, $5)")
            .Set(1, order.JobId).Set(2, order.Actor).Set(3, order.Language).Set(4, order.Request).Set(5, order.Undoes).RunOnce();

    /// <summary>The order of a job, or null.</summary>
    public JobOrder? OrderOf(string jobId)
    {
        using var rows = _db.Sql($"select {OrderColumns} from job_order where job_id = $1").Set(1, jobId);
        return rows.Step() ? ReadOrder(rows) : null;
    }

    /// <summary>Asks a job to stop at its next step.</summary>
    public void AskCancel(string jobId) => _db.Sql("update job_order set cancel_asked = 1 where job_id = $1").Set(1, jobId).RunOnce();

    /// <summary>Notes why a job failed.</summary>
    public void Fail(string jobId, string failure) => _db.Sql("update job_order set failure = $2 where job_id = $1").Set(1, jobId).Set(2, failure).RunOnce();

    /// <summary>The undo of a job that was ordered, or null.</summary>
    public string? UndoOf(string jobId)
    {
        using var rows = _db.Sql("select o.job_id from job_order o join job j on j.id = o.job_id where o.undoes = $1 and j.state <> 'failed' and j.state <> 'cancelled' order by j.created_at limit 1").Set(1, jobId);
        return rows.Step() ? rows.Text(0) : null;
    }

    /// <summary>The oldest job of a kind that was ordered and has not ended, or null.</summary>
    public string? NextOf(string kind)
    {
        using var rows = _db.Sql("select j.id from job j join job_order o on o.job_id = j.id where j.kind = $1 and j.state in ('waiting', 'staging', 'deciding') order by j.created_at, j.id limit 1").Set(1, kind);
        return rows.Step() ? rows.Text(0) : null;
    }

    /// <summary>How many ordered jobs have not ended.</summary>
    public long CountOpen()
    {
        using var rows = _db.Sql("select count(*) from job j join job_order o on o.job_id = j.id where j.state in ('waiting', 'staging', 'deciding')");
        rows.Step();
        return rows.Long(0);
    }

    /// <summary>The unfinished job that was asked the same, or null.</summary>
    public string? Unfinished(string kind, string input)
    {
        using var rows = _db.Sql("select id from job where kind = $1 and input = $2 and state in ('waiting', 'staging', 'deciding') order by created_at, id limit 1").Set(1, kind).Set(2, input);
        return rows.Step() ? rows.Text(0) : null;
    }

    /// <summary>Keeps a file of a job, sealed; one of the same name goes.</summary>
    public void PutFile(string jobId, string name, Stream content)
    {
        DropFile(jobId, name);
        var buffer = new byte[PartBytes];
        for (var part = 1; content.ReadAtLeast(buffer, PartBytes, throwOnEndOfStream: false) is var read and > 0; part++)
        {
            _db.Sql("insert into job_file (job_id, name, part, sealed) values ($1, $2, $3, $4)").Set(1, jobId).Set(2, name).Set(3, part)
                .SetBytes(4, _db.Sealing.Seal($"file {jobId} {name}", buffer.AsSpan(0, read))).RunOnce();
        }
    }

    /// <summary>Adds one part of a file that nobody sees before <see cref="ShowFile"/>; it begins empty.</summary>
    public void AddPart(string jobId, string name, int part, ReadOnlySpan<byte> bytes) =>
        _db.Sql("insert into job_file (job_id, name, part, sealed) values ($1, $2, $3, $4)").Set(1, jobId).Set(2, name + Unseen).Set(3, part).SetBytes(4, _db.Sealing.Seal($"file {jobId} {name}", bytes)).RunOnce();

    /// <summary>The parts that were added are the file from now on; one of the same name goes.</summary>
    public void ShowFile(string jobId, string name)
    {
        _db.Sql("delete from job_file where job_id = $1 and name = $2").Set(1, jobId).Set(2, name).RunOnce();
        _db.Sql("update job_file set name = $3 where job_id = $1 and name = $2").Set(1, jobId).Set(2, name + Unseen).Set(3, name).RunOnce();
    }

    /// <summary>Writes a file of a job out; says whether there was one.</summary>
    public bool CopyFile(string jobId, string name, Stream to)
    {
        var part = 0;
        while (PartOf(jobId, name, part + 1) is { } bytes)
        {
            to.Write(bytes);
            part++;
        }

        return part > 0;
    }

    /// <summary>One part of a file of a job, or null past its end: a download is sent part by part.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="part">From 1.</param>
    public byte[]? PartOf(string jobId, string name, int part)
    {
        using var rows = _db.Sql("select sealed from job_file where job_id = $1 and name = $2 and part = $3").Set(1, jobId).Set(2, name).Set(3, part);
        return rows.Step() ? _db.Sealing.Open($"file {jobId} {name}", rows.Bytes(0)) : null;
    }

    /// <summary>How many parts a file has.</summary>
    public int CountParts(string jobId, string name)
    {
        using var rows = _db.Sql("select count(*) from job_file where job_id = $1 and name = $2").Set(1, jobId).Set(2, name);
        rows.Step();
        return rows.Int(0);
    }

    /// <summary>Whether a job has a file.</summary>
    public bool HasFile(string jobId, string name)
    {
        using var rows = _db.Sql("select 1 from job_file where job_id = $1 and name = $2 limit 1").Set(1, jobId).Set(2, name);
        return rows.Step();
    }

    /// <summary>Forgets a file, and what was made of it when a process died.</summary>
    public void DropFile(string jobId, string name) => _db.Sql("delete from job_file where job_id = $1 and name in ($2, $3)").Set(1, jobId).Set(2, name).Set(3, name + Unseen).RunOnce();

    /// <summary>Keeps a refused row; told again, the later reason holds.</summary>
    public void AddBadRow(string jobId, int line, ReadOnlySpan<byte> row) =>
        _db.Sql("insert into job_bad_row (job_id, line, sealed) values ($1, $2, $3) on conflict (job_id, line) do update set sealed = excluded.sealed")
            .Set(1, jobId).Set(2, line).SetBytes(3, _db.Sealing.Seal("bad row " + jobId, row)).RunOnce();

    /// <summary>How many refused rows are kept.</summary>
    public long CountBadRows(string jobId)
    {
        using var rows = _db.Sql("select count(*) from job_bad_row where job_id = $1").Set(1, jobId);
        rows.Step();
        return rows.Long(0);
    }

    /// <summary>The refused rows in order of the file; must be walked while the transaction is open.</summary>
    public IEnumerable<(int Line, byte[] Row)> BadRows(string jobId)
    {
        using var rows = _db.Walk("select line, sealed from job_bad_row where job_id = $1 order by line").Set(1, jobId);
        while (rows.Step()) yield return (rows.Int(0), _db.Sealing.Open("bad row " + jobId, rows.Bytes(1)));
    }

    /// <summary>Forgets files and refused rows of jobs that ended before an instant; says how many rows went.</summary>
    public int DropBefore(Instant at)
    {
        const string Ended = "(select id from job where changed_at < $1 and state in ('done', 'failed', 'cancelled'))";
        return _db.Sql($"delete from job_file where job_id in {Ended}").Set(1, at).RunCounted() + _db.Sql($"delete from job_bad_row where job_id in {Ended}").Set(1, at).RunCounted();
    }

    /// <summary>Notes what an import did to a member; a second row of the same member adds to the first.</summary>
    public void AddImported(ImportedMember imported)
    {
        var insert = _db.Sql("insert into import_member (member_id, job_id, line, joined, opening_sequence, last_sequence, sealed) values ($1, $2, $3, $4, $5, $6, $7)"
            + " on conflict (member_id, job_id) do update set opening_sequence = coalesce(import_member.opening_sequence, excluded.opening_sequence), last_sequence = excluded.last_sequence,"
            + " sealed = coalesce(excluded.sealed, import_member.sealed)")
            .Set(1, imported.Account).Set(2, imported.JobId).Set(3, imported.Line).Set(4, imported.Joined).Set(5, imported.OpeningSequence).Set(6, imported.LastSequence);
        _ = imported.Changes is { } changes ? insert.SetBytes(7, _db.Sealing.Seal(Seal(imported.Account), changes)) : insert.SetNoBytes(7);
        insert.RunOnce();
    }

    /// <summary>What an import did to one member, or null.</summary>
    public ImportedMember? FindImported(AccountId account, string jobId)
    {
        using var rows = _db.Sql($"select {ImportedColumns} from import_member where member_id = $1 and job_id = $2").Set(1, account).Set(2, jobId);
        return rows.Step() ? ReadImported(rows) : null;
    }

    /// <summary>What an import did, by line, after a line.</summary>
    public IReadOnlyList<ImportedMember> Imported(string jobId, int afterLine, int limit)
    {
        using var rows = _db.Sql($"select {ImportedColumns} from import_member where job_id = $1 and line > $2 order by line limit $3").Set(1, jobId).Set(2, afterLine).Set(3, limit);
        var page = new List<ImportedMember>();
        while (rows.Step()) page.Add(ReadImported(rows));
        return page;
    }

    /// <summary>Notes what the undo of an import did to a member.</summary>
    public void SetResult(AccountId account, string jobId, string result, string? reason) =>
        _db.Sql("update import_member set result = $3, reason = $4 where member_id = $1 and job_id = $2").Set(1, account).Set(2, jobId).Set(3, result).Set(4, reason).RunOnce();

    /// <summary>A map kept under a name, or null.</summary>
    public string? MapOf(string name, string kind)
    {
        using var rows = _db.Sql("select source_text from import_map where name = $1 and kind = $2").Set(1, name).Set(2, kind);
        return rows.Step() ? rows.Text(0) : null;
    }

    /// <summary>Names and kinds of the maps kept.</summary>
    public IReadOnlyList<(string Name, string Kind, Instant ChangedAt)> Maps()
    {
        using var rows = _db.Sql("select name, kind, changed_at from import_map order by name");
        var maps = new List<(string, string, Instant)>();
        while (rows.Step()) maps.Add((rows.Text(0), rows.Text(1), rows.Instant(2)));
        return maps;
    }

    /// <summary>Keeps a map under a name.</summary>
    public void SaveMap(string name, string kind, string text, Instant at) =>
        _db.Sql("insert into import_map (name, kind, source_text, changed_at) values ($1, $2, $3, $4)"
            + " on conflict (name) do update set kind = excluded.kind, source_text = excluded.source_text, changed_at = excluded.changed_at")
            .Set(1, name).Set(2, kind).Set(3, text).Set(4, at).RunOnce();

    private static string Seal(AccountId account) => $"import {account}";

    private static JobOrder ReadOrder(Statement rows) =>
        new(rows.Text(0), rows.Text(1), rows.Text(2), rows.Text(3)) { CancelAsked = rows.Bool(4), Failure = rows.TextOrNull(5), Undoes = rows.TextOrNull(6) };

    private ImportedMember ReadImported(Statement rows)
    {
        var account = rows.Account(0);
        var changes = rows.IsNull(6) ? null : _db.Sealing.Open(Seal(account), rows.Bytes(6));
        return new ImportedMember(account, rows.Text(1), rows.Int(2), rows.Bool(3), rows.LongOrNull(4), rows.Long(5), changes) { Result = rows.TextOrNull(7), Reason = rows.TextOrNull(8) };
    }
}
