namespace Tessera.Testing;

/// <summary>How much a test does that also holds a promise: little in <c>./test</c>, more where <c>./trial</c> runs it at its standard size, or in full.</summary>
public static class TrialScale
{
    /// <summary>One of three numbers.</summary>
    public static int Of(int fast, int standard, int full) => Environment.GetEnvironmentVariable("TESSERA_TRIAL_SIZE") switch
    {
        "full" => full,
        "standard" => standard,
        _ => fast,
    };
}
