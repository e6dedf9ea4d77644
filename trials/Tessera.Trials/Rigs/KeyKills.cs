using System.Globalization;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// Kill -9 within nights that seal everything with another key: everybody is found by the card at any time, a night later nothing of the earlier key is left, and that key
/// can be dropped.
/// </summary>
internal static class KeyKills
{
    private const int Sample = 50;
    private static readonly string[] Ciphers = ["aes-256-gcm", "chacha20-poly1305"];

    public static async Task<string> Run(TrialAsk ask, Findings findings)
    {
        var (rounds, members) = (ask.Of(1, 2, 20), ask.Of(800, 1_500, 10_000));
        var now = new DateTimeOffset(2026, 1, 10, 9, 0, 0, TimeSpan.FromHours(8));
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind) { TestClock = NightKills.Text(now) });
        using var till = new Till(shop, patience: TimeSpan.FromMinutes(4));
        await NightKills.Populate(till, shop.Nodes[0].Address, "k", members, now);
        var midway = 0;
        for (var round = 0; round < rounds; round++)
        {
            var (worker, other) = (shop.Nodes[round % shop.Nodes.Count], shop.Nodes[(round + 1) % shop.Nodes.Count]);
            var chance = new Random(HashCode.Of(ask.Seed, 60 + round));
            var key = round + 2;
            await Done(shop, findings, "seal-key", "add", "--cipher", Ciphers[key % 2]);
            now = now.AddDays(1);
            var moving = till.Send(worker.Address, Op.MoveClock($"seal-{round}", NightKills.Text(now)));
            if (await IsMidway(shop, key, chance.Next(1, members * 3 / 4), moving)) midway++;
            await worker.Kill();
            await moving;
            if (other == worker) await worker.Start();
            await Found(till, other, (members, round), findings);
            await NightKills.Clock(till, other.Address, now, findings);
            if (other != worker) await worker.Start();
            // Who was killed within a night may have it for a while yet: the next one ends what is left.
            await NightKills.Clock(till, worker.Address, now = now.AddDays(1), findings);
            await Done(shop, findings, "seal-key", "drop", (key - 1).ToString(CultureInfo.InvariantCulture));
            await Found(till, worker, (members, round), findings);
        }

        findings.Need(midway > 0, "every kill came after everything was sealed anew");
        findings.Add(await Afterwards.Audited(shop));
        return string.Create(CultureInfo.InvariantCulture, $"{rounds} changes of the sealing key of {members:N0} members, {midway} killed midway, everybody found by the card and each earlier key dropped");
    }

    private static async Task Done(Shop shop, Findings findings, params string[] words)
    {
        var ran = await shop.Verb(words);
        findings.Need(ran.Code == 0, $"{string.Join(' ', words)}: {ran.Code} {ran.Said} {ran.Complained}");
    }

    /// <summary>Waits until so many identities are sealed with the key and the night is still at work.</summary>
    private static async Task<bool> IsMidway(Shop shop, int key, int wanted, Task moving)
    {
        await using var look = await NightKills.Open(shop);
        await using var count = look.CreateCommand();
        count.CommandText = string.Create(CultureInfo.InvariantCulture, $"select count(*) from identity where substr(sealed, 2, 1) = {(shop.Cluster is null ? $"x'{key:x2}'" : $"'\\x{key:x2}'::bytea")}");
        while (!moving.IsCompleted)
        {
            if (await count.ExecuteScalarAsync() is long done && done >= wanted) return !moving.IsCompleted;
            await Task.Delay(2);
        }

        return false;
    }

    private static async Task Found(Till till, Node node, (int Members, int Round) of, Findings findings)
    {
        for (var i = 0; i < Sample; i++)
        {
            var card = string.Create(CultureInfo.InvariantCulture, $"k-{((i * of.Members / Sample) + of.Round) % of.Members}");
            var found = await till.Send(node.Address, new Op($"find-{of.Round}-{i}", "/v1/members/search", $$"""{"identity": {"kind": "card", "value": "{{card}}"} }"""));
            findings.Need(found.Status == 200 && found.Text.Contains("mem_", StringComparison.Ordinal), $"round {of.Round}: {card} was not found: {found.Status} {found.Text}");
        }
    }
}
