using Tessera.Core.StoredValue;

namespace Tessera.Storage.Audits;

/// <content>The rows of stored value.</content>
internal sealed partial class MemberBooks
{
    private void CheckWalletEntries()
    {
        var (value, cards) = (new SortedDictionary<(long, long), string>(), new SortedDictionary<(long, long), string>());
        foreach (var item in _items)
        {
            foreach (var effect in item.Effects)
            {
                if (effect is WalletEntry e) value[(e.Id.Sequence, e.Id.N)] = Text(
                    RecordJson.CamelCase(e.Kind), e.PrincipalMinor, e.BonusMinor, e.PrincipalAfter - e.PrincipalMinor, e.PrincipalAfter, e.BonusAfter - e.BonusMinor, e.BonusAfter,
                    e.InterestMinor, e.OrderSequence, item.OccurredAt.Micros, item.RecordedAt.Micros);
                if (effect is CardEntry c) cards[(c.Id.Sequence, c.Id.N)] = Text(
                    c.After.Id.Sequence, c.After.Id.N, RecordJson.CamelCase(c.Kind), c.Uses, c.After.Used, c.CommissionMinor, c.InterestMinor, item.OccurredAt.Micros, item.RecordedAt.Micros);
            }
        }

        using var entries = Rows("sequence, n, kind, principal_minor, bonus_minor, principal_before, principal_after, bonus_before, bonus_after, interest_minor, order_sequence, occurred_at, recorded_at", "wallet_entry");
        Compare("wallet_entry", entries, value, static r => Columns(r, 2));
        using var moves = Rows("sequence, n, card_sequence, card_n, kind, uses, used_after, commission_minor, interest_minor, occurred_at, recorded_at", "card_entry");
        Compare("card_entry", moves, cards, static r => Columns(r, 2));
    }

    private void CheckWallet()
    {
        var (value, cards) = (new SortedDictionary<(long, long), string>(), new SortedDictionary<(long, long), string>());
        foreach (var lot in _state.Wallet.AllLots) value[(lot.Id.Sequence, lot.Id.N)] = Text(WalletLotRow.Figures(lot));
        foreach (var card in _state.Wallet.AllCards) cards[(card.Id.Sequence, card.Id.N)] = Text(CardRow.Figures(card));
        using var lots = Rows(WalletLotRow.Columns, "wallet_lot");
        Compare("wallet_lot", lots, value, static r => Columns(r, 2));
        using var held = Rows(CardRow.Columns, "card");
        Compare("card", held, cards, static r => Columns(r, 2));
    }
}
