using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.Core;
using Tessera.Core.StoredValue;

namespace Tessera.App.StoredValue;

/// <summary>The refund calculator as a question: nothing is stored. The refund that follows is decided again and refused when its result differs.</summary>
public static class QuoteRefund
{
    /// <summary>Works it out as of now; null when nobody answers to the name.</summary>
    public static (RefundQuote? Quote, Refusal? Refusal)? Read(ReadScope scope, MemberRef member, RefundAsk ask) =>
        MemberSight.Of(scope, member) is { } sight ? Refunds.Work(sight.State, ask, sight.On) : null;
}
