using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Pipeline;

/// <summary><c>document.changed</c>: one number was told twice with different content. The refusal names what is different.</summary>
internal static class DocumentDifference
{
    internal static Refusal Changed(Fact told, string what) =>
        Refusal.Of("document.changed", Reason.Id("source", told.Source ?? ""), Reason.Id("number", told.Number ?? ""), Reason.Id("what", what));

    internal static Refusal Between(Fact kept, Fact told)
    {
        if (kept.GetType() != told.GetType()) return Changed(told, "kind");
        var (keptLines, toldLines) = (LinesOf(kept), LinesOf(told));
        var (was, now) = (keptLines.Sum(l => l.NetMinor), toldLines.Sum(l => l.NetMinor));
        if (was != now) return With(told, "total", Reason.Money("was", was), Reason.Money("now", now));
        if (keptLines.Count != toldLines.Count) return With(told, "lines", Reason.Count("was", keptLines.Count), Reason.Count("now", toldLines.Count));
        for (var i = 0; i < keptLines.Count; i++)
        {
            if (keptLines[i] != toldLines[i]) return With(told, "line", Reason.Count("line", i + 1));
        }

        return Changed(told, kept.OccurredAt == told.OccurredAt ? "content" : "occurredAt");
    }

    private static Refusal With(Fact told, string what, params ReasonPart[] parts)
    {
        var changed = Changed(told, what);
        return changed with { Reason = changed.Reason with { Parts = [.. changed.Reason.Parts, .. parts] } };
    }

    private static IReadOnlyList<PurchaseLine> LinesOf(Fact fact) => fact switch
    {
        Purchase purchase => purchase.Lines,
        Cancellation cancellation => cancellation.Lines,
        _ => [],
    };
}
