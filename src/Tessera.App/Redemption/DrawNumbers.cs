using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tessera.Core.Redemption;

namespace Tessera.App.Redemption;

/// <summary>
/// The number of an entry: HMAC-SHA256 under the draw's seed over the text <c>DRAW:NONCE:ROUND</c>, read as eight numbers of 32 bits, big end first; the first below
/// 4,294,960,000 (the largest multiple of 10,000 that fits), modulo 10,000. Round is 0; should all eight be too large, 1, and so on. Whoever has the seed computes the same.
/// </summary>
public static class DrawNumbers
{
    private const uint Below = uint.MaxValue / DrawTerms.Numbers * DrawTerms.Numbers;

    /// <summary>The number, 0 to 9,999, each equally likely.</summary>
    public static int Of(ReadOnlySpan<byte> seed, string draw, long nonce)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var round = 0; ; round++)
        {
            HMACSHA256.HashData(seed, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{draw}:{nonce}:{round}")), digest);
            for (var at = 0; at < digest.Length; at += sizeof(uint))
            {
                var word = BinaryPrimitives.ReadUInt32BigEndian(digest[at..]);
                if (word < Below) return (int)(word % DrawTerms.Numbers);
            }
        }
    }
}
