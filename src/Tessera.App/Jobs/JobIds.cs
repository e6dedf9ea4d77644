using System.Globalization;
using System.Security.Cryptography;
using Tessera.Core;

namespace Tessera.App.Jobs;

/// <summary>Ids of jobs: ordered by time, not to be guessed.</summary>
internal static class JobIds
{
    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";

    internal static string New(string prefix, Instant now) =>
        prefix + now.Micros.ToString("x13", CultureInfo.InvariantCulture) + RandomNumberGenerator.GetString(Letters, 11);
}
