using System.ComponentModel;
using Tessera.App.Webhooks;
using Tessera.Core;
using Tessera.Server.Json;
using Tessera.Storage.Webhooks;

namespace Tessera.Server.Http.Webhooks;

/// <summary>An endpoint to be made.</summary>
internal sealed record NewEndpoint
{
    [Description("Where to send events: https on a public address; unique among endpoints."), Text(500), Example("\"https://crm.example.com/hooks/tessera\"")]
    public required string Url { get; init; }

    [Description("Types wanted, as the list of events names them; `points.*` for a group, `*` for all."), Items(1, 60), Text(60), Example("[\"purchase.*\",\"tier.changed\"]")]
    public required IReadOnlyList<string> Types { get; init; }

    [Description("What it is for."), Text(200, Min = 0), Example("\"CRM\"")]
    public string? Description { get; init; }

    [Description("Personal fields to be sent beyond the member id: `identities`. Needs a key that may read members."), Items(0, 5), Text(20), Example("[]")]
    public IReadOnlyList<string>? Includes { get; init; }
}

/// <summary>What changes of an endpoint.</summary>
internal sealed record EndpointChange
{
    [Description("Where to send events."), Text(500), Example("\"https://crm.example.com/hooks/tessera\"")]
    public string? Url { get; init; }

    [Description("Types wanted."), Items(1, 60), Text(60), Example("[\"*\"]")]
    public IReadOnlyList<string>? Types { get; init; }

    [Description("What it is for."), Text(200, Min = 0)]
    public string? Description { get; init; }

    [Description("Personal fields to be sent beyond the member id."), Items(0, 5), Text(20), Example("[]")]
    public IReadOnlyList<string>? Includes { get; init; }

    [Description("Off stops sending; on again it goes on where it stood, with what is still kept.")]
    public bool? IsOn { get; init; }
}

/// <summary>How a secret is changed.</summary>
internal sealed record Rotation
{
    [Description("How many hours the old secret signs beside the new one; 24 without it, 0 for a secret that leaked."), Number(0, 168), Example("24")]
    public int? KeepHours { get; init; }
}

/// <summary>An endpoint.</summary>
internal sealed record EndpointView
{
    public required string Id { get; init; }

    public required string Url { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<string> Types { get; init; }

    public required IReadOnlyList<string> Includes { get; init; }

    public required bool IsOn { get; init; }

    [Description("Why it is off: `owner`, `gone` (it answered 410), `exhausted` (nothing arrived for five days).")]
    public string? OffReason { get; init; }

    public Instant? OffAt { get; init; }

    [Description("First failure since the last success; absent while all is well.")]
    public Instant? FailingSince { get; init; }

    [Description("The receiver asked not to be sent anything before.")]
    public Instant? HoldUntil { get; init; }

    [Description("Until when the secret before the last change signs too.")]
    public Instant? OldSecretUntil { get; init; }

    public required Instant CreatedAt { get; init; }

    [Description("The secret, `whsec_…`: shown once, in the answer that made or changed it.")]
    public string? Secret { get; init; }

    public static EndpointView Of(WebhookEndpoint endpoint, string? secret = null) => new()
    {
        Id = endpoint.Id, Url = endpoint.Url, Description = endpoint.Description, Types = endpoint.Types, Includes = endpoint.Includes, IsOn = endpoint.IsOn,
        OffReason = endpoint.OffReason, OffAt = endpoint.OffAt, FailingSince = endpoint.FailingSince, HoldUntil = endpoint.HoldUntil,
        OldSecretUntil = endpoint.OldSecretUntil, CreatedAt = endpoint.CreatedAt, Secret = secret,
    };
}

/// <summary>Endpoints.</summary>
internal sealed record EndpointList(IReadOnlyList<EndpointView> Endpoints);

/// <summary>One attempt of a delivery.</summary>
/// <param name="At">When.</param>
/// <param name="Outcome">delivered, status, gone, redirect, timeout, connection, blocked, missing or fake.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Millis">How long it took.</param>
/// <param name="Answer">The first characters of the answer, or what went wrong.</param>
internal sealed record AttemptView(Instant At, string Outcome, int? Status, long Millis, string Answer);

/// <summary>An event on its way.</summary>
internal sealed record DeliveryView
{
    [Description("Id of the event: the `webhook-id` of every attempt.")]
    public required string EventId { get; init; }

