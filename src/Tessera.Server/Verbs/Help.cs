using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Tessera.Server.Verbs;

/// <summary>Help in both languages, examples first.</summary>
internal sealed class Help(Language language) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return ExitCode.Done;
    }

    public void Write(Command command, TextWriter to)
    {
        to.WriteLine(language.Of(Spoken.Of(command)));
        if (command is Verb { Samples.Count: > 0 } verb) Samples(verb, to);
        Usage(command, to);
        Section(language.Of("子命令", "Commands"), [.. command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, language.Of(Spoken.Of(c))))], to);
        Section(language.Of("参数", "Arguments"), [.. command.Arguments.Select(a => (ArgumentName(a), language.Of(Spoken.Of(a))))], to);
        Section(language.Of("选项", "Options"), [.. Options(command).Select(o => (OptionName(o), language.Of(Spoken.Of(o)) + (o.Required ? language.Of("（必填）", " (required)") : "")))], to);
        if (command is Verb { Codes.Count: > 0 } coded) Section(language.Of("退出码", "Exit codes"), [.. coded.Codes.Select(c => (c.Code.ToString(System.Globalization.CultureInfo.InvariantCulture), language.Of(c.Means)))], to);
    }

    private void Samples(Verb verb, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine(language.Of("示例", "Examples"));
        foreach (var sample in verb.Samples)
        {
            to.WriteLine($"  {sample.Line}");
            to.WriteLine($"      {language.Of(sample.Says)}");
        }
    }

    private void Usage(Command command, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine(language.Of("用法", "Usage"));
        to.WriteLine($"  {PathOf(command)}{(command.Subcommands.Count > 0 ? " COMMAND" : "")}{string.Concat(command.Arguments.Select(a => " " + ArgumentName(a)))} {language.Of("[选项]", "[options]")}");
    }

    private static void Section(string title, IReadOnlyList<(string Name, string Says)> rows, TextWriter to)
    {
        if (rows.Count == 0) return;
        to.WriteLine();
        to.WriteLine(title);
        var width = Math.Min(34, rows.Max(r => r.Name.Length));
        foreach (var (name, says) in rows) to.WriteLine($"  {name.PadRight(width)}  {says}");
    }

    private static IEnumerable<Option> Options(Command command)
    {
        var inherited = command.Parents.OfType<Command>().SelectMany(Ancestors).SelectMany(c => c.Options).Where(o => o.Recursive);
        return command.Options.Concat(inherited).Where(o => !o.Hidden).Distinct();
    }

    private static IEnumerable<Command> Ancestors(Command command) => command.Parents.OfType<Command>().SelectMany(Ancestors).Prepend(command);

    public static string PathOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? PathOf(parent) + " " + command.Name : "tessera";

    private static string ArgumentName(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string OptionName(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(a => a.StartsWith('-') && a is not "-?" and not "/h" and not "/?").Append(option.Name).OrderBy(a => a.Length));
        return option is HelpOption or VersionOption || option.ValueType == typeof(bool) ? names : $"{names} {option.HelpName ?? "VALUE"}";
    }
}
