namespace Tessera.Storage.Safekeeping;

/// <summary>A table that was copied.</summary>
/// <param name="Table">Name.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Digest">SHA-256 over its rows in order of the key: equal on both sides, whatever the engines.</param>
public sealed record CopiedTable(string Table, long Rows, string Digest);

/// <summary>Copies every table of a store into an empty one, of whichever engine, and proves it by digests. Personal fields travel sealed.</summary>
internal static class TableCopy
{
    /// <summary>Copies inside one transaction of the target: a copy that is killed leaves nothing.</summary>
    /// <param name="from">Inside a read transaction.</param>
    /// <param name="to">A writing connection to a store with tables and without rows.</param>
    internal static IReadOnlyList<CopiedTable> Run(StoreConnection from, StoreConnection to)
    {
        var copied = new List<CopiedTable>();
        to.Begin();
        try
        {
            var later = to.DropIndexes();
            foreach (var table in from.Tables()) copied.Add(Copy(from, to, table));
            foreach (var index in later) to.Execute(index);
            foreach (var table in copied) Compare(table, DigestOf(to, table.Table));
            to.Commit();
        }
        finally
        {
            to.Rollback();
        }

        to.Analyze();
        return copied;
    }

    /// <summary>The digest of a table.</summary>
    internal static CopiedTable DigestOf(StoreConnection db, string table) => Walk(db, db.Tables().Single(t => t.Name == table), null);

    private static CopiedTable Copy(StoreConnection from, StoreConnection to, TableShape table)
    {
        using var fill = to.Fill(table);
        var copied = Walk(from, table, fill.Add);
        fill.End();
        return copied;
    }

    private static CopiedTable Walk(StoreConnection db, TableShape table, Action<Statement>? each)
    {
        using var digest = new RowDigest();
        using var rows = db.Walk($"select {table.ColumnList} from {table.Name} order by {table.KeyList}");
        long count = 0;
        for (; rows.Step(); count++)
        {
            digest.Add(rows, table);
            each?.Invoke(rows);
        }

        return new CopiedTable(table.Name, count, digest.End());
    }

    private static void Compare(CopiedTable source, CopiedTable copy)
    {
        if (source != copy) throw new InvalidOperationException($"{source.Table} was copied as {copy.Rows} rows {copy.Digest} instead of {source.Rows} rows {source.Digest}");
    }
}
