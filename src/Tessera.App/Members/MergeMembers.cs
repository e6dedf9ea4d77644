using Tessera.App.Points;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Members;

/// <summary>Both sides of a merge or its undo.</summary>
/// <param name="Gone">B, the member that goes (or stands alone again).</param>
/// <param name="Stays">A, the member that stays.</param>
public sealed record MembersMerged(FactTold Gone, FactTold Stays);

/// <summary>One person had two memberships: B is merged into A (semantics §1 Merge). B's identities point to A from now on.</summary>
public sealed record MergeMembers : WriteCommand<MembersMerged>
{
    /// <summary>B, the member that goes.</summary>
    public required MemberRef Member { get; init; }

    /// <summary>A, the member that stays.</summary>
    public required MemberRef Into { get; init; }

    internal override void Foresee(Foresight foresight)
    {
        Member.Foresee(foresight);
        Into.Foresee(foresight);
    }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) =>
        new[] { Member.Find(scope.Db), Into.Resolve(scope.Db) }.OfType<AccountId>();

    internal override Answer<MembersMerged> Decide(BatchScope scope)
    {
        if (Member.Find(scope.Db) is not { } gone) return MemberRefusals.Unknown;
        if (Into.Resolve(scope.Db) is not { } stays) return new Refusal(Reason.Of("member.unknown"), "/into");
        if (gone == stays) return Refusal.Of("merge.sameMember");
        var (b, a) = (scope.Member(gone), scope.Member(stays));
        var fact = new MergedInto { OccurredAt = scope.Now, RecordedAt = scope.Now, Into = stays.ToString(), Actor = Actor };
        // Used-up top-ups and used coupons travel too: refunds give back to them.
        scope.LoadClosedLots(b);
        scope.LoadClosedLots(a);
        TwoMemberAnswers.Ready(scope, b, a);
        var both = TwoMembers.Merge(scope.Programs, b.State, a.State, fact);
        if (TwoMemberAnswers.Keep(scope, b, a, both) is { } refusal) return refusal;
        scope.Flush();
        scope.Db.Identities.Merge(gone, b.State.Sequence, stays, a.State.Sequence, scope.Now);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "member.merged", gone.ToString(), $$"""{"into":"{{stays}}"}"""));
        return new MembersMerged(MemberCommand.Told(scope, b, both.First.Items[^1]), MemberCommand.Told(scope, a, both.Second.Items[^1]));
    }
}

/// <summary>A merge is undone within the programme's days: B gets back what is left of its lots, its identities and its facts.</summary>
public sealed record UnmergeMembers : WriteCommand<MembersMerged>
{
    /// <summary>B, the member that had gone.</summary>
    public required MemberRef Member { get; init; }

    internal override void Foresee(Foresight foresight) => Member.Foresee(foresight);

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => About(scope);

    internal override IEnumerable<AccountId> About(BatchScope scope)
    {
        if (Member.Find(scope.Db) is not { } gone) return [];
        return scope.Db.Identities.LastMergeOf(gone) is { } merge ? [gone, merge.Into] : [gone];
    }

    internal override Answer<MembersMerged> Decide(BatchScope scope)
    {
        if (Member.Find(scope.Db) is not { } gone) return MemberRefusals.Unknown;
        if (scope.Db.Identities.MergeOf(gone) is not { } merge) return Refusal.Of("merge.unknown");
        scope.Load([gone, merge.Into]);
        var (b, a) = (scope.Member(gone), scope.Member(merge.Into));
        var (left, came) = (scope.Item(b, merge.MergedSequence)!, scope.Item(a, merge.IntoSequence)!);
        scope.LoadClosedLots(b);
        scope.LoadClosedLots(a);
        var undo = new UnmergedFrom { OccurredAt = scope.Now, RecordedAt = scope.Now, MergeSequence = merge.IntoSequence, Actor = Actor };
        TwoMemberAnswers.Ready(scope, b, a);
        var both = TwoMembers.Unmerge(scope.Programs, b.State, a.State, new Command(undo) { Named = came }, left);
        if (TwoMemberAnswers.Keep(scope, b, a, both) is { } refusal) return refusal;
        scope.Flush();
        scope.Db.Identities.Unmerge(gone, merge.Into, scope.Now);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "member.unmerged", gone.ToString(), $$"""{"from":"{{merge.Into}}"}"""));
        return new MembersMerged(MemberCommand.Told(scope, b, both.First.Items[^1]), MemberCommand.Told(scope, a, both.Second.Items[^1]));
    }
}
