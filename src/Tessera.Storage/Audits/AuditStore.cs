using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Tessera.Storage.Audits;

/// <summary>What a person, key or the system did, for the trail. Never holds personal text: subjects are ids.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">Who: <c>key:till-3</c>, <c>system</c>, later a person's id.</param>
/// <param name="Action">What, a stable code such as <c>program.published</c>.</param>
/// <param name="Subject">To what: an account id, a version, a file.</param>
/// <param name="Details">JSON: where, before and after.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record AuditEvent(Instant At, string Actor, string Action, string Subject, string Details = "{}", string? Reason = null);

/// <summary>A record of the trail.</summary>
/// <param name="Writer">Whose chain.</param>
/// <param name="Number">Place in it, from 1.</param>
/// <param name="Event">What happened.</param>
/// <param name="Hash">Its hash.</param>
public sealed record AuditRecord(string Writer, long Number, AuditEvent Event, byte[] Hash);

/// <summary>An anchor: one digest over all heads and counts of members, over the audit chains and the programme versions, chained to the anchor before (semantics §12).</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When.</param>
/// <param name="On">Local date it closes.</param>
/// <param name="Members">Members seen.</param>
/// <param name="Items">Items of all records.</param>
/// <param name="Digest">The digest.</param>
public sealed record Anchor(long Number, Instant At, DateOnly On, long Members, long Items, byte[] Digest)
{
    /// <summary>The digest as printed.</summary>
    public string Text => Convert.ToHexStringLower(Digest);
}

/// <summary>The audit trail, chained per writer, and the anchors that join it with the members' chains.</summary>
public sealed class AuditStore
{
    /// <summary>The chain of the first process that writes; others on the same database have chains of their own.</summary>
    public const string MainWriter = "main";

    private const string Columns = "writer, number, at, actor, action, subject, reason, details, hash";

    /// <summary>The last record of a chain.</summary>
    internal const string HeadOf = "select number, hash from audit_record where writer = $1 order by number desc limit 1";

    private readonly StoreConnection _db;

    internal AuditStore(StoreConnection db) => _db = db;

    /// <summary>Records appended through this connection, to tell whether a command wrote one.</summary>
    public long Appended { get; private set; }

    /// <summary>JSON members that every record gets while a command runs: the door it came through.</summary>
    public string? Where { get; set; }

    /// <summary>Appends a record, in the transaction of what it tells.</summary>
    public AuditRecord Append(AuditEvent what, string? writer = null)
    {
        if (Where is { } where) what = what with { Details = "{" + where + (what.Details.Length > 2 ? "," : "") + what.Details[1..] };
        return AppendAll([what], writer)[0];
    }

