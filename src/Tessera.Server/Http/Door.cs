using Microsoft.Extensions.Primitives;

namespace Tessera.Server.Http;

/// <summary>The one way in: guards a route, reads the request, calls the use case, writes the answer.</summary>
/// <param name="findKey">What a key's secret turns out to be.</param>
/// <param name="limits">What one caller may take.</param>
/// <param name="findSession">What a session's token turns out to be; null where nobody can sign in.</param>
internal sealed class Door(Func<string, Task<KeyFinding>> findKey, Limits limits, Func<string, Task<Caller?>>? findSession = null)
{
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>Serves one request of a route.</summary>
    public async Task Serve(HttpContext http, ApiRoute route)
    {
        var (caller, refused) = await Guard(http, route);
        var ask = new Ask(http, route, caller);
        var reply = refused ?? await Check(ask) ?? await Handle(ask);
        RequestTrail.Note(http, route, caller, reply.Code);
        await Replies.Write(ask, reply);
    }

    private async Task<Reply> Handle(Ask ask)
    {
        if (!ask.Route.IsHeavy) return await ask.Route.Handle(ask);
        using var place = await limits.HeavyPlace(ask.Cancelled);
        return place.IsAcquired ? await App.BesideTills.Do(() => ask.Route.Handle(ask)) : new Problem(503, "busy.reports") { RetryAfter = 2 };
    }

    private async Task<(Caller? Caller, Problem? Refused)> Guard(HttpContext http, ApiRoute route)
    {
        if (Places.Wrong(http) is { } place) return (null, place);
        // Nobody is signed in by another site's page either.
        if (route.IsPublic) return (null, route.IsMutation && CrossSite.IsForeign(http) ? new Problem(403, "auth.crossSite") : null);
        if (limits.IsBarred(http)) return (null, new Problem(429, "limit.failures") { RetryAfter = 60 });
        var (caller, refused) = http.Request.Headers.Authorization.Count > 0 ? await ByKey(http) : await BySession(http, route);
        if (caller is null) return (null, refused);
        return (caller, limits.RetryAfter(caller.Id) is { } seconds ? new Problem(429, "limit.key") { RetryAfter = seconds } : Allowed(caller, route));
    }

    private static Problem? Allowed(Caller caller, ApiRoute route)
    {
        var confirm = route.NeedsConfirmed && caller is { IsPerson: true, IsConfirmed: false } ? new Problem(403, "auth.confirm") : null;
        if (route.IsForPeople) return caller.IsPerson ? confirm : new Problem(403, "auth.person");
        if (caller.Session is { } session && App.People.Sessions.MustEnrol(session.Person)) return new Problem(403, "auth.enrol");
        // A guarded route without a scope is open to nobody.
        return route.Scope is { } scope && caller.Holds(scope) ? confirm : new Problem(403, "auth.scope", route.Scope ?? "-");
    }

    private async Task<(Caller? Caller, Problem? Refused)> ByKey(HttpContext http)
    {
        var header = http.Request.Headers.Authorization;
        if (header.Count != 1 || Bearer(header) is not { } secret) return (null, new Problem(401, "auth.missing"));
        var found = await findKey(secret);
        if (found.Caller is { } caller) return (caller, null);
        limits.Failed(http);
        return (null, new Problem(401, found.WrongMode ? "auth.wrongMode" : "auth.unknown"));
    }

    private async Task<(Caller? Caller, Problem? Refused)> BySession(HttpContext http, ApiRoute route)
    {
        if (findSession is null || SessionCookie.Read(http) is not { } token) return (null, new Problem(401, "auth.missing"));
        if (route.Method is not "GET" && !CrossSite.IsOurs(http)) return (null, new Problem(403, "auth.crossSite"));
        // No guess is counted: a page left open overnight asks on with a session that is over, and must not bar the shop's address.
        return await findSession(token) is { } caller ? (caller, null) : (null, new Problem(401, "auth.session"));
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
