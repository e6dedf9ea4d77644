namespace Tessera.Storage.Programs;

/// <summary>What has become of an adjustment proposal.</summary>
public static class ProposalStates
{
    /// <summary>Nobody has decided.</summary>
    public const string Open = "open";

    /// <summary>It was taken into the draft.</summary>
    public const string Accepted = "accepted";

    /// <summary>It was dismissed, with a reason.</summary>
    public const string Dismissed = "dismissed";
}

/// <summary>An adjustment proposal of the red line (K6). Amounts in minor units.</summary>
public sealed record Proposal
{
    /// <summary>Id, <c>prp_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>When it was opened.</summary>
    public required Instant OpenedAt { get; init; }

    /// <summary>Who asked; <c>system</c> for the night.</summary>
    public required string OpenedBy { get; init; }

    /// <summary>First local date that was read.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last local date.</summary>
    public required DateOnly Through { get; init; }

    /// <summary>The version it starts from.</summary>
    public required int Version { get; init; }

    /// <summary>The red line, ten-thousandths.</summary>
    public required int Line { get; init; }

    /// <summary>Cost of the dates read.</summary>
    public required long CostMinor { get; init; }

    /// <summary>Net revenue of members.</summary>
    public required long RevenueMinor { get; init; }

    /// <summary>Cost that is expected with the changes.</summary>
    public required long ExpectedMinor { get; init; }

    /// <summary>The named changes, JSON.</summary>
    public required string Changes { get; init; }

    /// <summary>The programme file with the changes.</summary>
    public required string DraftText { get; init; }

    /// <summary>Its backtest: the report has the job's id. Null where too many jobs waited.</summary>
    public string? Report { get; init; }

    /// <summary>One of <see cref="ProposalStates"/>.</summary>
    public string State { get; init; } = ProposalStates.Open;

    /// <summary>When somebody decided, or null.</summary>
    public Instant? DecidedAt { get; init; }

    /// <summary>Who.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Why it was dismissed.</summary>
    public string? Reason { get; init; }
}

/// <summary>Adjustment proposals; the oldest that were decided leave when there are many.</summary>
public sealed class ProposalStore
{
    /// <summary>Most proposals kept.</summary>
    public const int Most = 200;

    private const string Columns = "id, opened_at, opened_by, from_day, through_day, version, line, cost_minor, revenue_minor, expected_minor, changes, draft_text, report_id, state, decided_at, decided_by, reason";
    private readonly StoreConnection _db;

    internal ProposalStore(StoreConnection db) => _db = db;

    /// <summary>Keeps a new proposal.</summary>
    public void Add(Proposal made)
    {
        _db.Sql($"insert into program_proposal ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, null, null, null)")
            .Set(1, made.Id).Set(2, made.OpenedAt).Set(3, made.OpenedBy).Set(4, made.From).Set(5, made.Through).Set(6, made.Version).Set(7, made.Line).Set(8, made.CostMinor)
            .Set(9, made.RevenueMinor).Set(10, made.ExpectedMinor).Set(11, made.Changes).Set(12, made.DraftText).Set(13, made.Report).Set(14, made.State).RunOnce();
        foreach (var old in Newest(Most + 100).Skip(Most).Where(p => p.State != ProposalStates.Open)) _db.Sql("delete from program_proposal where id = $1").Set(1, old.Id).RunOnce();
    }

    /// <summary>Notes a decision; says whether the proposal was open.</summary>
    public bool Decide(Proposal decided) =>
        _db.Sql("update program_proposal set state = $2, decided_at = $3, decided_by = $4, reason = $5 where id = $1 and state = 'open'")
            .Set(1, decided.Id).Set(2, decided.State).Set(3, decided.DecidedAt).Set(4, decided.DecidedBy).Set(5, decided.Reason).RunCounted() == 1;

    /// <summary>A proposal, or null.</summary>
    public Proposal? Find(string id)
    {
        using var rows = _db.Sql($"select {Columns} from program_proposal where id = $1").Set(1, id);
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>Proposals, the newest first.</summary>
    public IReadOnlyList<Proposal> Newest(int limit)
    {
        using var rows = _db.Sql($"select {Columns} from program_proposal order by opened_at desc, id desc limit $1").Set(1, limit);
        var list = new List<Proposal>();
        while (rows.Step()) list.Add(Read(rows));
        return list;
    }

    /// <summary>The one that waits for a decision, or null.</summary>
    public Proposal? Open()
    {
        using var rows = _db.Sql($"select {Columns} from program_proposal where state = 'open' order by opened_at desc limit 1");
        return rows.Step() ? Read(rows) : null;
    }

    private static Proposal Read(Statement rows) => new()
    {
        Id = rows.Text(0), OpenedAt = rows.Instant(1), OpenedBy = rows.Text(2), From = rows.Day(3), Through = rows.Day(4), Version = rows.Int(5), Line = rows.Int(6), CostMinor = rows.Long(7),
        RevenueMinor = rows.Long(8), ExpectedMinor = rows.Long(9), Changes = rows.Text(10), DraftText = rows.Text(11), Report = rows.TextOrNull(12), State = rows.Text(13),
        DecidedAt = rows.InstantOrNull(14), DecidedBy = rows.TextOrNull(15), Reason = rows.TextOrNull(16),
    };
}
