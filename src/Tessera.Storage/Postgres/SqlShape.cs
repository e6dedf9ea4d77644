using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tessera.Storage.Postgres;

/// <summary>
/// What can be told from a statement's text: which tables it names, and how a write of one row is said for many, so that a batch travels as a few
/// statements over arrays. Texts that are not of a known plain form are sent as they stand.
/// </summary>
internal sealed partial class SqlShape
{
    private const int MostParameters = 64;
    private static readonly ConcurrentDictionary<string, SqlShape> Known = new(StringComparer.Ordinal);
    private static readonly HashSet<string> AllTables = Migrator.All.SelectMany(m => CreateTable().Matches(m.Up)).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
    private static readonly string[] LookUpTables = ["idempotency_key", "document", "identity", "member_link", "anonymous_document"];
    private static int s_count;
    private readonly ConcurrentDictionary<(UInt128 Kinds, ulong Varied), string> _many = new();
    private readonly Func<RowText, string>? _manyText;
    private ulong _varied;

    private SqlShape(string sql)
    {
        Sql = sql;
        Parameters = Parameter().Matches(sql).Select(m => int.Parse(m.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
        Tables = Word().Matches(sql).Select(m => m.Value).Where(AllTables.Contains).ToHashSet(StringComparer.Ordinal);
        _manyText = Parameters > MostParameters ? null : Insert(sql) ?? Update(sql) ?? Delete(sql);
        if (Table.Length == 0) Table = Tables.FirstOrDefault() ?? "";
    }

    internal string Sql { get; }

    /// <summary>A number of its own in this process.</summary>
    internal int Number { get; } = Interlocked.Increment(ref s_count);

    /// <summary>Highest $n.</summary>
    internal int Parameters { get; }

    /// <summary>Tables named anywhere in the text.</summary>
    internal IReadOnlySet<string> Tables { get; }

    /// <summary>The table written.</summary>
    internal string Table { get; private set; } = "";

    /// <summary>Whether many rows can travel in one statement.</summary>
    internal bool TakesMany => _manyText is not null;

    /// <summary>Parameter that holds the member whose rows alone are touched; 0 when it may touch others.</summary>
    internal int Member { get; private set; }

    /// <summary>Parameters that tell the row changed, where one statement may change it only once; empty where it may.</summary>
    internal IReadOnlyList<int> Key { get; private set; } = [];

    internal static SqlShape Of(string sql) => Known.GetOrAdd(sql, static s => new SqlShape(s));

    /// <summary>
    /// Parameters that were ever told apart by the rows of one statement, a bit each from the first. What is the same in all rows travels once; a parameter that
    /// varied once counts as varying from then on, so that a shape has few texts and the server keeps a plan of each.
    /// </summary>
    internal ulong Varied => Volatile.Read(ref _varied);

    /// <summary>Notes parameters that vary.</summary>
    internal ulong Vary(ulong parameters) => Interlocked.Or(ref _varied, parameters) | parameters;

    /// <summary>The text for many rows, given the kinds of the parameters and which of them are arrays; the others stand for every row.</summary>
    internal string Many(IReadOnlyList<CellKind> kinds, ulong varied)
    {
        UInt128 packed = 0;
        for (var i = 0; i < kinds.Count; i++) packed |= (UInt128)(byte)kinds[i] << (2 * i);
        return _many.GetOrAdd((packed, varied), _ => _manyText!(new RowText(kinds, varied)));
    }

    private Func<RowText, string>? Insert(string sql)
    {
        var match = InsertForm().Match(sql);
        if (!match.Success || match.Groups["tail"].Value.Contains('$', StringComparison.Ordinal)) return null;
        var (table, columns, values, tail) = (match.Groups["table"].Value, Split(match.Groups["columns"].Value), Split(match.Groups["values"].Value), match.Groups["tail"].Value);
        Table = table;
        int At(string column) => Array.IndexOf(columns, column) is var i and >= 0 && PlainParameter().Match(values[i]) is { Success: true } plain ? int.Parse(plain.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        Member = At("member_id");
        if (ConflictForm().Match(tail) is { Success: true } conflict && tail.Contains("do update", StringComparison.Ordinal))
        {
            Key = [.. Split(conflict.Groups[1].Value).Select(At)];
            if (Key.Contains(0)) return null;
        }

        // Keys that two processes may want at once are claimed in one order, so that they do not wait for each other in a circle.
        var order = LookUpTables.Contains(table) ? " order by $1, $2" : "";
        return rows => $"insert into {table} ({string.Join(", ", columns)}) select {rows.Of($"{string.Join(", ", values)} from {RowText.Source}{order}")}{tail}";
    }

    private Func<RowText, string>? Update(string sql)
    {
        var match = UpdateForm().Match(sql);
        if (!match.Success || PlainWhere(match.Groups["table"].Value, match.Groups["where"].Value, out var parameters) is not { } where) return null;
        var (table, set) = (Table, match.Groups["set"].Value);
        // Rows that change what they are found by would be found again by the next: one after the other then.
        if (parameters.Count == 0 || Changed().Matches(set).Any(c => where.Contains($"{table}.{c.Groups[1].Value} =", StringComparison.Ordinal)))
        {
            Member = 0;
            return null;
        }

        Key = parameters;
        return rows => $"update {table} set {rows.Of($"{set} from {RowText.Source} where {where}")}";
    }

    private Func<RowText, string>? Delete(string sql)
    {
        var match = DeleteForm().Match(sql);
        if (!match.Success || PlainWhere(match.Groups["table"].Value, match.Groups["where"].Value, out _) is not { } where) return null;
        var table = Table;
        return rows => rows.Of($"delete from {table} using {RowText.Source} where {where}");
    }

    private string? PlainWhere(string table, string where, out List<int> parameters)
    {
        parameters = [];
        var parts = new List<string>();
        foreach (var part in where.Split(" and "))
        {
            var match = EqualForm().Match(part.Trim());
            if (!match.Success) return null;
            var parameter = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            if (match.Groups[1].Value == "member_id") Member = parameter;
            parameters.Add(parameter);
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{table}.{match.Groups[1].Value} = ${parameter}"));
        }

        Table = table;
        return string.Join(" and ", parts);
    }

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"create table (?<name>\w+)", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex CreateTable();

    [GeneratedRegex(@"\$(?<n>\d+)", RegexOptions.ExplicitCapture, 5_000)]
    internal static partial Regex Parameter();

    [GeneratedRegex(@"^\$(?<n>\d+)$", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex PlainParameter();

    [GeneratedRegex(@"\w+", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^insert into (?<table>\w+) \((?<columns>[^()]*)\) values \((?<values>([^()]|\([^(),]*\))*)\)(?<tail>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 5_000)]
    private static partial Regex InsertForm();

    [GeneratedRegex(@"^ on conflict \((?<columns>[^()]*)\)", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex ConflictForm();

    [GeneratedRegex(@"^update (?<table>\w+) set (?<set>.*?) where (?<where>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 5_000)]
    private static partial Regex UpdateForm();

    [GeneratedRegex(@"(^|,)\s*(?<name>\w+) =", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Changed();

    [GeneratedRegex(@"^delete from (?<table>\w+) where (?<where>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 5_000)]
    private static partial Regex DeleteForm();

    [GeneratedRegex(@"^(?<name>\w+) = \$(?<n>\d+)$", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex EqualForm();
}
