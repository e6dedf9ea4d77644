using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Tessera.Server.Settings;

namespace Tessera.Server.Verbs;

/// <summary>The program's command line: parses it, settles language and settings, runs the verb, turns what goes wrong into one sentence and an exit code.</summary>
internal static class CommandLine
{
    public static Task<int> Run(string[] args) => Run(args, Console.Out, Console.Error, Environment.GetEnvironmentVariable);

    public static async Task<int> Run(string[] args, TextWriter output, TextWriter error, Func<string, string?> environment)
    {
        var language = LanguageOf(args, environment);
        var root = Root(language);
        var typed = root.Parse(args);
        var isJson = typed.GetResult(Common.Json) is not null && typed.GetValue(Common.Json);
        var isFancy = !isJson && ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected && string.IsNullOrEmpty(environment("NO_COLOR"));
        var terminal = new Terminal(output, error, language, isJson, isFancy);
        var quiet = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        if (typed.Action is Help or not null && typed.CommandResult.Command is not Verb { Does: not null }) return await Other(typed, terminal, quiet);
        if (typed.Action is Help) return await typed.InvokeAsync(quiet);
        if (typed.Errors.Count > 0 || Unknown(typed).Any()) return Wrong(typed, terminal);
        return await Carry(typed, terminal, environment);
    }

    /// <summary>The tree of verbs; a new one each time, as language is part of it.</summary>
    public static RootCommand Root(Language language)
    {
        var root = new RootCommand();
        root.Says("Tessera 会员引擎：记下消费，算出积分和等级，每个数字都能问为什么。", "Tessera membership engine: facts in, points and tiers out, every figure with its reasons.");
        foreach (var option in new Option[] { Common.Store, Common.SealKey, Common.Config, Common.Lang, Common.Log, Common.Json }) root.Add(option);
        foreach (var verb in VerbTable.All()) root.Add(verb);
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new Help(language);
            help.Says("显示帮助", "Show help");
        }

        foreach (var version in root.Options.OfType<VersionOption>()) version.Says("显示版本", "Show the version");
        return root;
    }

    private static async Task<int> Other(ParseResult typed, Terminal terminal, InvocationConfiguration quiet)
    {
        if (typed.Action is Help || typed.GetResult("--version") is not null) return await typed.InvokeAsync(quiet);
        if (typed.UnmatchedTokens.Count > 0) return Wrong(typed, terminal);
        new Help(terminal.Language).Write(typed.CommandResult.Command, quiet.Error);
        return ExitCode.Usage;
    }

    private static async Task<int> Carry(ParseResult typed, Terminal terminal, Func<string, string?> environment)
    {
        try
        {
            var settings = Configuration.Read(typed.GetValue(Common.Config), environment, Flags(typed));
            using var stop = new Stopping();
            return await ((Verb)typed.CommandResult.Command).Does!(new Sitting(typed, settings, terminal, stop.Token));
        }
        catch (BadConfiguration e)
        {
            return terminal.Fail(ExitCode.Usage, terminal.Of(e.Says));
        }
        catch (OperationCanceledException)
        {
            return terminal.Fail(ExitCode.Stopped, "已停止；已经答复的都已写入。", "Stopped; what was answered is written.");
        }
        catch (Exception e)
        {
            return Failures.Say(e, terminal);
        }
    }

    private static int Wrong(ParseResult typed, Terminal terminal)
    {
        var name = Help.PathOf(typed.CommandResult.Command);
        foreach (var sentence in Sentences(typed, terminal).Distinct(StringComparer.Ordinal)) terminal.Say(sentence);
        terminal.Say($"用法见 {name} --help。", $"See {name} --help.");
        return ExitCode.Usage;
    }

    /// <summary>The library's messages are English only: the usual ones are said anew.</summary>
    private static IEnumerable<string> Sentences(ParseResult typed, Terminal terminal)
    {
        foreach (var token in Unknown(typed)) yield return terminal.Of($"不认识“{token}”。", $"There is no “{token}” here.");
        foreach (var error in typed.Errors)
        {
            switch (error.SymbolResult)
            {
                case ArgumentResult { Tokens.Count: 0, Argument: var argument } when argument.Parents.FirstOrDefault() is Command:
                    yield return terminal.Of($"缺少参数 {argument.HelpName ?? argument.Name}。", $"{argument.HelpName ?? argument.Name} is missing.");
                    break;
                case OptionResult { Tokens.Count: 0, Option: var option }:
                    yield return terminal.Of($"{option.Name} 缺少值。", $"{option.Name} needs a value.");
                    break;
                case CommandResult { Command: var command } when typed.UnmatchedTokens.Count == 0:
                    foreach (var missing in command.Options.Where(o => o.Required && typed.GetResult(o) is null)) yield return terminal.Of($"缺少 {missing.Name}。", $"{missing.Name} is missing.");
                    break;
                default:
                    if (typed.UnmatchedTokens.Count == 0) yield return error.Message;
                    break;
            }
        }
    }

    /// <summary>What nobody knows; an unknown option would otherwise pass as the value of an argument. After a bare <c>--</c> anything may stand.</summary>
    private static IEnumerable<string> Unknown(ParseResult typed) => typed.UnmatchedTokens.Concat(typed.Tokens
        .TakeWhile(t => t.Type != TokenType.DoubleDash)
        .Where(t => t.Type == TokenType.Argument && t.Value.Length > 2 && t.Value.StartsWith("--", StringComparison.Ordinal))
        .Select(t => t.Value));

    private static Dictionary<Setting, string?> Flags(ParseResult typed)
    {
        var flags = new Dictionary<Setting, string?>
        {
            [Setting.Store] = typed.GetValue(Common.Store),
            [Setting.SealKey] = typed.GetValue(Common.SealKey),
            [Setting.Lang] = typed.GetValue(Common.Lang),
            [Setting.Log] = typed.GetValue(Common.Log),
        };
        foreach (var (setting, option) in ServeVerb.Flags) flags[setting] = typed.GetResult(option) is null ? null : typed.GetValue(option);
        return flags;
    }

    private static Language LanguageOf(string[] args, Func<string, string?> environment)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--lang" && i + 1 < args.Length) return Languages.Parse(args[i + 1]) ?? Language.Zh;
            if (args[i].StartsWith("--lang=", StringComparison.Ordinal)) return Languages.Parse(args[i][7..]) ?? Language.Zh;
        }

        return Languages.Parse(environment("LANG")) ?? Language.Zh;
    }
}

/// <summary>Ctrl+C and SIGTERM ask a verb to stop; a second Ctrl+C ends it.</summary>
internal sealed class Stopping : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly System.Runtime.InteropServices.PosixSignalRegistration[] _signals;

    public Stopping() => _signals =
    [
        System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, Stop),
        System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, Stop),
    ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _source.Dispose();
    }

    private void Stop(System.Runtime.InteropServices.PosixSignalContext signal)
    {
        signal.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
