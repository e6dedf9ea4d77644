using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Net.Http.Headers;
using Tessera.Server.Json;

namespace Tessera.Server.Http;

/// <summary>Reads and checks the body of a request.</summary>
internal static class BodyReader
{
    private static readonly MethodInfo ReadOf = typeof(BodyReader).GetMethod(nameof(ReadTyped), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo ItemsOf = typeof(BodyReader).GetMethod(nameof(ReadMany), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly ConditionalWeakTable<ApiRoute, TypedReader> Readers = [];

    private delegate (object? Value, IReadOnlyList<FieldError> Errors) TypedReader(ReadOnlyMemory<byte> raw);

    /// <summary>Fills the body of the ask, or says what is wrong with it.</summary>
    public static async Task<Problem?> Read(Ask ask)
    {
        var (http, route) = (ask.Http, ask.Route);
        if (http.Request.ContentLength > route.MostBytes) return TooLarge(route);
        if (await Bytes(http, route.MostBytes) is not { } raw) return TooLarge(route);
        ask.Raw = raw;
        if (route.Takes is null) return IsNothing(raw.Span) ? null : Problem.Malformed("", "body.unwanted");
        if (route.BodyMayMiss && IsNothing(raw.Span)) raw = "{}"u8.ToArray();
        else if (!IsMedia(http.Request.ContentType, route.TakesMedia)) return new Problem(415, "request.mediaType", route.TakesMedia);
        if (route.Takes == typeof(byte[])) return raw.Length == 0 ? Problem.Malformed("", "field.missing") : null;
        if (route.Takes == typeof(string)) return TakeText(ask);
        var (value, errors) = Readers.GetValue(route, ReaderOf)(raw);
        ask.Body = value;
        return errors.Count == 0 ? null : Problem.Malformed(errors);
    }

    private static TypedReader ReaderOf(ApiRoute route) =>
        (route.ItemsOf is { } item ? ItemsOf.MakeGenericMethod(item) : ReadOf.MakeGenericMethod(route.Takes!)).CreateDelegate<TypedReader>();

    private static Problem? TakeText(Ask ask)
    {
        if (!System.Text.Unicode.Utf8.IsValid(ask.Raw.Span)) return Problem.Malformed("", "json.encoding");
        ask.Body = System.Text.Encoding.UTF8.GetString(ask.Raw.Span);
        return null;
    }

    private static (object? Value, IReadOnlyList<FieldError> Errors) ReadTyped<T>(ReadOnlyMemory<byte> raw)
        where T : class
    {
        var parsed = StrictReader.Read<T>(raw);
        return (parsed.Value, parsed.Errors);
    }

    private static (object? Value, IReadOnlyList<FieldError> Errors) ReadMany<T>(ReadOnlyMemory<byte> raw)
        where T : class
    {
        var (items, errors) = StrictReader.ReadItems<T>(raw, "items", Tessera.App.Pipeline.WriteMany<T>.Most);
        return (new ReadItems([.. items]), errors);
    }

    /// <summary>All bytes, or null when there are more than allowed; what is too much is read and thrown away, so that the answer arrives.</summary>
    private static async Task<ReadOnlyMemory<byte>?> Bytes(HttpContext http, int most)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > most)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var all = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return all;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>No body, or an empty object, which many clients send.</summary>
    private static bool IsNothing(ReadOnlySpan<byte> raw) => raw.Length == 0 || raw.Trim(" \r\n\t"u8).SequenceEqual("{}"u8);

    private static bool IsMedia(string? given, string wanted) =>
        MediaTypeHeaderValue.TryParse(given, out var type)
        && type.MediaType.Equals(wanted, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Value!.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static Problem TooLarge(ApiRoute route) =>
        new(413, "request.tooLarge", route.MostBytes.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
