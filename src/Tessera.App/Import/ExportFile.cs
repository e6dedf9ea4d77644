using System.Globalization;
using System.Security.Cryptography;
using Tessera.Core;

namespace Tessera.App.Import;

/// <summary>A list or a till's export, opened for streaming: text, gzip or a workbook (by its first bytes), one row in memory.</summary>
internal sealed class ExportFile : IDisposable
{
    private readonly RowSource _rows;
    private readonly bool _hasHeader;
    private bool _first = true;

    /// <param name="path">The file.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="isHeader">Tells the row of column names from titles above it; null takes the first row.</param>
    internal ExportFile(string path, FileFormat format, Func<IReadOnlyList<string>, bool>? isHeader = null)
    {
        _hasHeader = format.HasHeader;
        IsWorkbook = Magic(path) is [0x50, 0x4b, 0x03, 0x04];
        _rows = IsWorkbook ? new SheetRows(path) : new CsvRows(path, format);
        try
        {
            Columns = ReadColumns(isHeader);
        }
        catch
        {
            _rows.Dispose();
            throw;
        }
    }

    /// <summary>Names of the columns.</summary>
    internal IReadOnlyList<string> Columns { get; }

    /// <summary>Whether the file is a workbook: bad rows go back as one.</summary>
    internal bool IsWorkbook { get; }

    /// <summary>Line of the file on which the current row begins, from 1.</summary>
    internal int Line => _rows.Line;

    /// <summary>Number of fields of the current row; cells at the end of a sheet's row may be missing, and empty ones beyond the columns do not count.</summary>
    internal int Count => IsWorkbook && Enumerable.Range(Columns.Count, Math.Max(0, _rows.Count - Columns.Count)).All(i => _rows[i].Length == 0) ? Columns.Count : _rows.Count;

    /// <summary>A field of the current row.</summary>
    internal string this[int column] => column < _rows.Count ? _rows[column] : "";

    /// <summary>The fields of the current row, for the list of bad rows.</summary>
    internal IReadOnlyList<string> Cells => [.. Enumerable.Range(0, Math.Max(Columns.Count, _rows.Count)).Select(i => this[i])];

    /// <summary>Why a field cannot be used whatever it is for, or null.</summary>
    internal string? WrongAt(int column) => column < _rows.Count ? _rows.WrongAt(column) : null;

    /// <summary>Moves to the next row.</summary>
    /// <exception cref="ImportRefused">The file cannot be read on: a quote that never ends, or a damaged file.</exception>
    internal bool Read()
    {
        if (_first && !_hasHeader && _rows.Count > 0)
        {
            _first = false;
            return true;
        }

        return Next();
    }

    /// <summary>The digest of the file's bytes: the same file is the same import.</summary>
    internal static byte[] DigestOf(string path)
    {
        using var stream = File.OpenRead(path);
        return SHA256.HashData(stream);
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private static byte[] Magic(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var magic = new byte[4];
        return magic[..file.ReadAtLeast(magic, 4, throwOnEndOfStream: false)];
    }

    // Spreadsheets begin with titles now and then.
    private const int MostTitles = 10;

    private string[] ReadColumns(Func<IReadOnlyList<string>, bool>? isHeader)
    {
        string[] first = [];
        for (var i = 0; i < MostTitles && Next(); i++)
        {
            string[] names = [.. Enumerable.Range(0, _rows.Count).Select(c => _rows[c].Trim())];
            if (!_hasHeader) return [.. Enumerable.Range(1, _rows.Count).Select(c => c.ToString(CultureInfo.InvariantCulture))];
            while (IsWorkbook && names is [.., ""]) names = names[..^1];
            if (isHeader is null || isHeader(names)) return names;
            if (first.Length == 0) first = names;
        }

        return first;
    }

    private bool Next()
    {
        while (_rows.Read())
        {
            if (!IsWorkbook || Enumerable.Range(0, _rows.Count).Any(i => _rows[i].Length > 0 || _rows.WrongAt(i) is not null)) return true;
        }

        return false;
    }
}

/// <summary>An import cannot go on for an expected reason; the code has a text in both languages.</summary>
public sealed class ImportRefused : Exception
{
    internal ImportRefused(string code, int line = 0, params string[] values)
        : base($"{code} at line {line}: {string.Join(", ", values)}") => (Code, Line, Values) = (code, line, values);

    /// <summary>Stable code.</summary>
    public string Code { get; }

    /// <summary>Line of the file, or 0.</summary>
    public int Line { get; }

    /// <summary>Values of the sentence.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The refusal as a reason with named parts.</summary>
    public Reason Why
    {
        get
        {
            string[] names = Code switch
            {
                "import.currency" => ["map", "program"],
                "import.zone" => ["zone"],
                "import.file.noColumn" => ["column", "columns", "nearest"],
                _ => ["got"],
            };
            return new Reason(Code, [.. names.Select((n, i) => Reason.Id(n, i < Values.Count ? Values[i] : "-")), Reason.Count("line", Line)]);
        }
    }
}
