using System.Globalization;
using Tessera.Testing;

namespace Tessera.Trials.Year;

/// <summary>The programme that a simulated shop lives under: a template of the product, or one of ours whose switches the seed sets.</summary>
/// <param name="Text">As published.</param>
/// <param name="Categories">What is sold there.</param>
internal sealed record YearProgram(string Text, IReadOnlyList<string> Categories)
{
    private static readonly (string Template, string[] Categories)[] Templates =
    [
        ("tea-chain", ["tea/milk", "tea/fruit", "snack"]),
        ("salon", ["service/cut", "service/perm", "service/dye", "service/care", "goods"]),
        ("mall", ["fashion", "beauty", "kids", "food", "super", "gold", "gold/bar", "gift"]),
        ("fashion", ["clothes/tops", "clothes/coats", "outlet", "basics"]),
        ("retail4", ["goods", "food"]),
    ];

    /// <summary>Seeds 1, 3, 5 … take ours, the others a template in turn.</summary>
    public static YearProgram Of(int seed)
    {
        if (seed % 2 == 1) return new YearProgram(Own(new Random(seed)), ["tea", "cake", "gift/set"]);
        var (template, categories) = Templates[seed / 2 % Templates.Length];
        return new YearProgram(File.ReadAllText(Repository.PathOf($"templates/{template}/program.yaml")), categories);
    }

    // Small numbers everywhere, so that limits are met, stock runs out and tiers move within the year.
    private static string Own(Random chance) => Rules(chance) + "\n" + Wares(chance);

    private static string Rules(Random chance)
    {
        string Pick(params string[] values) => values[chance.Next(values.Length)];
        return string.Create(CultureInfo.InvariantCulture, $$"""
            program: { code: year, name: { zh: 一年, en: Year }, zone: Asia/Shanghai, currency: CNY }
            purchases: { overRefund: {{Pick("refuse", "clamp")}}, limitsBack: {{Pick("spend", "all")}}, conditionalSavings: {{Pick("keep", "recover")}}, qualifyingTax: {{Pick("with", "without")}} }
            tiers:
              - { id: base, name: { zh: 普通, en: Base }, has: [cup] }
              - { id: silver, name: { zh: 银卡, en: Silver }, enter: { spend: {{200 + (100 * chance.Next(4))}}, window: {{Pick("rolling 3 months", "rolling 12 months", "calendar quarter", "lifetime")}} }, multiplier: 1.2, giftPoints: 20, giftCoupons: [{ coupon: gift }], has: [cup, care], start: {{Pick("atOnce", "atOnce", "nextPeriod")}} }
              - { id: gold, name: { zh: 金卡, en: Gold }, enter: { any: [{ spend: 1500, window: rolling 6 months }, { referrals: 2, window: lifetime }] }, multiplier: 1.5, giftPoints: 50, has: [cup, care, tenth, birthday-cake] }
            ladder: { afterRefund: {{Pick("reverse", "nextReview", "immediate")}}, reEntry: {{Pick("lifetimeAnew", "allAnew", "asWritten")}}, upgradeTo: {{Pick("highest", "oneStep")}}, tierAtFact: {{Pick("before", "after")}}, fallLimit: {{Pick("twelveMonths", "calendarYear", "none")}}, giftAgain: {{Pick("onceEver", "everyTime")}} }
            reviews:
              - { id: keep, name: { zh: 保级, en: keeping }, does: settle, moment: {{Pick("monthly 1", "quarterly", "tier anniversary", "every 30 days")}}, window: {{Pick("rolling 3 months", "previous calendar month", "rolling 6 months")}}, keep: { silver: { spend: 100 }, gold: { spend: 600 } }, grace: {{Pick("1 month", "20 days", "none")}}, fallTo: {{Pick("oneLevel", "earned", "base")}} }
            points:
              expiry: {{Pick("{ kind: rolling, after: 3 months }", "{ kind: rolling, after: 45 days, roundUpTo: month }", "{ kind: fixed, dates: [03-31, 06-30, 09-30, 12-31] }", "{ kind: inactivity, after: 60 days }", "{ kind: rolling, after: 20 days }")}}
              noticeBefore: {{Pick("7 days", "30 days")}}
              lateNotice: {{Pick("postpone", "expire")}}
              pending: {{Pick("{ until: none }", "{ until: days, days: 7 days }", "{ until: received, cancelAfter: 20 days }")}}
              consumeOrder: {{Pick("earliestExpiry", "firstEarned")}}
              shortfall: {{Pick("debt", "clamp", "pendingOnly")}}
              birthday: 2
              stacking: {{Pick("max", "sum", "product")}}
              round: {{Pick("order", "afterMultipliers", "beforeMultipliers")}}
              rounding: {{Pick("floor", "halfUp", "ceiling")}}
              caps: {{Pick("{}", "{ day: 300 }", "{ month: 900 }")}}
              transfers: yes
              transferExpiry: {{Pick("keep", "restart")}}
              joinPoints: 10
              spending: { points: 10, worth: 1.00, min: 10, step: 10, maxShare: 50 %, as: {{Pick("discount", "payment")}}, paidPartEarns: {{Pick("no", "yes")}} }
            growth:
              spend: { growth: 1, per: 1.00 }
              behaviours: { checkin: { growth: 2, dailyCap: 2 } }
            earn:
              - { id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 1, per: 1.00, mode: {{Pick("perFull", "proportional")}} } }
              - { id: checkin, name: { zh: 签到, en: checking in }, kind: behaviour, behaviour: checkin, points: 5, oncePerObject: no, caps: { day: 10 } }
              - { id: share, name: { zh: 分享, en: sharing }, kind: behaviour, behaviour: share, points: 8, caps: { day: 16 } }
            referrals: { firstPurchaseAtLeast: 20.00, within: 30 days, points: 60 }
            benefits:
              - { id: cup, name: { zh: 试饮, en: tasting }, type: entitlement, stage: before, quota: { uses: 2, period: month }, unitCost: 2.50, stock: 60, owner: shop, terms: { zh: 一小杯, en: a small cup } }
              - { id: care, name: { zh: 护理, en: care }, type: service, quota: { uses: 1, period: month }, unitCost: 4.00, stock: unlimited, owner: shop, terms: { zh: 一次, en: once } }
              - { id: tenth, name: { zh: 九折, en: a tenth off }, type: discount, discount: 9折, owner: shop }
              - { id: birthday-cake, name: { zh: 蛋糕, en: cake }, type: birthday, unitCost: 9.00, stock: unlimited, owner: shop, terms: { zh: 一块, en: a piece } }
            promotions:
              - { id: full, name: { zh: 满减, en: full reduction }, stage: order, steps: [{ atLeast: 100, amount: 10 }, { atLeast: 300, amount: 40 }] }
              - { id: third, name: { zh: 第三件, en: the third }, stage: buyGet, when: { categories: cake }, buyGet: { buy: 2, categories: cake, discount: 50 % } }
              - { id: weekly, name: { zh: 每周一次, en: once a week }, discount: 95折, when: { members: yes, categories: tea }, limits: [{ period: week, uses: 1 }] }
            """);
    }

