using System.Text;
using NpgsqlTypes;

namespace Tessera.Storage.Postgres;

/// <summary>What a parameter is across the wire.</summary>
internal enum CellKind : byte
{
    /// <summary>Not set yet.</summary>
    None,

    /// <summary>bigint.</summary>
    Number,

    /// <summary>text, as UTF-8.</summary>
    Text,

    /// <summary>bytea.</summary>
    Bytes,

    /// <summary>bigint[].</summary>
    Numbers,
}

/// <summary>A bound value. Texts are kept as the bytes that travel.</summary>
internal readonly record struct Cell(CellKind Kind, bool IsNull, long Number, byte[]? Octets, long[]? Many = null)
{
    internal static Cell Of(long value) => new(CellKind.Number, false, value, null);

    internal static Cell Of(string value) => new(CellKind.Text, false, 0, Encoding.UTF8.GetBytes(value));

    internal static Cell Of(long[] values) => new(CellKind.Numbers, false, 0, null, values);

    internal static Cell Of(CellKind kind, ReadOnlySpan<byte> octets) => new(kind, false, 0, octets.ToArray());

    internal static Cell Null(CellKind kind) => new(kind, true, 0, null);

    /// <summary>Whether both are one value.</summary>
    internal bool IsSameAs(in Cell other) => IsNull == other.IsNull && Number == other.Number && Octets.AsSpan().SequenceEqual(other.Octets) && (Octets is null) == (other.Octets is null);

    internal static NpgsqlDbType TypeOf(CellKind kind) => kind switch
    {
        CellKind.Number => NpgsqlDbType.Bigint,
        CellKind.Text => NpgsqlDbType.Text,
        CellKind.Bytes => NpgsqlDbType.Bytea,
        CellKind.Numbers => NpgsqlDbType.Bigint | NpgsqlDbType.Array,
        CellKind.None => throw new InvalidOperationException("a parameter was not set"),
    };

    internal static string NameOf(CellKind kind) => kind switch
    {
        CellKind.Number => "bigint",
        CellKind.Text => "text",
        CellKind.Bytes => "bytea",
        CellKind.None or CellKind.Numbers => throw new InvalidOperationException("no column of rows"),
    };

    internal Npgsql.NpgsqlParameter ToParameter() => this switch
    {
        { IsNull: true } => new Npgsql.NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = TypeOf(Kind) },
        { Kind: CellKind.Number } => new Npgsql.NpgsqlParameter<long> { TypedValue = Number, NpgsqlDbType = NpgsqlDbType.Bigint },
        { Kind: CellKind.Numbers } => new Npgsql.NpgsqlParameter<long[]> { TypedValue = Many!, NpgsqlDbType = TypeOf(Kind) },
        _ => new Npgsql.NpgsqlParameter<byte[]> { TypedValue = Octets!, NpgsqlDbType = TypeOf(Kind) },
    };
}
