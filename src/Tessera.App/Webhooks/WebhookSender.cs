using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Webhooks;

/// <summary>
/// Sends webhooks: reads the outbox for each endpoint, queues what it wants, sends what is due. Everything it knows lies in the store, so that it can
/// be killed at any moment: an attempt that was not noted is made again (at least once, under the same id). Each endpoint has a lane of its own, so
/// that a slow one holds up no other; a lease lets one process of several send.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private const string Lease = "webhooks";
    private const int LeaseMinutes = 1;
    private const int RowsAtOnce = 200;
    private const int DueAtOnce = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly string _owner = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName} {Environment.ProcessId} {RandomNumberGenerator.GetHexString(8)}");
    private readonly ConcurrentDictionary<string, Task> _lanes = new(StringComparer.Ordinal);
    private readonly Site _site;
    private readonly WebhookRules _rules;
    private readonly Posting _posting;
    private Instant _leaseUntil;

    /// <summary>A sender of a site; one a process.</summary>
    public WebhookSender(Site site, WebhookRules rules) => (_site, _rules, _posting) = (site, rules, new Posting(rules));

    /// <summary>Sends until it is stopped.</summary>
    /// <param name="failed">Is told what went wrong; the sender goes on.</param>
    /// <param name="stop">Stops.</param>
    public async Task Run(Action<Exception> failed, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!await Turn(stop).ConfigureAwait(false)) await Task.Delay(Pause, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (Exception e)
            {
                failed(e);
                await Task.Delay(Pause, CancellationToken.None).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(_lanes.Values.Select(l => l.ContinueWith(static _ => { }, TaskScheduler.Default))).ConfigureAwait(false);
        await Release().ConfigureAwait(false);
    }

    /// <summary>Sends everything that is due now; for tests and the test clock.</summary>
    public async Task Drain(CancellationToken stop = default)
    {
        while (await Turn(stop).ConfigureAwait(false) || !_lanes.IsEmpty)
        {
            foreach (var lane in _lanes.Values) await lane.ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Gives up the lease, so that the next sender need not wait for its end.</summary>
    internal async Task Release()
    {
        if (_site.Clock.IsTest || _leaseUntil <= _site.Clock.Now) return;
        _leaseUntil = default;
        await _site.Alone(scope => scope.Db.Nights.TakeLease(Lease, _owner, scope.Now, new Instant(scope.Now.Micros - 1))).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _posting.Dispose();

    /// <returns>Whether there is more to do at once.</returns>
    private async Task<bool> Turn(CancellationToken stop)
    {
        foreach (var ended in _lanes.Where(l => l.Value.IsCompleted).ToList())
        {
            _lanes.TryRemove(ended);
            await ended.Value.ConfigureAwait(false);
        }

        var (reads, due, replay) = _site.Read(Waiting);
        if ((reads.Count == 0 && due.Count == 0 && replay is null) || !await HoldsLease().ConfigureAwait(false)) return false;
        foreach (var group in reads.GroupBy(e => e.Position)) await FanOut([.. group]).ConfigureAwait(false);
        if (replay is not null) await Replay(replay).ConfigureAwait(false);
        foreach (var endpoint in due.Where(e => !_lanes.ContainsKey(e.Id))) _lanes[endpoint.Id] = Task.Run(() => Lane(endpoint.Id, stop), CancellationToken.None);
        return reads.Count > 0 || replay is not null;
    }

    private (List<WebhookEndpoint> Reads, List<WebhookEndpoint> Due, WebhookReplay? Replay) Waiting(ReadScope scope)
    {
        if (!scope.Db.Webhooks.HasEndpoints) return ([], [], null);
        var on = scope.Db.Webhooks.All().Where(e => e.IsOn).ToList();
        var (last, now) = (scope.Db.Outbox.Last, _site.Clock.Now);
        return ([.. on.Where(e => e.Position < last)], [.. on.Where(e => IsReady(e, now) && scope.Db.Deliveries.IsAnyDue(e.Id, now))], scope.Db.Deliveries.OpenReplay());
    }

    private static bool IsReady(WebhookEndpoint endpoint, Instant now) => endpoint.IsOn && (endpoint.HoldUntil is not { } until || until <= now);

    private async Task<bool> HoldsLease()
    {
        if (_site.Clock.IsTest)
        {
            // The test clock may stand still for ever, and nothing leaves the house twice that does not leave at all.
            _leaseUntil = new Instant(long.MaxValue);
            return true;
        }

        if (_site.Clock.Now.PlusMinutes(LeaseMinutes) <= new Instant(_leaseUntil.Micros + (LeaseMinutes * 30_000_000L))) return true;
        _leaseUntil = await _site.Alone(scope =>
        {
            var until = scope.Now.PlusMinutes(LeaseMinutes);
            return scope.Db.Nights.TakeLease(Lease, _owner, scope.Now, until) ? until : default;
        }).ConfigureAwait(false);
        return _leaseUntil > _site.Clock.Now;
    }

    /// <summary>Queues the next rows for endpoints that stand at one position. Deriving is reading; only the queueing holds the writer.</summary>
    private async Task FanOut(IReadOnlyList<WebhookEndpoint> endpoints)
    {
        var from = endpoints[0].Position;
        var (events, to) = _site.Read(scope => Events(scope, scope.Db.Outbox.After(from, RowsAtOnce), from));
        await _site.Alone(scope =>
        {
            foreach (var endpoint in endpoints)
            {
                if (!scope.Db.Webhooks.Advance(endpoint.Id, from, to)) continue;
                foreach (var told in events.Where(e => e.Type != EventTable.Test && endpoint.Wants(e.Type)))
                {
                    scope.Db.Deliveries.Queue(new DeliveryKey(endpoint.Id, told.Id.Position, told.Id.N), told.Id.ToString(), told.Type, scope.Now);
                }
            }

            return 0;
        }).ConfigureAwait(false);
    }

    private async Task Replay(WebhookReplay replay)
    {
        var (events, to) = _site.Read(scope =>
        {
            var rows = scope.Db.Outbox.After(replay.Position, RowsAtOnce).Where(r => r.Position <= replay.Through).ToList();
            var (told, _) = Events(scope, [.. rows.Where(r => r.CreatedAt >= replay.From && r.CreatedAt < replay.To)], 0);
            return (told, rows.Count < RowsAtOnce ? replay.Through : rows[^1].Position);
        });
        await _site.Alone(scope =>
        {
            if (scope.Db.Webhooks.Find(replay.Endpoint) is not { } endpoint) return 0;
            var wanted = events.Where(e => e.Type != EventTable.Test && endpoint.Wants(e.Type)).ToList();
            var moved = replay with { Position = to, Queued = replay.Queued + wanted.Count, IsDone = to >= replay.Through };
            if (!scope.Db.Deliveries.AdvanceReplay(replay, moved)) return 0;
            foreach (var told in wanted) scope.Db.Deliveries.QueueAgain(new DeliveryKey(endpoint.Id, told.Id.Position, told.Id.N), told.Id.ToString(), told.Type, scope.Now);
            return wanted.Count;
        }).ConfigureAwait(false);
    }

    private static (List<(EventId Id, string Type)> Events, long To) Events(ReadScope scope, IReadOnlyList<OutboxRow> rows, long from) =>
        ([.. rows.SelectMany(r => EventRendering.EventsOf(scope.Db, r).Select(e => (EventId.Of(r, e.N), e.Type)))], rows.Count == 0 ? Math.Max(from, scope.Db.Outbox.Last) : rows[^1].Position);

    /// <summary>Sends what is due for one endpoint, a few at a time, until nothing is left, the receiver wants a pause or the endpoint is off.</summary>
    private async Task Lane(string endpoint, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && _leaseUntil > _site.Clock.Now)
        {
            var due = _site.Read(scope => Messages(scope, endpoint));
            if (due.Count == 0) return;
            var wantsPause = false;
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = _rules.AtOnce, CancellationToken = stop }, async (one, cancelled) =>
            {
                if (Volatile.Read(ref wantsPause)) return;
                var made = await Send(one, cancelled).ConfigureAwait(false);
                if (made.RetryAfter is not null || made.Outcome == "gone") Volatile.Write(ref wantsPause, true);
            }).ConfigureAwait(false);
        }
    }

    private async Task<Attempted> Send((WebhookDelivery Delivery, Outgoing? Message) due, CancellationToken stop)
    {
        var made = due.Message is null ? new Attempted("missing", null, 0, "the event is kept no more")
            : _site.Clock.IsTest ? new Attempted("fake", null, 0, "test mode: nothing leaves")
            : await _posting.Send(due.Message, stop).ConfigureAwait(false);
        await _site.Write(new NoteAttempt(due.Delivery, made)).ConfigureAwait(false);
        return made;
    }

    private List<(WebhookDelivery Delivery, Outgoing? Message)> Messages(ReadScope scope, string id)
    {
        var now = _site.Clock.Now;
        if (scope.Db.Webhooks.Find(id) is not { } endpoint || !IsReady(endpoint, now)) return [];
        var secrets = scope.Db.Webhooks.Secrets(id, now);
        var rendering = new EventRendering(scope);
        var withIdentities = endpoint.Includes.Contains(EndpointChecks.Identities);
        Outgoing? Of(WebhookDelivery delivery)
        {
            if (scope.Db.Outbox.Find(delivery.Key.Position) is not { } row || EventId.Of(row, delivery.Key.N).ToString() != delivery.EventId) return null;
            if (rendering.Message(row, new ToldEvent(delivery.Key.N, delivery.Type), withIdentities) is not { } body) return null;
            var seconds = now.Micros / 1_000_000;
            return new Outgoing(endpoint.Url, delivery.EventId, seconds, Signing.Header(secrets, delivery.EventId, seconds, body), body) { KeepsAnswer = !withIdentities };
        }

        return [.. scope.Db.Deliveries.Due(id, now, DueAtOnce).Select(d => (d, Of(d)))];
    }
}
