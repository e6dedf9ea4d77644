using System.Buffers.Text;
using System.Text;

namespace Tessera.Server.Http;

/// <summary>Positions in lists, opaque to callers.</summary>
internal static class Cursors
{
    public static string Write(string position) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(position));

    /// <summary>The position, or null when the cursor was not given out here.</summary>
    public static string? Read(string cursor)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(cursor);
            return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public static Problem Wrong { get; } = Problem.Malformed("?cursor", "query.cursor");
}
