using System.Globalization;
using System.Text.Json;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;
using Tessera.Storage;

namespace Tessera.App.Night;

/// <summary>
/// Computes the cut-off of one tier at one review, records it, and tells it to every member of the population (semantics §5). Who is inside is kept with
/// the job, so that an interrupted run tells the rest the same; each member hears of it once by its natural key.
/// </summary>
internal sealed class CutOffRun(Site site, CutOffDue due, bool isHistory, Func<BatchScope, bool> holds)
{
    private const string JobKind = "cutOff";
    private const int MembersAtOnce = 500;

    private string JobId => $"cut_{due.Review}_{Date(due.ReviewOn)}_{due.Tier}";

    /// <summary>Carries it out, or what is left of it; nothing when it is done, and no further when this process no longer holds the night.</summary>
    internal async Task Run()
    {
        var job = await site.Alone(scope => holds(scope) ? Begin(scope) : null).ConfigureAwait(false);
        while (job is { } from && from.State != JobState.Done) job = await site.Alone(scope => holds(scope) ? Tell(scope, from) : null).ConfigureAwait(false);
    }

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private Job Begin(BatchScope scope)
    {
        if (scope.Db.Imports.Find(JobId) is { } known) return IsToldAgain(known, scope) ? known with { State = JobState.Deciding, Progress = "" } : known;
        var rule = due.Program.Document.Ladder.Tiers.Single(t => t.Id == due.Tier).Ranking!;
        var entries = new List<RankEntry>();
        foreach (var account in scope.Db.Members.All().ToList())
        {
            if (EntryOf(scope.Db.Members.Load(account)!) is { } entry) entries.Add(entry);
        }

        var cut = CutOffs.Compute(entries, rule);
        var at = RecordedAt(scope);
        scope.Db.Programs.Record(new Storage.Programs.CutOff(due.Review, due.ReviewOn, due.Tier, cut.Population, cut.Value, rule.Seats, due.Program.Version, at));
        var told = new CutOffTold(cut.Population, cut.Value, cut.Inside);
        var job = new Job(JobId, JobKind, cut.Population == 0 ? JobState.Done : JobState.Deciding, at, at, JsonSerializer.Serialize(told), "");
        scope.Db.Imports.Save(job);
        return job;
    }

    // Played under history on its own date, the review is read once more where it takes effect live: who came to be ranked since has not heard.
    private bool IsToldAgain(Job known, BatchScope scope) => known.State == JobState.Done && !isHistory && scope.Programs.Calendar.DayOf(known.ChangedAt) < due.EffectOn;

    private Job Tell(BatchScope outer, Job job)
    {
        var told = JsonSerializer.Deserialize<CutOffTold>(job.Input)!;
        var inside = told.Inside.ToHashSet(StringComparer.Ordinal);
        AccountId? after = job.Progress.Length == 0 ? null : AccountId.Parse(job.Progress);
        var page = outer.Db.Members.Page(after, MembersAtOnce);
        var scope = new BatchScope(outer.Db, outer.KnownPrograms, outer.Now, isHistory);
        foreach (var account in page.Select(f => f.Account))
        {
            var member = scope.Member(account);
            if (inside.Contains(account.ToString()) || EntryOf(member) is not null || Waits(member)) TellOne(scope, member, told, inside.Contains(account.ToString()));
        }

        scope.Flush();
        var next = page.Count < MembersAtOnce ? job with { State = JobState.Done, Progress = "" } : job with { Progress = page[^1].Account.ToString() };
        outer.Db.Imports.Save(next with { ChangedAt = RecordedAt(outer) });
        return next;
    }

    private void TellOne(BatchScope scope, LoadedMember member, CutOffTold told, bool isInside)
    {
        var number = $"{JobId}:{member.Account}";
        if (scope.Document(ConsequenceCarrier.Source, number) is not null) return;
        scope.Decide(member, new Command(new CutOffReached
        {
            OccurredAt = scope.Programs.Calendar.StartOf(due.EffectOn),
            RecordedAt = RecordedAt(scope),
            Source = ConsequenceCarrier.Source,
            Number = number,
            Review = due.Review,
            ReviewOn = due.ReviewOn,
            Tier = due.Tier,
            Value = told.Value,
            Population = told.Population,
            Inside = isInside,
        }));
    }

    private bool Waits(LoadedMember member) => member.State.Tier is { } tier && tier.Waiting.Any(w => w.Review == due.Review && w.On == due.ReviewOn);

    private RankEntry? EntryOf(LoadedMember member) => CutOffs.EntryOf(member.State, due.Program.Ladder, due.Tier, due.Review, due.ReviewOn);

    private Instant RecordedAt(BatchScope scope) => isHistory ? scope.Programs.Calendar.StartOf(due.EffectOn) : scope.Now;

    private sealed record CutOffTold(int Population, long Value, IReadOnlyList<string> Inside);
}
