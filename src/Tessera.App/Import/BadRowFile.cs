using System.Globalization;
using System.Text;
using Tessera.App.Texts;
using Tessera.Core;

namespace Tessera.App.Import;

/// <summary>
/// The rows that were refused, with reasons: a CSV beside the input. It is flushed before the transaction that counts it commits, and cut back to
/// the counted length when an import goes on.
/// </summary>
internal sealed class BadRowFile : IDisposable
{
    private const string Header = "line,number,code,reason,column,got\n";
    private readonly string? _path;
    private readonly long _counted;
    private readonly string _language;
    private readonly List<(int Line, string Number, BadRow Why)> _fresh = [];
    private FileStream? _file;

    internal BadRowFile(string? path, long length, string language)
    {
        (_path, _counted, _language) = (path, length, language);
        // What was written after the last commit is written again; a run without bad rows leaves no file.
        if (path is not null && length == 0) File.Delete(path);
        else if (path is not null) Open();
    }

    /// <summary>Its length so far.</summary>
    internal long Length => _file?.Length ?? 0;

    /// <summary>Adds a row.</summary>
    internal void Add(int line, string number, BadRow why)
    {
        if (_fresh.Count < KeptBadRow.Most) _fresh.Add((line, number, why));
        if (_path is null) return;
        var reason = Text.Say(why.Code, _language, Reason.Id("column", why.Column), Reason.Id("got", why.Got));
        if (_file is null) Open();
        Write($"{line.ToString(CultureInfo.InvariantCulture)},{Cell(number)},{why.Code},{Cell(reason)},{Cell(why.Column)},{Cell(why.Got)}\n");
    }

    /// <summary>The rows added since it was asked last, for jobs that keep them in the store.</summary>
    internal List<(int Line, string Number, BadRow Why)> TakeFresh()
    {
        List<(int, string, BadRow)> fresh = [.. _fresh];
        _fresh.Clear();
        return fresh;
    }

    /// <summary>Puts it on disk.</summary>
    internal void Flush() => _file?.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Open()
    {
        _file = new FileStream(_path!, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _file.SetLength(_counted);
        _file.Position = _counted;
        if (_counted == 0) Write(Header);
    }

    private void Write(string text) => _file!.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>A cell; one that a spreadsheet would read as a formula is escaped.</summary>
    internal static string Cell(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\0' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : "\"" + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
