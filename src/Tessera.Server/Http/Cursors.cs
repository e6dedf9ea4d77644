using System.Buffers.Text;
using System.ComponentModel;
using System.Text;

namespace Tessera.Server.Http;

/// <summary>What every page of a list has; the Link header is made of it.</summary>
internal abstract record Page
{
    [Description("Cursor of the next page; absent at the end.")]
    public string? Next { get; init; }
}

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
