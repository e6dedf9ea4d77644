using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Tessera.Trials.Ground;

namespace Tessera.Trials.Checks;

/// <summary>
/// The laws of the books (R4) and of the record (R6), read from the tables by SQL of our own: one unbroken chain for every member, lots that add up, no debt
/// beside open points, stored value to the fen, nothing that is past its end, nothing given that was not there. It shares no code with the product.
/// </summary>
internal static class BookLaws
{
    private static readonly (string Law, string Sql)[] OfMembers =
    [
        ("the record has a gap", "select member_id, 'items 1 to ' || max(sequence) || ', ' || count(*) from item where @m group by member_id having min(sequence) <> 1 or max(sequence) <> count(*)"),
        ("the state stands elsewhere than the record", "select s.member_id, s.sequence || ' and ' || max(i.sequence) from member_state s join item i on i.member_id = s.member_id where @s group by s.member_id, s.sequence having max(i.sequence) <> s.sequence"),
        ("balance after is not balance before and points", Chain("balance_before <> before", "balance_after", "entry")),
        ("pending after does not follow", Chain("pending_after <> before + pending", "pending_after", "entry")),
        ("growth after does not follow", Chain("growth_after <> before + growth", "growth_after", "entry")),
        ("Σ entries is not the state", "select s.member_id, s.balance || '/' || s.pending || '/' || s.growth || ' and ' || coalesce(sum(e.points), 0) || '/' || coalesce(sum(e.pending), 0) || '/' || coalesce(sum(e.growth), 0) from member_state s left join entry e on e.member_id = s.member_id where @s group by s.member_id, s.balance, s.pending, s.growth having coalesce(sum(e.points), 0) <> s.balance or coalesce(sum(e.pending), 0) <> s.pending or coalesce(sum(e.growth), 0) <> s.growth"),
        ("Σ lots is not the state", "select s.member_id, s.balance || '+' || s.debt || '/' || s.pending || ' and ' || coalesce(sum(case when l.pending = 0 then l.remaining end), 0) || '/' || coalesce(sum(case when l.pending = 1 then l.remaining end), 0) from member_state s left join lot l on l.member_id = s.member_id where @s group by s.member_id, s.balance, s.debt, s.pending having coalesce(sum(case when l.pending = 0 then l.remaining end), 0) <> s.balance + s.debt or coalesce(sum(case when l.pending = 1 then l.remaining end), 0) <> s.pending"),
        ("a lot does not add up", "select member_id, sequence || '/' || n from lot where @m and (opened <> remaining + consumed + expired + clawed_back - returned or remaining < 0 or consumed < 0 or expired < 0 or clawed_back < 0 or returned < 0)"),
        ("debt stands beside open points", "select member_id, debt || ' and ' || open_points from member_state where @m and debt > 0 and open_points > 0"),
        ("the tier in force is not that of the last change", "select s.member_id, s.tier_in_force || ' and ' || c.in_force_to from member_state s join tier_change c on c.member_id = s.member_id where @s and not exists (select 1 from tier_change d where d.member_id = c.member_id and (d.sequence > c.sequence or (d.sequence = c.sequence and d.n > c.n))) and c.in_force_to <> s.tier_in_force"),
        ("principal after does not follow", Chain("principal_before <> before", "principal_after", "wallet_entry")),
        ("bonus after does not follow", Chain("bonus_before <> before", "bonus_after", "wallet_entry")),
        ("Σ stored value is not its lots", "select member_id, sum(p) || '/' || sum(b) from (select member_id, principal_minor as p, bonus_minor as b from wallet_entry where @m union all select member_id, -principal_left, -bonus_left from wallet_lot where @m) as w group by member_id having sum(p) <> 0 or sum(b) <> 0"),
        ("a top-up does not add up", "select member_id, sequence || '/' || n from wallet_lot where @m and (paid_minor <> principal_left + principal_used + principal_refunded + principal_gone or bonus_minor <> bonus_left + bonus_used + bonus_gone or charged_used <> principal_used + bonus_used)"),
        ("a card was used more often than it holds", "select member_id, sequence || '/' || n from card where @m and uses > 0 and used > uses"),
        ("a coupon was used twice", "select member_id, coupon_sequence || '/' || coupon_n from coupon_entry where @m group by member_id, coupon_sequence, coupon_n having sum(case kind when 'used' then 1 when 'returned' then -1 else 0 end) not in (0, 1)"),
        ("a member is halted", "select member_id, 'sequence ' || sequence from member_state where @m and halted = 1"),
    ];

