using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R11: a channel tells the lives of orders (paid, partly and wholly given back, voided, bound to a member later) in any order and up to three times. What
/// cannot be placed yet is turned away with a reason and told again later, as a channel does. Each member ends where a twin ended who was told in order.
/// </summary>
internal sealed class LateRig(Racers racers, Random chance)
{
    private const int MostPasses = 12;
    private readonly Dictionary<string, int> _waited = new(StringComparer.Ordinal);
    private int _told;

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var histories = ask.Of(100, 200, 2_000);
        await using var racers = new Racers(await Shop.Open(new ShopPlan(ask.Kind)), joinPoints: 10, parallel: 16);
        var rig = new LateRig(racers, new Random(ask.Seed));
        var twins = new List<(string InOrder, string Shuffled, int Kind)>();
        var (inOrder, shuffled) = (new List<Op>(), new List<Op>());
        var at = DateTimeOffset.Now.AddMinutes(-30);
        for (var i = 0; i < histories; i++)
        {
            var (first, second) = (await racers.Member(10), await racers.Member(10));
            twins.Add((first, second, i % 6));
            var minor = 1_000L + (100 * rig.Between(200));
            inOrder.AddRange(rig.Life($"o{i}", first, i % 6, minor, at));
            shuffled.AddRange(rig.Life($"s{i}", second, i % 6, minor, at));
        }

        foreach (var op in inOrder)
        {
            var heard = await racers.Told(op);
            racers.Findings.Need(heard.IsAccepted, $"in order {op.Path} was answered {heard.Status} {heard.Text}");
        }

        await rig.Deliver(shuffled);
        foreach (var (first, second, kind) in twins)
        {
            var (was, now) = (await rig.Standing(first), await rig.Standing(second));
            racers.Findings.Need(was == now, $"kind {kind}: {first} told in order has {was}, {second} told anyhow has {now}");
        }

        racers.Findings.Add(await Checks.Afterwards.Audited(racers.Shop));
        return new Verdict("R11", ask.On, string.Create(
            CultureInfo.InvariantCulture, $"{histories:N0} order histories told {rig._told:N0} times in random order, {string.Join(", ", rig._waited.OrderByDescending(w => w.Value).Select(w => $"{w.Value:N0} × {w.Key}"))} on the way, {histories:N0} as told in order, seed {ask.Seed}"), racers.Findings.All);
    }

    /// <summary>Everything in random order with one to three copies under keys of their own, until all is placed.</summary>
    private async Task Deliver(IReadOnlyList<Op> events)
    {
        using var till = new Till(racers.Shop);
        var waiting = events.SelectMany(e => Enumerable.Range(0, 1 + chance.Next(3)).Select(copy => e with { Key = string.Create(CultureInfo.InvariantCulture, $"{e.Key}-c{copy}") })).ToArray();
        for (var pass = 1; waiting.Length > 0; pass++)
        {
            chance.Shuffle(waiting);
            var again = new List<Op>();
            foreach (var op in waiting)
            {
                _told++;
                var sent = op with { Key = string.Create(CultureInfo.InvariantCulture, $"{op.Key}-p{pass}") };
                var heard = await till.Insist([.. racers.Shop.Nodes.Select(n => n.Address)], sent, TimeSpan.FromSeconds(20));
                if (heard.IsAccepted) continue;
                var code = (string?)JsonNode.Parse(heard.Body)?["code"] ?? "none";
                _waited[code] = _waited.GetValueOrDefault(code) + 1;
                racers.Findings.Need(heard.Status is 404 or 409, $"{op.Path} {op.Body} was answered {heard.Status} {heard.Text}");
                // Unknown yet: the channel keeps it. Anything else was placed before by a copy.
                if (heard.Status == 404) again.Add(op);
            }

            racers.Findings.Need(pass < MostPasses, $"{again.Count} events were never placed");
            if (pass >= MostPasses) return;
            waiting = [.. again];
        }
    }

    private IEnumerable<Op> Life(string name, string member, int kind, long minor, DateTimeOffset at)
    {
        string Later(int minutes) => at.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        var id = Id("shop", name);
        var who = kind == 5 ? "" : $"\"memberId\":\"{member}\",";
        yield return new Op(name + "-paid", "/v1/purchases", $$"""{"source":"shop","number":"{{name}}","occurredAt":"{{Later(0)}}",{{who}}"lines":[{"sku":"tea","quantity":2,"netMinor":{{minor}}}]}""");
        Op Back(int n, long part) => new($"{name}-back{n}", $"/v1/purchases/{id}/refunds", $$"""{"source":"shop","number":"{{name}}-r{{n}}","occurredAt":"{{Later(5 + n)}}","amountMinor":{{part}}}""");
        if (kind == 1) yield return Back(1, minor / 3);
        if (kind is 2 or 4) yield return Back(1, minor / 4);
        if (kind is 2 or 4) yield return Back(2, minor - (minor / 4));
        if (kind == 3) yield return new Op(name + "-void", $"/v1/purchases/{id}/void", $$"""{"source":"shop","number":"{{name}}-v","occurredAt":"{{Later(7)}}"}""");
        if (kind == 5) yield return new Op(name + "-bound", $"/v1/purchases/{id}/claim", $$"""{"memberId":"{{member}}"}""");
    }

    private async Task<string> Standing(string member)
    {
        var points = await racers.Read($"/v1/members/{member}/points");
        var tier = await racers.Read($"/v1/members/{member}/tier");
        return $"{points["balance"]} {points["debt"]} {points["pending"]} {tier["tier"]!["id"]}";
    }

    private int Between(int most) => chance.Next(most);

    // The public id of a purchase: its source and number, so that a channel can name it before it was told.
    public static string Id(string source, string number)
    {
        const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";
        var text = new StringBuilder("ord_");
        var (bits, count) = (0, 0);
        foreach (var part in Encoding.UTF8.GetBytes($"{source}\0{number}"))
        {
            (bits, count) = ((bits << 8) | part, count + 8);
            for (; count >= 5; count -= 5) text.Append(Letters[(bits >> (count - 5)) & 31]);
            bits &= (1 << count) - 1;
        }

        if (count > 0) text.Append(Letters[(bits << (5 - count)) & 31]);
        return text.ToString();
    }
}
