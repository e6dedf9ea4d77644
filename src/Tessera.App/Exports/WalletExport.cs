using Tessera.App.StoredValue;
using Tessera.App.Texts;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.StoredValue;

namespace Tessera.App.Exports;

/// <summary>The exports of stored value for finance and supervision: columns are a contract; their sums are those of the report of stored value.</summary>
public static class WalletExport
{
    private static readonly string[] MemberColumns =
        ["member_id", "external_id", "principal_minor", "registered_principal_minor", "bonus_minor", "cards", "passes_left", "cards_paid_minor"];

    private static readonly string[] EntryColumns =
    [
        "member_id", "external_id", "sequence", "n", "occurred_at", "recorded_at", "kind", "principal_minor", "bonus_minor", "principal_after_minor", "bonus_after_minor", "interest_minor",
        "card_id", "card_uses", "passes_left", "source_number", "reason",
    ];

    /// <summary>Everybody who has value left or a card that can be used.</summary>
    public static ExportTable Members(ReadScope scope)
    {
        var members = new ExportIds(scope.Db);
        return new ExportTable(MemberColumns, scope.Db.Exports.Wallets().Select(w => (IReadOnlyList<object?>)
            [members.Of(w.Account).Member, members.Of(w.Account).External, w.PrincipalMinor, w.RegisteredMinor, w.BonusMinor, w.Cards, w.PassesLeft, w.CardsPaidMinor]));
    }

    /// <summary>Entries of stored value and of cards, by member and place.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="language">Language of the reasons.</param>
    public static ExportTable Entries(ReadScope scope, string language)
    {
        var members = new ExportIds(scope.Db);
        return new ExportTable(EntryColumns, scope.Db.Exports.WalletItems().SelectMany(o => o.Item.Effects.Where(e => e is WalletEntry or CardEntry).Select(e => (IReadOnlyList<object?>)
        [
            members.Of(o.Account).Member, members.Of(o.Account).External, o.Item.Sequence, .. Row(scope, o.Item, e, language),
        ])));
    }

    private static IEnumerable<object?> Row(ReadScope scope, RecordItem item, Effect effect, string language)
    {
        string Say(Core.Reason reason) => Text.Render(reason, language, scope.Programs.Number(item.Version).Document);
        return effect switch
        {
            WalletEntry value =>
            [
                value.Id.N, item.OccurredAt, item.RecordedAt, Camel(value.Kind.ToString()), value.PrincipalMinor, value.BonusMinor, value.PrincipalAfter, value.BonusAfter, value.InterestMinor,
                null, null, null, item.Fact?.Number, Say(value.Reason),
            ],
            CardEntry card =>
            [
                card.Id.N, item.OccurredAt, item.RecordedAt, "card." + Camel(card.Kind.ToString()), null, null, null, null, card.InterestMinor,
                WalletView.CardId(card.After.Id), card.Uses, card.After.UsesLeft, item.Fact?.Number, Say(card.Reason),
            ],
            _ => throw new ArgumentException("no entry of stored value", nameof(effect)),
        };
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
