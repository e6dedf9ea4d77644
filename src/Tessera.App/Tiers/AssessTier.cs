using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Tiers;
using Tessera.Storage;
using Tessera.Storage.Tiers;

namespace Tessera.App.Tiers;

/// <summary>A member whose review missed and whose fall the programme leaves to people (D4: reviews that warn and never settle).</summary>
/// <param name="Account">Who.</param>
/// <param name="Member">Public id; null when erased.</param>
/// <param name="Warning">The notice.</param>
/// <param name="Review">Review.</param>
/// <param name="Tier">Earned tier.</param>
/// <param name="Lower">Tier below, to which a lowering goes; null where there is none.</param>
/// <param name="Why">The warning with its numbers.</param>
public sealed record TierWorkItem(AccountId Account, MemberId? Member, WarningRow Warning, string Review, string Tier, string? Lower, Reason Why);

/// <summary>The worklist of manual assessment.</summary>
public static class TierWorklist
{
    private const int Days = 400;

    /// <summary>Members that wait, the oldest warning first.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="after">After this warning's date and member, or null.</param>
    /// <param name="limit">Most.</param>
    public static (IReadOnlyList<TierWorkItem> Items, (DateOnly On, AccountId Account)? Next) Read(ReadScope scope, (DateOnly On, AccountId Account)? after, int limit)
    {
        var rows = scope.Db.TierDesk.Warnings(scope.Today.AddDays(-Days), after, limit);
        var items = rows.Select(r => Of(scope.Db, scope.Programs.At(scope.AsOf).Document.Ladder, scope.Programs.At(scope.AsOf).Document.Reviews, r)).OfType<TierWorkItem>().ToList();
        return (items, rows.Count == limit ? (rows[^1].On, rows[^1].Account) : null);
    }

    /// <summary>The item of a warning, or null where the programme decides it by itself, or somebody did.</summary>
    internal static TierWorkItem? Of(StoreConnection db, Ladder ladder, IReadOnlyList<Review> reviews, WarningRow row)
    {
        if (db.Records.Find(row.Account, row.Sequence)?.Effects.ElementAtOrDefault(row.N - 1) is not Notice notice) return null;
        var id = notice.Reason.Parts.FirstOrDefault(p => p.Name == "review").Text;
        if (id is null || reviews.FirstOrDefault(r => r.Id == id) is not { Does: ReviewDoes.Warn, FallsAfterWarning: false }) return null;
        if (db.Members.FiguresOf(row.Account) is not { ClosedOn: null } figures) return null;
        var at = ladder.Tiers.ToList().FindIndex(t => t.Id == figures.TierEarned);
        return at <= 0 ? null : new TierWorkItem(row.Account, db.Identities.MemberOf(row.Account), row, id, figures.TierEarned, ladder.Tiers[at - 1].Id, notice.Reason);
    }
}

/// <summary>Staff decide an item of the worklist: the tier is kept, or lowered by one.</summary>
public sealed record AssessTier : WriteCommand<TierWorkItem>
{
    /// <summary>The member.</summary>
    public required MemberRef Member { get; init; }

    /// <summary>Place of the warning: item.</summary>
    public required long Sequence { get; init; }

    /// <summary>Place of the warning: effect.</summary>
    public required int N { get; init; }

    /// <summary>Lower (true) or keep.</summary>
    public required bool Lowers { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    internal override Answer<TierWorkItem> Decide(BatchScope scope)
    {
        if (Member.Resolve(scope.Db) is not { } account) return MemberRefusals.Unknown;
        var document = scope.Programs.At(scope.Now).Document;
        scope.Flush(account);
        if (TierWorklist.Of(scope.Db, document.Ladder, document.Reviews, new WarningRow(account, Sequence, N, default)) is not { } item) return Refusal.Of("assessment.unknown");
        if (scope.Db.TierDesk.IsAssessed(item.Warning)) return Refusal.Of("assessment.decided");
        if (Lowers)
        {
            var fact = new TierSet { OccurredAt = scope.Now, RecordedAt = scope.Now, Tier = item.Lower!, ReasonCode = ReasonCode, Actor = Actor };
            if (scope.Decide(scope.Member(account), new Core.Programs.Command(fact)).Refusal is { } refusal) return refusal;
        }

        var by = new AuditEvent(scope.Now, Actor, Lowers ? "tier.assessedLower" : "tier.assessedKept", account.ToString(), "{}", ReasonCode);
        scope.Db.TierDesk.Assess(item.Warning, Lowers ? "lowered" : "kept", by);
        scope.Db.Audits.Append(by);
        return item;
    }
}
