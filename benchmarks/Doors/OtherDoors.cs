namespace Tessera.Bench;

/// <summary>B2, B3 and B10: latency, a peer's ledger, and the member card.</summary>
internal static class OtherDoors
{
    private const int Clients = 64;
    private static long _orders;

    /// <summary>B2: open loop at 30 % of B1's rate, and one at a time, against one PL/pgSQL commit per order.</summary>
    public static bool Latency(Sizes sizes)
    {
        var store = FilledStore.Get(isPostgres: true, sizes.Members);
        _ = new RawGroupCommit(store.Members);
        using (var db = Cluster.Open("raw_orders")) Cluster.Execute(db, File.ReadAllText("benchmarks/limits/order_call.sql"));
        var calls = new RawCalls("raw_orders", "select place_order($1, $2)", chance => [Interlocked.Increment(ref _orders), chance.NextInt64(store.Members)]);
        using var served = new ServedStore(store);
        var load = new PurchaseLoad(store, sizes);
        DoorLoad.Warm(served, load.One, Clients);
        var most = DoorLoad.Closed(served, load.One, Clients, DoorLoad.Length);
        var rate = 0.3 * 1e6 / most.WallPerOperation;
        calls.Run(1, DoorLoad.Length / 4);
        var (open, one, raw) = (new List<LoadEnd>(), new List<LoadEnd>(), new List<double[]>());
        for (var pair = 0; pair < Harness.Pairs; pair++)
        {
            open.Add(new Tills(served.Port, load.One).Open(Clients, rate, DoorLoad.Length));
            raw.Add(calls.Run(1, DoorLoad.Length).Latencies);
            one.Add(new Tills(served.Port, load.One).Closed(1, DoorLoad.Length));
        }

        open.Concat(one).ToList().ForEach(DoorLoad.Good);
        store.Check();
        double Raw(int pair, double share) => raw[pair][(int)((raw[pair].Length - 1) * share)];
        var (p50, p99) = (Spread.Of(open.Select((o, i) => o.At(0.5) / Raw(i, 0.5))), Spread.Of(open.Select((o, i) => o.At(0.99) / Raw(i, 0.99))));
        var (slow, lone) = (Spread.Of(open.Select(o => o.At(0.99))), Spread.Of(one.Select((o, i) => o.At(0.5) / Raw(i, 0.5))));
        var held = p50.Median <= 3 && p99.Median <= 5 && slow.Median <= 30;
        Harness.Say($"B2: open loop at {rate:0}/s p50 {Spread.Of(open.Select(o => o.At(0.5)))} ms, p99 {slow} ms; one at a time p50 {Spread.Of(one.Select(o => o.At(0.5)))} ms, p99 {Spread.Of(one.Select(o => o.At(0.99)))} ms; one PL/pgSQL commit p50 {Spread.Of(Enumerable.Range(0, raw.Count).Select(i => Raw(i, 0.5)))} ms, p99 {Spread.Of(Enumerable.Range(0, raw.Count).Select(i => Raw(i, 0.99)))} ms");
        Harness.Say($"B2: ratio p50 {p50} (at most 3), p99 {p99} (at most 5), one at a time p50 {lone}; p99 at most 30 ms: {(held ? "held" : "MISSED")}");
        return held;
    }

    /// <summary>B3: purchases against transfers of a two-account ledger, hot issuer and random pairs.</summary>
    public static bool Ledger(Sizes sizes)
    {
        var store = FilledStore.Get(isPostgres: true, sizes.Members);
        Cluster.Create("ledger");
        using (var db = Cluster.Open("ledger"))
        {
            Cluster.Execute(db, File.ReadAllText("benchmarks/limits/ledger.sql"));
            Cluster.Execute(db, $"insert into account (id, balance) select n, 0 from generate_series(0, {store.Members}) n");
            Cluster.Execute(db, "vacuum analyze");
        }

        using var served = new ServedStore(store);
        var load = new PurchaseLoad(store, sizes);
        DoorLoad.Warm(served, load.One, Clients);
        var held = true;
        foreach (var (name, least, isHot) in new[] { ("hot issuer", 8.0, true), ("random pairs", 4.0, false) })
        {
            var calls = new RawCalls("ledger", "select move($1, $2, 42)", chance => isHot ? [0, 1 + chance.NextInt64(store.Members)] : Pair(chance, store.Members));
            var clients = new[] { 2, 4, 8, 16 }.MaxBy(c => { var cell = calls.Run(c, DoorLoad.Length / 4).Cell; return cell.Operations / cell.WallMicros; });
            var compared = DoorLoad.InTurn(() => DoorLoad.Closed(served, load.One, Clients, DoorLoad.Length), () => calls.Run(clients, DoorLoad.Length).Cell);
            Harness.Say($"B3 {name}: the ledger reaches {1e6 / Spread.Of(compared.Peer.Select(c => c.WallPerOperation)).Median:0}/s with {clients} clients; void under {(isHot ? 500 : 1_000)}/s on a quiet machine");
            held &= Harness.ReportSpeed("B3 " + name, compared, least, least * 1.5);
        }

        store.Check();
        if (Cluster.Scalar("ledger", "select sum(balance)::bigint from account") != 0) throw new InvalidOperationException("the ledger does not balance");
        return held;
    }

    /// <summary>B10: the member card against reading one row by its primary key on the same PostgreSQL server.</summary>
    public static bool Card(Sizes sizes)
    {
        var store = FilledStore.Get(isPostgres: true, sizes.Members);
        using var served = new ServedStore(store);
        var load = new PurchaseLoad(store, sizes);
        Cluster.Create("cards");
        using (var db = Cluster.Open("cards"))
        {
            Cluster.Execute(db, $"create table card (id bigint primary key, name text, points bigint, tier text, growth bigint); insert into card select n, 'member ' || n, n, 'gold', n from generate_series(0, {store.Members - 1}) n");
            Cluster.Execute(db, "vacuum analyze");
        }

        var calls = new RawCalls("cards", "select name, points, tier, growth from card where id = $1", chance => [chance.NextInt64(store.Members)]);
        DoorLoad.Warm(served, load.Card, Clients);
        calls.Run(8, DoorLoad.Length / 4);
        return Harness.ReportSpeed("B10", DoorLoad.InTurn(() => DoorLoad.Closed(served, load.Card, Clients, DoorLoad.Length), () => calls.Run(8, DoorLoad.Length).Cell), 0.5, 0.8);
    }

    private static long[] Pair(Random chance, long members)
    {
        var from = chance.NextInt64(members);
        return [1 + from, 1 + ((from + 1 + chance.NextInt64(members - 1)) % members)];
    }
}
