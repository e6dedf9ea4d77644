using Tessera.Server.Json;

namespace Tessera.Server.Http;

/// <summary>An answer: a body to be written as JSON, bytes as they are, or a problem.</summary>
internal sealed record Reply
{
    public int Status { get; private init; } = 200;

    public string MediaType { get; private init; } = "application/json";

    public ReadOnlyMemory<byte> Bytes { get; private init; }

    /// <summary>The parts of a file of which the bytes are the first; null for a reply that is whole.</summary>
    public FileParts? Parts { get; private init; }

    public Problem? Problem { get; private init; }

    /// <summary>Cursor of the next page, for the Link header.</summary>
    public string? Next { get; private init; }

    /// <summary>Seconds after which trying again makes sense, or null.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The first answer to an Idempotency-Key, given again.</summary>
    public bool IsReplay { get; private init; }

    /// <summary>Code of the problem or of the refusal it tells; null for a good answer.</summary>
    public string? Code => Problem?.Code ?? (Status >= 400 ? CodeOf(Bytes) : null);

    public static Reply Ok(object body) => new() { Bytes = ApiJson.Bytes(body), Next = (body as Page)?.Next };

    public static Reply Of(int status, object body) => new() { Status = status, Bytes = ApiJson.Bytes(body) };

    public static Reply Nothing() => new() { Status = 204 };

    public static Reply Text(string text, string mediaType) => new() { MediaType = mediaType + "; charset=utf-8", Bytes = System.Text.Encoding.UTF8.GetBytes(text) };

    public static Reply Stored(int status, string mediaType, ReadOnlyMemory<byte> bytes, bool isReplay) =>
        new() { Status = status, MediaType = mediaType, Bytes = bytes, IsReplay = isReplay };

    /// <summary>A file too large to be held: its first part, and how the others are found.</summary>
    public static Reply File(string mediaType, byte[] first, FileParts parts) => new() { MediaType = mediaType, Bytes = first, Parts = parts };

    public static implicit operator Reply(Problem problem) => new() { Status = problem.Status, Problem = problem };

    private static string? CodeOf(ReadOnlyMemory<byte> body)
    {
        using var read = System.Text.Json.JsonDocument.Parse(body);
        return read.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null;
    }
}

/// <summary>A file that is sent part by part.</summary>
/// <param name="Count">How many parts.</param>
/// <param name="Read">A part, from 1; null when it is gone.</param>
internal sealed record FileParts(int Count, Func<int, byte[]?> Read);
