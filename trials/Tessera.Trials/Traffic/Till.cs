using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.Trials.Ground;

namespace Tessera.Trials.Traffic;

/// <summary>One caller with its own connections.</summary>
internal sealed class Till : IDisposable
{
    /// <summary>A request that takes longer hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _client;
    private readonly bool _keepsConnections;

    public Till(Shop shop, bool keepsConnections = true, TimeSpan? patience = null)
    {
        _keepsConnections = keepsConnections;
        var sockets = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20) };
        _client = new HttpClient(sockets) { Timeout = patience ?? Patience };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", shop.Secret);
        _client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
    }

    /// <summary>Sends a write once.</summary>
    public async Task<Heard> Send(Uri server, Op op)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, op.Path)) { Content = new StringContent(op.Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", op.Key);
        if (!_keepsConnections) request.Headers.ConnectionClose = true;
        var since = Stopwatch.StartNew();
        try
        {
            using var answer = await _client.SendAsync(request);
            var body = await answer.Content.ReadAsByteArrayAsync();
            var isReplay = answer.Headers.TryGetValues("Idempotency-Replayed", out var values) && values.First() == "true";
            return new Heard(op, (int)answer.StatusCode, body, isReplay, since.Elapsed);
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException or IOException)
        {
            var wasSent = lost is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
            return new Heard(op, 0, [], false, since.Elapsed) { WasSent = wasSent };
        }
    }

    /// <summary>Sends a write until it is decided, as a till must that does not know how its request ended.</summary>
    /// <param name="servers">Asked in turn.</param>
    /// <param name="op">The write.</param>
    /// <param name="within">Longest to go on.</param>
    public async Task<Heard> Insist(IReadOnlyList<Uri> servers, Op op, TimeSpan within)
    {
        var since = Stopwatch.StartNew();
        for (var turn = 0; ; turn++)
        {
            var heard = await Send(servers[turn % servers.Count], op);
            if (heard.Fate is Fate.Decided or Fate.Wrong || since.Elapsed > within) return heard;
            await Task.Delay(heard.Fate == Fate.Lost ? 50 : 100);
        }
    }

    /// <summary>Sends something as it is; the status.</summary>
    public async Task<int> Post(Uri server, string path, string body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var answer = await _client.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>Sends a text that is no JSON; what is answered.</summary>
    public async Task<JsonNode> SendText(HttpMethod method, Uri to, string media, string text, string? key = null)
    {
        using var request = new HttpRequestMessage(method, to) { Content = new StringContent(text, Encoding.UTF8, media) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var answer = await _client.SendAsync(request);
        var said = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(said)! : throw new TrialBroken($"{method} {to.AbsolutePath}: {(int)answer.StatusCode} {said}");
    }

    /// <summary>Reads JSON.</summary>
    public async Task<JsonNode> Read(Uri server, string path)
    {
        using var answer = await _client.GetAsync(new Uri(server, path));
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new TrialBroken($"GET {path}: {(int)answer.StatusCode} {text}");
    }

    public void Dispose() => _client.Dispose();
}
