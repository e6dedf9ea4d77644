using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.Trials.Ground;

namespace Tessera.Trials.Traffic;

/// <summary>How one request of a load ended.</summary>
/// <param name="Status">HTTP status; 0 when no answer came.</param>
/// <param name="Took">From when it was due to its answer.</param>
/// <param name="SaysWhen">Whether it said when to come again.</param>
internal sealed record Served(int Status, TimeSpan Took, bool SaysWhen)
{
    public bool IsDone => Status is >= 200 and < 300;

    public bool IsShed => Status is 429 or 503 && SaysWhen;

    /// <summary>Where it was neither done nor put off: what was asked, and the answer.</summary>
    public string? Said { get; init; }
}

/// <summary>What a shop asks of its server in a rush: tills that sell, quote, look up, read and spend; and an office that reads reports and orders exports.</summary>
internal sealed class MixedLoad : IDisposable
{
    private static readonly string[] Reports =
    [
        "/v1/reports/figures?from={0}&through={1}", "/v1/reports/daily?from={0}&through={1}", "/v1/reports/rankings?from={0}&through={1}&by=store", "/v1/reports/tier-distribution",
        "/v1/reports/cohorts?from={0}&through={1}&by=joining", "/v1/reports/rfm", "/v1/audit", "/v1/reports/points?from={0}&through={1}",
    ];

    private readonly HttpClient _client;
    private readonly Uri[] _servers;
    private readonly List<string> _members = [];
    private readonly string _name;
    private readonly (string From, string Through) _dates;
    private int _count;
    private int _turn;

    public MixedLoad(Shop shop, string name)
    {
        _name = name;
        _servers = [.. shop.Nodes.Select(n => n.Address)];
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60) }) { Timeout = TimeSpan.FromSeconds(30) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", shop.Secret);
        var today = DateTime.Now;
        _dates = (today.AddDays(-30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), today.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    /// <summary>Sales that were acknowledged: what must be found afterwards.</summary>
    public ConcurrentQueue<Heard> Told { get; } = new();

    /// <summary>Joins members who shop.</summary>
    public async Task Join(int members)
    {
        for (var i = 0; i < members; i++)
        {
            var key = Name();
            var heard = await Post(Op.Join(key, key));
            if (!heard.IsAccepted) throw new TrialBroken($"join: {heard.Status} {heard.Text}");
            _members.Add((string)JsonNode.Parse(heard.Body)!["id"]!);
        }
    }

    /// <summary>The next thing that a till asks.</summary>
    public async Task<Served> Till(long due)
    {
        var n = Interlocked.Increment(ref _count);
        var member = _members[n * 31 % _members.Count];
        return (n % 10) switch
        {
            < 4 => await Write(Op.Buy(Name(), new Sale(Name(), member, 100 * (1 + (n % 50)), Now())), due),
            4 or 5 => await Get(HttpMethod.Post, "/v1/quotes", $$"""{"memberId":"{{member}}","lines":[{"sku":"tea","quantity":1,"listMinor":5000}]}""", due),
            6 or 7 => await Get(HttpMethod.Get, $"/v1/members/{member}/points", null, due),
            8 => await Get(HttpMethod.Get, "/v1/members/" + member, null, due),
            _ => await Write(Op.Spend(Name(), member, 1, Name()), due),
        };
    }

    /// <summary>The next thing that the office asks.</summary>
    public Task<Served> Office(long due)
    {
        var n = Interlocked.Increment(ref _count);
        return n % 10 == 0
            ? Get(HttpMethod.Post, "/v1/exports", """{"table":"members","format":"csv"}""", due, Name())
            : Get(HttpMethod.Get, string.Format(CultureInfo.InvariantCulture, Reports[n % Reports.Length], _dates.From, _dates.Through), null, due);
    }

    public void Dispose() => _client.Dispose();

    private async Task<Served> Write(Op op, long due)
    {
        var heard = await Post(op);
        if (heard.Fate == Fate.Decided) Told.Enqueue(heard);
        // A refusal by the rules, such as too few points, is service too.
        return new Served(heard.Fate == Fate.Decided ? 200 : heard.Status, Stopwatch.GetElapsedTime(due), true) { Said = heard.Fate == Fate.Decided ? null : $"{op.Path} {op.Key}: {heard.Text}" };
    }

    private async Task<Heard> Post(Op op)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Server(), op.Path)) { Content = new StringContent(op.Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", op.Key);
        var since = Stopwatch.StartNew();
        try
        {
            using var answer = await _client.SendAsync(request);
            return new Heard(op, (int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(), false, since.Elapsed);
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException or IOException)
        {
            return new Heard(op, 0, [], false, since.Elapsed);
        }
    }

    private async Task<Served> Get(HttpMethod method, string path, string? body, long due, string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server(), path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var answer = await _client.SendAsync(request);
            var told = await answer.Content.ReadAsByteArrayAsync();
            return new Served((int)answer.StatusCode, Stopwatch.GetElapsedTime(due), answer.Headers.RetryAfter is not null) { Said = answer.IsSuccessStatusCode ? null : $"{path} {key}: {Encoding.UTF8.GetString(told)}" };
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException or IOException)
        {
            return new Served(0, Stopwatch.GetElapsedTime(due), false);
        }
    }

    // By a count of its own: what is asked goes by the other, and each process must get some of everything.
    private Uri Server() => _servers[(int)((uint)Interlocked.Increment(ref _turn) % (uint)_servers.Length)];

    private string Name() => string.Create(CultureInfo.InvariantCulture, $"{_name}-{Interlocked.Increment(ref _count)}");

    private static string Now() => DateTimeOffset.Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}

/// <summary>Sends at a pace, whether or not the answers keep up, or as fast as some callers can.</summary>
internal static class Pace
{
    /// <summary>So many a second, each from its due moment on; all answers.</summary>
    public static async Task<IReadOnlyList<Served>> Open(Func<long, Task<Served>> send, double perSecond, TimeSpan time)
    {
        var (sent, start) = (new List<Task<Served>>(), Stopwatch.GetTimestamp());
        var total = (int)(perSecond * time.TotalSeconds);
        for (var i = 0; i < total; i++)
        {
            var due = start + (long)(i / perSecond * Stopwatch.Frequency);
            var wait = TimeSpan.FromSeconds((due - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency);
            if (wait > TimeSpan.FromMilliseconds(1)) await Task.Delay(wait);
            sent.Add(Task.Run(() => send(due)));
        }

        return await Task.WhenAll(sent);
    }

    /// <summary>Some callers without a pause; all answers.</summary>
    public static async Task<IReadOnlyList<Served>> Closed(Func<long, Task<Served>> send, int callers, TimeSpan time, TimeSpan rest = default)
    {
        var since = Stopwatch.StartNew();
        var served = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var own = new List<Served>();
            while (since.Elapsed < time)
            {
                own.Add(await send(Stopwatch.GetTimestamp()));
                if (rest > TimeSpan.Zero) await Task.Delay(rest);
            }

            return own;
        })));
        return [.. served.SelectMany(s => s)];
    }
}
