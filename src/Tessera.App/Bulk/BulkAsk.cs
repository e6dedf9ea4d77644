using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Members;

namespace Tessera.App.Bulk;

/// <summary>What is done to each member.</summary>
public enum BulkAct
{
    /// <summary>Gets a tag; who holds it stays as is.</summary>
    Tag,

    /// <summary>Loses a tag; who has it not stays as is.</summary>
    Untag,

    /// <summary>Points are corrected.</summary>
    Points,

    /// <summary>Gets coupons of a kind.</summary>
    Coupons,
}

/// <summary>Bulk work: what is done, and to whom.</summary>
public sealed record BulkAsk
{
    /// <summary>Most members of one piece of work: choosing them is one statement between two purchases.</summary>
    public const int Most = 200_000;

    /// <summary>What is done.</summary>
    public required BulkAct Act { get; init; }

    /// <summary>Tag, for <see cref="BulkAct.Tag"/> and <see cref="BulkAct.Untag"/>.</summary>
    public string? Tag { get; init; }

    /// <summary>Last local date of the tag, or null.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>Points for each, positive or negative.</summary>
    public long Points { get; init; }

    /// <summary>Kind of coupon.</summary>
    public string? Kind { get; init; }

    /// <summary>Coupons for each, 1 to 20.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>The members.</summary>
    public required MemberFilter Filter { get; init; }

    /// <summary>What a job of bulk work does.</summary>
    public static BulkAct ActOf(Job job) => Read(job.Input).Act;

    internal string Write() => JsonSerializer.Serialize(this, BulkJson.Default.BulkAsk);

    internal static BulkAsk Read(string json) => JsonSerializer.Deserialize(json, BulkJson.Default.BulkAsk)!;

    /// <summary>Why it cannot be done at all, or null.</summary>
    internal Refusal? Wrong(CompiledProgram program)
    {
        if (Act != BulkAct.Coupons) return null;
        if (program.Coupons.GetValueOrDefault(Kind!)?.Kind is not { Enabled: true } kind) return new Refusal(Reason.Of("coupon.unknownKind", Reason.Id("coupon", Kind!)), "/kind");
        return kind.Takes.Contains(CouponTake.Assigned) ? null : new Refusal(Reason.Of("coupon.notTakenSo", Reason.Id("coupon", Kind!)), "/kind");
    }

    /// <summary>What the limit of approvals counts: points in all, either way, or coupons; tags move no value.</summary>
    internal long Amount(long members) => Act switch { BulkAct.Points => checked(members * Math.Abs(Points)), BulkAct.Coupons => checked(members * Count), _ => 0 };

    /// <summary>The limit from where another person must approve.</summary>
    internal long Limit(ProgramDocument document) => Act switch { BulkAct.Points => document.Approvals.PointsAbove, BulkAct.Coupons => document.Approvals.CouponsAbove, _ => long.MaxValue };

    /// <summary>Points given × the share expected to be used × what they are worth, minor units, rounded half-up (semantics §10); null where nothing is given that has a worth at issue.</summary>
    internal long? ExpectedCostMinor(ProgramDocument document, long members)
    {
        if (Act != BulkAct.Points || Points <= 0 || document.Points.Spending is not { WorthMinor: > 0 } spending) return null;
        return Rounding.Divide((Int128)Points * members * spending.WorthMinor * document.Liability.ExpectedShare, (Int128)spending.Points * 10_000, RoundingMode.HalfUp);
    }
}

/// <summary>What bulk work came to; members = done + same + refused, and on the way back undone + left.</summary>
public sealed record BulkTally
{
    /// <summary>Row up to which it is done.</summary>
    public int LastLine { get; init; }

    /// <summary>Members chosen: what progress is measured by.</summary>
    public long Expected { get; init; }

    /// <summary>Rows done.</summary>
    public long Members { get; init; }

    /// <summary>Changed.</summary>
    public long Done { get; init; }

    /// <summary>Was so already.</summary>
    public long Same { get; init; }

    /// <summary>Refused; the rows say why.</summary>
    public long Refused { get; init; }

    /// <summary>Way back: put back.</summary>
    public long Undone { get; init; }

    /// <summary>Way back: left as they are.</summary>
    public long Left { get; init; }

    /// <summary>Whether the sum adds up.</summary>
    [JsonIgnore]
    public bool AddsUp => Members == Done + Same + Refused + Undone + Left;

    internal string Write() => JsonSerializer.Serialize(this, BulkJson.Default.BulkTally);

    /// <summary>A tally as it was kept.</summary>
    public static BulkTally Read(string json) => JsonSerializer.Deserialize(json, BulkJson.Default.BulkTally) ?? new BulkTally();
}

/// <summary>What bulk work would come to; nothing is stored.</summary>
/// <param name="Members">Members it would be done to.</param>
/// <param name="LeftOut">Members of the filter who are closed or merged into others.</param>
/// <param name="Amount">Points or coupons in all; 0 for tags.</param>
/// <param name="ExpectedCostMinor">Expected cost of points given; null where there is none.</param>
/// <param name="Limit">The limit from where another person must approve; null where there is none.</param>
/// <param name="Sample">A few of the members.</param>
public sealed record BulkPreview(long Members, long LeftOut, long Amount, long? ExpectedCostMinor, long? Limit, IReadOnlyList<AccountId> Sample)
{
    private const int Shown = 5;

    /// <summary>Whether another person would have to approve it.</summary>
    public bool NeedsApproval => Limit is { } limit && Amount > limit;

    /// <summary>Reads it; a refusal says why the work could not be ordered.</summary>
    public static (BulkPreview? Preview, Refusal? Refusal) Of(ReadScope scope, BulkAsk ask)
    {
        if (scope.KnownPrograms?.At(scope.AsOf) is not { } program) throw new NoProgram();
        if (ask.Wrong(program) is { } refusal) return (null, refusal);
        var members = scope.Db.MemberLists.CountOpen(ask.Filter);
        var limit = ask.Limit(program.Document);
        return (new BulkPreview(members, scope.Db.MemberLists.Count(ask.Filter) - members, ask.Amount(members), ask.ExpectedCostMinor(program.Document, members), limit == long.MaxValue ? null : limit, scope.Db.MemberLists.SampleOpen(ask.Filter, Shown)), null);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(BulkAsk))]
[JsonSerializable(typeof(BulkTally))]
internal sealed partial class BulkJson : JsonSerializerContext;
