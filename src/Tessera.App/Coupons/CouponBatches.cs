using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.App.Jobs;
using Tessera.App.Reads;
using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Coupons;

namespace Tessera.App.Coupons;

/// <summary>What a batch gives, and to whom.</summary>
public sealed record CouponBatchAsk
{
    /// <summary>Kind; null for a pack.</summary>
    public string? Kind { get; init; }

    /// <summary>Benefit whose pack is given; null for coupons of one kind.</summary>
    public string? Benefit { get; init; }

    /// <summary>How many of the kind each, 1 to 20.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Tags of which a member has one on the day of the batch; empty asks none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>All tags must be held.</summary>
    public bool AllTags { get; init; }

    /// <summary>Tiers in force; empty for all.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];

    /// <summary>Only frozen members, only those who are not, or null for both.</summary>
    public bool? Frozen { get; init; }

    /// <summary>Reason as a code, or null.</summary>
    public string? ReasonCode { get; init; }

    [JsonIgnore]
    internal CouponSegment Segment => new() { Tags = Tags, AllTags = AllTags, Tiers = Tiers, Frozen = Frozen };

    internal string Write() => JsonSerializer.Serialize(this, CouponBatchJson.Default.CouponBatchAsk);

    internal static CouponBatchAsk Read(string json) => JsonSerializer.Deserialize(json, CouponBatchJson.Default.CouponBatchAsk)!;

    /// <summary>Why it cannot be given on a date, or null.</summary>
    internal Refusal? Wrong(CompiledProgram program, DateOnly today)
    {
        if (Segment.IsEverybody) return new Refusal(Reason.Of("couponBatch.everybody"), "/tags");
        if (Tiers.FirstOrDefault(id => program.Document.Ladder.Tiers.All(t => t.Id != id)) is { } unknown) return new Refusal(Reason.Of("tier.unknown", Reason.Id("tier", unknown)), "/tiers");
        if (Benefit is not null) return BenefitDecisions.PackOf(program.Document, Benefit, today) is null ? new Refusal(Reason.Of("benefit.notPack", Reason.Id("benefit", Benefit)), "/benefit") : null;
        if (program.Coupons.GetValueOrDefault(Kind!)?.Kind is not { Enabled: true } kind) return new Refusal(Reason.Of("coupon.unknownKind", Reason.Id("coupon", Kind!)), "/kind");
        return kind.Takes.Contains(CouponTake.Assigned) ? null : new Refusal(Reason.Of("coupon.notTakenSo", Reason.Id("coupon", Kind!)), "/kind");
    }

    /// <summary>Coupons for each member.</summary>
    internal int Each(ProgramDocument document, DateOnly today) => Benefit is null ? Count : BenefitDecisions.PackOf(document, Benefit, today)?.Coupons.Sum(g => g.Count) ?? 0;

    /// <summary>Whether a member, settled, is in the segment on a date.</summary>
    internal bool Means(MemberState state, DateOnly today)
    {
        if (state.ClosedOn is not null || state.MergedInto is not null || (Frozen is { } frozen && state.IsFrozen != frozen)) return false;
        if (Tiers.Count > 0 && !Tiers.Contains(state.InForce, StringComparer.Ordinal)) return false;
        var held = Tags.Count(tag => state.Tags.Exists(t => t.Tag == tag && t.Since <= today && (t.Through is not { } through || through >= today)));
        return Tags.Count == 0 || (AllTags ? held == Tags.Count : held > 0);
    }
}

/// <summary>What a batch came to; members = given + refused.</summary>
public sealed record CouponBatchTally
{
    /// <summary>Account up to which the batch is done; null before the first.</summary>
    public long? LastAccount { get; init; }

    /// <summary>Members in the segment when it was ordered: what progress is measured by.</summary>
    public long Expected { get; init; }

    /// <summary>Members who were in the segment when their turn came.</summary>
    public int Members { get; init; }

    /// <summary>Members who got coupons.</summary>
    public int Given { get; init; }

    /// <summary>Members who did not; the result says why.</summary>
    public int Refused { get; init; }

    /// <summary>Coupons given.</summary>
    public long Coupons { get; init; }

    /// <summary>Whether those were looked at who were merged while it ran: the last thing it does.</summary>
    public bool MergesDone { get; init; }

