using System.Globalization;
using System.Text;
using Npgsql;

namespace Tessera.Storage.Postgres;

/// <summary>
/// Rows of an answer, taken from the wire at once: the connection is free for the next statement while they are read. Numbers lie beside each other,
/// texts and bytes in one heap.
/// </summary>
internal sealed class RowBuffer
{
    private const int IsNumber = -2;
    private const int IsNullMark = -1;
    private const int LeastHeap = 1024;

    // Statements are kept, and with them what their longest answer took: beyond this it is let go.
    private const int MostKept = 64 * 1024;
    private const int MostCellsKept = 4096;
    private readonly List<(long Value, int Length)> _cells = [];
    private byte[] _heap = new byte[LeastHeap];
    private int _heapEnd;
    private int _row = -1;
    private Reading[] _reading = [];

    private enum Reading
    {
        Long,
        Int,
        Bool,
        Numeric,
        Octets,
    }

    internal int ColumnCount { get; private set; }

    internal int Rows { get; private set; }

    internal void Clear()
    {
        _cells.Clear();
        if (_cells.Capacity > MostCellsKept) _cells.Capacity = 0;
        if (_heap.Length > MostKept) _heap = new byte[LeastHeap];
        (_heapEnd, _row, Rows) = (0, -1, 0);
    }

    internal void Read(NpgsqlDataReader reader)
    {
        Clear();
        ColumnCount = reader.FieldCount;
        _reading = [.. Enumerable.Range(0, ColumnCount).Select(i => HowToRead(reader, i))];
        for (; reader.Read(); Rows++)
        {
            for (var column = 0; column < ColumnCount; column++) _cells.Add(Take(reader, column));
        }
    }

    internal bool Next()
    {
        if (_row + 1 >= Rows) return false;
        _row++;
        return true;
    }

    internal bool IsNull(int column) => At(column).Length == IsNullMark;

    internal long Long(int column)
    {
        var (value, length) = At(column);
        return length == IsNumber ? value : length == IsNullMark ? 0 : long.Parse(Bytes(column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    internal string Text(int column)
    {
        var (value, length) = At(column);
        return length == IsNumber ? value.ToString(CultureInfo.InvariantCulture) : Encoding.UTF8.GetString(Bytes(column));
    }

    internal ReadOnlySpan<byte> Bytes(int column)
    {
        var (value, length) = At(column);
        return length <= 0 ? [] : _heap.AsSpan((int)value, length);
    }

    private (long Value, int Length) At(int column) => _cells[(_row * ColumnCount) + column];

    private (long, int) Take(NpgsqlDataReader reader, int column)
    {
        if (reader.IsDBNull(column)) return (0, IsNullMark);
        switch (_reading[column])
        {
            case Reading.Long: return (reader.GetInt64(column), IsNumber);
            case Reading.Int: return (reader.GetInt32(column), IsNumber);
            case Reading.Bool: return (reader.GetBoolean(column) ? 1 : 0, IsNumber);
            case Reading.Numeric: return (decimal.ToInt64(reader.GetDecimal(column)), IsNumber);
            case Reading.Octets: break;
        }

        var length = (int)reader.GetBytes(column, 0, null, 0, 0);
        if (_heap.Length - _heapEnd < length) Array.Resize(ref _heap, Math.Max(_heap.Length * 2, _heapEnd + length));
        if (length > 0) reader.GetBytes(column, 0, _heap, _heapEnd, length);
        var at = _heapEnd;
        _heapEnd += length;
        return (at, length);
    }

    private static Reading HowToRead(NpgsqlDataReader reader, int column) => reader.GetDataTypeName(column) switch
    {
        "bigint" => Reading.Long,
        "integer" => Reading.Int,
        "boolean" => Reading.Bool,
        "numeric" => Reading.Numeric,
        _ => Reading.Octets,
    };
}
