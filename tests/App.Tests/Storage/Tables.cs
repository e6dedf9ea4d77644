using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

/// <summary>Looks at tables as they are.</summary>
internal static class Tables
{
    public static IReadOnlyList<string> Dump(StoreConnection db, string table)
    {
        using var columns = db.Sql($"select group_concat('quote(' || name || ')', '||'' ''||') from pragma_table_info('{table}')");
        columns.Step();
        using var rows = db.Sql($"select {columns.Text(0)} from {table} order by 1");
        var list = new List<string>();
        while (rows.Step()) list.Add(rows.Text(0));
        return list;
    }

    public static long Count(StoreConnection db, string sql)
    {
        using var rows = db.Sql(sql);
        rows.Step();
        return rows.Long(0);
    }
}