    internal string Write() => JsonSerializer.Serialize(this, CouponBatchJson.Default.CouponBatchTally);

    internal static CouponBatchTally Read(string json) => JsonSerializer.Deserialize(json, CouponBatchJson.Default.CouponBatchTally) ?? new CouponBatchTally();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CouponBatchAsk))]
[JsonSerializable(typeof(CouponBatchTally))]
internal sealed partial class CouponBatchJson : JsonSerializerContext;

/// <summary>What a batch would come to.</summary>
/// <param name="Members">Members in the segment, as of the last night.</param>
/// <param name="Coupons">Coupons it would give.</param>
/// <param name="SupplyLeft">What is left of the kind's supply, or null where it is not counted.</param>
/// <param name="NeedsApproval">Whether it is above the limit from where another person must approve.</param>
public sealed record CouponBatchPreview(long Members, long Coupons, long? SupplyLeft, bool NeedsApproval)
{
    /// <summary>Reads it; a refusal says why the batch could not be ordered.</summary>
    public static (CouponBatchPreview? Preview, Refusal? Refusal) Of(ReadScope scope, CouponBatchAsk ask)
    {
        if (scope.KnownPrograms?.At(scope.AsOf) is not { } program) throw new NoProgram();
        var today = program.Calendar.DayOf(scope.AsOf);
        if (ask.Wrong(program, today) is { } refusal) return (null, refusal);
        var members = scope.Db.Coupons.CountIn(ask.Segment, today);
        var coupons = members * ask.Each(program.Document, today);
        var kind = ask.Kind is { } id ? program.Coupons[id].Kind : null;
        return (new CouponBatchPreview(members, coupons, kind is { IsCounted: true } ? LeftOf(scope.Db, kind) : null, coupons > program.Document.Approvals.CouponsAbove), null);
    }

    private static long LeftOf(StoreConnection db, CouponKind kind)
    {
        var codes = kind.HasPool ? db.Coupons.PoolSize(kind.Id) : long.MaxValue;
        var most = kind.Supply >= 0 ? Math.Min(codes, kind.Supply) : codes;
        return Math.Max(0, most - db.SharedCounters.UsedOf([kind.SupplyId]).GetValueOrDefault(kind.SupplyId));
    }
}

/// <summary>Orders a batch: a job gives coupons to every member of a segment.</summary>
public sealed record OrderCouponBatch : WriteCommand<Job>
{
    /// <summary>What is given.</summary>
    public required CouponBatchAsk Ask { get; init; }

    /// <summary>Id its job is to have; null for a new one.</summary>
    public string? JobId { get; init; }

    /// <summary>Ordered by one alone although it was above the limit, as nobody else could have approved.</summary>
    public bool IsSingle { get; init; }

    /// <summary>Why, in words, or null.</summary>
    public string? Why { get; init; }

    /// <summary>Language of its texts.</summary>
    public required string Language { get; init; }

    internal override Answer<Job> Decide(BatchScope scope)
    {
        if (Allowed(scope) is { } refusal) return refusal;
        var now = scope.Now;
        var tally = new CouponBatchTally { Expected = scope.Db.Coupons.CountIn(Ask.Segment, scope.Today) };
        var job = new Job(JobId ?? JobIds.New(JobKinds.PrefixOf(RunCouponBatch.JobKind), now), RunCouponBatch.JobKind, JobState.Waiting, now, now, Ask.Write(), tally.Write());
        scope.Db.Imports.Save(job);
        scope.Db.Work.Add(new JobOrder(job.Id, Actor, Language, new JobAsk().Write()));
        scope.Db.Audits.Append(new AuditEvent(now, Actor, "couponBatch.ordered", job.Id, IsSingle ? $$"""{"single":true,"ask":{{job.Input}}}""" : job.Input, Why));
        return job;
    }

    /// <summary>Why it is not taken on, or null.</summary>
    internal Refusal? Allowed(BatchScope scope) => Ask.Wrong(scope.Programs.At(scope.Now), scope.Today)
        ?? (scope.Db.Work.CountOpen() >= OrderJob.MostOpen ? Refusal.Of("job.tooMany", Reason.Count("most", OrderJob.MostOpen)) : null);
}
