using System.Diagnostics;
using Tessera.Core;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Pipeline;

/// <summary>
/// The one way to write (architecture.md, How a write travels): a bounded queue, one writer thread, one transaction and one durable commit for all
/// that waits, then every caller gets its own answer. Nothing is answered before it is on disk.
/// </summary>
internal sealed class WritePipeline : IDisposable
{
    private const int MostWaiting = 4_096;
    private const int MostWork = 256;

    // The benchmarks alone set the switch, to say what one flush for many callers is worth.
    private static readonly int MostInBatch = AppContext.TryGetSwitch("Tessera.OneCommandATransaction", out var alone) && alone ? 1 : 200;

    // Work gets a turn after this many batches of commands, so that a night ends even in a rush.
    private const int BatchesBeforeWork = 8;
    private const int BusyTries = 5;

    // No till waits longer than 15 s (trials R8): so long may a command have waited when its turn comes, and so long is a batch begun again.
    private static readonly TimeSpan LongestQueued = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan LongestTried = TimeSpan.FromSeconds(3);
    private readonly Site _site;
    private readonly object _gate = new();
    private readonly HashSet<string> _running = [];
    private readonly Thread _thread;
    private readonly Queue<Waiting> _work = new();
    private List<Waiting> _waiting = [];
    private IReadOnlyCollection<AccountId> _concerned = [];
    private int _batchesSinceWork;
    private bool _stops;

    internal WritePipeline(Site site)
    {
        _site = site;
        _thread = new Thread(Work) { IsBackground = true, Name = "tessera-writer" };
        _thread.Start();
    }

    /// <summary>Queues a command.</summary>
    internal Task<Written<T>> Write<T>(WriteCommand<T> command, KeyedRequest? keyed)
        where T : class
    {
        var waiting = new Waiting<T>(command, keyed);
        if (keyed is not null && !Claim(keyed.Key)) return Task.FromResult(new Written<T>(KeyedOutcome.Running, null, null));
        Enqueue(waiting);
        return waiting.Task;
    }

    /// <summary>Queues work that runs alone, in a transaction of its own: nights, imports, publications. Commands of tills come first.</summary>
    internal Task<TResult> Alone<TResult>(Func<BatchScope, TResult> work)
    {
        var waiting = new AloneWaiting<TResult>(work);
        Enqueue(waiting);
        return waiting.Task;
    }

    /// <summary>Stops after what is queued.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stops = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    private void Enqueue(Waiting waiting)
    {
        lock (_gate)
        {
            if (_stops || (waiting.IsAlone ? _work.Count >= MostWork : _waiting.Count >= MostWaiting))
            {
                Release(waiting);
                waiting.Fail(new StoreBusy(_stops ? "the store is closing" : "the queue is full"));
                return;
            }

            if (waiting.IsAlone) _work.Enqueue(waiting);
            else _waiting.Add(waiting);
            PipelineSignals.Queued(1);
            Monitor.Pulse(_gate);
        }
    }

    private bool Claim(RequestKey key)
    {
        lock (_gate) return _running.Add(key.Name);
    }

    private void Release(Waiting waiting)
    {
        if (waiting.Keyed is not { } keyed) return;
        lock (_gate) _running.Remove(keyed.Key.Name);
    }

    private void Work()
    {
        while (Take() is { } batch)
        {
            var taken = Stopwatch.GetTimestamp();
            using (PipelineSignals.Batch(batch.Count)) Run(InTime(batch));
            PipelineSignals.Written(batch.Count, taken, batch[0].QueuedAt);
            foreach (var waiting in batch)
            {
                Release(waiting);
                waiting.Finish();
                PipelineSignals.Answered(waiting.Kind, waiting.Outcome);
            }
        }
    }

