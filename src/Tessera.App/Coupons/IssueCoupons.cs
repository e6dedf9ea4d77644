using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Coupons;

/// <summary>Something that issues coupons of a kind: its supply is locked with the batch, and the numbers of pool codes follow from it.</summary>
public abstract record IssuingCommand : MemberCommand
{
    internal override IEnumerable<string> Shares(BatchScope scope) => KindIn(scope) is { IsCounted: true } kind ? [kind.SupplyId] : [];

    /// <summary>The kind asked for, or null when there is none.</summary>
    internal abstract CouponKind? KindIn(BatchScope scope);

    internal override (Command Command, Refusal? Refusal) Loaded(BatchScope scope, LoadedMember member, Fact fact)
    {
        if (KindIn(scope) is not { HasPool: true } kind) return (new Command(fact), null);
        // The lock first: what is read after it stands still.
        scope.LockShared([kind.SupplyId]);
        var codes = scope.Db.Coupons.PoolSize(kind.Id);
        var left = scope.RoomsOf([new SharedLimit(kind.SupplyId, codes)])[0].Left;
        var most = kind.Supply >= 0 ? Math.Min(codes, kind.Supply) : codes;
        Room[] rooms = [new Room(kind.SupplyId, Math.Max(0, most - (codes - left)))];
        return (new Command(fact switch
        {
            CouponGranted granted => granted with { PoolUsed = codes - left, Rooms = rooms },
            CouponClaimed claimed => claimed with { PoolUsed = codes - left, Rooms = rooms },
            _ => throw new InvalidOperationException("not an issue"),
        }), null);
    }

    internal static CouponKind? Find(BatchScope scope, Func<CouponKind, bool> which) =>
        scope.KnownPrograms?.At(scope.Now).Document.Coupons.Select(o => o.Kind).FirstOrDefault(which);

}

/// <summary>Staff, a batch or another system gives a member coupons (P7).</summary>
public sealed record GrantCoupons : IssuingCommand
{
    /// <summary>Kind.</summary>
    public required string Kind { get; init; }

    /// <summary>How many, 1 to 20.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Reason as a code, or null.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The batch that gives them, or null.</summary>
    internal string? Batch { get; init; }

    internal override Fact FactOf(Instant at) => new CouponGranted { OccurredAt = at, RecordedAt = at, Kind = Kind, Count = Count, ReasonCode = ReasonCode, Batch = Batch };

    internal override CouponKind? KindIn(BatchScope scope) => Find(scope, k => k.Id == Kind);
}

/// <summary>A member is given a pack, the coupons of a benefit (H9): whole, or not at all.</summary>
public sealed record GivePack : MemberCommand
{
    /// <summary>Id of the benefit.</summary>
    public required string Benefit { get; init; }

    /// <summary>Reason as a code, or null.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The batch that gives it, or null.</summary>
    internal string? Batch { get; init; }

    internal override Fact FactOf(Instant at) => new PackGiven { OccurredAt = at, RecordedAt = at, Benefit = Benefit, ReasonCode = ReasonCode, Batch = Batch };
}

/// <summary>A member takes a coupon by its kind, or by a claim code (P7, P8).</summary>
public sealed record ClaimCoupon : IssuingCommand
{
    /// <summary>Kind; may be left out beside a code.</summary>
    public string? Kind { get; init; }

    /// <summary>Claim code as entered, or null.</summary>
    public string? Code { get; init; }

    internal override Answer<FactTold> Decide(BatchScope scope) =>
        KindIn(scope) is null ? new Refusal(Reason.Of(Code is null ? "coupon.unknownKind" : "coupon.codeUnknown", Reason.Id("coupon", Kind ?? "")), Code is null ? "/kind" : "/code") : (this with { Kind = KindIn(scope)!.Id }).Told(scope);

    internal override Fact FactOf(Instant at) => new CouponClaimed { OccurredAt = at, RecordedAt = at, Kind = Kind!, Code = Code };

    internal override CouponKind? KindIn(BatchScope scope) =>
        Find(scope, k => Kind is null ? k.ClaimCode is { } code && string.Equals(code, Code, StringComparison.OrdinalIgnoreCase) : k.Id == Kind);

    private Answer<FactTold> Told(BatchScope scope) => base.Decide(scope);
}

/// <summary>A pool after an upload.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Codes">Codes it holds, handed out or not.</param>
/// <param name="Added">Codes added.</param>
/// <param name="Known">Codes that were known before, and left out.</param>
public sealed record PoolKept(string Kind, long Codes, int Added, IReadOnlyList<string> Known);

/// <summary>Codes of another system are added to the pool of a kind (P8).</summary>
public sealed record AddPoolCodes : WriteCommand<PoolKept>
{
    /// <summary>Most codes of one upload.</summary>
    public const int Most = 10_000;

    /// <summary>Kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The codes, each once.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    internal override IEnumerable<string> Shares(BatchScope scope) => [CouponKind.SupplyOf(Kind)];

    internal override Answer<PoolKept> Decide(BatchScope scope)
    {
        if (IssuingCommand.Find(scope, k => k.Id == Kind) is not { } kind) return new Refusal(Reason.Of("coupon.unknownKind", Reason.Id("coupon", Kind)), "/kind");
        if (!kind.HasPool) return new Refusal(Reason.Of("coupon.noPool", Reason.Id("coupon", Kind)), "/kind");
        scope.LockShared([kind.SupplyId]);
        var known = scope.Db.Coupons.Add(Kind, Codes);
        return new PoolKept(Kind, scope.Db.Coupons.PoolSize(Kind), Codes.Count - known.Count, known);
    }

    internal override AuditNote NoteOf(BatchScope scope, PoolKept made) =>
        new(Kind) { After = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{{\"codes\":{made.Codes},\"added\":{made.Added}}}") };
}
