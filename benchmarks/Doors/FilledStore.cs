using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Tessera.App;
using Tessera.App.Import;
using Tessera.App.Keys;
using Tessera.App.Night;
using Tessera.App.Pipeline;
using Tessera.App.Programs;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Members;
using Tessera.Storage.Migrations;
using Tessera.Storage.Safekeeping;

namespace Tessera.Bench;

/// <summary>
/// A store with members, filled through the product's own import of an older system's list: each has a phone, points to spend and a year's spend.
/// The programme has twenty active rules and four tiers (benchmarks/programs/purchases.yaml).
/// </summary>
internal sealed class FilledStore
{
    /// <summary>Programme without another: twenty rules, four tiers.</summary>
    private const string Usual = "benchmarks/programs/purchases.yaml";

    private const string ListHead = "no,phone,pts,earned,until,asof,spend,orders,tier,since";
    private const string ListMap = "source: old\ncolumns: { member: no, phone: phone, points: pts, pointsEarnedOn: earned, pointsThrough: until, asOf: asof, spend: spend, orders: orders, tier: tier, tierSince: since }\n";
    private static readonly string[] Scopes = ["members:read", "members:write", "purchases:read", "purchases:write", "points:read", "points:write", "tiers:read"];
    private static readonly Dictionary<(bool IsPostgres, int Members, string Program), FilledStore> Known = [];

    /// <summary>From this size on a filled store is kept.</summary>
    private const int MembersKept = 10_000;

    private readonly string _program;

    private FilledStore(string place, string folder, int members, string program) => (Place, Folder, Members, _program) = (place, folder, members, program);

    /// <summary>Folder or connection string, for <c>--store</c>.</summary>
    public string Place { get; }

    /// <summary>Folder with the key file.</summary>
    public string Folder { get; }

    public int Members { get; }

    public bool IsPostgres => Place.StartsWith("Host=", StringComparison.Ordinal);

    public string Database => "filled_" + Path.GetFileNameWithoutExtension(_program);

    /// <summary>Secret of a key that may do everything.</summary>
    public string Secret { get; private set; } = "";

    /// <summary>Public ids, in an order that has nothing to do with where rows lie.</summary>
    public string[] PublicIds { get; private set; } = [];

    private string SecretFile => Path.Combine(Folder, "secret");

    private StorePlace Opened => StorePlace.Parse(Place, Path.Combine(Folder, "tessera.key"));

    /// <summary>The store of this run, filled once.</summary>
    /// <param name="isPostgres">On PostgreSQL, else on SQLite.</param>
    /// <param name="members">Members.</param>
    /// <param name="program">Its programme.</param>
    /// <param name="more">What its members are given besides.</param>
    public static FilledStore Get(bool isPostgres, int members, string program = Usual, Action<FilledStore>? more = null)
    {
        if (Known.TryGetValue((isPostgres, members, program), out var known)) return known;
        var store = Copy(members, program);
        more?.Invoke(store);
        if (isPostgres) store = store.Moved();
        Known.Add((isPostgres, members, program), store);
        return store;
    }

    /// <summary>A copy of a store of this size, in a folder that goes with the process. A large one is filled once and kept in the user's cache.</summary>
    public static FilledStore Copy(int members, string program = Usual)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-bench-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var store = new FilledStore(folder, folder, members, program);
        if (members < MembersKept)
        {
            store.Fill();
            return store;
        }

        var kept = new FilledStore(KeptFolder(members, program), KeptFolder(members, program), members, program);
        if (!File.Exists(kept.SecretFile)) kept.Keep();
        foreach (var file in Directory.GetFiles(kept.Folder)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        store.Secret = File.ReadAllText(kept.SecretFile);
        store.PublicIds = [.. store.ReadPublicIds().Order(StringComparer.Ordinal)];
        return store;
    }

