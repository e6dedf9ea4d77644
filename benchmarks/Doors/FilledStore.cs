using System.Globalization;
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
using Tessera.Storage.Safekeeping;

namespace Tessera.Bench;

/// <summary>
/// A store with members, filled through the product's own import of an older system's list: each has a phone, points to spend and a year's spend.
/// The programme has twenty active rules and four tiers (benchmarks/programs/purchases.yaml).
/// </summary>
internal sealed class FilledStore
{
    private static readonly string[] Scopes = ["members:read", "members:write", "purchases:read", "purchases:write", "points:read", "points:write", "tiers:read"];
    private static readonly Dictionary<(bool IsPostgres, int Members), FilledStore> Known = [];

    private FilledStore(string place, string folder, int members) => (Place, Folder, Members) = (place, folder, members);

    /// <summary>Folder or connection string, for <c>--store</c>.</summary>
    public string Place { get; }

    /// <summary>Folder with the key file.</summary>
    public string Folder { get; }

    public int Members { get; }

    public bool IsPostgres => Place.StartsWith("Host=", StringComparison.Ordinal);

    public string Database => "filled";

    /// <summary>Secret of a key that may do everything.</summary>
    public string Secret { get; private set; } = "";

    /// <summary>Public ids, in an order that has nothing to do with where rows lie.</summary>
    public string[] PublicIds { get; private set; } = [];

    private StorePlace Opened => StorePlace.Parse(Place, Path.Combine(Folder, "tessera.key"));

    /// <summary>The store of this run, filled once.</summary>
    public static FilledStore Get(bool isPostgres, int members)
    {
        if (Known.TryGetValue((isPostgres, members), out var known)) return known;
        var folder = Directory.CreateTempSubdirectory("tessera-bench-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var store = new FilledStore(folder, folder, members);
        store.Fill();
        if (isPostgres) store = Moved(store);
        Known.Add((isPostgres, members), store);
        return store;
    }

    public Site Open() => Site.Open(Opened, StoreAccess.Own);

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

    private void Fill()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var list = Path.Combine(Folder, "members.csv");
        WriteList(list);
        using (var site = Open())
        {
            Accepted(site.Write(new PublishProgram { SourceText = File.ReadAllText("benchmarks/programs/purchases.yaml"), Reason = "bench", Actor = "bench" }));
            var map = MemberMapFile.Read("source: old\ncolumns: { member: no, phone: phone, points: pts, pointsEarnedOn: earned, pointsThrough: until, spend: spend, orders: orders }\n").Map!;
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

    /// <summary>The same store on PostgreSQL, by the product's own way of moving stores, which audits both sides.</summary>
    private static FilledStore Moved(FilledStore filled)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Cluster.Create("filled");
        var store = new FilledStore(Cluster.Place("filled"), filled.Folder, filled.Members) { Secret = filled.Secret, PublicIds = filled.PublicIds };
        using (var from = Store.Open(filled.Opened, StoreAccess.OwnExisting)) StoreMove.Run(from, store.Opened);
        store.Vacuum();
        Harness.Say($"moved it to PostgreSQL in {clock.Elapsed.TotalSeconds:0} s");
        return store;
    }

    private static T Accepted<T>(Task<Answer<T>> told)
        where T : class => told.GetAwaiter().GetResult() is { IsAccepted: true } answer ? answer.Value! : throw new InvalidOperationException($"{told.Result.Refusal}");


    private void Vacuum()
    {
        using var db = Cluster.Open(Database);
        Cluster.Execute(db, "vacuum analyze");
    }

    private void WriteList(string file)
    {
        using var to = new StreamWriter(file);
        to.Write("no,phone,pts,earned,until,spend,orders\n");
        for (var member = 1; member <= Members; member++)
        {
            to.Write(string.Create(CultureInfo.InvariantCulture, $"M{member},{15_400_000_000 + member},{100 + (member % 900)},2026-06-15,2036-12-31,{member % 700},{member % 20}\n"));
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
