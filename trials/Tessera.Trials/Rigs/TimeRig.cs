using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R9: the clock of the running process jumps over leap days, year ends and 400 days, goes back an hour at the wrong moment, lies far from the database's; the night
/// is missed for 40 days, then done five times. Points end at the end of the shop's day, never early, once, and do not come back.
/// </summary>
internal sealed class TimeRig(Shop shop, FakeTime time, Findings findings) : IDisposable
{
    private static readonly string Program = Shop.Program.Replace("transfers: yes,", "transfers: yes, lateNotice: expire,", StringComparison.Ordinal);
    private static readonly string[] Zones = ["UTC", "America/New_York", "Asia/Shanghai", "Pacific/Kiritimati"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Till _till = new(shop, patience: Patience);
    private TimeSpan _slowest;
    private int _count;
    private int _moves;

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        if (FakeTime.Library is null) return Verdict.Skip("R9", ask.On, "libfaketime (Debian: faketime) is not installed; the same on the product's own clock is part 2");
        var (findings, moves, slowest) = (new Findings(), 0, TimeSpan.Zero);
        var zones = Zones.Take(ask.Of(1, 2, 4)).ToList();
        foreach (var zone in zones)
        {
            var home = Directory.CreateTempSubdirectory("tessera-time-").FullName;
            var time = new FakeTime(home, zone);
            time.Set("2027-12-31T15:30:00Z");
            await using (var shop = await Shop.Open(new ShopPlan(ask.Kind) { Program = Program, Environment = time.Environment, Connection = FakeTime.Connection }))
            {
                using var rig = new TimeRig(shop, time, findings);
                var (first, leap) = await rig.YearEndAndLeapDay();
                var ledger = await rig.FortyDays();
                rig.EndedOnce(ledger, first, 130, "2028-12-31T16:00:00");
                rig.EndedOnce(ledger, leap, 60, "2029-02-28T16:00:00");
                moves += rig._moves;
                if (rig._slowest > slowest) slowest = rig._slowest;
                findings.Add(await Afterwards.Audited(shop));
            }

            Directory.Delete(home, recursive: true);
        }

        return new Verdict("R9", ask.On, $"{zones.Count} zones of the process ({string.Join(", ", zones)}), a shop in Asia/Shanghai, {moves} moves of the running clock (+60 d, −1 h, +1 year, +400 d, over 31 December and 29 February); the night missed for 40 days, then done 5 times; the slowest answer after {slowest.TotalSeconds:0.0} s; {findings.All.Count} early, late, twice or back, seed {ask.Seed}", findings.All);
    }

    public void Dispose() => _till.Dispose();

    // 31 December 2027, 23:30 in Shanghai: 10 for joining, 100 for 100.00, 20 for silver. Usable through 31 December 2028, gone at midnight there: 16:00 UTC.
    // 29 February 2028: 10 and 50. Twelve months later is 28 February 2029, gone at 16:00 UTC of that day.
    private async Task<(string First, string Leap)> YearEndAndLeapDay()
    {
        var first = await Join("2027-12-31T15:30:00Z");
        await Buy(first, "2027-12-31T15:30:00Z", 10_000);
        await Has(first, 130, "just bought");
        To("2028-02-29T03:00:00Z");
        var leap = await Join("2028-02-29T03:00:00Z");
        await Buy(leap, "2028-02-29T03:00:00Z", 5_000);
        To("2028-12-31T15:59:20Z");
        await Has(first, 130, "40 s before the end of its last day");
        To("2028-12-31T16:00:05Z");
        await Has(first, 0, "the day after its last");
        // What is written now ends them in the ledger: 5 for checking in are left.
        await Done(Op.Activity(Name("in"), first, Name("in")));
        To("2028-12-31T15:00:00Z");
        await Has(first, 5, "an hour back, after its end");
        await Refused(first, "an hour back");
        To("2029-02-28T15:59:20Z");
        await Has(leap, 60, "40 s before the end of 28 February");
        To("2029-02-28T16:00:05Z");
        await Has(leap, 0, "on 1 March");
        To("2030-04-04T16:00:05Z");
        await Has(leap, 0, "400 days later");
        return (first, leap);
    }

