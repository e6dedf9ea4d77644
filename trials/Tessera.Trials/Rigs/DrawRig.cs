using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R21: draws are fair and provable. Every shape of campaign is drawn under two seeds of its own; what was published before, shown meanwhile and revealed after
/// is held against every answer, and the numbers against chance.
/// </summary>
internal sealed class DrawRig : IAsyncDisposable
{
    private const int Players = 40;
    private const int Page = 200;
    private const double Unlikely = 0.0001;

    private static readonly IReadOnlyList<PublishedDraw> Shapes =
    [
        new("coin", [new("half", 5_000, 1_000_000)]),
        new("rare", [new("phone", 10, 1_000_000), new("mug", 90, 1_000_000), new("tea", 400, 1_000_000), new("sticker", 2_500, 1_000_000)]),
        new("all", [.. Enumerable.Range(0, 10).Select(n => new PublishedPrize($"p{n}", 1_000, 1_000_000))]),
        // Run out early: the first goes on to the next that is left, the second gives nothing.
        new("next", [new("mug", 1_000, 20), new("cup", 1_000, 30), new("tea", 3_000, 1_000_000)], IsNext: true),
        new("gone", [new("mug", 2_000, 25), new("tea", 3_000, 40)]),
        new("budget", [new("dear", 1_000, 1_000_000, 500), new("cheap", 4_000, 1_000_000, 10)], IsNext: true, BudgetMinor: 5_005),
    ];

    private readonly Racers _racers;
    private readonly List<PublishedDraw> _draws;

    private DrawRig(Shop shop, IEnumerable<PublishedDraw> draws) => (_racers, _draws) = (new Racers(shop, joinPoints: 0, parallel: 64), [.. draws]);

