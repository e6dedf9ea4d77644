using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Tessera.Trials.Ground;
using Tessera.Trials.Rigs;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Year;

/// <summary>What goes wrong in a simulated year: the process is killed within requests or within a night, the store refuses a table, a lock is held, the database restarts.</summary>
internal sealed class YearFaults(YearDesk desk, YearPeople people, Random chance)
{
    private const int AtOnce = 8;
    private static readonly string[] Tables = ["item", "entry", "lot", "inbox", "document", "idempotency_key", "member_state"];

    public int Kills { get; private set; }

    public int StoreFaults { get; private set; }

    private Shop Shop => desk.Shop;

    /// <summary>Kill -9 with requests in flight; started again, each is decided under its key, and the last answers are what they were.</summary>
    public async Task Kill()
    {
        var ops = people.Burst(AtOnce);
        var node = Shop.Nodes[chance.Next(Shop.Nodes.Count)];
        using var till = new Till(Shop);
        var flying = ops.Select(op => till.Send(node.Address, op)).ToList();
        await Task.Delay(chance.Next(12));
        await node.Kill();
        var heard = await Task.WhenAll(flying);
        await node.Start();
        await Decided(ops, heard);
        await desk.Repeat(20);
        Kills++;
    }

    /// <summary>Kill -9 while the clock is turned and a night may run.</summary>
    public async Task KillInTheNight(DateTimeOffset to)
    {
        var node = Shop.Nodes[0];
        using var till = new Till(Shop);
        var turning = till.Send(node.Address, Op.MoveClock(desk.Name("killed"), YearDesk.Text(to)));
        await Task.Delay(chance.Next(25));
        await node.Kill();
        await turning;
        await node.Start();
        Kills++;
    }

    /// <summary>The store refuses one table for a while: what meets it is told that nothing was done, and is carried out once the table takes rows again.</summary>
    public async Task RefuseTable()
    {
        await Plant(Tables[chance.Next(Tables.Length)]);
        var ops = people.Burst(AtOnce);
        var heard = await Task.WhenAll(ops.Select(desk.Once));
        await Plant(null);
        // On SQLite only a trigger can be planted, which is no fault of a disk: it is answered as a fault of ours, with the same promise that nothing was done.
        var worst = Shop.Cluster is null ? 501 : 500;
        desk.Findings.Need(heard.All(h => h.Status != 0 && (h.Status < worst || h.Status == 503)), $"a store that refuses was told as {string.Join(' ', heard.Select(h => h.Status))}");
        await Decided(ops, heard);
        StoreFaults++;
    }

    /// <summary>Somebody else holds the store, or it restarts.</summary>
    public async Task HoldStore()
    {
        var ops = people.Burst(AtOnce);
        Task<Heard[]> sent;
        if (Shop.Cluster is { } cluster)
        {
            sent = Task.WhenAll(ops.Select(desk.Once));
            await cluster.RestartImmediately(TimeSpan.FromMilliseconds(chance.Next(100)));
        }
        else
        {
            await using var holder = new SqliteConnection($"Data Source={Path.Combine(Shop.Place, "tessera.db")};Pooling=false");
            await holder.OpenAsync();
            await Execute(holder, "begin immediate");
            sent = Task.WhenAll(ops.Select(desk.Once));
            await Task.Delay(50 + chance.Next(150));
            await Execute(holder, "rollback");
        }

        await Decided(ops, await sent);
        StoreFaults++;
    }

    // What was decided at once must stay so; what was not is sent until it is.
    private async Task Decided(IReadOnlyList<Op> ops, IReadOnlyList<Heard> heard)
    {
        foreach (var (op, first) in ops.Zip(heard))
        {
            var last = await desk.Send(op);
            if (first.Fate == Fate.Decided) desk.Findings.Need(last.Status == first.Status && last.Body.AsSpan().SequenceEqual(first.Body), $"{op.Path} was told {first.Status} {first.Text}, then {last.Status} {last.Text}");
            else desk.Findings.Need(first.MayBeDone || !last.IsReplay, $"{op.Path}: told {first.Status} {first.Text}, and it was done");
            desk.Hear(last);
        }
    }

    private async Task Plant(string? table)
    {
        await using DbConnection db = Shop.Cluster is { } cluster
            ? new NpgsqlConnection(cluster.Connection("trial") + ";Pooling=false")
            : new SqliteConnection($"Data Source={Path.Combine(Shop.Place, "tessera.db")};Pooling=false");
        await db.OpenAsync();
        var isPostgres = Shop.Cluster is not null;
        if (table is null)
        {
            await Execute(db, isPostgres ? "drop function refuse() cascade" : "drop trigger refuse");
        }
        else if (isPostgres)
        {
            await Execute(db, "create function refuse() returns trigger language plpgsql as 'begin raise exception ''disk I/O error'' using errcode = ''58030''; end'");
            await Execute(db, $"create trigger refuse before insert or update on {table} for each row execute function refuse()");
        }
        else
        {
            await Execute(db, $"create trigger refuse before insert on {table} begin select raise(abort, 'disk I/O error'); end");
        }
    }

    private static async Task Execute(DbConnection db, string sql)
    {
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
