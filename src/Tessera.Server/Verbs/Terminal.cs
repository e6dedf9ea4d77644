using System.Text.Json;
using Spectre.Console;
using Tessera.Core;
using Tessera.Server.Json;

namespace Tessera.Server.Verbs;

/// <summary>Where a verb speaks: data to stdout, talk to stderr, in one language, as text or as JSON.</summary>
internal sealed class Terminal
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;

    public Terminal(TextWriter output, TextWriter error, Language language, bool isJson, bool isFancy)
    {
        (_output, _error, Language, IsJson, IsFancy) = (output, error, language, isJson, isFancy);
        Talk = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isFancy ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isFancy ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isFancy ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(error),
        });
    }

    public Language Language { get; }

    public bool IsJson { get; }

    /// <summary>Whether somebody looks: a terminal without NO_COLOR and without --json.</summary>
    public bool IsFancy { get; }

    /// <summary>Console on stderr for progress bars.</summary>
    public IAnsiConsole Talk { get; }

    public TextWriter Output => _output;

    public string Of(string zh, string en) => Language.Of(zh, en);

    public string Of(LocalText text) => Language.Of(text);

    /// <summary>A line of talk.</summary>
    public void Say(string line) => _error.WriteLine(line);

    public void Say(string zh, string en) => Say(Of(zh, en));

    /// <summary>A line of data.</summary>
    public void Print(string line) => _output.WriteLine(line);

    /// <summary>Data: the value as JSON with --json, otherwise as <paramref name="text"/> writes it.</summary>
    public void Give(object value, Action text)
    {
        if (IsJson) Print(JsonSerializer.Serialize(value, value.GetType(), Pretty));
        else text();
    }

    /// <summary>One sentence about what went wrong, and the exit code.</summary>
    public int Fail(int code, string sentence)
    {
        if (IsFancy) Talk.MarkupLine("[red]" + Markup.Escape(sentence) + "[/]");
        else Say(sentence);
        return code;
    }

    public int Fail(int code, string zh, string en) => Fail(code, Of(zh, en));

    private static JsonSerializerOptions Pretty { get; } = new(ApiJson.Options) { WriteIndented = true };
}
