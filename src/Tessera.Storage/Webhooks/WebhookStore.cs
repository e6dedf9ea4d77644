using System.Globalization;
using System.Text.Json;

namespace Tessera.Storage.Webhooks;

/// <summary>Where events are sent to.</summary>
public sealed record WebhookEndpoint
{
    /// <summary>Id, <c>whe_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Address; unique among endpoints.</summary>
    public required string Url { get; init; }

    /// <summary>What it is for, in the merchant's words.</summary>
    public string Description { get; init; } = "";

    /// <summary>Types wanted: exact, <c>points.*</c>, or <c>*</c>.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Personal fields asked for beyond the member id, such as <c>identities</c>.</summary>
    public IReadOnlyList<string> Includes { get; init; } = [];

    /// <summary>Whether events are sent.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Why it was switched off: <c>owner</c>, <c>gone</c>, <c>exhausted</c>; null while on.</summary>
    public string? OffReason { get; init; }

    /// <summary>When it was switched off.</summary>
    public Instant? OffAt { get; init; }

    /// <summary>Last position of the outbox that was looked at.</summary>
    public long Position { get; init; }

    /// <summary>Nothing is sent before: the receiver asked for it.</summary>
    public Instant? HoldUntil { get; init; }

    /// <summary>First failure since the last success, or null.</summary>
    public Instant? FailingSince { get; init; }

    /// <summary>Until when the secret before the last rotation signs too, or null.</summary>
    public Instant? OldSecretUntil { get; init; }

    /// <summary>Created.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>Changed by somebody.</summary>
    public required Instant ChangedAt { get; init; }

    /// <summary>Whether an event type is wanted.</summary>
    public bool Wants(string type)
    {
        foreach (var wanted in Types)
        {
            if (wanted == "*" || wanted == type || (wanted.EndsWith(".*", StringComparison.Ordinal) && type.StartsWith(wanted[..^1], StringComparison.Ordinal))) return true;
        }

        return false;
    }
}

/// <summary>Something the owner of the house must be told.</summary>
/// <param name="Number">Number.</param>
/// <param name="At">When.</param>
/// <param name="Topic">A stable code such as <c>webhook.off</c>.</param>
/// <param name="Subject">Id of what it is about.</param>
/// <param name="Details">JSON.</param>
/// <param name="SeenAt">When it was marked as seen, or null.</param>
public sealed record OwnerNotice(long Number, Instant At, string Topic, string Subject, string Details, Instant? SeenAt);

/// <summary>Endpoints of webhooks with their sealed secrets, and what the owner must be told.</summary>
public sealed class WebhookStore
{
    // Written with the first endpoint, removed with the last: a batch of purchases asks once whether anybody listens.
    private const string Listening = "webhooks.on";
    private const string Columns = "id, url, description, types, includes, is_on, off_reason, off_at, position, hold_until_at, failing_since_at, old_until_at, created_at, changed_at";
    private readonly StoreConnection _db;

    internal WebhookStore(StoreConnection db) => _db = db;

    /// <summary>Whether there is any endpoint; without one no event is noted.</summary>
    public bool HasEndpoints => _db.Settings.Find(Listening) is not null;

    /// <summary>All endpoints, the oldest first.</summary>
    public IReadOnlyList<WebhookEndpoint> All()
    {
        using var rows = _db.Sql($"select {Columns} from webhook_endpoint order by created_at, id");
        var all = new List<WebhookEndpoint>();
        while (rows.Step()) all.Add(Read(rows));
        return all;
    }

