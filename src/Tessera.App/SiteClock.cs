using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App;

/// <summary>
/// The one clock of a store: the machine's, or the test clock that lives in the store and only moves when told (api.md). It never goes back while
/// the process runs, so that a clock set back neither re-opens expired lots nor repeats a night.
/// </summary>
public sealed class SiteClock
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Instant? _test;
    private Instant _last;

    internal SiteClock(TimeProvider time, Instant? test) => (_time, _test) = (time, test);

    /// <summary>Whether the test clock drives the store.</summary>
    public bool IsTest => _test is not null;

    /// <summary>Now.</summary>
    public Instant Now
    {
        get
        {
            lock (_gate) return _test ?? Later(Machine());
        }
    }

    /// <summary>The machine's time, also under the test clock: for what is about people and requests and not about the shop's days.</summary>
    public Instant MachineNow => Machine();

    /// <summary>Now, for recording: never before an instant given out earlier.</summary>
    internal Instant Next()
    {
        lock (_gate) return _last = _test ?? Later(Machine());
    }

    /// <summary>Takes up the test clock as another process has moved it.</summary>
    internal void Follow(Instant? test)
    {
        lock (_gate) _test = test;
    }

    internal void SetTest(Instant now)
    {
        lock (_gate) _test = now;
    }

    /// <summary>An instant of the framework's clock.</summary>
    internal static Instant Of(DateTimeOffset at) => new((at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    private Instant Machine() => Of(_time.GetUtcNow());

    private Instant Later(Instant now) => now > _last ? now : _last;
}
