using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Tessera.App.Import;

/// <summary>A till's export, opened for streaming: plain or gzip (by its first bytes), one row in memory.</summary>
internal sealed class ExportFile : IDisposable
{
    private const int MostChars = 65_536;
    private readonly StreamReader _reader;
    private readonly CsvParser _parser;
    private readonly bool _hasHeader;
    private bool _first = true;

    static ExportFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    internal ExportFile(string path, FileFormat format)
    {
        _hasHeader = format.HasHeader;
        _reader = new StreamReader(Open(path), Encoding.GetEncoding(format.Encoding), detectEncodingFromByteOrderMarks: true, 1 << 16);
        _parser = new CsvParser(_reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = format.Delimiter.ToString(),
            Quote = format.Quote ?? '\0',
            Mode = format.Quote is null ? CsvMode.NoEscape : CsvMode.RFC4180,
            BadDataFound = null,
            MaxFieldSize = MostChars,
            IgnoreBlankLines = true,
            HasHeaderRecord = format.HasHeader,
            DetectColumnCountChanges = false,
        });
        Columns = ReadColumns();
    }

    /// <summary>Names of the columns.</summary>
    internal IReadOnlyList<string> Columns { get; }

    /// <summary>Line of the file on which the current row begins, from 1.</summary>
    internal int Line { get; private set; }

    /// <summary>Number of fields of the current row.</summary>
    internal int Count => _parser.Count;

    /// <summary>A field of the current row.</summary>
    internal string this[int column] => _parser[column];

    /// <summary>The current row as it stands in the file, for the list of bad rows.</summary>
    internal string Raw => _parser.RawRecord.TrimEnd('\r', '\n');

    /// <summary>Moves to the next row.</summary>
    /// <exception cref="ImportRefused">The file cannot be read on: a quote that never ends, or a damaged gzip.</exception>
    internal bool Read()
    {
        if (_first && !_hasHeader && _parser.Count > 0)
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
    public void Dispose()
    {
        _parser.Dispose();
        _reader.Dispose();
    }

    private static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        Span<byte> magic = stackalloc byte[2];
        var read = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && magic[0] == 0x1f && magic[1] == 0x8b ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private string[] ReadColumns()
    {
        if (!Next()) return [];
        if (_hasHeader) return [.. Enumerable.Range(0, _parser.Count).Select(i => _parser[i].Trim())];
        return [.. Enumerable.Range(1, _parser.Count).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }

    private bool Next()
    {
        try
        {
            if (!_parser.Read()) return false;
            // RawRow counts physical lines and stands on the last line of the row.
            Line = _parser.RawRow - _parser.RawRecord.AsSpan().TrimEnd("\r\n").Count('\n');
            return true;
        }
        catch (MaxFieldSizeException)
        {
            throw new ImportRefused("import.file.quote", Line + 1);
        }
        catch (InvalidDataException)
        {
            throw new ImportRefused("import.file.damaged", Line + 1);
        }
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
}
