using Tessera.App.Import;
using Tessera.App.Jobs;
using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Segments;
using Tessera.Storage;

namespace Tessera.App.Segments;

/// <summary>A segment as it was kept, and the job that looks at everybody; null where nothing is to be evaluated.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Job">The job.</param>
public sealed record SegmentKept(SegmentTerms Segment, Job? Job);

/// <summary>Makes or changes a segment. What it names must be there, and no segment may stand on itself.</summary>
public sealed record KeepSegment : WriteCommand<SegmentKept>
{
    /// <summary>Most segments of a store.</summary>
    public const int Most = 200;

    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>How it is kept, for a new one; null changes one that is there.</summary>
    public SegmentKind? Makes { get; init; }

    /// <summary>Name in Chinese, or null to leave it.</summary>
    public string? NameZh { get; init; }

    /// <summary>Name in English, or null to leave it; a new one without is called by its Chinese name.</summary>
    public string? NameEn { get; init; }

    /// <summary>Condition, or null to leave it.</summary>
    public string? Condition { get; init; }

    /// <summary>Language of the job.</summary>
    public string Language { get; init; } = "zh-CN";

    internal override Answer<SegmentKept> Decide(BatchScope scope)
    {
        var known = scope.Db.Segments.Find(Id);
        if (Makes is not null && known is not null) return new Refusal(Reason.Of("segment.exists", Reason.Id("segment", Id)), "/id");
        if (Makes is null && known is not { EndedAt: null }) return Refusal.Of("segment.unknown", Reason.Id("segment", Id));
        if (known is null && scope.Db.Segments.All().Count >= Most) return Refusal.Of("segment.tooMany", Reason.Count("most", Most));
        if (Condition is not null && Wrong(scope) is { } wrong) return wrong;
        var kept = new SegmentTerms(Id, known?.Kind ?? Makes!.Value, NameZh ?? known?.NameZh ?? Id, NameEn ?? known?.NameEn ?? NameZh ?? Id, Condition ?? known?.Condition)
        {
            CreatedAt = known?.CreatedAt ?? scope.Now, ChangedAt = scope.Now, EvaluatedAt = Condition is null ? known?.EvaluatedAt : null,
        };
        if (kept is { Kind: SegmentKind.Live, Condition: null }) return new Refusal(Reason.Of("segment.needsCondition"), "/condition");
        if (known is { Kind: SegmentKind.Fixed } && Condition is not null) return new Refusal(Reason.Of("segment.filled", Reason.Id("segment", Id)), "/condition");
        scope.Db.Segments.Save(kept);
        var job = Condition is null ? null : SegmentJobs.Order(scope, Id, (Actor, Language));
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, known is null ? "segment.created" : "segment.changed", Id, $$"""{"nameZh":{{AuditNote.Quote(kept.NameZh)}},"nameEn":{{AuditNote.Quote(kept.NameEn)}},"condition":{{(kept.Condition is null ? "null" : AuditNote.Quote(kept.Condition))}}}"""));
        return new SegmentKept(kept, job);
    }

    private Refusal? Wrong(BatchScope scope)
    {
        var program = scope.Programs.At(scope.Now).Document;
        if (SegmentText.Read(Condition!, program).Condition is not { } condition) return new Refusal(Reason.Of("segment.condition"), "/condition");
        var all = scope.Db.Segments.All().Where(s => s.EndedAt is null).ToDictionary(s => s.Id, StringComparer.Ordinal);
        var (open, seen) = (new Stack<string>(ConditionReads.Of(condition).Segments), new HashSet<string>(StringComparer.Ordinal));
        while (open.TryPop(out var name))
        {
            if (name == Id) return new Refusal(Reason.Of("segment.circle", Reason.Id("segment", Id)), "/condition");
            if (!all.TryGetValue(name, out var named)) return new Refusal(Reason.Of("segment.unknown", Reason.Id("segment", name)), "/condition");
            if (!seen.Add(name) || named.Condition is null) continue;
            foreach (var inner in ConditionReads.Of(SegmentText.Read(named.Condition, program).Condition).Segments) open.Push(inner);
        }

        return null;
    }
}

/// <summary>Deletes a segment: whoever is in it leaves, each by a fact of the record, then it goes.</summary>
public sealed record EndSegment : WriteCommand<SegmentKept>
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Language of the job.</summary>
    public string Language { get; init; } = "zh-CN";

    internal override Answer<SegmentKept> Decide(BatchScope scope)
    {
        if (scope.Db.Segments.Find(Id) is not { } known) return Refusal.Of("segment.unknown", Reason.Id("segment", Id));
        if (known.EndedAt is not null) return new Answer<SegmentKept>(new SegmentKept(known, null), null, IsRepeat: true);
        if (UsedBy(scope) is { } user) return Refusal.Of("segment.inUse", Reason.Id("segment", Id), Reason.Id("by", user));
        var ended = known with { EndedAt = scope.Now, ChangedAt = scope.Now };
        var job = (Job?)null;
        if (scope.Db.Segments.Members(Id, null, 1).Count == 0)
        {
            scope.Db.Segments.Drop(Id);
        }
        else
        {
            scope.Db.Segments.Save(ended);
            job = SegmentJobs.Order(scope, Id, (Actor, Language));
        }

        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "segment.deleted", Id));
        return new SegmentKept(ended, job);
    }

    private string? UsedBy(BatchScope scope)
    {
        foreach (var version in scope.KnownPrograms?.Versions ?? [])
        {
            var document = version.Document;
            var conditions = document.Ladder.Tiers.SelectMany(t => new[] { t.Enter, t.Validity.Keep }).Concat(document.Reviews.SelectMany(r => r.Keep.Values)).Concat(document.TagRules.Select(r => r.When));
            if (version.Version == scope.KnownPrograms!.Versions[^1].Version && conditions.Any(c => ConditionReads.Of(c).Segments.Contains(Id))) return document.Code;
        }

        var program = scope.Programs.At(scope.Now).Document;
        return scope.Db.Segments.All().FirstOrDefault(s => s is { EndedAt: null, Condition: not null } && ConditionReads.Of(SegmentText.Read(s.Condition, program).Condition).Segments.Contains(Id))?.Id;
    }
}

