using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tessera.Bench;

/// <summary>A request, ready to be sent.</summary>
/// <param name="Bytes">Head and body.</param>
/// <param name="Operations">How many operations it carries.</param>
internal readonly record struct TillRequest(byte[] Bytes, int Operations = 1);

/// <summary>What came of a load.</summary>
/// <param name="Operations">Operations answered.</param>
/// <param name="WallMicros">Microseconds by the clock.</param>
/// <param name="Statuses">Answers by status.</param>
/// <param name="Latencies">Milliseconds from when a request was due until its answer, in order of length.</param>
internal sealed record LoadEnd(long Operations, double WallMicros, IReadOnlyDictionary<int, long> Statuses, double[] Latencies)
{
    /// <summary>A latency in milliseconds.</summary>
    /// <param name="share">0.5 for the median.</param>
    public double At(double share) => Latencies[(int)((Latencies.Length - 1) * share)];
}

/// <summary>Tills on kept-alive connections over plain sockets: a caller that costs little beside what it measures.</summary>
internal sealed class Tills
{
    private readonly int _port;
    private readonly Func<int, TillRequest> _next;
    private readonly Dictionary<int, long> _statuses = [];
    private readonly List<double> _latencies = [];
    private readonly Lock _gate = new();

    /// <param name="port">Where the server listens.</param>
    /// <param name="next">The next request of a till, given its number.</param>
    public Tills(int port, Func<int, TillRequest> next) => (_port, _next) = (port, next);

    /// <summary>Closed loop: each till sends the next request when it has the answer to the last.</summary>
    public LoadEnd Closed(int tills, TimeSpan length)
    {
        var clock = Stopwatch.StartNew();
        var done = Task.WhenAll(Enumerable.Range(0, tills).Select(t => Task.Run(() => Sell(t, clock, length)))).GetAwaiter().GetResult();
        return End(done.Sum(), clock);
    }

    /// <summary>Each request once, in their order; every till takes the next.</summary>
    public LoadEnd Each(int tills, IReadOnlyList<TillRequest> requests)
    {
        var next = -1;
        var clock = Stopwatch.StartNew();
        var done = Task.WhenAll(Enumerable.Range(0, tills).Select(_ => Task.Run(async () =>
        {
            using var line = await Line.Open(_port);
            long sent = 0;
            for (int i; (i = Interlocked.Increment(ref next)) < requests.Count; sent++)
            {
                var asked = clock.Elapsed;
                Note(await line.Ask(requests[i].Bytes), (clock.Elapsed - asked).TotalMilliseconds);
            }

            return sent;
        }))).GetAwaiter().GetResult();
        return End(done.Sum(), clock);
    }

    /// <summary>Open loop: requests are due at random moments at a rate, whether or not earlier ones were answered; latency counts from when they were due.</summary>
    public LoadEnd Open(int tills, double rate, TimeSpan length)
    {
        var chance = new Random(11);
        var due = new List<double>();
        for (var at = 0.0; at < length.TotalSeconds; at -= Math.Log(1 - chance.NextDouble()) / rate) due.Add(at * 1000);
        var next = -1;
        var clock = Stopwatch.StartNew();
        var done = Task.WhenAll(Enumerable.Range(0, tills).Select(t => Task.Run(async () =>
        {
            using var line = await Line.Open(_port);
            long sent = 0;
            for (int i; (i = Interlocked.Increment(ref next)) < due.Count; sent++)
            {
                // The timer of the machine is coarse: the last part is spent yielding.
                for (var wait = due[i] - clock.Elapsed.TotalMilliseconds; wait > 0; wait = due[i] - clock.Elapsed.TotalMilliseconds)
                {
                    if (wait > 2) await Task.Delay((int)wait - 1);
                    else await Task.Yield();
                }

                Note(await line.Ask(_next(t).Bytes), clock.Elapsed.TotalMilliseconds - due[i]);
            }

            return sent;
        }))).GetAwaiter().GetResult();
        return End(done.Sum(), clock);
    }

    /// <summary>The bytes of a request.</summary>
    public static byte[] Bytes(string method, string path, string secret, (string Key, string Body)? body = null)
    {
        var head = new StringBuilder(400).Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: till\r\nAuthorization: Bearer {secret}\r\n");
        if (body is { } told)
        {
            head.Append(CultureInfo.InvariantCulture, $"Idempotency-Key: {told.Key}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(told.Body)}\r\n\r\n{told.Body}");
        }
        else
        {
            head.Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(head.ToString());
    }

    private async Task<long> Sell(int till, Stopwatch clock, TimeSpan length)
    {
        using var line = await Line.Open(_port);
        long done = 0;
        while (clock.Elapsed < length)
        {
            var request = _next(till);
            var asked = clock.Elapsed;
            Note(await line.Ask(request.Bytes), (clock.Elapsed - asked).TotalMilliseconds);
            done += request.Operations;
        }

        return done;
    }

    private void Note(int status, double milliseconds)
    {
        lock (_gate)
        {
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
            _latencies.Add(milliseconds);
        }
    }

    private LoadEnd End(long operations, Stopwatch clock) => new(operations, clock.Elapsed.TotalMicroseconds, _statuses, [.. _latencies.Order()]);

    /// <summary>One connection.</summary>
    private sealed class Line : IDisposable
    {
        private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] _answer = new byte[1 << 20];

        public static async Task<Line> Open(int port)
        {
            var line = new Line();
            await line._socket.ConnectAsync(IPAddress.Loopback, port);
            return line;
        }

        public async ValueTask<int> Ask(byte[] request)
        {
            await _socket.SendAsync(request);
            var (filled, whole) = (0, -1);
            while (whole < 0 || filled < whole)
            {
                var read = await _socket.ReceiveAsync(_answer.AsMemory(filled));
                if (read == 0) throw new IOException("the server hung up");
                filled += read;
                if (whole < 0) whole = Whole(_answer.AsSpan(0, filled));
            }

            var status = ((_answer[9] - '0') * 100) + ((_answer[10] - '0') * 10) + (_answer[11] - '0');
            if (status >= 500) throw new InvalidOperationException(Encoding.UTF8.GetString(_answer, 0, filled));
            return status;
        }

        public void Dispose() => _socket.Dispose();

        /// <summary>Length of head and body, or -1 while the head is not whole.</summary>
        private static int Whole(ReadOnlySpan<byte> answer)
        {
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head < 0) return -1;
            var at = answer[..head].IndexOf("Content-Length: "u8);
            if (at < 0) return head + 4;
            var length = 0;
            for (at += 16; at < head && answer[at] is >= (byte)'0' and <= (byte)'9'; at++) length = (length * 10) + (answer[at] - '0');
            return head + 4 + length;
        }
    }
}
