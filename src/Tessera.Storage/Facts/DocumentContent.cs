using System.Buffers;
using System.Security.Cryptography;
using Tessera.Core.Facts;

namespace Tessera.Storage.Facts;

/// <summary>
/// What makes two documents with one number the same (semantics §2): the fact as told, without what the engine adds to it —
/// when it was recorded, who told it, what was left of shared limits, the birthday, the claim, the family card and the price before it.
/// </summary>
public static class DocumentContent
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _bytes;

    /// <summary>A digest of 16 bytes.</summary>
    public static byte[] Of(Fact fact)
    {
        var told = fact with { RecordedAt = default, Actor = "", Rooms = null };
        told = told switch
        {
            Purchase purchase => purchase with { IsBirthday = false, Claimed = false, BoughtBy = null, Sold = null },
            Refund refund => refund with { Claimed = false },
            Opening { Coupons.Count: > 0 } opening => opening with { Coupons = [.. opening.Coupons.Select(c => c with { PoolNumber = 0 })] },
            Received received => received with { Claimed = false },
            _ => told,
        };
        var bytes = _bytes ??= new ArrayBufferWriter<byte>(4_096);
        bytes.ResetWrittenCount();
        RecordJson.Write(bytes, told);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(bytes.WrittenSpan, digest);
        return digest[..16].ToArray();
    }
}
