using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tessera.App.People;
using Tessera.Core;

namespace Tessera.Server.Tests.Http.People;

/// <summary>A person with a browser of its own: cookies, and the header that marks requests as meant.</summary>
internal sealed class Someone : IDisposable
{
    private readonly HttpClientHandler _handler = new() { CookieContainer = new CookieContainer(), UseCookies = true, AllowAutoRedirect = false };
    private readonly TestServer _server;

    public Someone(TestServer server)
    {
        _server = server;
        Client = new HttpClient(_handler) { BaseAddress = server.Client.BaseAddress };
        Client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        Client.DefaultRequestHeaders.Add("Tessera-Csrf", "1");
    }

    public HttpClient Client { get; }

    public string Cookies => _handler.CookieContainer.GetCookieHeader(Client.BaseAddress!);

    /// <summary>Somebody of a role who is signed in, without the slow ways of a password.</summary>
    public static async Task<(Someone Someone, string Id)> Of(TestServer server, string role, string name, bool enrolled = true)
    {
        var now = server.Site.Clock.MachineNow;
        var made = new Tessera.Storage.People.Person
        {
            Id = Secrets.NewId("per"), Name = name, Role = role, State = Storage.People.PersonState.Active, Password = "-", CreatedAt = now, ChangedAt = now, Totp = enrolled ? Totp.NewSecret() : null,
        };
        var token = await server.Site.Alone(scope =>
        {
            scope.Db.People.Add(made);
            return Sessions.Open(scope, made, now, "127.0.0.1").Token;
        });
        var someone = new Someone(server);
        someone._handler.CookieContainer.Add(someone.Client.BaseAddress!, new Cookie("tessera", token, "/"));
        return (someone, made.Id);
    }

    public Task<Got> Get(string path) => _server.Get(path, Client);

    public Task<Got> Post(string path, string json, string? key = null) => _server.Post(path, json, key, Client);

    public async Task<Got> Send(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await _server.Send(request, Client);
    }

    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
    }
}
