using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Tessera.Trials.Ground;

namespace Tessera.Trials.Wire;

/// <summary>What came of one event at a receiver.</summary>
internal sealed class Came
{
    /// <summary>Attempts that reached it.</summary>
    public int Tries { get; set; }

    /// <summary>Attempts that it took.</summary>
    public int Taken { get; set; }
}

/// <summary>
/// A receiver of webhooks as bad as they come: to the first try of every second event it answers 500, 503 or 429 with a pause, sends it elsewhere or stays silent; what is tried again it takes.
/// It checks each signature with a reckoning of its own.
/// </summary>
internal sealed class HookReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, Came> _came = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _wrong = new();
    private int _elsewhere;

    public HookReceiver()
    {
        var port = Node.FreePort();
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/");
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = Task.Run(Take);
    }

    /// <summary>Where it listens; what ends in <c>gone</c> answers 410.</summary>
    public string Address { get; }

    /// <summary>Secrets of which one must fit; while a secret is exchanged the header carries a signature for each.</summary>
    public IReadOnlyList<string> Secrets { get; set; } = [];

    /// <summary>Each event by its <c>webhook-id</c>.</summary>
    public IReadOnlyDictionary<string, Came> Events => _came;

    /// <summary>Attempts whose signature did not fit.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Attempts with two signatures that both fitted.</summary>
    public int Doubled { get; private set; }

    /// <summary>Attempts at the address that is gone, and at the one that a redirect named.</summary>
    public (int Gone, int Elsewhere) Astray { get; private set; }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private async Task Take()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => Answer(context));
        }
    }

    private async Task Answer(HttpListenerContext context)
    {
        try
        {
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            context.Response.StatusCode = context.Request.RawUrl switch
            {
                "/gone" => Count(gone: true),
                "/elsewhere" => Count(gone: false),
                _ => await Judge(context, body.ToArray()),
            };
            context.Response.Close();
        }
        catch (Exception lost) when (lost is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The sender was killed, or gave up: it comes again.
        }
    }

    private int Count(bool gone)
    {
        lock (_listener) Astray = gone ? Astray with { Gone = Astray.Gone + 1 } : Astray with { Elsewhere = Astray.Elsewhere + 1 };
        return gone ? 410 : 200;
    }

    private async Task<int> Judge(HttpListenerContext context, byte[] body)
    {
        var headers = context.Request.Headers;
        var id = headers["webhook-id"] ?? "";
        Check(id, headers["webhook-timestamp"] ?? "", headers["webhook-signature"] ?? "", body);
        var came = _came.GetOrAdd(id, _ => new Came());
        int tries;
        lock (came) tries = ++came.Tries;
        var turn = SHA256.HashData(Encoding.UTF8.GetBytes(id))[0];
        if (tries > 1 || turn % 2 == 0)
        {
            lock (came) came.Taken++;
            return 204;
        }

        switch (turn)
        {
            case 1 or 3:
                // The whole endpoint rests so long.
                context.Response.Headers["Retry-After"] = "1";
                return turn == 1 ? 503 : 429;
            case < 16:
                context.Response.Redirect(Address + "elsewhere");
                return 302;
            case < 24 when Interlocked.Increment(ref _elsewhere) <= 20:
                // Longer than the sender waits.
                await Task.Delay(TimeSpan.FromSeconds(25));
                return 500;
            default:
                return 500;
        }
    }

    private void Check(string id, string seconds, string signatures, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{seconds}."), .. body];
        var wanted = Secrets.Select(s => "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(s["whsec_".Length..]), signed))).ToList();
        var given = signatures.Split(' ');
        if (!given.Any(wanted.Contains)) _wrong.Enqueue($"{id} came with {signatures}");
        if (given.Length == 2 && given.All(wanted.Contains))
        {
            lock (_listener) Doubled++;
        }
    }
}
