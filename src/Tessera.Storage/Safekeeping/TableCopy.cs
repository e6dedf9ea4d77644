using System.Buffers.Binary;
using System.Security.Cryptography;

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
            foreach (var table in from.Tables()) copied.Add(Copy(from, to, table));
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
        var values = string.Join(", ", Enumerable.Range(1, table.Columns.Count).Select(i => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${i}")));
        using var insert = to.Sql($"insert into {table.Name} ({table.ColumnList}) values ({values})");
        return Walk(from, table, row =>
        {
            for (var i = 0; i < table.Columns.Count; i++) Bind(insert, i + 1, row, table.Columns[i].Kind);
            insert.Run();
        });
    }

    private static CopiedTable Walk(StoreConnection db, TableShape table, Action<Statement>? each)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var rows = db.Walk($"select {table.ColumnList} from {table.Name} order by {table.KeyList}");
        long count = 0;
        for (; rows.Step(); count++)
        {
            for (var i = 0; i < table.Columns.Count; i++) Add(hash, rows, i, table.Columns[i].Kind);
            each?.Invoke(rows);
        }

        return new CopiedTable(table.Name, count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    // Each value with its length; a missing one has none.
    private static void Add(IncrementalHash hash, Statement rows, int at, ColumnKind kind)
    {
        Span<byte> number = stackalloc byte[8];
        var length = rows.IsNull(at) ? -1 : kind == ColumnKind.Number ? 8 : rows.Bytes(at).Length;
        BinaryPrimitives.WriteInt64BigEndian(number, length);
        hash.AppendData(number);
        if (length < 0) return;
        if (kind != ColumnKind.Number)
        {
            hash.AppendData(rows.Bytes(at));
            return;
        }

        BinaryPrimitives.WriteInt64BigEndian(number, rows.Long(at));
        hash.AppendData(number);
    }

    private static void Bind(Statement to, int at, Statement row, ColumnKind kind)
    {
        var isNull = row.IsNull(at - 1);
        _ = kind switch
        {
            ColumnKind.Number => isNull ? to.SetNoNumber(at) : to.Set(at, row.Long(at - 1)),
            ColumnKind.Text => isNull ? to.SetNoText(at) : to.SetText(at, row.Bytes(at - 1)),
            ColumnKind.Bytes => isNull ? to.SetNoBytes(at) : to.SetBytes(at, row.Bytes(at - 1)),
        };
    }

    private static void Compare(CopiedTable source, CopiedTable copy)
    {
        if (source != copy) throw new InvalidOperationException($"{source.Table} was copied as {copy.Rows} rows {copy.Digest} instead of {source.Rows} rows {source.Digest}");
    }
}
