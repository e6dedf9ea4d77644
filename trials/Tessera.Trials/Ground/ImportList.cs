using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tessera.Trials.Checks;

namespace Tessera.Trials.Ground;

/// <summary>The entries of one member in order, without what tells one round from another.</summary>
/// <param name="Entries">Kinds and points.</param>
/// <param name="Points">Their sum.</param>
internal sealed record Book(string Entries, long Points);

/// <summary>A list that is imported many times, each time for members of its own and otherwise the same: what is decided must be the same too.</summary>
/// <param name="name">What is on it.</param>
/// <param name="count">Its lines.</param>
/// <param name="mark">Begins the ids of its members, with its first letter.</param>
internal abstract class ImportList(string name, int count, string mark)
{
    // A busy machine takes half a second for a hundred rows.
    private readonly TimeSpan _longest = TimeSpan.FromMinutes(4) + TimeSpan.FromMilliseconds(5.0 * count);

    public string Name => name;

    public int Count => count;

    /// <summary>Members on it.</summary>
    public abstract int Members { get; }

    /// <summary>Points that it brings them, gifts included.</summary>
    public abstract long Points { get; }

    /// <summary>How it is read.</summary>
    public abstract string Map { get; }

    /// <summary>The import of one round.</summary>
    public Call Call(Shop shop, int round) => shop.Call(shop.Place, ["import", name, Write(shop, round), "--map", MapFile(shop)]);

    /// <summary>Imports to the end; how long it took.</summary>
    public async Task<TimeSpan> Import(Shop shop, int round, Findings findings)
    {
        var since = Stopwatch.StartNew();
        var ran = await Child.Run(Call(shop, round), _longest);
        findings.Need(ran.Code == 0, $"import of {name} {round} ended with {ran.Code}: {ran.Said} {ran.Complained}");
        return since.Elapsed;
    }

    /// <summary>What a round left in the ledger, by member.</summary>
    public Dictionary<string, Book> Books(IEnumerable<LedgerRow> ledger, int round)
    {
        var mine = Prefix(round);
        return ledger.Where(r => r.External?.StartsWith(mine, StringComparison.Ordinal) == true).GroupBy(r => r.External![mine.Length..], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, BookOf, StringComparer.Ordinal);
    }

    /// <summary>The list as text.</summary>
    public string Text(int round)
    {
        var text = new StringBuilder();
        Fill(text, Prefix(round));
        return text.ToString();
    }

    protected abstract void Fill(StringBuilder text, string prefix);

    private static Book BookOf(IEnumerable<LedgerRow> rows)
    {
        var ordered = rows.OrderBy(r => r.Sequence).ThenBy(r => r.N).ToList();
        return new Book(string.Join(' ', ordered.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Kind}:{r.Points}"))), ordered.Sum(r => r.Points));
    }

    private string Prefix(int round) => string.Create(CultureInfo.InvariantCulture, $"{mark[..1]}{round}-");

    private string MapFile(Shop shop)
    {
        var file = Path.Combine(shop.Folder, name + ".yaml");
        if (!File.Exists(file)) File.WriteAllText(file, Map);
        return file;
    }

    private string Write(Shop shop, int round)
    {
        var file = Path.Combine(shop.Folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{round}.csv"));
        if (!File.Exists(file)) File.WriteAllText(file, Text(round));
        return file;
    }
}

/// <summary>Purchases of a tenth as many members: each buys ten times for 12.00, so that the ninth makes silver.</summary>
internal sealed class PurchaseList(int count) : ImportList("purchases", count, "purchases")
{
    private const int Each = 10;

    public override int Members => Count / Each;

    // 10 for joining, 12 for each purchase of 12.00, 20 for silver: 9 purchases are 108.00 and reach 100.00.
    public override long Points => Members * (10L + (12 * Each) + 20);

    public override string Map => "source: old\ncolumns: { number: no, occurredAt: at, member: who, sku: sku, amount: amount }\n";

    protected override void Fill(StringBuilder text, string prefix)
    {
        var day = DateTimeOffset.UtcNow.AddDays(-3).Date;
        text.Append("no,at,who,sku,amount\n");
        for (var i = 0; i < Members * Each; i++)
        {
            var at = day.AddSeconds(i).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{prefix}{i},{at},{prefix}{i % Members},tea,12.00\n");
        }
    }
}

/// <summary>Members of an older system with up to fifty points.</summary>
internal sealed class MemberList(int count, string prefix = "members") : ImportList("members", count, prefix)
{
    private const int Most = 50;

    public override int Members => Count;

    // 10 for joining, and what was brought along.
    public override long Points => Enumerable.Range(0, Count).Sum(i => 10L + (i % Most));

    public override string Map => "source: older\ncolumns: { member: id, points: points }\n";

    protected override void Fill(StringBuilder text, string prefix)
    {
        text.Append("id,points\n");
        for (var i = 0; i < Count; i++) text.Append(CultureInfo.InvariantCulture, $"{prefix}{i},{i % Most}\n");
    }
}
