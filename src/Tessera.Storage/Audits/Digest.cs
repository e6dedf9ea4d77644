using System.Security.Cryptography;
using System.Text;

namespace Tessera.Storage.Audits;

/// <summary>Digests over named parts: each with its length, so that no two lists of parts have equal bytes.</summary>
internal static class Digest
{
    internal static byte[] Of(string domain, ReadOnlySpan<byte> head, params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(domain));
        hash.AppendData(head);
        Span<byte> length = stackalloc byte[8];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}
