using System.Security.Cryptography;
using Tessera.Core.Facts;

namespace Tessera.Storage.Facts;

/// <summary>
/// What makes two documents with one number the same (semantics §2): the fact as told, without what the engine adds to it —
/// when it was recorded, who told it, the birthday and the claim.
/// </summary>
public static class DocumentContent
{
    /// <summary>A digest of 16 bytes.</summary>
    public static byte[] Of(Fact fact)
    {
        var told = fact with { RecordedAt = default, Actor = "" };
        if (told is Purchase purchase) told = purchase with { IsBirthday = false, Claimed = false };
        return SHA256.HashData(RecordJson.Write(told))[..16];
    }
}
