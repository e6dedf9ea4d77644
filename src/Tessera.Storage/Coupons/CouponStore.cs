using Tessera.Core.Coupons;
using Tessera.Core.Points;

namespace Tessera.Storage.Coupons;

/// <summary>Whose coupon a code stands for; without an account it was not handed out yet.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Account">Ledger account, or null.</param>
/// <param name="Coupon">The coupon in that record; nothing without an account.</param>
public sealed record CodeHolder(string Kind, AccountId? Account, LotId Coupon);

/// <summary>How many coupons of a kind stand where.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Status">Where they stand, as their rows say.</param>
/// <param name="Coupons">How many.</param>
/// <param name="SavedMinor">What those that were used took off, minor units.</param>
public sealed record CouponCount(string Kind, string Status, long Coupons, long SavedMinor);

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

    /// <summary>Accounts that may be in a segment, in order of id: those whose tier a night has yet to look at are among them.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="today">Local date on which it is asked.</param>
    /// <param name="after">After this account; null from the first.</param>
    /// <param name="limit">Most accounts.</param>
    public IReadOnlyList<AccountId> In(CouponSegment segment, DateOnly today, AccountId? after, int limit)
    {
        using var rows = Segment($"select m.member_id {From(" or m.next_due_on <= $1")} order by m.member_id limit $8", segment, (today, after)).Set(8, limit);
        var accounts = new List<AccountId>();
        while (rows.Step()) accounts.Add(rows.Account(0));
        return accounts;
    }

    /// <summary>How many members are in a segment, as of the last night.</summary>
    public long CountIn(CouponSegment segment, DateOnly today)
    {
        using var rows = Segment($"select count(*) {From("")}", segment, (today, null));
        rows.Step();
        return rows.Long(0);
    }

    private Statement Segment(string sql, CouponSegment segment, (DateOnly Today, AccountId? After) from) => _db.Sql(sql)
        .Set(1, from.Today).Set(2, from.After?.Value ?? long.MinValue).Set(3, segment.Frozen switch { null => -1L, true => 1, false => 0 })
        .Set(4, (long)segment.Tiers.Count).SetText(5, RecordJson.WriteAny(segment.Tiers))
        .Set(6, segment.Tags.Count == 0 ? 0L : segment.AllTags ? segment.Tags.Distinct(StringComparer.Ordinal).Count() : 1).SetText(7, RecordJson.WriteAny(segment.Tags));

    private string From(string orTier) =>
        "from member_state m where m.member_id > $2 and m.closed_on is null and ($3 < 0 or m.frozen = $3)"
        + $" and ($4 = 0 or m.tier_in_force {_db.AnyOfTexts("$5")}{orTier})"
        + " and not exists (select 1 from merge g where g.member_id = m.member_id and g.undone_at is null)"
        + $" and ($6 = 0 or (select count(*) from member_tag t where t.member_id = m.member_id and t.tag {_db.AnyOfTexts("$7")} and t.since_on <= $1 and (t.through_on is null or t.through_on >= $1)) >= $6)";

    /// <summary>Coupons by kind and standing, over all members. A coupon that was handed on counts once, with who carries it.</summary>
    public IReadOnlyList<CouponCount> Counts()
    {
        using var rows = _db.Sql("select kind, status, count(*), cast(coalesce(sum(case when status = 'used' then saved_minor else 0 end), 0) as bigint) from coupon where status <> 'gone' group by kind, status order by kind, status");
        var counts = new List<CouponCount>();
        while (rows.Step()) counts.Add(new CouponCount(rows.Text(0), rows.Text(1), rows.Long(2), rows.Long(3)));
        return counts;
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

    /// <summary>Number of a code in the pool of its kind; 0 when it is not known.</summary>
    public long NumberOf(string code)
    {
        using var rows = _db.Sql("select number from coupon_code where code = $1").Set(1, code);
        return rows.Step() ? rows.Long(0) : 0;
    }

    /// <summary>Puts a code at a number of its pool that was not handed out; what stood there takes the code's former number, or the end. Call it under the lock of the supply.</summary>
    public void Place(string kind, string code, long number)
    {
        var (former, end) = (NumberOf(code), PoolSize(kind) + 1);
        if (former == number) return;
        var other = CodeOf(kind, number);
        _db.Sql("delete from coupon_pool where kind = $1 and (number = $2 or number = $3)").Set(1, kind).Set(2, number).Set(3, former).RunOnce();
        if (other is not null) Number(kind, other, former > 0 ? former : end);
        Number(kind, code, number);
    }

    private void Number(string kind, string code, long number)
    {
        _db.Sql("insert into coupon_pool (kind, number, code) values ($1, $2, $3)").Set(1, kind).Set(2, number).Set(3, code).RunOnce();
        _db.Sql("insert into coupon_code (code, kind, number) values ($1, $2, $3) on conflict (code) do update set number = excluded.number").Set(1, code).Set(2, kind).Set(3, number).RunOnce();
    }

    /// <summary>Frees the code of a coupon that never was.</summary>
    internal void Release(HeldCoupon coupon) =>
        _db.Sql("update coupon_code set member_id = null, sequence = null, n = null where kind = $1 and number = $2").Set(1, coupon.Kind).Set(2, coupon.PoolNumber).RunCounted();

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
