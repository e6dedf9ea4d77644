using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tessera.E2e.Tests;

/// <summary>Every screen that the router knows, one after the other in one window: a new screen is walked without a line here, and one that needs a part of its address says so.</summary>
[Collection(nameof(DemoDay))]
public sealed class WalkTests(DemoShop demo)
{
    private const string Busy = """{"type":"/docs/problems/busy","title":"Busy now","status":503,"code":"busy","detail":"Try again in a moment.","requestId":"req_walk"}""";

    /// <summary>Screens that ask nothing before a person does.</summary>
    private static readonly string[] Silent = ["/members/import", "/stored-value/refund", "/preferences", "/segments/:id"];

    private static readonly string[] NameKeys = ["name", "nameZh", "nameEn"];

    [Fact]
    [Covers("B13")]
    public async Task Every_screen_loads_with_a_skeleton_says_what_is_empty_and_comes_back_from_an_error()
    {
        await using var window = await demo.Open(new Sight());
        var api = await Interception.On(window.Page);
        var walk = await Walk.Begin(window, demo);
        foreach (var (path, to) in walk.Routes)
        {
            await walk.Leave();
            api.Hold();
            await walk.Push(to);
            if (!Silent.Contains(path)) await window.Page.Locator("[data-state=loading]").First.WaitForAsync();
            api.Release();
            await walk.Rests(path);
            await walk.HasNoError(path);

            await walk.Leave();
            api.Answer = (route, _) => route.FulfillAsync(new() { Status = 503, ContentType = "application/problem+json", Body = Busy });
            await walk.Push(to);
            await walk.Rests(path);
            await walk.ErrorsAreTold(path, Silent.Contains(path));
            api.Answer = null;
            await walk.Retry(path);

            await walk.Leave();
            api.Answer = Interception.Emptied;
            await walk.Push(to);
            await walk.Rests(path);
            await walk.EmptyIsSaid(path);
            await walk.HasNoError(path);
            api.Answer = null;
        }

        window.Quiet();
    }

