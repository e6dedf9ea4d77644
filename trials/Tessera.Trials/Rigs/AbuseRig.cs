using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// S13: bots take what rules give for nothing: they check in all day, share one page again and again, join anew with the phone they have, and invite friends who
/// buy for next to nothing or give everything back. Honest members do the same things as people do. Each block names its rule; a freeze is explained and lifted.
/// The product is told of phones and cards, not of devices and addresses: those are the app's to limit.
/// </summary>
internal sealed class AbuseRig(Racers racers)
{
    private const int CheckIns = 20;
    private const int Shares = 20;
    private const long CheckInPoints = 5;
    private const long SharePoints = 10;
    private const long ReferralPoints = 50;
    private const int Referrals = 3;

    // One check-in, two pages and a friend who stays.
    private const long OfHonest = CheckInPoints + (2 * SharePoints) + ReferralPoints;
    private const string Today = "2027-03-10T02:00:00Z";
    private const string Tomorrow = "2027-03-11T02:00:00Z";

    private const string Program = """
        program: { code: trials, name: { zh: 试验, en: Trials }, zone: Asia/Shanghai, currency: CNY }
        tiers:
          - { id: base, name: { zh: 普通, en: Base } }
        referrals: { firstPurchaseAtLeast: 30, within: 30 days, points: 50 }
        points: { caps: { day: 100 }, freeze: earning }
        earn:
          - { id: checkin, name: { zh: 签到, en: checking in }, kind: behaviour, behaviour: checkin, points: 5, oncePerObject: no, caps: { day: 5 } }
          - { id: share, name: { zh: 分享, en: sharing }, kind: behaviour, behaviour: share, points: 10, caps: { day: 30 } }
        """;

