using Microsoft.Extensions.Primitives;

namespace Tessera.Server.Http;

/// <summary>The one way in: guards a route, reads the request, calls the use case, writes the answer.</summary>
internal sealed class Door(Func<string, KeyFinding> findKey, Limits limits)
{
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>Serves one request of a route.</summary>
    public async Task Serve(HttpContext http, ApiRoute route)
    {
        var (caller, refused) = Guard(http, route);
        var ask = new Ask(http, route, caller);
        var reply = refused ?? await Check(ask) ?? await Handle(ask);
        RequestTrail.Note(http, route, caller?.KeyId, reply.Code);
        await Replies.Write(ask, reply);
    }

    private async Task<Reply> Handle(Ask ask)
    {
        if (!ask.Route.IsHeavy) return await ask.Route.Handle(ask);
        using var place = await limits.HeavyPlace(ask.Cancelled);
        return place.IsAcquired ? await ask.Route.Handle(ask) : new Problem(503, "busy.reports") { RetryAfter = 2 };
    }

    private (Caller? Caller, Problem? Refused) Guard(HttpContext http, ApiRoute route)
    {
        if (route.IsPublic) return (null, null);
        if (limits.IsBarred(http)) return (null, new Problem(429, "limit.failures") { RetryAfter = 60 });
        var header = http.Request.Headers.Authorization;
        if (header.Count != 1 || Bearer(header) is not { } secret) return (null, new Problem(401, "auth.missing"));
        var found = findKey(secret);
        if (found.Caller is not { } caller)
        {
            limits.Failed(http);
            return (null, new Problem(401, found.WrongMode ? "auth.wrongMode" : "auth.unknown"));
        }

        if (limits.RetryAfter(caller.KeyId) is { } seconds) return (caller, new Problem(429, "limit.key") { RetryAfter = seconds });
        // A guarded route without a scope is open to nobody.
        if (route.Scope is not { } scope || !caller.Holds(scope)) return (caller, new Problem(403, "auth.scope", route.Scope ?? "-"));
        return (caller, null);
    }

    private static async Task<Problem?> Check(Ask ask)
    {
        var wrong = ask.ReadQuery();
        if (wrong.Count > 0) return Problem.Malformed(wrong);
        if (ask.Route.ChangesState)
        {
            var key = ask.Http.Request.Headers[KeyHeader];
            if (StringValues.IsNullOrEmpty(key)) return new Problem(400, "request.missingKey");
            if (key.Count != 1 || key[0]!.Length > 200 || key[0]!.Any(c => c is <= ' ' or > '~')) return new Problem(400, "request.badKey");
            ask.Key = key[0];
        }

        return await BodyReader.Read(ask);
    }

    private static string? Bearer(StringValues header)
    {
        const string Scheme = "Bearer ";
        var text = header[0] ?? "";
        return text.Length > Scheme.Length && text.Length < 200 && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text[Scheme.Length..].Trim() : null;
    }
}

/// <summary>What a secret turned out to be.</summary>
internal readonly record struct KeyFinding(Caller? Caller, bool WrongMode);