    /// <summary>What is waiting, never waiting for more: commands up to the limit, or one piece of work that runs alone.</summary>
    private List<Waiting>? Take()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && _work.Count == 0 && !_stops) Monitor.Wait(_gate);
            var batch = NextBatch();
            if (batch is not null) PipelineSignals.Queued(-batch.Count);
            return batch;
        }
    }

    private List<Waiting>? NextBatch()
    {
        if (_work.Count > 0 && (_waiting.Count == 0 || _batchesSinceWork >= BatchesBeforeWork))
        {
            _batchesSinceWork = 0;
            return [_work.Dequeue()];
        }

        if (_waiting.Count == 0) return null;
        _batchesSinceWork++;
        var count = Math.Min(_waiting.Count, MostInBatch);
        var batch = _waiting.GetRange(0, count);
        _waiting = _waiting.GetRange(count, _waiting.Count - count);
        return batch;
    }

    /// <summary>Turns away commands that waited too long, so that who comes now is served now.</summary>
    private static List<Waiting> InTime(List<Waiting> batch)
    {
        // They stand in the order in which they came.
        if (batch.TrueForAll(w => w.IsAlone) || Stopwatch.GetElapsedTime(batch[0].QueuedAt) < LongestQueued) return batch;
        var inTime = batch.Where(w => w.IsAlone || Stopwatch.GetElapsedTime(w.QueuedAt) < LongestQueued).ToList();
        foreach (var late in batch.Except(inTime)) late.Decide(new StoreBusy("its turn came too late"));
        return inTime;
    }

    /// <summary>Runs a batch; one that fails for a reason of one command is split until the culprit stands alone.</summary>
    private void Run(List<Waiting> batch)
    {
        if (batch.Count == 0) return;
        var fault = TryRun(batch);
        if (fault is null) return;
        // Halves of a batch that waited for somebody else's lock would wait for it again, one after the other. And a batch whose commit has no known
        // end is not begun again: each caller is told so, and asks again under its key.
        if (batch.Count > 1 && fault is not StoreFault { Kind: FaultKind.Disk or FaultKind.Corrupt or FaultKind.Busy or FaultKind.Unknown })
        {
            var half = batch.Count / 2;
            Run(batch.GetRange(0, half));
            Run(batch.GetRange(half, batch.Count - half));
            return;
        }

        var told = fault is StoreFault { Kind: FaultKind.Disk or FaultKind.Busy } ? new StoreBusy("the store cannot be written to", fault) : fault;
        foreach (var waiting in batch) waiting.Decide(told);
        if (fault is LedgerBroken broken) Halt(broken.Account);
        else if (fault is StoreFault { Kind: FaultKind.Constraint }) HaltBehind();
    }

    /// <summary>A state that stands behind its own record would write an item a second time: the database refuses that, and the member must not be asked again.</summary>
    private void HaltBehind()
    {
        var db = _site.Store.Writer;
        List<AccountId> behind = [];
        try
        {
            db.Begin();
            behind.AddRange(_concerned.Where(account => db.Members.Load(account) is { } member && db.Records.PageBack(account, null, 1) is [var last, ..] && last.Sequence > member.State.Sequence));
        }
        catch (StoreFault)
        {
            // The next write of the member comes here again.
        }
        finally
        {
            db.Rollback();
        }

        foreach (var account in behind) Halt(account.ToString());
    }

    private Exception? TryRun(List<Waiting> batch)
    {
        var since = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (RunOnce(batch)) _site.Consequences.Wake();
                return null;
            }
            catch (StoreFault fault) when ((fault.Kind == FaultKind.Busy && attempt < BusyTries && (batch[0].IsAlone || Stopwatch.GetElapsedTime(since) < LongestTried)) || (fault.Kind == FaultKind.Constraint && attempt == 1 && _site.Store.IsShared))
            {
                // Another process was quicker with a key or a document: asked again it is known, and no batch need be split.
                PipelineSignals.Again();
                _site.Store.Writer.Rollback();
            }
            catch (Exception fault)
            {
                // The host of a command is its caller: it gets the exception, the writer goes on.
                _site.Store.Writer.Rollback();
                return fault;
            }
        }
    }

    /// <returns>Whether something was decided for a third member.</returns>
    private bool RunOnce(List<Waiting> batch)
    {
        var db = _site.Store.Writer;
        db.Begin();
        db.FollowSealing();
        LookAhead(db, batch);
        var scope = new BatchScope(db, _site.Programs.Current(db), _site.Clock.Next());
        var open = batch.OrderBy(w => w.Keyed?.Key.Name ?? "", StringComparer.Ordinal).Where(w => !w.Replay(db)).ToHashSet();
        scope.Load(open.SelectMany(w => w.Needs(scope)));
        scope.LockShared(open.SelectMany(w => w.Shares(scope)));
        foreach (var waiting in batch.Where(open.Contains)) waiting.Run(scope);
        _concerned = scope.Accounts;
        scope.Flush();
        db.Commit();
        foreach (var act in scope.AfterCommit) act(db);
        return scope.HasConsequences;
    }

    /// <summary>Where other processes write too nothing is remembered from one batch to the next: what it needs is asked for in one trip.</summary>
    private void LookAhead(StoreConnection db, List<Waiting> batch)
    {
        if (!_site.Store.IsShared) return;
        var foresight = new Foresight();
        foreach (var waiting in batch) waiting.Foresee(foresight);
        db.LookAhead(foresight);
        _site.Clock.Follow(db.Settings.TestClock);
    }

    /// <summary>A broken invariant freezes the member, not the shop (semantics §12).</summary>
    private void Halt(string broken)
    {
        if (!AccountId.TryParse(broken, out var account)) return;
        var db = _site.Store.Writer;
        try
        {
            db.Begin();
            db.Members.Halt(account, true);
            db.Audits.Append(new AuditEvent(_site.Clock.Next(), "system", "member.halted", broken));
            db.Commit();
        }
        catch (StoreFault)
        {
            db.Rollback();
        }
    }
}
