using System.Collections.Concurrent;

namespace Tessera.Trials.Traffic;

/// <summary>What every caller was told, in no order: the list that a crash must not contradict.</summary>
internal sealed class Journal
{
    private const int MostTurnedAway = 20_000;
    private readonly ConcurrentQueue<Heard> _decided = new();
    private readonly ConcurrentQueue<Op> _open = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly ConcurrentQueue<Heard> _turnedAway = new();
    private long _slowest;
    private int _accepted;
    private int _cut;
    private int _busy;
    private int _unsure;

    /// <summary>Answers that were decisions.</summary>
    public IReadOnlyCollection<Heard> Decided => _decided;

    /// <summary>Writes whose end nobody knows.</summary>
    public IReadOnlyCollection<Op> Open => _open;

    /// <summary>The first answers that turned a request away for the time being.</summary>
    public IReadOnlyCollection<Heard> TurnedAway => _turnedAway;

    /// <summary>Answers that must never come.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Writes that were acknowledged.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Requests that were sent and never answered.</summary>
    public int Cut => Volatile.Read(ref _cut);

    /// <summary>Requests that were turned away for the time being.</summary>
    public int Busy => Volatile.Read(ref _busy);

    /// <summary>Answers that said that the commit has no known end.</summary>
    public int Unsure => Volatile.Read(ref _unsure);

    /// <summary>The longest that a caller waited for an answer or its loss.</summary>
    public TimeSpan Slowest => TimeSpan.FromTicks(Volatile.Read(ref _slowest));

    /// <summary>A caller was told each time that nothing was done, and then that it had been.</summary>
    public void NoteLie(Heard heard) => _wrong.Enqueue($"{heard.Op.Key} {heard.Op.Path}: told that nothing was done, and it was");

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
                // One that found nobody listening did nothing, and its caller went elsewhere.
                if (!heard.WasSent) break;
                if (heard.IsUnsure) Interlocked.Increment(ref _unsure);
                _open.Enqueue(heard.Op);
                Interlocked.Increment(ref _cut);
                break;
            case Fate.Wrong:
                _wrong.Enqueue($"{heard.Status} on {heard.Op.Path} {heard.Op.Body}: {heard.Text}");
                break;
            case Fate.NotNow:
                if (Interlocked.Increment(ref _busy) <= MostTurnedAway) _turnedAway.Enqueue(heard);
                break;
        }
    }
}
