using System.Globalization;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Outbox;

namespace Tessera.App.Pipeline;

/// <summary>
/// Carries what one member's decision means for another: reads the outbox in order and tells it as an own fact with a natural key, so that it
/// happens once however often it is carried. A crash between the two transactions loses nothing: the cursor stands where it stood.
/// </summary>
internal sealed class ConsequenceCarrier(Site site)
{
    private const int AtOnce = 200;
    private int _isQueued;

    /// <summary>Source of facts that the engine tells itself.</summary>
    internal const string Source = "tessera";

    /// <summary>Queues carrying, once.</summary>
    internal void Wake()
    {
        if (Interlocked.Exchange(ref _isQueued, 1) == 1) return;
        _ = site.Alone(Carry).ContinueWith(static t => t.Exception, TaskScheduler.Default);
    }

    /// <summary>Carries everything now; for nights and the test clock, which return when all is done.</summary>
    internal async Task CarryAll()
    {
        while (await site.Alone(Carry).ConfigureAwait(false) == AtOnce)
        {
        }
    }

    private int Carry(BatchScope scope)
    {
        Volatile.Write(ref _isQueued, 0);
        if (scope.KnownPrograms is null) return 0;
        var after = long.Parse(scope.Db.Settings.FindToChange(OutboxStore.CarriedThrough) ?? "0", CultureInfo.InvariantCulture);
        var rows = scope.Db.Outbox.After(after, AtOnce);
        if (rows.Count == 0) return 0;
        foreach (var row in rows)
        {
            if (row.Account is { } account && row.N > 0 && row.SentAt is null) CarryRow(scope, row, account);
        }

        scope.Db.Settings.Set(OutboxStore.CarriedThrough, rows[^1].Position.ToString(CultureInfo.InvariantCulture));
        if (rows.Count == AtOnce) Wake();
        return rows.Count;
    }

    private static void CarryRow(BatchScope scope, OutboxRow row, AccountId of)
    {
        if (scope.Item(scope.Member(of), row.Sequence) is { } item && item.Effects[row.N - 1] is Consequence consequence) Tell(scope, of, item, consequence);
        scope.Db.Outbox.MarkSent(row.Position, scope.Now);
    }

    /// <summary>Tells a consequence to its target, or to the member it was merged into. A closed target refuses, which is an answer too.</summary>
    internal static void Tell(BatchScope scope, AccountId of, RecordItem item, Consequence consequence)
    {
        if (!AccountId.TryParse(consequence.Target, out var target) || scope.Document(Source, consequence.Key) is not null) return;
        target = scope.Db.Identities.HolderOf(target);
        var fact = new Referral
        {
            OccurredAt = item.OccurredAt,
            RecordedAt = scope.IsHistory ? item.OccurredAt : scope.Now,
            Source = Source,
            Number = consequence.Key,
            Referee = of.ToString(),
            Valid = consequence.Kind == "referral.valid",
        };
        scope.Decide(scope.Member(target), new Command(fact));
    }
}
