using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

/// <summary>Looks at tables as they are.</summary>
internal static class Tables
{
    public static IReadOnlyList<string> Dump(StoreConnection db, string table) => Dump(db, db.Tables().Single(t => t.Name == table), c => c.Name);

    /// <summary>The rows by key, each value in a form that both engines share.</summary>
    public static IReadOnlyList<string> Dump(StoreConnection db, TableShape table, Func<ColumnShape, string> column)
    {
        using var rows = db.Sql($"select {string.Join(", ", table.Columns.Select(column))} from {table.Name} order by {table.KeyList}");
        var list = new List<string>();
        while (rows.Step()) list.Add(string.Join(' ', table.Columns.Select((c, i) => Value(rows, i, column(c) == c.Name ? c.Kind : ColumnKind.Number))));
        return list;
    }

    private static string Value(Statement rows, int at, ColumnKind kind)
    {
        if (rows.IsNull(at)) return "NULL";
        return kind switch
        {
            ColumnKind.Number => rows.Text(at),
            ColumnKind.Text => $"'{rows.Text(at)}'",
            ColumnKind.Bytes => $"X'{Convert.ToHexString(rows.Bytes(at))}'",
        };
    }

    public static long Count(StoreConnection db, string sql)
    {
        using var rows = db.Sql(sql);
        rows.Step();
        return rows.Long(0);
    }
}
