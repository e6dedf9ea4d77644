using System.Security.Cryptography;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Webhooks;

/// <summary>Sends a test event to one endpoint, whatever it subscribed to.</summary>
/// <param name="Id">Endpoint.</param>
public sealed record TestEndpoint(string Id) : WriteCommand<WebhookDelivery>
{
    internal override Answer<WebhookDelivery> Decide(BatchScope scope)
    {
        if (scope.Db.Webhooks.Find(Id) is not { } endpoint) return EndpointChecks.Unknown(Id);
        if (!endpoint.IsOn) return Refusal.Of("webhook.off", Reason.Id("id", Id));
        var row = scope.Db.Outbox.AppendEvent(EventTable.Test, EventRendering.Json(new TestEvent(Id)), scope.Now);
        var key = new DeliveryKey(Id, row.Position, 0);
        scope.Db.Deliveries.Queue(key, EventId.Of(row, 0).ToString(), EventTable.Test, scope.Now);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "webhook.tested", Id));
        return scope.Db.Deliveries.Find(key)!;
    }
}

/// <summary>Sends one event again, whether it was delivered or not, on a fresh schedule and under its old id.</summary>
/// <param name="Id">Endpoint.</param>
/// <param name="Event">Event.</param>
public sealed record ReplayEvent(string Id, string Event) : WriteCommand<WebhookReplay>
{
    internal override Answer<WebhookReplay> Decide(BatchScope scope)
    {
        if (scope.Db.Webhooks.Find(Id) is not { } endpoint) return EndpointChecks.Unknown(Id);
        if (!endpoint.IsOn) return Refusal.Of("webhook.off", Reason.Id("id", Id));
        if (!EventId.TryParse(Event, out var id) || scope.Db.Outbox.Find(id.Position) is not { } row || !id.IsOf(row)) return UnknownEvent;
        var told = EventRendering.EventsOf(scope.Db, row).Where(e => e.N == id.N).ToList();
        if (told.Count == 0) return UnknownEvent;
        scope.Db.Deliveries.QueueAgain(new DeliveryKey(Id, row.Position, id.N), Event, told[0].Type, scope.Now);
        var replay = Replays.New(scope, Id) with { From = row.CreatedAt, To = new Instant(row.CreatedAt.Micros + 1), Position = row.Position, Through = row.Position, Queued = 1, IsDone = true };
        scope.Db.Deliveries.AddReplay(replay);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "webhook.replayed", Id, $$"""{"event":"{{id}}"}"""));
        return replay;
    }

    private Refusal UnknownEvent => Refusal.Of("webhook.event.unknown", Reason.Id("event", Event));
}

/// <summary>Sends the events of a time range again, as the endpoint subscribes to them now. The sender queues them bit by bit.</summary>
/// <param name="Id">Endpoint.</param>
/// <param name="From">First instant of recording.</param>
/// <param name="To">First instant that is not meant.</param>
public sealed record ReplayRange(string Id, Instant From, Instant To) : WriteCommand<WebhookReplay>
{
    internal override Answer<WebhookReplay> Decide(BatchScope scope)
    {
        if (scope.Db.Webhooks.Find(Id) is not { } endpoint) return EndpointChecks.Unknown(Id);
        if (!endpoint.IsOn) return Refusal.Of("webhook.off", Reason.Id("id", Id));
        if (From >= To) return new Refusal(Reason.Of("webhook.range"), "/to");
        scope.Flush();
        var replay = Replays.New(scope, Id) with { From = From, To = To, Through = scope.Db.Outbox.Last };
        scope.Db.Deliveries.AddReplay(replay);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "webhook.replayed", Id, $$"""{"fromMicros":{{From.Micros}},"toMicros":{{To.Micros}}}"""));
        return replay;
    }
}

internal static class Replays
{
    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";

    internal static WebhookReplay New(BatchScope scope, string endpoint) =>
        new("whr_" + RandomNumberGenerator.GetString(Letters, 10), endpoint, scope.Now, scope.Now, 0, 0, 0, IsDone: false, scope.Now);
}
