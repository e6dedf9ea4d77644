using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Storage.Facts;

/// <content>Coupons.</content>
public sealed partial class BatchWriter
{
    private readonly HashSet<LotId> _touchedCoupons = [];

    private void WriteEntry(AccountId account, RecordItem item, CouponEntry entry)
    {
        _db.Sql("insert into coupon_entry (member_id, sequence, n, coupon_sequence, coupon_n, kind, saved_minor, cost_minor, store_id, occurred_at, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
            .Set(1, account).Set(2, entry.Id.Sequence).Set(3, entry.Id.N).Set(4, entry.After.Id.Sequence).Set(5, entry.After.Id.N).Set(6, RecordJson.CamelCase(entry.Kind)).Set(7, entry.SavedMinor)
            .Set(8, entry.CostMinor).Set(9, entry.StoreId).Set(10, item.OccurredAt).Set(11, item.RecordedAt).RunOnce();
        _touchedCoupons.Add(entry.After.Id);
        var comes = entry.Kind is CouponEntryKind.Issued or CouponEntryKind.Opening or CouponEntryKind.Received or CouponEntryKind.MergeIn;
        if (comes && entry.After.PoolNumber > 0) _db.Coupons.Carry(account, entry.After, entry.Kind is CouponEntryKind.Issued or CouponEntryKind.Opening);
        // The code of an opening that is taken back may be told again.
        if (entry is { Kind: CouponEntryKind.Voided, After: { Origin: CouponOrigin.Opening, PoolNumber: > 0 } } && item.Fact is OpeningUndone or Closed) _db.Coupons.Release(entry.After);
    }

    private void WriteCoupons(LoadedMember member)
    {
        foreach (var id in _touchedCoupons) CouponRow.Bind(_db.Sql(CouponRow.Upsert).Set(1, member.Account), member.State.Coupons.Find(id)!).RunOnce();
    }
}