    private Findings Findings => _racers.Findings;

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var (entries, numbers) = (ask.Of(300, 2_000, 200_000), ask.Of(20_000, 200_000, 200_000));
        await using var rig = await Opened(ask, Shapes);
        var seeds = await rig.Drawn(entries);
        var worst = Shapes.Min(shape => rig.Chance(shape, seeds, numbers));
        rig.Seeds([.. seeds.Values]);
        rig.SelfTest(numbers);
        await rig._racers.Settled();
        return new Verdict("R21", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"{Shapes.Count} shapes × 2 seeds: {entries:N0} draws each through the door, proved one by one; {numbers:N0} numbers of each seed, least p {worst:0.0000} (of the likelier seed; fails below {Unlikely}); planted bias and planted echo found; {rig._racers.Requests:N0} requests, seed {ask.Seed}"), rig.Findings.All);
    }

    /// <summary>One shape, in a shop with a fault that was planted before: the rig must find it.</summary>
    public static async Task<IReadOnlyList<string>> WithPlanted(TrialAsk ask, Func<Shop, Task> plant)
    {
        await using var rig = await Opened(ask, Shapes.Take(1));
        await plant(rig._racers.Shop);
        await rig.Drawn(100);
        return rig.Findings.All;
    }

    public ValueTask DisposeAsync() => _racers.DisposeAsync();

    private static async Task<DrawRig> Opened(TrialAsk ask, IEnumerable<PublishedDraw> shapes)
    {
        var draws = shapes.SelectMany(s => new[] { s with { Id = s.Id + "-a" }, s with { Id = s.Id + "-b" } }).ToList();
        return new DrawRig(await Shop.Open(new ShopPlan(ask.Kind) { TestClock = "2026-03-01T09:00:00+08:00", Program = Program(draws) }), draws);
    }

    /// <summary>Draws everything, before, during and after; the revealed seeds by draw.</summary>
    private async Task<Dictionary<string, byte[]>> Drawn(int entries)
    {
        var players = new List<string>();
        for (var i = 0; i < Players; i++) players.Add(await _racers.Member(0));
        var commitments = await Before(players[0]);
        await _racers.MoveClock("2026-03-02T09:00:00+08:00");
        var answers = new Dictionary<string, List<ShownEntry>>(StringComparer.Ordinal);
        foreach (var draw in _draws)
        {
            answers.Add(draw.Id, await Enter(draw, players, entries));
            await Shown(draw, entries, answers[draw.Id]);
        }

        await _racers.MoveClock("2026-03-03T09:00:00+08:00");
        var seeds = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var draw in _draws) seeds.Add(draw.Id, await After(draw, commitments[draw.Id], answers[draw.Id]));
        return seeds;
    }

    /// <summary>Before the first day: odds and commitment are public, the seed is not, and nobody draws.</summary>
    private async Task<Dictionary<string, string>> Before(string player)
    {
        var commitments = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var draw in _draws)
        {
            var published = await _racers.Read($"/v1/draws/{draw.Id}");
            commitments.Add(draw.Id, (string)published["commitment"]!);
            Findings.Need(commitments[draw.Id].Length == 64 && published["seed"] is null, $"{draw.Id}: before it begins its seed is {published["seed"]}, its commitment {published["commitment"]}");
            var shown = published["prizes"]!.AsArray().Select(p => ((string)p!["id"]!, (int)p["odds"]!, (long)p["stock"]!, (int)p["lastNumber"]! - (int)p["firstNumber"]! + 1));
            Findings.Need(shown.SequenceEqual(draw.Prizes.Select(p => (p.Id, p.Odds, p.Stock, p.Odds))), $"{draw.Id}: other prizes or odds are shown than were configured");
            var early = await _racers.Told(Entry(draw, player));
            Findings.Need(early.Status == 409 && early.Text.Contains("draw.notYet", StringComparison.Ordinal), $"{draw.Id}: before its first day an entry was answered {early.Status} {early.Text}");
        }

        return commitments;
    }

    private async Task<List<ShownEntry>> Enter(PublishedDraw draw, List<string> players, int entries)
    {
        var heard = await _racers.Race([.. Enumerable.Range(0, entries).Select(i => Entry(draw, players[i % Players]))]);
        foreach (var lost in heard.Where(h => !h.IsAccepted).Take(3)) Findings.Add($"{draw.Id}: an entry was answered {lost.Status} {lost.Text}");
        return [.. heard.Where(h => h.IsAccepted).Select(h => JsonNode.Parse(h.Body)!).Select(d => new ShownEntry((long)d["nonce"]!, (int)d["number"]!, null, (string?)d["prize"])).OrderBy(e => e.Nonce)];
    }

    /// <summary>On its last day: what is left is right, the seed is not out yet, nor is the list.</summary>
    private async Task Shown(PublishedDraw draw, int entries, List<ShownEntry> answers)
    {
        var published = await _racers.Read($"/v1/draws/{draw.Id}");
        Findings.Need(published["seed"] is null && (long)published["entries"]! == entries, $"{draw.Id}: while it goes on {published["entries"]} entries and the seed {published["seed"]} are shown");
        foreach (var prize in published["prizes"]!.AsArray())
        {
            var (id, left) = ((string)prize!["id"]!, (long)prize["left"]!);
            var given = answers.LongCount(a => a.Given == id);
            Findings.Need(left == (long)prize["stock"]! - given && left >= 0, $"{draw.Id}: {left} of {id} are left after {given} were given");
        }

        var list = await Refused($"/v1/draws/{draw.Id}/entries");
        Findings.Need(list.Contains("draw.notOver", StringComparison.Ordinal), $"{draw.Id}: the list of entries was shown while it goes on");
    }

    /// <summary>After its last day: the seed is the one committed to, and the list is what everybody was told.</summary>
    private async Task<byte[]> After(PublishedDraw draw, string commitment, List<ShownEntry> answers)
    {
        var published = await _racers.Read($"/v1/draws/{draw.Id}");
        Findings.Need((string?)published["commitment"] == commitment, $"{draw.Id}: the commitment was changed");
        if ((string?)published["seed"] is not { } text) throw new TrialBroken($"{draw.Id}: its seed is not revealed");
        var (seed, entries) = (Convert.FromHexString(text), new List<ShownEntry>());
        for (var cursor = ""; ;)
        {
            var page = await _racers.Read($"/v1/draws/{draw.Id}/entries?limit={Page}{cursor}");
            entries.AddRange(page["entries"]!.AsArray().Select(e => new ShownEntry((long)e!["nonce"]!, (int)e["number"]!, (string?)e["hit"], (string?)e["given"])));
            if ((string?)page["next"] is not { } next) break;
            cursor = "&cursor=" + Uri.EscapeDataString(next);
        }

        Findings.Add(DrawProof.Faults(draw, commitment, seed, entries).Take(5));
        Findings.Need(entries.Select(e => e with { Hit = null }).SequenceEqual(answers), $"{draw.Id}: the list is not what those who entered were told");
        return seed;
    }

    /// <summary>Numbers of both seeds of a shape against chance; what is unlikely must be so under both.</summary>
    private double Chance(PublishedDraw shape, Dictionary<string, byte[]> seeds, int count)
    {
        var chances = new[] { shape.Id + "-a", shape.Id + "-b" }.Select(id => Tried(shape, Numbers(seeds[id], id, count))).ToList();
        var likelier = chances[0].Zip(chances[1]).Select(c => Math.Max(c.First, c.Second)).ToList();
        foreach (var (p, what) in likelier.Zip(new[] { "the published odds", "even numbers", "a number that knows nothing of the last", "a number that knows nothing of the seventh before" }))
        {
            Findings.Need(p >= Unlikely, $"{shape.Id}: under two seeds {count:N0} numbers stray from {what} by what chance does once in {1 / Math.Max(p, 1e-12):N0} times");
        }

        return likelier.Min();
    }

    private static List<double> Tried(PublishedDraw shape, List<int> numbers) =>
        [DrawProof.OddsHeld(shape, numbers), DrawProof.Evenness(numbers), DrawProof.Independence(numbers, 1), DrawProof.Independence(numbers, 7)];

    private static List<int> Numbers(byte[] seed, string draw, int count) => [.. Enumerable.Range(1, count).Select(n => DrawProof.Number(seed, draw, n))];

    /// <summary>Seeds of a cryptographic generator are all different, and half of their bits are set.</summary>
    private void Seeds(List<byte[]> seeds)
    {
        Findings.Need(seeds.Select(Convert.ToHexString).Distinct(StringComparer.Ordinal).Count() == seeds.Count, "two draws have the same seed");
        var (set, all) = (seeds.Sum(s => s.Sum(b => BitOperations.PopCount(b))), seeds.Sum(s => s.Length) * 8);
        Findings.Need(Math.Abs(set - (all / 2.0)) < 4.5 * Math.Sqrt(all) / 2, $"{set} of {all} bits of the seeds are set");
    }

    /// <summary>A draw that favours somebody, or whose numbers follow each other, must be found by what was just tried.</summary>
    private void SelfTest(int count)
    {
        var shape = Shapes[1];
        var fair = Numbers(new byte[32], "self-test", count);
        // Every second who would win phone or mug, one entry in two hundred, gets a blank instead.
        var wins = 0;
        var biased = fair.Select(n => shape.PlaceOf(n) <= 1 && ++wins % 2 == 0 ? 9_999 : n).ToList();
        Findings.Need(DrawProof.OddsHeld(shape, fair) >= Unlikely, "the self-test's own fair numbers look biased");
        Findings.Need(DrawProof.OddsHeld(shape, biased) < Unlikely, "a planted biased draw was not found: the check proves nothing");
        var echo = fair.Select((n, i) => i > 0 && i % 10 == 0 ? fair[i - 1] : n).ToList();
        Findings.Need(DrawProof.Independence(echo, 1) < Unlikely, "planted numbers that repeat the last were not found: the check proves nothing");
    }

    private async Task<string> Refused(string path)
    {
        try
        {
            return (await _racers.Read(path)).ToJsonString();
        }
        catch (TrialBroken refusal)
        {
            return refusal.Message;
        }
    }

    private Op Entry(PublishedDraw draw, string member) => new(_racers.Name(), $"/v1/draws/{draw.Id}/entries", $$"""{"memberId":"{{member}}"}""");

    private static string Program(List<PublishedDraw> draws)
    {
        var text = new StringBuilder("""
            program: { code: draws, name: { zh: 抽奖, en: Draws }, zone: Asia/Shanghai, currency: CNY }
            tiers: [{ id: base, name: { zh: 普通, en: Base } }]
            points: { expiry: { kind: never } }
            earn: [{ id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 1, per: 1.00 } }]
            draws:
              campaigns:

            """);
        foreach (var draw in draws)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                    - id: {{draw.Id}}
                      name: { zh: 抽奖, en: Draw }
                      points: 0
                      from: 2026-03-02
                      through: 2026-03-02
                      owner: marketing
                      budget: {{draw.BudgetMinor / 100m}}
                      whenOut: {{(draw.IsNext ? "next" : "nothing")}}
                      prizes:

                """);
            foreach (var p in draw.Prizes) text.Append(CultureInfo.InvariantCulture, $"        - {{ id: {p.Id}, name: {{ zh: 奖, en: Prize }}, odds: {p.Odds / 100m} %, stock: {p.Stock}, worth: 1.00, cost: {p.CostMinor / 100m} }}\n");
        }

        return text.ToString();
    }
}
