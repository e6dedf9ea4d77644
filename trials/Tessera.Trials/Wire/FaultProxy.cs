using System.Net;
using System.Net.Sockets;

namespace Tessera.Trials.Wire;

/// <summary>What a proxy does to a connection.</summary>
internal enum Fault
{
    /// <summary>Passes everything on.</summary>
    None,

    /// <summary>Passes the request on after a while.</summary>
    Delay,

    /// <summary>Cuts both ways before the request has passed.</summary>
    CutBefore,

    /// <summary>Lets the request pass and cuts instead of the first byte of the answer.</summary>
    CutAnswer,

    /// <summary>Lets a part of the answer pass, then cuts.</summary>
    CutWithin,

    /// <summary>Lets the request pass, ends the caller's half and drops the answer.</summary>
    HalfClose,

    /// <summary>Takes everything and says nothing for ever.</summary>
    BlackHole,

    /// <summary>Lets the request pass and resets.</summary>
    Reset,
}

/// <summary>A TCP proxy that breaks connections on purpose: between callers and the server, or between the server and its database.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(60);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly EndPoint _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Passage> _open = [];
    private readonly Lock _gate = new();
    private readonly Task _accepting;
    private volatile bool _isDark;

    private FaultProxy(EndPoint target)
    {
        _target = target;
        _listener.Start(512);
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Draws the fault of each new connection; none without it.</summary>
    public Func<Fault> Draw { get; set; } = () => Fault.None;

    /// <summary>Looks at what the target says; true cuts the connection before it is passed on.</summary>
    public Func<ReadOnlyMemory<byte>, bool>? CutsAt { get; set; }

    /// <summary>Looks at what the caller says; true cuts the connection before it is passed on.</summary>
    public Func<ReadOnlyMemory<byte>, bool>? CutsAskAt { get; set; }

    /// <summary>Connections that a fault met.</summary>
    public int Broken => _broken;

    private int _broken;

    public static FaultProxy To(EndPoint target) => new(target);

    public static EndPoint Unix(string file) => new UnixDomainSocketEndPoint(file);

    /// <summary>Nothing passes any more, either way, and nothing is closed: a cable that was pulled. Until <see cref="Mend"/>.</summary>
    public void GoDark() => _isDark = true;

    /// <summary>Ends every connection that was in the dark and lets new ones pass.</summary>
    public void Mend()
    {
        _isDark = false;
        CutAll();
    }

    /// <summary>Cuts every open connection.</summary>
    public void CutAll()
    {
        List<Passage> open;
        lock (_gate) open = [.. _open];
        foreach (var passage in open) passage.Cut();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        CutAll();
        await _accepting;
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true) _ = Pass(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task Pass(Socket caller)
    {
        var target = new Socket(_target.AddressFamily, SocketType.Stream, _target is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        var passage = new Passage(caller, target);
        lock (_gate) _open.Add(passage);
        try
        {
            caller.NoDelay = true;
            var fault = Draw();
            if (fault != Fault.None) Interlocked.Increment(ref _broken);
            await target.ConnectAsync(_target);
            await Task.WhenAny(Forward(passage, fault), Back(passage, fault));
        }
        catch (Exception lost) when (lost is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone.
        }
        finally
        {
            passage.Cut();
            lock (_gate) _open.Remove(passage);
        }
    }

    private async Task Forward(Passage passage, Fault fault)
    {
        var buffer = new byte[64 * 1024];
        while (await Read(passage.Caller, buffer) is > 0 and var got)
        {
            if (fault == Fault.CutBefore) return;
            if (CutsAskAt?.Invoke(buffer.AsMemory(0, got)) == true)
            {
                Interlocked.Increment(ref _broken);
                return;
            }

            if (fault == Fault.BlackHole) await Task.Delay(Timeout.Infinite, _stop.Token);
            if (fault == Fault.Delay) await Task.Delay(Lateness, _stop.Token);
            await Send(passage.Target, buffer.AsMemory(0, got));
            if (fault == Fault.HalfClose) passage.Target.Shutdown(SocketShutdown.Send);
        }
    }

    private async Task Back(Passage passage, Fault fault)
    {
        var buffer = new byte[64 * 1024];
        while (await Read(passage.Target, buffer) is > 0 and var got)
        {
            if (CutsAt?.Invoke(buffer.AsMemory(0, got)) == true)
            {
                Interlocked.Increment(ref _broken);
                return;
            }

            if (fault is Fault.CutAnswer or Fault.HalfClose) return;
            if (fault == Fault.Reset)
            {
                passage.Caller.LingerState = new LingerOption(true, 0);
                return;
            }

            if (fault == Fault.CutWithin)
            {
                await Send(passage.Caller, buffer.AsMemory(0, Math.Max(1, got / 2)));
                return;
            }

            await Send(passage.Caller, buffer.AsMemory(0, got));
        }
    }

    private async Task<int> Read(Socket from, Memory<byte> into)
    {
        var got = await from.ReceiveAsync(into, _stop.Token);
        while (_isDark) await Task.Delay(20, _stop.Token);
        return got;
    }

    private static async Task Send(Socket to, ReadOnlyMemory<byte> bytes)
    {
        for (; bytes.Length > 0; bytes = bytes[await to.SendAsync(bytes)..])
        {
        }
    }

    private sealed record Passage(Socket Caller, Socket Target)
    {
        public void Cut()
        {
            Caller.Dispose();
            Target.Dispose();
        }
    }
}
