using System.Text.Json;
using Tessera.App.Exports;
using Tessera.App.Jobs;
using Tessera.App.People;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Approvals;

/// <summary>
/// Orders an export at once, or asks another person where it has more rows than the programme's limit (trials S10). Where nobody but the maker could
/// approve, it is ordered with a typed reason and marked single, as semantics §11 has it for publications.
/// </summary>
public sealed record AskToExport : WriteCommand<Submitted<Job>>
{
    /// <summary>The export.</summary>
    public required OrderJob Command { get; init; }

    internal override Answer<Submitted<Job>> Decide(BatchScope scope)
    {
        var limit = scope.Programs.At(scope.Now).Document.Approvals.ExportsAbove;
        var rows = Export.CountUpTo(scope.Db, scope.Today, Command.Ask.Table!, limit + 1);
        if (rows <= limit) return Order(scope, isSingle: false);
        var kind = Command.Ask.Persons == PersonColumns.Whole ? ApprovalKinds.PersonalExport : ApprovalKinds.Export;
        if (ApprovalStores.NobodyElse(scope.Db, Actor, ApprovalKinds.ScopeOf(kind)))
        {
            return string.IsNullOrWhiteSpace(Command.Ask.Reason) ? new Refusal(Reason.Of("export.reasonMissing", Reason.Count("limit", limit)), "/reason") : Order(scope, isSingle: true);
        }

        if (Command.Allowed(scope) is { } refusal) return refusal;
        var text = JsonSerializer.Serialize(new StoredExport(JobIds.New(JobKinds.PrefixOf(JobKinds.Export), scope.Now), Command.Language, Command.Ask.Write()), JsonSerializerOptions.Web);
        return new Submitted<Job>(null, WaitingCommands.Keep(scope, new WaitingCommand(kind, text, Actor)));
    }

    internal override AuditNote NoteOf(BatchScope scope, Submitted<Job> made) => made.Waits is { } approval ? WaitingCommands.Note(approval) with { Why = Command.Ask.Reason } : AuditNote.Nothing;

    private Answer<Submitted<Job>> Order(BatchScope scope, bool isSingle)
    {
        var answer = (Command with { Actor = Actor, Entrance = Entrance, IsSingle = isSingle }).Decide(scope);
        return answer.Refusal is { } refusal ? refusal : new Submitted<Job>(answer.Value, null, isSingle);
    }
}

/// <summary>An export as it is stored while it waits: the id its job will have, so that who asked finds it.</summary>
internal sealed record StoredExport(string JobId, string Language, string Ask)
{
    public static StoredExport Read(Approval approval) => JsonSerializer.Deserialize<StoredExport>(approval.Command, JsonSerializerOptions.Web)!;

    public OrderJob ToCommand(Approval approval) => new() { Kind = JobKinds.Export, JobId = JobId, Ask = JobAsk.Read(Ask), Language = Language, Actor = approval.Maker };
}
