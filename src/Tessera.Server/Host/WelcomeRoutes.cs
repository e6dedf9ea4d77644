using Microsoft.AspNetCore.Http.Features;
using Tessera.App;
using Tessera.App.People;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Server.Http;
using Tessera.Server.Pages;

namespace Tessera.Server.Host;

/// <summary>The pages behind one-time links. They do what <c>/v1/session/link</c> and <c>/v1/session/factor</c> do, for people without a client.</summary>
internal sealed class WelcomeRoutes
{
    private const long MostBytes = 16 * 1024;
    private readonly Site _site;

    private WelcomeRoutes(Site site) => _site = site;

    public static void Map(WebApplication app, Site site)
    {
        var routes = new WelcomeRoutes(site);
        app.MapGet("/welcome", routes.Ask).ExcludeFromDescription().WithMetadata(Declared.Public);
        app.MapPost("/welcome", routes.Choose).ExcludeFromDescription().WithMetadata(Declared.Public);
        app.MapPost("/welcome/factor", routes.Confirm).ExcludeFromDescription().WithMetadata(Declared.Public);
    }

    private Task Ask(HttpContext http)
    {
        var token = http.Request.Query["link"].ToString();
        var language = LanguageOf(http);
        // A browser with the console built in is shown the console's own page; the link then stands behind #, where no log sees it. With ?plain it stays here.
        if (WebClients.AreBuilt && http.Request.Headers["Sec-Fetch-Mode"] == "navigate" && !http.Request.Query.ContainsKey("plain") && UseLink.NameOf(_site, token) is { } known)
        {
            http.Response.Redirect($"{WebClients.Console}/welcome#link={Uri.EscapeDataString(token)}{(known.Length == 0 ? "" : "&for=invited")}");
            return Task.CompletedTask;
        }

        return UseLink.NameOf(_site, token) is { } name ? Page(http, 200, WelcomePage.Ask(token, name, null, language)) : Page(http, 401, WelcomePage.Gone(language));
    }

    private async Task Choose(HttpContext http)
    {
        var language = LanguageOf(http);
        if (await Form(http) is not { } form) return;
        var (token, name) = (Field(form, "link"), Field(form, "name"));
        var answer = await UseLink.Run(_site, new LinkUse(token, name, Field(form, "password"), Addresses.Of(http)), EntranceOf(http, "welcome"));
        if (answer.Refusal is { } refusal)
        {
            var known = UseLink.NameOf(_site, token);
            await (known is null ? Page(http, 401, WelcomePage.Gone(language)) : Page(http, 409, WelcomePage.Ask(token, known, Text.Render(refusal.Reason, language.Tag()), language)));
            return;
        }

        SessionCookie.Set(http, answer.Value!.Token);
        await (answer.Value.MustEnrol ? Offer(http, answer.Value.Person) : Page(http, 200, WelcomePage.Ready(language)));
    }

    private async Task Offer(HttpContext http, Person person)
    {
        // The door left its record with the password; the secret counts only when it is confirmed.
        var offer = await _site.Write(new OfferFactor { At = _site.Clock.MachineNow, Person = person.Id, Actor = "person:" + person.Id, IsQuiet = true });
        await Page(http, 200, offer.Value is { } made ? WelcomePage.Factor(made, null, LanguageOf(http)) : WelcomePage.Ready(LanguageOf(http)));
    }

    private async Task Confirm(HttpContext http)
    {
        var language = LanguageOf(http);
        if (await Form(http) is not { } form) return;
        if (SessionCookie.Read(http) is not { } token || _site.Read(scope => Sessions.Find(scope.Db, token, _site.Clock.MachineNow)) is not { } session)
        {
            await Page(http, 401, WelcomePage.Gone(language));
            return;
        }

        var answer = await _site.Write(new ConfirmFactor { At = _site.Clock.MachineNow, Person = session.Person.Id, Code = Field(form, "code"), Actor = "person:" + session.Person.Id, Entrance = EntranceOf(http, "welcomeFactor") });
        if (answer.Value is { } codes) await Page(http, 200, WelcomePage.Codes(codes, language));
        else if (session.Person.TotpWaiting is { } waiting) await Page(http, 409, WelcomePage.Factor(OfferOf([.. waiting], session.Person.Name), Text.Render(answer.Refusal!.Reason, language.Tag()), language));
        else await Page(http, 200, WelcomePage.Ready(language));
    }

    private static FactorOffer OfferOf(byte[] secret, string name) => new(Totp.Base32(secret), Totp.Address(secret, name));

    /// <summary>The form, or null when the request was answered already.</summary>
    private static async Task<IFormCollection?> Form(HttpContext http)
    {
        var problem = CrossSite.IsForeign(http) ? new Problem(403, "auth.crossSite")
            : !Addresses.Way(http).IsSafe ? new Problem(403, "session.insecure")
            : !http.Request.HasFormContentType ? new Problem(415, "request.mediaType", "application/x-www-form-urlencoded")
            : null;
        if (problem is not null)
        {
            await Replies.Write(http, problem);
            return null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MostBytes;
        try
        {
            return await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (InvalidDataException)
        {
            await Replies.Write(http, new Problem(400, "request.header"));
            return null;
        }
    }

    private static string Field(IFormCollection form, string name)
    {
        var text = form[name].ToString();
        return text.Length <= Passwords.Most && !text.Any(char.IsControl) ? text : "";
    }

    private static Entrance EntranceOf(HttpContext http, string operation) => new(operation, RequestIds.Of(http), Addresses.Of(http));

    private static Language LanguageOf(HttpContext http) => Languages.Parse(http.Request.Query["lang"]) ?? Languages.FromHeader(http.Request.Headers.AcceptLanguage);

    private static Task Page(HttpContext http, int status, string page)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentLanguage = LanguageOf(http).Tag();
        return http.Response.WriteAsync(page, http.RequestAborted);
    }
}
