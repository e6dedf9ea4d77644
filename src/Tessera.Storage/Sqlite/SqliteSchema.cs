namespace Tessera.Storage.Sqlite;

/// <summary>Reads the tables of a SQLite store.</summary>
internal static class SqliteSchema
{
    internal static IReadOnlyList<TableShape> Read(StoreConnection db) =>
    [
        .. Names(db, "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name").Select(table => new TableShape(table, Columns(db, table),
            Names(db, $"select name from pragma_table_info('{table}') where pk > 0 order by pk"),
            [.. Names(db, $"select name from pragma_index_list('{table}') where \"unique\" = 1 and origin <> 'pk' order by name").Select(index => Names(db, $"select name from pragma_index_info('{index}') order by seqno"))])),
    ];

    private static List<ColumnShape> Columns(StoreConnection db, string table)
    {
        var columns = new List<ColumnShape>();
        using var rows = db.Sql($"select name, lower(type) from pragma_table_info('{table}') order by cid");
        while (rows.Step()) columns.Add(new ColumnShape(rows.Text(0), rows.Text(1) switch { "text" => ColumnKind.Text, "blob" => ColumnKind.Bytes, _ => ColumnKind.Number }));
        return columns;
    }

    private static List<string> Names(StoreConnection db, string sql)
    {
        var names = new List<string>();
        using var rows = db.Sql(sql);
        while (rows.Step()) names.Add(rows.Text(0));
        return names;
    }
}
