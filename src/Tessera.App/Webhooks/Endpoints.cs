using System.Security.Cryptography;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Webhooks;

/// <summary>An endpoint with its secret, shown once.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Secret">The secret, <c>whsec_…</c>.</param>
public sealed record EndpointWithSecret(WebhookEndpoint Endpoint, string Secret);

/// <summary>What of an endpoint people set.</summary>
public sealed record EndpointForm
{
    /// <summary>Address.</summary>
    public string? Url { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Types wanted.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>Personal fields asked for.</summary>
    public IReadOnlyList<string>? Includes { get; init; }

    /// <summary>On or off.</summary>
    public bool? IsOn { get; init; }
}

/// <summary>Makes an endpoint; its address is unique, so that a repeated request makes no second one.</summary>
/// <param name="Form">Address and types are required.</param>
/// <param name="Rules">What addresses are allowed.</param>
public sealed record CreateEndpoint(EndpointForm Form, WebhookRules Rules) : WriteCommand<EndpointWithSecret>
{
    /// <summary>Most endpoints of a store: each costs a look at every event.</summary>
    public const int Most = 20;

    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";

    internal override Answer<EndpointWithSecret> Decide(BatchScope scope)
    {
        var all = scope.Db.Webhooks.All();
        if (EndpointChecks.Wrong(Form, Rules) is { } wrong) return wrong;
        if (all.Any(e => e.Url == Form.Url)) return EndpointChecks.Taken(Form.Url!);
        if (all.Count >= Most) return Refusal.Of("webhook.tooMany", Reason.Count("most", Most));
        var endpoint = new WebhookEndpoint
        {
            Id = "whe_" + RandomNumberGenerator.GetString(Letters, 10),
            Url = Form.Url!,
            Description = Form.Description ?? "",
            Types = Form.Types!,
            Includes = Form.Includes ?? [],
            CreatedAt = scope.Now,
            ChangedAt = scope.Now,
        };
        // What is decided in this batch and not yet written would stand after the position of the new endpoint.
        scope.Flush();
        var secret = Signing.NewSecret();
        var added = scope.Db.Webhooks.Add(endpoint, secret);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "webhook.created", added.Id, EndpointChecks.Details(added)));
        return new EndpointWithSecret(added, secret);
    }
}

/// <summary>Changes an endpoint, or switches it off or on; on again it goes on where it stood.</summary>
/// <param name="Id">Endpoint.</param>
/// <param name="Form">What changes.</param>
/// <param name="Rules">What addresses are allowed.</param>
public sealed record ChangeEndpoint(string Id, EndpointForm Form, WebhookRules Rules) : WriteCommand<WebhookEndpoint>
{
    internal override Answer<WebhookEndpoint> Decide(BatchScope scope)
    {
        if (scope.Db.Webhooks.Find(Id) is not { } endpoint) return EndpointChecks.Unknown(Id);
        if (EndpointChecks.Wrong(Form, Rules) is { } wrong) return wrong;
        if (Form.Url is { } url && scope.Db.Webhooks.All().Any(e => e.Url == url && e.Id != Id)) return EndpointChecks.Taken(url);
        var changed = endpoint with
        {
            Url = Form.Url ?? endpoint.Url,
            Description = Form.Description ?? endpoint.Description,
            Types = Form.Types ?? endpoint.Types,
            Includes = Form.Includes ?? endpoint.Includes,
            ChangedAt = scope.Now,
        };
        if (Form.IsOn is { } on && on != endpoint.IsOn)
        {
            changed = changed with { IsOn = on, OffReason = on ? null : "owner", OffAt = on ? null : scope.Now, FailingSince = null, HoldUntil = null };
        }

        scope.Db.Webhooks.Save(changed);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "webhook.changed", Id, EndpointChecks.Details(changed)));
        return changed;
    }
}

/// <summary>Removes an endpoint; nothing more is sent to it.</summary>
/// <param name="Id">Endpoint.</param>
public sealed record RemoveEndpoint(string Id) : WriteCommand<WebhookEndpoint>
{
    internal override Answer<WebhookEndpoint> Decide(BatchScope scope)
    {
        if (scope.Db.Webhooks.Find(Id) is not { } endpoint) return EndpointChecks.Unknown(Id);
        scope.Db.Webhooks.Remove(Id);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "webhook.removed", Id, EndpointChecks.Details(endpoint)));
        return endpoint;
    }
}

/// <summary>Gives an endpoint a new secret. The old one signs beside it for a time, so that the receiver can change over without losing an event.</summary>
/// <param name="Id">Endpoint.</param>
/// <param name="KeepHours">How long the old secret signs too; 0 for a secret that leaked.</param>
public sealed record RotateSecret(string Id, int KeepHours) : WriteCommand<EndpointWithSecret>
{
    /// <summary>Default.</summary>
    public const int DefaultKeepHours = 24;

    internal override Answer<EndpointWithSecret> Decide(BatchScope scope)
    {
        if (scope.Db.Webhooks.Find(Id) is not { } endpoint) return EndpointChecks.Unknown(Id);
        // A request sent twice must not push out the secret that the receiver still has.
        if (KeepHours > 0 && endpoint.OldSecretUntil is { } until && until > scope.Now) return Refusal.Of("webhook.rotating", Reason.Id("id", Id));
        var secret = Signing.NewSecret();
        scope.Db.Webhooks.Rotate(Id, secret, KeepHours == 0 ? null : scope.Now.PlusMinutes(KeepHours * 60L));
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "webhook.rotated", Id, $$"""{"keepHours":{{KeepHours}}}"""));
        return new EndpointWithSecret(scope.Db.Webhooks.Find(Id)!, secret);
    }
}

internal static class EndpointChecks
{
    /// <summary>Personal fields that can be asked for.</summary>
    internal const string Identities = "identities";

    internal static Refusal Unknown(string id) => Refusal.Of("webhook.unknown", Reason.Id("id", id));

    internal static Refusal Taken(string url) => new(Reason.Of("webhook.exists", Reason.Id("url", url)), "/url");

    internal static Refusal? Wrong(EndpointForm form, WebhookRules rules)
    {
        if (form.Url is { } url && rules.Wrong(url) is { } code) return new Refusal(Reason.Of(code), "/url");
        return form.Types?.FirstOrDefault(t => !EventTable.IsKnown(t)) is { } type ? new Refusal(Reason.Of("webhook.type", Reason.Id("type", type)), "/types") : null;
    }

    /// <summary>For the trail: never the query of an address, which may hold a token.</summary>
    internal static string Details(WebhookEndpoint endpoint) => EventRendering.Json(new
    {
        Host = Uri.TryCreate(endpoint.Url, UriKind.Absolute, out var uri) ? uri.Authority : "",
        endpoint.Types,
        endpoint.Includes,
        endpoint.IsOn,
    });

    /// <summary>Switches an endpoint off by itself and tells the owner.</summary>
    internal static void SwitchOff(BatchScope scope, WebhookEndpoint endpoint, string reason)
    {
        if (!scope.Db.Webhooks.SwitchOff(endpoint.Id, reason, scope.Now)) return;
        scope.Db.Audits.Append(new AuditEvent(scope.Now, "system", "webhook.off", endpoint.Id, Details(endpoint with { IsOn = false }), reason));
        scope.Db.Webhooks.TellOwner(scope.Now, "webhook.off", endpoint.Id, new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = reason, ["host"] = new Uri(endpoint.Url).Authority });
    }
}
