using System.Text;
using System.Text.Json.Nodes;
using Tessera.App.Jobs;

namespace Tessera.Server.Tests.Http;

/// <summary>The draft tried on recorded facts over HTTP: lint, backtest, calibration, what-if, and a publication that cites its report.</summary>
public sealed class TryRouteTests
{
    private const string Draft = "enter: { spend: 80,";

    [Fact]
    [Covers("K11", "B4")]
    public async Task A_draft_is_linted_backtested_and_published_with_its_report()
    {
        await using var clock = await ClockServer.Start(TestServer.Program);
        using var running = new RunningJobs(clock.Site);
        await Buy(clock, 3);
        await clock.MoveTo("2026-02-01T09:00:00+08:00");
        using var put = new HttpRequestMessage(HttpMethod.Put, "/v1/program/draft") { Content = new StringContent(TestServer.Program.Replace("enter: { spend: 100,", Draft, StringComparison.Ordinal), Encoding.UTF8, "text/yaml") };
        put.RequestUri = new Uri(clock.Client.BaseAddress!, "/v1/program/draft");
        Assert.True((await clock.Client.SendAsync(put, TestContext.Current.CancellationToken)).IsSuccessStatusCode);

        var lint = await clock.Post("/v1/program/lint", "{}");
        Assert.True((bool)lint.Json["mayBePublished"]!);
        Assert.Equal([100, 100, 100], lint.Json["giveBacks"]!.AsArray().Select(g => (int)g!["totalTenThousandths"]!));

        var refused = await clock.Post("/v1/program/backtests", """{"from":"2026-01-14","through":"2026-01-01"}""", "bt-0");
        Assert.Equal(400, refused.Status);
        var asked = await clock.Post("/v1/program/backtests", """{"from":"2026-01-01","through":"2026-01-31"}""", "bt-1");
        var id = (string)asked.Json["id"]!;
        Assert.Equal((202, true), (asked.Status, id.StartsWith("btr_", StringComparison.Ordinal)));
        Assert.Equal("done", await Ended(clock, id));
        var report = (await clock.Get("/v1/program/reports/" + id)).Json["found"]!;

        // 90.00, 85.00 and 120.00 were spent: two reach 80.00 and not 100.00.
        Assert.Equal((3, 2, 0), ((int)report["members"]!, (int)report["up"]!, (int)report["down"]!));
        var page = (await clock.Get($"/v1/program/reports/{id}/page")).Text;
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.Equal([id], (await clock.Get("/v1/program/reports")).Json["reports"]!.AsArray().Select(r => (string)r!["id"]!));

        Assert.Equal("program.reportUnknown", (await clock.Post("/v1/program/publish", """{"reason":"lower silver","report":"btr_none"}""", "p-0")).Code);
        Assert.Equal(201, (await clock.Post("/v1/program/publish", $$"""{"reason":"lower silver","report":"{{id}}"}""", "p-1")).Status);
    }

    [Fact]
    [Covers("B13")]
    public async Task A_draft_is_edited_value_by_value_and_keeps_its_comments()
    {
        await using var clock = await ClockServer.Start(TestServer.Program.Replace("points: {", "# 永不过期\npoints: {", StringComparison.Ordinal));
        Assert.False((bool)(await clock.Get("/v1/program/draft/tree")).Json["isChanged"]!);

        var saved = await clock.Patch("/v1/program/draft", """{"edits":[{"pointer":"/tiers/1/enter/spend","value":"80"},{"pointer":"/tiers/2/multiplier","value":"1.5"},{"pointer":"/rewards/0/owner"}]}""");
        var tree = (await clock.Get("/v1/program/draft/tree")).Json;
        var text = (await clock.Get("/v1/program/draft")).Text;

        Assert.Equal((200, 1, true), (saved.Status, (int)tree["version"]!, (bool)tree["isChanged"]!));
        Assert.Equal(("80", "100"), ((string)tree["draft"]!["tiers"]![1]!["enter"]!["spend"]!, (string)tree["live"]!["tiers"]![1]!["enter"]!["spend"]!));
        Assert.Equal(("1.5", null), ((string)tree["draft"]!["tiers"]![2]!["multiplier"]!, tree["draft"]!["rewards"]![0]!["owner"]));
        Assert.Contains("# 永不过期\npoints: {", text, StringComparison.Ordinal);

        // The first edit would find its place, the second has none: neither is made.
        var refused = await clock.Patch("/v1/program/draft", """{"edits":[{"pointer":"/tiers/1/enter/spend","value":"70"},{"pointer":"/tiers/9/id","value":"x"}]}""");
        Assert.Equal("program.noPlace", refused.Code);
        Assert.Equal("program.noPlace", (await clock.Patch("/v1/program/draft", """{"edits":[{"pointer":"/tiers/1/enter/spend","value":"{ ["}]}""")).Code);
        Assert.Equal(text, (await clock.Get("/v1/program/draft")).Text);
    }

