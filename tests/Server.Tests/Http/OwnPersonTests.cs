using System.Diagnostics;

namespace Tessera.Server.Tests.Http;

/// <summary>What members may ask for themselves (L3, L4), and what nobody may slip into a body (S3).</summary>
public sealed class OwnPersonTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData("phone", "13600000001")]
    [InlineData("unionid", "o6_bmjrPTlm6_2sgVt7hMZOPfL2M")]
    [InlineData("card", "K-100")]
    [Covers("L3")]
    public async Task One_field_in_one_step_makes_a_member(string kind, string value)
    {
        var joined = await server.Post("/v1/members", $$"""{"identities":[{"kind":"{{kind}}","value":"{{value}}"}]}""", "own-" + kind);

        Assert.Equal(201, joined.Status);
    }

    [Fact]
    [Covers("L4")]
    public async Task Who_asks_gets_all_that_is_kept_within_ten_seconds_and_is_gone_after_closing_and_erasing()
    {
        var joined = await server.Post("/v1/members", """{"identities":[{"kind":"phone","value":"13600000077"}],"profile":{"name":"独一无二的名字"}}""", "own-join");
        var member = (string)joined.Json["id"]!;
        await server.Post("/v1/purchases", $$"""{"source":"till","number":"own-1","occurredAt":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}","memberId":"{{member}}","lines":[{"sku":"tea","quantity":1,"netMinor":5000}]}""", "own-buy");
        var watch = Stopwatch.StartNew();
        var all = await server.Get($"/v1/members/{member}/export");
        var took = watch.Elapsed;
        var closed = await server.Post($"/v1/members/{member}/close", """{"keepsValue":false}""", "own-close");
        var erased = await server.Post($"/v1/members/{member}/erase", "{}", "own-erase");

        Assert.Equal((200, 200, 200), (all.Status, closed.Status, erased.Status));
        Assert.True(took < TimeSpan.FromSeconds(10), took.ToString());
        Assert.Contains("own-1", all.Text, StringComparison.Ordinal);
        Assert.Contains("独一无二的名字", System.Text.RegularExpressions.Regex.Unescape(all.Text), StringComparison.Ordinal);
        Assert.Equal(404, (await server.Get($"/v1/members/{member}/export")).Status);
        Assert.DoesNotContain(member, (await server.Post("/v1/members/search", """{"identity":{"kind":"phone","value":"13600000077"}}""")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tier", "\"gold\"")]
    [InlineData("balance", "999999")]
    [InlineData("growth", "999999")]
    [InlineData("role", "\"owner\"")]
    [InlineData("scopes", "[\"all\"]")]
    [Covers("S3")]
    public async Task What_a_caller_may_not_set_is_refused_by_its_name_and_not_passed_over(string field, string value)
    {
        var joined = await server.Post("/v1/members", $$"""{"identities":[{"kind":"card","value":"S3-{{field}}"}],"{{field}}":{{value}} }""", "s3-" + field);

        Assert.Equal((400, "request.malformed"), (joined.Status, joined.Code));
        Assert.Contains(joined.Json["errors"]!.AsArray(), e => (string)e!["pointer"]! == "/" + field && (string)e["code"]! == "field.unknown");
        Assert.Empty((await server.Post("/v1/members/search", $$"""{"identity":{"kind":"card","value":"S3-{{field}}"} }""")).Json["members"]!.AsArray());
    }
}
