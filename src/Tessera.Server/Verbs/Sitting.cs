using System.CommandLine;
using Tessera.App;
using Tessera.Server.Settings;
using Tessera.Storage;

namespace Tessera.Server.Verbs;

/// <summary>One run of a verb: what was typed, the settings, and where to speak.</summary>
internal sealed record Sitting(ParseResult Typed, Configuration Settings, Terminal Terminal, CancellationToken Cancelled)
{
    /// <summary>The store as people may see it: a folder, or a database without its password.</summary>
    public string Store => Place.Shown;

    /// <summary>Where the store lies.</summary>
    /// <exception cref="StoreRefused"><c>store.place</c>: the connection cannot be read.</exception>
    public StorePlace Place => StorePlace.Parse(Settings.Of(Setting.Store), Settings.Of(Setting.SealKey) is { Length: > 0 } file ? file : null);

    public T? Value<T>(Option<T> option) => Typed.GetValue(option);

    public T Value<T>(Argument<T> argument) => Typed.GetValue(argument)!;

    /// <summary>Who acts: the key of TESSERA_KEY where one is given, else the command line.</summary>
    /// <exception cref="UnknownKey">The key is not one of this store.</exception>
    public string ActorOn(Site site)
    {
        if (Settings.Key is not { } secret) return "cli";
        return site.Read(scope => scope.Db.ApiKeys.Find(secret)) is { RevokedAt: null } key ? "key:" + key.Id : throw new UnknownKey();
    }

    public bool DryRun => Typed.GetValue(Common.DryRun);
}

/// <summary>The key of TESSERA_KEY is unknown or revoked.</summary>
internal sealed class UnknownKey() : Exception("the key of TESSERA_KEY is unknown or revoked");

/// <summary>Options that many verbs share.</summary>
internal static class Common
{
    public static Option<string> Store { get; } = new Option<string>("--store") { HelpName = "PLACE", Recursive = true }.Says("数据所在：文件夹（默认 ./data）或 postgres://用户@主机/库", "The store: a folder (./data by default) or postgres://user@host/database");

    public static Option<string> SealKey { get; } = new Option<string>("--key") { HelpName = "FILE", Recursive = true }.Says("封存个人信息的密钥文件；默认在数据文件夹里，PostgreSQL 为 ./tessera.key", "Key file that seals personal fields; in the store's folder by default, ./tessera.key with PostgreSQL");

    public static Option<string> Config { get; } = new Option<string>("--config") { HelpName = "FILE", Recursive = true }.Says("配置文件，默认 ./tessera.yaml（若有）", "Settings file, ./tessera.yaml by default if there is one");

    public static Option<string> Lang { get; } = new Option<string>("--lang") { HelpName = "zh-CN|en", Recursive = true }.Says("输出语言，默认按 LANG，再默认 zh-CN", "Language of the output; by LANG without it, then zh-CN");

    public static Option<string> Log { get; } = new Option<string>("--log") { HelpName = "LEVEL", Recursive = true }.Says("日志级别：debug、information、warning、error", "Level of the log: debug, information, warning, error");

    public static Option<bool> Json { get; } = new Option<bool>("--json") { Recursive = true }.Says("数据以 JSON 写到标准输出", "Data as JSON on standard output");

    public static Option<bool> DryRun { get; } = new Option<bool>("--dry-run").Says("只说会做什么，不写入", "Say what would be done, write nothing");
}
