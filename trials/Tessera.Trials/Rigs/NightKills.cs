using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>Kill -9 within nights that end points: each lot ends once, whoever goes on.</summary>
internal static class NightKills
{
    private const int PerBatch = 200;
    // 10 for joining and 99 for 99.00; both end together.
    private const int Earned = 109;

    /// <summary>Points of many members end; whoever settles them is killed in the middle, and the other goes on.</summary>
    public static async Task<string> Run(TrialAsk ask, Findings findings)
    {
        var (rounds, members) = (ask.Of(2, 3, 30), ask.Of(700, 1_000, 10_000));
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind) { TestClock = "2026-01-10T09:00:00+08:00" });
        using var till = new Till(shop, patience: TimeSpan.FromMinutes(4));
        var now = new DateTimeOffset(2026, 1, 10, 9, 0, 0, TimeSpan.FromHours(8));
        var midway = 0;
        for (var round = 0; round < rounds; round++)
        {
            // Alone it is started again and goes on itself.
            var (worker, other) = (shop.Nodes[round % shop.Nodes.Count], shop.Nodes[(round + 1) % shop.Nodes.Count]);
            await Populate(till, worker.Address, $"n{round}", members, now);
            // All ends fall into the night of the first move; the second is the one that is killed.
            var eve = now.AddMonths(12);
            await Clock(till, worker.Address, eve, findings);
            now = eve.AddDays(3);
            var moving = till.Send(worker.Address, Op.MoveClock($"kill-{round}", Text(now)));
            if (await IsMidway(shop, members * round, moving)) midway++;
            await worker.Kill();
            await moving;
            if (other == worker) await worker.Start();
            await Clock(till, other.Address, now, findings);
            if (other != worker) await worker.Start();
            await Clock(till, worker.Address, now = now.AddDays(1), findings);
        }

        await ExpiredOnce(shop, members * rounds, findings);
        findings.Add(await Afterwards.Audited(shop));
        findings.Need(midway > 0, "every kill came after its night");
        return string.Create(CultureInfo.InvariantCulture, $"{rounds} nights of {members:N0} members each, {midway} killed midway, each lot ended once");
    }

    /// <summary>Waits until the night has ended some points and not yet all.</summary>
    private static async Task<bool> IsMidway(Shop shop, int before, Task moving)
    {
        await using var look = await Open(shop);
        await using var count = look.CreateCommand();
        count.CommandText = "select count(distinct member_id) from entry where kind = 'expire'";
        while (!moving.IsCompleted)
        {
            if (await count.ExecuteScalarAsync() is long ended && ended > before) return !moving.IsCompleted;
            await Task.Delay(2);
        }

        return false;
    }

    /// <summary>A look into the store from outside, beside who serves it.</summary>
    internal static async Task<DbConnection> Open(Shop shop)
    {
        DbConnection look = shop.Cluster is { } cluster
            ? new NpgsqlConnection(cluster.Connection("trial") + ";Pooling=false")
            : new SqliteConnection($"Data Source={Path.Combine(shop.Place, "tessera.db")};Mode=ReadOnly;Pooling=false");
        await look.OpenAsync();
        return look;
    }

    /// <summary>Turns the clock until it is turned.</summary>
    internal static async Task Clock(Till till, Uri server, DateTimeOffset to, Findings findings)
    {
        var heard = await till.Insist([server], Op.MoveClock($"clock-{server.Port}-{to:yyyyMMddHHmm}", Text(to)), TimeSpan.FromMinutes(4));
        findings.Need(heard.IsAccepted, $"the clock was answered {heard.Status} {heard.Text}");
    }

    /// <summary>Members who joined with a purchase of 99.00; their cards are called by the name and a number.</summary>
    internal static async Task Populate(Till till, Uri server, string name, int members, DateTimeOffset at)
    {
        for (var from = 0; from < members; from += PerBatch)
        {
            var items = new StringBuilder();
            for (var i = from; i < Math.Min(members, from + PerBatch); i++)
            {
                if (items.Length > 0) items.Append(',');
                items.Append(CultureInfo.InvariantCulture, $$"""{"source":"till","number":"{{name}}-{{i}}","occurredAt":"{{Text(at.AddHours(-1))}}","memberIdentity":{"kind":"card","value":"{{name}}-{{i}}"},"joinsIfUnknown":true,"lines":[{"sku":"tea","quantity":1,"netMinor":9900}]}""");
            }

            var heard = await till.Insist([server], new Op($"{name}-{from}", "/v1/purchases/batch", $$"""{"items":[{{items}}]}"""), TimeSpan.FromMinutes(1));
            if (!heard.IsAccepted) throw new TrialBroken($"batch: {heard.Status} {heard.Text}");
        }
    }

    private static async Task ExpiredOnce(Shop shop, int members, Findings findings)
    {
        var ledger = await LedgerRow.Read(shop);
        findings.Add(HistoryCheck.Faults(ledger, []));
        var books = ledger.GroupBy(r => r.Member, StringComparer.Ordinal).ToList();
        findings.Need(books.Count == members, $"{books.Count} members have entries, not {members}");
        foreach (var book in books)
        {
            var (earned, ended) = (book.Where(r => r.Points > 0).Sum(r => r.Points), -book.Where(r => r.Kind == "expire").Sum(r => r.Points));
            findings.Need(earned == Earned && ended == Earned, $"{book.Key}: {earned} earned, {ended} expired, not {Earned} each");
        }
    }

    internal static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
