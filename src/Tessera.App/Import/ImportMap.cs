using System.Text.RegularExpressions;
using Tessera.Core.Facts;

namespace Tessera.App.Import;

/// <summary>
/// How a till's export is read (api.md, <c>import purchases --map</c>): a documented YAML file, see <c>docs/reference/import-map.md</c>.
/// Everything a row says is named here; nothing is guessed.
/// </summary>
public sealed record ImportMap
{
    /// <summary>Name of the source system; with the document's number unique for ever.</summary>
    public required string Source { get; init; }

    /// <summary>ISO 4217 code of the amounts, or null for the programme's. Another currency than the programme's is refused.</summary>
    public string? Currency { get; init; }

    /// <summary>How the file is written.</summary>
    public FileFormat File { get; init; } = new();

    /// <summary>IANA zone of the times in the file, or null for the programme's.</summary>
    public string? Zone { get; init; }

    /// <summary>Date formats, tried in order; the first that fits is taken.</summary>
    public IReadOnlyList<string> TimeFormats { get; init; } = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

    /// <summary>Where each field stands, by field name (<see cref="ImportField"/>).</summary>
    public required IReadOnlyDictionary<ImportField, FieldRule> Columns { get; init; }

    /// <summary>What the member key is and which values mean no member.</summary>
    public MemberKey Member { get; init; } = new(MemberKeyKind.External, []);

    /// <summary>What marks a cancellation, or null when the file has none.</summary>
    public CancellationMark? Cancellation { get; init; }

    /// <summary>Kinds of lines other than goods, or null when all lines are goods.</summary>
    public LineKinds? Kinds { get; init; }

    /// <summary>Rows that are left out, each counted as skipped.</summary>
    public IReadOnlyList<RowFilter> Skip { get; init; } = [];

    /// <summary>When not empty, only rows that pass all of these are read; the others count as skipped.</summary>
    public IReadOnlyList<RowFilter> Keep { get; init; } = [];
}

/// <summary>Fields an import can read.</summary>
public enum ImportField
{
    /// <summary>Document number.</summary>
    Number,

    /// <summary>Date and time.</summary>
    OccurredAt,

    /// <summary>Member key.</summary>
    Member,

    /// <summary>Article.</summary>
    Sku,

    /// <summary>Category path.</summary>
    Category,

    /// <summary>Units, signed; 1 when the file has none.</summary>
    Quantity,

    /// <summary>Price of one unit, or</summary>
    UnitPrice,

    /// <summary>the total of the line, signed.</summary>
    Amount,

    /// <summary>Price of one unit before discounts.</summary>
    ListPrice,

    /// <summary>Store.</summary>
    Store,

    /// <summary>Till.</summary>
    Till,

    /// <summary>Clerk.</summary>
    Clerk,

    /// <summary>Channel.</summary>
    Channel,

    /// <summary>retail or wholesale.</summary>
    SaleKind,
}

/// <summary>How the bytes become rows.</summary>
public sealed record FileFormat
{
    /// <summary>Encoding found by reading: UTF-8 where every byte fits, else GB18030.</summary>
    public const string Detected = "detected";

    /// <summary>Name of the encoding: <c>utf-8</c>, <c>gbk</c>, <c>gb18030</c>, <c>utf-16</c>, <c>windows-1252</c>.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>Character between fields.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Quote character, or null when the file has none.</summary>
    public char? Quote { get; init; } = '"';

    /// <summary>Whether the first row names the columns; without it they are called 1, 2, 3 ….</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Decimal sign.</summary>
    public char DecimalSign { get; init; } = '.';

    /// <summary>Sign between thousands, or null when there is none.</summary>
    public char? ThousandsSign { get; init; }

    /// <summary>How a list without a map is written: encoding and delimiter are found by reading.</summary>
    internal static FileFormat Sniff(string path)
    {
        // A byte a character where no mark says more: none of the three signs can be the second byte of a GBK character.
        using var file = new StreamReader(CsvRows.Open(path), System.Text.Encoding.Latin1, detectEncodingFromByteOrderMarks: true);
        var head = new char[4096];
        var line = head.AsSpan(0, file.ReadBlock(head));
        if (line.IndexOfAny('\r', '\n') is var end and >= 0) line = line[..end];
        var (comma, tab, semicolon) = (line.Count(','), line.Count('\t'), line.Count(';'));
        var delimiter = tab > comma && tab >= semicolon ? '\t' : semicolon > comma ? ';' : ',';
        return new FileFormat { Encoding = Detected, Delimiter = delimiter, ThousandsSign = ',' };
    }
}

/// <summary>Where a field comes from and what is done to it, in this order: blanks around it removed, prefix, suffix, pattern, lower case.</summary>
public sealed record FieldRule
{
    /// <summary>Column names, in order; empty with a constant <see cref="Value"/>.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>A constant for every row, or null.</summary>
    public string? Value { get; init; }

    /// <summary>Text between composed columns.</summary>
    public string Join { get; init; } = "-";

    /// <summary>Whether blanks around each column's value are removed.</summary>
    public bool Trim { get; init; } = true;

    /// <summary>Removed from the start where it stands there.</summary>
    public string? StripPrefix { get; init; }

    /// <summary>Removed from the end where it stands there.</summary>
    public string? StripSuffix { get; init; }

    /// <summary>The first group of this pattern is the value; a value that does not fit is an error of the row.</summary>
    public Regex? Match { get; init; }

    /// <summary>Written in lower case.</summary>
    public bool Lower { get; init; }
}

/// <summary>What the member key of a file is.</summary>
public enum MemberKeyKind
{
    /// <summary>The source's own member number: an external id of this source.</summary>
    External,

    /// <summary>A phone number.</summary>
    Phone,

    /// <summary>A card number.</summary>
    Card,

    /// <summary>An e-mail address.</summary>
    Email,
}

/// <summary>The member key.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="None">Values that mean no member, beside the empty one.</param>
public sealed record MemberKey(MemberKeyKind Kind, IReadOnlyList<string> None);

/// <summary>What marks a cancellation: any one of these that is set.</summary>
/// <param name="NumberPrefix">The number begins with this.</param>
/// <param name="NegativeQuantity">A document whose lines all have a negative quantity or amount.</param>
/// <param name="Column">A column …</param>
/// <param name="Values">… with one of these values.</param>
public sealed record CancellationMark(string? NumberPrefix, bool NegativeQuantity, string? Column, IReadOnlyList<string> Values);

/// <summary>Kinds of lines by the value of a column.</summary>
/// <param name="Column">Column.</param>
/// <param name="ByValue">Kind by value; other values are goods.</param>
public sealed record LineKinds(string Column, IReadOnlyDictionary<string, LineKind> ByValue);

/// <summary>A test of one column of a row: one of the values, or a pattern.</summary>
/// <param name="Column">Column.</param>
/// <param name="Values">Values; empty with a pattern.</param>
/// <param name="Matches">Pattern, or null.</param>
public sealed record RowFilter(string Column, IReadOnlyList<string> Values, Regex? Matches);
