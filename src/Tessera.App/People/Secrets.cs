using System.Globalization;
using System.Security.Cryptography;

namespace Tessera.App.People;

/// <summary>Random texts: tokens of sessions and links, ids, recovery codes.</summary>
public static class Secrets
{
    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A token: 32 letters of 5 bits each, 160 bits of chance.</summary>
    public static string NewToken() => RandomNumberGenerator.GetString(Letters, 32);

    /// <summary>A recovery code: 50 bits in two groups, to be written down.</summary>
    public static string NewCode() => RandomNumberGenerator.GetString(Letters, 5) + "-" + RandomNumberGenerator.GetString(Letters, 5);

    /// <summary>A time-ordered id with a prefix.</summary>
    public static string NewId(string prefix) => prefix + "_" + Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture);

    /// <summary>The digest of a recovery code, however it was typed.</summary>
    public static byte[] CodeHash(string code) => Storage.People.SessionStore.HashOf("code:" + code.Trim().ToLowerInvariant());
}
