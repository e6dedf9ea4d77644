namespace Tessera.Storage.Postgres;

/// <summary>Reads the tables of a PostgreSQL store. The engine's own note of the schema's number is no table of the store.</summary>
internal static class PostgresSchema
{
    private const string Oid = "to_regclass(quote_ident($1))";

    internal static IReadOnlyList<TableShape> Read(StoreConnection db)
    {
        var names = Texts(db.Sql("select c.relname::text from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace and c.relname <> 'schema_version' order by c.relname::text collate \"C\""));
        return [.. names.Select(table => new TableShape(table, Columns(db, table), Key(db, table), Uniques(db, table)))];
    }

    /// <summary>Indexes that carry no constraint, with the text that makes each.</summary>
    internal static IReadOnlyList<(string Name, string Make)> Secondary(StoreConnection db)
    {
        var list = new List<(string, string)>();
        using var rows = db.Sql("select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = current_schema()::regnamespace"
            + " and not exists (select 1 from pg_constraint o where o.conindid = i.indexrelid) order by 1");
        while (rows.Step()) list.Add((rows.Text(0), rows.Text(1)));
        return list;
    }

    private static List<ColumnShape> Columns(StoreConnection db, string table)
    {
        var columns = new List<ColumnShape>();
        using var rows = db.Sql($"select attname::text, format_type(atttypid, null) from pg_attribute where attrelid = {Oid} and attnum > 0 and not attisdropped order by attnum").Set(1, table);
        while (rows.Step()) columns.Add(new ColumnShape(rows.Text(0), rows.Text(1) switch { "text" => ColumnKind.Text, "bytea" => ColumnKind.Bytes, _ => ColumnKind.Number }));
        return columns;
    }

    private static List<string> Key(StoreConnection db, string table) => [.. Indexes(db, table, "i.indisprimary").SelectMany(i => i)];

    private static List<IReadOnlyList<string>> Uniques(StoreConnection db, string table) => Indexes(db, table, "i.indisunique and not i.indisprimary");

    private static List<IReadOnlyList<string>> Indexes(StoreConnection db, string table, string which)
    {
        var lists = Texts(db.Sql("select string_agg(a.attname::text, ',' order by k.place) from pg_index i cross join lateral unnest(i.indkey::smallint[]) with ordinality as k (attnum, place)"
            + $" join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum where i.indrelid = {Oid} and {which} group by i.indexrelid").Set(1, table));
        return [.. lists.Select(l => (IReadOnlyList<string>)l.Split(','))];
    }

    private static List<string> Texts(Statement rows)
    {
        using (rows)
        {
            var list = new List<string>();
            while (rows.Step()) list.Add(rows.Text(0));
            return list;
        }
    }
}
