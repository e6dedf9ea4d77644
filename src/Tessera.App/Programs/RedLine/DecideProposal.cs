using Tessera.Core;
using Tessera.Storage.Programs;

namespace Tessera.App.Programs.RedLine;

/// <summary>Takes the changes of a proposal into the draft; publishing it is another step, with all its rules.</summary>
public sealed record AcceptProposal : WriteCommand<Proposal>
{
    /// <summary>The proposal.</summary>
    public required string ProposalId { get; init; }

    /// <summary>Whether a draft that somebody changed is given up for it.</summary>
    public bool ReplaceDraft { get; init; }

    internal override Answer<Proposal> Decide(BatchScope scope)
    {
        if (ProposalDecisions.Refuse(scope, ProposalId, out var proposal) is { } refusal) return refusal;
        if (scope.Programs.At(scope.Now).Version != proposal!.Version || scope.Db.Programs.Newest() != proposal.Version) return Refusal.Of("proposal.stale", Reason.Count("version", proposal.Version));
        var published = scope.Db.Programs.Versions()[^1].SourceText;
        var draft = scope.Db.Settings.Find(ProgramDraft.Setting) ?? published;
        if (!ReplaceDraft && draft != published && draft != proposal.DraftText) return new Refusal(Reason.Of("proposal.draftChanged"), "/replaceDraft");
        ProgramDraft.Keep(scope.Db, proposal.DraftText);
        return ProposalDecisions.Note(scope, proposal with { State = ProposalStates.Accepted, DecidedAt = scope.Now, DecidedBy = Actor });
    }

    internal override AuditNote NoteOf(BatchScope scope, Proposal made) => new(made.Id);
}

/// <summary>Dismisses a proposal, with a reason.</summary>
public sealed record DismissProposal : WriteCommand<Proposal>
{
    /// <summary>The proposal.</summary>
    public required string ProposalId { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    internal override Answer<Proposal> Decide(BatchScope scope) => ProposalDecisions.Refuse(scope, ProposalId, out var proposal) is { } refusal
        ? refusal
        : ProposalDecisions.Note(scope, proposal! with { State = ProposalStates.Dismissed, DecidedAt = scope.Now, DecidedBy = Actor, Reason = Reason });

    internal override AuditNote NoteOf(BatchScope scope, Proposal made) => new(made.Id) { Why = made.Reason };
}

/// <summary>What accepting and dismissing have in common.</summary>
internal static class ProposalDecisions
{
    public static Refusal? Refuse(BatchScope scope, string id, out Proposal? proposal)
    {
        proposal = scope.Db.Proposals.Find(id);
        if (proposal is null) return Refusal.Of("proposal.unknown", Reason.Id("proposal", id));
        return proposal.State == ProposalStates.Open ? null : Refusal.Of("proposal.decided", Reason.Id("proposal", id));
    }

    public static Answer<Proposal> Note(BatchScope scope, Proposal decided) =>
        scope.Db.Proposals.Decide(decided) ? decided : Refusal.Of("proposal.decided", Reason.Id("proposal", decided.Id));
}