    /// <summary>Appends records whose details are whole: the head of the chain is read and the count set once.</summary>
    public IReadOnlyList<AuditRecord> AppendAll(IReadOnlyList<AuditEvent> events, string? writer = null)
    {
        if (events.Count == 0) return [];
        writer ??= _db.NodeName;
        var isOwn = writer == _db.NodeName;
        var (number, head) = isOwn && _db.Ahead.AuditHead is { } known ? known : Head(writer);
        var records = new List<AuditRecord>(events.Count);
        foreach (var what in events)
        {
            var record = new AuditRecord(writer, ++number, what, HashOf(head, writer, number, what));
            _db.Sql($"insert into audit_record ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
                .Set(1, writer).Set(2, record.Number).Set(3, what.At).Set(4, what.Actor).Set(5, what.Action).Set(6, what.Subject).Set(7, what.Reason).Set(8, what.Details)
                .SetBytes(9, record.Hash).RunOnce();
            head = record.Hash;
            records.Add(record);
        }

        if (isOwn && _db.Ahead.AuditHead is not null) _db.Ahead.AuditHead = (number, head);
        _db.Counters.Set("audit:" + writer, number);
        Appended += events.Count;
        return records;
    }

    /// <summary>The trail, the newest first.</summary>
    public IReadOnlyList<AuditRecord> Page(int limit, Instant? before = null)
    {
        using var rows = _db.Sql($"select {Columns} from audit_record where at < $1 order by at desc, writer, number desc limit $2").Set(1, before?.Micros ?? long.MaxValue).Set(2, limit);
        return Read(rows);
    }

    /// <summary>One page of the trail by a filter, the newest first. Bounded: it looks at most at so many records, so a page may be short and still go on.</summary>
    /// <param name="filter">Which records.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="before">Place after which the page starts, or null.</param>
    /// <returns>The records, and the place where the next page starts; null at the end.</returns>
    public (IReadOnlyList<AuditRecord> Records, AuditPlace? Next) Search(AuditFilter filter, int limit, AuditPlace? before)
    {
        const int MostLookedAt = 20_000;
        using var rows = _db.Walk(
            $"select {Columns} from audit_record where at >= $1 and (at < $2 or (at = $2 and (writer > $3 or (writer = $3 and number < $4)))) order by at desc, writer, number desc limit $5")
            .Set(1, filter.From?.Micros ?? long.MinValue).Set(2, before?.At.Micros ?? filter.Before?.Micros ?? long.MaxValue).Set(3, before?.Writer ?? "~").Set(4, before?.Number ?? 0L).Set(5, (long)MostLookedAt);
        var found = new List<AuditRecord>();
        AuditPlace? last = null;
        var looked = 0;
        while (found.Count < limit && rows.Step())
        {
            looked++;
            last = new AuditPlace(rows.Instant(2), rows.Text(0), rows.Long(1));
            var fits = (filter.Actor is null || rows.Text(3) == filter.Actor) && (filter.Action is null || rows.Text(4) == filter.Action) && (filter.Subject is null || rows.Text(5) == filter.Subject);
            if (fits) found.Add(ReadOne(rows));
        }

        return (found, found.Count == limit || looked == MostLookedAt ? last : null);
    }

    /// <summary>Writes the anchor of a local date: notes the head of every member that changed since the last one, then digests all. Inside a write transaction.</summary>
    public Anchor WriteAnchor(Instant at, DateOnly on)
    {
        var last = LastAnchor();
        var number = (last?.Number ?? 0) + 1;
        _db.Sql("insert into member_anchor (member_id, sequence, head, anchor) select s.member_id, s.sequence, s.chain_head, $1 from member_state s"
            + " left join member_anchor a on a.member_id = s.member_id where a.member_id is null or a.sequence < s.sequence"
            + " on conflict (member_id) do update set sequence = excluded.sequence, head = excluded.head, anchor = excluded.anchor").Set(1, number).RunOnce();
        var heads = WriterHeads();
        var (members, items, membersDigest) = DigestOfMembers();
        var programHead = ProgramHead();
        var digest = DigestOf(last?.Digest ?? [], new AnchorParts(number, at, on, heads, membersDigest, programHead));
        _db.Sql("insert into anchor (number, at, on_day, members, items, audit_heads, members_digest, program_head, digest) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .Set(1, number).Set(2, at).Set(3, on).Set(4, members).Set(5, items).Set(6, heads).SetBytes(7, membersDigest).SetBytes(8, programHead).SetBytes(9, digest).RunOnce();
        _db.Counters.Set("anchor", number);
        return new Anchor(number, at, on, members, items, digest);
    }

    /// <summary>The newest anchor, or null.</summary>
    public Anchor? LastAnchor()
    {
        using var rows = _db.Sql("select number, at, on_day, members, items, digest from anchor order by number desc limit 1");
        return rows.Step() ? ReadAnchor(rows) : null;
    }

    /// <summary>All anchors, the oldest first: print them, keep them elsewhere, and nobody can rewrite the past unseen.</summary>
    public IReadOnlyList<Anchor> Anchors()
    {
        using var rows = _db.Sql("select number, at, on_day, members, items, digest from anchor order by number");
        var list = new List<Anchor>();
        while (rows.Step()) list.Add(ReadAnchor(rows));
        return list;
    }

    internal IReadOnlyList<AuditRecord> All()
    {
        using var rows = _db.Sql($"select {Columns} from audit_record order by writer, number");
        return Read(rows);
    }

    internal static byte[] HashOf(ReadOnlySpan<byte> head, string writer, long number, AuditEvent what) => Audits.Digest.Of(
        "tessera audit 1", head, writer, Text(number), Text(what.At.Micros), what.Actor, what.Action, what.Subject, what.Reason ?? "", what.Details);

    internal static byte[] DigestOf(ReadOnlySpan<byte> last, AnchorParts parts) => Audits.Digest.Of(
        "tessera anchor 1", last, Text(parts.Number), Text(parts.At.Micros), Text(parts.On.DayNumber), parts.AuditHeads,
        Convert.ToHexStringLower(parts.Members), Convert.ToHexStringLower(parts.ProgramHead));

    internal (long Members, long Items, byte[] Digest) DigestOfMembers()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var rows = _db.Walk("select member_id, sequence, head from member_anchor order by member_id");
        Span<byte> numbers = stackalloc byte[16];
        long members = 0, items = 0;
        for (; rows.Step(); members++, items += rows.Long(1))
        {
            BinaryPrimitives.WriteInt64BigEndian(numbers, rows.Long(0));
            BinaryPrimitives.WriteInt64BigEndian(numbers[8..], rows.Long(1));
            hash.AppendData(numbers);
            hash.AppendData(rows.Bytes(2));
        }

        return (members, items, hash.GetHashAndReset());
    }

    /// <summary>Count and head of each writer's chain, one a line.</summary>
    internal string WriterHeads()
    {
        using var rows = _db.Sql("select writer, number, hash from audit_record a where number = (select max(number) from audit_record b where b.writer = a.writer) order by writer");
        var text = new System.Text.StringBuilder();
        while (rows.Step()) text.Append(CultureInfo.InvariantCulture, $"{rows.Text(0)} {rows.Long(1)} {Convert.ToHexStringLower(rows.Bytes(2))}\n");
        return text.ToString();
    }

    internal byte[] ProgramHead() => _db.Programs.Stored() is [.., var newest] ? newest.Hash : new byte[32];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static Anchor ReadAnchor(Statement rows) => new(rows.Long(0), rows.Instant(1), rows.Day(2), rows.Long(3), rows.Long(4), rows.Bytes(5).ToArray());

    private (long Number, byte[] Hash) Head(string writer)
    {
        using var rows = _db.Sql(HeadOf).Set(1, writer);
        return rows.Step() ? (rows.Long(0), rows.Bytes(1).ToArray()) : (0, []);
    }

    private static List<AuditRecord> Read(Statement rows)
    {
        var list = new List<AuditRecord>();
        while (rows.Step()) list.Add(ReadOne(rows));
        return list;
    }

    private static AuditRecord ReadOne(Statement rows) =>
        new(rows.Text(0), rows.Long(1), new AuditEvent(rows.Instant(2), rows.Text(3), rows.Text(4), rows.Text(5), rows.Text(7), rows.TextOrNull(6)), rows.Bytes(8).ToArray());
}

/// <summary>Which records of the trail.</summary>
/// <param name="Actor">Of one actor, or null.</param>
/// <param name="Action">Of one action, or null.</param>
/// <param name="Subject">About one subject, or null.</param>
/// <param name="From">Not before, or null.</param>
/// <param name="Before">Before, or null.</param>
public sealed record AuditFilter(string? Actor, string? Action, string? Subject, Instant? From, Instant? Before);

/// <summary>A place in the trail, the newest first.</summary>
/// <param name="At">Instant.</param>
/// <param name="Writer">Writer.</param>
/// <param name="Number">Number.</param>
public sealed record AuditPlace(Instant At, string Writer, long Number);

/// <summary>What an anchor's digest is taken over.</summary>
internal sealed record AnchorParts(long Number, Instant At, DateOnly On, string AuditHeads, byte[] Members, byte[] ProgramHead);