    private readonly HashSet<string> _rules = new(StringComparer.Ordinal);
    private int _blocks;

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        await using var racers = new Racers(await Shop.Open(new ShopPlan(ask.Kind) { Program = Program, TestClock = Today }), joinPoints: 0);
        var rig = new AbuseRig(racers);
        var bots = await rig.Join(ask.Of(30, 200, 1_000), 130);
        var honest = await rig.Join(ask.Of(20, 100, 100), 131);
        await rig.JoinAgain(bots);
        await rig.Act(bots, CheckIns, Shares, page: _ => "page");
        await rig.Act(honest, 1, 2, page: n => string.Create(CultureInfo.InvariantCulture, $"page-{n}"));
        await rig.Invite(bots, honest);
        var (got, hit) = await rig.Settle(bots, honest);
        var asked = bots.Count * ((CheckIns * CheckInPoints) + (Shares * SharePoints) + (Referrals * ReferralPoints));
        racers.Findings.Need(got * 20 <= asked, $"bots asked for {asked} points and got {got}");
        racers.Findings.Need(hit <= 1, $"{hit} honest members got less than the rules promise");
        await rig.FreezeAndLift(bots, honest);
        await racers.Settled();
        return new Verdict("S13", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"{bots.Count:N0} bots asked for {asked:N0} points and got {got:N0}: {100m * (asked - got) / asked:0.0} % blocked; {hit} of {honest.Count:N0} honest members hit; {rig._blocks:N0} blocks each named its rule ({string.Join(", ", rig._rules.Order(StringComparer.Ordinal))}); {bots.Count:N0} freezes explained and lifted; limits of devices and addresses are not the product's, {racers.Requests:N0} requests, seed {ask.Seed}"), racers.Findings.All);
    }

    private static string Phone(int prefix, int n) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{n:00000000}");

    private static string Who(string phone) => $$"""{"identities":[{"kind":"phone","value":"{{phone}}"}]}""";

    private static JsonNode Read(Heard heard) => JsonNode.Parse(heard.Body)!;

    private async Task<IReadOnlyList<string>> Join(int count, int prefix) =>
        [.. (await Accepted([.. Enumerable.Range(0, count).Select(i => new Op(racers.Name(), "/v1/members", Who(Phone(prefix, i))))])).Select(h => (string)Read(h)["id"]!)];

    /// <summary>A phone is one member however often it joins.</summary>
    private async Task JoinAgain(IReadOnlyList<string> bots)
    {
        var again = await Join(bots.Count, 130);
        racers.Findings.Need(again.SequenceEqual(bots), "a phone that joined again became another member");
    }

    private async Task Act(IReadOnlyList<string> members, int checkIns, int shares, Func<int, string> page)
    {
        var ops = members.SelectMany(m => Enumerable.Range(0, checkIns).Select(_ => Activity(m, "checkin", null)).Concat(Enumerable.Range(0, shares).Select(n => Activity(m, "share", page(n)))));
        foreach (var heard in await Accepted([.. ops])) Explained(Read(heard));
    }

    private Op Activity(string member, string type, string? acted)
    {
        var key = racers.Name();
        var of = acted is null ? "" : $",\"object\":\"{acted}\"";
        return new Op(key, "/v1/activities", $$"""{"type":"{{type}}","memberId":"{{member}}","source":"app","number":"{{key}}"{{of}}}""");
    }

    // What gives nothing says which rule stood in the way, in words.
    private void Explained(JsonNode fact)
    {
        if ((long)fact["points"]! > 0) return;
        _blocks++;
        var why = fact["reasons"]!.AsArray().FirstOrDefault(r => (string?)r!["code"] is { } code && (code.StartsWith("earn.missed.", StringComparison.Ordinal) || code.StartsWith("earn.limit", StringComparison.Ordinal) || code == "earn.frozen"));
        if (why is null || string.IsNullOrWhiteSpace((string?)why["text"])) racers.Findings.Add($"a block without its rule: {fact.ToJsonString()}");
        else _rules.Add((string)why["code"]!);
    }

    /// <summary>Each bot invites three: one who buys too little, one who gives all back, one who never buys. The friend of an honest member stays.</summary>
    private async Task Invite(IReadOnlyList<string> bots, IReadOnlyList<string> honest)
    {
        var mean = await Friends(bots, 132);
        var gone = await Friends(bots, 133);
        await Friends(bots, 134);
        var good = await Friends(honest, 135);
        await Accepted([.. mean.Select(f => Buys(f, 100)), .. good.Select(f => Buys(f, 5_000))]);
        var bought = gone.Select(f => Buys(f, 5_000)).ToList();
        await Accepted(bought);
        await Accepted([.. bought.Select(b => new Op(racers.Name(), $"/v1/purchases/{LateRig.Id("till", b.Key)}/void", "{}"))]);
    }

    private async Task<IReadOnlyList<string>> Friends(IReadOnlyList<string> members, int prefix) =>
        [.. (await Accepted([.. members.Select((m, i) => new Op(racers.Name(), $"/v1/members/{m}/referrals", Who(Phone(prefix, i))))])).Select(h => (string)Read(h)["id"]!)];

    private Op Buys(string member, long minor)
    {
        var key = racers.Name();
        return Op.Buy(key, new Sale(key, member, minor, "2027-03-10T10:00:00+08:00"));
    }

    /// <summary>Rewards of referrals travel: waits until they have come and gone; what the bots hold, and how many honest members hold too little.</summary>
    private async Task<(long Got, int Hit)> Settle(IReadOnlyList<string> bots, IReadOnlyList<string> honest)
    {
        var until = DateTime.UtcNow.AddSeconds(60);
        var before = -1L;
        while (true)
        {
            var hit = (await Balances(honest)).Count(b => b < OfHonest);
            var got = (await Balances(bots)).Sum();
            if ((hit == 0 && got == before) || DateTime.UtcNow > until) return (got, hit);
            before = got;
            await Task.Delay(2_000);
        }
    }

    private async Task<IReadOnlyList<long>> Balances(IReadOnlyList<string> members)
    {
        var balances = new List<long>(members.Count);
        foreach (var some in members.Chunk(16)) balances.AddRange(await Task.WhenAll(some.Select(async m => (long)(await racers.Read($"/v1/members/{m}/points"))["balance"]!)));
        return balances;
    }

    /// <summary>Whoever was found out is frozen: the next day earns and spends nothing and hears why, until a person lifts it.</summary>
    private async Task FreezeAndLift(IReadOnlyList<string> bots, IReadOnlyList<string> honest)
    {
        await Accepted([.. bots.Select(b => Op.Freeze(racers.Name(), b))]);
        await racers.MoveClock(Tomorrow);
        foreach (var heard in await Accepted([.. bots.Select(b => Activity(b, "checkin", null))]))
        {
            racers.Findings.Need((long)Read(heard)["points"]! == 0, $"a frozen member earned: {heard.Text}");
            Explained(Read(heard));
        }

        foreach (var heard in await racers.Race([.. bots.Select(b => Op.Spend(racers.Name(), b, 1, "goods"))]))
        {
            racers.Findings.Need(heard.Status == 409 && (string?)Read(heard)["code"] == "member.frozen" && !string.IsNullOrWhiteSpace((string?)Read(heard)["detail"]), $"a frozen member spent, or was not told why: {heard.Status} {heard.Text}");
        }

        await Accepted([.. bots.Select(b => new Op(racers.Name(), $"/v1/members/{b}/unfreeze", ""))]);
        foreach (var heard in await Accepted([.. bots.Concat(honest).Select(m => Activity(m, "checkin", null))])) racers.Findings.Need((long)Read(heard)["points"]! == CheckInPoints, $"no points after the block was lifted: {heard.Text}");

        // A limit is lifted for one member by hand.
        await Accepted([.. bots.Select(b => Op.Adjust(racers.Name(), b, CheckInPoints))]);
    }

    private async Task<IReadOnlyList<Heard>> Accepted(IReadOnlyList<Op> ops)
    {
        var heard = await racers.Race(ops);
        return heard.FirstOrDefault(h => !h.IsAccepted) is { } not ? throw new TrialBroken($"{not.Op.Path} {not.Op.Body} was answered {not.Status} {not.Text}") : heard;
    }
}
