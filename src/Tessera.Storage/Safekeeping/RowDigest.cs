using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tessera.Storage.Safekeeping;

/// <summary>SHA-256 over rows: each value with its length; a missing one has none. Values are gathered, for each call of the hash costs as much as some hundred bytes.</summary>
internal sealed class RowDigest : IDisposable
{
    private const int Gathered = 64 * 1024;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _bytes = new byte[Gathered];
    private int _end;

    internal void Add(Statement row, TableShape table)
    {
        for (var i = 0; i < table.Columns.Count; i++) Add(row, i, table.Columns[i].Kind);
    }

    internal string End()
    {
        Send();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    private void Add(Statement row, int at, ColumnKind kind)
    {
        if (row.IsNull(at))
        {
            Add(-1);
        }
        else if (kind == ColumnKind.Number)
        {
            Add(8);
            Add(row.Long(at));
        }
        else
        {
            var value = row.Bytes(at);
            Add(value.Length);
            Add(value);
        }
    }

    private void Add(long number)
    {
        if (Gathered - _end < 8) Send();
        BinaryPrimitives.WriteInt64BigEndian(_bytes.AsSpan(_end), number);
        _end += 8;
    }

    private void Add(ReadOnlySpan<byte> value)
    {
        if (Gathered - _end < value.Length) Send();
        if (value.Length > Gathered)
        {
            _hash.AppendData(value);
            return;
        }

        value.CopyTo(_bytes.AsSpan(_end));
        _end += value.Length;
    }

    private void Send()
    {
        _hash.AppendData(_bytes.AsSpan(0, _end));
        _end = 0;
    }
}
