using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.App.Exports;
using Tessera.App.Import;
using Tessera.App.Jobs;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Coupons;

/// <summary>What a batch gives, and to whom.</summary>
public sealed record CouponBatchAsk
{
    /// <summary>Kind.</summary>
    public required string Kind { get; init; }

    /// <summary>How many each, 1 to 20.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Tags of which a member has one on the day of the batch.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Reason as a code, or null.</summary>
    public string? ReasonCode { get; init; }

    internal string Write() => JsonSerializer.Serialize(this, CouponBatchJson.Default.CouponBatchAsk);

    internal static CouponBatchAsk Read(string json) => JsonSerializer.Deserialize(json, CouponBatchJson.Default.CouponBatchAsk)!;
}

/// <summary>What a batch came to; members = given + refused.</summary>
public sealed record CouponBatchTally
{
    /// <summary>Account up to which the batch is done; null before the first.</summary>
    public long? LastAccount { get; init; }

    /// <summary>Members who had one of the tags.</summary>
    public int Members { get; init; }

    /// <summary>Members who got coupons.</summary>
    public int Given { get; init; }

    /// <summary>Members who did not; the result says why.</summary>
    public int Refused { get; init; }

    /// <summary>Coupons given.</summary>
    public long Coupons { get; init; }

    internal string Write() => JsonSerializer.Serialize(this, CouponBatchJson.Default.CouponBatchTally);

    internal static CouponBatchTally Read(string json) => JsonSerializer.Deserialize(json, CouponBatchJson.Default.CouponBatchTally) ?? new CouponBatchTally();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CouponBatchAsk))]
[JsonSerializable(typeof(CouponBatchTally))]
internal sealed partial class CouponBatchJson : JsonSerializerContext;

/// <summary>Orders a batch: a job gives coupons to every member who has one of the tags.</summary>
public sealed record OrderCouponBatch : WriteCommand<Job>
{
    /// <summary>What is given.</summary>
    public required CouponBatchAsk Ask { get; init; }

    /// <summary>Language of its texts.</summary>
    public required string Language { get; init; }

    internal override Answer<Job> Decide(BatchScope scope)
    {
        if (IssuingCommand.Find(scope, k => k.Id == Ask.Kind) is not { Enabled: true } kind) return new Refusal(Reason.Of("coupon.unknownKind", Reason.Id("coupon", Ask.Kind)), "/kind");
        if (!kind.Takes.Contains(CouponTake.Assigned)) return new Refusal(Reason.Of("coupon.notTakenSo", Reason.Id("coupon", Ask.Kind)), "/kind");
        if (scope.Db.Work.CountOpen() >= OrderJob.MostOpen) return Refusal.Of("job.tooMany", Reason.Count("most", OrderJob.MostOpen));
        var now = scope.Now;
        var job = new Job(JobIds.New(JobKinds.PrefixOf(RunCouponBatch.JobKind), now), RunCouponBatch.JobKind, JobState.Waiting, now, now, Ask.Write(), new CouponBatchTally().Write());
        scope.Db.Imports.Save(job);
        scope.Db.Work.Add(new JobOrder(job.Id, Actor, Language, new JobAsk().Write()));
        scope.Db.Audits.Append(new AuditEvent(now, Actor, "couponBatch.ordered", job.Id, job.Input));
        return job;
    }
}

/// <summary>Carries out a batch in small transactions. How far it came is written with the coupons, so that a killed one goes on without giving twice.</summary>
internal static class RunCouponBatch
{
    internal const string JobKind = "coupons.batch";
    private const int AtOnce = 50;
    private const string Given = "couponBatch.given";
    private const string Refused = "couponBatch.refused";

    internal static async Task Run(Site site, Job job, string actor, Func<Task> beforeDone, CancellationToken stop)
    {
        var (ask, tally) = (CouponBatchAsk.Read(job.Input), CouponBatchTally.Read(job.Progress));
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var before = tally;
            tally = await site.Alone(scope => Some(scope, job, (ask, before), actor)).ConfigureAwait(false);
            if (tally.LastAccount == before.LastAccount) break;
        }

        await beforeDone().ConfigureAwait(false);
        await site.Alone(scope =>
        {
            scope.Db.Imports.Save(job with { State = JobState.Done, ChangedAt = scope.Now, Progress = tally.Write() });
            scope.Db.Audits.Append(new AuditEvent(scope.Now, actor, "couponBatch.finished", job.Id, tally.Write()));
            return 0;
        }).ConfigureAwait(false);
    }

    /// <summary>What the batch did, member by member.</summary>
    internal static ExportTable Results(ReadScope scope, string jobId, string language)
    {
        var program = scope.KnownPrograms?.At(scope.AsOf).Document;
        return new ExportTable(
            language == Text.English ? ["member_id", "result", "reason"] : ["会员编号", "结果", "原因"],
            scope.Db.Work.BadRows(jobId).Select(r => KeptBadRow.Read(r.Row)).Select(row => (IReadOnlyList<object?>)
            [
                row.Cells[0], Text.Say(row.Code, language), row.Got.Length == 0 ? null : Text.Render(KeptReason.Read(row.Got), language, program),
            ]));
    }

    private static CouponBatchTally Some(BatchScope scope, Job job, (CouponBatchAsk Ask, CouponBatchTally Tally) at, string actor)
    {
        var (ask, tally) = at;
        var accounts = scope.Db.Coupons.Tagged(ask.Tags, tally.LastAccount is { } last ? new AccountId(last) : null, AtOnce);
        scope.Load(accounts);
        foreach (var account in accounts)
        {
            if (GiveTo(scope, ask, account, actor) is { } answer)
            {
                tally = answer.IsAccepted
                    ? tally with { Members = tally.Members + 1, Given = tally.Given + 1, Coupons = tally.Coupons + ask.Count }
                    : tally with { Members = tally.Members + 1, Refused = tally.Refused + 1 };
                Keep(scope, job.Id, (account, tally.Members), answer.Refusal);
            }

            tally = tally with { LastAccount = account.Value };
        }

        scope.Flush();
        scope.Db.Imports.Save(job with { State = JobState.Deciding, ChangedAt = scope.Now, Progress = tally.Write() });
        return tally;
    }

    /// <summary>Gives to one member; null where the tag is over, or the member was merged into another who has it too.</summary>
    private static Answer<FactTold>? GiveTo(BatchScope scope, CouponBatchAsk ask, AccountId account, string actor)
    {
        if (scope.Db.Identities.MergeOf(account) is not null) return null;
        var tags = scope.Member(account).State.Tags;
        if (!tags.Exists(t => ask.Tags.Contains(t.Tag) && t.Since <= scope.Today && (t.Through is not { } through || through >= scope.Today))) return null;
        return new GrantCoupons { Member = MemberRef.By(account), Kind = ask.Kind, Count = ask.Count, ReasonCode = ask.ReasonCode, Actor = actor }.Decide(scope);
    }

    private static void Keep(BatchScope scope, string jobId, (AccountId Account, int Line) row, Refusal? refusal)
    {
        if (row.Line > KeptBadRow.Most) return;
        var kept = new KeptBadRow([scope.Db.Identities.MemberOf(row.Account)?.ToString() ?? ""], refusal is null ? Given : Refused, "", refusal is null ? "" : KeptReason.Write(refusal.Reason));
        scope.Db.Work.AddBadRow(jobId, row.Line, kept.Write());
    }
}
