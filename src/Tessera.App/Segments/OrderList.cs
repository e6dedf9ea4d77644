using System.Globalization;
using Tessera.Core.Segments;

namespace Tessera.App.Segments;

/// <summary>A list of orders of any system: one member, date and amount a line under a heading, nothing else.</summary>
/// <param name="Columns">The orders as columns.</param>
/// <param name="Last">Day of the last order.</param>
/// <param name="Members">Members as the list names them, by place.</param>
public sealed record OrderList(RfmColumns Columns, DateOnly Last, IReadOnlyList<string> Members)
{
    /// <summary>Reads a list; null where a line cannot be read.</summary>
    public static OrderList? Read(string file)
    {
        var (names, places) = (new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var (members, days, amounts) = (new List<int>(), new List<int>(), new List<long>());
        foreach (var line in File.ReadLines(file).Skip(1))
        {
            if (line.Length == 0) continue;
            if (Cells(line) is not [var name, var day, var amount, ..]) return null;
            if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)) return null;
            if (!decimal.TryParse(amount, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var money) || Math.Abs(money) > 1_000_000_000_000m || money * 100 != decimal.Truncate(money * 100)) return null;
            if (!places.TryGetValue(name, out var place))
            {
                places.Add(name, place = names.Count);
                names.Add(name);
            }

            members.Add(place);
            days.Add(on.DayNumber);
            amounts.Add((long)(money * 100));
        }

        if (days.Count == 0) return null;
        var keys = Enumerable.Range(0, names.Count).Select(i => (long)i).ToArray();
        return new OrderList(RfmColumns.Of(keys, members.ToArray(), days.ToArray(), amounts.ToArray()), DateOnly.FromDayNumber(days.Max()), names);
    }

    // Quoted where a name has a comma; doubled quotes inside.
    private static List<string> Cells(string line)
    {
        var (cells, cell, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[i++]);
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        cells.Add(cell.ToString().Trim());
        return cells;
    }
}
