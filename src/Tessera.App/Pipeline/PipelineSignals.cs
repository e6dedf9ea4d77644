using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tessera.App.Pipeline;

/// <summary>What the writer tells of itself: one span and a few numbers a batch. Costs next to nothing while nobody listens.</summary>
public static class PipelineSignals
{
    /// <summary>Name of the source of spans and of the meter.</summary>
    public const string Name = "Tessera";

    private static readonly ActivitySource Spans = new(Name);
    private static readonly Meter Numbers = new(Name);
    private static readonly Histogram<int> BatchSize = Numbers.CreateHistogram<int>("tessera.batch.size", "{command}", "Commands written with one durable commit");
    private static readonly Histogram<double> BatchTime = Numbers.CreateHistogram<double>("tessera.batch.duration", "s", "From taking the batch to its durable commit");
    private static readonly Histogram<double> QueueTime = Numbers.CreateHistogram<double>("tessera.queue.duration", "s", "How long the oldest command of a batch waited");
    private static readonly Counter<long> Commands = Numbers.CreateCounter<long>("tessera.commands", "{command}", "Commands answered, by kind and by what became of them");
    private static readonly Counter<long> Repeated = Numbers.CreateCounter<long>("tessera.batch.repeats", "{batch}", "Batches done again because the store was busy");
    private static readonly UpDownCounter<int> Waiting = Numbers.CreateUpDownCounter<int>("tessera.queue.length", "{command}", "Commands that wait");

    internal static Activity? Batch(int commands) => Spans.StartActivity("write batch")?.SetTag("tessera.batch.size", commands);

    internal static void Queued(int change) => Waiting.Add(change);

    internal static void Written(int commands, long taken, long oldest)
    {
        BatchSize.Record(commands);
        if (BatchTime.Enabled) BatchTime.Record(Stopwatch.GetElapsedTime(taken).TotalSeconds);
        if (QueueTime.Enabled) QueueTime.Record(Stopwatch.GetElapsedTime(oldest, taken).TotalSeconds);
    }

    internal static void Again() => Repeated.Add(1);

    internal static void Answered(string kind, string outcome)
    {
        if (Commands.Enabled) Commands.Add(1, new("kind", kind), new("outcome", outcome));
    }
}
