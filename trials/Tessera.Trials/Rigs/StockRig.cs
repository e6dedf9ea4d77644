using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R5: whoever races for the last coupon, for goods, for prizes or for one a person: as many win as there are, the others are told why, and what is left is
/// what there was less what is out and more what came back.
/// </summary>
internal sealed class StockRig : IAsyncDisposable
{
    private const int Clients = 200;
    private const int Many = 2_000;
    private const int Goods = 100;
    private const int Prizes = 10;
    private const int Tries = 50;
    private readonly Racers _racers;
    private readonly List<string> _members = [];

    private StockRig(Shop shop) => _racers = new Racers(shop, joinPoints: 0, parallel: Clients);

    private Findings Findings => _racers.Findings;

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var rounds = ask.Of(1, 5, 50);
        await using var rig = await Opened(ask, rounds);
        await rig.Gather();
        for (var round = 0; round < rounds; round++)
        {
            await rig.LastCoupon(round);
            await rig.OneCoupon();
            await rig.GoodsForMany(round);
            await rig.GoodsThatComeBack(round);
            await rig.PrizesForMany(round);
            await rig.OneAPerson(round);
        }

        await rig._racers.Settled();
        return new Verdict("R5", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"{rounds} × {{{Clients} clients on the last coupon, on one coupon at the counter and in orders; {Many} on {Goods} goods, {Clients} taking and giving back; {Many} draws on {Prizes} prizes; {Tries} tries of one person}}; {rig._racers.Requests:N0} requests, seed {ask.Seed}"), rig.Findings.All);
    }

    /// <summary>The race for goods alone, in a shop with a fault that was planted before: the rig must find it.</summary>
    public static async Task<IReadOnlyList<string>> WithPlanted(TrialAsk ask, Func<Shop, Task> plant)
    {
        await using var rig = await Opened(ask, 1);
        await plant(rig._racers.Shop);
        await rig.Gather();
        await rig.GoodsForMany(0);
        await rig._racers.Settled();
        return rig.Findings.All;
    }

    public ValueTask DisposeAsync() => _racers.DisposeAsync();

    private static async Task<StockRig> Opened(TrialAsk ask, int rounds) =>
        new(await Shop.Open(new ShopPlan(ask.Kind) { TestClock = "2026-03-01T09:00:00+08:00", Program = Program(rounds) }));

    private async Task Gather()
    {
        for (var i = 0; i < Clients; i++) _members.Add("");
        await Parallel.ForEachAsync(Enumerable.Range(0, Clients), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) => _members[i] = await _racers.Member(10_000));
    }

    // Everybody claims the only coupon of a kind.
    private async Task LastCoupon(int round)
    {
        var heard = await _racers.Race([.. _members.Select(m => new Op(Name(), $"/v1/members/{m}/coupons/claims", $$"""{"kind":"last-{{round}}"}"""))]);
        Won(heard, 1, "clients that claimed the last coupon", "coupon.soldOut");
    }

    // One coupon that was shown to everybody: written off at the counter, or taken in an order.
    private async Task OneCoupon()
    {
        var (counter, order) = (await Coupon(_members[0]), await Coupon(_members[0]));
        var heard = await _racers.Race([.. Enumerable.Range(0, Clients).Select(_ => new Op(Name(), $"/v1/coupons/{counter}/use", "{}"))]);
        Won(heard, 1, "clients that used one coupon", "coupon.usedBefore");
        var quote = await _racers.Done(new Op(Name(), "/v1/quotes", $$"""{"memberId":"{{_members[0]}}","lines":[{"sku":"tea","quantity":1,"listMinor":5000}],"coupons":["{{order}}"]}"""));
        Findings.Need((long)quote["price"]!["toPayMinor"]! == 4_500, $"the coupon of 5.00 on 50.00 leaves {quote["price"]!["toPayMinor"]}");
        heard = await _racers.Race([.. Enumerable.Range(0, Clients).Select(_ => new Op(Name(), "/v1/quotes/commit", $$"""{"token":"{{(string)quote["token"]!}}","source":"till","number":"{{Name()}}"}"""))]);
        Won(heard, 1, "orders that took one coupon", "quote.changed");
    }

    private async Task GoodsForMany(int round)
    {
        var heard = await _racers.Race([.. Enumerable.Range(0, Many).Select(i => Redeem(_members[i % Clients], $"goods-{round}"))]);
        Won(heard, Goods, "clients that redeemed goods", "reward.outOfStock");
        await Left($"goods-{round}", 0);
    }

    // Half of what is taken is given back at once: stock = initial − out + back, whatever the order.
    private async Task GoodsThatComeBack(int round)
    {
        var taken = await _racers.Race([.. _members.Take(Goods).Select(m => Redeem(m, $"back-{round}"))]);
        Won(taken, Goods, "clients that redeemed goods enough for all", "");
        var back = taken.Where((_, i) => i % 2 == 0).Select(h => new Op(Name(), $"/v1/redemptions/{JsonNode.Parse(h.Body)!["id"]}/cancel", "{}"));
        // Each way back is sent twice, under keys of their own; those who wait for goods come in between.
        var ops = back.Concat(back).Concat(_members.Select(m => Redeem(m, $"back-{round}"))).ToArray();
        new Random(round).Shuffle(ops);
        var heard = await _racers.Race(ops);
        var (returned, again) = (heard.Where(h => h.Op.Path.EndsWith("/cancel", StringComparison.Ordinal)).ToList(), heard.Where(h => !h.Op.Path.EndsWith("/cancel", StringComparison.Ordinal)).ToList());
        Won(returned, Goods / 2, "goods given back", "redemption.cancelledBefore");
        Lost(again, "reward.outOfStock");
        await Left($"back-{round}", (Goods / 2) - again.Count(h => h.IsAccepted));
    }

    // Every draw is carried out; what is given is what there is, by the numbers in their order.
    private async Task PrizesForMany(int round)
    {
        var heard = await _racers.Race([.. Enumerable.Range(0, Many).Select(i => Draw(_members[i % Clients], $"prizes-{round}"))]);
        Won(heard, Many, "draws", "");
        var drawn = heard.Where(h => h.IsAccepted).Select(h => JsonNode.Parse(h.Body)!).OrderBy(d => (long)d["nonce"]!).ToList();
        Findings.Need(drawn.Select(d => (long)d["nonce"]!).SequenceEqual(Enumerable.Range(1, drawn.Count).Select(n => (long)n)), "the draws are not numbered without gaps");
        // The prize has the numbers below 1,000: the first ten of them win, and nobody else.
        var winners = drawn.Where(d => (int)d["number"]! < 1_000).Take(Prizes).Select(d => (long)d["nonce"]!);
        Findings.Need(drawn.Where(d => d["prize"] is not null).Select(d => (long)d["nonce"]!).SequenceEqual(winners), $"{drawn.Count(d => d["prize"] is not null)} prizes went out of {Prizes}, or to others than the first that drew them");
        var tickets = await _racers.Race([.. Enumerable.Range(0, Many).Select(i => Draw(_members[i % Clients], $"tickets-{round}"))]);
        Won(tickets, Goods, "entries of a draw that has 100", "draw.full");
    }

    private async Task OneAPerson(int round)
    {
        var member = _members[round % Clients];
        async Task Once(Func<Op> op, string reason) => Won(await _racers.Race([.. Enumerable.Range(0, Tries).Select(_ => op())]), 1, $"tries of one person ({reason})", reason);
        await Once(() => Redeem(member, $"once-{round}"), "reward.limit");
        await Once(() => Draw(member, $"once-{round}"), "draw.limit");
        await Once(() => new Op(Name(), $"/v1/members/{member}/coupons/claims", $$"""{"kind":"once-{{round}}"}"""), "coupon.claimLimit");
    }

    private void Won(IReadOnlyList<Heard> heard, int exactly, string who, string reason)
    {
        var won = heard.Count(h => h.IsAccepted);
        Findings.Need(won == exactly, $"{won} of {heard.Count} {who} won, not {exactly}");
        Lost(heard, reason);
    }

    // A clerk reads the sentence, a program the code.
    private void Lost(IEnumerable<Heard> heard, string reason)
    {
        foreach (var lost in heard.Where(h => !h.IsAccepted))
        {
            var told = lost.Status == 409 ? JsonNode.Parse(lost.Body) : null;
            var isTold = (string?)told?["code"] == reason && (string?)told["detail"] is { Length: > 10 };
            Findings.Need(isTold, $"a loser of {lost.Op.Path} was told {lost.Status} {lost.Text}, not {reason}");
        }
    }

    private async Task Left(string reward, long left)
    {
        var shown = (long)(await _racers.Read("/v1/rewards"))["rewards"]!.AsArray().Single(r => (string)r!["id"]! == reward)!["left"]!;
        Findings.Need(shown == left, $"{shown} of {reward} are left, not {left}");
    }

    private async Task<string> Coupon(string member) =>
        (string)(await _racers.Done(new Op(Name(), $"/v1/members/{member}/coupons", """{"kind":"held"}""")))["coupons"]![0]!["id"]!;

    private Op Redeem(string member, string reward) => new(Name(), "/v1/redemptions", $$"""{"memberId":"{{member}}","reward":"{{reward}}"}""");

    private Op Draw(string member, string draw) => new(Name(), $"/v1/draws/{draw}/entries", $$"""{"memberId":"{{member}}"}""");

    private string Name() => _racers.Name();

    /// <summary>What is raced for, fresh in every round.</summary>
    private static string Program(int rounds)
    {
        var (coupons, rewards, draws) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        for (var n = 0; n < rounds; n++)
        {
            coupons.Append(CultureInfo.InvariantCulture, $$"""
                  - { id: last-{{n}}, name: { zh: 最后一张, en: The last }, takes: [selfClaim], supply: 1, lasts: 30 days, saving: { amount: 5 } }
                  - { id: once-{{n}}, name: { zh: 每人一张, en: One each }, takes: [selfClaim], perMember: 1, lasts: 30 days, saving: { amount: 5 } }

                """);
            rewards.Append(CultureInfo.InvariantCulture, $$"""
                  - { id: goods-{{n}}, name: { zh: 马克杯, en: Mug }, points: 10, stock: {{Goods}}, cost: 9.00, owner: marketing }
                  - { id: back-{{n}}, name: { zh: 会回来的, en: Comes back }, points: 10, stock: {{Goods}}, cost: 9.00, owner: marketing }
                  - { id: once-{{n}}, name: { zh: 每人一件, en: One each }, points: 10, stock: 1000, perMember: 1, cost: 9.00, owner: marketing }

                """);
            foreach (var (id, more) in new[] { ("prizes", ""), ("tickets", $"entries: {Goods}, "), ("once", "perMember: 1, ") })
            {
                draws.Append(CultureInfo.InvariantCulture, $$"""
                        - { id: {{id}}-{{n}}, name: { zh: 抽奖, en: Draw }, points: 1, {{more}}from: 2026-03-01, through: 2026-03-31, owner: marketing, prizes: [{ id: mug, name: { zh: 马克杯, en: Mug }, odds: 10 %, stock: {{Prizes}}, worth: 30.00, cost: 9.00 }] }

                    """);
            }
        }

        return $$"""
            program: { code: stock, name: { zh: 库存, en: Stock }, zone: Asia/Shanghai, currency: CNY }
            tiers: [{ id: base, name: { zh: 普通, en: Base } }]
            points: { expiry: { kind: never } }
            earn: [{ id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 1, per: 1.00 } }]
            coupons:
              - { id: held, name: { zh: 减五元, en: 5 off }, takes: [assigned], lasts: 30 days, saving: { amount: 5 } }

            """ + coupons + "rewards:\n" + rewards + "draws:\n  campaigns:\n" + draws;
    }
}