    [Fact]
    [Covers("B13")]
    public async Task Every_screen_holds_long_names_at_every_width_and_axe_finds_nothing_in_light_or_dark()
    {
        await using var window = await demo.Open(new Sight("en", IsDark: true));
        var api = await Interception.On(window.Page);
        var walk = await Walk.Begin(window, demo);
        api.Answer = Interception.WithLongNames;
        var wrong = new List<string>();
        foreach (var (path, to) in walk.Routes)
        {
            await walk.Push(to);
            await walk.Rests(path);
            wrong.AddRange(await walk.Axe($"{path} dark", isWhole: true));
            await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            wrong.AddRange(await walk.Axe($"{path} light", isWhole: false));
            await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            foreach (var width in new[] { 768, 1024, 1440 })
            {
                await window.Page.SetViewportSizeAsync(width, 1000);
                if (await walk.Overflow() is { Length: > 0 } over) wrong.Add($"{path} at {width}: {over}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        window.Quiet();
    }

    /// <summary>What the pages ask goes through here.</summary>
    private sealed class Interception
    {
        private TaskCompletionSource? _gate;

        /// <summary>Answers in place of the server; null lets everything through.</summary>
        public Func<IRoute, Uri, Task>? Answer { get; set; }

        public static async Task<Interception> On(IPage page)
        {
            var mine = new Interception();
            await page.RouteAsync(url => new Uri(url).AbsolutePath.StartsWith("/v1/", StringComparison.Ordinal), mine.Take);
            return mine;
        }

        public void Hold() => _gate = new TaskCompletionSource();

        public void Release()
        {
            _gate!.SetResult();
            _gate = null;
        }

        /// <summary>What holds lists holds empty ones; there is no programme.</summary>
        public static async Task Emptied(IRoute route, Uri url)
        {
            if (url.AbsolutePath == "/v1/program/draft/tree")
            {
                await route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = """{"version":0,"isChanged":false}""" });
                return;
            }

            await Changed(route, body =>
            {
                foreach (var key in body.Where(p => p.Value is JsonArray).Select(p => p.Key).ToList()) body[key] = new JsonArray();
            });
        }

        /// <summary>Every name is as long as a name gets: forty characters.</summary>
        public static Task WithLongNames(IRoute route, Uri url) => Changed(route, body => Lengthen(body));

        private static void Lengthen(JsonNode node)
        {
            if (node is JsonArray list)
            {
                foreach (var item in list.Where(i => i is not null)) Lengthen(item!);
            }
            else if (node is JsonObject map)
            {
                foreach (var (key, value) in map.ToList())
                {
                    if (value is JsonValue text && NameKeys.Contains(key) && text.GetValueKind() == JsonValueKind.String) map[key] = string.Concat(Enumerable.Repeat("欧阳慕容上官东方诸葛司马", 4))[..40];
                    else if (value is not null) Lengthen(value);
                }
            }
        }

        private static async Task Changed(IRoute route, Action<JsonObject> change)
        {
            var answer = await route.FetchAsync();
            var text = await answer.TextAsync();
            if (!answer.Ok || !text.StartsWith('{') || JsonNode.Parse(text) is not JsonObject body)
            {
                await route.FulfillAsync(new() { Response = answer });
                return;
            }

            change(body);
            await route.FulfillAsync(new() { Response = answer, Body = body.ToJsonString() });
        }

        // Who sits here is never in question.
        private async Task Take(IRoute route)
        {
            var url = new Uri(route.Request.Url);
            if (_gate is { } gate) await gate.Task;
            if (Answer is { } answer && !url.AbsolutePath.StartsWith("/v1/session", StringComparison.Ordinal)) await answer(route, url);
            else await route.ContinueAsync();
        }
    }

    /// <summary>Going from screen to screen inside one page, as a person does.</summary>
    private sealed class Walk(Window window)
    {
        private const string Router = "document.querySelector('#app').__vue_app__.config.globalProperties.$router";
        private int _pending;

        public IReadOnlyList<(string Path, string To)> Routes { get; private set; } = [];

        public static async Task<Walk> Begin(Window window, DemoShop demo)
        {
            var walk = new Walk(window);
            window.Page.Request += (_, _) => Interlocked.Increment(ref walk._pending);
            window.Page.RequestFinished += (_, _) => Interlocked.Decrement(ref walk._pending);
            window.Page.RequestFailed += (_, _) => Interlocked.Decrement(ref walk._pending);
            await window.Go("/console/");
            var paths = await window.Page.EvaluateAsync<string[]>($"() => {Router}.getRoutes().filter(r => r.meta.screen).map(r => r.path)");
            var routes = new List<(string, string)>();
            foreach (var path in paths) routes.Add((path, await demo.Filled(window, Named(path))));
            walk.Routes = routes;
            return walk;
        }

        public Task Push(string to) => window.Page.EvaluateAsync($"to => {Router}.push(to)", to);

        /// <summary>To a page without blocks, so that the screen is made anew.</summary>
        public Task Leave() => Push("/nothing-here");

        /// <summary>Waits until no block shows a skeleton and no answer is out.</summary>
        public async Task Rests(string path)
        {
            for (var quiet = 0; quiet < 2; quiet++)
            {
                await window.Page.WaitForFunctionAsync("() => document.querySelector('[data-state=loading], .ready.old') === null");
                for (var patience = 0; Volatile.Read(ref _pending) > 0; patience++)
                {
                    Assert.True(patience < 3000, $"{path} goes on asking.");
                    await Task.Delay(10);
                    quiet = 0;
                }
            }
        }

        public async Task ErrorsAreTold(string path, bool isSilent)
        {
            var told = await window.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('[data-state=error]')].map(e => (e.querySelector('button') ? 'retry ' : '') + e.innerText)");
            Assert.True(isSilent || told.Length > 0, $"{path} says nothing of an error.");
            Assert.All(told, t => Assert.True(t.StartsWith("retry ", StringComparison.Ordinal) && t.Contains("Try again in a moment.", StringComparison.Ordinal), $"{path}: {t}"));
        }

        public async Task Retry(string path)
        {
            var errors = window.Page.Locator("[data-state=error]");
            for (var tries = 0; await errors.CountAsync() > 0; tries++)
            {
                Assert.True(tries < 10, $"{path} does not come back from an error.");
                await errors.First.GetByRole(AriaRole.Button).First.ClickAsync();
                await Rests(path);
            }
        }

        public async Task EmptyIsSaid(string path)
        {
            var said = await window.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('[data-state=empty]')].map(e => e.innerText.trim())");
            Assert.All(said, s => Assert.True(s.Length > 3, $"{path} shows an empty block without words."));
        }

        public async Task HasNoError(string path) => Assert.True(await window.Page.Locator("[data-state=error]").CountAsync() == 0, $"{path} shows an error.");

        public async Task<IEnumerable<string>> Axe(string where, bool isWhole) => (await window.Found(isWhole)).Select(f => $"{where}: {f}");

        /// <summary>What makes the page wider than its window; charts follow a new width with the next frames, so one second is given to them.</summary>
        public Task<string> Overflow() => window.Page.EvaluateAsync<string>("""
            async () => {
              const root = document.documentElement
              for (let frame = 0; frame < 60 && root.scrollWidth > root.clientWidth; frame++) await new Promise(done => requestAnimationFrame(done))
              if (root.scrollWidth <= root.clientWidth) return ''
              const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.parentElement.closest('[role=region]'))
              return 'wider than the window: ' + out.slice(0, 3).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 30)).join(' | ')
            }
            """);

        // A part of an address needs a word here: what stands for it in the demo.
        private static string Named(string path) => path switch
        {
            "/members/:id" => "/members/{member}",
            "/purchases/:id" => "/purchases/{purchase}",
            "/segments/:id" => "/segments/new",
            "/tiers/studio/:id" => "/tiers/studio/{report}",
            _ => path.Contains(':', StringComparison.Ordinal) ? throw new InvalidOperationException($"Say in WalkTests what stands for the parts of {path}.") : path,
        };
    }
}
