using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Tessera.Server.Http;

/// <summary>
/// What one caller may take from the others: requests a second of a key, guesses of an address, and reports at a time. All of it is of this process;
/// what protects the books is not here but in the store.
/// </summary>
internal sealed class Limits : IDisposable
{
    private const int MostFailures = 30;
    private const int MostWaitingReads = 16;
    private static readonly TimeSpan FailureWindow = TimeSpan.FromMinutes(1);
    private readonly PartitionedRateLimiter<string>? _keys;
    private readonly ConcurrencyLimiter _heavy;
    private readonly ConcurrentDictionary<string, Failures> _failures = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    /// <param name="keyRate">Requests a second of a key; twice as many may come at once. 0 for no limit.</param>
    /// <param name="heavy">Heavy reads at a time, at least 1.</param>
    /// <param name="time">Clock for counting failures.</param>
    public Limits(int keyRate, int heavy, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _heavy = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = heavy, QueueLimit = MostWaitingReads, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
        if (keyRate == 0) return;
        _keys = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = keyRate * 2, TokensPerPeriod = Math.Max(1, keyRate / 10), ReplenishmentPeriod = TimeSpan.FromMilliseconds(keyRate < 10 ? 1000.0 / keyRate : 100), AutoReplenishment = true,
        }));
    }

    /// <summary>Takes one request of a key; the seconds to wait when it has none left.</summary>
    public int? RetryAfter(string keyId)
    {
        if (_keys is null) return null;
        using var lease = _keys.AttemptAcquire(keyId);
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
    }

    /// <summary>A place for a heavy read; waits a while for one.</summary>
    public ValueTask<RateLimitLease> HeavyPlace(CancellationToken cancelled) => _heavy.AcquireAsync(1, cancelled);

    /// <summary>Whether an address has guessed too often within a minute.</summary>
    public bool IsBarred(HttpContext http) =>
        _failures.TryGetValue(AddressOf(http), out var failures) && failures.Count >= MostFailures && _time.GetElapsedTime(failures.Since) < FailureWindow;

    /// <summary>Counts a guess of an address.</summary>
    public void Failed(HttpContext http)
    {
        if (_failures.Count > 10_000) _failures.Clear();
        _failures.AddOrUpdate(AddressOf(http), _ => new Failures(_time.GetTimestamp(), 1), (_, old) =>
            _time.GetElapsedTime(old.Since) < FailureWindow ? old with { Count = old.Count + 1 } : new Failures(_time.GetTimestamp(), 1));
    }

    public void Dispose()
    {
        _keys?.Dispose();
        _heavy.Dispose();
    }

    private static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "-";

    private sealed record Failures(long Since, int Count);
}
