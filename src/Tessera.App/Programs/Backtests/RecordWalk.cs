using Tessera.Core;
using Tessera.Core.Members;
using Tessera.Storage;
using Tessera.Storage.Facts;

namespace Tessera.App.Programs.Backtests;

/// <summary>
/// Walks the records of all members in order of account: one reader, a part in memory while the part before it is played by several threads, everything added in order.
/// </summary>
/// <param name="db">The store; nothing else may use the connection meanwhile.</param>
/// <param name="before">Items recorded before this instant.</param>
/// <param name="pace">How it is run.</param>
internal sealed class RecordWalk(StoreConnection db, Instant before, BacktestPace pace)
{
    private long _done;

    /// <summary>Members there are to walk, in all walks.</summary>
    public long All { get; init; }

    /// <summary>Plays every member and adds what comes of it; null adds nothing.</summary>
    public void Walk<T>(Func<string, IReadOnlyList<RecordItem>, T?> play, Action<T> add)
        where T : class
    {
        using var parts = Parts().GetEnumerator();
        var next = Next(parts);
        while (next is { Count: > 0 } part)
        {
            pace.Stop.ThrowIfCancellationRequested();
            var reading = Task.Run(() => Next(parts), CancellationToken.None);
            var played = new T?[part.Count];
            try
            {
                Parallel.For(0, part.Count, new ParallelOptions { MaxDegreeOfParallelism = pace.Threads, CancellationToken = pace.Stop }, i => played[i] = play(part[i].Account.ToString(), part[i].Items));
            }
            finally
            {
                // The reader shares the connection: it must be still before anybody else goes on.
                reading.ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
            }

            foreach (var one in played)
            {
                if (one is not null) add(one);
            }

            _done += part.Count;
            pace.OnMembers?.Invoke(_done, All);
            next = reading.GetAwaiter().GetResult();
        }
    }

    private static List<OwnedRecord>? Next(IEnumerator<List<OwnedRecord>> parts) => parts.MoveNext() ? parts.Current : null;

    private IEnumerable<List<OwnedRecord>> Parts()
    {
        var (part, count) = (new List<OwnedRecord>(), 0);
        foreach (var record in db.Records.ByMember(before))
        {
            part.Add(record);
            count += record.Items.Count;
            if (count < pace.ItemsAtOnce) continue;
            yield return part;
            (part, count) = ([], 0);
        }

        if (part.Count > 0) yield return part;
    }
}
