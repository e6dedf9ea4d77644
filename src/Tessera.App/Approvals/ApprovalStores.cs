using Tessera.App.People;
using Tessera.Core;
using Tessera.Storage;
using Tessera.Storage.Places;

namespace Tessera.App.Approvals;

/// <summary>
/// The stores an approval was asked at, and who may read and decide it for that. Somebody bound to no store reads and decides all; somebody bound to stores what was asked
/// there and what they asked themselves.
/// </summary>
/// <param name="Stores">The store of the till, or those of who asked; empty where it was asked at none.</param>
/// <param name="IsOfTill">Whether it is done at a till: asked at no store, any store signs for it.</param>
public sealed record ApprovalStores(IReadOnlyList<string> Stores, bool IsOfTill)
{
    /// <summary>Whether they open to somebody bound to stores; bound to none is everywhere.</summary>
    public bool OpenTo(IReadOnlyList<string> bound) => bound.Count == 0 || (Stores.Count == 0 ? IsOfTill : Stores.Intersect(bound, StringComparer.Ordinal).Any());

    /// <summary>What an actor may read and decide. Keys only read. Who is bound is read once; what was asked where only for somebody who is.</summary>
    public static Func<Approval, bool> OpenTo(StoreConnection db, string actor)
    {
        var bound = BoundTo(db, actor);
        return approval => bound.Count == 0 || approval.Maker == actor || Of(db, approval).OpenTo(bound);
    }

    /// <summary>Whether nobody but the maker could approve what is no affair of a till: people of other stores could not.</summary>
    public static bool NobodyElse(StoreConnection db, string maker, string right)
    {
        var asked = new ApprovalStores(BoundTo(db, maker), IsOfTill: false);
        return Roles.Holders(db, right, Roles.Decide).All(p => "person:" + p.Id == maker || !asked.OpenTo(db.Personal.StoresOf(p.Id)));
    }

    private static ApprovalStores Of(StoreConnection db, Approval approval)
    {
        if (!ApprovalKinds.IsOfTill(approval.Kind)) return new ApprovalStores(BoundTo(db, approval.Maker), IsOfTill: false);
        var till = StoredTillAsk.Read(approval).Till;
        return new ApprovalStores(till is not null && db.Places.Find(till) is { Parent: { } store } ? [store] : BoundTo(db, approval.Maker), IsOfTill: true);
    }

    private static IReadOnlyList<string> BoundTo(StoreConnection db, string actor) => actor.StartsWith("person:", StringComparison.Ordinal) ? db.Personal.StoresOf(actor["person:".Length..]) : [];
}
