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
        var bytes = new byte[cursor.Length];
        return Base64Url.TryDecodeFromChars(cursor, bytes, out var count) && System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, count))
            ? Encoding.UTF8.GetString(bytes, 0, count)
            : null;
    }

    public static Problem Wrong { get; } = Problem.Malformed("?cursor", "query.cursor");
}
