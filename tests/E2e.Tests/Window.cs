using System.Text.Json;

namespace Tessera.E2e.Tests;

/// <summary>An open page. What goes wrong inside it (an error of a script, a refused resource, a call elsewhere) fails the test at <see cref="Quiet"/>.</summary>
public sealed class Window : IAsyncDisposable
{
    private static readonly string Axe = Repository.PathOf("web/node_modules/axe-core/axe.min.js");
    private readonly List<string> _wrong = [];

    internal Window(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _wrong.Add("script: " + error);
        page.Console += (_, line) =>
        {
            // Answers that are refusals are shown by the page; the browser's own line about them is no fault.
            if (line.Type == "error" && !line.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _wrong.Add("console: " + line.Text);
        };
        page.Request += (_, request) =>
        {
            if (request.Url.StartsWith("http", StringComparison.Ordinal) && new Uri(request.Url).Host != "127.0.0.1") _wrong.Add("elsewhere: " + request.Url);
        };
    }

    public IPage Page { get; }

    /// <summary>Goes to a page of the console and waits until nothing loads any more.</summary>
    public async Task Go(string path)
    {
        await Page.GotoAsync(path);
        await Settled();
    }

    /// <summary>Waits until no block of the page shows a skeleton.</summary>
    public async Task Settled()
    {
        await Page.Locator("#app > *").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Page.WaitForFunctionAsync("() => document.querySelector('[data-state=loading]') === null");
    }

    /// <summary>Field by its label.</summary>
    public ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true });

    /// <summary>Button by its words.</summary>
    public ILocator Button(string words) => Page.GetByRole(AriaRole.Button, new() { Name = words, Exact = true });

    /// <summary>Expects that axe finds nothing (WCAG 2.2 A and AA) in what is shown now.</summary>
    public async Task Accessible() => Assert.Empty(await Found(isWhole: true));

    /// <summary>What axe finds in what is shown now: by every rule of WCAG 2.2 A and AA, or by the one of contrast, which alone depends on light and dark.</summary>
    public async Task<IReadOnlyList<string>> Found(bool isWhole)
    {
        Assert.SkipUnless(File.Exists(Axe), "没有 axe-core（eng/web.sh --node）。 There is no axe-core: run eng/web.sh --node.");
        // By the debugger, which the page's policy does not bind.
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in window")) await Page.EvaluateAsync(await File.ReadAllTextAsync(Axe) + ";0");
        const string all = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']", contrast = "{ type: 'rule', values: ['color-contrast'] }";
        var found = await Page.EvaluateAsync<JsonElement>("async () => (await axe.run(document, { runOnly: " + (isWhole ? all : contrast) + " })).violations.map(v => v.id + ': ' + v.help + ' — ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + ' ' + (n.any[0]?.message ?? '')).join(' | '))");
        return [.. found.EnumerateArray().Select(v => v.GetString()!)];
    }

    /// <summary>Expects that nothing went wrong in the page so far.</summary>
    public void Quiet() => Assert.Empty(_wrong);

    /// <summary>What this window holds of cookies and settings, for another one.</summary>
    public Task<string> State() => Page.Context.StorageStateAsync();

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
