using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Tessera.Server.Tests.Http;

/// <summary>Bad input is refused politely (R17): requests mutated from our own description over every endpoint.</summary>
[Covers("R17")]
public sealed class MutationTests(TestServer server) : IClassFixture<TestServer>
{
    private const int Requests = 2_500;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Thousands_of_mutated_requests_get_no_5xx_and_every_refusal_names_its_field()
    {
        var document = (await server.Get("/openapi/v1.json")).Json;
        var operations = Operation.AllOf(document);
        var maker = new RequestMaker(20_261_122, await Known());
        var failures = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // At least that many, and a dozen for each operation however many there come to be.
        for (var i = 0; i < Math.Max(Requests, 12 * operations.Count); i++)
        {
            var operation = operations[i % operations.Count];
            var made = maker.Mutated(operation);
            var watch = Stopwatch.StartNew();
            var (status, media, text) = await Send(made);
            seen.Add($"{operation.Id} {status}");
            if (Politeness.Wrong(status, media, text) is { } wrong || (watch.Elapsed > Longest && await IsSlowAgain(made) && (wrong = "slow") is not null))
            {
                failures.Add($"{i} {operation.Id}: {wrong}: {made.Method} {made.Address} {(made.Body is null ? "" : System.Text.Encoding.UTF8.GetString(made.Body))} -> {status} {text}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(10)));
        // The good ones among them show that the requests reach the use cases and do not all end at the door.
        Assert.True(seen.Count(s => s.EndsWith(" 201", StringComparison.Ordinal) || s.EndsWith(" 202", StringComparison.Ordinal) || s.EndsWith(" 200", StringComparison.Ordinal)) * 2 >= operations.Count, string.Join('\n', seen.Order(StringComparer.Ordinal)));
    }

    // A busy machine may stop anybody once; a request that hangs does so again.
    private async Task<bool> IsSlowAgain(MadeRequest made)
    {
        var watch = Stopwatch.StartNew();
        await Send(made);
        return watch.Elapsed > Longest;
    }

    private async Task<(int Status, string? Media, string Text)> Send(MadeRequest made)
    {
        using var request = new HttpRequestMessage(new HttpMethod(made.Method), new Uri(server.Client.BaseAddress!, made.Address));
        foreach (var (name, value) in made.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (made.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            if (made.Media is { } media) request.Content.Headers.TryAddWithoutValidation("Content-Type", media);
        }

        using var response = await server.Client.SendAsync(request);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Members enough that closing and erasing some leaves others; each bought something.</summary>
    private async Task<Dictionary<string, IReadOnlyList<string>>> Known()
    {
        List<string> members = [], purchases = [];
        for (var i = 0; i < 60; i++)
        {
            var n = i.ToString("00", System.Globalization.CultureInfo.InvariantCulture);
            var bought = await server.Post("/v1/purchases", $$"""{"source":"till","number":"known-{{n}}","occurredAt":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}","memberIdentity":{"kind":"phone","value":"139000000{{n}}"},"joinsIfUnknown":true,"lines":[{"sku":"tea","quantity":3,"netMinor":300000}]}""", "known-" + n);
            Assert.Equal(201, bought.Status);
            members.Add((string)bought.Json["memberId"]!);
            purchases.Add((string)bought.Json["id"]!);
        }

        Assert.Equal(201, (await server.Post("/v1/stores", """{"code":"known","nameZh":"店"}""", "known-store")).Status);
        Assert.Equal(201, (await server.Post("/v1/tills", """{"code":"known-1","store":"known"}""", "known-till")).Status);
        var segments = Enumerable.Range(1, 20).Select(i => "known-" + i.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList();
        foreach (var (i, segment) in segments.Index()) Assert.Equal(201, (await server.Post("/v1/segments", $$"""{"id":"{{segment}}","nameZh":"名单",{{(i < 8 ? "\"kind\":\"live\",\"condition\":\"{ orders: 1 }\"" : "\"kind\":\"fixed\"")}}}""", segment)).Status);
        var report = await Report();
        var job = await server.Post("/v1/exports", """{"table":"members"}""", "known-job");
        var batch = await server.Post("/v1/tiers/batches", """{"tier":"gold","reasonCode":"known","inTier":"silver"}""", "known-batch");
        return new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["storeCode"] = ["known"], ["tillCode"] = ["known-1"], ["reportId"] = [report], ["jobId"] = [(string)job.Json["id"]!], ["batchId"] = [(string?)batch.Json["id"] ?? "tib_none"],
            ["memberId"] = members, ["purchaseId"] = purchases, ["into"] = members, ["to"] = members, ["tier"] = ["silver", "gold", "base"], ["version"] = ["1"], ["segmentId"] = segments,
        };
    }

    /// <summary>A backtest that was carried out.</summary>
    private async Task<string> Report()
    {
        using var stop = new CancellationTokenSource();
        var running = new Tessera.App.Jobs.JobRunner(server.Site, (_, _) => { }).Run(stop.Token);
        var id = (string)(await server.Post("/v1/program/backtests", """{"from":"2026-01-01","through":"2026-01-02"}""", "known-report")).Json["id"]!;
        for (var i = 0; i < 600 && (string?)(await server.Get("/v1/jobs/" + id)).Json["state"] is "waiting" or "running"; i++) await Task.Delay(20, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await running;
        return id;
    }
}