    private static string Wares(Random chance)
    {
        string Pick(params string[] values) => values[chance.Next(values.Length)];
        return string.Create(CultureInfo.InvariantCulture, $$"""
            plans:
              - { id: quarter, name: { zh: 季卡, en: A quarter }, price: 30.00, term: 3 months, tier: silver, refund: {{Pick("proRata", "full")}} }
            storedValue:
              plans:
                - { id: plus5, name: { zh: 充100送5, en: 100 plus 5 }, pay: 100, bonus: 5 }
                - { id: plus30, name: { zh: 充300送30, en: 300 plus 30 }, pay: 300, bonus: 30 }
              cards:
                - { id: wash, name: { zh: 十次卡, en: Ten uses }, price: 100, uses: 10, listPerUse: 15 }
            coupons:
              - { id: welcome, name: { zh: 新人, en: welcome }, takes: [newcomer], lasts: 30 days, saving: { amount: 5, atLeast: 20 } }
              - { id: five, name: { zh: 减五元, en: 5 off }, takes: [assigned, selfClaim], perMember: 2, period: month, supply: 250, lasts: 14 days, saving: { amount: 5, atLeast: 30 } }
              - { id: gift, name: { zh: 升级礼, en: gift }, takes: [assigned], lasts: 14 days, saving: { amount: 3 } }
              - { id: counter, name: { zh: 柜台券, en: counter }, takes: [assigned], lasts: 10 days }
            rewards:
              - { id: mug, name: { zh: 马克杯, en: Mug }, points: 30, stock: 40, cost: 9.00, owner: shop }
              - { id: bags, name: { zh: 茶包, en: tea bags }, points: 60, stock: 500, perMember: 2, period: month, cost: 6.00, owner: shop }
            draws:
              campaigns:
                - { id: spring, name: { zh: 春季抽奖, en: spring draw }, points: 5, from: 2026-01-01, through: 2026-06-30, perMember: 3, period: month, owner: shop, whenOut: {{Pick("next", "nothing")}}, prizes: [{ id: set, name: { zh: 茶具, en: tea set }, odds: 10 %, stock: 6, worth: 68.00, cost: 30.00 }, { id: ten, name: { zh: 十分, en: ten points }, odds: 30 %, stock: 200, worth: 1.00, cost: 0.60, points: 10 }] }
                - { id: autumn, name: { zh: 秋季抽奖, en: autumn draw }, points: 5, from: 2026-07-01, through: 2026-12-31, entries: 150, owner: shop, prizes: [{ id: set, name: { zh: 茶具, en: tea set }, odds: 20 %, stock: 10, worth: 68.00, cost: 30.00 }] }
            bookings:
              - { id: table, name: { zh: 茶桌, en: A table }, hours: [{ from: '10:00', until: '20:00' }], slot: 60, seats: 2, ahead: 14 days, cancelBefore: 60 minutes, perMember: 3 }
            lint:
              accept:
                - { finding: giveBackOverLine, because: { zh: 只为试验, en: only a trial } }
                - { finding: gapOutside, because: { zh: 只为试验, en: only a trial } }
            """);
    }
}
