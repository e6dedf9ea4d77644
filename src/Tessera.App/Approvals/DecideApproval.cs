using Tessera.App.Purchases;
using Tessera.App.Tills;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Approvals;

/// <summary>An approval after it was decided.</summary>
/// <param name="Approval">The approval.</param>
/// <param name="Refusal">Why the rules refused the command then, or null.</param>
public sealed record DecidedApproval(Approval Approval, Refusal? Refusal = null)
{
    /// <summary>What the command made, where a till hands it over; else null.</summary>
    internal object? Made { get; init; }
}

/// <summary>
/// Approves or rejects what waits. Who asked is never who approves, and a key is no second pair of eyes. What is approved is what was looked at: its digest
/// is named. The command is carried out in the same transaction; where the rules refuse it then, the refusal is kept.
/// </summary>
public sealed record DecideApproval : WriteCommand<DecidedApproval>
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Digest of what was looked at; null rejects.</summary>
    public IReadOnlyList<byte>? Approves { get; init; }

    /// <summary>Why it is rejected: a code.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Scopes of who decides.</summary>
    public required IReadOnlySet<string> Held { get; init; }

    internal override IEnumerable<AccountId> Needs(BatchScope scope)
    {
        if (scope.Db.Approvals.Find(Id) is not { } approval) return [];
        if (CommandOf(scope, approval) is { } command) return command.Needs(scope);
        return approval.About is { } account && scope.Db.Members.FiguresOf(account) is not null ? [account] : [];
    }

    internal override IEnumerable<string> Shares(BatchScope scope) => scope.Db.Approvals.Find(Id) is { } approval && CommandOf(scope, approval) is { } command ? command.Shares(scope) : [];

    internal override IEnumerable<TillNote> AtTill(BatchScope scope, DecidedApproval made) =>
        made.Made is { } done && ApprovalKinds.Find(made.Approval.Kind).AtTill is { } at ? at(scope, made.Approval, done) : [];

    internal override Answer<DecidedApproval> Decide(BatchScope scope)
    {
        if (scope.Db.Approvals.Find(Id) is not { } approval) return Refusal.Of("approval.unknown");
        if (!Held.Contains(ApprovalKinds.ScopeOf(approval.Kind))) return Refusal.Of("approval.right");
        if (!ApprovalStores.OpenTo(scope.Db, Actor)(approval)) return Refusal.Of("approval.store");
        if (!Actor.StartsWith("person:", StringComparison.Ordinal)) return Refusal.Of("approval.person");
        if (WaitingCommands.StateAt(approval, scope.Now) is var state and not ApprovalStates.Waiting) return Refusal.Of(state == ApprovalStates.Expired ? "approval.expired" : "approval.decided");
        if (Entrance is { } entrance) scope.Db.Audits.Where = (entrance with { Approval = Id }).Where();
        if (Approves is null) return End(scope, approval, ApprovalStates.Rejected, ReasonCode);
        if (approval.Maker == Actor) return Refusal.Of("approval.own");
        return Approve(scope, approval, ApprovalKinds.Find(approval.Kind));
    }

    internal override AuditNote NoteOf(BatchScope scope, DecidedApproval made) => WaitingCommands.Note(made.Approval) with
    {
        Before = """{"state":"waiting"}""", After = $"{{\"state\":{AuditNote.Quote(made.Approval.State)},\"kind\":{AuditNote.Quote(made.Approval.Kind)},\"maker\":{AuditNote.Quote(made.Approval.Maker)},\"amount\":{(made.Approval.Amount ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture)}}}",
        Why = made.Approval.Outcome,
    };

    private Answer<DecidedApproval> Approve(BatchScope scope, Approval approval, ApprovalKind kind)
    {
        if (!approval.InputHash.SequenceEqual(Approves!)) return Refusal.Of("approval.changed");
        // A command or programme that is not what it was when it was asked for is void, whoever changed it.
        var isSame = approval.InputHash.SequenceEqual(WaitingCommands.HashOf(approval.Kind, approval.About, approval.Command));
        var stands = !kind.StandsOnProgram || scope.Db.Programs.Newest() == approval.BaseVersion;
        if (!isSame || !stands) return End(scope, approval, ApprovalStates.Void, "approval.changed");
        // Claimed before it is carried out: of two who approve at once, on two nodes, one does.
        var approved = Ended(scope, approval, ApprovalStates.Approved, null);
        if (!scope.Db.Approvals.Decide(approved, ApprovalStates.Waiting)) return Refusal.Of("approval.decided");
        var ran = kind.Run(scope, approval, Actor);
        if (ran.Refusal is not { } refusal) return new DecidedApproval(approved) { Made = (ran as Answer<PurchaseFollowed>)?.Value ?? (object?)(ran as Answer<KeptPurchase>)?.Value };
        var refused = approved with { State = ApprovalStates.Refused, Outcome = refusal.Reason.Code };
        scope.Db.Approvals.Decide(refused, ApprovalStates.Approved);
        return new DecidedApproval(refused, refusal);
    }

    private static WriteCommand? CommandOf(BatchScope scope, Approval approval) => approval.State == ApprovalStates.Waiting ? ApprovalKinds.Find(approval.Kind).Command?.Invoke(scope, approval) : null;

    private Answer<DecidedApproval> End(BatchScope scope, Approval approval, string state, string? outcome)
    {
        var decided = Ended(scope, approval, state, outcome);
        return scope.Db.Approvals.Decide(decided, ApprovalStates.Waiting) ? new DecidedApproval(decided) : Refusal.Of("approval.decided");
    }

    private Approval Ended(BatchScope scope, Approval approval, string state, string? outcome) =>
        approval with { State = state, DecidedBy = Actor, DecidedAt = scope.Now, Outcome = outcome };
}
