using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Keys;

/// <summary>How many lines were kept.</summary>
/// <param name="Lines">Lines.</param>
public sealed record KeptRequests(int Lines);

/// <summary>Keeps lines of the request log; written behind the answers, so that no caller waits for them.</summary>
public sealed record KeepRequests : WriteCommand<KeptRequests>
{
    /// <summary>The lines.</summary>
    public required IReadOnlyList<RequestLine> Lines { get; init; }

    internal override Answer<KeptRequests> Decide(BatchScope scope)
    {
        scope.Db.RequestLog.Add(Lines);
        return new KeptRequests(Lines.Count);
    }
}
