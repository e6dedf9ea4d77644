using System.Globalization;
using Tessera.App.Webhooks;
using Tessera.Server.Json;
using Tessera.Storage.Webhooks;

namespace Tessera.Server.Http.Webhooks;

/// <summary>Where events are sent to.</summary>
internal sealed class WebhookRoutes(Desk desk, WebhookRules rules)
{
    private const string Root = "/v1/webhooks/endpoints";
    private const string One = Root + "/{endpointId}";

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = Root, Id = "listEndpoints", Tag = "webhooks", Scope = Scopes.WebhooksRead, Gives = typeof(EndpointList), Summary = "List endpoints", Says = "The oldest first; never a secret.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => Reply.Ok(new EndpointList([.. scope.Db.Webhooks.All().Select(e => EndpointView.Of(e))])))),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Root, Id = "createEndpoint", Tag = "webhooks", Scope = Scopes.WebhooksManage, ChangesState = true, Status = 201, Takes = typeof(NewEndpoint), Gives = typeof(EndpointView),
            Summary = "Make an endpoint", Example = """{"url":"https://crm.example.com/hooks/tessera","types":["purchase.*","tier.changed"],"description":"CRM"}""", Handle = Create,
            Says = "It hears what is recorded from now on. The secret is in this answer and nowhere else: it is not kept, so this answer is not replayed; a repeated request is refused because the address is taken.",
            Refusals = ["webhook.url", "webhook.https", "webhook.private", "webhook.exists", "webhook.tooMany", "webhook.type"],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = One, Id = "getEndpoint", Tag = "webhooks", Scope = Scopes.WebhooksRead, Gives = typeof(EndpointView), Summary = "One endpoint", Says = "Whether it is on, and since when it has been failing.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => scope.Db.Webhooks.Find(ask.Path("endpointId")) is { } found ? Reply.Ok(EndpointView.Of(found)) : Problem.NotFound(ask.Path("endpointId")))),
        };
        yield return new ApiRoute
        {
            Method = "PATCH", Path = One, Id = "changeEndpoint", Tag = "webhooks", Scope = Scopes.WebhooksManage, Takes = typeof(EndpointChange), Gives = typeof(EndpointView), Summary = "Change an endpoint, or switch it off or on",
            Says = "Fields that are given replace those that were; the others stay.", Example = """{"types":["*"],"isOn":true}""", Handle = Change,
            Refusals = ["webhook.url", "webhook.https", "webhook.private", "webhook.exists", "webhook.type"],
        };
        yield return new ApiRoute
        {
            Method = "DELETE", Path = One, Id = "removeEndpoint", Tag = "webhooks", Scope = Scopes.WebhooksManage, Gives = typeof(EndpointView), Summary = "Remove an endpoint", Says = "Nothing more is sent to it.",
            Handle = ask => desk.Write(ask, new RemoveEndpoint(ask.Path("endpointId")), (endpoint, _) => EndpointView.Of(endpoint)),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/rotate", Id = "rotateSecret", Tag = "webhooks", Scope = Scopes.WebhooksManage, ChangesState = true, Takes = typeof(Rotation), Gives = typeof(EndpointView), Summary = "Change the secret",
            Says = "The old secret signs beside the new one for a time: every message carries both signatures, so that no event is lost while the receiver changes over. The answer is not replayed.", Example = """{"keepHours":24}""",
            Handle = ask => desk.Write(ask, new RotateSecret(ask.Path("endpointId"), ask.Take<Rotation>().KeepHours ?? RotateSecret.DefaultKeepHours), (made, _) => EndpointView.Of(made.Endpoint, made.Secret), isKept: false),
            Refusals = ["webhook.rotating"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/test", Id = "testEndpoint", Tag = "webhooks", Scope = Scopes.WebhooksManage, ChangesState = true, Status = 202, Gives = typeof(DeliveryView), Summary = "Send a test event",
            Says = "A `webhook.test` to this endpoint only; how it went is in its deliveries.", Refusals = ["webhook.off"],
            Handle = ask => desk.Write(ask, new TestEndpoint(ask.Path("endpointId")), (delivery, _) => DeliveryView.Of(delivery, [])),
        };
    }

    private Task<Reply> Create(Ask ask)
    {
        var body = ask.Take<NewEndpoint>();
        var form = new EndpointForm { Url = body.Url, Types = body.Types, Description = body.Description, Includes = body.Includes };
        return Checked(ask, form) is { } wrong
            ? Task.FromResult<Reply>(wrong)
            : desk.Write(ask, new CreateEndpoint(form, rules), (made, _) => EndpointView.Of(made.Endpoint, made.Secret), isKept: false);
    }

    private Task<Reply> Change(Ask ask)
    {
        var body = ask.Take<EndpointChange>();
        var form = new EndpointForm { Url = body.Url, Types = body.Types, Description = body.Description, Includes = body.Includes, IsOn = body.IsOn };
        return Checked(ask, form) is { } wrong
            ? Task.FromResult<Reply>(wrong)
            : desk.Write(ask, new ChangeEndpoint(ask.Path("endpointId"), form, rules), (endpoint, _) => EndpointView.Of(endpoint));
    }

    /// <summary>A key cannot have sent elsewhere what it may not read itself.</summary>
    private static Problem? Checked(Ask ask, EndpointForm form)
    {
        for (var i = 0; i < (form.Includes?.Count ?? 0); i++)
        {
            if (form.Includes![i] != "identities") return Problem.Malformed(string.Create(CultureInfo.InvariantCulture, $"/includes/{i}"), "field.choice", "identities");
        }

        return form.Includes is { Count: > 0 } && !ask.Caller.Holds(Scopes.MembersRead) ? new Problem(403, "auth.scope", Scopes.MembersRead) : null;
    }
}

