using System.Net;
using System.Net.Sockets;
using System.Text;
using Tessera.App;
using Tessera.Server.Host;
using Tessera.Server.Http;

namespace Tessera.Server.Tests.Http;

/// <summary>What a server does for those who run it: limits, the log of a key, signals for a receiver.</summary>
public sealed class OperationsTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public void A_key_that_asks_too_often_is_told_when_to_come_again_and_others_are_not()
    {
        using var limits = new Limits(keyRate: 10, heavy: 1);
        var first = Enumerable.Range(0, 20).Select(_ => limits.RetryAfter("key_a")).ToList();

        Assert.All(first, wait => Assert.Null(wait));
        Assert.Equal(1, limits.RetryAfter("key_a"));
        Assert.Null(limits.RetryAfter("key_b"));
    }

    [Fact]
    public async Task Reports_run_a_few_at_a_time_and_those_past_the_queue_are_refused()
    {
        using var limits = new Limits(keyRate: 0, heavy: 1);
        using var held = await limits.HeavyPlace(TestContext.Current.CancellationToken);
        var waiting = Enumerable.Range(0, 16).Select(_ => limits.HeavyPlace(TestContext.Current.CancellationToken).AsTask()).ToList();
        using var refused = await limits.HeavyPlace(TestContext.Current.CancellationToken);

        Assert.False(refused.IsAcquired);
        Assert.All(waiting, w => Assert.False(w.IsCompleted));
        held.Dispose();
        foreach (var turn in waiting)
        {
            using var place = await turn;
            Assert.True(place.IsAcquired);
        }
    }

    [Fact]
    public void An_address_that_guesses_keys_is_barred_for_a_minute()
    {
        var time = new TurnedTime();
        using var limits = new Limits(0, 1, time);
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("192.0.2.7") } };
        for (var i = 0; i < 29; i++) limits.Failed(http);

        Assert.False(limits.IsBarred(http));
        limits.Failed(http);
        Assert.True(limits.IsBarred(http));
        time.Seconds = 61;
        Assert.False(limits.IsBarred(http));
    }

    [Fact]
    public async Task The_log_of_a_key_shows_faults_with_their_code_and_no_ids()
    {
        var secret = await server.Key("logged", Scopes.MembersRead);
        using var client = server.ClientOf(secret);
        await server.Get("/v1/members/mem_00000000000000000000000000", client);
        await server.Get("/v1/reports/tier-distribution", client);
        var id = server.Site.Read(scope => scope.Db.ApiKeys.All().Single(k => k.Name == "logged").Id);

        // A line follows its answer.
        System.Text.Json.Nodes.JsonArray lines = [];
        for (var turn = 0; lines.Count < 2 && turn < 200; turn++)
        {
            await server.Trail.Flush();
            lines = (await server.Get($"/v1/keys/{id}/requests?failed=true")).Json["requests"]!.AsArray();
        }

        var scope = lines.Single(l => (string)l!["route"]! == "/v1/reports/tier-distribution")!;
        Assert.Equal(403, (int)scope["status"]!);
        Assert.Equal("auth.scope", (string)scope["code"]!);
        Assert.Contains(lines, l => (string)l!["route"]! == "/v1/members/{memberId}");
    }

    [Fact]
    public async Task Traces_and_metrics_of_the_writer_reach_a_receiver()
    {
        using var receiver = new Receiver();
        using (var telemetry = Telemetry.Telemetry.Start(receiver.Address, everyMilliseconds: 60_000))
        {
            await server.Key("measured", Scopes.MembersRead);
            telemetry.Flush();
        }

        Assert.Contains(receiver.Got, g => g.Path == "/v1/traces" && g.Body.Contains("write batch", StringComparison.Ordinal));
        Assert.Contains(receiver.Got, g => g.Path == "/v1/metrics" && g.Body.Contains("tessera.batch.size", StringComparison.Ordinal) && g.Body.Contains("CreateKey", StringComparison.Ordinal));
    }

    private sealed class TurnedTime : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }

    /// <summary>Takes what an OTLP exporter posts.</summary>
    private sealed class Receiver : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _work;

        public Receiver()
        {
            Address = new Uri($"http://127.0.0.1:{FreePort()}/");
            _listener.Prefixes.Add(Address.ToString());
            _listener.Start();
            _work = Take();
        }

        public Uri Address { get; }

        public System.Collections.Concurrent.ConcurrentBag<(string Path, string Body)> Got { get; } = [];

        public void Dispose()
        {
            _listener.Stop();
            _work.Wait();
            _listener.Close();
        }

        private async Task Take()
        {
            while (true)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                Got.Add((context.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray())));
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }

        private static int FreePort()
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
    }
}