    // 5 April 2030 in Shanghai, usable through 5 April 2031. The server rests from 20 March to 29 April 2031; the night is then done five times.
    private async Task<string> FortyDays()
    {
        To("2030-04-05T02:00:00Z");
        var members = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            members.Add(await Join("2030-04-05T02:00:00Z"));
            await Buy(members[i], "2030-04-05T02:00:00Z", 5_000);
        }

        To("2031-03-20T02:00:00Z");
        foreach (var node in shop.Nodes) await node.Stop();
        To("2031-04-29T02:00:00Z");
        string? ledger = null;
        for (var turn = 1; turn <= 5; turn++)
        {
            var ran = await shop.Verb("run-day");
            findings.Need(ran.Code == 0, $"night {turn} ended with {ran.Code}: {ran.Complained}");
            if (turn is not (1 or 5)) continue;
            var exported = await Ledger();
            findings.Need(ledger is null || ledger == exported, $"night {turn} of one date changed the ledger");
            ledger = exported;
        }

        foreach (var node in shop.Nodes) await node.Start();
        foreach (var member in members)
        {
            await Has(member, 0, "after 40 days without a night");
            EndedOnce(ledger!, member, 60, "2031-04-05T16:00:00");
        }

        return ledger!;
    }

    private void To(string moment)
    {
        time.Set(moment);
        _moves++;
    }

    private async Task<string> Join(string at) => (string)(await Done(Op.Join(Name(at), Name(at))))["id"]!;

    private Task Buy(string member, string at, long minor) => Done(Op.Buy(Name(at), new Sale(Name(at), member, minor, at)));

    private async Task Has(string member, long points, string when)
    {
        foreach (var node in shop.Nodes)
        {
            var since = Stopwatch.StartNew();
            var balance = (long)(await _till.Read(node.Address, $"/v1/members/{member}/points"))["spendable"]!;
            if (since.Elapsed > _slowest) _slowest = since.Elapsed;
            findings.Need(balance == points, $"{when}: {balance} points, not {points} (zone {shop.Plan.Environment["TZ"]})");
        }
    }

    private async Task Refused(string member, string when)
    {
        var heard = await _till.Insist([.. shop.Nodes.Select(n => n.Address)], Op.Spend(Name(when.Replace(' ', '-')), member, 100, Name("r")), TimeSpan.FromSeconds(10));
        findings.Need(heard.Status == 409, $"{when}: points that had ended were spent: {heard.Status}");
    }

    private async Task<string> Ledger() => (await shop.Verb("export", "entries", "--format", "jsonl")).Said;

    private void EndedOnce(string ledger, string member, long points, string at)
    {
        var rows = ledger.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).Where(r => (string?)r["member_id"] == member && (string)r["kind"]! == "expire").ToList();
        var then = rows.Where(r => DateTimeOffset.Parse((string)r["occurred_at"]!, CultureInfo.InvariantCulture).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) == at).Sum(r => -(long)r["points"]!);
        findings.Need(then == points, $"{then} points of {member} are written as ended at {at}, not {points}; in all {-rows.Sum(r => (long)r["points"]!)}");
    }

    private async Task<JsonNode> Done(Op op)
    {
        var heard = await _till.Insist([.. shop.Nodes.Select(n => n.Address)], op, TimeSpan.FromSeconds(30));
        return heard.IsAccepted ? JsonNode.Parse(heard.Body)! : throw new TrialBroken($"{op.Path} {op.Body}: {heard.Status} {heard.Text}");
    }

    private string Name(string stem) => string.Create(CultureInfo.InvariantCulture, $"{stem}-{++_count}");
}
