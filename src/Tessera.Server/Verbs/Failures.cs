using Tessera.App;
using Tessera.App.Import;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.Server.Verbs;

/// <summary>Turns what went wrong below a verb into one sentence and an exit code; never a stack trace unless the log level asks for it.</summary>
internal static class Failures
{
    public static int Say(Exception e, Terminal terminal) => e switch
    {
        StoreRefused refused => terminal.Fail(ExitCode.Store, Stores.Say(refused, terminal)),
        StoreBusy or StoreFault { Kind: FaultKind.Busy or FaultKind.Disk } => terminal.Fail(ExitCode.Store, "数据现在不能写入；磁盘满了或正忙，什么都没有改变。", "The store cannot be written now: the disk is full or busy. Nothing was changed."),
        StoreFault { Kind: FaultKind.Unknown } => terminal.Fail(ExitCode.Store, "提交时磁盘出错，或与数据库的连接断了；最后一步可能已经生效，也可能没有。请先看一看，再运行一次。", "The disk failed or the connection to the database was lost during a commit; the last step may have been done, or not. Look first, then run it again."),
        StoreFault { Kind: FaultKind.Corrupt } => terminal.Fail(ExitCode.Store, "读到的数据是坏的：磁盘读不出来，或库文件已损坏。请再运行一次；仍然如此，就从备份恢复。", "What was read is damaged: the disk cannot be read, or the file of the store is broken. Run it again; if it stays so, restore a backup."),
        BadDate date => terminal.Fail(ExitCode.Usage, $"{date.Message} 要写成 YYYY-MM-DD。", $"{date.Message} needs a date YYYY-MM-DD."),
        ImportRefused import => terminal.Fail(ExitCode.Refused, Text.Render(import.Why, terminal.Language.Tag())),
        UnknownKey => terminal.Fail(ExitCode.Refused, "TESSERA_KEY 里的密钥不存在或已撤销。", "The key of TESSERA_KEY is unknown or revoked."),
        NoProgram => terminal.Fail(ExitCode.Refused, "还没有发布规则；先运行 tessera program publish FILE。", "No programme is published yet; run tessera program publish FILE first."),
        FileNotFoundException missing => terminal.Fail(ExitCode.File, $"文件不存在：{missing.FileName}", $"The file does not exist: {missing.FileName}"),
        UnauthorizedAccessException or IOException => terminal.Fail(ExitCode.File, $"读写文件出错：{e.Message}", $"A file cannot be read or written: {e.Message}"),
        _ => terminal.Fail(ExitCode.Failed, $"出错了，这是我们的错误：{e.GetType().Name}: {e.Message}", $"Something went wrong, and it is our fault: {e.GetType().Name}: {e.Message}"),
    };
}
