using Tessera.App.People;
using Tessera.Server.Http;

namespace Tessera.Server.Tests.Http.People;

/// <summary>What changes how somebody signs in or what they may do asks for the password once more (ASVS 7.5.1).</summary>
public sealed class ConfirmTests : IAsyncLifetime
{
    private const string Word = "seven quiet teapots";
    private readonly TestServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    [Covers("S6")]
    public async Task What_changes_who_can_sign_in_asks_for_the_password_once_more_ten_minutes_after_it_was_given()
    {
        using var owner = await Owner("wang");
        Assert.Equal(201, (await Invite(owner, "li.na")).Status);
        await Age(owner, Sessions.ConfirmedMinutes);

        var asked = await Invite(owner, "zhou.li", "k1");
        Assert.Equal((403, "auth.confirm"), (asked.Status, asked.Code));
        Assert.DoesNotContain("zhou.li", (await owner.Get("/v1/people")).Text, StringComparison.Ordinal);
        Assert.Equal((401, "signIn.wrong"), await owner.Post("/v1/session/confirm", """{"password":"not this one"}""") is var no ? (no.Status, no.Code) : default);
        Assert.Equal((401, "signIn.codeNeeded"), await owner.Post("/v1/session/confirm", $$"""{"password":"{{Word}}"}""") is var less ? (less.Status, less.Code) : default);
        Assert.Equal((401, "signIn.wrong"), await owner.Post("/v1/session/confirm", $$"""{"password":"{{Word}}","code":"000000"}""") is var wrong ? (wrong.Status, wrong.Code) : default);
        Assert.Equal("auth.confirm", (await Invite(owner, "zhou.li", "k1")).Code);
        Assert.Equal(200, (await owner.Post("/v1/session/confirm", $$"""{"password":"{{Word}}","code":"{{await Code("wang")}}"}""")).Status);
        // The same request under the same key: it was refused before anything was kept under it.
        Assert.Equal(201, (await Invite(owner, "zhou.li", "k1")).Status);
    }

    [Fact]
    [Covers("S6")]
    public async Task One_session_is_not_confirmed_by_another()
    {
        using var owner = await Owner("wang");
        await Age(owner, Sessions.ConfirmedMinutes);
        using var there = new Someone(_server);
        Assert.Equal(201, (await there.Post("/v1/session", $$"""{"name":"wang","password":"{{Word}}","code":"{{await Code("wang")}}"}""")).Status);

        Assert.Equal("auth.confirm", (await Invite(owner, "a")).Code);
        Assert.Equal(201, (await Invite(there, "a")).Status);
        await Age(there, Sessions.ConfirmedMinutes - 1);
        Assert.Equal(201, (await Invite(there, "b")).Status);
    }

    [Fact]
    [Covers("S6")]
    public async Task Guessing_the_password_through_a_session_that_was_left_open_is_slowed_as_at_the_door()
    {
        using var owner = await Owner("wang");
        var codes = new List<string>();
        for (var i = 0; i < 12; i++) codes.Add((await owner.Post("/v1/session/confirm", """{"password":"a guess of many"}""")).Code!);
        Assert.Equal("signIn.wrong", codes[0]);
        Assert.Equal("signIn.slow", codes[^1]);
    }

    [Fact]
    [Covers("S1", "S6")]
    public async Task Every_change_of_a_person_and_every_new_key_asks_and_a_key_is_not_asked()
    {
        var asking = Routes().Where(r => r.NeedsConfirmed).Select(r => r.Id).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["bindPerson", "changeRole", "createKey", "enablePerson", "invitePerson", "offerFactor", "resetPerson"], asking);
        // Whoever manages people or keys changes them; to take somebody or a key out at once is never asked twice.
        var changes = Routes().Where(r => r.Scope is Scopes.PeopleManage or Scopes.KeysManage && r.IsMutation).Select(r => r.Id);
        Assert.Equal(["disablePerson", "revokeKey"], changes.Except(asking).Order(StringComparer.Ordinal));

        using var owner = await Owner("wang");
        var (li, id) = await Someone.Of(_server, "operator", "li.na");
        using var other = li;
        await Age(owner, Sessions.ConfirmedMinutes);
        Assert.Equal("auth.confirm", (await owner.Post($"/v1/people/{id}/reset", "", "k2")).Code);
        Assert.Equal("auth.confirm", (await owner.Send(HttpMethod.Patch, $"/v1/people/{id}", """{"role":"clerk"}""", ("Idempotency-Key", "k3"))).Code);
        Assert.Equal("auth.confirm", (await owner.Post("/v1/keys", """{"name":"till-9","scopes":["members:read"]}""", "k4")).Code);
        Assert.Equal("auth.confirm", (await owner.Post("/v1/session/factor", "{}")).Code);
        Assert.Equal(200, (await owner.Post($"/v1/people/{id}/disable", "", "k5")).Status);
        Assert.Equal(201, (await _server.Post("/v1/keys", """{"name":"till-9","scopes":["members:read"]}""", "k6")).Status);
    }

    private static Task<Got> Invite(Someone by, string name, string? key = null) => by.Post("/v1/people", $$"""{"name":"{{name}}","role":"clerk"}""", key ?? "invite-" + name);

    private async Task<Someone> Owner(string name)
    {
        var (owner, id) = await Someone.Of(_server, "owner", name);
        var hash = Passwords.Hash(Word);
        await _server.Site.Alone(scope =>
        {
            scope.Db.People.Save(scope.Db.People.Find(id)! with { Password = hash });
            return 0;
        });
        return owner;
    }

    private Task<string> Code(string name)
    {
        var person = _server.Site.Read(scope => scope.Db.People.ByName(name))!;
        return Task.FromResult(Totp.Code([.. person.Totp!], Totp.StepOf(_server.Site.Clock.MachineNow)));
    }

    private IReadOnlyList<ApiRoute> Routes() => new Host.Opened(_server.Site).Routes();

    /// <summary>So many minutes ago the password was given in a session.</summary>
    private Task<int> Age(Someone someone, int minutes) => _server.Site.Alone(scope =>
    {
        scope.Db.Sessions.Confirm(someone.Cookies.Split('=')[1], _server.Site.Clock.MachineNow.PlusMinutes(-minutes));
        return 0;
    });
}
