namespace Tessera.Storage.Webhooks;

/// <summary>Which event goes to which endpoint.</summary>
/// <param name="Endpoint">Endpoint.</param>
/// <param name="Position">Position of the row in the outbox.</param>
/// <param name="N">Place of the event in the row.</param>
public readonly record struct DeliveryKey(string Endpoint, long Position, int N);

/// <summary>An event on its way to an endpoint.</summary>
/// <param name="Key">What and where to.</param>
/// <param name="EventId">Id of the event, the same on every repeat.</param>
/// <param name="Type">Type of the event.</param>
/// <param name="State"><c>waiting</c>, <c>delivered</c> or <c>failed</c>.</param>
/// <param name="Step">Attempts of the running schedule.</param>
/// <param name="Tries">Attempts of all time.</param>
/// <param name="QueuedAt">Queued, or queued anew.</param>
/// <param name="NextAttemptAt">Earliest next attempt, while waiting.</param>
/// <param name="FinishedAt">Delivered or given up, or null.</param>
public sealed record WebhookDelivery(
    DeliveryKey Key, string EventId, string Type, string State, int Step, int Tries, Instant QueuedAt, Instant NextAttemptAt, Instant? FinishedAt);

/// <summary>One attempt.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When.</param>
/// <param name="Outcome"><c>delivered</c>, <c>status</c>, <c>gone</c>, <c>redirect</c>, <c>timeout</c>, <c>connection</c>, <c>blocked</c>, <c>missing</c> or <c>fake</c>.</param>
/// <param name="Status">HTTP status, or null where none came.</param>
/// <param name="Millis">How long it took.</param>
/// <param name="Answer">The first characters of the answer, or what went wrong.</param>
public sealed record WebhookAttempt(int Number, Instant At, string Outcome, int? Status, long Millis, string Answer);

/// <summary>Events of a time range that are sent again.</summary>
/// <param name="Id">Id, <c>whr_…</c>.</param>
/// <param name="Endpoint">To which endpoint.</param>
/// <param name="From">First instant.</param>
/// <param name="To">First instant that is not meant.</param>
/// <param name="Position">Position reached.</param>
/// <param name="Through">Last position.</param>
/// <param name="Queued">Events queued so far.</param>
/// <param name="IsDone">Whether all are queued.</param>
/// <param name="CreatedAt">Asked for.</param>
public sealed record WebhookReplay(string Id, string Endpoint, Instant From, Instant To, long Position, long Through, long Queued, bool IsDone, Instant CreatedAt);

/// <summary>Events on their way, the log of attempts, and replays.</summary>
public sealed class DeliveryStore
{
    private const string Columns = "endpoint_id, position, n, event_id, type, state, step, tries, queued_at, next_attempt_at, finished_at";
    private const string ReplayColumns = "id, endpoint_id, from_at, to_at, position, through, queued, is_done, created_at";
    private readonly StoreConnection _db;

    internal DeliveryStore(StoreConnection db) => _db = db;

    /// <summary>Queues an event, unless it was queued before.</summary>
    public bool Queue(DeliveryKey key, string eventId, string type, Instant at) => Insert(key, eventId, type, at, "nothing");

    /// <summary>Queues an event, again if need be, on a fresh schedule.</summary>
    public bool QueueAgain(DeliveryKey key, string eventId, string type, Instant at) =>
        Insert(key, eventId, type, at, "update set state = 'waiting', step = 0, queued_at = excluded.queued_at, next_attempt_at = excluded.next_attempt_at, finished_at = null");

    /// <summary>What is due for an endpoint, the longest waiting first.</summary>
    public IReadOnlyList<WebhookDelivery> Due(string endpoint, Instant now, int limit)
    {
        using var rows = _db.Sql($"select {Columns} from webhook_delivery where endpoint_id = $1 and state = 'waiting' and next_attempt_at <= $2 order by next_attempt_at, position, n limit $3")
            .Set(1, endpoint).Set(2, now).Set(3, limit);
        return Read(rows);
    }

    /// <summary>How many events for an endpoint wait or were given up.</summary>
    public long Unsent(string endpoint)
    {
        using var rows = _db.Sql("select count(*) from webhook_delivery where endpoint_id = $1 and state in ('waiting', 'failed')").Set(1, endpoint);
        return rows.Step() ? rows.Long(0) : 0;
    }

    /// <summary>Whether anything is due for an endpoint.</summary>
    public bool IsAnyDue(string endpoint, Instant now) => Due(endpoint, now, 1).Count > 0;

    /// <summary>One delivery, or null.</summary>
    public WebhookDelivery? Find(DeliveryKey key)
    {
        using var rows = _db.Sql($"select {Columns} from webhook_delivery where endpoint_id = $1 and position = $2 and n = $3").Set(1, key.Endpoint).Set(2, key.Position).Set(3, key.N);
        return Read(rows) is [var only] ? only : null;
    }

    /// <summary>The log of an endpoint, the newest events first.</summary>
    /// <param name="endpoint">Endpoint.</param>
    /// <param name="state">Only in this state, or null.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="before">Only before this place, or null.</param>
    public IReadOnlyList<WebhookDelivery> Page(string endpoint, string? state, int limit, (long Position, int N)? before)
    {
        using var rows = _db.Sql($"select {Columns} from webhook_delivery where endpoint_id = $1 and ($2 = '' or state = $2) and (position < $3 or (position = $3 and n < $4)) order by position desc, n desc limit $5")
            .Set(1, endpoint).Set(2, state ?? "").Set(3, before?.Position ?? long.MaxValue).Set(4, before?.N ?? 0).Set(5, limit);
        return Read(rows);
    }

