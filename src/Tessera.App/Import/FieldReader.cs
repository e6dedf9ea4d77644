using System.Globalization;
using Tessera.Core;

namespace Tessera.App.Import;

/// <summary>A field's rule bound to the columns of a file.</summary>
internal sealed class FieldReader
{
    private readonly FieldRule _rule;
    private readonly int[] _at;

    /// <exception cref="ImportRefused">A column of the rule is not in the file.</exception>
    internal FieldReader(FieldRule rule, IReadOnlyList<string> columns) =>
        (_rule, _at) = (rule, [.. rule.Columns.Select(c => IndexOf(columns, c))]);

    /// <summary>Place of a column in the file.</summary>
    internal static int IndexOf(IReadOnlyList<string> columns, string column)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (string.Equals(columns[i], column, StringComparison.Ordinal)) return i;
        }

        throw new ImportRefused("import.file.noColumn", 1, column, string.Join(", ", columns), Core.Programs.Nearest.To(column, columns) ?? "");
    }

    /// <summary>The field's text of the current row.</summary>
    internal string Read(ExportFile file)
    {
        if (_rule.Value is { } constant) return constant;
        foreach (var at in _at)
        {
            if (file.WrongAt(at) is { } wrong) throw Wrong(wrong, file[at]);
        }

        var text = _at.Length == 1 ? Part(file[_at[0]]) : string.Join(_rule.Join, _at.Select(i => Part(file[i])));
        if (_rule.StripPrefix is { } prefix && text.StartsWith(prefix, StringComparison.Ordinal)) text = text[prefix.Length..];
        if (_rule.StripSuffix is { } suffix && text.EndsWith(suffix, StringComparison.Ordinal)) text = text[..^suffix.Length];
        if (_rule.Match is { } pattern && text.Length > 0) text = pattern.Match(text) is { Success: true } hit ? hit.Groups[1].Value : throw Wrong("import.row.pattern", text);
        if (text.Contains('\uFFFD', StringComparison.Ordinal)) throw Wrong("import.row.encoding", text);
        return _rule.Lower ? text.ToLowerInvariant() : text;
    }

    /// <summary>What is wrong with this field of the current row.</summary>
    internal RowIsBad Wrong(string code, string got) =>
        new(new BadRow(code, string.Join(" + ", _rule.Columns), got.Length > 60 ? got[..60] + "…" : got));

    private string Part(string cell) => _rule.Trim ? cell.Trim() : cell;
}

/// <summary>A row cannot be read; caught where the row is.</summary>
internal sealed class RowIsBad(BadRow why) : Exception
{
    internal BadRow Why { get; } = why;
}

/// <summary>Local times as tills write them.</summary>
internal static class LocalTimes
{
    /// <summary>Reads a time in the first format that fits; formats with an offset are exact, others are local.</summary>
    internal static bool TryRead(string text, IReadOnlyList<string> formats, BusinessCalendar calendar, out Instant at)
    {
        at = default;
        foreach (var format in formats)
        {
            if (format.Contains('z', StringComparison.Ordinal) || format.Contains('K', StringComparison.Ordinal))
            {
                if (!DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact)) continue;
                at = SiteClock.Of(exact);
                return true;
            }

            if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) continue;
            at = calendar.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
            return true;
        }

        return false;
    }
}
