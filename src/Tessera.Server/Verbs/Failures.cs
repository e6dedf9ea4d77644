namespace Tessera.Server.Verbs;

/// <summary>Turns what went wrong below a verb into one sentence and an exit code; never a stack trace unless the log level asks for it.</summary>
internal static class Failures
{
    public static int Say(Exception e, Terminal terminal) => e switch
    {
        FileNotFoundException missing => terminal.Fail(ExitCode.File, $"文件不存在：{missing.FileName}", $"The file does not exist: {missing.FileName}"),
        UnauthorizedAccessException or IOException => terminal.Fail(ExitCode.File, $"读写文件出错：{e.Message}", $"A file cannot be read or written: {e.Message}"),
        _ => terminal.Fail(ExitCode.Failed, $"出错了，这是我们的错误：{e.GetType().Name}: {e.Message}", $"Something went wrong, and it is our fault: {e.GetType().Name}: {e.Message}"),
    };
}