    /// <summary>Saves how a delivery stands after an attempt, with the attempt.</summary>
    public void Save(WebhookDelivery delivery, WebhookAttempt attempt)
    {
        var key = delivery.Key;
        _db.Sql("update webhook_delivery set state = $4, step = $5, tries = $6, next_attempt_at = $7, finished_at = $8 where endpoint_id = $1 and position = $2 and n = $3")
            .Set(1, key.Endpoint).Set(2, key.Position).Set(3, key.N).Set(4, delivery.State).Set(5, delivery.Step).Set(6, delivery.Tries)
            .Set(7, delivery.NextAttemptAt).Set(8, delivery.FinishedAt).RunOnce();
        _db.Sql("insert into webhook_attempt (endpoint_id, position, n, attempt, at, outcome, status, millis, answer) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .Set(1, key.Endpoint).Set(2, key.Position).Set(3, key.N).Set(4, attempt.Number).Set(5, attempt.At).Set(6, attempt.Outcome)
            .Set(7, (long?)attempt.Status).Set(8, attempt.Millis).Set(9, attempt.Answer).RunOnce();
    }

    /// <summary>The attempts of a delivery that are still kept, in order.</summary>
    public IReadOnlyList<WebhookAttempt> AttemptsOf(DeliveryKey key)
    {
        using var rows = _db.Sql("select attempt, at, outcome, status, millis, answer from webhook_attempt where endpoint_id = $1 and position = $2 and n = $3 order by attempt")
            .Set(1, key.Endpoint).Set(2, key.Position).Set(3, key.N);
        var all = new List<WebhookAttempt>();
        while (rows.Step()) all.Add(new WebhookAttempt(rows.Int(0), rows.Instant(1), rows.Text(2), (int?)rows.LongOrNull(3), rows.Long(4), rows.Text(5)));
        return all;
    }

    /// <summary>Adds a replay.</summary>
    public void AddReplay(WebhookReplay replay) =>
        _db.Sql($"insert into webhook_replay ({ReplayColumns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .Set(1, replay.Id).Set(2, replay.Endpoint).Set(3, replay.From).Set(4, replay.To).Set(5, replay.Position).Set(6, replay.Through)
            .Set(7, replay.Queued).Set(8, replay.IsDone).Set(9, replay.CreatedAt).RunOnce();

    /// <summary>A replay, or null.</summary>
    public WebhookReplay? FindReplay(string id)
    {
        using var rows = _db.Sql($"select {ReplayColumns} from webhook_replay where id = $1").Set(1, id);
        return rows.Step() ? ReadReplay(rows) : null;
    }

    /// <summary>The replay that was asked for first and is not done.</summary>
    public WebhookReplay? OpenReplay()
    {
        using var rows = _db.Sql($"select {ReplayColumns} from webhook_replay where is_done = 0 order by created_at, id limit 1");
        return rows.Step() ? ReadReplay(rows) : null;
    }

    /// <summary>Notes how far a replay came, unless somebody moved it meanwhile.</summary>
    public bool AdvanceReplay(WebhookReplay from, WebhookReplay to) =>
        _db.Sql("update webhook_replay set position = $3, queued = $4, is_done = $5 where id = $1 and position = $2 and is_done = 0")
            .Set(1, to.Id).Set(2, from.Position).Set(3, to.Position).Set(4, to.Queued).Set(5, to.IsDone).RunCounted() == 1;

    /// <summary>Forgets what was finished before an instant, and all of endpoints that are no more, some at a time.</summary>
    public int DropBefore(Instant at, int limit)
    {
        var attempts = _db.Sql("delete from webhook_attempt where (endpoint_id, position, n, attempt) in (select endpoint_id, position, n, attempt from webhook_attempt where at < $1 order by at limit $2)")
            .Set(1, at).Set(2, limit).RunCounted();
        var deliveries = _db.Sql("delete from webhook_delivery where (endpoint_id, position, n) in (select endpoint_id, position, n from webhook_delivery where queued_at < $1"
            + " and (state <> 'waiting' or endpoint_id not in (select id from webhook_endpoint where is_on = 1)) order by queued_at limit $2)").Set(1, at).Set(2, limit).RunCounted();
        return attempts + deliveries + _db.Sql("delete from webhook_replay where is_done = 1 and created_at < $1").Set(1, at).RunCounted();
    }

    private bool Insert(DeliveryKey key, string eventId, string type, Instant at, string otherwise) =>
        _db.Sql("insert into webhook_delivery (endpoint_id, position, n, event_id, type, state, step, tries, queued_at, next_attempt_at) values ($1, $2, $3, $4, $5, 'waiting', 0, 0, $6, $6)"
            + " on conflict (endpoint_id, position, n) do " + otherwise)
            .Set(1, key.Endpoint).Set(2, key.Position).Set(3, key.N).Set(4, eventId).Set(5, type).Set(6, at).RunCounted() == 1;

    private static List<WebhookDelivery> Read(Statement rows)
    {
        var all = new List<WebhookDelivery>();
        while (rows.Step())
        {
            all.Add(new WebhookDelivery(
                new DeliveryKey(rows.Text(0), rows.Long(1), rows.Int(2)), rows.Text(3), rows.Text(4), rows.Text(5), rows.Int(6), rows.Int(7),
                rows.Instant(8), rows.Instant(9), rows.InstantOrNull(10)));
        }

        return all;
    }

    private static WebhookReplay ReadReplay(Statement rows) =>
        new(rows.Text(0), rows.Text(1), rows.Instant(2), rows.Instant(3), rows.Long(4), rows.Long(5), rows.Long(6), rows.Bool(7), rows.Instant(8));
}