    /// <summary>The same store on PostgreSQL, by the product's own way of moving stores, which audits both sides.</summary>
    public FilledStore Moved()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Cluster.Create(Database);
        var store = new FilledStore(Cluster.Place(Database), Folder, Members, _program) { Secret = Secret, PublicIds = PublicIds };
        using (var from = Store.Open(Opened, StoreAccess.OwnExisting)) StoreMove.Run(from, store.Opened);
        store.Vacuum();
        Harness.Say($"moved it to PostgreSQL in {clock.Elapsed.TotalSeconds:0} s");
        return store;
    }

    public Site Open(TimeProvider? time = null) => Site.Open(Opened, StoreAccess.Own, time);

    /// <summary>Whether the books of every member are right; a fast wrong ledger scores zero.</summary>
    public void Check()
    {
        const string Wrong = "select (select count(*) from member_state where balance <> open_points - debt)"
            + " + abs((select sum(open_points) from member_state) - (select sum(remaining) from lot where pending = 0))"
            + " + abs((select sum(balance) from member_state) - (select sum(points) from entry))"
            + " + abs((select sum(sequence) from member_state) - (select count(*) from item))";
        if (Scalar(Wrong) != 0) throw new InvalidOperationException("the books are wrong");
    }

    /// <summary>The first level of <c>audit</c> over everybody.</summary>
    public void Audit()
    {
        using var site = Open();
        var report = Tessera.App.Audits.BooksCheck.Run(site);
        if (report.Findings.Count > 0) throw new InvalidOperationException($"the books are wrong: {report.Findings[0]}");
    }

    public long Scalar(string sql)
    {
        if (IsPostgres) return Cluster.Scalar(Database, sql);
        using var db = new SqliteConnection($"Data Source={Path.Combine(Folder, "tessera.db")};Mode=ReadOnly;Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Named by what it is made of: another programme or another shape of store is filled anew.</summary>
    private static string KeptFolder(int members, string program)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var made = SHA256.HashData(Encoding.UTF8.GetBytes(File.ReadAllText(program) + ListHead + Migrator.Known.ToString(CultureInfo.InvariantCulture)));
        return Path.Combine(cache, "tessera-bench", string.Create(CultureInfo.InvariantCulture, $"{members}-{Convert.ToHexStringLower(made)[..12]}"));
    }

    private void Keep()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        Directory.CreateDirectory(Folder);
        Fill();
        File.WriteAllText(SecretFile, Secret);
    }

    private void Fill()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var list = Path.Combine(Folder, "members.csv");
        WriteList(list);
        using (var site = Open())
        {
            Accepted(site.Write(new PublishProgram { SourceText = File.ReadAllText(_program), Reason = "bench", Actor = "bench" }));
            var map = MemberMapFile.Read(ListMap).Map!;
            var tally = ImportMembers.Run(site, new MemberImportRequest { File = list, Map = map }).GetAwaiter().GetResult();
            if (tally.Opened != Members) throw new InvalidOperationException($"{tally}");
            Secret = Accepted(site.Write(new CreateKey { Name = "bench", Scopes = Scopes })).Secret;
            // Today's night is done before the tills open.
            Accepted(RunDay.Run(site));
            site.Store.Writer.Analyze();
            site.Store.Writer.Checkpoint();
        }

        File.Delete(list);
        PublicIds = [.. ReadPublicIds().Order(StringComparer.Ordinal)];
        Harness.Say($"filled a store with {Members} members in {clock.Elapsed.TotalSeconds:0} s");
    }

    private static T Accepted<T>(Task<Answer<T>> told)
        where T : class => told.GetAwaiter().GetResult() is { IsAccepted: true } answer ? answer.Value! : throw new InvalidOperationException($"{told.Result.Refusal}");


    private void Vacuum()
    {
        using var db = Cluster.Open(Database);
        Cluster.Execute(db, "vacuum analyze");
    }

    /// <summary>Four in ten stand above the lowest tier for ten months; the year's spend of each lies in one of the last eleven months, and half of those will keep their tier.</summary>
    private void WriteList(string file)
    {
        using var to = new StreamWriter(file);
        to.Write(ListHead + "\n");
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        for (var member = 1; member <= Members; member++)
        {
            var (tier, keep) = (member % 20) switch { 0 => ("platinum", 4500), 1 or 2 => ("gold", 1500), < 8 => ("silver", 400), _ => ("base", 350) };
            var spend = member % 40 < 20 ? keep + (member % 100) : keep - 1 - (member % 300);
            to.Write(string.Create(CultureInfo.InvariantCulture, $"M{member},{15_400_000_000 + member},{100 + (member % 900)},{today.AddMonths(-5):yyyy-MM-dd},{today.Year + 10}-12-31,{today.AddMonths(-(member % 10)):yyyy-MM-dd},{spend},{member % 20},{tier},{today.AddMonths(-10):yyyy-MM-dd}\n"));
        }
    }

    private List<string> ReadPublicIds()
    {
        var ids = new List<string>(Members);
        using var file = new SqliteConnection($"Data Source={Path.Combine(Folder, "tessera.db")};Mode=ReadOnly;Pooling=False");
        file.Open();
        using var links = file.CreateCommand();
        links.CommandText = "select public_id from member_link";
        using var found = links.ExecuteReader();
        while (found.Read()) ids.Add(MemberId.FromBytes((byte[])found[0]).ToString());
        return ids;
    }
}
