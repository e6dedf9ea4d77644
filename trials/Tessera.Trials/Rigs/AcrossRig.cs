using System.Globalization;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R11 across orders: the orders of one member reach the shop days later and in another order than they happened. With the next order in time spend and tier are those of a twin who was told in order;
/// points differ by the tier's multiplier alone, order by order, and the balances by the sum of that.
/// </summary>
internal static class AcrossRig
{
    private const int Orders = 5;
    private const long JoinPoints = 10;
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.FromHours(8));

    // One point for each yuan, half as many again in silver; gold is there so that the distance to it tells the spend.
    private const string Program = """
        program: { code: across, name: { zh: 乱序, en: Across }, zone: Asia/Shanghai, currency: CNY }
        tiers:
          - { id: base, name: { zh: 普通, en: Base } }
          - { id: silver, name: { zh: 银卡, en: Silver }, enter: { spend: 100, window: rolling 12 months }, multiplier: 1.5 }
          - { id: gold, name: { zh: 金卡, en: Gold }, enter: { spend: 100000, window: rolling 12 months }, multiplier: 2 }
        points: { expiry: { kind: rolling, after: 12 months }, joinPoints: 10 }
        earn:
          - { id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 1, per: 1.00, mode: perFull } }
        """;

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var pairs = ask.Of(20, 100, 1_000);
        await using var racers = new Racers(await Shop.Open(new ShopPlan(ask.Kind) { Program = Program, TestClock = Text(Start) }), JoinPoints, parallel: 16);
        var chance = new Random(ask.Seed);
        var twins = new List<Twins>();
        for (var i = 0; i < pairs; i++)
        {
            var wares = Enumerable.Range(0, Orders).Select(_ => new Ware(200L * (5 + chance.Next(30)), chance.Next(5) == 0)).ToList();
            var shuffled = Enumerable.Range(0, Orders).ToArray();
            chance.Shuffle(shuffled);
            twins.Add(new Twins(i, await racers.Member(JoinPoints), await racers.Member(JoinPoints), wares, shuffled));
        }

        for (var day = 1; day <= 2 * Orders; day++)
        {
            await racers.MoveClock(Text(Start.AddDays(day).AddHours(1)));
            var sold = day <= Orders
                ? twins.Select(t => (Number: $"a{t.Number}-{day - 1}", Member: t.InOrder, Ware: t.Wares[day - 1], At: Start.AddDays(day)))
                : twins.Select(t => (Number: $"b{t.Number}-{t.Shuffled[day - Orders - 1]}", Member: t.Anyhow, Ware: t.Wares[t.Shuffled[day - Orders - 1]], At: Start.AddDays(1 + t.Shuffled[day - Orders - 1])));
            await Tell(racers, [.. sold]);
        }

        // A late order reads the windows of its own day; the next one in time reads them all.
        await racers.MoveClock(Text(Start.AddDays((2 * Orders) + 1).AddHours(1)));
        var last = new Ware(200, false);
        await Tell(racers, [.. twins.SelectMany(t => new[] { t.InOrder, t.Anyhow }.Select((m, i) => (Number: $"{(i == 0 ? "a" : "b")}{t.Number}-{Orders}", Member: m, Ware: last, At: Start.AddDays((2 * Orders) + 1))))]);
        var points = (await LedgerRow.Read(racers.Shop)).Where(r => r.Number is not null).GroupBy(r => r.Number!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(r => r.Points), StringComparer.Ordinal);
        var (differing, difference) = (0, 0L);
        foreach (var one in twins)
        {
            var moved = await Compare(racers, one, points);
            if (moved != 0) differing++;
            difference += Math.Abs(moved);
        }

        // If no points ever differed nothing was tried.
        racers.Findings.Need(differing > 0, "no order earned other points for coming late");
        await racers.Settled();
        return new Verdict("R11", ask.On, string.Create(
            CultureInfo.InvariantCulture, $"{pairs:N0} members with {Orders} orders each told as they happened, their twins days late in another order: spend and tier alike, {differing:N0} with other points, {difference:N0} in all, each by the multiplier of an order, seed {ask.Seed}"), racers.Findings.All);
    }

    private static async Task Tell(Racers racers, IReadOnlyList<(string Number, string Member, Ware Ware, DateTimeOffset At)> sold)
    {
        await racers.Race([.. sold.Select(s => Op.Buy(racers.Name(), new Sale(s.Number, s.Member, s.Ware.Minor, Text(s.At))))]);
        // All of it comes back: nothing of the order is left, whatever it earned.
        await racers.Race([.. sold.Where(s => s.Ware.ComesBack).Select(s => new Op(racers.Name(), $"/v1/purchases/{LateRig.Id("till", s.Number)}/refunds", $$"""{"source":"till","number":"{{s.Number}}-back","occurredAt":"{{Text(s.At.AddMinutes(5))}}","amountMinor":{{s.Ware.Minor}}}"""))]);
    }

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <returns>How many points more the twin who was told anyhow has.</returns>
    private static async Task<long> Compare(Racers racers, Twins twins, Dictionary<string, long> points)
    {
        var findings = racers.Findings;
        var (was, now) = (await Standing(racers, twins.InOrder), await Standing(racers, twins.Anyhow));
        findings.Need(was.Tier == now.Tier, $"{twins.InOrder} told in order stands at {was.Tier}, {twins.Anyhow} told anyhow at {now.Tier}");
        var (sumWas, sumNow) = (JoinPoints, JoinPoints);
        for (var n = 0; n <= Orders; n++)
        {
            if (n < Orders && twins.Wares[n].ComesBack) continue;
            var plain = n < Orders ? twins.Wares[n].Minor / 100 : 2;
            var (first, second) = (points.GetValueOrDefault($"a{twins.Number}-{n}"), points.GetValueOrDefault($"b{twins.Number}-{n}"));
            foreach (var earned in new[] { first, second }) findings.Need(earned == plain || earned == plain * 3 / 2, $"an order of {plain} earned {earned}");
            (sumWas, sumNow) = (sumWas + first, sumNow + second);
        }

        findings.Need(was.Points == sumWas && now.Points == sumNow, $"balances of {was.Points} and {now.Points}, the orders give {sumWas} and {sumNow}");
        return now.Points - was.Points;
    }

    // The conditions of the tiers above carry the spend of the window.
    private static async Task<(long Points, string Tier)> Standing(Racers racers, string member)
    {
        var points = await racers.Read($"/v1/members/{member}/points");
        var tier = await racers.Read($"/v1/members/{member}/tier");
        var spend = tier["above"]!.AsArray().Select(a => (long)a!["conditions"]![0]!["value"]!);
        return ((long)points["balance"]! - (long)points["debt"]!, $"{tier["tier"]!["id"]} with {string.Join('/', spend)}");
    }

    /// <summary>An order: what it costs, a whole number of two yuan so that half as many points again are whole, and whether it comes back.</summary>
    private sealed record Ware(long Minor, bool ComesBack);

    private sealed record Twins(int Number, string InOrder, string Anyhow, IReadOnlyList<Ware> Wares, IReadOnlyList<int> Shuffled);
}