    [Fact]
    [Covers("B13")]
    public async Task Items_of_the_draft_are_added_moved_and_taken_out()
    {
        await using var clock = await ClockServer.Start(TestServer.Program);
        async Task<string[]> Tiers() => [.. (await clock.Get("/v1/program/draft/tree")).Json["draft"]!["tiers"]!.AsArray().Select(t => (string)t!["id"]!)];
        var before = await Tiers();

        var added = await clock.Patch("/v1/program/draft", """{"edits":[{"pointer":"/tiers/1","insert":true,"value":"{ id: jade, name: { zh: 玉卡, en: Jade }, enter: { spend: 10, window: lifetime } }"},{"pointer":"/tiers/-","value":"{ id: ruby, name: { zh: 红卡, en: Ruby }, enter: { spend: 99999, window: lifetime } }"}]}""");
        Assert.Equal(200, added.Status);
        Assert.Equal((string[])[before[0], "jade", .. before.Skip(1), "ruby"], await Tiers());

        await clock.Patch("/v1/program/draft", """{"edits":[{"pointer":"/tiers/2","from":"/tiers/1"}]}""");
        Assert.Equal((string[])[before[0], before[1], "jade", .. before.Skip(2), "ruby"], await Tiers());

        await clock.Patch("/v1/program/draft", $$"""{"edits":[{"pointer":"/tiers/2"},{"pointer":"/tiers/{{before.Length}}"}]}""");
        Assert.Equal(before, await Tiers());

        // No list, no such item, a value beside an item that moves, nothing to put in: each names the place.
        foreach (var edit in new[] { """{"pointer":"/program/-","value":"x"}""", """{"pointer":"/tiers/9","insert":true,"value":"x"}""", """{"pointer":"/tiers/0","from":"/tiers/9"}""", """{"pointer":"/tiers/0","from":"/tiers/1","value":"x"}""", """{"pointer":"/tiers/0","insert":true}""" })
        {
            var refused = await clock.Patch("/v1/program/draft", $$"""{"edits":[{{edit}}]}""");
            Assert.Equal(("program.noPlace", "/edits/0"), (refused.Code, (string?)refused.Json["errors"]?[0]?["pointer"] ?? "/edits/0"));
        }

        Assert.Equal(before, await Tiers());
    }

    [Fact]
    [Covers("E1")]
    public async Task Earn_rules_of_the_draft_are_tried_on_a_basket_and_say_why_not()
    {
        await using var clock = await ClockServer.Start(TestServer.Program);
        await clock.Patch("/v1/program/draft", """{"edits":[{"pointer":"/earn","value":"[{ id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 1, per: 1.00 } }, { id: cup, name: { zh: 杯, en: cup }, kind: unit, points: 5, when: { skus: [cup] } }, { id: app, name: { zh: 应用, en: app }, kind: purchase, points: 9, when: { channels: [app] } }, { id: code, name: { zh: 口令, en: code }, kind: purchase, points: 7, when: { code: TEA } }]"}]}""");

        // 36.50 at one a yuan is 36; no line is a cup, the channel is the store, the code was not entered.
        var tried = (await clock.Post("/v1/program/earn-trials", """{"tier":"silver","lines":[{"sku":"tea","quantity":1,"netMinor":3650}]}""")).Json;
        Assert.Equal(36L, (long)tried["points"]!);
        Assert.Equal(["none True", "goods False", "channel False", "none False"], tried["rules"]!.AsArray().Select(r => $"{r!["miss"]} {(bool)r["fires"]!}"));
        Assert.Equal("earn.missed.code", (string)tried["rules"]![3]!["why"]!["code"]!);
        Assert.Equal("tier.unknown", (await clock.Post("/v1/program/earn-trials", """{"tier":"none","lines":[{"sku":"tea","quantity":1,"netMinor":3650}]}""")).Code);
    }

    [Fact]
    [Covers("B7")]
    public async Task Thresholds_are_tried_and_calibrated()
    {
        await using var clock = await ClockServer.Start(TestServer.Program);
        using var running = new RunningJobs(clock.Site);
        await Buy(clock, 3);
        await clock.MoveTo("2026-02-01T09:00:00+08:00");

        var moved = await clock.Post("/v1/program/what-if", """{"moves":[{"tier":"silver","threshold":8500}]}""");
        var silver = moved.Json["tiers"]!.AsArray().Single(t => (string)t!["tier"]! == "silver")!;
        // At the end of January 120.00 alone meets 100.00; 85.00 lets in all three.
        Assert.Equal((1, 3), ((int)silver["before"]!.AsArray()[^1]!, (int)silver["after"]!.AsArray()[^1]!));
        Assert.Equal(409, (await clock.Post("/v1/program/what-if", """{"moves":[{"tier":"base","threshold":1}]}""")).Status);

        var asked = await clock.Post("/v1/program/calibrations", """{"goals":[{"tier":"silver","shareTenThousandths":3000}]}""", "cal-1");
        var id = (string)asked.Json["id"]!;
        Assert.Equal("done", await Ended(clock, id));
        var tier = (await clock.Get("/v1/program/reports/" + id)).Json["found"]!["proposal"]!["tiers"]![0]!;
        Assert.Equal("tooFew", (string)tier["state"]!);
        var page = (await clock.Get($"/v1/program/reports/{id}/page")).Text;
        Assert.Contains("Too few to say", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.Equal("calibration.goal", (await clock.Post("/v1/program/calibrations", """{"goals":[{"tier":"base","shareTenThousandths":3000}]}""", "cal-2")).Code);
    }

    private static async Task Buy(ClockServer clock, int members)
    {
        long[] spends = [9_000, 8_500, 12_000];
        for (var i = 0; i < members; i++)
        {
            Assert.Equal(201, (await clock.Buy(await clock.Join($"1380000000{i}"), "P" + i, spends[i])).Status);
        }
    }

    private static async Task<string> Ended(ClockServer clock, string id)
    {
        JsonNode? state = null;
        for (var i = 0; i < 600; i++)
        {
            state = (await clock.Get("/v1/jobs/" + id)).Json["state"];
            if ((string?)state is not ("waiting" or "running")) break;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return (string)state!;
    }
}
