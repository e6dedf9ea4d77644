using System.Diagnostics;
using System.Globalization;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R1 while the shop does more than trade: kill -9 within imports of purchases and of members, within a backup, within a move of the store, within a
/// night and while everything is sealed with another key. What was begun ends with the sums of one left alone, or is refused; the books are clean after every kill.
/// </summary>
internal static class WorkRig
{
    /// <summary>Rounds for each kill that is wanted: one that came too late is tried again sooner, for the first of its kind is the slowest.</summary>
    public const int MostTries = 3;

    /// <summary>How much sooner the next kill comes after one that came too late.</summary>
    public const double Sooner = 0.6;

    private const int Clients = 8;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var findings = new Findings();
        var parts = new List<string>();
        await using (var shop = await Shop.Open(new ShopPlan(ask.Kind)))
        {
            parts.Add(await KillImports(ask, shop, new PurchaseList(ask.Of(2_000, 2_500, 20_000)), findings));
            parts.Add(await KillImports(ask, shop, new MemberList(ask.Of(1_000, 1_500, 10_000)), findings));
            if (ask.Kind != StoreKind.Two) parts.Add(await JobRig.Kills(ask, shop, findings));
            parts.Add(await CopyKills.Backups(ask, shop, findings));
            parts.Add(await CopyKills.Moves(ask, shop, findings));
        }

        // Two processes have their jobs and nights in R10.
        if (ask.Kind != StoreKind.Two) parts.Add(await NightKills.Run(ask, findings));
        parts.Add(await KeyKills.Run(ask, findings));
        return new Verdict("R1", ask.On, $"killed at work: {string.Join("; ", parts)}; {findings.All.Count} lost or changed, seed {ask.Seed}", findings.All);
    }

    /// <summary>Starts a program, kills it after a while; whether it was alive still.</summary>
    public static async Task<bool> KilledAfter(Call call, TimeSpan time)
    {
        using var child = Child.Start(call);
        for (var since = Stopwatch.StartNew(); since.Elapsed < time && !child.HasEnded;) await Task.Delay(5);
        var isAlive = !child.HasEnded;
        await child.Kill();
        return isAlive;
    }

    /// <summary>A moment within something that takes so long, start-up left out.</summary>
    public static TimeSpan Moment(Random chance, TimeSpan took) => took * (0.25 + (0.7 * chance.NextDouble()));

    /// <summary>Trades beside what is killed where more than one process may write.</summary>
    public static async Task<IReadOnlyList<Heard>> Beside(Shop shop, CrowdPlan plan, Findings findings, Func<Task> work)
    {
        using var crowd = new Crowd(shop, plan with { Clients = Clients, Insists = true, Rest = Rest });
        var trading = crowd.Trade();
        await work();
        crowd.Stop();
        await trading;
        findings.Add(crowd.Journal.Wrong);
        Uri[] servers = [.. shop.Nodes.Select(n => n.Address)];
        var resolved = await Afterwards.Resolved(shop, servers, [.. crowd.Journal.Open.DistinctBy(o => o.Key)]);
        findings.Add(await Afterwards.Repeated(shop, servers, crowd.Journal.Decided));
        return [.. crowd.Journal.Decided, .. resolved];
    }

    private static async Task<string> KillImports(TrialAsk ask, Shop shop, ImportList list, Findings findings)
    {
        var (alive, rounds, took) = (0, 0, TimeSpan.Zero);
        var wanted = ask.Of(1, 2, 20);
        async Task Work()
        {
            took = await list.Import(shop, 0, findings);
            while (alive < wanted && rounds < wanted * MostTries)
            {
                var round = ++rounds;
                var chance = new Random(HashCode.Of(ask.Seed, round + list.Name.Length));
                var kill = KilledAfter(list.Call(shop, round), Moment(chance, took));
                // Whoever serves beside it is killed too, now and then.
                var victim = ask.Kind != StoreKind.Sqlite && round % 2 == 0 ? shop.Nodes[round / 2 % shop.Nodes.Count] : null;
                if (victim is not null) await victim.Kill();
                if (await kill) alive++;
                else took *= Sooner;
                if (victim is not null) await victim.Start();
                findings.Add(await Afterwards.Audited(shop));
                await list.Import(shop, round, findings);
            }
        }

        IReadOnlyList<Heard> told = [];
        if (ask.Kind == StoreKind.Sqlite)
        {
            // The embedded store has one owner: nobody serves while a list is read.
            await shop.Nodes[0].Stop();
            await Work();
        }
        else
        {
            told = await Beside(shop, new CrowdPlan("beside-" + list.Name, ask.Seed), findings, Work);
        }

        findings.Need(alive > 0, $"every import of {list.Name} had ended before it could be killed");
        await Same(shop, list, rounds, told, findings);
        if (ask.Kind == StoreKind.Sqlite) await shop.Nodes[0].Start();
        return string.Create(CultureInfo.InvariantCulture, $"{alive} imports of {list.Count:N0} {list.Name}{(told.Count > 0 ? $" beside {told.Count:N0} writes" : "")}");
    }

    /// <summary>Every list has the books of the first, which was read without a kill; read once more it changes nothing.</summary>
    private static async Task Same(Shop shop, ImportList list, int rounds, IReadOnlyList<Heard> told, Findings findings)
    {
        var ledger = await LedgerRow.Read(shop);
        findings.Add(HistoryCheck.Faults(ledger, [.. told.SelectMany(Claim.Of)]));
        var left = list.Books(ledger, 0);
        findings.Need(left.Count == list.Members, $"{left.Count} members have entries of {list.Name}, not {list.Members}");
        findings.Need(left.Values.Sum(b => b.Points) == list.Points, $"{left.Values.Sum(b => b.Points)} points of {list.Name}, not {list.Points}");
        for (var round = 1; round <= rounds; round++)
        {
            var books = list.Books(ledger, round);
            findings.Need(books.Count == left.Count, $"{list.Name} {round}: {books.Count} members, not {left.Count}");
            foreach (var (member, book) in books.Where(b => left.GetValueOrDefault(b.Key) != b.Value)) findings.Add($"{list.Name} {round} {member}: {book}, left alone {left.GetValueOrDefault(member)}");
        }

        await list.Import(shop, rounds, findings);
        var again = list.Books(await LedgerRow.Read(shop), rounds);
        findings.Need(again.Count == left.Count && again.All(b => left.GetValueOrDefault(b.Key) == b.Value), $"{list.Name} read once more has other books");
        findings.Add(await Afterwards.Audited(shop));
    }
}
