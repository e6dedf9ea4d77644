namespace Tessera.Storage.Tiers;

/// <summary>An application for a tier.</summary>
/// <param name="Account">Who.</param>
/// <param name="Sequence">Its place in the record.</param>
/// <param name="Tier">Tier applied for.</param>
/// <param name="At">When.</param>
/// <param name="State"><c>open</c>, <c>approved</c> or <c>rejected</c>.</param>
/// <param name="DecidedAt">When it was decided, or null.</param>
/// <param name="DecidedBy">Who decided, or null.</param>
/// <param name="ReasonCode">Why, or null.</param>
public sealed record TierApplicationRow(AccountId Account, long Sequence, string Tier, Instant At, string State, Instant? DecidedAt, string? DecidedBy, string? ReasonCode);

/// <summary>A fall that was left to people.</summary>
/// <param name="Account">Who.</param>
/// <param name="Sequence">Place of its note: item.</param>
/// <param name="N">Place of its note: effect.</param>
/// <param name="On">Day on which the tier would have fallen.</param>
public sealed record LeftFallRow(AccountId Account, long Sequence, int N, DateOnly On);

/// <summary>One member of a batch of tiers.</summary>
/// <param name="Account">Who.</param>
/// <param name="Line">Place in the batch, from 1.</param>
/// <param name="From">Earned tier when it was planned.</param>
/// <param name="To">Tier to be set.</param>
/// <param name="LockFrom">Lock when it was planned, or null.</param>
public sealed record TierBatchRow(AccountId Account, int Line, string From, string To, DateOnly? LockFrom)
{
    /// <summary><c>done</c>, <c>same</c>, <c>refused</c>; null while it waits.</summary>
    public string? Result { get; init; }

    /// <summary>Why not, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Its item, when done.</summary>
    public long? Sequence { get; init; }

    /// <summary><c>undone</c> or why it was not; null before an undo.</summary>
    public string? UndoResult { get; init; }
}

/// <summary>What staff decide about tiers: applications, falls left to them, batches.</summary>
public sealed class TierDeskStore
{
    private const string ApplicationColumns = "member_id, sequence, tier, at, state, decided_at, decided_by, reason_code";
    private const string RowColumns = "member_id, line, tier_from, tier_to, lock_from, result, reason, sequence, undo_result";
    private readonly StoreConnection _db;

    internal TierDeskStore(StoreConnection db) => _db = db;

    /// <summary>Notes an application.</summary>
    public void Apply(AccountId account, long sequence, string tier, Instant at) =>
        _db.Sql("insert into tier_application (member_id, sequence, tier, at, state) values ($1, $2, $3, $4, 'open')").Set(1, account).Set(2, sequence).Set(3, tier).Set(4, at).RunOnce();

    /// <summary>Notes the decision of an application.</summary>
    public void Decide(TierApplicationRow decided) =>
        _db.Sql("update tier_application set state = $3, decided_at = $4, decided_by = $5, reason_code = $6 where member_id = $1 and sequence = $2")
            .Set(1, decided.Account).Set(2, decided.Sequence).Set(3, decided.State).Set(4, decided.DecidedAt).Set(5, decided.DecidedBy).Set(6, decided.ReasonCode).RunOnce();

    /// <summary>Applications, the oldest first.</summary>
    /// <param name="state">Only these, or null for all.</param>
    /// <param name="after">After this instant and member.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<TierApplicationRow> Applications(string? state, (Instant At, AccountId Account)? after, int limit)
    {
        using var rows = _db.Sql($"select {ApplicationColumns} from tier_application where (cast($1 as text) is null or state = $1) and (at > $2 or (at = $2 and member_id > $3)) order by at, member_id limit $4")
            .Set(1, state).Set(2, after?.At.Micros ?? long.MinValue).Set(3, after?.Account.Value ?? long.MinValue).Set(4, limit);
        var page = new List<TierApplicationRow>();
        while (rows.Step()) page.Add(new TierApplicationRow(rows.Account(0), rows.Long(1), rows.Text(2), rows.Instant(3), rows.Text(4), rows.InstantOrNull(5), rows.TextOrNull(6), rows.TextOrNull(7)));
        return page;
    }

