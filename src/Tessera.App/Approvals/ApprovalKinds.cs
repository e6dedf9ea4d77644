using System.Text.Json;
using Tessera.App.Bulk;
using Tessera.App.Members;
using Tessera.App.People;
using Tessera.App.Points;
using Tessera.App.Programs;
using Tessera.App.Tiers;
using Tessera.App.Tills;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Approvals;

/// <summary>A kind of command that can wait for a second person: how it is stored, and which right it needs.</summary>
/// <param name="Code">Code.</param>
/// <param name="Scope">The right that who asks and who approves both hold.</param>
/// <param name="Run">Carries a stored command out, for its maker, with its approver.</param>
internal sealed record ApprovalKind(string Code, string Scope, Func<BatchScope, Approval, string, Answer> Run)
{
    /// <summary>Whether it stands on the programme: a version published meanwhile voids it.</summary>
    public bool StandsOnProgram { get; init; }

    /// <summary>What its till hands over of what it made; null for what is done at no till.</summary>
    public Func<BatchScope, Approval, object, IEnumerable<TillNote>>? AtTill { get; init; }

    /// <summary>The command itself where it needs more members and limits than the one it is about; null for the others.</summary>
    public Func<BatchScope, Approval, WriteCommand?>? Command { get; init; }
}

/// <summary>All kinds.</summary>
internal static class ApprovalKinds
{
    public const string Adjustment = "points.adjustment";
    public const string Publication = "program.publication";
    public const string TierBatch = "tier.batch";
    public const string CouponBatch = "coupon.batch";
    public const string BulkPoints = "bulk.points";
    public const string BulkCoupons = "bulk.coupons";
    public const string Export = "export";
    public const string PersonalExport = "export.personal";
    public const string TillSale = "till.sale";
    public const string TillRefund = "till.refund";
    public const string TillPoints = "till.points";

    public static IReadOnlyList<ApprovalKind> All { get; } =
    [
        new(Adjustment, Roles.Adjust, (scope, approval, approver) => StoredAdjustment.Read(approval).ToCommand(approval).Decide(scope)),
        new(Publication, Roles.Publish, (scope, approval, approver) => StoredPublication.Read(approval).ToCommand(approval, approver).Decide(scope)) { StandsOnProgram = true },
        new(Export, Roles.Export, (scope, approval, approver) => StoredExport.Read(approval).ToCommand(approval).Decide(scope)),
        new(PersonalExport, Roles.ExportPersonal, (scope, approval, approver) => StoredExport.Read(approval).ToCommand(approval).Decide(scope)),
        new(CouponBatch, Roles.GrantCoupons, (scope, approval, approver) => StoredCouponBatch.Read(approval).ToCommand(approval).Decide(scope)),
        new(BulkPoints, Roles.Adjust, (scope, approval, approver) => StoredBulk.Read(approval).ToCommand(approval).Decide(scope)),
        new(BulkCoupons, Roles.GrantCoupons, (scope, approval, approver) => StoredBulk.Read(approval).ToCommand(approval).Decide(scope)),
        new(TierBatch, Roles.TiersBatch, (scope, approval, approver) => StoredTierBatch.Read(approval).ToCommand(approval).Decide(scope)) { StandsOnProgram = true },
        OfTill(TillSale),
        OfTill(TillRefund),
        OfTill(TillPoints),
    ];

    /// <summary>Whether it is done at a till, where it can be approved on the spot.</summary>
    public static bool IsOfTill(string code) => code is TillSale or TillRefund or TillPoints;

    public static ApprovalKind Find(string code) => All.First(k => k.Code == code);

    /// <summary>The right that deciding a kind needs beside <c>approvals:decide</c>.</summary>
    public static string ScopeOf(string code) => Find(code).Scope;

    private static ApprovalKind OfTill(string code) => new(code, Roles.Sell, (scope, approval, approver) => StoredTillAsk.Run(scope, approval))
    {
        AtTill = StoredTillAsk.AtTill, Command = (scope, approval) => StoredTillAsk.Read(approval).ToCommand(scope, approval),
    };
}

/// <summary>An adjustment as it is stored while it waits.</summary>
internal sealed record StoredAdjustment(long Points, string ReasonCode, string? Note, long? OccurredAtMicros, DateOnly? Through, bool NeverEnds, bool MayMakeDebt)
{
    public static StoredAdjustment Of(AdjustPoints command) =>
        new(command.Points, command.ReasonCode, command.Text, command.OccurredAt?.Micros, command.Through, command.NeverEnds, command.MayMakeDebt);

    public static StoredAdjustment Read(Approval approval) => JsonSerializer.Deserialize<StoredAdjustment>(approval.Command, JsonSerializerOptions.Web)!;

    public AdjustPoints ToCommand(Approval approval) => new()
    {
        Member = MemberRef.By(approval.About!.Value), Actor = approval.Maker, Points = Points, ReasonCode = ReasonCode, Text = Note,
        OccurredAt = OccurredAtMicros is { } micros ? new Instant(micros) : null, Through = Through, NeverEnds = NeverEnds, MayMakeDebt = MayMakeDebt,
    };
}

/// <summary>A publication as it is stored while it waits.</summary>
internal sealed record StoredPublication(string SourceText, string Reason, long? EffectiveAtMicros, string? Report = null, int? RollsBackTo = null, IReadOnlyList<string>? Checked = null)
{
    public static StoredPublication Of(PublishProgram command) => new(command.SourceText, command.Reason, command.EffectiveAt?.Micros, command.Report, command.RollsBackTo, command.Checked.Count == 0 ? null : command.Checked);

    public static StoredPublication Read(Approval approval) => JsonSerializer.Deserialize<StoredPublication>(approval.Command, JsonSerializerOptions.Web)!;

    public PublishProgram ToCommand(Approval approval, string approver) => new()
    {
        SourceText = SourceText, Reason = Reason, EffectiveAt = EffectiveAtMicros is { } micros ? new Instant(micros) : null, Actor = approval.Maker, Approver = approver, Report = Report, RollsBackTo = RollsBackTo,
        Checked = Checked ?? [], SignedAt = approval.MadeAt,
    };
}

/// <summary>The run of a batch of tiers as it is stored while it waits; its rows lie with the preview.</summary>
internal sealed record StoredTierBatch(string BatchId, string Language, string Input)
{
    public static StoredTierBatch Read(Approval approval) => JsonSerializer.Deserialize<StoredTierBatch>(approval.Command, JsonSerializerOptions.Web)!;

    public StartTierBatch ToCommand(Approval approval) => new() { BatchId = BatchId, Language = Language, Actor = approval.Maker };
}
