using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Text;
using Tessera.Core;

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

    /// <summary>After a row of a list that goes by time.</summary>
    public static string Write(Instant at, string id) => Write(string.Create(CultureInfo.InvariantCulture, $"{at.Micros} {id}"));

    /// <summary>The row of a list that goes by time, or null when the cursor was not given out here.</summary>
    public static (Instant At, string Id)? Place(string cursor) =>
        Read(cursor)?.Split(' ', 2) is [var at, var id] && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros) ? (new Instant(micros), id) : null;

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
