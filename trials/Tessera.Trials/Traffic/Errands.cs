using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Trials.Ground;

namespace Tessera.Trials.Traffic;

/// <summary>One kind of write that a shop does, with what must be there before it.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Prepare">Does what comes before; gives the write.</param>
internal sealed record Errand(string Name, Func<Task<Op>> Prepare);

/// <summary>Every kind of write of a shop: members, purchases, points, coupons, rewards, draws, stored value, tiers.</summary>
/// <param name="name">Unique in the shop; begins keys, numbers and cards.</param>
/// <param name="done">Carries a write out, come what may, and gives its answer.</param>
internal sealed class Errands(string name, Func<Op, Task<JsonNode>> done)
{
    private int _count;

    /// <summary>A programme in which they can all be done.</summary>
    public static string Program { get; } = Shop.Program + "\n" + """
        coupons:
          - { id: held, name: { zh: 减五元, en: 5 off }, takes: [assigned], lasts: 30 days, saving: { amount: 5 } }
          - { id: fetched, name: { zh: 自己领, en: Fetched }, takes: [selfClaim], lasts: 30 days, saving: { amount: 5 } }
        rewards:
          - { id: mug, name: { zh: 马克杯, en: Mug }, points: 1, stock: 1000000, cost: 9.00, owner: marketing }
        draws:
          campaigns:
            - { id: spring, name: { zh: 抽奖, en: Draw }, points: 1, from: 2026-01-01, through: 2099-12-31, owner: marketing, prizes: [{ id: mug, name: { zh: 马克杯, en: Mug }, odds: 10 %, stock: 1000000, worth: 30.00, cost: 9.00 }] }
        storedValue:
          plans: [{ id: plus20, name: { zh: 充100送20, en: 100 plus 20 }, pay: 100, bonus: 20 }]
          cards: [{ id: wash10, name: { zh: 洗剪吹10次, en: Ten washes }, price: 600, uses: 10, listPerUse: 80 }]

        """;

    /// <summary>All of them.</summary>
    public IReadOnlyList<Errand> All =>
    [
        new("join", () => Task.FromResult(Op.Join(Name(), Name()))),
        new("purchase", async () => Op.Buy(Name(), Sale(await Member()))),
        new("part refund", async () => Op.Refund(Name(), await Bought(), Name(), 700)),
        new("void", async () => Op.Void(Name(), await Bought())),
        new("commit of a quote", CommitOfQuote),
        new("behaviour", async () => Op.Activity(Name(), await Member(), Name())),
        new("spend", async () => Op.Spend(Name(), await Rich(), 5, Name())),
        new("adjustment", async () => Op.Adjust(Name(), await Rich(), -3)),
        new("transfer", async () => Op.Transfer(Name(), await Rich(), await Member(), 4)),
        new("coupon grant", async () => Held(await Member())),
        new("coupon claim", async () => new Op(Name(), $"/v1/members/{await Member()}/coupons/claims", """{"kind":"fetched"}""")),
        new("coupon use", async () => new Op(Name(), $"/v1/coupons/{(string)(await done(Held(await Member())))["coupons"]![0]!["id"]!}/use", "{}")),
        new("reward", async () => Redeem(await Rich())),
        new("reward given back", async () => new Op(Name(), $"/v1/redemptions/{(string)(await done(Redeem(await Rich())))["id"]!}/cancel", "{}")),
        new("draw", async () => new Op(Name(), "/v1/draws/spring/entries", $$"""{"memberId":"{{await Rich()}}"}""")),
        new("top-up", async () => TopUp(await Member())),
        new("balance spent", async () => await PaidFromBalance()),
        new("card sold", async () => CardSold(await Member())),
        new("card used", CardUsed),
        new("tier by hand", async () => new Op(Name(), $"/v1/members/{await Member()}/tier", """{"tier":"gold","reasonCode":"goodwill"}""")),
        new("freeze", async () => Op.Freeze(Name(), await Member())),
        new("merge", async () => Op.Merge(Name(), await Rich(), await Member())),
        new("close", async () => new Op(Name(), $"/v1/members/{await Rich()}/close", """{"keepsValue":false}""")),
    ];

    private async Task<string> Member() => (string)(await done(Op.Join(Name(), Name())))["id"]!;

    private async Task<string> Rich()
    {
        var member = await Member();
        await done(Op.Buy(Name(), Sale(member)));
        return member;
    }

    private async Task<string> Bought() => (string)(await done(Op.Buy(Name(), Sale(await Member()))))["id"]!;

    private async Task<Op> CommitOfQuote()
    {
        var quote = await done(new Op(Name(), "/v1/quotes", $$"""{"memberId":"{{await Member()}}","lines":[{"sku":"tea","quantity":1,"listMinor":5000}]}"""));
        return new Op(Name(), "/v1/quotes/commit", $$"""{"token":"{{(string)quote["token"]!}}","source":"till","number":"{{Name()}}"}""");
    }

    private async Task<Op> PaidFromBalance()
    {
        var member = await Member();
        await done(TopUp(member));
        return new Op(Name(), "/v1/purchases", $$"""{"source":"till","number":"{{Name()}}","occurredAt":"{{Now()}}","memberId":"{{member}}","lines":[{"sku":"tea","quantity":1,"netMinor":3000}],"payments":[{"kind":"storedValue","amountMinor":3000}]}""");
    }

    private async Task<Op> CardUsed()
    {
        var member = await Member();
        var sold = await done(CardSold(member));
        return new Op(Name(), $"/v1/members/{member}/wallet/cards/uses", $$"""{"cardId":"{{(string)sold["wallet"]!["cardId"]!}}","count":1,"source":"till","number":"{{Name()}}"}""");
    }

    private Op Held(string member) => new(Name(), $"/v1/members/{member}/coupons", """{"kind":"held"}""");

    private Op Redeem(string member) => new(Name(), "/v1/redemptions", $$"""{"memberId":"{{member}}","reward":"mug"}""");

    private Op TopUp(string member) => new(Name(), $"/v1/members/{member}/wallet/topups", $$"""{"plan":"plus20","tenders":[{"kind":"wechat","amountMinor":10000}],"source":"till","number":"{{Name()}}"}""");

    private Op CardSold(string member) => new(Name(), $"/v1/members/{member}/wallet/cards", $$"""{"card":"wash10","source":"till","number":"{{Name()}}"}""");

    private Sale Sale(string member) => new(Name(), member, 3_000, Now());

    private static string Now() => DateTimeOffset.Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private string Name() => string.Create(CultureInfo.InvariantCulture, $"{name}-{++_count}");
}
