using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.App.Approvals;
using Tessera.App.Purchases;
using Tessera.Core;
using Tessera.Core.Analytics;
using Tessera.Core.Facts;
using Tessera.Storage.Places;

namespace Tessera.App.Tills;

/// <summary>A document on its way to the till it happened at.</summary>
/// <param name="Fact">Its fact.</param>
/// <param name="Till">The till the fact names itself, or null for that of the door.</param>
/// <param name="Line">What it came to.</param>
internal sealed record TillNote(Fact Fact, string? Till, TillLine Line)
{
    internal TillDocument? At(string? door) => (Till ?? door) is { } till
        ? new TillDocument(till, Fact.OccurredAt, Fact.RecordedAt, Fact.Source, Fact.Number, JsonSerializer.Serialize(Line, TillJson.Default.TillLine))
        : null;
}

/// <summary>
/// What a till hands over of what was just decided. A purchase names its till; what follows it belongs to the till where it was done, whatever till sold it. Nothing
/// is asked of the store for purchases; a refund reads the purchase it gives back for its tenders.
/// </summary>
internal static class TillNotes
{
    internal static IEnumerable<TillNote> Of(BatchScope scope, WriteCommand command, object made) => made switch
    {
        KeptPurchase kept => [new TillNote(kept.Purchase, kept.Purchase.TillId, TillLine.OfSale(kept.Purchase, kept.Told?.Item))],
        PurchaseFollowed { Gave: { } gave } followed when PurchaseOf(scope, followed.Purchase) is { } purchase =>
            [new TillNote(followed.Fact, null, TillLine.OfRefund(purchase, gave, followed.Back, command is VoidPurchase))],
        FactTold told => Of(told),
        Submitted<FactTold> { Done: { } told } => Of(told),
        _ => [],
    };

    private static IEnumerable<TillNote> Of(FactTold told) =>
        told.Item.Fact is { } fact and not (Joined or Received or Core.Facts.Adjustment) && TillLine.OfOther(told.Item) is { } line ? [new TillNote(fact, null, line)] : [];

    private static Purchase? PurchaseOf(BatchScope scope, PurchaseId id)
    {
        if (scope.Document(id.Source, id.Number) is { Account: { } account } known) return scope.Item(scope.Member(account), known.Sequence)?.Fact as Purchase;
        return scope.Db.Documents.FindAnonymous(id.Source, id.Number)?.Fact as Purchase;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TillLine))]
[JsonSerializable(typeof(TillSums))]
internal sealed partial class TillJson : JsonSerializerContext;
