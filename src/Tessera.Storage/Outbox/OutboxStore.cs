using System.Globalization;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Storage.Outbox;

/// <summary>A row of the outbox: a reference to an effect of the record, or its own payload.</summary>
/// <param name="Position">Gap-free, from 1.</param>
/// <param name="Topic">Topic; for a <see cref="Consequence"/> its kind.</param>
/// <param name="Account">Whose, or null.</param>
/// <param name="Sequence">Item, or 0.</param>
/// <param name="N">Place of the effect inside the item, from 1; or 0.</param>
/// <param name="Payload">JSON of rows that refer to nothing.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="SentAt">When it was carried out, or null.</param>
public sealed record OutboxRow(long Position, string Topic, AccountId? Account, long Sequence, int N, string? Payload, Instant CreatedAt, Instant? SentAt);

/// <summary>A message of a member's inbox 站内信.</summary>
/// <param name="Place">Item and place of the notice inside it.</param>
/// <param name="Topic">Topic.</param>
/// <param name="On">Local date.</param>
/// <param name="ReadAt">When it was read, or null.</param>
/// <param name="Notice">The notice itself: the text is rendered from it.</param>
public sealed record InboxMessage(LotId Place, string Topic, DateOnly On, Instant? ReadAt, Notice Notice);

/// <summary>A row to be appended.</summary>
internal readonly record struct OutboxDraft(string Topic, AccountId? Account, LotId Place, Instant At, string? Payload = null)
{
    /// <summary>Nothing has to be carried out: endpoints read it by their own position.</summary>
    internal bool IsOnlyTold { get; init; }
}

/// <summary>The outbox, gap-free in order of commit, and the inboxes of members.</summary>
public sealed class OutboxStore
{
    /// <summary>Setting of the last position up to which what one member's decision means for others was told to them.</summary>
    public const string CarriedThrough = "outbox.consequences";

    private const string Counter = "outbox";
    private const string InsertInto = "insert into outbox (position, topic, member_id, sequence, n, payload, created_at, sent_at) values";
    private const string InsertAt = InsertInto + " ($1, $2, $3, $4, $5, $6, $7, $8)";
    private const string InsertBeforeLast = InsertInto + " ((select value from counter where name = '" + Counter + "') - $1, $2, $3, $4, $5, $6, $7, $8)";
    private readonly StoreConnection _db;

    // The counter is the last row a batch locks: other processes wait for it only while this one writes and commits.
    private readonly List<OutboxDraft> _waiting = [];

    internal OutboxStore(StoreConnection db) => _db = db;

    /// <summary>Rows not carried out yet, in order.</summary>
    public IReadOnlyList<OutboxRow> Unsent(int limit)
    {
        AppendWaiting();
        using var rows = _db.Sql("select position, topic, member_id, sequence, n, payload, created_at, sent_at from outbox where sent_at is null order by position limit $1").Set(1, limit);
        return Read(rows);
    }

    /// <summary>Rows that still have to be told to other members. A notice stands in the member's inbox with the commit and waits for nothing.</summary>
    public long Waiting()
    {
        AppendWaiting();
        var through = long.Parse(_db.Settings.Find(CarriedThrough) ?? "0", CultureInfo.InvariantCulture);
        using var rows = _db.Sql("select count(*) from outbox where position > $1 and sent_at is null and topic not like 'notice.%'").Set(1, through);
        rows.Step();
        return rows.Long(0);
    }

    /// <summary>Rows after a position, in order.</summary>
    public IReadOnlyList<OutboxRow> After(long position, int limit)
    {
        AppendWaiting();
        using var rows = _db.Sql("select position, topic, member_id, sequence, n, payload, created_at, sent_at from outbox where position > $1 order by position limit $2").Set(1, position).Set(2, limit);
        return Read(rows);
    }

    /// <summary>Marks a row as carried out, in the transaction of its effect.</summary>
    public void MarkSent(long position, Instant at) => _db.Sql("update outbox set sent_at = $2 where position = $1").Set(1, position).Set(2, at).RunOnce();

    /// <summary>Appends a message that refers to no item.</summary>
    public void Append(string topic, string payload, Instant at) => Append([new OutboxDraft(topic, null, default, at, payload)]);

    /// <summary>Appends an event that refers to no item, as JSON of its body; says where it stands.</summary>
    public OutboxRow AppendEvent(string type, string body, Instant at)
    {
        var topic = EventNames.OwnTopic + type;
        Append([new OutboxDraft(topic, null, default, at, body) { IsOnlyTold = true }]);
        return new OutboxRow(LastPosition(), topic, null, 0, 0, body, at, at);
    }