/// <summary>What was sent, what is sent again, and which events there are.</summary>
internal sealed class DeliveryRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/webhooks/endpoints/{endpointId}/deliveries", Id = "listDeliveries", Tag = "webhooks", Scope = Scopes.WebhooksRead, Gives = typeof(DeliveriesView), Summary = "What was sent, and how it went",
            Says = "Each event with its attempts: status, duration and the first characters of the answer. Kept for 30 days.", Handle = Log,
            Query = [new("state", typeof(string), "Only those in this state.") { Choices = ["waiting", "delivered", "failed"] }, QueryField.Limit, QueryField.Cursor],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/webhooks/replays", Id = "replayEvents", Tag = "webhooks", Scope = Scopes.WebhooksManage, ChangesState = true, Status = 202, Takes = typeof(NewReplay), Gives = typeof(ReplayView), Summary = "Send events again",
            Says = "One event by its id, or those recorded in a time range that the endpoint subscribes to. Ids stay what they were: a receiver that has seen one may skip it. Events are kept for 30 days.", Handle = Replay,
            Example = """{"endpointId":"whe_4f7k2m9q0c","from":"2026-01-15T00:00:00+08:00","to":"2026-01-16T00:00:00+08:00"}""", Refusals = ["webhook.off", "webhook.range"],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/webhooks/replays/{replayId}", Id = "getReplay", Tag = "webhooks", Scope = Scopes.WebhooksRead, Gives = typeof(ReplayView), Summary = "How far a replay has come", Says = "How many events were queued so far.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => scope.Db.Deliveries.FindReplay(ask.Path("replayId")) is { } found ? Reply.Ok(ReplayView.Of(found)) : Problem.NotFound(ask.Path("replayId")))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/webhooks/events", Id = "listEventTypes", Tag = "webhooks", Scope = Scopes.WebhooksRead, Gives = typeof(EventTypeList), Summary = "Which events there are", Says = "What an endpoint may ask for.",
            Handle = ask => Task.FromResult(Reply.Ok(EventTypeList.In(ask.Language))),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/webhooks/notices/seen", Id = "seeOwnerNotices", Tag = "webhooks", Scope = Scopes.WebhooksManage, ChangesState = true, Takes = typeof(SeenBody), Gives = typeof(SeenView), Example = """{"through":1}""",
            Summary = "Mark notices as seen", Says = "Up to a number; marking again changes nothing.", Refusals = ["owner.notice"],
            Handle = ask => desk.Write(ask, new SeeNotices(ask.Take<SeenBody>().Through), (seen, _) => new SeenView(seen.Through)),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/webhooks/notices", Id = "listOwnerNotices", Tag = "webhooks", Scope = Scopes.WebhooksRead, Gives = typeof(OwnerNoticeList), Summary = "What the owner was told", Says = "Endpoints that were switched off by themselves, cost that came to the red line, the newest first.",
            Query = [QueryField.Limit], Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => Reply.Ok(new OwnerNoticeList([.. scope.Db.Webhooks.OwnerNotices(ask.Limit).Select(n => View(n, showing))])))),
        };
    }

    private Task<Reply> Log(Ask ask)
    {
        (long, int)? before = null;
        if (ask.Text("cursor") is { } cursor && (before = Place(cursor)) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        var id = ask.Path("endpointId");
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            if (scope.Db.Webhooks.Find(id) is null) return Problem.NotFound(id);
            var page = scope.Db.Deliveries.Page(id, ask.Text("state"), ask.Limit, before);
            var next = page.Count == ask.Limit ? Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"{page[^1].Key.Position} {page[^1].Key.N}")) : null;
            return Reply.Ok(new DeliveriesView { Deliveries = [.. page.Select(d => DeliveryView.Of(d, scope.Db.Deliveries.AttemptsOf(d.Key)))], Next = next });
        }));
    }

    private Task<Reply> Replay(Ask ask)
    {
        var body = ask.Take<NewReplay>();
        if (body.EventId is { } one)
        {
            if (body.From is not null || body.To is not null) return Task.FromResult<Reply>(Problem.Malformed("/eventId", "field.together", "from, to"));
            return desk.Write(ask, new ReplayEvent(body.EndpointId, one), (replay, _) => ReplayView.Of(replay));
        }

        if (body.From is not { } from) return Task.FromResult<Reply>(Problem.Malformed("/from", "field.missing"));
        if (body.To is not { } to) return Task.FromResult<Reply>(Problem.Malformed("/to", "field.missing"));
        return desk.Write(ask, new ReplayRange(body.EndpointId, from, to), (replay, _) => ReplayView.Of(replay));
    }

    private static OwnerNoticeView View(OwnerNotice notice, Showing showing)
    {
        var details = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(notice.Details)!;
        if (details.TryGetValue("textZh", out var zh)) return new OwnerNoticeView(notice.Number, notice.At, notice.Topic, notice.Subject, showing.Language.Of(zh, details["textEn"]), notice.SeenAt);
        var host = details.GetValueOrDefault("host", "");
        var says = details.GetValueOrDefault("reason") == "gone"
            ? showing.Language.Of($"{host} 答复 410，推送已关闭。", $"{host} answered 410: nothing more is sent to it.")
            : showing.Language.Of($"{host} 连续五天收不到事件，推送已关闭。", $"{host} received nothing for five days: nothing more is sent to it.");
        return new OwnerNoticeView(notice.Number, notice.At, notice.Topic, notice.Subject, says, notice.SeenAt);
    }

    private static (long, int)? Place(string cursor)
    {
        if (Cursors.Read(cursor)?.Split(' ') is not [var position, var n]) return null;
        var good = long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at) & int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var place);
        return good ? (at, place) : null;
    }
}
