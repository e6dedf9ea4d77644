namespace Tessera.Storage.People;

/// <summary>A command that waits for another person, or what became of it.</summary>
public sealed record Approval
{
    /// <summary>Id, <c>apr_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of command: <c>points.adjustment</c>, <c>tier.batch</c>, <c>coupon.batch</c>, <c>export</c>, <c>export.personal</c>, <c>program.publication</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>waiting</c>, <c>approved</c>, <c>rejected</c>, <c>refused</c> (by the rules, when it was approved) or <c>void</c>.</summary>
    public string State { get; init; } = ApprovalStates.Waiting;

    /// <summary>Member concerned, or null.</summary>
    public AccountId? About { get; init; }

    /// <summary>The amount that called for it, in the unit of its kind, or null.</summary>
    public long? Amount { get; init; }

    /// <summary>Programme version in force or to come when it was asked.</summary>
    public required int BaseVersion { get; init; }

    /// <summary>The command, as JSON.</summary>
    public required string Command { get; init; }

    /// <summary>Digest of the command: what is approved is what was asked.</summary>
    public required IReadOnlyList<byte> InputHash { get; init; }

    /// <summary>Who asked.</summary>
    public required string Maker { get; init; }

    /// <summary>When.</summary>
    public required Instant MadeAt { get; init; }

    /// <summary>Until when it can be decided.</summary>
    public required Instant EndsAt { get; init; }

    /// <summary>Who decided, or null.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When, or null.</summary>
    public Instant? DecidedAt { get; init; }

    /// <summary>Code of the refusal or of why it is void, or null.</summary>
    public string? Outcome { get; init; }
}

/// <summary>States of approvals.</summary>
public static class ApprovalStates
{
    /// <summary>Nobody decided yet.</summary>
    public const string Waiting = "waiting";

    /// <summary>Approved and carried out.</summary>
    public const string Approved = "approved";

    /// <summary>Rejected, or taken back by its maker.</summary>
    public const string Rejected = "rejected";

    /// <summary>Approved, but the rules refused it then.</summary>
    public const string Refused = "refused";

    /// <summary>Something it stood on changed: nothing was done.</summary>
    public const string Void = "void";

    /// <summary>Shown for one that waited too long; stored as waiting.</summary>
    public const string Expired = "expired";
}

/// <summary>Approvals.</summary>
public sealed class ApprovalStore
{
    private const string Columns = "id, kind, state, about_member_id, amount, base_version, sealed, input_hash, maker, made_at, ends_at, decided_by, decided_at, outcome";
    private readonly StoreConnection _db;

    internal ApprovalStore(StoreConnection db) => _db = db;

    /// <summary>Stores a new one.</summary>
    public void Add(Approval approval) =>
        _db.Sql($"insert into approval ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, null, null, null)")
            .Set(1, approval.Id).Set(2, approval.Kind).Set(3, approval.State).Set(4, approval.About).Set(5, approval.Amount).Set(6, (long)approval.BaseVersion)
            .SetBytes(7, _db.Sealing.Seal("approval" + approval.Id, approval.Command)).SetBytes(8, [.. approval.InputHash]).Set(9, approval.Maker).Set(10, approval.MadeAt).Set(11, approval.EndsAt).RunOnce();

    /// <summary>Notes what became of one in a state; says whether it was in that state, so that of two who decide one does.</summary>
    public bool Decide(Approval approval, string from) =>
        _db.Sql("update approval set state = $2, decided_by = $3, decided_at = $4, outcome = $5 where id = $1 and state = $6")
            .Set(1, approval.Id).Set(2, approval.State).Set(3, approval.DecidedBy).Set(4, approval.DecidedAt).Set(5, approval.Outcome).Set(6, from).RunCounted() > 0;

    /// <summary>One by id, or null.</summary>
    public Approval? Find(string id)
    {
        using var rows = _db.Sql($"select {Columns} from approval where id = $1").Set(1, id);
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>The newest first, from before a place on.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="state">Only in this state as stored, or null for all.</param>
    /// <param name="before">Place after which the page starts, or null.</param>
    public IReadOnlyList<Approval> Page(int limit, string? state, (Instant At, string Id)? before)
    {
        using var rows = _db.Sql($"select {Columns} from approval where (made_at < $1 or (made_at = $1 and id < $2)) and (state = $3 or $3 = '') order by made_at desc, id desc limit $4")
            .Set(1, before?.At.Micros ?? long.MaxValue).Set(2, before?.Id ?? "").Set(3, state ?? "").Set(4, (long)limit);
        var list = new List<Approval>();
        while (rows.Step()) list.Add(Read(rows));
        return list;
    }

    /// <summary>Empties the commands about a member whose person is erased; those that waited are void.</summary>
    internal int Forget(AccountId account)
    {
        using var rows = _db.Sql("select id from approval where about_member_id = $1").Set(1, account);
        var ids = new List<string>();
        while (rows.Step()) ids.Add(rows.Text(0));
        foreach (var id in ids)
        {
            _db.Sql("update approval set sealed = $2, state = case when state = 'waiting' then 'void' else state end where id = $1")
                .Set(1, id).SetBytes(2, _db.Sealing.Seal("approval" + id, "{}")).RunOnce();
        }

        return ids.Count;
    }

    private Approval Read(Statement rows)
    {
        var id = rows.Text(0);
        return new Approval
        {
            Id = id, Kind = rows.Text(1), State = rows.Text(2), About = rows.AccountOrNull(3), Amount = rows.LongOrNull(4), BaseVersion = rows.Int(5),
            Command = _db.Sealing.OpenText("approval" + id, rows.Bytes(6)), InputHash = rows.Bytes(7).ToArray(), Maker = rows.Text(8), MadeAt = rows.Instant(9), EndsAt = rows.Instant(10),
            DecidedBy = rows.TextOrNull(11), DecidedAt = rows.InstantOrNull(12), Outcome = rows.TextOrNull(13),
        };
    }
}
