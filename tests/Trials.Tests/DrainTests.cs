using System.Net;
using System.Net.Http.Headers;
using Tessera.Trials.Ground;

namespace Tessera.Trials.Tests;

/// <summary>A process that is told to stop, and to serve on for a moment: whoever balances sees it leave before a request is lost.</summary>
public sealed class DrainTests
{
    [Fact]
    [Covers("R10")]
    public async Task Who_leaves_says_so_serves_on_and_ends_its_connections()
    {
        await using var shop = await Shop.Open(new ShopPlan(StoreKind.Sqlite) { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TESSERA_DRAIN"] = "300" } });
        var node = shop.Nodes[0];
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = node.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", shop.Secret);
        Assert.Equal((HttpStatusCode.OK, false), await Ask(client, "/health/ready"));
        Assert.Equal((HttpStatusCode.OK, false), await Ask(client, "/v1/members"));

        var ending = node.Stop();
        while (await node.IsReady()) Assert.False(ending.IsCompleted, "it ended without saying that it leaves");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), await Ask(client, "/health/ready"));
        Assert.Equal((HttpStatusCode.OK, true), await Ask(client, "/health/live"));
        Assert.Equal((HttpStatusCode.OK, true), await Ask(client, "/v1/members"));

        // Asked twice it waits for nobody.
        node.Signal("TERM");
        Assert.Equal(143, await ending);
    }

    private static async Task<(HttpStatusCode Status, bool Closes)> Ask(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return (answer.StatusCode, answer.Headers.ConnectionClose == true);
    }
}
