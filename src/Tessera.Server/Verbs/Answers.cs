using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Server.Http;

namespace Tessera.Server.Verbs;

/// <summary>Says what a command answered.</summary>
internal static class Answers
{
    /// <summary>A refusal: its sentence on stderr, or with --json the refusal as data.</summary>
    public static int Refuse(Terminal terminal, Refusal refusal, ProgramDocument? program = null)
    {
        var why = ReasonView.Of(refusal.Reason, terminal.Language, program);
        if (terminal.IsJson) terminal.Give(why, () => { });
        else terminal.Say(why.Text);
        return ExitCode.Refused;
    }
}
