using Tessera.Core.Coupons;

namespace Tessera.Storage.Audits;

/// <content>The rows of coupons, and the codes they carry.</content>
internal sealed partial class MemberBooks
{
    private void CheckCoupons()
    {
        var (steps, held) = (new SortedDictionary<(long, long), string>(), new SortedDictionary<(long, long), string>());
        foreach (var item in _items)
        {
            foreach (var e in item.Effects.OfType<CouponEntry>())
            {
                steps[(e.Id.Sequence, e.Id.N)] = Text(
                    e.After.Id.Sequence, e.After.Id.N, RecordJson.CamelCase(e.Kind), e.SavedMinor, e.CostMinor, e.StoreId, item.OccurredAt.Micros, item.RecordedAt.Micros);
            }
        }

        foreach (var coupon in _state.Coupons.All) held[(coupon.Id.Sequence, coupon.Id.N)] = Text(CouponRow.Figures(coupon));
        using var entries = Rows("sequence, n, coupon_sequence, coupon_n, kind, saved_minor, cost_minor, store_id, occurred_at, recorded_at", "coupon_entry");
        Compare("coupon_entry", entries, steps, static r => Columns(r, 2));
        using var coupons = Rows(CouponRow.Columns, "coupon");
        Compare("coupon", coupons, held, static r => Columns(r, 2));
    }
}
