using System.Runtime;
using Tessera.Storage.Sqlite;

namespace Tessera.App.Jobs;

/// <summary>
/// What jobs and the night may take of the machine's memory beside the tills, all together, and that they give it back: counted from what lay in memory when
/// the first of them began. Jobs work in parts of bounded size; this is the watch over that, for what nobody foresaw. Nights are never stopped, only counted.
/// </summary>
/// <param name="mostBytes">Most bytes that may lie in memory above where the work began.</param>
/// <param name="resident">What lies in memory now; the process's own working set without it.</param>
public sealed class JobMemory(long mostBytes, Func<long>? resident = null)
{
    /// <summary>Most megabytes when nothing else is set.</summary>
    public const int UsualMegabytes = 1024;

    /// <summary>Below this a process keeps what it took: the tills need it soon.</summary>
    private const long WorthGivingBack = 32L << 20;

    private readonly Lock _gate = new();
    private readonly Func<long> _resident = resident ?? (() => Environment.WorkingSet);
    private int _working;
    private long _before;

    /// <summary>Most megabytes.</summary>
    public long MostMegabytes => mostBytes >> 20;

    /// <summary>Work begins; dispose what is given when it ends.</summary>
    public IDisposable Begin()
    {
        lock (_gate)
        {
            if (_working++ == 0) _before = _resident();
        }

        return new Work(this);
    }

    /// <summary>Whether more is in use than allowed, garbage left out.</summary>
    public bool IsOver()
    {
        lock (_gate)
        {
            if (_working == 0 || _resident() - _before <= mostBytes) return false;
            Collect();
            return _resident() - _before > mostBytes;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            if (--_working == 0 && _resident() - _before > WorthGivingBack) Collect();
        }
    }

    // Only the aggressive collection hands pages back to the machine; it stops the process for some tens of milliseconds, once a job.
    private static void Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        EngineMemory.GiveBack();
    }

    private sealed class Work(JobMemory memory) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) memory.End();
        }
    }
}
