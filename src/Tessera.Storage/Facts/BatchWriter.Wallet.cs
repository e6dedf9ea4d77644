using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;

namespace Tessera.Storage.Facts;

/// <content>Stored value and cards.</content>
public sealed partial class BatchWriter
{
    private readonly HashSet<LotId> _touchedValue = [];
    private readonly HashSet<LotId> _touchedCards = [];

    private Statement InsertWalletEntry => field ??= _db.Sql(
        "insert into wallet_entry (member_id, sequence, n, kind, principal_minor, bonus_minor, principal_before, principal_after, bonus_before, bonus_after, interest_minor, order_sequence, occurred_at, recorded_at)"
        + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");

    private void WriteWalletEffect(LoadedMember member, RecordItem item, Effect effect)
    {
        switch (effect)
        {
            case WalletEntry entry: WriteEntry(member.Account, item, entry); break;
            case CardEntry entry: WriteEntry(member.Account, item, entry); break;
            case WalletStood { Change: WalletChange.Register or WalletChange.Reactivate }: _touchedValue.UnionWith(member.State.Wallet.AllLots.Select(l => l.Id)); break;
            default: break;
        }
    }

    private void WriteEntry(AccountId account, RecordItem item, WalletEntry entry)
    {
        InsertWalletEntry.Set(1, account).Set(2, entry.Id.Sequence).Set(3, entry.Id.N).Set(4, RecordJson.CamelCase(entry.Kind)).Set(5, entry.PrincipalMinor).Set(6, entry.BonusMinor)
            .Set(7, entry.PrincipalAfter - entry.PrincipalMinor).Set(8, entry.PrincipalAfter).Set(9, entry.BonusAfter - entry.BonusMinor).Set(10, entry.BonusAfter)
            .Set(11, entry.InterestMinor).Set(12, entry.OrderSequence).Set(13, item.OccurredAt).Set(14, item.RecordedAt).Run();
        foreach (var lot in entry.Opened) _touchedValue.Add(lot.Id);
        foreach (var part in entry.Parts) _touchedValue.Add(part.Lot);
    }

    private void WriteEntry(AccountId account, RecordItem item, CardEntry entry)
    {
        _db.Sql("insert into card_entry (member_id, sequence, n, card_sequence, card_n, kind, uses, used_after, commission_minor, interest_minor, occurred_at, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
            .Set(1, account).Set(2, entry.Id.Sequence).Set(3, entry.Id.N).Set(4, entry.After.Id.Sequence).Set(5, entry.After.Id.N).Set(6, RecordJson.CamelCase(entry.Kind)).Set(7, entry.Uses)
            .Set(8, entry.After.Used).Set(9, entry.CommissionMinor).Set(10, entry.InterestMinor).Set(11, item.OccurredAt).Set(12, item.RecordedAt).RunOnce();
        _touchedCards.Add(entry.After.Id);
    }

    private void WriteWallet(LoadedMember member)
    {
        if (_touchedValue.Count + _touchedCards.Count == 0) return;
        var wallet = member.State.Wallet;
        foreach (var id in _touchedValue) WalletLotRow.Bind(_db.Sql(WalletLotRow.Upsert).Set(1, member.Account), wallet.Find(id)!).RunOnce();
        foreach (var id in _touchedCards) CardRow.Bind(_db.Sql(CardRow.Upsert).Set(1, member.Account), wallet.FindCard(id)!).RunOnce();
    }
}
