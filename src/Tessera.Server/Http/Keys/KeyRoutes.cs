using System.ComponentModel;
using Tessera.App.Keys;
using Tessera.Core;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Keys;

/// <summary>A key to be made.</summary>
internal sealed record NewKey
{
    [Description("Name for lists and the log; unique among keys that are not revoked."), Text(50, Shape = TextShapes.Slug), Example("\"till-1\"")]
    public required string Name { get; init; }

    [Description("What it may do."), Items(1, 40), Text(40)]
    public required IReadOnlyList<string> Scopes { get; init; }
}

/// <summary>A key.</summary>
internal sealed record KeyView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    [Description("Live keys work on a live store, test keys in test mode and on demo data.")]
    public required bool IsLive { get; init; }

    public required Instant CreatedAt { get; init; }

    public Instant? RevokedAt { get; init; }

    [Description("The secret: shown once, in the answer that made the key.")]
    public string? Secret { get; init; }

    public static KeyView Of(ApiKey key, string? secret = null) => new()
    {
        Id = key.Id, Name = key.Name, Scopes = key.Scopes, IsLive = key.IsLive, CreatedAt = key.CreatedAt, RevokedAt = key.RevokedAt, Secret = secret,
    };
}

/// <summary>Keys, without their secrets.</summary>
internal sealed record KeyList(IReadOnlyList<KeyView> Keys);

/// <summary>What a key asked for lately.</summary>
internal sealed record RequestLogView(IReadOnlyList<RequestLineView> Requests) : Page;

/// <summary>One request of a key.</summary>
internal sealed record RequestLineView
{
    public required Instant At { get; init; }

    [Description("Id of the request, as in its answer and in the server's log.")]
    public required string RequestId { get; init; }

    public required string Method { get; init; }

    [Description("Pattern of the path; ids are not kept.")]
    public required string Route { get; init; }

    public required int Status { get; init; }

    [Description("Code of the problem, where there was one.")]
    public string? Code { get; init; }

    [Description("Time taken, in microseconds.")]
    public required long Micros { get; init; }

    public static RequestLineView Of(RequestLine line) => new()
    {
        At = line.At, RequestId = line.RequestId, Method = line.Method, Route = line.Route, Status = line.Status, Code = line.Code, Micros = line.Micros,
    };
}

/// <summary>Keys for machines.</summary>
internal sealed class KeyRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/keys", Id = "listKeys", Tag = "keys", Scope = Scopes.KeysManage, Gives = typeof(KeyList), Summary = "List keys",
            Says = "Revoked ones too, the oldest first; never a secret.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => Reply.Ok(new KeyList([.. scope.Db.ApiKeys.All().Select(k => KeyView.Of(k))])))),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/keys", Id = "createKey", Tag = "keys", Scope = Scopes.KeysManage, NeedsConfirmed = true, ChangesState = true, Status = 201,
            Takes = typeof(NewKey), Gives = typeof(KeyView), Summary = "Make a key", Handle = Create, Example = """{"name":"till-1","scopes":["members:write","purchases:write"]}""",
            Says = "The secret is in this answer and nowhere else: it is not kept, so this answer is not replayed; a repeated request is refused because the name is taken. A key can give away only scopes it holds.",
            Refusals = ["key.exists"],
        };
        yield return new ApiRoute
        {
            Method = "DELETE", Path = "/v1/keys/{keyId}", Id = "revokeKey", Tag = "keys", Scope = Scopes.KeysManage, Gives = typeof(KeyView), Summary = "Revoke a key",
            Says = "From then on it opens nothing.",
            Handle = ask => desk.Write(ask, new RevokeKey { IdOrName = ask.Path("keyId") }, (key, _) => KeyView.Of(key)),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/keys/{keyId}/requests", Id = "listKeyRequests", Tag = "keys", Scope = Scopes.KeysManage, Gives = typeof(RequestLogView),
            Summary = "What a key asked for lately",
            Says = "The newest first, for finding faults while you build: method, pattern of the path, status, code of the problem, time taken; never a body. Lines appear some seconds after their answer and are kept a week; of a busy key only a part is kept, faults first.",
            Query = [QueryField.Limit, QueryField.Cursor, new("failed", typeof(bool), "Only requests that were answered 400 or above.") { Example = "true" }],
            Handle = ask => Task.FromResult(Requests(ask)),
        };
    }

    private Reply Requests(Ask ask)
    {
        Instant? before = null;
        if (ask.Text("cursor") is { } cursor)
        {
            if (!long.TryParse(Cursors.Read(cursor), System.Globalization.CultureInfo.InvariantCulture, out var micros)) return Cursors.Wrong;
            before = new Instant(micros);
        }

        return desk.Read(ask, (scope, _) =>
        {
            if (scope.Db.ApiKeys.All().FirstOrDefault(k => k.Id == ask.Path("keyId")) is not { } key) return Problem.NotFound(ask.Path("keyId"));
            var lines = scope.Db.RequestLog.Page(key.Id, before, ask.Flag("failed"), ask.Limit);
            var next = lines.Count == ask.Limit ? Cursors.Write(lines[^1].At.Micros.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;
            return Reply.Ok(new RequestLogView([.. lines.Select(RequestLineView.Of)]) { Next = next });
        });
    }

    private Task<Reply> Create(Ask ask)
    {
        var body = ask.Take<NewKey>();
        var errors = new List<FieldError>();
        for (var i = 0; i < body.Scopes.Count; i++)
        {
            var at = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/scopes/{i}");
            if (!Scopes.IsKnown(body.Scopes[i])) errors.Add(new FieldError(at, "field.choice", string.Join(", ", Scopes.Known.Select(k => k.Scope))));
        }

        if (errors.Count > 0) return Task.FromResult<Reply>(Problem.Malformed(errors));
        if (body.Scopes.FirstOrDefault(s => !ask.Caller.Holds(s)) is { } missing) return Task.FromResult<Reply>(new Problem(403, "auth.scope", missing));
        return desk.Write(ask, new CreateKey { Name = body.Name, Scopes = [.. body.Scopes.Distinct(StringComparer.Ordinal)] }, (made, _) => KeyView.Of(made.Key, made.Secret), isKept: false);
    }
}
