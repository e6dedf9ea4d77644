using Tessera.App;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.Core;

namespace Tessera.Server.Http.Members;

/// <summary>What a list over many members shows of a person.</summary>
internal static class PersonShown
{
    /// <summary>Name, and phone or card masked, of a member; null where there is none or the caller may not read members.</summary>
    public static (string? Name, string? Phone) Of(Ask ask, ReadScope scope, AccountId account)
    {
        if (!ask.Caller.Holds(Scopes.MembersRead)) return (null, null);
        var phone = scope.Db.Identities.Of(account).OrderBy(i => i.Kind == "phone" ? 0 : 1).FirstOrDefault(i => i.Kind is "phone" or "card");
        return (MemberProfile.NameOf(scope.Db, account), phone is null ? null : Mask.Of(phone));
    }
}
