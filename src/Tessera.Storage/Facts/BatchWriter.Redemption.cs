using Tessera.Core.Members;
using Tessera.Core.Redemption;

namespace Tessera.Storage.Facts;

/// <content>Redemptions and entries of draws.</content>
public sealed partial class BatchWriter
{
    private void WriteRedemption(AccountId account, RecordItem item, RedemptionMoved moved)
    {
        if (moved.Goods is not { } goods)
        {
            _db.Sql("update redemption set stage = $3, moved_sequence = $4 where member_id = $1 and sequence = $2")
                .Set(1, account).Set(2, moved.Sequence).Set(3, RecordJson.CamelCase(moved.Stage)).Set(4, item.Sequence).RunOnce();
            return;
        }

        _db.Sql("insert into redemption (member_id, sequence, reward, draw, units, points, cash_minor, cost_minor, handing, stage, made_at, moved_sequence) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
            .Set(1, account).Set(2, moved.Sequence).Set(3, goods.Reward).Set(4, goods.Draw).Set(5, goods.Units).Set(6, goods.Points).Set(7, goods.CashMinor).Set(8, goods.CostMinor)
            .Set(9, RecordJson.CamelCase(goods.Handing)).Set(10, RecordJson.CamelCase(moved.Stage)).Set(11, item.OccurredAt).Set(12, item.Sequence).RunOnce();
    }

    private void WriteDraw(AccountId account, RecordItem item, DrawMade made) =>
        _db.Sql("insert into draw_entry (member_id, sequence, draw, nonce, number, hit, given, points, drawn_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .Set(1, account).Set(2, item.Sequence).Set(3, made.Draw).Set(4, made.Nonce).Set(5, made.Number).Set(6, made.Hit).Set(7, made.Given).Set(8, made.Points).Set(9, item.OccurredAt).RunOnce();
}
