using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Core.Segments;

namespace Tessera.App.Segments;

/// <summary>What an evaluation did.</summary>
public sealed record SegmentTally
{
    /// <summary>Members looked at.</summary>
    public long Members { get; init; }

    /// <summary>Times a member entered a segment.</summary>
    public long Entered { get; init; }

    /// <summary>Times a member left one.</summary>
    public long Left { get; init; }

    /// <summary>Tags given by rules.</summary>
    public long Tagged { get; init; }

    /// <summary>Tags taken by rules.</summary>
    public long Untagged { get; init; }

    internal string Write() => JsonSerializer.Serialize(this, SegmentJson.Default.SegmentTally);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SegmentTally))]
internal sealed partial class SegmentJson : JsonSerializerContext;

/// <summary>
/// Evaluates segments and tag rules for everybody: a look over the columns in memory finds who stands otherwise than the record says, then those are decided again under the lock, in
/// small transactions. Whoever was moved already stands right: a run that was killed goes on without doing anything twice.
/// </summary>
/// <param name="site">The store.</param>
/// <param name="holds">Whether this process may go on writing.</param>
/// <param name="withTags">Tag rules too.</param>
/// <param name="only">One segment, or null for all.</param>
internal sealed class SegmentRun(Site site, Func<BatchScope, bool> holds, bool withTags, string? only = null)
{
    private const int AtOnce = 200;
    private SegmentTally _tally = new();

    internal async Task<SegmentTally> Run(CancellationToken stop = default)
    {
        var begun = site.Clock.Now;
        var (found, beside, evaluated) = site.Read(scope => Look(scope, stop));
        if (beside is null) return _tally;
        foreach (var some in found.Chunk(AtOnce))
        {
            stop.ThrowIfCancellationRequested();
            if (!await site.Alone(scope => Carry(scope, some, beside)).ConfigureAwait(false)) return _tally;
        }

        await site.Alone(scope => holds(scope) ? End(scope, begun, evaluated) : 0).ConfigureAwait(false);
        return _tally;
    }

    private (List<AccountId> Found, Beside? Beside, IReadOnlyList<SegmentTerms> Evaluated) Look(ReadScope scope, CancellationToken stop)
    {
        var plan = SegmentPlan.Of(scope.Db, scope.Programs.At(scope.AsOf), withTags, only);
        if (plan.IsEmpty) return ([], null, []);
        var beside = new Beside(plan.ReadsProfile, plan.ReadsRfm ? site.Rfm.Places(scope, plan.Program.Document.Rfm) : null);
        var (found, members) = site.Columns.Over(scope, plan.ReadsProfile, columns => (new SegmentLook(scope, plan, beside).Otherwise(columns, stop), columns.Members), stop);
        _tally = _tally with { Members = members };
        return (found, beside, [.. plan.Segments]);
    }

    private bool Carry(BatchScope outer, IReadOnlyList<AccountId> accounts, Beside beside)
    {
        if (!holds(outer)) return false;
        var scope = new BatchScope(outer.Db, outer.KnownPrograms, outer.Now, isHistory: false);
        var plan = SegmentPlan.Of(scope.Db, scope.Programs.At(scope.Now), withTags, only);
        // Told otherwise meanwhile, so that more must be loaded: that waits for the next evaluation.
        if ((plan.ReadsProfile && !beside.Profile) || (plan.ReadsRfm && beside.Rfm is null)) return false;
        scope.Load(accounts);
        foreach (var account in accounts) Decide(scope, plan, account, beside);
        scope.Flush();
        return true;
    }

    private void Decide(BatchScope scope, SegmentPlan plan, AccountId account, Beside beside)
    {
        var member = scope.Member(account);
        if (member.IsNew || member.State.ClosedOn is not null || member.State.MergedInto is not null) return;
        scope.Settle(member, scope.Today);
        var sight = new MemberSight(member.State, beside.Of(scope.Db, account), scope.Today, plan.Program.LadderTerms);
        foreach (var move in plan.Tags(sight))
        {
            Fact fact = move.Gives
                ? new TagGiven { OccurredAt = scope.Now, RecordedAt = scope.Now, Tag = move.Rule.Tag, Rule = move.Rule.Id, Why = move.Reasons }
                : new TagTaken { OccurredAt = scope.Now, RecordedAt = scope.Now, Tag = move.Rule.Tag, Rule = move.Rule.Id, Why = move.Reasons };
            if (scope.Decide(member, new Command(fact)).Refusal is not null) continue;
            _tally = move.Gives ? _tally with { Tagged = _tally.Tagged + 1 } : _tally with { Untagged = _tally.Untagged + 1 };
        }

        foreach (var (segment, inside) in plan.Moves(sight))
        {
            if (scope.Decide(member, new Command(SegmentMoves.Of(scope, segment, inside))).Refusal is not null) continue;
            _tally = inside ? _tally with { Entered = _tally.Entered + 1 } : _tally with { Left = _tally.Left + 1 };
        }
    }

    private static int End(BatchScope scope, Instant at, IReadOnlyList<SegmentTerms> evaluated)
    {
        foreach (var was in evaluated)
        {
            // Changed while it ran: the next evaluation is for what it says now.
            if (scope.Db.Segments.Find(was.Id) is not { } now || now.ChangedAt != was.ChangedAt) continue;
            if (now.EndedAt is not null && scope.Db.Segments.Members(now.Id, null, 1).Count == 0) scope.Db.Segments.Drop(now.Id);
            else scope.Db.Segments.Save(now with { EvaluatedAt = at });
        }

        return 0;
    }
}

/// <summary>The fact of entering or leaving.</summary>
internal static class SegmentMoves
{
    internal static SegmentMoved Of(BatchScope scope, string segment, bool inside) => new() { OccurredAt = scope.Now, RecordedAt = scope.Now, Segment = segment, Inside = inside };
}
