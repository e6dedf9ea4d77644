namespace Tessera.Storage;

/// <summary>
/// A setting for trials only (docs/operating/trials.md): <c>TESSERA_TRIAL_SYNC=normal</c> makes commits return before they are on disk, so that the
/// power-cut trial can prove that it would see the loss. Every start that finds it says so.
/// </summary>
public static class TrialSync
{
    /// <summary>Name of the variable.</summary>
    public const string Variable = "TESSERA_TRIAL_SYNC";

    /// <summary>Whether commits are careless.</summary>
    public static bool IsCareless { get; } = Environment.GetEnvironmentVariable(Variable) == "normal";
}
