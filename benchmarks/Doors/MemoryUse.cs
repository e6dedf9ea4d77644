using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.App.Keys;

namespace Tessera.Bench;

/// <summary>What lies in memory of a served store: after its start, while tills sell, while the whole base is exported, and when that is over.</summary>
internal static class MemoryUse
{
    private const int Clients = 64;
    private const int MostServing = 300;
    private const int MostOfJobs = 1024;
    private static readonly TimeSpan Selling = TimeSpan.FromSeconds(12);
    private static readonly string[] Scopes = ["exports:write", "jobs:read"];

    public static bool Run(Sizes sizes)
    {
        var store = FilledStore.Get(isPostgres: false, sizes.Members);
        string secret;
        using (var site = store.Open())
        {
            secret = site.Write(new CreateKey { Name = "exports", Scopes = Scopes }).GetAwaiter().GetResult().Value!.Secret;
        }

        using var served = new ServedStore(store);
        long Now() => ProcessCost.ResidentMb(served.ProcessId);
        var started = Now();
        var load = new PurchaseLoad(store, sizes);
        var sold = DoorLoad.Closed(served, load.One, Clients, Selling);
        var (selling, before) = (ProcessCost.MostResidentMb(served.ProcessId), Now());
        ProcessCost.ForgetMostResident(served.ProcessId);
        var cpu = served.OwnCpuMicros;
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{served.Port}"), Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        var (bytes, clock) = (Export(client), Stopwatch.StartNew());
        var exporting = ProcessCost.MostResidentMb(served.ProcessId);
        // What a job took is given back when it has ended, which is a moment after its state says so.
        while (Now() > before + 32 && clock.Elapsed < TimeSpan.FromSeconds(10)) Thread.Sleep(100);
        var after = Now();
        ProcessCost.ForgetMostResident(served.ProcessId);
        Harness.Say($"memory: {store.Members} members on SQLite; serve holds {started} MB after start, at most {selling} MB during {sold.Operations} purchases; at most {MostServing}: {Word(started <= MostServing && selling <= MostServing)}");
        Harness.Say($"memory: an export of all members ({bytes >> 20} MB, {(served.OwnCpuMicros - cpu) / 1e6:0.0} s CPU) takes {before} to at most {exporting} MB, {after} MB afterwards; a job at most {MostOfJobs} MB: {Word(exporting - before <= MostOfJobs && after <= MostServing)}");
        return started <= MostServing && selling <= MostServing && exporting - before <= MostOfJobs && after <= MostServing;
    }

    /// <summary>Orders an export, waits for it and downloads it; says how long the file is.</summary>
    private static long Export(HttpClient client)
    {
        using var order = new HttpRequestMessage(HttpMethod.Post, "/v1/exports") { Content = new StringContent("""{"table":"members"}""", Encoding.UTF8, "application/json") };
        order.Headers.Add("Idempotency-Key", "export");
        using var ordered = client.Send(order);
        var id = (string)JsonNode.Parse(ordered.Content.ReadAsStringAsync().GetAwaiter().GetResult())!["id"]!;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(15); Thread.Sleep(200))
        {
            var job = JsonNode.Parse(client.GetStringAsync(new Uri($"/v1/jobs/{id}", UriKind.Relative)).GetAwaiter().GetResult())!;
            if ((string)job["state"]! == "done") return Download(client, id);
            if ((string)job["state"]! is "failed" or "cancelled") throw new InvalidOperationException(job.ToJsonString());
        }

        throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"export {id}"));
    }

    private static long Download(HttpClient client, string id)
    {
        using var file = client.GetStreamAsync(new Uri($"/v1/jobs/{id}/result", UriKind.Relative)).GetAwaiter().GetResult();
        var (buffer, length) = (new byte[1 << 16], 0L);
        for (int read; (read = file.Read(buffer)) > 0;) length += read;
        return length;
    }

    private static string Word(bool held) => held ? "held" : "MISSED";
}
