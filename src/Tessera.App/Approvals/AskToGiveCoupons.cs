using System.Text.Json;
using Tessera.App.Coupons;
using Tessera.App.Jobs;
using Tessera.App.People;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Approvals;

/// <summary>
/// Orders a batch of coupons at once, or asks another person where it gives more than the programme's limit (trials S10). Where nobody but the maker could approve, it is
/// ordered with a typed reason and marked single, as semantics §11 has it for publications.
/// </summary>
public sealed record AskToGiveCoupons : WriteCommand<Submitted<Job>>
{
    /// <summary>The batch.</summary>
    public required OrderCouponBatch Command { get; init; }

    internal override Answer<Submitted<Job>> Decide(BatchScope scope)
    {
        if (Command.Allowed(scope) is { } refusal) return refusal;
        var document = scope.Programs.At(scope.Now).Document;
        var (limit, coupons) = (document.Approvals.CouponsAbove, scope.Db.Coupons.CountIn(Command.Ask.Segment, scope.Today) * Command.Ask.Each(document, scope.Today));
        if (coupons <= limit) return Order(scope, isSingle: false);
        if (ApprovalStores.NobodyElse(scope.Db, Actor, Roles.GrantCoupons))
        {
            return string.IsNullOrWhiteSpace(Command.Why) ? new Refusal(Reason.Of("couponBatch.reasonMissing", Reason.Count("limit", limit)), "/reason") : Order(scope, isSingle: true);
        }

        var text = JsonSerializer.Serialize(new StoredCouponBatch(JobIds.New(JobKinds.PrefixOf(JobKinds.CouponBatch), scope.Now), Command.Language, Command.Ask.Write(), Command.Why), JsonSerializerOptions.Web);
        return new Submitted<Job>(null, WaitingCommands.Keep(scope, new WaitingCommand(ApprovalKinds.CouponBatch, text, Actor) { Amount = coupons }));
    }

    internal override AuditNote NoteOf(BatchScope scope, Submitted<Job> made) => made.Waits is { } approval ? WaitingCommands.Note(approval) with { Why = Command.Why } : AuditNote.Nothing;

    private Answer<Submitted<Job>> Order(BatchScope scope, bool isSingle)
    {
        var answer = (Command with { Actor = Actor, Entrance = Entrance, IsSingle = isSingle }).Decide(scope);
        return answer.Refusal is { } refusal ? refusal : new Submitted<Job>(answer.Value, null, isSingle);
    }
}

/// <summary>A batch of coupons as it is stored while it waits: the id its job will have, so that who asked finds it.</summary>
internal sealed record StoredCouponBatch(string JobId, string Language, string Ask, string? Why)
{
    public static StoredCouponBatch Read(Approval approval) => JsonSerializer.Deserialize<StoredCouponBatch>(approval.Command, JsonSerializerOptions.Web)!;

    public OrderCouponBatch ToCommand(Approval approval) => new() { JobId = JobId, Ask = CouponBatchAsk.Read(Ask), Why = Why, Language = Language, Actor = approval.Maker };
}
