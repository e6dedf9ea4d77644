using System.Text.Json;
using Tessera.App.People;
using Tessera.App.Tiers;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Approvals;

/// <summary>
/// Runs a previewed batch of tiers at once, or asks another person where it sets more members than the programme's limit (trials S10). Where nobody but
/// the maker could approve, it is run and marked single.
/// </summary>
public sealed record AskToRunTiers : WriteCommand<Submitted<Job>>
{
    /// <summary>The run.</summary>
    public required StartTierBatch Command { get; init; }

    internal override Answer<Submitted<Job>> Decide(BatchScope scope)
    {
        if (scope.Db.Imports.Find(Command.BatchId) is not { Kind: RunTierBatch.JobKind } job) return Refusal.Of("tierBatch.unknown", Reason.Id("batch", Command.BatchId));
        var changes = scope.Db.TierDesk.Rows(job.Id, 0, PlanTierBatch.Most).Count(r => r.Result is null);
        if (changes <= scope.Programs.At(scope.Now).Document.Approvals.TiersAbove) return Run(scope, isSingle: false);
        if (ApprovalStores.NobodyElse(scope.Db, Actor, Roles.TiersBatch)) return Run(scope, isSingle: true);
        if (StartTierBatch.Allowed(scope, job) is { } refusal) return refusal;
        var text = JsonSerializer.Serialize(new StoredTierBatch(job.Id, Command.Language, job.Input), JsonSerializerOptions.Web);
        return new Submitted<Job>(null, WaitingCommands.Keep(scope, new WaitingCommand(ApprovalKinds.TierBatch, text, Actor) { Amount = changes }));
    }

    internal override AuditNote NoteOf(BatchScope scope, Submitted<Job> made) => made.Waits is { } approval ? WaitingCommands.Note(approval)
        : new AuditNote(made.Done!.Id) { After = made.IsSingle ? "{\"single\":true}" : null };

    private Answer<Submitted<Job>> Run(BatchScope scope, bool isSingle)
    {
        var answer = (Command with { Actor = Actor, Entrance = Entrance }).Decide(scope);
        return answer.Refusal is { } refusal ? refusal : new Submitted<Job>(answer.Value, null, isSingle);
    }
}
