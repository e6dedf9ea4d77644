using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;
using Tessera.Trials.Wire;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R12: webhooks arrive. Purchases are told to a receiver that fails every second event once, in every way there is, while the process that sends is killed again and
/// again; each arrives under one id, signed, with two signatures while the secret is exchanged; an endpoint that is gone is switched off. The later steps of the
/// schedule are hours and days apart: the tests of R12 turn the clock through them.
/// </summary>
internal static class HookRig
{
    private const string Path = "/v1/webhooks/endpoints";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var (events, kills) = (ask.Of(200, 1_000, 10_000), ask.Of(2, 5, 20));
        using var receiver = new HookReceiver();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TESSERA_WEBHOOKS_ALLOW_PRIVATE"] = "true" };
        await using var racers = new Racers(await Shop.Open(new ShopPlan(ask.Kind) { Environment = environment }), joinPoints: 10, parallel: 16);
        var (endpoint, secret) = await Listen(racers, receiver.Address + "hook");
        var (gone, _) = await Listen(racers, receiver.Address + "gone");
        receiver.Secrets = [secret];
        var members = new List<string>();
        for (var i = 0; i < 20; i++) members.Add(await racers.Member(10));
        var since = Stopwatch.StartNew();
        var at = DateTimeOffset.Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        for (var round = 0; round < kills; round++)
        {
            var some = Enumerable.Range(round * events / kills, ((round + 1) * events / kills) - (round * events / kills));
            await racers.Race([.. some.Select(i => Op.Buy(racers.Name(), new Sale(string.Create(CultureInfo.InvariantCulture, $"hook-{i}"), members[i % members.Count], 1_000, at)))]);
            // The old secret holds for a day beside the new one.
            if (round == kills / 2) receiver.Secrets = [.. receiver.Secrets, (string)(await racers.Done(new Op(racers.Name(), $"{Path}/{endpoint}/rotate", """{"keepHours":24}""")))["secret"]!];
            await KillSender(racers.Shop, round);
        }

        while (receiver.Events.Values.Count(e => e.Taken > 0) < events && since.Elapsed < Patience) await Task.Delay(200);
        var took = since.Elapsed;
        await Judge(racers, receiver, events, (endpoint, gone));
        await racers.Settled();
        return new Verdict("R12", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"{events:N0} events to a receiver that fails every second one once (500, 503, 429, redirect, silence), {receiver.Events.Values.Sum(e => e.Tries):N0} attempts, {kills} kills of the sender; {receiver.Events.Values.Count(e => e.Taken > 0):N0} arrived within {took.TotalSeconds:0} s, each under one id; {receiver.Doubled:N0} signed twice while the secret was exchanged, {receiver.Wrong.Count} signed wrongly; the endpoint that is gone was switched off after {receiver.Astray.Gone}, seed {ask.Seed}"), racers.Findings.All);
    }

    private static async Task Judge(Racers racers, HookReceiver receiver, int events, (string Taking, string Gone) endpoints)
    {
        var findings = racers.Findings;
        findings.Need(receiver.Events.Count == events, $"{events} purchases were told under {receiver.Events.Count} ids");
        var never = receiver.Events.Where(e => e.Value.Taken == 0).Select(e => e.Key).ToList();
        if (never.Count > 0) findings.Add($"{never.Count} events did not arrive, such as {never[0]}: {(await racers.Read($"{Path}/{endpoints.Taking}/deliveries?state=waiting&limit=3")).ToJsonString()}");
        findings.Need(receiver.Wrong.Count == 0, $"{receiver.Wrong.Count} signatures did not fit, such as {receiver.Wrong.FirstOrDefault()}");
        findings.Need(receiver.Doubled > 0, "no attempt was signed with both secrets while one was exchanged for the other");
        findings.Need(receiver.Astray.Elsewhere == 0, $"{receiver.Astray.Elsewhere} redirects were followed");
        // A few are under way when the first answer comes, and again after each kill.
        findings.Need(receiver.Astray.Gone is > 0 and < 100, $"an endpoint that is gone was asked {receiver.Astray.Gone} times");
        findings.Need(!(bool)(await racers.Read($"{Path}/{endpoints.Gone}"))["isOn"]!, "an endpoint that answered 410 was not switched off");
        findings.Need((bool)(await racers.Read($"{Path}/{endpoints.Taking}"))["isOn"]!, "the endpoint that takes was switched off");
        var notices = (await racers.Read("/v1/webhooks/notices")).ToJsonString();
        findings.Need(notices.Contains(endpoints.Gone, StringComparison.Ordinal), $"the owner was not told that the endpoint is off: {notices}");
        await Replayed(racers, receiver, endpoints.Taking, events);
    }

    /// <summary>What is sent again by hand comes again, under the ids it had.</summary>
    private static async Task Replayed(Racers racers, HookReceiver receiver, string endpoint, int events)
    {
        var before = receiver.Events.Values.Sum(e => e.Taken);
        string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        await racers.Done(new Op(racers.Name(), "/v1/webhooks/replays", $$"""{"endpointId":"{{endpoint}}","from":"{{Text(DateTimeOffset.Now.AddHours(-1))}}","to":"{{Text(DateTimeOffset.Now.AddMinutes(1))}}"}"""));
        for (var since = Stopwatch.StartNew(); receiver.Events.Values.Sum(e => e.Taken) < before + events && since.Elapsed < Patience; await Task.Delay(200))
        {
        }

        racers.Findings.Need(receiver.Events.Values.Sum(e => e.Taken) >= before + events && receiver.Events.Count == events, $"sent again by hand, {receiver.Events.Values.Sum(e => e.Taken) - before} of {events} came, under {receiver.Events.Count} ids");
    }

    private static async Task<(string Id, string Secret)> Listen(Racers racers, string url)
    {
        var made = await racers.Done(new Op(racers.Name(), Path, new JsonObject { ["url"] = url, ["types"] = new JsonArray("purchase.recorded") }.ToJsonString()));
        return ((string)made["id"]!, (string)made["secret"]!);
    }

    /// <summary>Of two processes one after the other: the other goes on when the lease of the dead one has ended.</summary>
    private static async Task KillSender(Shop shop, int round)
    {
        var node = shop.Nodes[round % shop.Nodes.Count];
        await Task.Delay(100 + (37 * round % 400));
        await node.Kill();
        await node.Start();
    }
}
