using Tessera.App.Members;
using Tessera.Server.Http.Members;
using Tessera.Storage;

namespace Tessera.Server.Http;

/// <summary>How requests name members.</summary>
internal static class Naming
{
    /// <summary>The member of the path, or a 404: an id that is none cannot be known.</summary>
    public static (MemberRef? Member, Problem? Wrong) OfPath(Ask ask) =>
        MemberId.TryParse(ask.Path("memberId"), out var id) ? (MemberRef.By(id), null) : (null, Problem.NotFound(ask.Path("memberId")));

    /// <summary>A member of a body, by id or by identity; null when neither is given. The identity was checked before.</summary>
    public static MemberRef? OfBody(string? id, IdentityBody? identity)
    {
        if (id is not null) return MemberId.TryParse(id, out var known) ? MemberRef.By(known) : MemberRef.By(default(MemberId));
        return identity?.Read("").Identity is { } found ? MemberRef.By(found) : null;
    }
}
