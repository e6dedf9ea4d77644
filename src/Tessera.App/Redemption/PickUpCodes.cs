using System.Security.Cryptography;

namespace Tessera.App.Redemption;

/// <summary>Pick-up codes (P39): twelve letters and digits that are not mistaken for each other, 58 bits of chance from a cryptographic generator.</summary>
public static class PickUpCodes
{
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 12;

    /// <summary>A new code, in groups of four.</summary>
    public static string New() => Grouped(RandomNumberGenerator.GetString(Letters, Length));

    /// <summary>A code as it was made, from what somebody typed or scanned; null when it cannot be one.</summary>
    public static string? Read(string typed)
    {
        var bare = string.Concat(typed.Where(c => c is not (' ' or '-'))).ToUpperInvariant();
        return bare.Length == Length && bare.All(Letters.Contains) ? Grouped(bare) : null;
    }

    private static string Grouped(string bare) => $"{bare[..4]}-{bare[4..8]}-{bare[8..]}";
}
