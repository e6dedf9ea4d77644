#pragma warning disable CA1305, CA1307, MA0001, MA0011 // As the page shows it: a receiver writes it so.
using System.Security.Cryptography;
using System.Text;

namespace Tessera.App.Tests.Webhooks;

/// <summary>The C# of the page about webhooks, compiled as it stands there.</summary>
internal static class ReceiverSample
{
    public static bool Verify(string secret, string id, string timestamp, string signatures, string body)
    {
        if (!long.TryParse(timestamp, out var seconds) || Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds) > 300) return false;
        var key = Convert.FromBase64String(secret.Replace("whsec_", ""));
        var expected = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{seconds}.{body}"));
        return signatures.Split(' ').Any(one =>
        {
            var given = new byte[64];
            return Convert.TryFromBase64String(one.Replace("v1,", ""), given, out var length) && CryptographicOperations.FixedTimeEquals(given.AsSpan(0, length), expected);
        });
    }
}
