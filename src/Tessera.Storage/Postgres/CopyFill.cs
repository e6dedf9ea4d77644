using Npgsql;
using NpgsqlTypes;

namespace Tessera.Storage.Postgres;

/// <summary>Rows poured in by <c>COPY</c>: one statement a table, whatever it holds.</summary>
internal sealed class CopyFill : TableFill
{
    private readonly TableShape _table;
    private readonly NpgsqlBinaryImporter _import;

    internal CopyFill(NpgsqlConnection connection, TableShape table)
    {
        _table = table;
        _import = connection.BeginBinaryImport($"copy {table.Name} ({table.ColumnList}) from stdin (format binary)");
        _import.Timeout = TimeSpan.Zero;
    }

    internal override void Add(Statement row)
    {
        try
        {
            _import.StartRow();
            for (var i = 0; i < _table.Columns.Count; i++) Write(row, i, _table.Columns[i].Kind);
        }
        catch (NpgsqlException problem)
        {
            throw PostgresFaults.Of(problem, "copy " + _table.Name);
        }
    }

    internal override void End()
    {
        try
        {
            _import.Complete();
        }
        catch (NpgsqlException problem)
        {
            throw PostgresFaults.Of(problem, "copy " + _table.Name);
        }
    }

    public override void Dispose() => _import.Dispose();

    private void Write(Statement row, int at, ColumnKind kind)
    {
        if (row.IsNull(at)) _import.WriteNull();
        else if (kind == ColumnKind.Number) _import.Write(row.Long(at), NpgsqlDbType.Bigint);
        else _import.Write(row.Bytes(at).ToArray(), kind == ColumnKind.Text ? NpgsqlDbType.Text : NpgsqlDbType.Bytea);
    }
}
