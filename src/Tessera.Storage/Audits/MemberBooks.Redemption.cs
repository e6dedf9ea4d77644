using Tessera.Core.Redemption;

namespace Tessera.Storage.Audits;

/// <content>The rows of redemptions and draws.</content>
internal sealed partial class MemberBooks
{
    private void CheckRedemptions()
    {
        var (redemptions, draws) = (new SortedDictionary<(long, long), string>(), new SortedDictionary<(long, long), string>());
        var (made, last) = (new Dictionary<long, (RedeemedGoods Goods, long At)>(), new Dictionary<long, (RedemptionStage Stage, long By)>());
        foreach (var item in _items)
        {
            foreach (var effect in item.Effects)
            {
                if (effect is RedemptionMoved { Goods: { } goods } opened) made[opened.Sequence] = (goods, item.OccurredAt.Micros);
                if (effect is RedemptionMoved moved) last[moved.Sequence] = (moved.Stage, item.Sequence);
                if (effect is DrawMade d) draws[(item.Sequence, 0)] = Text(d.Draw, d.Nonce, d.Number, d.Hit, d.Given, d.Points, item.OccurredAt.Micros);
            }
        }

        foreach (var (sequence, (goods, at)) in made)
        {
            redemptions[(sequence, 0)] = Text(
                goods.Reward, goods.Draw, goods.Units, goods.Points, goods.CashMinor, goods.CostMinor, RecordJson.CamelCase(goods.Handing), RecordJson.CamelCase(last[sequence].Stage), at, last[sequence].By);
        }

        using var rows = Rows("sequence, 0, reward, draw, units, points, cash_minor, cost_minor, handing, stage, made_at, moved_sequence", "redemption", "sequence");
        Compare("redemption", rows, redemptions, static r => Columns(r, 2));
        using var entries = Rows("sequence, 0, draw, nonce, number, hit, given, points, drawn_at", "draw_entry", "sequence");
        Compare("draw_entry", entries, draws, static r => Columns(r, 2));
    }
}
