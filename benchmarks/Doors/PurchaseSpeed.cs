namespace Tessera.Bench;

/// <summary>B1, B1s, B1b: durable purchases through the doors of a served store against raw group commit of the minimal order in the same run.</summary>
internal static class PurchaseSpeed
{
    private const int Clients = 64;

    /// <summary>B1 and B1b, on PostgreSQL.</summary>
    public static bool OnPostgres(Sizes sizes, bool isBatch)
    {
        var store = FilledStore.Get(isPostgres: true, sizes.Members);
        var raw = new RawGroupCommit(store.Members);
        using var served = new ServedStore(store);
        var (name, clients, load) = (isBatch ? "B1b" : "B1", isBatch ? 8 : Clients, new PurchaseLoad(store, sizes));
        Func<int, TillRequest> next = isBatch ? load.Hundred : load.One;
        Harness.Say($"{name}: {store.Members} members, {clients} clients; serve holds {ProcessCost.ResidentMb(served.ProcessId)} MB after start");
        DoorLoad.Warm(served, next, clients);
        raw.Run(DoorLoad.Length / 2);
        var (written, rawWritten) = (new WrittenRows(), new WrittenRows());
        var compared = DoorLoad.InTurn(() => Counted(() => Cluster.Written(store.Database), () => DoorLoad.Closed(served, next, clients, DoorLoad.Length), ref written), () => Counted(raw.Written, () => raw.Run(DoorLoad.Length), ref rawWritten));
        store.Check();
        raw.Check();
        Harness.Say($"{name}: product {written.Each(compared.Product.Sum(c => c.Operations))}; raw {rawWritten.Each(compared.Peer.Sum(c => c.Operations))}; raw {Rate(compared.Peer):0}/s");
        Harness.Say($"{name}: serve holds {ProcessCost.ResidentMb(served.ProcessId)} MB, {ProcessCost.MostResidentMb(served.ProcessId)} MB at most; at most 300: {(ProcessCost.MostResidentMb(served.ProcessId) <= 300 ? "held" : "MISSED")}");
        return Harness.ReportSpeed(name, compared, isBatch ? 0.5 : 0.3, isBatch ? 0.65 : 0.45);
    }

    /// <summary>B1s, on SQLite.</summary>
    public static bool OnSqlite(Sizes sizes)
    {
        var store = FilledStore.Get(isPostgres: false, sizes.Members);
        using var raw = new RawSingleWriter(store.Members);
        using var served = new ServedStore(store);
        var load = new PurchaseLoad(store, sizes);
        Harness.Say($"B1s: {store.Members} members, {Clients} clients; serve holds {ProcessCost.ResidentMb(served.ProcessId)} MB after start");
        DoorLoad.Warm(served, load.One, Clients);
        raw.Run(DoorLoad.Length / 2);
        var compared = DoorLoad.InTurn(() => DoorLoad.Closed(served, load.One, Clients, DoorLoad.Length), () => raw.Run(DoorLoad.Length));
        store.Check();
        raw.Check();
        Harness.Say($"B1s: raw {Rate(compared.Peer):0}/s; serve holds {ProcessCost.ResidentMb(served.ProcessId)} MB, {ProcessCost.MostResidentMb(served.ProcessId)} MB at most");
        return Harness.ReportSpeed("B1s", compared, 0.35, 0.5);
    }

    /// <summary>The same server in one transaction a purchase.</summary>
    public static bool AgainstOneByOne(Sizes sizes)
    {
        var store = FilledStore.Get(isPostgres: true, sizes.Members);
        var load = new PurchaseLoad(store, sizes);
        using var served = new ServedStore(store);
        DoorLoad.Warm(served, load.One, Clients);
        using var alone = new ServedStore(store, "Tessera.OneCommandATransaction");
        DoorLoad.Warm(alone, load.One, Clients);
        var compared = DoorLoad.InTurn(() => DoorLoad.Closed(served, load.One, Clients, DoorLoad.Length), () => DoorLoad.Closed(alone, load.One, Clients, DoorLoad.Length));
        store.Check();
        Harness.Say($"B1 one transaction a purchase: {compared.WallSpeed} times slower by the clock, {compared.CpuSpeed} by CPU; at least 4 by the clock: {(compared.WallSpeed.Median >= 4 ? "held" : "MISSED")}");
        return compared.WallSpeed.Median >= 4;
    }

    private static double Rate(IReadOnlyList<Cell> cells) => 1e6 / Spread.Of(cells.Select(c => c.WallPerOperation)).Median;

    private static Cell Counted(Func<WrittenRows> count, Func<Cell> run, ref WrittenRows sum)
    {
        var before = count();
        var cell = run();
        // The server's statistics of rows come a second late.
        Thread.Sleep(1_200);
        sum += count() - before;
        return cell;
    }
}
