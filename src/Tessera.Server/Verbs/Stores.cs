using Tessera.App;
using Tessera.Storage;

namespace Tessera.Server.Verbs;

/// <summary>Opens the store of a verb.</summary>
internal static class Stores
{
    /// <summary>To write: only while no other process owns it; made where missing. With <c>--dry-run</c> a copy that is thrown away.</summary>
    public static Site Own(Sitting sitting) => sitting.DryRun ? Rehearse(sitting) : Site.Open(sitting.Place, StoreAccess.Own);

    /// <summary>To write into a store that is there; with <c>--dry-run</c> into a copy of it.</summary>
    public static Site OwnExisting(Sitting sitting) =>
        sitting.DryRun && Store.Exists(sitting.Place) ? Rehearse(sitting) : Site.Open(sitting.Place, StoreAccess.OwnExisting);

    private static Site Rehearse(Sitting sitting)
    {
        sitting.Terminal.Say("试运行：在一份用完即弃的副本上做，数据不变。", "A dry run: done on a copy that is thrown away, the store stays as it is.");
        return Site.Rehearse(sitting.Place);
    }

    /// <summary>To read, also beside a running server.</summary>
    public static Site Read(Sitting sitting) => Site.Open(sitting.Place, StoreAccess.Read);

    /// <summary>Why a store cannot be opened, in one sentence.</summary>
    public static string Say(StoreRefused refused, Terminal terminal)
    {
        string Value(int at) => at < refused.Values.Count ? refused.Values[at] : "-";
        return refused.Code switch
        {
            "store.locked" => terminal.Of(
                $"数据正由进程 {Value(0)} 使用{(Value(1).Length > 1 ? $"（{Value(1)}）" : "")}；请先停下它，或通过它的 HTTP 接口操作。",
                $"Process {Value(0)} owns the store{(Value(1).Length > 1 ? $" ({Value(1)})" : "")}; stop it first, or use its HTTP API."),
            "store.missing" => terminal.Of($"{Value(0)} 里没有数据；先运行 tessera serve 或 tessera demo。", $"There is no store in {Value(0)}; start with tessera serve or tessera demo."),
            "store.newer" => terminal.Of($"数据由更新的版本写成（{Value(0)}，本程序只到 {Value(1)}）；请升级程序。", $"The store was written by a later release ({Value(0)}, this program knows {Value(1)}); upgrade the program."),
            "store.key.missing" => terminal.Of($"缺少密钥文件 {Value(0)}；没有它读不出个人信息，请从备份处取回。", $"The key file {Value(0)} is missing; personal fields cannot be read without it, fetch it from where you keep it."),
            "store.key.wrong" => terminal.Of($"密钥文件 {Value(0)} 属于另一份数据。", $"The key file {Value(0)} belongs to another store."),
            "store.key.old" => terminal.Of($"密钥文件 {Value(0)} 里没有第 {Value(1)} 把密钥，而这份数据里有用它封存的内容；请拿有这把密钥的文件来。", $"The key file {Value(0)} does not have key {Value(1)}, with which values of this store are sealed; bring the key file that has it."),
            "store.key.many" => terminal.Of($"密钥文件 {Value(0)} 已没有可用的编号。", $"The key file {Value(0)} has no number left for another key."),
            "store.key.unknown" => terminal.Of($"密钥文件里没有第 {Value(0)} 把密钥；tessera seal-key list 列出所有密钥。", $"The key file has no key {Value(0)}; tessera seal-key list names those there are."),
            "store.key.inUse" => terminal.Of($"第 {Value(0)} 把密钥还不能去掉：{(Value(1) == "-" ? "它正在封存或即将接手" : $"它封存的内容还在（{Value(1)}），要等夜间工作换完")}。", $"Key {Value(0)} cannot be dropped yet: {(Value(1) == "-" ? "it seals, or is about to" : $"what it sealed is still there ({Value(1)}); the nightly work renews it")}."),
            "store.notEmpty" => terminal.Of($"{Value(0)} 里已有数据。", $"There is a store in {Value(0)} already."),
            "store.migrate" => terminal.Of($"数据结构是第 {Value(0)} 版，需要第 {Value(1)} 版；先运行 tessera migrate。", $"The tables are of version {Value(0)} and must be of {Value(1)}; run tessera migrate first."),
            "store.unwritable" => terminal.Of($"{Value(0)} 不能写入；请看磁盘空间和文件夹权限。", $"{Value(0)} cannot be written; look at the free space and the folder's rights."),
            "store.damaged" => terminal.Of($"{Value(0)} 已损坏，或不是 Tessera 的数据；请恢复备份。", $"{Value(0)} is damaged or no store of Tessera; restore a backup."),
            "store.place" => terminal.Of($"数据库连接写法有误：{Value(0)}", $"The connection cannot be read: {Value(0)}"),
            "store.unreachable" => terminal.Of($"连不上 {Value(0)}：{Value(1)}", $"{Value(0)} cannot be reached: {Value(1)}"),
            "store.books" => terminal.Of($"{Value(0)} 的账目有出入（{Value(1)}）；请先运行 tessera audit。", $"The books of {Value(0)} do not agree ({Value(1)}); run tessera audit first."),
            "backup.exists" => terminal.Of($"{Value(0)} 已存在。", $"{Value(0)} exists already."),
            "backup.damaged" => terminal.Of($"{Value(0)} 已损坏，或不是备份。", $"{Value(0)} is damaged or no backup."),
            _ => refused.Message,
        };
    }
}
