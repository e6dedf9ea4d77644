namespace Tessera.Core.Programs;

/// <summary>Checks what a typed programme means, beyond what each key may hold.</summary>
public static class ProgramValidation
{
    /// <summary>Every finding.</summary>
    public static IReadOnlyList<Finding> Check(ProgramDocument document) => [];
}
