using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Year;

/// <summary>The office of a simulated shop: somebody listens to its events all year, and now and then a list is imported, the ledger exported and a draft tried on what was.</summary>
internal sealed class YearOffice(YearDesk desk)
{
    private const int Lines = 12;
    private const string MapName = "year-purchases";
    private const string Map = "source: older\ncolumns: { number: no, occurredAt: at, member: who, sku: sku, amount: amount }\n";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private string _endpoint = "";
    private int _turn;

    /// <summary>Jobs that were carried out.</summary>
    public int Jobs { get; private set; }

    /// <summary>Begins to listen. On the test clock nothing leaves the house; that each event is derived, queued and noted once is what is tried.</summary>
    public async Task Open()
    {
        var made = await desk.Ask("/v1/webhooks/endpoints", """{"url":"https://hooks.example.com/year","types":["*"]}""");
        _endpoint = (string)made!["id"]!;
        await desk.SendText("/v1/import-maps/" + MapName + "?kind=purchases", "text/yaml", Map);
    }

    /// <summary>An import, an export and a backtest at once, carried to their end.</summary>
    public async Task Work(string draft)
    {
        _turn++;
        await desk.SendText("/v1/program/draft", "text/yaml", draft);
        var through = desk.Today.AddDays(-1);
        List<string> jobs =
        [
            (string)(await desk.SendText(HttpMethod.Post, $"/v1/imports/purchases?map={MapName}", "application/octet-stream", List()))["id"]!,
            await Ordered("/v1/exports", """{"table":"entries","format":"csv","reason":"month end"}"""),
            await Ordered("/v1/program/backtests", $$"""{"from":"{{through.AddDays(-20):yyyy-MM-dd}}","through":"{{through:yyyy-MM-dd}}"}"""),
        ];
        foreach (var job in jobs)
        {
            var state = await Ended(job);
            desk.Findings.Need(state == "done", $"job {job} of day {desk.Today:yyyy-MM-dd} is {state}: {(await desk.Read("/v1/jobs/" + job)).ToJsonString()}");
            Jobs++;
        }
    }

    /// <summary>Everything that happened was queued for who listens, and nothing of it failed.</summary>
    public async Task Close()
    {
        var endpoint = await desk.Read("/v1/webhooks/endpoints/" + _endpoint);
        desk.Findings.Need((bool)endpoint["isOn"]!, $"the endpoint was switched off: {endpoint.ToJsonString()}");
        var deliveries = (await desk.Read($"/v1/webhooks/endpoints/{_endpoint}/deliveries"))["deliveries"]!.AsArray();
        desk.Findings.Need(deliveries.Count > 0 && deliveries.All(d => (string)d!["state"]! != "failed"), $"of {deliveries.Count} deliveries {deliveries.Count(d => (string)d!["state"]! == "failed")} failed");
    }

    private async Task<string> Ordered(string path, string body) => (string?)(await desk.Ask(path, body))?["id"] ?? throw new Ground.TrialBroken($"{path} {body} was refused");

    private async Task<string> Ended(string job)
    {
        for (var since = System.Diagnostics.Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            var state = (string)(await desk.Read("/v1/jobs/" + job))["state"]!;
            if (state is "done" or "failed" or "cancelled" || since.Elapsed > Longest) return state;
        }
    }

    private string List()
    {
        var text = new StringBuilder("no,at,who,sku,amount\n");
        var at = desk.Now.AddHours(-5);
        for (var i = 0; i < Lines; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{desk.Name("i")},{at.AddMinutes(i):yyyy-MM-dd HH:mm:ss},older-{(i + _turn) % 5},tea,{12 + i}.50\n");
        }

        return text.ToString();
    }
}
