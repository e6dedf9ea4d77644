using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Tessera.Testing;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R14: a filled store of every earlier step of the schema is brought up to date by <c>tessera migrate</c>, which is killed again and again at random
/// moments; every row is as it was and the books are clean. A store of a later release is refused in one sentence.
/// </summary>
internal sealed class UpgradeRig(Shop shop, Findings findings)
{
    private const int Refused = 4;

    /// <summary>Folders of the steps, in order.</summary>
    public static IReadOnlyList<string> Steps { get; } = [.. Directory.GetDirectories(Repository.PathOf("src/Tessera.Storage/Migrations")).Order(StringComparer.Ordinal)];

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var (each, kills) = (ask.Of(7, 3, 1), ask.Of(1, 3, 20));
        var findings = new Findings();
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind));
        // What the first schema had already: later tables begin empty in an earlier store.
        await WorkRig.Beside(shop, new CrowdPlan("earlier", ask.Seed), findings, () => Task.Delay(2_500));
        foreach (var node in shop.Nodes) await node.Stop();
        var rig = new UpgradeRig(shop, findings);
        if (ask.Kind == StoreKind.Two) return await new PairedUpgrade(shop, rig, findings).Run(ask, each, kills);
        var (steps, alive, rows) = (0, 0, 0L);
        for (var step = 1; step < Steps.Count && findings.All.Count == 0; step += each, steps++)
        {
            var chance = new Random(HashCode.Of(ask.Seed, step));
            var place = await rig.Earlier(step);
            alive += await rig.Migrated(place, kills, chance);
            rows += await rig.Same(place);
            findings.Add(await Checks.Afterwards.Audited(shop, place));
            await rig.Drop(place);
        }

        await rig.NewerIsRefused();
        return new Verdict("R14", ask.On, string.Create(
            CultureInfo.InvariantCulture, $"stores of {steps} earlier schemas of {Steps.Count - 1} brought up to date with {alive} kills midway, {rows:N0} rows as they were, books clean; a later store refused, seed {ask.Seed}"), findings.All);
    }

    /// <summary>Kills the migration some times, then lets it end.</summary>
    private async Task<int> Migrated(string place, int kills, Random chance)
    {
        var (alive, took) = (0, TimeSpan.FromSeconds(2));
        for (var round = 0; alive < kills && round < kills * WorkRig.MostTries; round++)
        {
            var since = Stopwatch.StartNew();
            if (await WorkRig.KilledAfter(shop.Call(place, "migrate"), took * chance.NextDouble())) alive++;
            else took = since.Elapsed * WorkRig.Sooner;
        }

        var ran = await Child.Run(shop.Call(place, "migrate"));
        findings.Need(ran.Code == 0, $"{place}: migrate ended with {ran.Code} {ran.Said} {ran.Complained}");
        return alive;
    }

    /// <summary>A place that has only the first steps, with every row of the shop that they have room for.</summary>
    public async Task<string> Earlier(int step)
    {
        var place = await Empty(string.Create(CultureInfo.InvariantCulture, $"earlier{step}"));
        await using var to = Connect(place);
        await to.OpenAsync();
        foreach (var folder in Steps.Take(step))
        {
            foreach (var statement in Rendered(await File.ReadAllTextAsync(Path.Combine(folder, "up.sql")))) await Execute(to, statement);
        }

        await Execute(to, IsPostgres ? "create table schema_version (number bigint not null primary key)" : string.Create(CultureInfo.InvariantCulture, $"pragma user_version = {step}"));
        if (IsPostgres) await Execute(to, string.Create(CultureInfo.InvariantCulture, $"insert into schema_version values ({step})"));
        await using var from = Connect(shop.Place);
        await from.OpenAsync();
        await using var all = await to.BeginTransactionAsync();
        foreach (var table in await Tables(to)) await CopyRows(from, to, table);
        await all.CommitAsync();
        return place;
    }

    // Tables that came later begin empty; columns that came later are filled by their step.
    private static async Task CopyRows(DbConnection from, DbConnection to, string table)
    {
        var columns = await Columns(to, table);
        await using var read = from.CreateCommand();
        read.CommandText = $"select {string.Join(", ", columns)} from {table}";
        await using var rows = await read.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            await using var write = to.CreateCommand();
            write.CommandText = $"insert into {table} ({string.Join(", ", columns)}) values ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})";
            for (var i = 0; i < columns.Count; i++)
            {
                var parameter = write.CreateParameter();
                (parameter.ParameterName, parameter.Value) = ($"@p{i}", rows.GetValue(i));
                write.Parameters.Add(parameter);
            }

            await write.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Holds every row that the earlier store had against the shop it came from.</summary>
    /// <param name="place">Where it lies now.</param>
    /// <param name="isServed">Whether it was served since: then rows may have come to it.</param>
    public async Task<long> Same(string place, bool isServed = false)
    {
        await using var was = Connect(shop.Place);
        await using var now = Connect(place);
        await was.OpenAsync();
        await now.OpenAsync();
        var count = 0L;
        foreach (var table in (await Tables(was)).Where(t => t is "item" or "entry" or "lot" or "member_state" or "tier_change" or "document" or "audit_record" or "identity" or "inbox"))
        {
            var (old, @new) = (await Dump(was, table), await Dump(now, table));
            findings.Need(isServed ? !old.Except(@new, StringComparer.Ordinal).Any() : old.SequenceEqual(@new, StringComparer.Ordinal), $"{place}: {table} has {@new.Count} rows that are not the {old.Count} of before");
            count += @new.Count;
        }

        return count;
    }

    public async Task NewerIsRefused()
    {
        var place = await Earlier(Steps.Count);
        await using (var db = Connect(place))
        {
            await db.OpenAsync();
            await Execute(db, string.Create(CultureInfo.InvariantCulture, $"{(IsPostgres ? "update schema_version set number =" : "pragma user_version =")} {Steps.Count + 1}"));
        }

        foreach (var words in new[] { "migrate", "audit" })
        {
            var ran = await Child.Run(shop.Call(place, words));
            var said = ran.Complained.Trim();
            findings.Need(ran.Code == Refused && said.Split('\n').Length == 1 && said.Contains("later release", StringComparison.Ordinal), $"{words} on a later store ended with {ran.Code} and said {said}");
        }
    }

    private bool IsPostgres => shop.Cluster is not null;

    private async Task<string> Empty(string name)
    {
        if (shop.Cluster is { } cluster)
        {
            await cluster.Run($"create database {name}");
            return cluster.Connection(name);
        }

        var folder = Directory.CreateDirectory(Path.Combine(shop.Folder, name)).FullName;
        File.Copy(CopyKills.KeyOf(shop), Path.Combine(folder, "tessera.key"));
        return folder;
    }

    public async Task Drop(string place)
    {
        if (shop.Cluster is { } cluster) await cluster.Run($"drop database {new NpgsqlConnectionStringBuilder(place).Database}");
        else Directory.Delete(place, recursive: true);
    }

    private DbConnection Connect(string place) => IsPostgres
        ? new NpgsqlConnection(place + ";Pooling=false")
        : new SqliteConnection($"Data Source={Path.Combine(place, "tessera.db")};Pooling=false");

    private IEnumerable<string> Rendered(string sql)
    {
        var (rowkey, bytes, clustered) = IsPostgres ? ("bigint not null primary key", "bytea", "") : ("integer not null primary key", "blob", "without rowid");
        var text = string.Join('\n', sql.Split('\n').Select(line => line.IndexOf("--", StringComparison.Ordinal) is var at and >= 0 ? line[..at] : line));
        text = text.Replace("{rowkey}", rowkey, StringComparison.Ordinal).Replace("{bytes}", bytes, StringComparison.Ordinal).Replace("{clustered}", clustered, StringComparison.Ordinal);
        return text.Split(";\n").Select(s => s.Trim().TrimEnd(';')).Where(s => s.Length > 0);
    }

    private async Task<IReadOnlyList<string>> Tables(DbConnection db) => await List(db, IsPostgres
        ? "select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_version' order by 1"
        : "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by 1");

    private static async Task<IReadOnlyList<string>> Columns(DbConnection db, string table)
    {
        await using var ask = db.CreateCommand();
        ask.CommandText = $"select * from {table} where 1 = 0";
        await using var rows = await ask.ExecuteReaderAsync();
        return [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)];
    }

    private static async Task<IReadOnlyList<string>> Dump(DbConnection db, string table)
    {
        var lines = new List<string>();
        await using var ask = db.CreateCommand();
        ask.CommandText = $"select * from {table}";
        await using var rows = await ask.ExecuteReaderAsync();
        var names = Enumerable.Range(0, rows.FieldCount).OrderBy(i => rows.GetName(i), StringComparer.Ordinal).ToList();
        while (await rows.ReadAsync()) lines.Add(string.Join('|', names.Select(i => rows.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(rows.GetValue(i), CultureInfo.InvariantCulture))));
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static async Task<IReadOnlyList<string>> List(DbConnection db, string sql)
    {
        var list = new List<string>();
        await using var ask = db.CreateCommand();
        ask.CommandText = sql;
        await using var rows = await ask.ExecuteReaderAsync();
        while (await rows.ReadAsync()) list.Add(rows.GetString(0));
        return list;
    }

    private static async Task Execute(DbConnection db, string sql)
    {
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
