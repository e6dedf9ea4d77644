using System.Text.Json.Nodes;
using Tessera.App.Jobs;

namespace Tessera.Server.Tests.Http;

/// <summary>Reports as files: the very figures of their addresses, with definitions, dates and filters before them; and the rows behind the figures of points.</summary>
public sealed class ReportExportTests
{
    private const string Week = "from=2026-01-01&through=2026-01-05";

    [Fact]
    [Covers("U39", "S8")]
    public async Task A_report_comes_as_a_file_with_its_definitions_and_the_figures_of_the_page()
    {
        await using var server = await Shop();
        using var running = new RunningJobs(server.Site);

        var csv = await File(server, """{"table":"report","format":"csv","report":{"report":"tierSales","from":"2026-01-01","through":"2026-01-05"},"reason":"for the month"}""");
        var lines = csv.TrimStart('\uFEFF').Split('\n').ToList();
        var head = lines.IndexOf("");
        Assert.Equal(["Report,Share of sales by tier", "From,2026-01-01", "Through,2026-01-05"], lines[..3]);
        Assert.Contains(lines[..head], l => l.StartsWith("Sales to members,", StringComparison.Ordinal));
        var shown = (await server.Get("/v1/reports/tier-sales?" + Week)).Json;
        Assert.StartsWith("section,from,through,salesMinor,tier.id,tier.name,members,buyers,orders", lines[head + 1], StringComparison.Ordinal);
        Assert.StartsWith($"report,2026-01-01,2026-01-05,{(long)shown["salesMinor"]!}", lines[head + 2], StringComparison.Ordinal);
        foreach (var (row, line) in shown["tiers"]!.AsArray().Zip(lines[(head + 3)..])) Assert.StartsWith($"tiers,,,{(long)row!["salesMinor"]!},{(string)row["tier"]!["id"]!},", line, StringComparison.Ordinal);

        foreach (var report in new[] { "figures", "daily", "tierDistribution", "tierMovement", "points", "benefits", "liability", "storedValue", "rfm" })
            Assert.True((await File(server, Order(report, ""))).Split('\n').Length > 4, report);
        foreach (var (report, more) in new[] { ("rankings", ",\"by\":\"clerk\""), ("cohorts", ",\"by\":\"firstPurchase\""), ("reach", ",\"metric\":\"spend\"") })
            Assert.True((await File(server, Order(report, more))).Split('\n').Length > 4, report);
    }

    [Theory]
    [InlineData("""{"table":"report"}""", "/report")]
    [InlineData("""{"table":"members","report":{"report":"points"}}""", "/report")]
    [InlineData("""{"table":"report","report":{"report":"points","through":"2026-01-05"}}""", "/report/from")]
    [InlineData("""{"table":"report","report":{"report":"points","from":"2026-01-05","through":"2026-01-01"}}""", "/report/through")]
    [InlineData("""{"table":"report","report":{"report":"points","from":"2026-01-01","through":"2027-01-01"}}""", "/report/through")]
    [InlineData("""{"table":"report","report":{"report":"rankings","from":"2026-01-01","through":"2026-01-05","by":"moon"}}""", "/report/by")]
    [InlineData("""{"table":"report","report":{"report":"reach","through":"2026-01-05"}}""", "/report/metric")]
    [InlineData("""{"table":"report","report":{"report":"reach","through":"2026-01-05","metric":"spend","window":"often"}}""", "/report/window")]
    public async Task What_cannot_be_exported_is_said_before_it_becomes_a_job(string body, string pointer)
    {
        await using var server = await Shop();
        var wrong = await server.Post("/v1/exports", body, "wrong");
        Assert.Equal((400, pointer), (wrong.Status, (string)wrong.Json["errors"]![0]!["pointer"]!));
    }

