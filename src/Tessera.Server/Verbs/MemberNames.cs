using Tessera.App;
using Tessera.App.Members;

namespace Tessera.Server.Verbs;

/// <summary>How a member is named on the command line: <c>mem_…</c>, <c>KIND=VALUE</c>, a phone, or an external id.</summary>
internal static class MemberNames
{
    public const string Zh = "会员：mem_…、手机号、类型=值（如 card=6225…、external:pos=12347）或外部编号";
    public const string En = "The member: mem_…, a phone, KIND=VALUE (card=6225…, external:pos=12347) or an external id";

    /// <summary>The member, or null when nobody answers to the name.</summary>
    public static MemberRef? Find(Site site, string name)
    {
        if (MemberId.TryParse(name, out var id)) return MemberRef.By(id);
        if (name.IndexOf('=', StringComparison.Ordinal) is > 0 and var at) return IdentityForm.Of(name[..at], name[(at + 1)..]) is { } identity ? MemberRef.By(identity) : null;
        return site.Read(scope =>
        {
            if (IdentityForm.Of("phone", name) is { } phone && scope.Db.Identities.Find(phone) is { } byPhone) return MemberRef.By(byPhone);
            foreach (var (account, external) in scope.Db.Exports.ExternalIds())
            {
                if (external == name) return MemberRef.By(account);
            }

            return null;
        });
    }

    /// <summary>Says that nobody answers to the name.</summary>
    public static int Unknown(Terminal terminal, string name) => terminal.Fail(ExitCode.Refused, $"没有会员“{name}”。", $"There is no member “{name}”.");
}