    /// <summary>Falls left to people that nobody decided and no later change of tier overtook, the oldest first.</summary>
    /// <param name="after">After this date and member.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<LeftFallRow> Left((DateOnly On, AccountId Account)? after, int limit)
    {
        using var rows = _db.Sql("select f.member_id, f.sequence, f.n, f.on_day from fall_left f where (f.on_day > $1 or (f.on_day = $1 and f.member_id > $2))"
            + " and not exists (select 1 from assessment a where a.member_id = f.member_id and a.sequence = f.sequence and a.n = f.n)"
            + " and not exists (select 1 from tier_change t where t.member_id = f.member_id and t.sequence > f.sequence and t.earned_from <> t.earned_to) order by f.on_day, f.member_id limit $3")
            .Set(1, after?.On.DayNumber ?? long.MinValue).Set(2, after?.Account.Value ?? long.MinValue).Set(3, limit);
        var page = new List<LeftFallRow>();
        while (rows.Step()) page.Add(new LeftFallRow(rows.Account(0), rows.Long(1), rows.Int(2), rows.Day(3)));
        return page;
    }

    /// <summary>The fall left to people at a place of a record, decided or not; null where there is none.</summary>
    public LeftFallRow? LeftAt(AccountId account, long sequence, int n)
    {
        using var rows = _db.Sql("select on_day from fall_left where member_id = $1 and sequence = $2 and n = $3").Set(1, account).Set(2, sequence).Set(3, n);
        return rows.Step() ? new LeftFallRow(account, sequence, n, rows.Day(0)) : null;
    }

    /// <summary>Whether staff decided about a left.</summary>
    public bool IsAssessed(LeftFallRow left)
    {
        using var rows = _db.Sql("select 1 from assessment where member_id = $1 and sequence = $2 and n = $3").Set(1, left.Account).Set(2, left.Sequence).Set(3, left.N);
        return rows.Step();
    }

    /// <summary>Notes what staff decided about a left.</summary>
    public void Assess(LeftFallRow left, string outcome, AuditEvent by) =>
        _db.Sql("insert into assessment (member_id, sequence, n, outcome, at, actor, reason_code) values ($1, $2, $3, $4, $5, $6, $7)")
            .Set(1, left.Account).Set(2, left.Sequence).Set(3, left.N).Set(4, outcome).Set(5, by.At).Set(6, by.Actor).Set(7, by.Reason).RunOnce();

    /// <summary>Adds the rows of a planned batch.</summary>
    public void AddRows(string jobId, IEnumerable<TierBatchRow> planned)
    {
        foreach (var row in planned)
        {
            _db.Sql("insert into tier_batch_row (member_id, job_id, line, tier_from, tier_to, lock_from, result, reason) values ($1, $2, $3, $4, $5, $6, $7, $8)")
                .Set(1, row.Account).Set(2, jobId).Set(3, row.Line).Set(4, row.From).Set(5, row.To).Set(6, row.LockFrom).Set(7, row.Result).Set(8, row.Reason).RunOnce();
        }
    }

    /// <summary>Rows of a batch after a line.</summary>
    public IReadOnlyList<TierBatchRow> Rows(string jobId, int afterLine, int limit)
    {
        using var rows = _db.Sql($"select {RowColumns} from tier_batch_row where job_id = $1 and line > $2 order by line limit $3").Set(1, jobId).Set(2, afterLine).Set(3, limit);
        var page = new List<TierBatchRow>();
        while (rows.Step())
        {
            page.Add(new TierBatchRow(rows.Account(0), rows.Int(1), rows.Text(2), rows.Text(3), rows.DayOrNull(4)) { Result = rows.TextOrNull(5), Reason = rows.TextOrNull(6), Sequence = rows.LongOrNull(7), UndoResult = rows.TextOrNull(8) });
        }

        return page;
    }

    /// <summary>Notes what came of a row, and of its undo.</summary>
    public void Save(string jobId, TierBatchRow row) =>
        _db.Sql("update tier_batch_row set result = $3, reason = $4, sequence = $5, undo_result = $6 where member_id = $1 and job_id = $2")
            .Set(1, row.Account).Set(2, jobId).Set(3, row.Result).Set(4, row.Reason).Set(5, row.Sequence).Set(6, row.UndoResult).RunOnce();
}
