using System.Collections.Concurrent;

namespace Tessera.Trials.Traffic;

/// <summary>What every caller was told, in no order: the list that a crash must not contradict.</summary>
internal sealed class Journal
{
    private readonly ConcurrentQueue<Heard> _decided = new();
    private readonly ConcurrentQueue<Op> _open = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private long _slowest;
    private int _accepted;

    /// <summary>Answers that were decisions.</summary>
    public IReadOnlyCollection<Heard> Decided => _decided;

    /// <summary>Writes whose end nobody knows.</summary>
    public IReadOnlyCollection<Op> Open => _open;

    /// <summary>Answers that must never come.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Writes that were acknowledged.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>The longest that a caller waited for an answer or its loss.</summary>
    public TimeSpan Slowest => TimeSpan.FromTicks(Volatile.Read(ref _slowest));

    public void Note(Heard heard)
    {
        for (var seen = Volatile.Read(ref _slowest); heard.Took.Ticks > seen && Interlocked.CompareExchange(ref _slowest, heard.Took.Ticks, seen) != seen; seen = Volatile.Read(ref _slowest))
        {
        }

        switch (heard.Fate)
        {
            case Fate.Decided:
                _decided.Enqueue(heard);
                if (heard.IsAccepted) Interlocked.Increment(ref _accepted);
                break;
            case Fate.Lost:
                _open.Enqueue(heard.Op);
                break;
            case Fate.Wrong:
                _wrong.Enqueue($"{heard.Status} on {heard.Op.Path} {heard.Op.Body}: {heard.Text}");
                break;
            case Fate.NotNow:
                break;
        }
    }
}
