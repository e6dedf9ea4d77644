using Tessera.Core.Facts;

namespace Tessera.Bench;

/// <summary>
/// B4: 200 hot members under 64 tills, against the least a database can do for them: one durable update of one balance row a transaction, on the same
/// number of hot rows, with the number of clients that suits it best.
/// </summary>
internal static class HotSpeed
{
    private const int Clients = 64;
    private const int HotMembers = 200;
    private static readonly int[] RawClients = [2, 8, 32];

    public static bool Run(Sizes sizes)
    {
        var store = FilledStore.Get(isPostgres: true, sizes.Members);
        Cluster.Create("hot");
        using (var db = Cluster.Open("hot"))
        {
            Cluster.Execute(db, "create table balance (member_id bigint primary key, points bigint not null check (points >= 0)) with (fillfactor = 50)");
            Cluster.Execute(db, $"insert into balance select n, 1000000000 from generate_series(0, {HotMembers - 1}) n");
            Cluster.Execute(db, "vacuum analyze");
        }

        var before = Refused(store);
        var calls = new RawCalls("hot", "update balance set points = points - $1 where member_id = $2", chance => [1, chance.NextInt64(HotMembers)]);
        Comparison compared;
        HotLoad load;
        using (var served = new ServedStore(store))
        {
            load = new HotLoad(store, HotMembers);
            DoorLoad.Warm(served, load.Next, Clients);
            var clients = RawClients.MaxBy(c => { var cell = calls.Run(c, DoorLoad.Length / 4).Cell; return cell.Operations / cell.WallMicros; });
            compared = DoorLoad.InTurn(() => DoorLoad.Closed(served, load.Next, Clients, DoorLoad.Length), () => calls.Run(clients, DoorLoad.Length).Cell);
            Harness.Say($"B4: {HotMembers} hot members of {store.Members}, {load.RepeatShare * 100:0} % told again; the raw row reaches {1e6 / Spread.Of(compared.Peer.Select(c => c.WallPerOperation)).Median:0}/s with {clients} clients");
        }

        store.Check();
        store.Audit();
        if (Refused(store) != before) throw new InvalidOperationException("somebody was overdrawn");
        Harness.Say($"B4: a debit took from {LotsOfADebit(store):0.0} lots, every answer was 200 or 201, nobody is in debt, the books are right");
        return Harness.ReportSpeed("B4", compared, 0.5, 0.8);
    }

    /// <summary>Lots that a debit took from, on average.</summary>
    private static double LotsOfADebit(FilledStore store)
    {
        using var site = store.Open();
        return site.Read(scope => scope.Db.Exports.Entries().Where(e => e.Item.Fact is Debit).Average(e => (double)e.Entry.Parts.Count));
    }

    /// <summary>Members below zero or in debt.</summary>
    private static long Refused(FilledStore store) => store.Scalar("select count(*) from member_state where balance < 0 or debt > 0");
}
