using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Safekeeping;

namespace Tessera.App.Members;

/// <summary>A person was erased.</summary>
/// <param name="Account">The ledger account that stays, without a name.</param>
/// <param name="PointsVoided">Points voided by closing.</param>
public sealed record MemberErased(AccountId Account, long PointsVoided);

/// <summary>
/// Erases a person (semantics §12, PIPL 47): the membership is closed, then identities, profile, free texts with their salts and the link to the public
/// id are deleted. Facts and entries stay under the random account and still audit clean. Merged members are erased with the one that holds their value.
/// </summary>
public static class EraseMember
{
    /// <summary>Erases; the answer comes when it is on disk.</summary>
    /// <param name="site">The site.</param>
    /// <param name="member">The member.</param>
    /// <param name="actor">Who asks.</param>
    public static async Task<Answer<MemberErased>> Run(Site site, MemberRef member, string actor) => (await Run(site, member, actor, null).ConfigureAwait(false)).Answer!;

    /// <summary>Erases once under an idempotency key.</summary>
    /// <param name="site">The site.</param>
    /// <param name="member">The member.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="keyed">The key with how its answer is rendered, or null.</param>
    /// <param name="entrance">The door it came through, or null.</param>
    public static Task<Written<MemberErased>> Run(Site site, MemberRef member, string actor, KeyedRequest? keyed, Entrance? entrance = null) =>
        KeyedAlone.Run(site, keyed, scope => Erase(site, scope, member, actor, entrance));

    private static Answer<MemberErased> Erase(Site site, BatchScope scope, MemberRef named, string actor, Entrance? entrance)
    {
        if (named.Resolve(scope.Db) is not { } account) return MemberRefusals.Unknown;
        var member = scope.Member(account);
        // Nobody could ever be paid back what stands under an account without a name.
        if (member.State.HasWallet && member.State.Wallet.HoldsValue)
        {
            return Refusal.Of("member.holdsValue", Reason.Money("left", member.State.Wallet.BalanceMinor), Reason.Count("cards", member.State.Wallet.Cards.Count));
        }

        var points = Math.Max(0, member.State.Balance);
        if (member.State.ClosedOn is null)
        {
            var closing = scope.Decide(member, new Command(new Closed { OccurredAt = scope.Now, RecordedAt = scope.Now, Actor = actor }));
            if (closing.Refusal is { } refusal) return refusal;
        }

        Families.EndAll(scope, account, (actor, "erased"));
        scope.Flush();
        var erasure = new Erasure(scope.Db, site.Store.Paths);
        foreach (var gone in Memberships(scope, account)) erasure.EraseWithin(gone, scope.Now);
        scope.AfterCommit.Add(Erasure.AfterCommit);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, actor, "member.erased", account.ToString(), entrance is null ? "{}" : "{" + entrance.Where() + "}"));
        return new MemberErased(account, points);
    }

    /// <summary>The account and all that were merged into it, over any number of merges: they are one person.</summary>
    private static List<AccountId> Memberships(BatchScope scope, AccountId account)
    {
        var found = new List<AccountId> { account };
        for (var i = 0; i < found.Count; i++) found.AddRange(scope.Db.Identities.MergedInto(found[i]).Select(m => m.Merged).Except(found));
        return found;
    }
}
