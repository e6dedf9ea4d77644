using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Tessera.Server.Verbs;

/// <summary>Writes the reference page of the command line from the verbs themselves.</summary>
internal static class VerbReference
{
    public const string Page = "docs/reference/verbs.md";

    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append("# Verbs of the command line 命令\n\n");
        text.Append("One binary, `tessera`, with verbs; data goes to standard output and talk to standard error, and `--json` makes the data JSON.\n");
        text.Append("This page is made from the verbs themselves; `TESSERA_WRITE=1 ./test Verb` makes it anew.\n\n");
        Shared(text);
        Codes(text);
        foreach (var verb in Leaves(CommandLine.Root(Language.En))) Write(verb, text);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>Every verb that does something, in the order of the help.</summary>
    public static IEnumerable<Verb> Leaves(Command root) => root.Subcommands.OfType<Verb>().SelectMany(v => v.Does is null ? Leaves(v) : Leaves(v).Prepend(v));

    private static void Shared(StringBuilder text)
    {
        text.Append("## Options of every verb\n\n| option | 中文 | English |\n| --- | --- | --- |\n");
        foreach (var option in new Option[] { Common.Store, Common.SealKey, Common.Config, Common.Lang, Common.Log, Common.Json }) Row(text, Name(option), option);
        text.Append("\nSettings come from defaults, then the file `tessera.yaml`, then the environment, then flags; `tessera config show --origin` says which. ");
        text.Append("Secrets never stand in a flag: a key comes from `TESSERA_KEY` or the file that `TESSERA_KEY_FILE` names. `NO_COLOR` is heeded.\n\n");
    }

    private static void Codes(StringBuilder text)
    {
        text.Append("## Exit codes\n\n| code | meaning |\n| --- | --- |\n");
        (int Code, string Means)[] all =
        [
            (ExitCode.Done, "done"), (ExitCode.Failed, "something went wrong that is our fault"), (ExitCode.Usage, "the command line or the settings are wrong"),
            (ExitCode.Refused, "the answer is no: findings, refused by the rules, not found"), (ExitCode.Store, "the store cannot be used: missing, owned by another process, newer, wrong key, full disk"),
            (ExitCode.File, "a file cannot be read or written"), (ExitCode.Stopped, "stopped by Ctrl+C; what was answered stands"),
        ];
        foreach (var (code, means) in all) text.Append(CultureInfo.InvariantCulture, $"| {code} | {means} |\n");
        text.Append('\n');
    }

    private static void Write(Verb verb, StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {Help.PathOf(verb)}\n\n{verb.Says.En}. {verb.Says.Zh}。\n\n```\n");
        foreach (var sample in verb.Samples) text.Append(CultureInfo.InvariantCulture, $"{sample.Line}\n    {sample.Says.En}\n");
        text.Append("```\n\n");
        if (verb.Uses == StoreUse.Reads) text.Append("Reads the store, also beside a running server.\n\n");
        if (verb.Uses == StoreUse.Writes) text.Append("Writes the store: refuses in one sentence while another process owns it.\n\n");
        var symbols = verb.Arguments.Cast<Symbol>().Concat(verb.Options.Where(o => o is not System.CommandLine.Help.HelpOption)).ToList();
        if (symbols.Count > 0)
        {
            text.Append("| | 中文 | English |\n| --- | --- | --- |\n");
            foreach (var symbol in symbols) Row(text, Name(symbol), symbol);
            text.Append('\n');
        }

        if (verb.Codes.Count > 0) text.Append("Exit codes: ").AppendJoin("; ", verb.Codes.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Code} {c.Means.En}"))).Append(".\n\n");
    }

    private static void Row(StringBuilder text, string name, Symbol symbol)
    {
        var says = Spoken.Of(symbol);
        text.Append(CultureInfo.InvariantCulture, $"| `{name.Replace("|", "\\|", StringComparison.Ordinal)}` | {Cell(says.Zh)} | {Cell(says.En)} |\n");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Name(Symbol symbol) => symbol switch
    {
        Option option when option.ValueType == typeof(bool) => option.Name,
        Option option => $"{option.Name} {option.HelpName ?? "VALUE"}",
        Argument argument => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name,
        _ => symbol.Name,
    };
}
