using System.Globalization;
using System.Text.Json;
using Tessera.Core;
using Tessera.Core.Points;
using Tessera.Storage;

namespace Tessera.App.Members;

/// <summary>Ids of messages: <c>msg_SEQUENCE_N</c>, the place in the member's record.</summary>
public static class MessageIds
{
    /// <summary>The place, or null when it is no such id.</summary>
    public static LotId? Read(string id) =>
        id.Split('_') is ["msg", var item, var effect] && long.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && int.TryParse(effect, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? new LotId(sequence, n)
            : null;
}

/// <summary>How many messages were marked.</summary>
/// <param name="Messages">Messages named.</param>
public sealed record MessagesRead(int Messages);

/// <summary>A member has read messages; the first reading stands. No part of the ledger record: it is the member's own doing.</summary>
public sealed record ReadMessages : WriteCommand<MessagesRead>
{
    /// <summary>The member.</summary>
    public required MemberRef Member { get; init; }

    /// <summary>Ids of the messages.</summary>
    public required IReadOnlyList<string> Messages { get; init; }

    internal override IEnumerable<AccountId> About(BatchScope scope) => Member.Resolve(scope.Db) is { } account ? [account] : [];

    internal override Answer<MessagesRead> Decide(BatchScope scope)
    {
        if (Member.Resolve(scope.Db) is not { } account) return MemberRefusals.Unknown;
        scope.Flush(account);
        var places = new List<LotId>();
        foreach (var id in Messages.Distinct(StringComparer.Ordinal))
        {
            if (MessageIds.Read(id) is not { } place || !scope.Db.Outbox.HasMessage(account, place)) return new Refusal(Reason.Of("inbox.unknown", Reason.Id("id", id)), "/messages");
            places.Add(place);
        }

        foreach (var place in places) scope.Db.Outbox.MarkRead(account, place, scope.Now);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "inbox.read", account.ToString(), JsonSerializer.Serialize(new Dictionary<string, int>(StringComparer.Ordinal) { ["messages"] = places.Count })));
        return new MessagesRead(places.Count);
    }
}
