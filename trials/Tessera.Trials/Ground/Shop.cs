using System.Text.Json;
using Tessera.Testing;
using Tessera.Trials.Wire;

namespace Tessera.Trials.Ground;

/// <summary>On what a rig tries the product.</summary>
internal enum StoreKind
{
    /// <summary>One process, one folder.</summary>
    Sqlite,

    /// <summary>One process on PostgreSQL.</summary>
    Postgres,

    /// <summary>Two processes on one PostgreSQL database.</summary>
    Two,
}

/// <summary>How a shop is made.</summary>
/// <param name="Kind">Its store.</param>
internal sealed record ShopPlan(StoreKind Kind)
{
    /// <summary>An empty folder to lie in; a temporary one without it.</summary>
    public string? Folder { get; init; }

    /// <summary>Instant at which the test clock begins; the machine's clock without it.</summary>
    public string? TestClock { get; init; }

    /// <summary>Whether each process reaches its database through a proxy of ours.</summary>
    public bool HasProxies { get; init; }

    /// <summary>Whether it is as on its first start: no programme, no key, nobody.</summary>
    public bool IsBare { get; init; }

    /// <summary>Further variables for every process of the product.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Further words of the connection to PostgreSQL.</summary>
    public string Connection { get; init; } = "";

    /// <summary>The programme; <see cref="Shop.Program"/> without it.</summary>
    public string Program { get; init; } = Shop.Program;
}

/// <summary>A store with its programme, a key that may do everything, and the processes that serve it.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private const string Database = "trial";
    private const string Preload = "LD_PRELOAD";
    private readonly List<Node> _nodes = [];
    private readonly List<FaultProxy> _proxies = [];
    private readonly bool _isTemporary;

    private Shop(ShopPlan plan)
    {
        Plan = plan;
        _isTemporary = plan.Folder is null;
        Folder = plan.Folder ?? Directory.CreateTempSubdirectory("tessera-trial-").FullName;
        Place = Path.Combine(Folder, "data");
    }

    /// <summary>Points that end, are given on, are lost to refunds; tiers with gifts; a behaviour.</summary>
    public static string Program { get; } = """
        program: { code: trials, name: { zh: 试验, en: Trials }, zone: Asia/Shanghai, currency: CNY }
        tiers:
          - { id: base, name: { zh: 普通, en: Base } }
          - { id: silver, name: { zh: 银卡, en: Silver }, enter: { spend: 100, window: rolling 12 months }, giftPoints: 20 }
          - { id: gold, name: { zh: 金卡, en: Gold }, enter: { spend: 1000, window: rolling 12 months }, giftPoints: 50 }
        points: { expiry: { kind: rolling, after: 12 months }, transfers: yes, joinPoints: 10 }
        earn:
          - { id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 1, per: 1.00, mode: perFull } }
          - { id: checkin, name: { zh: 签到, en: checking in }, kind: behaviour, behaviour: checkin, points: 5, oncePerObject: no }
        """;

    /// <summary>Whether folders and logs stay behind for somebody to look at: <c>TESSERA_TRIAL_KEEP=1</c>.</summary>
    public static bool Keeps { get; } = System.Environment.GetEnvironmentVariable("TESSERA_TRIAL_KEEP") == "1";

    public ShopPlan Plan { get; }

    public string Folder { get; }

    /// <summary>Secret of a key with every scope.</summary>
    public string Secret { get; private set; } = "";

    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The proxy between each process and its database, in the order of the processes.</summary>
    public IReadOnlyList<FaultProxy> Proxies => _proxies;

    public PostgresCluster? Cluster { get; private set; }

    /// <summary>Folder or connection.</summary>
    public string Place { get; private set; }

    /// <summary>Makes a shop; its processes are started.</summary>
    public static async Task<Shop> Open(ShopPlan plan)
    {
        var shop = new Shop(plan);
        try
        {
            await shop.Prepare();
            foreach (var node in shop.Nodes) await node.Start();
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>A call of the product's binary.</summary>
    public Call Call(string place, params IReadOnlyList<string> words) => new([.. Preloads(), Binary(), .. words], Folder)
    {
        Environment = new Dictionary<string, string>(Plan.Environment.Where(v => v.Key != Preload), StringComparer.Ordinal) { ["TESSERA_STORE"] = place, ["LANG"] = "en_US.UTF-8", ["DOTNET_TieredPGO"] = "0" },
    };

    /// <summary>Runs a verb beside the processes that serve.</summary>
    public Task<Ran> Verb(params IReadOnlyList<string> words) => Child.Run(Call(Place, words));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) node.Dispose();
        foreach (var proxy in _proxies) await proxy.DisposeAsync();
        Cluster?.Dispose();
        if (!_isTemporary || Keeps) return;
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException left)
        {
            // Somebody writes there still, as where a rig broke off; what broke it must be told, not this.
            Console.Error.WriteLine($"{Folder}: {left.Message}");
        }
    }

    // Libraries that stand between are for the product alone, not for the shell that watches it.
    private string[] Preloads() => Plan.Environment.TryGetValue(Preload, out var libraries) ? ["env", $"{Preload}={libraries}"] : [];

    private static string Binary()
    {
        // trials/X/bin/Release/net10.0 → the same place of the server
        var parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        var file = Repository.PathOf(Path.Combine(["src/Tessera.Server", .. parts[^3..], "tessera"]));
        return File.Exists(file) ? file : throw new TrialBroken($"{file} is not built");
    }

    private async Task Prepare()
    {
        if (Plan.Kind != StoreKind.Sqlite)
        {
            if (Environment.UserName == "root" && _isTemporary) await Child.Run(new Call(["chmod", "755", Folder], "/tmp"));
            Cluster = await PostgresCluster.Make(Path.Combine(Folder, "postgres"));
            await Cluster.Run($"create database {Database}");
            Place = Cluster.Connection(Database) + Plan.Connection;
        }

        AddNodes();
        if (Plan.TestClock is not null)
        {
            // The clock comes first: keys and versions of a store on the test clock are made on it.
            await _nodes[0].Start();
            await _nodes[0].Stop();
        }

        if (Plan.IsBare) return;
        await File.WriteAllTextAsync(Path.Combine(Folder, "program.yaml"), Plan.Program);
        await Done("program", "publish", "program.yaml");
        var made = await Done("key", "create", "trial", "--scope", "all", "--json");
        using var key = JsonDocument.Parse(made.Said);
        Secret = key.RootElement.GetProperty("secret").GetString()!;
    }

    private void AddNodes()
    {
        for (var i = 0; i < (Plan.Kind == StoreKind.Two ? 2 : 1); i++)
        {
            var place = Place;
            if (Plan.HasProxies && Cluster is not null)
            {
                var proxy = FaultProxy.To(FaultProxy.Unix(Cluster.Socket));
                _proxies.Add(proxy);
                place = PostgresCluster.ConnectionThrough(proxy.Port, Database);
            }

            _nodes.Add(new Node(this, $"node-{i + 1}", place));
        }
    }

    private async Task<Ran> Done(params string[] words)
    {
        var ran = await Verb(words);
        return ran.Code == 0 ? ran : throw new TrialBroken($"tessera {string.Join(' ', words)}: {ran.Complained}");
    }
}
