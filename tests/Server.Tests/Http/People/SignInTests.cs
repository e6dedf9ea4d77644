using System.Diagnostics;
using System.Text.Json.Nodes;
using Tessera.App.People;

namespace Tessera.Server.Tests.Http.People;

/// <summary>First owner, invitations, sessions, second factors: over HTTP as a person does it.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private const string Word = "seven quiet teapots";
    private readonly TestServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    [Covers("S5")]
    public async Task There_is_no_default_account_and_the_first_link_makes_one_owner_once()
    {
        using var owner = new Someone(_server);
        using var late = new Someone(_server);
        Assert.Equal(401, (await owner.Get("/v1/session")).Status);
        foreach (var (name, password) in new[] { ("admin", "123456"), ("admin", "admin"), ("root", "password"), ("owner", "12345678") })
        {
            Assert.Equal((401, "signIn.wrong"), (await SignIn(owner, name, password)) is var no ? (no.Status, no.Code) : default);
        }

        var old = (await _server.Site.Write(new OpenOwnerLink { At = _server.Site.Clock.MachineNow })).Value!.Token;
        var link = (await _server.Site.Write(new OpenOwnerLink { At = _server.Site.Clock.MachineNow })).Value!.Token;
        var stale = await Use(late, old, "eve", Word);
        var common = await Use(owner, link, "wang", "password");
        var made = await Use(owner, link, "wang", Word);
        var again = await Use(late, link, "eve", Word);

        Assert.Equal((401, "link.unknown"), (stale.Status, stale.Code));
        Assert.Equal((409, "password.common"), (common.Status, common.Code));
        Assert.Equal((201, "owner", true), (made.Status, (string)made.Json["person"]!["role"]!, (bool)made.Json["mustEnrol"]!));
        Assert.Equal((401, "link.unknown"), (again.Status, again.Code));
        Assert.Equal("owner.exists", (await _server.Site.Write(new OpenOwnerLink { At = _server.Site.Clock.MachineNow })).Refusal!.Reason.Code);
    }

    [Fact]
    [Covers("S5")]
    public async Task The_first_link_ends_after_thirty_minutes()
    {
        using var owner = new Someone(_server);
        var past = _server.Site.Clock.MachineNow.PlusMinutes(-30);
        var link = (await _server.Site.Write(new OpenOwnerLink { At = past })).Value!.Token;

        Assert.Equal((401, "link.unknown"), await Use(owner, link, "wang", Word) is var no ? (no.Status, no.Code) : default);
    }

    [Fact]
    [Covers("S6")]
    public async Task An_owner_sets_up_an_authenticator_before_anything_else_and_each_code_works_once()
    {
        using var owner = new Someone(_server);
        await Use(owner, (await _server.Site.Write(new OpenOwnerLink { At = _server.Site.Clock.MachineNow })).Value!.Token, "wang", Word);
        var early = await owner.Get("/v1/people");
        var offer = await owner.Post("/v1/session/factor", "{}");
        var secret = Base32((string)offer.Json["secret"]!);
        var wrong = await owner.Post("/v1/session/factor/confirm", """{"code":"000000"}""");
        var step = Totp.StepOf(_server.Site.Clock.MachineNow);
        var set = await owner.Post("/v1/session/factor/confirm", $$"""{"code":"{{Totp.Code(secret, step)}}"}""");
        var people = await owner.Get("/v1/people");

        Assert.Equal((403, "auth.enrol"), (early.Status, early.Code));
        Assert.Equal(Tessera.Server.Pages.QrPicture.Svg((string)offer.Json["address"]!), (string)offer.Json["picture"]!);
        Assert.Equal((409, "factor.wrong"), (wrong.Status, wrong.Code));
        Assert.Equal((200, 10), (set.Status, set.Json["recoveryCodes"]!.AsArray().Count));
        Assert.Equal(200, people.Status);

        using var elsewhere = new Someone(_server);
        var code = (string)set.Json["recoveryCodes"]![0]!;
        Assert.Equal("signIn.codeNeeded", (await SignIn(elsewhere, "wang", Word)).Code);
        Assert.Equal("signIn.wrong", (await SignIn(elsewhere, "WANG", Word, Totp.Code(secret, step))).Code);
        Assert.Equal(201, (await SignIn(elsewhere, "WANG", Word, Totp.Code(secret, step + 1))).Status);
        Assert.Equal(201, (await SignIn(elsewhere, "wang", Word, code)).Status);
        Assert.Equal("signIn.wrong", (await SignIn(elsewhere, "wang", Word, code)).Code);
    }

    [Fact]
    [Covers("S14")]
    public async Task The_session_is_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        var (operatorOne, _) = await Someone.Of(_server, "operator", "li");
        using var someone = operatorOne;
        using var invited = new Someone(_server);
        var link = await Invite("zhao", "clerk");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/session/link") { Content = new StringContent($$"""{"link":"{{link}}","password":"{{Word}}"}""", System.Text.Encoding.UTF8, "application/json") };
        using var answer = await invited.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        using var bare = new HttpClient { BaseAddress = _server.Client.BaseAddress };
        bare.DefaultRequestHeaders.Add("Cookie", someone.Cookies);
        var unmarked = await _server.Post("/v1/members", "{}", "k1", bare);
        var foreign = await someone.Send(HttpMethod.Post, "/v1/members", "{}", ("Origin", "https://evil.example"), ("Idempotency-Key", "k2"));
        var own = await someone.Send(HttpMethod.Post, "/v1/members", "{}", ("Origin", _server.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)), ("Idempotency-Key", "k3"));

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("tessera=", cookie, StringComparison.Ordinal);
        Assert.Equal((403, "auth.crossSite"), (unmarked.Status, unmarked.Code));
        Assert.Equal((403, "auth.crossSite"), (foreign.Status, foreign.Code));
        Assert.Equal((400, "request.malformed"), (own.Status, own.Code));
    }

    [Fact]
    public async Task Over_tls_the_cookie_is_bound_to_its_host_and_over_an_open_network_nobody_signs_in()
    {
        var link = await Invite("sun", "clerk");
        using var someone = new Someone(_server);
        using var open = new HttpRequestMessage(HttpMethod.Post, "/v1/session") { Content = new StringContent("""{"name":"sun","password":"x"}""", System.Text.Encoding.UTF8, "application/json") };
        open.Headers.Host = "shop.example";
        var refused = await _server.Send(open, someone.Client);
        using var safe = new HttpRequestMessage(HttpMethod.Post, "/v1/session/link") { Content = new StringContent($$"""{"link":"{{link}}","password":"{{Word}}"}""", System.Text.Encoding.UTF8, "application/json") };
        safe.Headers.Host = "shop.example";
        safe.Headers.Add("X-Forwarded-Proto", "https");
        using var answer = await someone.Client.SendAsync(safe, TestContext.Current.CancellationToken);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));

        Assert.Equal((403, "session.insecure"), (refused.Status, refused.Code));
        Assert.StartsWith("__Host-tessera=", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Unknown_names_are_answered_and_slowed_like_known_ones()
    {
        using var someone = new Someone(_server);
        await Use(someone, await Invite("chen", "clerk"), null, Word);
        var (known, unknown) = (new List<Got>(), new List<Got>());
        // The quickest of each: a pause of the machine makes none of them quicker, a name that is not looked at makes it a hundred times so.
        var (quickKnown, quickUnknown) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < 6; i++)
        {
            var watch = Stopwatch.StartNew();
            known.Add(await SignIn(someone, "chen", "wrong wrong wrong"));
            if (i < 5 && watch.Elapsed < quickKnown) quickKnown = watch.Elapsed;
            watch.Restart();
            unknown.Add(await SignIn(someone, "nobody", "wrong wrong wrong"));
            if (i < 5 && watch.Elapsed < quickUnknown) quickUnknown = watch.Elapsed;
        }

        string?[] expected = ["signIn.wrong", "signIn.wrong", "signIn.wrong", "signIn.wrong", "signIn.wrong", "signIn.slow"];
        Assert.Equal(expected, known.Select(k => k.Code));
        Assert.Equal(expected, unknown.Select(k => k.Code));
        Assert.Equal((string)known[0].Json["detail"]!, (string)unknown[0].Json["detail"]!);
        Assert.Equal(429, known[^1].Status);
        Assert.True(known[^1].Headers.ContainsKey("Retry-After"));
        Assert.True(quickUnknown > quickKnown / 10, $"unknown {quickUnknown}, known {quickKnown}");
        Assert.Equal("signIn.slow", (await SignIn(someone, "chen", Word)).Code);
    }

    [Fact]
    [Covers("S6")]
    public async Task Disabling_a_person_ends_all_sessions_at_once_and_the_last_owner_stays()
    {
        var (first, ownerId) = await Someone.Of(_server, "owner", "wang");
        var (second, clerkId) = await Someone.Of(_server, "clerk", "zhao");
        using var owner = first;
        using var clerk = second;
        Assert.Equal(200, (await clerk.Get("/v1/session")).Status);
        var disabled = await owner.Post($"/v1/people/{clerkId}/disable", "{}", "d1");
        var after = await clerk.Get("/v1/session");
        var self = await owner.Post($"/v1/people/{ownerId}/disable", "{}", "d2");
        var demoted = await owner.Send(HttpMethod.Patch, $"/v1/people/{ownerId}", """{"role":"clerk"}""");
        var enabled = await owner.Post($"/v1/people/{clerkId}/enable", "{}", "d3");

        Assert.Equal((200, "disabled"), (disabled.Status, (string)disabled.Json["state"]!));
        Assert.Equal((401, "auth.session"), (after.Status, after.Code));
        Assert.Equal((409, "person.lastOwner"), (self.Status, self.Code));
        Assert.Equal((409, "person.lastOwner"), (demoted.Status, demoted.Code));
        Assert.Equal("active", (string)enabled.Json["state"]!);
        Assert.Equal(401, (await clerk.Get("/v1/session")).Status);
    }

    [Fact]
    public async Task A_role_is_given_only_by_who_holds_all_of_it()
    {
        using var client = _server.ClientOf(await _server.Key("hr", Tessera.Server.Http.Scopes.PeopleManage, Tessera.Server.Http.Scopes.PeopleRead));
        var got = await _server.Post("/v1/people", """{"name":"eve","role":"owner"}""", "e1", client);
        var (owner, id) = await Someone.Of(_server, "owner", "wang");
        owner.Dispose();
        var reset = await _server.Post($"/v1/people/{id}/reset", "{}", "e2", client);

        Assert.Equal((403, "auth.scope"), (got.Status, got.Code));
        Assert.Equal((403, "auth.scope"), (reset.Status, reset.Code));
    }

    [Fact]
    public async Task Another_password_ends_the_other_sessions_and_a_reset_ends_all()
    {
        using var here = new Someone(_server);
        using var there = new Someone(_server);
        await Use(here, await Invite("qian", "clerk"), null, Word);
        await SignIn(there, "qian", Word);
        var wrong = await here.Post("/v1/session/password", """{"current":"not this one","password":"eleven green umbrellas"}""");
        var changed = await here.Post("/v1/session/password", $$"""{"current":"{{Word}}","password":"eleven green umbrellas"}""");

        Assert.Equal((401, 200), (wrong.Status, changed.Status));
        Assert.Equal((200, 401), ((await here.Get("/v1/session")).Status, (await there.Get("/v1/session")).Status));
        var id = (string)changed.Json["id"]!;
        var reset = await _server.Post($"/v1/people/{id}/reset", "{}", "r1");
        Assert.Equal(401, (await here.Get("/v1/session")).Status);
        Assert.Equal("signIn.wrong", (await SignIn(here, "qian", "eleven green umbrellas")).Code);
        Assert.Equal(201, (await Use(here, Token(reset), null, "nine blue bicycles")).Status);
    }

    [Fact]
    [Covers("S6")]
    public async Task A_person_sees_where_the_own_sessions_are_and_ends_them_with_the_password()
    {
        using var here = new Someone(_server);
        using var there = new Someone(_server);
        using var third = new Someone(_server);
        await Use(here, await Invite("zhou", "clerk"), null, Word);
        await SignIn(there, "zhou", Word);
        await SignIn(third, "zhou", Word);

        var open = (await here.Get("/v1/session/open")).Json["sessions"]!.AsArray();
        Assert.Equal([false, false, true], open.Select(s => (bool)s!["isThis"]!).Order());
        Assert.All(open, s => Assert.NotEmpty((string)s!["address"]!));
        var its = (string)(await there.Get("/v1/session/open")).Json["sessions"]!.AsArray().Single(s => (bool)s!["isThis"]!)!["id"]!;

        Assert.Equal("signIn.wrong", (await here.Post("/v1/session/open/end", """{"password":"not this one"}""")).Code);
        Assert.Equal(200, (await there.Get("/v1/session")).Status);
        Assert.Equal(1, (int)(await here.Post("/v1/session/open/end", $$"""{"password":"{{Word}}","sessions":["{{its}}","ses_nobodys"]}""")).Json["ended"]!);
        Assert.Equal((401, 200), ((await there.Get("/v1/session")).Status, (await third.Get("/v1/session")).Status));
        Assert.Equal(1, (int)(await here.Post("/v1/session/open/end", $$"""{"password":"{{Word}}"}""")).Json["ended"]!);
        Assert.Equal((200, 401), ((await here.Get("/v1/session")).Status, (await third.Get("/v1/session")).Status));
    }

    [Fact]
    [Covers("S6")]
    public async Task Signing_out_ends_the_session_and_lets_the_browser_forget()
    {
        using var here = new Someone(_server);
        await Use(here, await Invite("sun", "clerk"), null, Word);
        var left = await here.Send(HttpMethod.Delete, "/v1/session", null, ("Idempotency-Key", "left"));

        Assert.Equal((200, "\"cache\""), (left.Status, left.Headers["Clear-Site-Data"]));
        Assert.Equal(401, (await here.Get("/v1/session")).Status);
    }

    [Fact]
    public async Task The_pages_of_a_link_lead_to_a_session_without_a_script()
    {
        var link = (await _server.Site.Write(new OpenOwnerLink { At = _server.Site.Clock.MachineNow })).Value!.Token;
        using var owner = new Someone(_server);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/welcome?link=" + link);
        var asked = await _server.Send(request, owner.Client);
        var common = await Form(owner, "/welcome", ("link", link), ("name", "wang"), ("password", "password"));
        var chosen = await Form(owner, "/welcome", ("link", link), ("name", "wang"), ("password", Word));
        var secret = System.Text.RegularExpressions.Regex.Match(chosen.Text, "<code>(?<secret>[A-Z2-7]{32})</code>", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["secret"].Value;
        var codes = await Form(owner, "/welcome/factor", ("code", Totp.Code(Base32(secret), Totp.StepOf(_server.Site.Clock.MachineNow))));
        var gone = await _server.Get("/welcome?link=" + link, owner.Client);

        Assert.Contains($"href=\"/welcome?link={link}&amp;lang=zh-CN\"", asked.Text, StringComparison.Ordinal);
        Assert.Contains("Make the owner", asked.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("no-store", asked.Headers["Cache-Control"]);
        Assert.Contains("form-action 'self'", asked.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal((409, 200, 200, 401), (common.Status, chosen.Status, codes.Status, gone.Status));
        Assert.Contains("role=\"img\" aria-label=\"QR code\"><svg", chosen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", chosen.Text, StringComparison.Ordinal);
        Assert.Contains("Note the recovery codes", codes.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await owner.Get("/v1/people")).Status);
    }

    private static async Task<Got> SignIn(Someone someone, string name, string password, string? code = null)
    {
        var body = new JsonObject { ["name"] = name, ["password"] = password };
        if (code is not null) body["code"] = code;
        return await someone.Post("/v1/session", body.ToJsonString());
    }

    private static Task<Got> Use(Someone someone, string link, string? name, string password)
    {
        var body = new JsonObject { ["link"] = link, ["password"] = password };
        if (name is not null) body["name"] = name;
        return someone.Post("/v1/session/link", body.ToJsonString());
    }

    private async Task<Got> Form(Someone someone, string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))) };
        return await _server.Send(request, someone.Client);
    }

    private async Task<string> Invite(string name, string role) => Token(await _server.Post("/v1/people", $$"""{"name":"{{name}}","role":"{{role}}"}""", "invite-" + name));

    private static string Token(Got got) => ((string)got.Json["link"]!).Split('=')[1];

    private static byte[] Base32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
