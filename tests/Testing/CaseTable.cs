using System.Globalization;
using System.Text;

namespace Tessera.Testing;

/// <summary>
/// A table of cases in CSV (RFC 4180, a header row, lines that begin with # are comments). It stands alone,
/// so that the tables are not read by the very code they try.
/// </summary>
public sealed class CaseTable
{
    private CaseTable(IReadOnlyList<string> columns, IReadOnlyList<CaseRow> rows)
    {
        Columns = columns;
        Rows = rows;
    }

    /// <summary>The names in the header row.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The rows below it.</summary>
    public IReadOnlyList<CaseRow> Rows { get; }

    /// <summary>Reads a file; the path counts from the repository's root.</summary>
    public static CaseTable Read(string path) => Parse(File.ReadAllText(Repository.PathOf(path)), path);

    /// <summary>Reads a text; <paramref name="name"/> appears in what a failing row says.</summary>
    public static CaseTable Parse(string text, string name)
    {
        var records = Records(text).ToList();
        if (records.Count == 0)
        {
            throw new FormatException(name + ": no header row");
        }

        var columns = records[0].Cells;
        var rows = new List<CaseRow>(records.Count - 1);
        foreach (var (line, cells) in records.Skip(1))
        {
            if (cells.Count != columns.Count)
            {
                throw new FormatException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}({line}): {cells.Count} cells under {columns.Count} columns"));
            }

            rows.Add(new CaseRow(name, line, columns.Zip(cells).ToDictionary(StringComparer.Ordinal)));
        }

        return new CaseTable(columns, rows);
    }

    private static IEnumerable<(int Line, List<string> Cells)> Records(string text)
    {
        int at = 0, line = 1;
        while (at < text.Length)
        {
            int startLine = line;
            if (text[at] is '#' or '\n' or '\r')
            {
                int end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end + 1;
                line++;
                continue;
            }

            yield return (startLine, ReadRecord(text, ref at, ref line));
        }
    }

    private static List<string> ReadRecord(string text, ref int at, ref int line)
    {
        var cells = new List<string>();
        while (true)
        {
            cells.Add(ReadCell(text, ref at, ref line));
            if (at < text.Length && text[at] == ',')
            {
                at++;
                continue;
            }

            at += at < text.Length && text[at] == '\r' ? 1 : 0;
            at += at < text.Length ? 1 : 0;
            line++;
            return cells;
        }
    }

    private static string ReadCell(string text, ref int at, ref int line)
    {
        if (at >= text.Length || text[at] != '"')
        {
            int end = text.AsSpan(at).IndexOfAny(",\r\n");
            end = end < 0 ? text.Length : at + end;
            string bare = text[at..end].Trim();
            at = end;
            return bare;
        }

        var cell = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                line += text[at] == '\n' ? 1 : 0;
                cell.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                cell.Append('"');
                at++;
            }
            else
            {
                at++;
                break;
            }
        }

        return cell.ToString();
    }
}
