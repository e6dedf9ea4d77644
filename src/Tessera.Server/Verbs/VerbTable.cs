namespace Tessera.Server.Verbs;

/// <summary>All verbs of the program, in the order of the help.</summary>
internal static class VerbTable
{
    public static IEnumerable<Verb> All()
    {
        yield return ServeVerb.Make();
        yield return ProgramVerb.Make();
        yield return KeyVerb.Make();
        yield return ConfigVerb.Make();
    }
}
