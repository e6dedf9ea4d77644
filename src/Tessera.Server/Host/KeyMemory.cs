using System.Collections.Concurrent;
using Tessera.App;
using Tessera.App.Keys;
using Tessera.Server.Http;

namespace Tessera.Server.Host;

/// <summary>
/// What secrets turned out to be, so that a till's hundredth request of a second asks the store no more. A key that is revoked here opens nothing from
/// the moment its revocation is on disk; where other processes write to the same store, one revoked there opens nothing a second later.
/// </summary>
internal sealed class KeyMemory(Site site)
{
    private const int Most = 1_000;
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    public Task<KeyFinding> Find(string secret)
    {
        var changes = site.Store.Writer.EntryChanges;
        if (_known.TryGetValue(secret, out var known) && known.Changes == changes && (!site.Store.IsShared || known.Age < Shared)) return known.Finding;
        // Who comes while the store is asked waits for the same answer, and no thread waits with them.
        var asked = new Known(Task.Run(() => site.Read(scope => Ask(scope, secret))), changes, Environment.TickCount64);
        if (_known.Count >= Most) _known.Clear();
        _known[secret] = asked;
        _ = asked.Finding.ContinueWith(done => Forget(secret, asked, done), TaskScheduler.Default);
        return asked.Finding;
    }

    // Guesses are not remembered: they could be without number.
    private void Forget(string secret, Known asked, Task<KeyFinding> done)
    {
        if (!done.IsCompletedSuccessfully || done.Result.Caller is null) _known.TryRemove(new KeyValuePair<string, Known>(secret, asked));
    }

    private static KeyFinding Ask(ReadScope scope, string secret)
    {
        if (scope.Db.ApiKeys.Find(secret) is not { RevokedAt: null } key) return default;
        if (key.IsLive == StoreModes.IsTest(scope.Db)) return new KeyFinding(null, WrongMode: true);
        return new KeyFinding(new Caller(key.Id, key.Name, key.Scopes.ToHashSet(StringComparer.Ordinal)), WrongMode: false);
    }

    /// <param name="Finding">What it was, or the question under way.</param>
    /// <param name="Changes">Changes of who may enter, counted before it was asked.</param>
    /// <param name="AskedAt">When, in milliseconds of the machine's counter.</param>
    private sealed record Known(Task<KeyFinding> Finding, long Changes, long AskedAt)
    {
        public TimeSpan Age => TimeSpan.FromMilliseconds(Environment.TickCount64 - AskedAt);
    }
}
