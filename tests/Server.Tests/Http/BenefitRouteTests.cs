using System.Text.Json.Nodes;

namespace Tessera.Server.Tests.Http;

/// <summary>Benefits over HTTP.</summary>
public sealed class BenefitRouteTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    [Covers("F21")]
    public async Task Everybody_may_read_what_each_tier_brings()
    {
        using var nobody = new HttpClient { BaseAddress = server.Client.BaseAddress };
        var table = JsonNode.Parse(await nobody.GetStringAsync("/v1/program/comparison", TestContext.Current.CancellationToken))!;

        Assert.Equal(["折扣", "生日权益", "积分倍率", "专属服务"], table["columns"]!.AsArray().Select(c => (string)c!["name"]!));
        Assert.Equal(["普通", "银卡", "金卡"], table["tiers"]!.AsArray().Select(t => (string)t!["tier"]!["name"]!));
        Assert.Equal(["无", "无", "1×", "无"], table["tiers"]![0]!["cells"]!.AsArray().Select(c => (string)c!["text"]!));
    }
}
