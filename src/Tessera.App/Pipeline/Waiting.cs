using Tessera.Storage;

namespace Tessera.App.Pipeline;

/// <summary>Something in the queue: it is run, perhaps again, and finished once, after the commit.</summary>
internal abstract class Waiting(KeyedRequest? keyed, bool isAlone)
{
    private Exception? _fault;

    internal KeyedRequest? Keyed { get; } = keyed;

    internal bool IsAlone { get; } = isAlone;

    /// <summary>When it was queued, as a timestamp of the stopwatch.</summary>
    internal long QueuedAt { get; } = System.Diagnostics.Stopwatch.GetTimestamp();

    /// <summary>What it is, for metrics.</summary>
    internal abstract string Kind { get; }

    /// <summary>What became of it, for metrics.</summary>
    internal string Outcome => _fault is null ? Answered : "failed";

    /// <summary>What it was answered, when it did not fail.</summary>
    protected abstract string Answered { get; }

    /// <summary>The key's first answer, when it has one: then there is nothing to run.</summary>
    internal virtual bool Replay(StoreConnection db) => false;

    internal virtual void Foresee(Foresight foresight)
    {
    }

    internal virtual IEnumerable<AccountId> Needs(BatchScope scope) => [];

    internal virtual IEnumerable<string> Shares(BatchScope scope) => [];

    internal abstract void Run(BatchScope scope);

    /// <summary>It failed alone.</summary>
    internal void Decide(Exception fault) => _fault = fault;

    /// <summary>Answers the caller.</summary>
    internal void Finish()
    {
        if (_fault is { } fault) Fail(fault);
        else Succeed();
    }

    internal abstract void Fail(Exception fault);

    protected abstract void Succeed();
}

/// <summary>A command of a caller.</summary>
internal sealed class Waiting<T>(WriteCommand<T> command, KeyedRequest? keyed) : Waiting(keyed, isAlone: false)
    where T : class
{
    // Continuations run elsewhere: the writer thread goes on to the next batch.
    private readonly TaskCompletionSource<Written<T>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Written<T>? _written;

    internal Task<Written<T>> Task => _done.Task;

    internal override string Kind => command.GetType().Name;

    protected override string Answered => _written switch
    {
        { Outcome: KeyedOutcome.Replayed } => "replayed",
        { Answer.Refusal: not null } => "refused",
        { Answer.IsRepeat: true } => "repeated",
        _ => "accepted",
    };

    internal override bool Replay(StoreConnection db)
    {
        _written = null;
        if (Keyed is not { } keyed || db.Keys.Find(keyed.Key) is not { } known) return false;
        _written = known.IsFor(keyed.Key)
            ? new Written<T>(KeyedOutcome.Replayed, null, new RenderedAnswer(known.Status, known.ContentType, known.Body))
            : new Written<T>(KeyedOutcome.OtherInput, null, null);
        return true;
    }

    internal override void Foresee(Foresight foresight)
    {
        if (Keyed is { } keyed) foresight.Keys.Add(keyed.Key);
        command.Foresee(foresight);
    }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => command.Needs(scope);

    internal override IEnumerable<string> Shares(BatchScope scope) => command.Shares(scope);

    internal override void Run(BatchScope scope)
    {
        var answer = scope.Audited(command);
        RenderedAnswer? rendered = null;
        if (Keyed is { } keyed)
        {
            rendered = keyed.Render(answer);
            if (rendered.IsKept) scope.Keep(keyed.Key, rendered, command.About(scope));
        }

        _written = new Written<T>(KeyedOutcome.Done, answer, rendered);
    }

    internal override void Fail(Exception fault) => _done.TrySetException(fault);

    protected override void Succeed() => _done.TrySetResult(_written!);
}

/// <summary>Work that has a transaction of its own.</summary>
internal sealed class AloneWaiting<TResult>(Func<BatchScope, TResult> work) : Waiting(null, isAlone: true)
{
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    internal Task<TResult> Task => _done.Task;

    internal override string Kind => "work";

    protected override string Answered => "done";

    internal override void Run(BatchScope scope) => _result = work(scope);

    internal override void Fail(Exception fault) => _done.TrySetException(fault);

    protected override void Succeed() => _done.TrySetResult(_result!);
}
