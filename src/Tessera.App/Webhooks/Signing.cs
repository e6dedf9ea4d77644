using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tessera.App.Webhooks;

/// <summary>
/// Signs as Standard Webhooks says: HMAC-SHA256 over <c>id.timestamp.body</c> with the bytes of the secret, one <c>v1,</c> signature for each secret that
/// holds, separated by blanks.
/// </summary>
public static class Signing
{
    /// <summary>Prefix of secrets as they are shown.</summary>
    public const string SecretPrefix = "whsec_";

    private const int SecretBytes = 32;

    /// <summary>A fresh secret of 256 bits.</summary>
    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    /// <param name="secrets">Secrets that hold, the newest first.</param>
    /// <param name="id">Value of <c>webhook-id</c>.</param>
    /// <param name="seconds">Value of <c>webhook-timestamp</c>: seconds since 1970 at the attempt.</param>
    /// <param name="body">The body, byte for byte.</param>
    public static string Header(IEnumerable<string> secrets, string id, long seconds, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}."));
        byte[] signed = [.. head, .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), signed))));
    }

    private static byte[] KeyOf(string secret) => Convert.FromBase64String(secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret);
}