/// <summary>What a change of a list did.</summary>
/// <param name="Added">Entered.</param>
/// <param name="Removed">Left.</param>
/// <param name="Same">Stood so already.</param>
/// <param name="Unknown">Ids that name no member who can be moved.</param>
public sealed record SegmentListed(int Added, int Removed, int Same, IReadOnlyList<string> Unknown);

/// <summary>Puts members into a list, or takes them out, each by a fact of the record.</summary>
public sealed record ListMembers : WriteCommand<SegmentListed>
{
    /// <summary>Most members at once.</summary>
    public const int Most = 500;

    /// <summary>The list.</summary>
    public required string Id { get; init; }

    /// <summary>Who enters.</summary>
    public IReadOnlyList<string> Add { get; init; } = [];

    /// <summary>Who leaves.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Add.Concat(Remove).Select(id => Find(scope, id)).OfType<AccountId>();

    internal override Answer<SegmentListed> Decide(BatchScope scope)
    {
        if (scope.Db.Segments.Find(Id) is not { EndedAt: null } segment) return Refusal.Of("segment.unknown", Reason.Id("segment", Id));
        if (segment.Kind != SegmentKind.Fixed) return Refusal.Of("segment.isLive", Reason.Id("segment", Id));
        var (added, removed, same, unknown) = (0, 0, 0, new List<string>());
        foreach (var (id, inside) in Add.Select(i => (i, true)).Concat(Remove.Select(i => (i, false))))
        {
            if (Find(scope, id) is not { } account)
            {
                unknown.Add(id);
                continue;
            }

            var member = scope.Member(account);
            if (member.State.Segments.ContainsKey(Id) == inside) same++;
            else if (scope.Decide(member, new Command(SegmentMoves.Of(scope, Id, inside) with { Actor = Actor })).Refusal is not null) unknown.Add(id);
            else if (inside) added++;
            else removed++;
        }

        return new SegmentListed(added, removed, same, unknown);
    }

    internal override AuditNote NoteOf(BatchScope scope, SegmentListed made) => new(Id) { After = string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"added":{{made.Added}},"removed":{{made.Removed}}}""") };

    private static AccountId? Find(BatchScope scope, string id) => MemberId.TryParse(id, out var member) ? MemberRef.By(member).Resolve(scope.Db) : null;
}

/// <summary>Orders an evaluation of one segment now.</summary>
public sealed record EvaluateSegment : WriteCommand<Job>
{
    /// <summary>The segment.</summary>
    public required string Id { get; init; }

    /// <summary>Language of the job.</summary>
    public string Language { get; init; } = "zh-CN";

    internal override Answer<Job> Decide(BatchScope scope)
    {
        if (scope.Db.Segments.Find(Id) is not { EndedAt: null } segment) return Refusal.Of("segment.unknown", Reason.Id("segment", Id));
        if (segment.Kind != SegmentKind.Live) return Refusal.Of("segment.isList", Reason.Id("segment", Id));
        if (SegmentJobs.Order(scope, Id, (Actor, Language)) is not { } job) return Refusal.Of("job.tooMany", Reason.Count("most", OrderJob.MostOpen));
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "segment.evaluationOrdered", Id, $$"""{"job":"{{job.Id}}"}"""));
        return job;
    }
}

/// <summary>Evaluations as jobs.</summary>
internal static class SegmentJobs
{
    internal const string JobKind = "segments.evaluate";

    /// <summary>Orders one; null where too many jobs wait: the night evaluates it then.</summary>
    internal static Job? Order(BatchScope scope, string segment, (string Actor, string Language) by)
    {
        if (scope.Db.Work.CountOpen() >= OrderJob.MostOpen) return null;
        var job = new Job(JobIds.New(JobKinds.PrefixOf(JobKind), scope.Now), JobKind, JobState.Waiting, scope.Now, scope.Now, segment, new SegmentTally().Write());
        scope.Db.Imports.Save(job);
        scope.Db.Work.Add(new JobOrder(job.Id, by.Actor, by.Language, new JobAsk().Write()));
        return job;
    }

    internal static async Task Run(Site site, Job job, string actor, CancellationToken stop)
    {
        await site.Alone(scope => Note(scope, job with { State = JobState.Deciding })).ConfigureAwait(false);
        var tally = await new SegmentRun(site, _ => true, withTags: false, job.Input).Run(stop).ConfigureAwait(false);
        await site.Alone(scope =>
        {
            scope.Db.Audits.Append(new AuditEvent(scope.Now, actor, "segment.evaluated", job.Input, tally.Write()));
            return Note(scope, job with { State = JobState.Done, Progress = tally.Write() });
        }).ConfigureAwait(false);
    }

    private static int Note(BatchScope scope, Job job)
    {
        scope.Db.Imports.Save(job with { ChangedAt = scope.Now });
        return 0;
    }
}
