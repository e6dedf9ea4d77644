using Tessera.Core.Coupons;
using Tessera.Core.Points;

namespace Tessera.Storage.Coupons;

/// <summary>Whose coupon a code stands for; without an account it was not handed out yet.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Account">Ledger account, or null.</param>
/// <param name="Coupon">The coupon in that record; nothing without an account.</param>
public sealed record CodeHolder(string Kind, AccountId? Account, LotId Coupon);

/// <summary>How many codes a pool holds.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Codes">Codes uploaded.</param>
public sealed record CouponPool(string Kind, long Codes);

/// <summary>Coupons as rows: the list of a member, codes of pools, and which coupon carries which.</summary>
public sealed class CouponStore
{
    private readonly StoreConnection _db;

    internal CouponStore(StoreConnection db) => _db = db;

    /// <summary>Coupons of a member, the newest first.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="openOnly">Only those that can still be used some day.</param>
    /// <param name="before">Start before this one; null from the newest.</param>
    /// <param name="limit">Most coupons.</param>
    public IReadOnlyList<HeldCoupon> Page(AccountId account, bool openOnly, LotId? before, int limit)
    {
        var open = openOnly ? $" and {CouponRow.IsOpen}" : "";
        using var rows = _db.Sql($"select {CouponRow.Columns} from coupon where member_id = $1 and (sequence < $2 or (sequence = $2 and n < $3)){open} order by sequence desc, n desc limit $4")
            .Set(1, account).Set(2, before?.Sequence ?? long.MaxValue).Set(3, before?.N ?? long.MaxValue).Set(4, limit);
        return ReadAll(rows);
    }

    /// <summary>A coupon, or null.</summary>
    public HeldCoupon? Find(AccountId account, LotId id)
    {
        using var rows = _db.Sql($"select {CouponRow.Columns} from coupon where member_id = $1 and sequence = $2 and n = $3").Set(1, account).Set(2, id.Sequence).Set(3, id.N);
        return rows.Step() ? CouponRow.Read(rows) : null;
    }

    /// <summary>Accounts that have or had one of some tags, in order of id.</summary>
    /// <param name="tags">Tags.</param>
    /// <param name="after">After this account; null from the first.</param>
    /// <param name="limit">Most accounts.</param>
    public IReadOnlyList<AccountId> Tagged(IReadOnlyList<string> tags, AccountId? after, int limit)
    {
        using var rows = _db.Sql($"select distinct member_id from member_tag where tag {_db.AnyOfTexts("$1")} and member_id > $2 order by member_id limit $3")
            .SetText(1, RecordJson.WriteAny(tags)).Set(2, after?.Value ?? long.MinValue).Set(3, limit);
        var accounts = new List<AccountId>();
        while (rows.Step()) accounts.Add(rows.Account(0));
        return accounts;
    }

    /// <summary>Codes a pool holds, handed out or not.</summary>
    public long PoolSize(string kind)
    {
        using var rows = _db.Sql("select coalesce(max(number), 0) from coupon_pool where kind = $1").Set(1, kind);
        rows.Step();
        return rows.Long(0);
    }

    /// <summary>A code of a pool by its number, or null.</summary>
    public string? CodeOf(string kind, long number)
    {
        using var rows = _db.Sql("select code from coupon_pool where kind = $1 and number = $2").Set(1, kind).Set(2, number);
        return rows.Step() ? rows.Text(0) : null;
    }

    /// <summary>What a code stands for, or null when it is not known.</summary>
    public CodeHolder? Find(string code)
    {
        using var rows = _db.Sql("select kind, member_id, sequence, n from coupon_code where code = $1").Set(1, code);
        if (!rows.Step()) return null;
        return rows.IsNull(1) ? new CodeHolder(rows.Text(0), null, default) : new CodeHolder(rows.Text(0), rows.Account(1), new LotId(rows.Long(2), rows.Int(3)));
    }

    /// <summary>Adds codes to a pool. Call it under the lock of the kind's supply, so that numbers have no gap.</summary>
    /// <returns>Codes that were known before, of this kind or another: they are left out.</returns>
    public IReadOnlyList<string> Add(string kind, IReadOnlyList<string> codes)
    {
        var number = PoolSize(kind);
        var known = new List<string>();
        foreach (var code in codes)
        {
            if (_db.Sql("insert into coupon_code (code, kind, number) values ($1, $2, $3) on conflict (code) do nothing").Set(1, code).Set(2, kind).Set(3, number + 1).RunCounted() == 0)
            {
                known.Add(code);
                continue;
            }

            number++;
            _db.Sql("insert into coupon_pool (kind, number, code) values ($1, $2, $3)").Set(1, kind).Set(2, number).Set(3, code).RunOnce();
        }

        return known;
    }

    /// <summary>Notes who carries a code. A code that is handed out the first time must be free: two coupons never share one.</summary>
    internal void Carry(AccountId account, HeldCoupon coupon, bool isFirst)
    {
        var code = CodeOf(coupon.Kind, coupon.PoolNumber) ?? throw new Tessera.Core.Members.LedgerBroken(account.ToString(), $"pool {coupon.Kind} has no code {coupon.PoolNumber}");
        var free = isFirst ? " and member_id is null" : "";
        var moved = _db.Sql($"update coupon_code set member_id = $2, sequence = $3, n = $4 where code = $1{free}").Set(1, code).Set(2, account).Set(3, coupon.Id.Sequence).Set(4, coupon.Id.N).RunCounted();
        if (moved != 1) throw new Tessera.Core.Members.LedgerBroken(account.ToString(), $"code {coupon.PoolNumber} of {coupon.Kind} was handed out before");
    }

    /// <summary>Adds the coupons that can be used no more.</summary>
    public void LoadClosed(AccountId account, CouponBook book)
    {
        using var rows = _db.Sql($"select {CouponRow.Columns} from coupon where member_id = $1 and not ({CouponRow.IsOpen}) order by sequence, n").Set(1, account);
        foreach (var coupon in ReadAll(rows))
        {
            // What a decision closed or opened since loading is newer than its row.
            if (book.Find(coupon.Id) is null) book.Closed.Add(coupon.Id, coupon);
        }
    }

    private static List<HeldCoupon> ReadAll(Statement rows)
    {
        var coupons = new List<HeldCoupon>();
        while (rows.Step()) coupons.Add(CouponRow.Read(rows));
        return coupons;
    }
}
