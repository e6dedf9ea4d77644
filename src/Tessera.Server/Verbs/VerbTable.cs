namespace Tessera.Server.Verbs;

/// <summary>All verbs of the program, in the order of the help.</summary>
internal static class VerbTable
{
    public static IEnumerable<Verb> All() =>
    [
        ServeVerb.Make(), DemoVerb.Make(), ImportVerb.Make(), ExportVerb.Make(), MemberVerb.Make(), ProgramVerb.Make(), NightVerb.MakeRunDay(), NightVerb.MakeAudit(), RfmVerb.Make(),
        .. SafekeepingVerb.All(), MoveVerb.Make(), SealKeyVerb.Make(), KeyVerb.Make(), UserVerb.Make(), ConfigVerb.Make(),
    ];
}
