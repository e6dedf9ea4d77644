namespace Tessera.Core.Programs;

/// <summary>How much a finding weighs.</summary>
public enum FindingLevel
{
    /// <summary>The programme cannot be used.</summary>
    Error,

    /// <summary>The programme can be used; the merchant should look.</summary>
    Warning,
}

/// <summary>
/// Something wrong or doubtful in a programme document, at a JSON pointer. All findings of a document are collected; their texts are rendered
/// when read, from the texts file by <see cref="Code"/> (architecture.md, Errors).
/// </summary>
/// <param name="Code">Stable code such as <c>program.unknownKey</c>.</param>
/// <param name="Pointer">JSON pointer of the place.</param>
/// <param name="Level">Weight.</param>
public sealed record Finding(string Code, string Pointer, FindingLevel Level = FindingLevel.Error)
{
    /// <summary>What may stand there.</summary>
    public LocalText? Expected { get; init; }

    /// <summary>What stands there, shortened.</summary>
    public string? Got { get; init; }

    /// <summary>The nearest known key or value.</summary>
    public string? Nearest { get; init; }

    /// <summary>Numbers and ids of the text.</summary>
    public IReadOnlyList<ReasonPart> Parts { get; init; } = [];
}
