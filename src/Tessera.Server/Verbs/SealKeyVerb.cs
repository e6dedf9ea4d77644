using System.CommandLine;
using Tessera.Storage.Safekeeping;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera seal-key list|add|drop</c>: the keys that seal personal fields.</summary>
internal static class SealKeyVerb
{
    private static readonly Argument<int> Number = new Argument<int>("NUMBER").Says("密钥的编号", "Number of the key");

    private static readonly Option<string> Cipher = new Option<string>("--cipher") { HelpName = "CIPHER", DefaultValueFactory = _ => SealKeys.Ciphers[0] }.Says(
        "算法：aes-256-gcm（默认）或 chacha20-poly1305", "Algorithm: aes-256-gcm (unless told) or chacha20-poly1305");

    public static Verb Make()
    {
        var verb = new Verb("seal-key", new("更换封存个人信息的密钥，不必停机", "Change the key that seals personal fields, while the store is in use"));
        verb.Add(new Verb("list", new("列出密钥", "List the keys")) { Samples = [new("tessera seal-key list", new("编号、算法、用途", "Numbers, algorithms, what each is for"))], Uses = StoreUse.Reads, Does = List });
        verb.Add(MakeAdd());
        verb.Add(MakeDrop());
        return verb;
    }

    private static Verb MakeAdd()
    {
        var add = new Verb("add", new("往密钥文件里加一把新密钥；下一次夜间工作由它接手", "Add a fresh key to the key file; it takes over with the next nightly work"))
        {
            Samples =
            [
                new("tessera seal-key add", new("接着把密钥文件拷到别的进程和保管处", "Then copy the key file to the other processes and to where it is kept")),
                new("tessera seal-key add --cipher chacha20-poly1305", new("换一种算法", "With another algorithm")),
            ],
            Uses = StoreUse.Reads, Codes = [(ExitCode.Store, new("数据不可用，或编号用完", "The store cannot be used, or no number is left"))], Does = Add,
        };
        add.Add(Cipher);
        return add;
    }

    private static Verb MakeDrop()
    {
        var drop = new Verb("drop", new("去掉不再用的密钥；还有内容用它封存时拒绝", "Take a key out that is no longer needed; refused while it has sealed anything that is there"))
        {
            Samples = [new("tessera seal-key drop 1", new("以前的备份仍要以前的密钥文件才能恢复", "Backups made before still need the key file of before")), new("tessera seal-key drop 1 --dry-run", new("只看能不能去掉", "Only look whether it may go"))],
            Uses = StoreUse.Reads, Codes = [(ExitCode.Store, new("没有这把密钥，或它还在用", "There is no such key, or it is in use"))], Does = Drop,
        };
        drop.Add(Number);
        drop.Add(Common.DryRun);
        return drop;
    }

    private static Task<int> List(Sitting sitting)
    {
        using var site = Stores.Read(sitting);
        var keys = SealKeys.Of(site.Store);
        sitting.Terminal.Give(keys, () =>
        {
            foreach (var key in keys) sitting.Terminal.Print($"{key.Number}  {key.Cipher.PadRight(18)}  {Says(key.Role, sitting.Terminal)}");
        });
        return Task.FromResult(ExitCode.Done);
    }

    private static Task<int> Add(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        var cipher = sitting.Value(Cipher)!;
        if (!SealKeys.Ciphers.Contains(cipher, StringComparer.Ordinal))
        {
            return Task.FromResult(terminal.Fail(ExitCode.Usage, $"没有算法“{cipher}”；可用：{string.Join("、", SealKeys.Ciphers)}。", $"There is no algorithm “{cipher}”; there are {string.Join(", ", SealKeys.Ciphers)}."));
        }

        using var site = Stores.Read(sitting);
        var key = SealKeys.Add(site.Store, cipher);
        terminal.Give(key, () => terminal.Print($"{key.Number}"));
        terminal.Say(
            $"第 {key.Number} 把密钥已写进 {site.Store.Paths.Key}，下一次夜间工作由它接手。现在请把这个文件拷到别的进程和保管处：没有它，之后的内容读不出来。",
            $"Key {key.Number} is in {site.Store.Paths.Key} and takes over with the next nightly work. Copy the file now to the other processes and to where it is kept: nothing sealed from then on can be read without it.");
        return Task.FromResult(ExitCode.Done);
    }

    private static Task<int> Drop(Sitting sitting)
    {
        var (terminal, number) = (sitting.Terminal, sitting.Value(Number));
        using var site = Stores.Read(sitting);
        SealKeys.Drop(site.Store, number, sitting.DryRun);
        terminal.Give(new { Number = number }, () => terminal.Print($"{number}"));
        if (sitting.DryRun) terminal.Say($"第 {number} 把密钥可以去掉。", $"Key {number} may be dropped.");
        else terminal.Say($"第 {number} 把密钥已去掉。请把新的密钥文件拷到别的进程和保管处；以前的备份仍要以前的文件。", $"Key {number} is dropped. Copy the key file to the other processes and to where it is kept; backups made before still need the file of before.");
        return Task.FromResult(ExitCode.Done);
    }

    private static string Says(SealKeyRole role, Terminal terminal) => role switch
    {
        SealKeyRole.Waits => terminal.Of("等下一次夜间工作接手", "takes over with the next nightly work"),
        SealKeyRole.Writes => terminal.Of("正在封存", "seals"),
        SealKeyRole.Opens => terminal.Of("只打开以前的内容", "opens what was sealed before"),
    };
}
