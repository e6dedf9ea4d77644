namespace Tessera.Core.Programs;

/// <summary>How much a finding weighs.</summary>
public enum FindingLevel
{
    /// <summary>The programme cannot be used.</summary>
    Error,

    /// <summary>The programme can be used; the merchant should look.</summary>
    Warning,

    /// <summary>Worth knowing; nothing need be done. An accepted finding is one.</summary>
    Hint,
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

    /// <summary>Id of what it is about: a tier, benefit, promotion, coupon, earn rule or review; null for the whole programme. An acceptance may name it.</summary>
    public string? Of { get; init; }

    /// <summary>What would mend it, or null where a person must decide.</summary>
    public LintFix? Fix { get; init; }

    /// <summary>Why the merchant accepts it, from the programme file; null where nobody did.</summary>
    public LocalText? Accepted { get; init; }
}

/// <summary>An edit of the programme file that mends a finding.</summary>
/// <param name="Pointer">JSON pointer of the value to write; its last key may be missing so far.</param>
/// <param name="Value">What is to stand there, as the file writes it; null takes the key out.</param>
/// <param name="IsSafe">No decision about any member changes by it, so that it may be made without asking.</param>
public sealed record LintFix(string Pointer, string? Value, bool IsSafe = false);