    private static readonly (string Law, string Sql)[] OfAll =
    [
        ("the draws are not numbered without gaps", "select 0, draw || ' ' || count(*) || ' to ' || max(nonce) from draw_entry group by draw having min(nonce) <> 1 or max(nonce) <> count(*)"),
        ("an unclaimed document names a member", "select 0, source || ' ' || number from document where member_id is not null and not exists (select 1 from item i where i.member_id = document.member_id and i.sequence = document.sequence)"),
    ];

    // After the night nothing of a past day waits. Days are counted from 0001-01-01.
    private static readonly (string Law, string Sql)[] OfTheNight =
    [
        ("something was due and is not settled", "select member_id, 'due ' || next_due_on from member_state where next_due_on <= @d and halted = 0"),
        ("a lot is past its end and not empty", "select member_id, sequence || '/' || n || ' ended ' || ends_on from lot where remaining > 0 and pending = 0 and ends_on <= @d"),
        ("a coupon is past its end and still there", "select member_id, sequence || '/' || n || ' ended ' || ends_on from coupon where ends_on <= @d and status in ('issued', 'returned')"),
    ];

    public static async Task<DbConnection> Open(Shop shop)
    {
        DbConnection look = shop.Cluster is { } cluster
            ? new NpgsqlConnection(cluster.Connection("trial") + ";Pooling=false;Command Timeout=0")
            : new SqliteConnection($"Data Source={Path.Combine(shop.Place, "tessera.db")};Mode=ReadOnly;Pooling=false");
        await look.OpenAsync();
        return look;
    }

    /// <summary>Reads the books of the members that changed since the last look.</summary>
    /// <param name="look">The store.</param>
    /// <param name="seen">Members and the place where their record stood; brought up to date.</param>
    /// <param name="night">The day whose night has just run, or null.</param>
    public static async Task<IReadOnlyList<string>> Broken(DbConnection look, Dictionary<long, long> seen, DateOnly? night)
    {
        var changed = new List<long>();
        await Each(look, "select member_id, sequence from member_state order by member_id", row =>
        {
            var (member, sequence) = (row.GetInt64(0), row.GetInt64(1));
            if (seen.GetValueOrDefault(member) != sequence) changed.Add(member);
            seen[member] = sequence;
        });
        var broken = new List<string>();
        async Task Check(IEnumerable<(string Law, string Sql)> laws, Func<string, string> fill)
        {
            foreach (var (law, sql) in laws) await Each(look, fill(sql), row => broken.Add(string.Create(CultureInfo.InvariantCulture, $"{law}: {row.GetInt64(0)} {row.GetString(1)}")));
        }

        if (changed.Count > 0)
        {
            var list = string.Join(',', changed.Select(c => c.ToString(CultureInfo.InvariantCulture)));
            await Check(OfMembers, sql => sql.Replace("@m", $"member_id in ({list})", StringComparison.Ordinal).Replace("@s", $"s.member_id in ({list})", StringComparison.Ordinal));
            await Check(OfAll, sql => sql);
        }

        if (night is { } day) await Check(OfTheNight, sql => sql.Replace("@d", day.DayNumber.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return broken;
    }

    public static async Task<long> Count(DbConnection look, string sql)
    {
        long count = 0;
        await Each(look, sql, row => count = row.GetInt64(0));
        return count;
    }

    private static string Chain(string broken, string after, string table) =>
        $"select member_id, sequence || '/' || n from (select *, coalesce(lag({after}) over (partition by member_id order by sequence, n), 0) as before from {table} where @m) as c where {broken}";

    private static async Task Each(DbConnection look, string sql, Action<DbDataReader> take)
    {
        await using var ask = look.CreateCommand();
        ask.CommandText = sql;
        await using var rows = await ask.ExecuteReaderAsync();
        while (await rows.ReadAsync()) take(rows);
    }
}
