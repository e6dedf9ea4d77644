using System.Text.Json;
using Tessera.Storage.Facts;

namespace Tessera.Server.Json;

/// <summary>JSON of answers put together by hand; a thread keeps one text for the next answer.</summary>
internal static class AnswerText
{
    private const int MostKept = 64 * 1_024;
    private static readonly JsonLetters Letters = new(ApiJson.Encoder);

    [ThreadStatic]
    private static JsonText? _kept;

    /// <summary>An empty text.</summary>
    public static JsonText Taken()
    {
        var text = _kept ?? new JsonText(Letters);
        _kept = null;
        text.Restart();
        return text;
    }

    /// <summary>Keeps it for the next answer of the thread, unless it grew large.</summary>
    public static void GiveBack(JsonText text)
    {
        if (text.Room <= MostKept) _kept = text;
    }

    /// <summary>What was written, as bytes of their own.</summary>
    public static byte[] Copied(JsonText text)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(text.Length);
        text.Written.CopyTo(bytes);
        return bytes;
    }

    /// <summary>An enum's word is camel case; the words of a type are found out once.</summary>
    public static string[] WordsOf<TEnum>()
        where TEnum : struct, Enum => [.. Enum.GetValues<TEnum>().Select(v => JsonSerializer.SerializeToElement(v, ApiJson.Described).GetString()!)];
}
