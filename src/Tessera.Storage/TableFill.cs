using System.Globalization;

namespace Tessera.Storage;

/// <summary>Rows poured into a table by the way that costs the engine least.</summary>
internal abstract class TableFill : IDisposable
{
    /// <summary>Adds a row that has the table's columns in their order.</summary>
    internal abstract void Add(Statement row);

    /// <summary>All rows were given; they are in the table when this returns.</summary>
    internal abstract void End();

    /// <summary>Without <see cref="End"/>: gives up.</summary>
    public abstract void Dispose();
}

/// <summary>A prepared insert a row.</summary>
internal sealed class InsertFill : TableFill
{
    private readonly TableShape _table;
    private readonly Statement _insert;

    internal InsertFill(StoreConnection db, TableShape table)
    {
        var values = string.Join(", ", Enumerable.Range(1, table.Columns.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"${i}")));
        (_table, _insert) = (table, db.Sql($"insert into {table.Name} ({table.ColumnList}) values ({values})"));
    }

    internal override void Add(Statement row)
    {
        for (var i = 0; i < _table.Columns.Count; i++) Bind(i + 1, row, _table.Columns[i].Kind);
        _insert.Run();
    }

    internal override void End()
    {
    }

    public override void Dispose() => _insert.Dispose();

    private void Bind(int at, Statement row, ColumnKind kind)
    {
        var isNull = row.IsNull(at - 1);
        _ = kind switch
        {
            ColumnKind.Number => isNull ? _insert.SetNoNumber(at) : _insert.Set(at, row.Long(at - 1)),
            ColumnKind.Text => isNull ? _insert.SetNoText(at) : _insert.SetText(at, row.Bytes(at - 1)),
            ColumnKind.Bytes => isNull ? _insert.SetNoBytes(at) : _insert.SetBytes(at, row.Bytes(at - 1)),
        };
    }
}
