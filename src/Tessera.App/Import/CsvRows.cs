using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Tessera.App.Import;

/// <summary>Delimited text, plain or gzip (by its first bytes).</summary>
internal sealed class CsvRows : RowSource
{
    private const int MostChars = 65_536;
    private readonly StreamReader _reader;
    private readonly CsvParser _parser;
    private int _lastLine;

    static CsvRows() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    internal CsvRows(string path, FileFormat format)
    {
        var encoding = format.Encoding == FileFormat.Detected ? Detect(path) : Encoding.GetEncoding(format.Encoding);
        _reader = new StreamReader(Open(path), encoding, detectEncodingFromByteOrderMarks: true, 1 << 16);
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
    }

    internal override int Count => _parser.Count;

    internal override string this[int column] => _parser[column];

    internal override bool Read()
    {
        try
        {
            if (!_parser.Read()) return false;
            // RawRow counts physical lines and stands on the last line of the row; a row on the very next line is one line, without a copy of it.
            var isNext = _parser.RawRow == _lastLine + 1;
            Line = isNext ? _parser.RawRow : _parser.RawRow - _parser.RawRecord.AsSpan().TrimEnd("\r\n").Count('\n');
            _lastLine = _parser.RawRow;
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

    /// <inheritdoc/>
    public override void Dispose()
    {
        _parser.Dispose();
        _reader.Dispose();
    }

    internal static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        Span<byte> magic = stackalloc byte[2];
        var read = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && magic[0] == 0x1f && magic[1] == 0x8b ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>UTF-8 where every byte fits, else GB18030, which holds GBK: what Chinese spreadsheets save.</summary>
    private static Encoding Detect(string path)
    {
        using var file = Open(path);
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var (bytes, chars) = (new byte[1 << 16], new char[(1 << 16) + 16]);
        try
        {
            int read;
            while ((read = file.Read(bytes)) > 0) decoder.GetChars(bytes, 0, read, chars, 0, flush: false);
            decoder.GetChars([], 0, 0, chars, 0, flush: true);
            return Encoding.UTF8;
        }
        catch (DecoderFallbackException)
        {
            return Encoding.GetEncoding("gb18030");
        }
        catch (InvalidDataException)
        {
            throw new ImportRefused("import.file.damaged", 1);
        }
    }
}
