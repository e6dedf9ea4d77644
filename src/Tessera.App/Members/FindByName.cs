using Tessera.App.Reads;

namespace Tessera.App.Members;

/// <summary>Members found by a name, or a part of one: who was seen last comes first.</summary>
public static class FindByName
{
    private const int LookedAt = 400;

    /// <summary>Finds them.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="term">What was typed.</param>
    /// <param name="limit">Most members.</param>
    public static IReadOnlyList<MemberView> Find(ReadScope scope, string term, int limit)
    {
        var sought = NamePieces.Sought(term);
        if (sought.Count == 0) return [];
        var fitting = scope.Db.Names.Find(sought, LookedAt).Where(a => MemberProfile.Of(scope.Db, a)?.Name is { } name && NamePieces.Fits(name, term)).Take(limit);
        return [.. fitting.Select(a => MemberView.Read(scope, MemberRef.By(a))).OfType<MemberView>()];
    }
}
