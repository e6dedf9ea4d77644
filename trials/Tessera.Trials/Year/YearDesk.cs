using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Year;

/// <summary>The one caller of a simulated year: sends until decided, turns the clock, remembers what it was told.</summary>
internal sealed class YearDesk : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan NightOfTheDead = TimeSpan.FromSeconds(90);
    private readonly Till _till;
    private readonly string _name;
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private int _keys;
    private int _turn;

    public YearDesk(Shop shop, string name, DateTimeOffset start)
    {
        (Shop, _name, Now) = (shop, name, start);
        _till = new Till(shop, patience: TimeSpan.FromSeconds(60));
    }

    public Shop Shop { get; }

    public Findings Findings { get; } = new();

    /// <summary>Where the clock of the shop stands; it stands still between turns.</summary>
    public DateTimeOffset Now { get; private set; }

    public DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    /// <summary>Every decided write, with what it was told.</summary>
    public List<Heard> Told { get; } = [];

    public int Accepted { get; private set; }

    /// <summary>How often each refusal was given.</summary>
    public IReadOnlyDictionary<string, int> Codes => _codes;

    public string At => Text(Now);

    public static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>A name that nobody has yet.</summary>
    public string Name(string of = "k") => string.Create(CultureInfo.InvariantCulture, $"{_name}-{of}{++_keys}");

    /// <summary>Sends a write until it is decided; the answer, or null when it was refused.</summary>
    public async Task<JsonNode?> Do(string path, string body) => Hear(await Send(new Op(Name(), path, body)));

    /// <summary>Sends a write until it is decided, of two processes to each in turn.</summary>
    public async Task<Heard> Send(Op op)
    {
        var servers = Servers();
        return await _till.Insist(servers, op, Patience);
    }

    /// <summary>Sends it once, whatever comes back.</summary>
    public Task<Heard> Once(Op op) => _till.Send(Servers()[0], op);

    /// <summary>Asks what changes nothing and is answered anew each time.</summary>
    public async Task<JsonNode?> Ask(string path, string body) => Understood(await Send(new Op(Name(), path, body)));

    /// <summary>Notes what a write was told.</summary>
    public JsonNode? Hear(Heard heard)
    {
        Told.Add(heard);
        return Understood(heard);
    }

    private JsonNode? Understood(Heard heard)
    {
        if (heard.IsAccepted)
        {
            Accepted++;
            return JsonNode.Parse(heard.Body);
        }

        var code = heard.Status is >= 400 and < 500 ? (string?)JsonNode.Parse(heard.Body)?["code"] ?? "none" : "none";
        _codes[$"{heard.Status} {code}"] = _codes.GetValueOrDefault($"{heard.Status} {code}") + 1;
        // Whatever a till may ask is answered with yes or with a reason; what is malformed is the rig's own fault and a fault all the same.
        if (heard.Status is not (403 or 404 or 409 or 422) || code == "none") Findings.Add($"{heard.Op.Path} {heard.Op.Body} was answered {heard.Status} {heard.Text}");
        return null;
    }

    public async Task<JsonNode> Read(string path) => await _till.Read(Servers()[0], path);

    public Task<JsonNode> SendText(string path, string media, string text) => SendText(HttpMethod.Put, path, media, text);

    public Task<JsonNode> SendText(HttpMethod method, string path, string media, string text) => _till.SendText(method, new Uri(Servers()[0], path), media, text, Name());

    /// <summary>Turns the clock forwards; every night between is run.</summary>
    public async Task Turn(DateTimeOffset to)
    {
        Now = to;
        // Who was killed within a night has it for a minute yet where processes share a store.
        var heard = await _till.Insist(Servers(), Op.MoveClock(Name("clock"), Text(to)), NightOfTheDead);
        Findings.Need(heard.IsAccepted, $"the clock was not turned to {Text(to)}: {heard.Status} {heard.Text}");
    }

    /// <summary>Members that were erased: what was told of them is not told again.</summary>
    public HashSet<string> Erased { get; } = new(StringComparer.Ordinal);

    /// <summary>Sends the last of what was told again: the same answer, to the byte.</summary>
    public async Task Repeat(int last)
    {
        var decided = Told.TakeLast(last).Where(h => !Erased.Any(e => h.Op.Path.Contains(e, StringComparison.Ordinal) || h.Op.Body.Contains(e, StringComparison.Ordinal) || h.Text.Contains(e, StringComparison.Ordinal))).ToList();
        Findings.Add(await Afterwards.Repeated(Shop, [.. Shop.Nodes.Select(n => n.Address)], decided));
    }

    public void Dispose() => _till.Dispose();

    private Uri[] Servers()
    {
        var first = _turn++ % Shop.Nodes.Count;
        return [.. Shop.Nodes.Skip(first).Concat(Shop.Nodes.Take(first)).Select(n => n.Address)];
    }
}
