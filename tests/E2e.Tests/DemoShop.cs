using System.Text.Json;

namespace Tessera.E2e.Tests;

/// <summary>A served demo with an owner who is signed in; made once for all that only look.</summary>
public sealed class DemoShop : IAsyncLifetime
{
    private readonly Browser _browser = new();

    public Shop Shop { get; private set; } = null!;

    /// <summary>Who is signed in.</summary>
    internal Owner Person { get; private set; } = null!;

    private string _state = "";

    private IReadOnlyDictionary<string, string>? _examples;

    public async ValueTask InitializeAsync()
    {
        await _browser.InitializeAsync();
        if (Browser.Executable is null) return;
        Shop = await Shop.Demo();
        await using var window = await _browser.Open(Shop.Url, new Sight());
        Person = await Owner.Enter(window, Shop, isZh: true);
        // The choice of language stays with each window.
        await window.Page.EvaluateAsync("() => localStorage.clear()");
        _state = await window.State();
    }

    /// <summary>A window of the owner.</summary>
    public Task<Window> Open(Sight sight) => _browser.Open(Shop?.Url ?? "http://127.0.0.1", sight, _state);

    /// <summary>A window in which nobody is signed in.</summary>
    public Task<Window> OpenFresh(Sight sight) => _browser.Open(Shop?.Url ?? "http://127.0.0.1", sight);

    /// <summary>An address with what stands in this shop for its parts: `{member}` who spent most, `{purchase}` the last purchase of that member, `{report}` a backtest of last month.</summary>
    public async Task<string> Filled(Window window, string path)
    {
        _examples ??= await Examples(window);
        return _examples.Aggregate(path, (to, one) => to.Replace(one.Key, one.Value, StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyDictionary<string, string>> Examples(Window window)
    {
        var found = await window.Page.EvaluateAsync<JsonElement>("""
            async () => {
              const ask = async (path, body) => (await fetch(path, body && { method: 'POST', headers: { 'Content-Type': 'application/json', 'Tessera-Csrf': '1', 'Idempotency-Key': crypto.randomUUID() }, body: JSON.stringify(body) })).json()
              const member = (await ask('/v1/members?limit=1&sort=spend')).members[0]
              const purchase = (await ask(`/v1/members/${member.id}/timeline?only=purchases&limit=1`)).items[0].purchaseId
              const first = new Date(member.on.slice(0, 8) + '01T00:00:00Z'), day = at => at.toISOString().slice(0, 10)
              const through = new Date(first - 86400000), from = new Date(Date.UTC(through.getUTCFullYear(), through.getUTCMonth(), 1))
              const job = await ask('/v1/program/backtests', { from: day(from), through: day(through), base: 'current' })
              for (let wait = 0; wait < 600 && !['done', 'failed'].includes((await ask(`/v1/jobs/${job.id}`)).state); wait++) await new Promise(done => setTimeout(done, 100))
              return { member: member.id, purchase, report: job.id }
            }
            """);
        return new Dictionary<string, string>(found.EnumerateObject().Select(p => KeyValuePair.Create($"{{{p.Name}}}", p.Value.GetString()!)), StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (Shop is not null) await Shop.DisposeAsync();
        await _browser.DisposeAsync();
    }
}

/// <summary>Tests that share the demo.</summary>
[CollectionDefinition(nameof(DemoDay))]
public sealed class DemoDay : ICollectionFixture<DemoShop>;
