using System.Globalization;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Webhooks;

/// <summary>Somebody has seen what the owner was told, up to a number.</summary>
/// <param name="Through">Number of the newest notice seen.</param>
public sealed record SeeNotices(long Through) : WriteCommand<SeeNotices>
{
    internal override Answer<SeeNotices> Decide(BatchScope scope)
    {
        if (!scope.Db.Webhooks.SeeNotices(Through, scope.Now)) return new Refusal(Reason.Of("owner.notice", Reason.Count("number", Through)), "/through");
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "webhook.noticesSeen", Through.ToString(CultureInfo.InvariantCulture)));
        return this;
    }
}
