using System.Text.Json;
using Tessera.App.Approvals;
using Tessera.App.Jobs;
using Tessera.App.People;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Bulk;

/// <summary>
/// Orders bulk work at once, or asks another person where it moves more than the programme's limit (trials S10). The members are chosen now: what is approved is what is done,
/// whoever comes into the filter meanwhile. Where nobody but the maker could approve, it is ordered with a typed reason and marked single.
/// </summary>
public sealed record AskForBulk : WriteCommand<Submitted<Job>>
{
    /// <summary>The work.</summary>
    public required BulkAsk Ask { get; init; }

    /// <summary>Members that the preview counted; with another number nothing is done.</summary>
    public required long Expected { get; init; }

    /// <summary>Why, in words, or null.</summary>
    public string? Why { get; init; }

    /// <summary>Language of its texts.</summary>
    public required string Language { get; init; }

    internal override Answer<Submitted<Job>> Decide(BatchScope scope)
    {
        var program = scope.Programs.At(scope.Now);
        if (Ask.Wrong(program) is { } wrong) return wrong;
        if (scope.Db.Work.CountOpen() >= OrderJob.MostOpen) return Refusal.Of("job.tooMany", Reason.Count("most", OrderJob.MostOpen));
        var members = scope.Db.MemberLists.CountOpen(Ask.Filter);
        if (members == 0) return Refusal.Of("bulk.empty");
        if (members > BulkAsk.Most) return Refusal.Of("bulk.tooMany", Reason.Count("most", BulkAsk.Most));
        if (members != Expected) return Refusal.Of("bulk.changed", Reason.Count("was", Expected), Reason.Count("now", members));
        var limit = Ask.Limit(program.Document);
        if (Ask.Amount(members) <= limit) return new Submitted<Job>(Start(scope, Chosen(scope), isSingle: false), null);
        var kind = Ask.Act == BulkAct.Points ? ApprovalKinds.BulkPoints : ApprovalKinds.BulkCoupons;
        if (ApprovalStores.NobodyElse(scope.Db, Actor, ApprovalKinds.ScopeOf(kind)))
        {
            return string.IsNullOrWhiteSpace(Why) ? new Refusal(Reason.Of("bulk.reasonMissing", Reason.Count("limit", limit)), "/reason") : new Submitted<Job>(Start(scope, Chosen(scope), isSingle: true), null, IsSingle: true);
        }

        var job = Chosen(scope);
        var text = JsonSerializer.Serialize(new StoredBulk(job.Id, Language, job.Input, members, Why), JsonSerializerOptions.Web);
        return new Submitted<Job>(null, WaitingCommands.Keep(scope, new WaitingCommand(kind, text, Actor) { Amount = Ask.Amount(members) }));
    }

    internal override AuditNote NoteOf(BatchScope scope, Submitted<Job> made) => made.Waits is { } approval ? WaitingCommands.Note(approval) with { Why = Why } : AuditNote.Nothing;

    private Job Chosen(BatchScope scope)
    {
        var now = scope.Now;
        var id = JobIds.New(JobKinds.PrefixOf(JobKinds.Bulk), now);
        var job = new Job(id, JobKinds.Bulk, JobState.Waiting, now, now, Ask.Write(), new BulkTally { Expected = Expected }.Write());
        scope.Db.Imports.Save(job);
        scope.Db.Bulk.Choose(id, Ask.Filter);
        return job;
    }

    private Job Start(BatchScope scope, Job job, bool isSingle)
    {
        scope.Db.Work.Add(new JobOrder(job.Id, Actor, Language, new JobAsk { Reason = Why }.Write()));
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "bulk.ordered", job.Id, isSingle ? $$"""{"single":true,"ask":{{job.Input}}}""" : job.Input, Why));
        return job;
    }
}

/// <summary>Starts bulk work that another person approved.</summary>
internal sealed record StartBulk : WriteCommand<Job>
{
    public required StoredBulk Bulk { get; init; }

    internal override Answer<Job> Decide(BatchScope scope)
    {
        if (scope.Db.Imports.Find(Bulk.JobId) is not { Kind: JobKinds.Bulk } job || !scope.Db.Bulk.Has(job.Id)) return Refusal.Of("job.unknown", Reason.Id("job", Bulk.JobId));
        if (scope.Db.Work.CountOpen() >= OrderJob.MostOpen) return Refusal.Of("job.tooMany", Reason.Count("most", OrderJob.MostOpen));
        scope.Db.Work.Add(new JobOrder(job.Id, Actor, Bulk.Language, new JobAsk { Reason = Bulk.Why }.Write()));
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "bulk.ordered", job.Id, job.Input, Bulk.Why));
        return job;
    }
}

/// <summary>Bulk work as it is stored while it waits; its members lie with the job that is to be.</summary>
internal sealed record StoredBulk(string JobId, string Language, string Ask, long Members, string? Why)
{
    public static StoredBulk Read(Approval approval) => JsonSerializer.Deserialize<StoredBulk>(approval.Command, JsonSerializerOptions.Web)!;

    public StartBulk ToCommand(Approval approval) => new() { Bulk = this, Actor = approval.Maker };
}
