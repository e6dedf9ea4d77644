using Tessera.App.Members;

namespace Tessera.App.Night;

/// <summary>A store of an earlier release kept names sealed and nothing to find them by: its first night reads the profiles once.</summary>
internal static class NameRun
{
    private const string Indexed = "names.indexed";
    private const int MembersAtOnce = 500;

    /// <summary>Keeps the pieces of all names, the first time.</summary>
    internal static async Task Once(Site site, NightLease lease)
    {
        if (site.Read(scope => scope.Db.Settings.Find(Indexed)) is not null) return;
        await lease.Walk((scope, last) => [.. scope.Db.Members.Page(last, MembersAtOnce).Select(f => f.Account)], (scope, accounts) =>
        {
            foreach (var account in accounts) scope.Db.Names.Index(account, NamePieces.Of(MemberProfile.Of(scope.Db, account)?.Name));
        }).ConfigureAwait(false);
        await site.Alone(scope =>
        {
            if (lease.Holds(scope)) scope.Db.Settings.Set(Indexed, "1");
            return 0;
        }).ConfigureAwait(false);
    }
}
