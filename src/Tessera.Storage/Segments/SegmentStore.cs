namespace Tessera.Storage.Segments;

/// <summary>How a segment is kept.</summary>
public enum SegmentKind
{
    /// <summary>Whoever the condition holds for, evaluated in the night and on demand.</summary>
    Live,

    /// <summary>A list: filled once, then changed by hand.</summary>
    Fixed,
}

/// <summary>A segment as it was told.</summary>
/// <param name="Id">Id, never used for something else while its members are in it.</param>
/// <param name="Kind">How it is kept.</param>
/// <param name="NameZh">Name in Chinese.</param>
/// <param name="NameEn">Name in English.</param>
/// <param name="Condition">Its condition in the words of the programme file; null for a list by hand.</param>
public sealed record SegmentTerms(string Id, SegmentKind Kind, string NameZh, string NameEn, string? Condition)
{
    /// <summary>Made.</summary>
    public Instant CreatedAt { get; init; }

    /// <summary>Changed last.</summary>
    public Instant ChangedAt { get; init; }

    /// <summary>When everybody was last looked at; null before the first time.</summary>
    public Instant? EvaluatedAt { get; init; }

    /// <summary>Deleted: whoever is in it leaves, then it goes.</summary>
    public Instant? EndedAt { get; init; }
}

/// <summary>A member of a segment.</summary>
/// <param name="Account">Ledger account.</param>
/// <param name="Since">Local date of entering.</param>
/// <param name="Tier">Tier in force.</param>
public sealed record SegmentMember(AccountId Account, DateOnly Since, string Tier);

/// <summary>Segments and who is in them.</summary>
public sealed class SegmentStore
{
    private const string Columns = "id, kind, name_zh, name_en, condition, created_at, changed_at, evaluated_at, ended_at";
    private readonly StoreConnection _db;

    internal SegmentStore(StoreConnection db) => _db = db;

    /// <summary>A segment, or null.</summary>
    public SegmentTerms? Find(string id)
    {
        using var rows = _db.Sql($"select {Columns} from segment where id = $1").Set(1, id);
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>All segments in order of id, ended ones included.</summary>
    public IReadOnlyList<SegmentTerms> All()
    {
        using var rows = _db.Sql($"select {Columns} from segment order by id");
        var all = new List<SegmentTerms>();
        while (rows.Step()) all.Add(Read(rows));
        return all;
    }

    /// <summary>Keeps a segment, new or changed.</summary>
    public void Save(SegmentTerms segment) =>
        _db.Sql($"insert into segment ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do update set name_zh = excluded.name_zh, name_en = excluded.name_en,"
            + " condition = excluded.condition, changed_at = excluded.changed_at, evaluated_at = excluded.evaluated_at, ended_at = excluded.ended_at")
            .Set(1, segment.Id).Set(2, RecordJson.CamelCase(segment.Kind)).Set(3, segment.NameZh).Set(4, segment.NameEn).Set(5, segment.Condition).Set(6, segment.CreatedAt)
            .Set(7, segment.ChangedAt).Set(8, segment.EvaluatedAt).Set(9, segment.EndedAt).RunOnce();

    /// <summary>Forgets a segment that nobody is in any more.</summary>
    public void Drop(string id) => _db.Sql("delete from segment where id = $1").Set(1, id).RunOnce();

    /// <summary>How many members are in each segment; closed and merged ones are not counted.</summary>
    public IReadOnlyDictionary<string, long> Counts()
    {
        using var rows = _db.Sql("select s.segment, count(*) from segment_member s join member_state m on m.member_id = s.member_id where m.closed_on is null and not exists"
            + " (select 1 from merge g where g.member_id = s.member_id and g.undone_at is null) group by s.segment");
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        while (rows.Step()) counts.Add(rows.Text(0), rows.Long(1));
        return counts;
    }

    /// <summary>Members of a segment in order of account; closed and merged ones are left out.</summary>
    /// <param name="segment">Segment.</param>
    /// <param name="after">After this account; null from the first.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<SegmentMember> Members(string segment, AccountId? after, int limit)
    {
        using var rows = _db.Sql("select s.member_id, s.since_on, m.tier_in_force from segment_member s join member_state m on m.member_id = s.member_id where s.segment = $1 and s.member_id > $2"
            + " and m.closed_on is null and not exists (select 1 from merge g where g.member_id = s.member_id and g.undone_at is null) order by s.member_id limit $3")
            .Set(1, segment).Set(2, after?.Value ?? long.MinValue).Set(3, limit);
        var members = new List<SegmentMember>();
        while (rows.Step()) members.Add(new SegmentMember(rows.Account(0), rows.Day(1), rows.Text(2)));
        return members;
    }

    private static SegmentTerms Read(Statement rows) => new(rows.Text(0), RecordJson.ParseCamelCase<SegmentKind>(rows.Text(1)), rows.Text(2), rows.Text(3), rows.TextOrNull(4))
    {
        CreatedAt = rows.Instant(5), ChangedAt = rows.Instant(6), EvaluatedAt = rows.InstantOrNull(7), EndedAt = rows.InstantOrNull(8),
    };
}
