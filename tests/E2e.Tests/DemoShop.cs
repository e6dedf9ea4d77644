namespace Tessera.E2e.Tests;

/// <summary>A served demo with an owner who is signed in; made once for all that only look.</summary>
public sealed class DemoShop : IAsyncLifetime
{
    private readonly Browser _browser = new();

    public Shop Shop { get; private set; } = null!;

    private string _state = "";

    public async ValueTask InitializeAsync()
    {
        await _browser.InitializeAsync();
        if (Browser.Executable is null) return;
        Shop = await Shop.Demo();
        await using var window = await _browser.Open(Shop.Url, new Sight());
        await Owner.Enter(window, Shop, isZh: true);
        // The choice of language stays with each window.
        await window.Page.EvaluateAsync("() => localStorage.clear()");
        _state = await window.State();
    }

    /// <summary>A window of the owner.</summary>
    public Task<Window> Open(Sight sight) => _browser.Open(Shop?.Url ?? "http://127.0.0.1", sight, _state);

    /// <summary>A window in which nobody is signed in.</summary>
    public Task<Window> OpenFresh(Sight sight) => _browser.Open(Shop?.Url ?? "http://127.0.0.1", sight);

    public async ValueTask DisposeAsync()
    {
        if (Shop is not null) await Shop.DisposeAsync();
        await _browser.DisposeAsync();
    }
}

/// <summary>Tests that share the demo.</summary>
[CollectionDefinition(nameof(DemoDay))]
public sealed class DemoDay : ICollectionFixture<DemoShop>;
