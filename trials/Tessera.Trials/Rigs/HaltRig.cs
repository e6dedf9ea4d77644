using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Npgsql;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R18: what some members' decisions are made upon is changed behind the product's back. The next write of each would break its chain: exactly those are
/// halted, it is said where people look, and everybody else goes on.
/// </summary>
internal static class HaltRig
{
    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var (count, damaged) = (ask.Of(20, 60, 300), ask.Of(3, 10, 50));
        await using var racers = new Racers(await Shop.Open(new ShopPlan(ask.Kind)), joinPoints: 10, parallel: 16);
        var (shop, findings) = (racers.Shop, racers.Findings);
        var members = new List<string>();
        while (members.Count < count) members.Add(await racers.Member(110));
        var chosen = members.OrderBy(m => new Random(HashCode.Of(ask.Seed, members.IndexOf(m))).Next()).Take(damaged).ToList();
        foreach (var node in shop.Nodes) await node.Stop();
        var before = await Packed(shop);
        foreach (var node in shop.Nodes) await node.Start();
        foreach (var member in chosen) await racers.Done(Op.Spend(racers.Name(), member, 60, racers.Name()));
        foreach (var node in shop.Nodes) await node.Stop();
        // The packed state of before: it would let them spend the same points again, and its next entry would not follow the last.
        await Damage(shop, before);
        foreach (var node in shop.Nodes) await node.Start();

        using var till = new Till(shop);
        foreach (var member in members)
        {
            var isDamaged = chosen.Contains(member);
            var heard = await till.Send(shop.Nodes[0].Address, Op.Spend(racers.Name(), member, 50, racers.Name()));
            findings.Need(heard.IsAccepted != isDamaged, $"{(isDamaged ? "damaged" : "sound")} {member} was answered {heard.Status} {heard.Text}");
            if (!isDamaged) continue;
            var again = await till.Send(shop.Nodes[^1].Address, Op.Adjust(racers.Name(), member, 5));
            findings.Need(again.Status == 409 && again.Text.Contains("member.halted", StringComparison.Ordinal), $"halted {member} was answered {again.Status} {again.Text}");
        }

        foreach (var member in members)
        {
            var status = (string?)(await racers.Read("/v1/members/" + member))["status"];
            findings.Need(status == (chosen.Contains(member) ? "halted" : "active"), $"{member} is {status}");
        }

        await IsTold(racers, damaged, findings);
        return new Verdict("R18", ask.On, string.Create(
            CultureInfo.InvariantCulture, $"{damaged} of {count} members damaged, exactly those halted and told of, {count - damaged} served on, seed {ask.Seed}"), findings.All);
    }

    private static async Task IsTold(Racers racers, int damaged, Findings findings)
    {
        var system = await racers.Read("/v1/system");
        findings.Need(system.ToJsonString().Contains(string.Create(CultureInfo.InvariantCulture, $"\"halted\":{damaged}"), StringComparison.Ordinal), $"the system page says {system.ToJsonString()}");
        var trail = (await racers.Read("/v1/audit?action=member.halted&limit=200"))["records"]!.AsArray().Count;
        findings.Need(trail >= Math.Min(damaged, 200), $"the trail tells of {trail} halts, not {damaged}");
        var doctor = await racers.Shop.Verb("doctor");
        findings.Need(doctor.Said.Contains("halted", StringComparison.Ordinal), $"doctor says {doctor.Said}");
    }

    private static async Task<Dictionary<long, byte[]>> Packed(Shop shop)
    {
        var packed = new Dictionary<long, byte[]>();
        await using var db = await Open(shop);
        await using var ask = db.CreateCommand();
        ask.CommandText = "select member_id, packed from member_state";
        await using var rows = await ask.ExecuteReaderAsync();
        while (await rows.ReadAsync()) packed[rows.GetInt64(0)] = (byte[])rows.GetValue(1);
        return packed;
    }

    private static async Task Damage(Shop shop, Dictionary<long, byte[]> before)
    {
        await using var db = await Open(shop);
        foreach (var (member, packed) in before)
        {
            await using var change = db.CreateCommand();
            change.CommandText = "update member_state set packed = @packed where member_id = @member and packed <> @packed";
            foreach (var (name, value) in new (string, object)[] { ("@packed", packed), ("@member", member) })
            {
                var parameter = change.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                change.Parameters.Add(parameter);
            }

            await change.ExecuteNonQueryAsync();
        }
    }

    private static async Task<DbConnection> Open(Shop shop)
    {
        DbConnection db = shop.Cluster is { } cluster
            ? new NpgsqlConnection(cluster.Connection("trial") + ";Pooling=false")
            : new SqliteConnection($"Data Source={Path.Combine(shop.Place, "tessera.db")};Pooling=false");
        await db.OpenAsync();
        return db;
    }
}
