using Tessera.Server.Json;
using Tessera.Server.Texts;

namespace Tessera.Server.Http;

/// <summary>A refusal at the door (RFC 9457): a stable code, a status, and the places concerned. Rendered in the language asked for.</summary>
internal sealed record Problem(int Status, string Code, params string[] Values)
{
    public const string MediaType = "application/problem+json";

    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>Seconds after which trying again makes sense, or null.</summary>
    public int? RetryAfter { get; init; }

    public static Problem Malformed(IReadOnlyList<FieldError> errors) =>
        new(400, "request.malformed", errors.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)) { Errors = errors };

    public static Problem Malformed(string pointer, string code, params string[] values) => Malformed([new FieldError(pointer, code, values)]);

    public static Problem NotFound(string what) => new(404, "notFound", what);

    public ProblemBody Body(Language language, string requestId)
    {
        var (title, detail) = ProblemTexts.Problem(language, Code, Values);
        return new ProblemBody
        {
            Type = TypeOf(Code),
            Title = title,
            Status = Status,
            Detail = detail,
            Code = Code,
            RequestId = requestId,
            Errors = Errors.Count == 0 ? null : [.. Errors.Select(e => new ProblemField(e.Pointer, e.Code, ProblemTexts.Sentence(language, e.Code, e.Values)))],
        };
    }

    /// <summary>The page that explains a code; it is served by every server.</summary>
    public static string TypeOf(string code) => "/docs/problems/" + code;
}

/// <summary>A problem as it goes out.</summary>
internal sealed record ProblemBody
{
    [System.ComponentModel.Description("Address of a page on this server that explains the code.")]
    public required string Type { get; init; }

    [System.ComponentModel.Description("Short name of the problem, in the language of Accept-Language.")]
    public required string Title { get; init; }

    [System.ComponentModel.Description("HTTP status.")]
    public required int Status { get; init; }

    [System.ComponentModel.Description("What happened and what to do, in the language of Accept-Language.")]
    public string? Detail { get; init; }

    [System.ComponentModel.Description("Stable code; texts may change, codes do not.")]
    public required string Code { get; init; }

    [System.ComponentModel.Description("Id of this request, as in the header Request-Id and in the log.")]
    public required string RequestId { get; init; }

    [System.ComponentModel.Description("The numbers and ids behind a refusal, by name.")]
    public IReadOnlyDictionary<string, object>? Values { get; init; }

    [System.ComponentModel.Description("Each thing that is wrong with the input.")]
    public IReadOnlyList<ProblemField>? Errors { get; init; }
}

/// <summary>One wrong thing of a problem.</summary>
/// <param name="Pointer">JSON pointer into the body, or ?name of a query parameter.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Detail">A sentence in the language asked for.</param>
internal sealed record ProblemField(string Pointer, string Code, string Detail);