    public required string Type { get; init; }

    [Description("`waiting`, `delivered` or `failed`.")]
    public required string State { get; init; }

    public required Instant QueuedAt { get; init; }

    [Description("Earliest next attempt, while waiting.")]
    public Instant? NextAttemptAt { get; init; }

    public Instant? FinishedAt { get; init; }

    [Description("What was tried, the oldest first.")]
    public required IReadOnlyList<AttemptView> Attempts { get; init; }

    public static DeliveryView Of(WebhookDelivery delivery, IReadOnlyList<WebhookAttempt> attempts) => new()
    {
        EventId = delivery.EventId, Type = delivery.Type, State = delivery.State, QueuedAt = delivery.QueuedAt,
        NextAttemptAt = delivery.State == "waiting" ? delivery.NextAttemptAt : null, FinishedAt = delivery.FinishedAt,
        Attempts = [.. attempts.Select(a => new AttemptView(a.At, a.Outcome, a.Status, a.Millis, a.Answer))],
    };
}

/// <summary>A page of the log.</summary>
internal sealed record DeliveriesView : Page
{
    [Description("The newest event first.")]
    public required IReadOnlyList<DeliveryView> Deliveries { get; init; }
}

/// <summary>What is to be sent again: one event, or those recorded in a time range.</summary>
internal sealed record NewReplay
{
    [Description("Endpoint."), Text(30, Shape = TextShapes.Slug), Example("\"whe_4f7k2m9q0c\"")]
    public required string EndpointId { get; init; }

    [Description("One event, by its id."), Text(40, Shape = TextShapes.Slug)]
    public string? EventId { get; init; }

    [Description("First instant of recording.")]
    public Instant? From { get; init; }

    [Description("First instant that is not meant.")]
    public Instant? To { get; init; }
}

/// <summary>A replay.</summary>
internal sealed record ReplayView
{
    public required string Id { get; init; }

    public required string EndpointId { get; init; }

    public required Instant From { get; init; }

    public required Instant To { get; init; }

    [Description("Events queued so far.")]
    public required long Queued { get; init; }

    [Description("Whether all are queued.")]
    public required bool IsDone { get; init; }

    public static ReplayView Of(WebhookReplay replay) => new()
    {
        Id = replay.Id, EndpointId = replay.Endpoint, From = replay.From, To = replay.To, Queued = replay.Queued, IsDone = replay.IsDone,
    };
}

/// <summary>A type of event.</summary>
/// <param name="Type">Stable name.</param>
/// <param name="Says">When it is sent.</param>
internal sealed record EventTypeView(string Type, string Says);

/// <summary>All types of events.</summary>
internal sealed record EventTypeList(IReadOnlyList<EventTypeView> Types)
{
    public static EventTypeList In(Language language) => new([.. EventTable.All.Select(k => new EventTypeView(k.Type, language.Of(k.Says)))]);
}

/// <summary>Something the owner must be told.</summary>
/// <param name="Number">Number; later ones are higher.</param>
/// <param name="At">When.</param>
/// <param name="Topic">Stable code, such as webhook.off.</param>
/// <param name="Subject">Id of what it is about.</param>
/// <param name="Text">In words.</param>
/// <param name="SeenAt">When somebody marked it as seen; absent until then.</param>
internal sealed record OwnerNoticeView(long Number, Instant At, string Topic, string Subject, string Text, Instant? SeenAt);

/// <summary>Notices that were seen.</summary>
internal sealed record SeenBody
{
    [Description("Number of the newest notice seen; those before it count as seen too."), Number(1, 1_000_000_000), Example("1")]
    public required long Through { get; init; }
}

/// <summary>Notices that were seen.</summary>
/// <param name="Through">Number of the newest.</param>
internal sealed record SeenView(long Through);

/// <summary>What the owner was told.</summary>
internal sealed record OwnerNoticeList(IReadOnlyList<OwnerNoticeView> Notices);
