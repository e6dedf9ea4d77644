using Tessera.Core;

namespace Tessera.Server.Http;

/// <summary>One query parameter of a route.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">string, int, DateOnly, Instant or bool.</param>
/// <param name="Says">What it means.</param>
internal sealed record QueryField(string Name, Type Type, string Says)
{
    public bool Required { get; init; }

    public IReadOnlyList<string>? Choices { get; init; }

    public long Min { get; init; } = 1;

    public long Max { get; init; } = 200;

    public string? Example { get; init; }

    public static QueryField Limit { get; } = new("limit", typeof(int), "How many entries at most, 1 to 200; 50 without it.") { Example = "50" };

    public static QueryField Cursor { get; } = new("cursor", typeof(string), "Goes on after an earlier page: the `next` of its answer.");
}

/// <summary>
/// One call of the API: a row of the table of routes. The same row routes, guards, reads and describes, so that nothing can be served that is not described.
/// </summary>
internal sealed record ApiRoute
{
    public required string Method { get; init; }

    /// <summary>Path with parameters in braces.</summary>
    public required string Path { get; init; }

    /// <summary>Id of the operation in the API description.</summary>
    public required string Id { get; init; }

    /// <summary>Scope a key needs; null only for public routes.</summary>
    public string? Scope { get; init; }

    /// <summary>Open to everybody.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Open to every person who signed in, whatever the role; never to keys.</summary>
    public bool IsForPeople { get; init; }

    /// <summary>It changes how somebody signs in or what they may do: a person gives the password once more where that was some minutes ago. Keys are not asked.</summary>
    public bool NeedsConfirmed { get; init; }

    /// <summary>One line.</summary>
    public required string Summary { get; init; }

    /// <summary>Markdown for the reference page.</summary>
    public string? Says { get; init; }

    /// <summary>Section of the reference page.</summary>
    public required string Tag { get; init; }

    /// <summary>Type of the body, or null.</summary>
    public Type? Takes { get; init; }

    /// <summary>Without a body every field of it is left out.</summary>
    public bool BodyMayMiss { get; init; }

    /// <summary>For batches: the type of an item; each is read for itself, and a malformed one spoils no other.</summary>
    public Type? ItemsOf { get; init; }

    /// <summary>Media type of the body.</summary>
    public string TakesMedia { get; init; } = "application/json";

    /// <summary>Type of the answer, or null for none.</summary>
    public Type? Gives { get; init; }

    /// <summary>Status of a good answer.</summary>
    public int Status { get; init; } = 200;

    public IReadOnlyList<QueryField> Query { get; init; } = [];

    /// <summary>A POST that changes state: needs an Idempotency-Key.</summary>
    public bool ChangesState { get; init; }

    /// <summary>Reads much: few run at a time, so that tills come first.</summary>
    public bool IsHeavy { get; init; }

    /// <summary>A POST that changes state and takes no Idempotency-Key: its answer opens a session or shows a secret, and is never given twice.</summary>
    public bool IsUnkeyed { get; init; }

    /// <summary>Whether it changes anything: such a call leaves exactly one audit record when it is accepted.</summary>
    public bool IsMutation => ChangesState || IsUnkeyed || Method is "PUT" or "PATCH" or "DELETE";

    /// <summary>Another good answer with its type, such as 202 with the approval that now waits; null for none.</summary>
    public (int Status, Type Gives)? AlsoGives { get; init; }

    /// <summary>Most bytes of the body.</summary>
    public int MostBytes { get; init; } = 256 * 1024;

    /// <summary>Codes of business refusals, for the description.</summary>
    public IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>Example of the body, JSON text.</summary>
    public string? Example { get; init; }

    public required Func<Ask, Task<Reply>> Handle { get; init; }

    public string Media => Gives == typeof(string) ? "text/yaml" : Gives == typeof(byte[]) ? "application/octet-stream" : "application/json";
}
