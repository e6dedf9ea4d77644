namespace Tessera.Server.Json;

/// <summary>One thing wrong with an input, at one place.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) of the field; for query parameters the name after a question mark.</param>
/// <param name="Code">Stable code with a text in both languages.</param>
/// <param name="Values">Values of the text, in its order.</param>
internal sealed record FieldError(string Pointer, string Code, params string[] Values);

/// <summary>A body as read: the value, or everything wrong with it.</summary>
internal sealed record Parsed<T>(T? Value, IReadOnlyList<FieldError> Errors)
    where T : class
{
    public bool IsGood => Errors.Count == 0;
}
