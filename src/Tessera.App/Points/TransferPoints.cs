using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Points;

/// <summary>Both sides of a transfer.</summary>
/// <param name="From">The giver.</param>
/// <param name="To">The receiver.</param>
public sealed record PointsTransferred(FactTold From, FactTold To);

/// <summary>A member gives active points to another (P17); both are decided in one transaction or neither.</summary>
public sealed record TransferPoints : WriteCommand<PointsTransferred>
{
    /// <summary>The giver.</summary>
    public required MemberRef From { get; init; }

    /// <summary>The receiver.</summary>
    public required MemberRef To { get; init; }

    /// <summary>Points, more than 0.</summary>
    public required long Points { get; init; }

    internal override void Foresee(Foresight foresight)
    {
        From.Foresee(foresight);
        To.Foresee(foresight);
    }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) =>
        new[] { From.Resolve(scope.Db), To.Resolve(scope.Db) }.OfType<AccountId>();

    internal override Answer<PointsTransferred> Decide(BatchScope scope)
    {
        if (From.Resolve(scope.Db) is not { } giver) return MemberRefusals.Unknown;
        if (To.Resolve(scope.Db) is not { } receiver) return new Refusal(Reason.Of("member.unknown"), "/to");
        if (giver == receiver) return Refusal.Of("transfer.toSelf");
        var (from, to) = (scope.Member(giver), scope.Member(receiver));
        var fact = new TransferOut { OccurredAt = scope.Now, RecordedAt = scope.Now, Points = Points, To = receiver.ToString(), Actor = Actor };
        TwoMemberAnswers.Ready(scope, from, to);
        var both = TwoMembers.Transfer(scope.Programs, from.State, to.State, fact);
        return TwoMemberAnswers.Keep(scope, from, to, both) is { } refusal
            ? refusal
            : new PointsTransferred(MemberCommand.Told(scope, from, both.First.Items[^1]), MemberCommand.Told(scope, to, both.Second.Items[^1]));
    }

    internal override AuditNote NoteOf(BatchScope scope, PointsTransferred made) => AuditNote.Of(made.From) with { After = $"{{\"to\":{AuditNote.Quote(made.To.Account.ToString())},\"from\":{AuditNote.Figures(made.From.After)}}}" };
}

/// <summary>Keeps what a command of two members decided.</summary>
internal static class TwoMemberAnswers
{
    /// <summary>Writes what this batch decided for both before: a refusal throws their states away.</summary>
    internal static void Ready(BatchScope scope, LoadedMember first, LoadedMember second)
    {
        scope.Flush(first.Account);
        scope.Flush(second.Account);
    }

    /// <summary>A merged member and those it was merged into, in order, loaded with what is closed; what this batch decided for them before is written.</summary>
    internal static IReadOnlyList<LoadedMember> Chain(BatchScope scope, LoadedMember owner, IReadOnlyList<MergeRow> merges)
    {
        scope.Load(merges.Select(m => m.Into));
        List<LoadedMember> all = [owner, .. merges.Select(m => scope.Member(m.Into))];
        foreach (var member in all)
        {
            scope.LoadClosedLots(member);
            scope.Flush(member.Account);
        }

        return all;
    }

    /// <returns>The refusal, or null when both were kept.</returns>
    internal static Refusal? Keep(BatchScope scope, LoadedMember first, LoadedMember second, TwoDecisions both) => Keep(scope, [first, second], [both.First, both.Second]);

    /// <returns>The refusal, or null when all were kept.</returns>
    internal static Refusal? Keep(BatchScope scope, IReadOnlyList<LoadedMember> members, IReadOnlyList<Decision> decisions)
    {
        var halted = members.Any(m => m.IsHalted) ? Refusal.Of("member.halted") : null;
        if ((halted ?? decisions.FirstOrDefault(d => d.Refusal is not null)?.Refusal) is { } refusal)
        {
            // Settled steps of one side may stand in memory only: all are loaded again when they are needed.
            foreach (var member in members) scope.Forget(member);
            return refusal;
        }

        for (var i = 0; i < members.Count; i++) scope.Collect(members[i], decisions[i].Items);
        return null;
    }
}