    [Fact]
    [Covers("P25")]
    public async Task Every_figure_of_points_opens_rows_that_add_up_to_it()
    {
        await using var server = await Shop();
        var report = (await server.Get($"/v1/reports/points?{Week}")).Json;
        var total = report["total"]!;
        var named = new Dictionary<string, long>
        {
            ["opening"] = (long)total["opening"]!, ["closing"] = (long)total["closing"]!, ["debt"] = (long)total["debt"]!, ["pendingOpening"] = (long)total["pending"]!["opening"]!, ["pending"] = (long)total["pending"]!["closing"]!,
            ["pendingEarned"] = (long)total["pending"]!["earned"]!, ["pendingActivated"] = (long)total["pending"]!["activated"]!, ["pendingCancelled"] = (long)total["pending"]!["cancelled"]!, ["pendingMoved"] = (long)total["pending"]!["moved"]!,
        };
        foreach (var (side, suffix) in new[] { ("in", "In"), ("out", "Out") })
        {
            foreach (var (key, value) in total[side]!.AsObject().Where(f => f.Key != "total")) named[key is "adjusted" or "transferred" or "merged" or "other" ? key + suffix : key] = (long)value!;
        }

        // Ann earns 100 and 50 of which 20 go back, Bob 30 of which he spends 10.
        Assert.Equal((180L, 10L, 20L, 150L), (named["issued"], named["spent"], named["clawedBack"], named["closing"]));
        var figures = report["figures"]!.AsArray();
        Assert.Equal(named.Keys.Order(), figures.Select(f => (string)f!["id"]!).Order());
        foreach (var figure in figures)
        {
            Assert.NotEqual("", (string)figure!["definition"]!);
            Assert.Equal((figure["id"]!.ToString(), named[(string)figure["id"]!]), (figure["id"]!.ToString(), (await Pages(server, (string)figure["opens"]! + "&limit=1")).Sum(r => (long)r["points"]!)));
        }
    }

    private static string Order(string report, string more) => "{\"table\":\"report\",\"report\":{\"report\":\"" + report + "\",\"from\":\"2026-01-01\",\"through\":\"2026-01-05\"" + more + "}}";

    private static async Task<ClockServer> Shop()
    {
        var server = await ClockServer.Start(TestServer.Program);
        await server.MoveTo("2026-01-05T12:00:00+08:00");
        var (ann, bob) = (await server.Join("13800000001"), await server.Join("13800000002"));
        await server.Buy(ann, "a1", 10_000);
        var second = await server.Buy(ann, "a2", 5_000);
        await server.Buy(bob, "b1", 3_000);
        Assert.Equal(201, (await server.Post($"/v1/purchases/{(string)second.Json["id"]!}/refunds", """{"source":"till","number":"r1","amountMinor":2000}""")).Status);
        Assert.Equal(201, (await server.Post($"/v1/members/{bob}/points/debits", """{"points":10,"reference":"elsewhere"}""")).Status);
        return server;
    }

    private static async Task<string> File(ClockServer server, string body)
    {
        var ordered = await server.Post("/v1/exports", body, "export-" + body.GetHashCode(StringComparison.Ordinal));
        Assert.True(ordered.Status == 202, ordered.Text);
        var id = (string)ordered.Json["id"]!;
        for (var i = 0; i < 600; i++)
        {
            var job = (await server.Get("/v1/jobs/" + id)).Json;
            if ((string)job["state"]! == "done") return (await server.Get($"/v1/jobs/{id}/result")).Text;
            Assert.NotEqual("failed", (string)job["state"]!);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException("the export did not end");
    }

    private static async Task<List<JsonNode>> Pages(ClockServer server, string path)
    {
        var rows = new List<JsonNode>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await server.Get(path + (cursor.Length == 0 ? "" : "&cursor=" + Uri.EscapeDataString(cursor)))).Json;
            rows.AddRange(page["rows"]!.AsArray().Select(r => r!.DeepClone()));
            cursor = (string?)page["next"];
        }

        return rows;
    }
}
