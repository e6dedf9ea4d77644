using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Tessera.App.People;

/// <summary>Codes of the second factor (RFC 6238): HMAC-SHA-1, steps of 30 seconds, six digits; what every authenticator app speaks.</summary>
public static class Totp
{
    private const int StepSeconds = 30;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new secret of 160 bits.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(20);

    /// <summary>The step of an instant.</summary>
    public static long StepOf(Core.Instant at) => at.Micros / 1_000_000 / StepSeconds;

    /// <summary>The code of a step.</summary>
    public static string Code(ReadOnlySpan<byte> secret, long step, int digits = 6)
    {
        Span<byte> counter = stackalloc byte[8];
        Span<byte> mac = stackalloc byte[20];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        // SHA-1 is what RFC 6238 and the apps use; its collisions do not touch HMAC.
#pragma warning disable CA5350
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var at = mac[^1] & 0xf;
        var number = BinaryPrimitives.ReadUInt32BigEndian(mac[at..]) & 0x7fff_ffff;
        var most = 1u;
        for (var i = 0; i < digits; i++) most *= 10;
        return (number % most).ToString("D" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is: now, the one before or the one after, and later than the last one used; null for none.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, Core.Instant now, long lastUsed)
    {
        var given = System.Text.Encoding.UTF8.GetBytes(code.Trim());
        long? found = null;
        for (var step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
        {
            var fits = CryptographicOperations.FixedTimeEquals(given, System.Text.Encoding.ASCII.GetBytes(Code(secret, step)));
            if (fits && step > lastUsed) found = step;
        }

        return found;
    }

    /// <summary>The secret as people type it.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        var (held, bits) = (0, 0);
        foreach (var b in bytes)
        {
            (held, bits) = ((held << 8) | b, bits + 8);
            for (; bits >= 5; bits -= 5) text.Append(Letters[(held >> (bits - 5)) & 31]);
            held &= (1 << bits) - 1;
        }

        if (bits > 0) text.Append(Letters[(held << (5 - bits)) & 31]);
        return text.ToString();
    }

    /// <summary>The address that authenticator apps read, from a QR code or a tap.</summary>
    public static string Address(ReadOnlySpan<byte> secret, string person) =>
        $"otpauth://totp/Tessera:{Uri.EscapeDataString(person)}?secret={Base32(secret)}&issuer=Tessera&algorithm=SHA1&digits=6&period=30";
}