    /// <summary>A row, or null.</summary>
    public OutboxRow? Find(long position)
    {
        using var rows = _db.Sql("select position, topic, member_id, sequence, n, payload, created_at, sent_at from outbox where position = $1").Set(1, position);
        return Read(rows) is [var only] ? only : null;
    }

    /// <summary>Forgets rows carried out before an instant that no endpoint has still to read, some at a time; positions are never used again.</summary>
    public int DropSentBefore(Instant at, int limit) =>
        _db.Sql("delete from outbox where position in (select position from outbox where sent_at < $1 and position <= $3 order by position limit $2)")
            .Set(1, at).Set(2, limit).Set(3, _db.Webhooks.LowestPosition()).RunCounted();

    /// <summary>A member's inbox, the newest first.</summary>
    public IReadOnlyList<InboxMessage> Inbox(AccountId account, int limit, LotId? before = null)
    {
        using var rows = _db.Sql("select sequence, n, topic, on_day, read_at from inbox where member_id = $1 and (sequence < $2 or (sequence = $2 and n < $3)) order by sequence desc, n desc limit $4")
            .Set(1, account).Set(2, before?.Sequence ?? long.MaxValue).Set(3, before?.N ?? 0).Set(4, limit);
        var messages = new List<InboxMessage>();
        while (rows.Step())
        {
            var place = new LotId(rows.Long(0), rows.Int(1));
            var item = _db.Records.Find(account, place.Sequence) ?? throw new LedgerBroken(account.ToString(), $"item {place.Sequence} of the inbox is missing");
            messages.Add(new InboxMessage(place, rows.Text(2), rows.Day(3), rows.InstantOrNull(4), (Notice)item.Effects[place.N - 1]));
        }

        return messages;
    }

    /// <summary>Whether a member has a message.</summary>
    public bool HasMessage(AccountId account, LotId place)
    {
        using var rows = _db.Sql("select 1 from inbox where member_id = $1 and sequence = $2 and n = $3").Set(1, account).Set(2, place.Sequence).Set(3, place.N);
        return rows.Step();
    }

    /// <summary>Marks a message as read; says whether there is one.</summary>
    public bool MarkRead(AccountId account, LotId place, Instant at) =>
        _db.Sql("update inbox set read_at = coalesce(read_at, $4) where member_id = $1 and sequence = $2 and n = $3").Set(1, account).Set(2, place.Sequence).Set(3, place.N).Set(4, at).RunCounted() == 1;

    /// <summary>Appends with the commit.</summary>
    internal void Append(IReadOnlyList<OutboxDraft> drafts) => _waiting.AddRange(drafts);

    internal void ForgetWaiting() => _waiting.Clear();

    internal void AppendWaiting()
    {
        if (_waiting.Count == 0) return;
        // Over a wire the numbers are not asked for: the counter is moved and each row says how far it stands before the last, all in the trip of the commit.
        long last = 0;
        if (_db.IsRemote) _db.Counters.Move(Counter, _waiting.Count);
        else last = _db.Counters.Take(Counter, _waiting.Count);
        for (var i = 0; i < _waiting.Count; i++)
        {
            var (draft, before) = (_waiting[i], _waiting.Count - 1 - i);
            using var insert = _db.Sql(_db.IsRemote ? InsertBeforeLast : InsertAt);
            insert.Set(1, _db.IsRemote ? before : last - before).Set(2, draft.Topic).Set(3, draft.Account).Set(4, draft.Account is null ? null : (long?)draft.Place.Sequence)
                .Set(5, draft.Account is null ? null : (long?)draft.Place.N).Set(6, draft.Payload).Set(7, draft.At).Set(8, draft.IsOnlyTold ? draft.At : null).Run();
        }

        _waiting.Clear();
    }

    /// <summary>The last position given out.</summary>
    public long Last => LastPosition();

    internal long LastPosition()
    {
        AppendWaiting();
        return _db.Counters.Get(Counter);
    }

    private static List<OutboxRow> Read(Statement rows)
    {
        var list = new List<OutboxRow>();
        while (rows.Step())
        {
            list.Add(new OutboxRow(rows.Long(0), rows.Text(1), rows.AccountOrNull(2), rows.LongOrNull(3) ?? 0, (int)(rows.LongOrNull(4) ?? 0), rows.TextOrNull(5), rows.Instant(6), rows.InstantOrNull(7)));
        }

        return list;
    }
}
