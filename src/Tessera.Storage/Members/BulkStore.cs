namespace Tessera.Storage.Members;

/// <summary>A member of a piece of bulk work.</summary>
/// <param name="Account">Who.</param>
/// <param name="Line">Place in it, from 1.</param>
public sealed record BulkRow(AccountId Account, int Line)
{
    /// <summary>done, same or refused; null before its turn.</summary>
    public string? Result { get; init; }

    /// <summary>Why it was refused, as a kept reason, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>What the way back needs to know of before, or null.</summary>
    public string? Before { get; init; }

    /// <summary>Sequence of the item it made, or null.</summary>
    public long? Sequence { get; init; }

    /// <summary>undone, or why it was left; null before the way back.</summary>
    public string? UndoResult { get; init; }
}

/// <summary>The members of bulk work: chosen by a filter when it is ordered, so that what is approved is what is done.</summary>
public sealed class BulkStore
{
    private const string Columns = "member_id, line, result, reason, before, sequence, undo_result";
    private readonly StoreConnection _db;

    internal BulkStore(StoreConnection db) => _db = db;

    /// <summary>Chooses the members a filter lets through now; says how many. Closed members and those merged into others are left out.</summary>
    public int Choose(string jobId, MemberFilter filter) => _db.MemberLists.Choose(jobId, filter);

    /// <summary>Rows after a line.</summary>
    public IReadOnlyList<BulkRow> Rows(string jobId, int afterLine, int limit)
    {
        using var rows = _db.Sql($"select {Columns} from bulk_row where job_id = $1 and line > $2 order by line limit $3").Set(1, jobId).Set(2, afterLine).Set(3, limit);
        var page = new List<BulkRow>();
        while (rows.Step()) page.Add(Read(rows));
        return page;
    }

    /// <summary>All rows in their order; must be walked while the transaction is open.</summary>
    /// <param name="jobId">Job.</param>
    /// <param name="result">Only those with this result; null for all.</param>
    public IEnumerable<BulkRow> All(string jobId, string? result)
    {
        using var rows = _db.Walk($"select {Columns} from bulk_row where job_id = $1 and ($2 = '' or result = $2) order by line").Set(1, jobId).Set(2, result ?? "");
        while (rows.Step()) yield return Read(rows);
    }

    /// <summary>Notes what came of a row, and of its way back.</summary>
    public void Save(string jobId, BulkRow row) =>
        _db.Sql("update bulk_row set result = $3, reason = $4, before = $5, sequence = $6, undo_result = $7 where member_id = $1 and job_id = $2")
            .Set(1, row.Account).Set(2, jobId).Set(3, row.Result).Set(4, row.Reason).Set(5, row.Before).Set(6, row.Sequence).Set(7, row.UndoResult).RunOnce();

    /// <summary>Whether the rows of a job are still kept.</summary>
    public bool Has(string jobId)
    {
        using var rows = _db.Sql("select 1 from bulk_row where job_id = $1 limit 1").Set(1, jobId);
        return rows.Step();
    }

    /// <summary>Forgets the rows of work that was ordered, or asked for and never approved, before an instant; says how many.</summary>
    public int DropBefore(Instant at) => _db.Sql("delete from bulk_row where job_id in (select id from job where created_at < $1)").Set(1, at).RunCounted();

    private static BulkRow Read(Statement rows) =>
        new(rows.Account(0), rows.Int(1)) { Result = rows.TextOrNull(2), Reason = rows.TextOrNull(3), Before = rows.TextOrNull(4), Sequence = rows.LongOrNull(5), UndoResult = rows.TextOrNull(6) };
}