    /// <summary>An endpoint, or null.</summary>
    public WebhookEndpoint? Find(string id)
    {
        using var rows = _db.Sql($"select {Columns} from webhook_endpoint where id = $1").Set(1, id);
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>Adds an endpoint; it hears what happens from now on.</summary>
    public WebhookEndpoint Add(WebhookEndpoint endpoint, string secret)
    {
        var added = endpoint with { Position = _db.Outbox.LastPosition() };
        _db.Sql("insert into webhook_endpoint (id, url, description, types, includes, is_on, secret, position, created_at, changed_at) values ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9)")
            .Set(1, added.Id).Set(2, added.Url).Set(3, added.Description).Set(4, string.Join(' ', added.Types)).Set(5, string.Join(' ', added.Includes))
            .SetBytes(6, Seal(added.Id, secret)).Set(7, added.Position).Set(8, added.CreatedAt).Set(9, added.ChangedAt).RunOnce();
        _db.Settings.Set(Listening, "1");
        return added;
    }

    /// <summary>Saves what people change: address, description, types, fields, on or off.</summary>
    public void Save(WebhookEndpoint endpoint) =>
        _db.Sql("update webhook_endpoint set url = $2, description = $3, types = $4, includes = $5, is_on = $6, off_reason = $7, off_at = $8, hold_until_at = $9, failing_since_at = $10, changed_at = $11 where id = $1")
            .Set(1, endpoint.Id).Set(2, endpoint.Url).Set(3, endpoint.Description).Set(4, string.Join(' ', endpoint.Types)).Set(5, string.Join(' ', endpoint.Includes))
            .Set(6, endpoint.IsOn).Set(7, endpoint.OffReason).Set(8, endpoint.OffAt).Set(9, endpoint.HoldUntil).Set(10, endpoint.FailingSince).Set(11, endpoint.ChangedAt).RunOnce();

    /// <summary>Removes an endpoint with what waits for it; its log goes with the clean-up.</summary>
    public void Remove(string id)
    {
        _db.Sql("delete from webhook_endpoint where id = $1").Set(1, id).RunOnce();
        _db.Sql("delete from webhook_replay where endpoint_id = $1").Set(1, id).RunOnce();
        if (All().Count == 0) _db.Settings.Set(Listening, null);
    }

    /// <summary>Gives a new secret; the one before signs too until an instant.</summary>
    public void Rotate(string id, string secret, Instant? keepOldUntil)
    {
        if (keepOldUntil is { } until)
        {
            _db.Sql("update webhook_endpoint set old_secret = $2, old_until_at = $3 where id = $1").Set(1, id).SetBytes(2, SealOld(id, Secret(id))).Set(3, until).RunOnce();
        }
        else
        {
            _db.Sql("update webhook_endpoint set old_secret = null, old_until_at = null where id = $1").Set(1, id).RunOnce();
        }

        _db.Sql("update webhook_endpoint set secret = $2 where id = $1").Set(1, id).SetBytes(2, Seal(id, secret)).RunOnce();
    }

    /// <summary>The secrets that sign at an instant, the newest first.</summary>
    public IReadOnlyList<string> Secrets(string id, Instant at)
    {
        using var rows = _db.Sql("select secret, old_secret, old_until_at from webhook_endpoint where id = $1").Set(1, id);
        if (!rows.Step()) return [];
        var newest = _db.Sealing.OpenText($"webhook {id}", rows.Bytes(0));
        if (rows.InstantOrNull(2) is not { } until || until <= at) return [newest];
        return [newest, _db.Sealing.OpenText($"webhook old {id}", rows.Bytes(1))];
    }

    /// <summary>Moves an endpoint's position, unless somebody moved it meanwhile; says whether it was moved.</summary>
    public bool Advance(string id, long from, long to) =>
        _db.Sql("update webhook_endpoint set position = $3 where id = $1 and position = $2").Set(1, id).Set(2, from).Set(3, to).RunCounted() == 1;

    /// <summary>Notes a success: it is not failing any more.</summary>
    public void NoteSuccess(string id) =>
        _db.Sql("update webhook_endpoint set failing_since_at = null, hold_until_at = null where id = $1 and (failing_since_at is not null or hold_until_at is not null)").Set(1, id).RunOnce();

    /// <summary>Notes a failure, and until when the receiver wants to be left alone.</summary>
    public void NoteFailure(string id, Instant at, Instant? holdUntil)
    {
        _db.Sql("update webhook_endpoint set failing_since_at = $2 where id = $1 and failing_since_at is null").Set(1, id).Set(2, at).RunOnce();
        if (holdUntil is { } hold) _db.Sql("update webhook_endpoint set hold_until_at = $2 where id = $1").Set(1, id).Set(2, hold).RunOnce();
    }

    /// <summary>Switches an endpoint off; says whether it was on.</summary>
    public bool SwitchOff(string id, string reason, Instant at) =>
        _db.Sql("update webhook_endpoint set is_on = 0, off_reason = $2, off_at = $3 where id = $1 and is_on = 1").Set(1, id).Set(2, reason).Set(3, at).RunCounted() == 1;

    /// <summary>The lowest position an endpoint that is on still has to read; rows after it must stay.</summary>
    public long LowestPosition()
    {
        using var rows = _db.Sql("select min(position) from webhook_endpoint where is_on = 1");
        return rows.Step() && !rows.IsNull(0) ? rows.Long(0) : long.MaxValue;
    }

    /// <summary>Tells the owner something.</summary>
    public void TellOwner(Instant at, string topic, string subject, IReadOnlyDictionary<string, string> details)
    {
        var number = _db.Counters.Get("owner_notice") + 1;
        _db.Sql("insert into owner_notice (number, at, topic, subject, details) values ($1, $2, $3, $4, $5)")
            .Set(1, number).Set(2, at).Set(3, topic).Set(4, subject).Set(5, JsonSerializer.Serialize(details)).RunOnce();
        _db.Counters.Set("owner_notice", number);
    }

    /// <summary>What the owner was told, the newest first.</summary>
    public IReadOnlyList<OwnerNotice> OwnerNotices(int limit)
    {
        using var rows = _db.Sql("select number, at, topic, subject, details, seen_at from owner_notice order by number desc limit $1").Set(1, limit);
        var all = new List<OwnerNotice>();
        while (rows.Step()) all.Add(new OwnerNotice(rows.Long(0), rows.Instant(1), rows.Text(2), rows.Text(3), rows.Text(4), rows.InstantOrNull(5)));
        return all;
    }

    /// <summary>Marks what the owner was told, up to a number, as seen; says whether there is such a number.</summary>
    public bool SeeNotices(long through, Instant at)
    {
        if (through < 1 || through > _db.Counters.Get("owner_notice")) return false;
        _db.Sql("update owner_notice set seen_at = $2 where number <= $1 and seen_at is null").Set(1, through).Set(2, at).RunOnce();
        return true;
    }

    private string Secret(string id)
    {
        using var rows = _db.Sql("select secret from webhook_endpoint where id = $1").Set(1, id);
        return rows.Step() ? _db.Sealing.OpenText($"webhook {id}", rows.Bytes(0)) : throw new InvalidOperationException($"there is no endpoint {id}");
    }

    private byte[] Seal(string id, string secret) => _db.Sealing.Seal(string.Create(CultureInfo.InvariantCulture, $"webhook {id}"), secret);

    private byte[] SealOld(string id, string secret) => _db.Sealing.Seal(string.Create(CultureInfo.InvariantCulture, $"webhook old {id}"), secret);

    private static WebhookEndpoint Read(Statement rows) => new()
    {
        Id = rows.Text(0),
        Url = rows.Text(1),
        Description = rows.Text(2),
        Types = Words(rows.Text(3)),
        Includes = Words(rows.Text(4)),
        IsOn = rows.Bool(5),
        OffReason = rows.TextOrNull(6),
        OffAt = rows.InstantOrNull(7),
        Position = rows.Long(8),
        HoldUntil = rows.InstantOrNull(9),
        FailingSince = rows.InstantOrNull(10),
        OldSecretUntil = rows.InstantOrNull(11),
        CreatedAt = rows.Instant(12),
        ChangedAt = rows.Instant(13),
    };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
