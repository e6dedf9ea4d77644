using Tessera.App;
using Tessera.App.People;
using Tessera.Core;
using Tessera.Server.Json;
using Tessera.Server.Pages;
using Tessera.Storage.Places;

namespace Tessera.Server.Http.People;

/// <summary>Signing in and out, passwords, second factors. Answers that open a session or show a secret are never kept and never given twice.</summary>
internal sealed class SessionRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All() => [.. InAndOut(), .. Own()];

    private IEnumerable<ApiRoute> InAndOut()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/session", Id = "signIn", Tag = "session", IsPublic = true, IsUnkeyed = true, Status = 201, Takes = typeof(SignInBody), Gives = typeof(SessionView), Handle = In,
            Example = """{"name":"li.na","password":"seven quiet teapots","code":"287082"}""", Summary = "Sign in",
            Says = "Sets the session cookie: HttpOnly, SameSite=Strict, `__Host-` over TLS. Unknown names are answered like wrong passwords (401 `signIn.wrong`); where a code is needed and missing: 401 `signIn.codeNeeded`; after some wrong tries: 429 `signIn.slow` with Retry-After.",
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/session/link", Id = "useLink", Tag = "session", IsPublic = true, IsUnkeyed = true, Status = 201, Takes = typeof(LinkBody), Gives = typeof(SessionView), Handle = Link,
            Example = """{"link":"7q0w3n5k8m2x4v6z1c9b0d7f5h3j8r2t","name":"li.na","password":"seven quiet teapots"}""", Summary = "Use a one-time link",
            Says = "Sets the password of who was invited, or makes the first owner, and signs in. A link works once and for a time (401 `link.unknown`).", Refusals = ["password.short", "password.common", "person.exists", "person.nameMissing"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/session/pair", Id = "pairTill", Tag = "session", IsPublic = true, IsUnkeyed = true, Status = 201, Takes = typeof(PairBody), Gives = typeof(SessionView), Handle = Pair,
            Example = """{"code":"k7m2-q9xt"}""", Summary = "Pair a till page",
            Says = "With a code that a manager opened for the till. Sets the session cookie; the page may do what a clerk may, its facts get the till and its store, and it stays paired for 30 days, 8 of them without use. A code works once (401 `pairing.unknown`); after some wrong tries: 429 `signIn.slow`.",
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/session", Id = "getSession", Tag = "session", IsForPeople = true, Gives = typeof(SessionView), Summary = "Who am I", Says = "The person, what the role allows, and until when.",
            Handle = Who,
        };
        yield return new ApiRoute
        {
            Method = "DELETE", Path = "/v1/session", Id = "signOut", Tag = "session", IsForPeople = true, Status = 200, Gives = typeof(PersonView), Summary = "Sign out", Says = "The session is over at once, on every node.", Handle = Out,
        };
    }

    private IEnumerable<ApiRoute> Own()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/session/password", Id = "changePassword", Tag = "session", IsForPeople = true, IsUnkeyed = true, Takes = typeof(PasswordBody), Gives = typeof(PersonView), Handle = Password,
            Example = """{"current":"seven quiet teapots","password":"eleven green umbrellas"}""", Summary = "Change the own password", Says = "All other sessions of the person end.", Refusals = ["password.short", "password.common"],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/session/open", Id = "listOwnSessions", Tag = "session", IsForPeople = true, Gives = typeof(OwnSessionList), Handle = Open, Summary = "Where am I signed in",
            Says = "The own sessions that are open, the newest first: since when, last used, and from which address.",
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/session/open/end", Id = "endOwnSessions", Tag = "session", IsForPeople = true, IsUnkeyed = true, Takes = typeof(EndSessionsBody), Gives = typeof(SessionsEndedView), Handle = EndOpen,
            Example = """{"password":"seven quiet teapots"}""", Summary = "Sign out elsewhere", Says = "Ends the sessions named, or all but this one, at once and on every node. Asks for the password once more.",
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/session/confirm", Id = "confirmSession", Tag = "session", IsForPeople = true, IsUnkeyed = true, Takes = typeof(ConfirmBody), Gives = typeof(PersonView), Handle = ConfirmSelf,
            Example = """{"password":"seven quiet teapots","code":"287082"}""", Summary = "Give the password once more",
            Says = "For ten minutes this session may do what changes how somebody signs in or what they may do; signing in counts too. Where an authenticator is set up its code is needed (401 `signIn.codeNeeded`). Wrong tries are counted as those of signing in (401 `signIn.wrong`, 429 `signIn.slow`).",
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/session/factor", Id = "offerFactor", Tag = "session", IsForPeople = true, NeedsConfirmed = true, IsUnkeyed = true, Takes = typeof(FactorBody), Gives = typeof(FactorView), Handle = Offer,
            Example = """{"code":"287082"}""", Summary = "Set up an authenticator", Says = "Gives a secret (RFC 6238), as text, address and QR code, that counts from its first code on. One that is set up already is replaced only with a code of it.", Refusals = ["factor.wrong"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/session/factor/confirm", Id = "confirmFactor", Tag = "session", IsForPeople = true, IsUnkeyed = true, Takes = typeof(FactorCodeBody), Gives = typeof(FactorSetView), Handle = Confirm,
            Example = """{"code":"287082"}""", Summary = "Confirm the authenticator", Says = "With its first code. Gives ten recovery codes, shown this once; earlier ones are void.", Refusals = ["factor.none", "factor.wrong"],
        };
    }

    private Task<Reply> Who(Ask ask)
    {
        var session = ask.Caller.Session!;
        return Task.FromResult(desk.Read(ask, (scope, _) => Reply.Ok(SessionView.Of(session.Person, session.EndsAt, ask.Language) with
        {
            Till = session.Till, Place = PlaceOf(scope, session.Till, ask.Language), Stores = scope.Db.Personal.StoresOf(session.Person.Id), Preferences = PreferencesBody.Of(Preferences.Of(scope.Db, session.Person.Id)),
        })));
    }

    private async Task<Reply> In(Ask ask)
    {
        if (Unsafe(ask) is { } problem) return problem;
        var body = ask.Take<SignInBody>();
        return Signed(ask, await SignIn.Run(desk.Site, new Credentials(body.Name, body.Password, body.Code, Addresses.Of(ask.Http)), ask.Entrance));
    }

    private async Task<Reply> Link(Ask ask)
    {
        if (Unsafe(ask) is { } problem) return problem;
        var body = ask.Take<LinkBody>();
        return Signed(ask, await UseLink.Run(desk.Site, new LinkUse(body.Link, body.Name, body.Password, Addresses.Of(ask.Http)), ask.Entrance));
    }

    private async Task<Reply> Out(Ask ask)
    {
        var reply = await desk.Write(ask, new EndSession { Token = SessionCookie.Read(ask.Http)! }, (person, showing) => PersonView.Of(person, showing.Language));
        SessionCookie.Clear(ask.Http);
        // What the browser keeps of this server's pages goes; sales that a till of the same browser has not sent yet stay.
        ask.Http.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        return reply;
    }

    private async Task<Reply> Password(Ask ask)
    {
        var body = ask.Take<PasswordBody>();
        var answer = await ChangePassword.Run(desk.Site, SessionCookie.Read(ask.Http)!, body.Current, body.Password, ask.Entrance);
        return answer.Refusal is { } refusal ? Refused(ask, refusal) : Reply.Ok(PersonView.Of(answer.Value!, ask.Language));
    }

    private Task<Reply> Open(Ask ask) => Task.FromResult(desk.Read(
        ask, (scope, _) => Reply.Ok(new OwnSessionList([.. OwnSessions.Of(scope.Db, ask.Caller.Session!.Person.Id, SessionCookie.Read(ask.Http)!, desk.Site.Clock.MachineNow).Select(OwnSessionView.Of)]))));

    private async Task<Reply> EndOpen(Ask ask)
    {
        var body = ask.Take<EndSessionsBody>();
        var answer = await OwnSessions.End(desk.Site, SessionCookie.Read(ask.Http)!, body.Password, body.Sessions, ask.Entrance);
        return answer.Refusal is { } refusal ? Refused(ask, refusal) : Reply.Ok(new SessionsEndedView(answer.Value!.Ended));
    }

    private async Task<Reply> ConfirmSelf(Ask ask)
    {
        if (Unsafe(ask) is { } problem) return problem;
        var body = ask.Take<ConfirmBody>();
        var answer = await ConfirmSession.Run(desk.Site, SessionCookie.Read(ask.Http)!, body.Password, body.Code, ask.Entrance);
        return answer.Refusal is { } refusal ? Refused(ask, refusal) : Reply.Ok(PersonView.Of(answer.Value!, ask.Language));
    }

    private Task<Reply> Offer(Ask ask) => desk.Write(
        ask, new OfferFactor { At = desk.Site.Clock.MachineNow, Person = ask.Caller.Id, Code = ask.Take<FactorBody>().Code }, (offer, _) => new FactorView(offer.Secret, offer.Address, QrPicture.Svg(offer.Address)), isKept: false);

    private Task<Reply> Confirm(Ask ask) => desk.Write(
        ask, new ConfirmFactor { At = desk.Site.Clock.MachineNow, Person = ask.Caller.Id, Code = ask.Take<FactorCodeBody>().Code }, (made, _) => new FactorSetView(made.Codes), isKept: false);

    /// <summary>A password or a cookie on an open network is everybody's.</summary>
    private static Problem? Unsafe(Ask ask) => Addresses.Way(ask.Http).IsSafe ? null : new Problem(403, "session.insecure");

    private async Task<Reply> Pair(Ask ask)
    {
        if (Unsafe(ask) is { } problem) return problem;
        var answer = await PairTill.Run(desk.Site, ask.Take<PairBody>().Code, Addresses.Of(ask.Http), ask.Entrance);
        if (answer.Refusal is { } refusal) return Refused(ask, refusal);
        SessionCookie.Set(ask.Http, answer.Value!.Token);
        return Reply.Of(201, SessionView.Of(answer.Value.Person, answer.Value.EndsAt, ask.Language) with
        {
            Till = answer.Value.Till, Place = desk.Site.Read(scope => PlaceOf(scope, answer.Value.Till, ask.Language)), Stores = [answer.Value.Store],
        });
    }

    // Who stands at a till reads names, not codes; a clerk may not read the list of stores.
    private static string? PlaceOf(ReadScope scope, string? code, Language language)
    {
        if (code is null || scope.Db.Places.Find(code) is not { } till) return null;
        var store = till.Parent is { } parent ? scope.Db.Places.Find(parent) : null;
        return string.Join(' ', new[] { store, till }.OfType<Place>().Select(p => language.Of(new LocalText(p.NameZh, p.NameEn)) is { Length: > 0 } name ? name : p.Code));
    }

    private static Reply Signed(Ask ask, Answer<SignedIn> answer)
    {
        if (answer.Refusal is { } refusal) return Refused(ask, refusal);
        SessionCookie.Set(ask.Http, answer.Value!.Token);
        return Reply.Of(201, SessionView.Of(answer.Value.Person, answer.Value.EndsAt, ask.Language));
    }

    private static Reply Refused(Ask ask, Refusal refusal)
    {
        var rendered = Refusals.Render(refusal, ask.Language, ask.RequestId, null);
        var seconds = refusal.Reason.Code == "signIn.slow" ? (int?)refusal.Reason.Parts[0].Number : null;
        return Reply.Stored(rendered.Status, rendered.ContentType, rendered.Body, isReplay: false) with { RetryAfter = seconds };
    }
}
