using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Tessera.Trials.Ground;
using Tessera.Trials.Year;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R15: somebody changes rows behind the product's back, one change in one copy of the store at a time: a byte, a row taken out, a row put in, the newest
/// of a record, a whole member. <c>tessera audit</c> must name the member and the row of each.
/// </summary>
internal sealed class TamperRig(Shop shop, Random chance, Findings findings)
{
    private static readonly string[] Ledgers = ["item", "entry", "lot", "tier_change", "wallet_entry", "coupon_entry", "inbox", "debit_reference"];
    private static readonly string[] OfMember = ["member_state", "item", "entry", "lot", "tier_change", "purchase_refund", "debit_reference", "member_tag", "inbox", "document", "member_link", "identity", "member_profile"];
    private int _copies;

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var (flips, gone, put, newest, whole) = ask.Size switch { TrialSize.Fast => (8, 4, 4, 2, 2), TrialSize.Standard => (14, 5, 5, 5, 5), TrialSize.Full => (100, 20, 20, 10, 10) };
        var findings = new Findings();
        // A seed of the rig, not of the shop: the shop is always the same, under a programme with everything in it; of two processes each writes in turn.
        await using var year = await YearRun.Lived(new YearPlan(ask.Kind, 1, 8, 40) { IsCalm = true });
        findings.Add(year.End.Faults);
        foreach (var node in year.Shop.Nodes) await node.Stop();
        var rig = new TamperRig(year.Shop, new Random(ask.Seed), findings);
        var named = 0;
        for (var i = 0; i < flips; i++) named += await rig.Tampered(db => rig.Flip(db, Ledgers[i % Ledgers.Length])) ? 1 : 0;
        for (var i = 0; i < gone; i++) named += await rig.Tampered(db => rig.TakeOut(db, Ledgers[i % Ledgers.Length])) ? 1 : 0;
        for (var i = 0; i < put; i++) named += await rig.Tampered(db => rig.PutIn(db, Ledgers[i % Ledgers.Length])) ? 1 : 0;
        for (var i = 0; i < newest; i++) named += await rig.Tampered(rig.CutBack) ? 1 : 0;
        for (var i = 0; i < whole; i++) named += await rig.Tampered(rig.TakeMember) ? 1 : 0;
        var all = flips + gone + put + newest + whole;
        findings.Need(named == all, $"{named} of {all} were named");
        return new Verdict("R15", ask.On, string.Create(
            CultureInfo.InvariantCulture, $"{named} of {all} named with member and row ({flips} bytes changed, {gone} rows taken out, {put} put in, {newest} records cut back, {whole} members taken out){(ask.Kind == StoreKind.Two ? ", written by two processes in turn" : "")}, seed {ask.Seed}"), findings.All);
    }

    /// <summary>Makes one change in a copy and asks the audit; whether it named what was changed.</summary>
    private async Task<bool> Tampered(Func<DbConnection, Task<Change>> tamper)
    {
        var (place, file) = await Copy();
        Change change;
        await using (DbConnection db = file is null ? new NpgsqlConnection(place + ";Pooling=false") : new SqliteConnection($"Data Source={file};Pooling=false"))
        {
            await db.OpenAsync();
            await Execute(db, file is null ? NoChecks : "pragma ignore_check_constraints = on");
            change = await tamper(db);
        }

        var ran = await Child.Run(shop.Call(place, "audit"));
        var isNamed = ran.Code == 3 && ran.Said.Split('\n').Any(line => line.Contains(" " + Account(change.Member), StringComparison.Ordinal) && (change.Row.Length == 0 || line.StartsWith($"{change.Table} {Account(change.Member)} {change.Row}:", StringComparison.Ordinal)));
        findings.Need(isNamed, $"{change}: audit ended with {ran.Code} and said {ran.Said[..Math.Min(700, ran.Said.Length)]} {ran.Complained}");
        if (file is null) await shop.Cluster!.Run($"drop database {new NpgsqlConnectionStringBuilder(place).Database}");
        else Directory.Delete(place, recursive: true);
        return isNamed;
    }

    private async Task<(string Place, string? File)> Copy()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"tampered{++_copies}");
        if (shop.Cluster is { } cluster)
        {
            await cluster.Run($"create database {name} template trial");
            return (cluster.Connection(name), null);
        }

        var folder = Directory.CreateDirectory(Path.Combine(shop.Folder, name)).FullName;
        foreach (var file in Directory.GetFiles(shop.Place).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return (folder, Path.Combine(folder, "tessera.db"));
    }

    // One bit of one number or letter of a row; what the row's key is stays as it was.
    private async Task<Change> Flip(DbConnection db, string table)
    {
        var (member, sequence, n) = await AnyRow(db, table);
        var (column, value) = table switch
        {
            "item" => ("decision", "replace(decision, '1', '2') || ' '"),
            "entry" => ("points", "points + 1"),
            "lot" => ("remaining", "remaining + 1"),
            "tier_change" => ("on_day", "on_day - 1"),
            "wallet_entry" => ("principal_minor", "principal_minor + 1"),
            "coupon_entry" => ("cost_minor", "cost_minor + 1"),
            "inbox" => ("on_day", "on_day + 1"),
            _ => ("reference", "reference || 'x'"),
        };
        await Execute(db, $"update {table} set {column} = {value} where {Where(table, member, sequence, n)}");
        return new Change(table, member, RowOf(table, sequence, n));
    }

    private async Task<Change> TakeOut(DbConnection db, string table)
    {
        var (member, sequence, n) = await AnyRow(db, table);
        await Execute(db, $"delete from {table} where {Where(table, member, sequence, n)}");
        return new Change(table, member, RowOf(table, sequence, n));
    }

    private async Task<Change> PutIn(DbConnection db, string table)
    {
        var (member, sequence, n) = await AnyRow(db, table);
        var columns = new List<string>();
        await Each(db, $"select * from {table} where 1 = 0", row => columns.AddRange(Enumerable.Range(0, row.FieldCount).Select(row.GetName)), always: true);
        var values = columns.Select(c => c switch { "sequence" => "9999", "reference" => "'planted'", _ => c });
        await Execute(db, $"insert into {table} ({string.Join(", ", columns)}) select {string.Join(", ", values)} from {table} where {Where(table, member, sequence, n)}");
        return new Change(table, member, RowOf(table, 9_999, n));
    }

    /// <summary>The newest item of a record goes with all that hangs on it.</summary>
    private async Task<Change> CutBack(DbConnection db)
    {
        var (member, last) = (0L, 0L);
        // Anchored: what has happened since the last night is not known to anything else yet.
        await Each(db, $"select a.member_id, a.sequence from member_anchor a join member_state s on s.member_id = a.member_id where a.sequence = s.sequence and a.sequence > 3 order by a.member_id limit 1 offset {chance.Next(3)}", row => (member, last) = (row.GetInt64(0), row.GetInt64(1)));
        foreach (var table in new[] { "item", "entry", "lot", "tier_change", "inbox", "debit_reference", "document", "wallet_entry", "coupon_entry" }) await Execute(db, $"delete from {table} where member_id = {member} and sequence = {last}");
        await Execute(db, $"update member_state set sequence = {last - 1}, chain_head = (select hash from item where member_id = {member} and sequence = {last - 1}) where member_id = {member}");
        return new Change("item", member, last.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<Change> TakeMember(DbConnection db)
    {
        var member = 0L;
        await Each(db, $"select member_id from member_anchor order by member_id limit 1 offset {chance.Next(5)}", row => member = row.GetInt64(0));
        foreach (var table in OfMember) await Execute(db, $"delete from {table} where member_id = {member}");
        return new Change("member_anchor", member, "");
    }

    private async Task<(long Member, long Sequence, long N)> AnyRow(DbConnection db, string table)
    {
        var (count, found) = (0L, (0L, 0L, 0L));
        await Each(db, $"select count(*) from {table}", row => count = row.GetInt64(0));
        if (count == 0) throw new TrialBroken($"the shop has no {table}");
        var n = table is "item" or "debit_reference" ? "0" : "n";
        await Each(db, $"select member_id, sequence, {n} from {table} order by member_id, sequence, 3 limit 1 offset {chance.NextInt64(count)}", row => found = (row.GetInt64(0), row.GetInt64(1), Convert.ToInt64(row.GetValue(2), CultureInfo.InvariantCulture)));
        return found;
    }

    private static string Where(string table, long member, long sequence, long n) =>
        string.Create(CultureInfo.InvariantCulture, $"member_id = {member} and sequence = {sequence}") + (table is "item" or "debit_reference" ? "" : string.Create(CultureInfo.InvariantCulture, $" and n = {n}"));

    private static string RowOf(string table, long sequence, long n) => table is "item" or "debit_reference"
        ? sequence.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{sequence}/{n}");

    // The text of an account id: acc_ and 13 letters of Crockford's base 32, the highest bits first.
    private static string Account(long member)
    {
        const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";
        var text = new char[13];
        var bits = unchecked((ulong)member);
        for (var i = 12; i >= 0; i--, bits >>= 5) text[i] = Letters[(int)(bits & 31)];
        return "acc_" + new string(text);
    }

    private static async Task Execute(DbConnection db, string sql)
    {
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Each(DbConnection db, string sql, Action<DbDataReader> take, bool always = false)
    {
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        await using var rows = await command.ExecuteReaderAsync();
        if (always) take(rows);
        while (await rows.ReadAsync()) take(rows);
    }

    private const string NoChecks = "do $$ declare r record; begin for r in select conname, conrelid::regclass as t from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace"
        + " loop execute format('alter table %s drop constraint %I', r.t, r.conname); end loop; end $$";

    /// <param name="Table">Changed table.</param>
    /// <param name="Member">Whose row.</param>
    /// <param name="Row">Which, as the audit names it; empty where the whole member went.</param>
    private sealed record Change(string Table, long Member, string Row);
}
