using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Webhooks;

/// <summary>
/// Notes an attempt and what follows: done, the next attempt, or giving up. 410 switches the endpoint off; so does a schedule that is exhausted while
/// nothing arrived for <see cref="RetrySchedule.OffAfter"/>. A wait the receiver asks for holds everything for it.
/// </summary>
internal sealed record NoteAttempt(WebhookDelivery Sent, Attempted Made) : WriteCommand<WebhookDelivery>
{
    internal override Answer<WebhookDelivery> Decide(BatchScope scope)
    {
        // Gone with its endpoint, or finished by another sender: at least once has happened.
        if (scope.Db.Deliveries.Find(Sent.Key) is not { State: "waiting" } delivery) return Sent;
        var after = Made.IsDelivered ? Finished(delivery, "delivered", scope.Now) : Failed(scope, delivery);
        after = after with { Step = delivery.Step + 1, Tries = delivery.Tries + 1 };
        scope.Db.Deliveries.Save(after, new WebhookAttempt(after.Tries, scope.Now, Made.Outcome, Made.Status, Made.Millis, Made.Answer));
        if (Made.IsDelivered) scope.Db.Webhooks.NoteSuccess(Sent.Key.Endpoint);
        return after;
    }

    private WebhookDelivery Failed(BatchScope scope, WebhookDelivery delivery)
    {
        var id = delivery.Key.Endpoint;
        if (Made.Outcome == "missing") return Finished(delivery, "failed", scope.Now);
        var hold = Made.RetryAfter is { } asked ? Later(scope.Now, asked < RetrySchedule.LongestHold ? asked : RetrySchedule.LongestHold) : (Instant?)null;
        scope.Db.Webhooks.NoteFailure(id, scope.Now, hold);
        var endpoint = scope.Db.Webhooks.Find(id);
        if (Made.Outcome == "gone" && endpoint is not null)
        {
            EndpointChecks.SwitchOff(scope, endpoint, "gone");
            return delivery with { NextAttemptAt = scope.Now };
        }

        if (RetrySchedule.Next(delivery.Step + 1, delivery.EventId, scope.Now) is { } next) return delivery with { NextAttemptAt = hold is { } until && until > next ? until : next };
        if (endpoint?.FailingSince is { } since && since <= Earlier(scope.Now, RetrySchedule.OffAfter)) EndpointChecks.SwitchOff(scope, endpoint, "exhausted");
        return Finished(delivery, "failed", scope.Now);
    }

    private static WebhookDelivery Finished(WebhookDelivery delivery, string state, Instant at) => delivery with { State = state, FinishedAt = at };

    private static Instant Later(Instant at, TimeSpan wait) => new(at.Micros + (wait.Ticks / TimeSpan.TicksPerMicrosecond));

    private static Instant Earlier(Instant at, TimeSpan ago) => new(at.Micros - (ago.Ticks / TimeSpan.TicksPerMicrosecond));
}
