using Tessera.Core;

namespace Tessera.Server.Settings;

/// <summary>Where the value of a setting came from; a later one wins.</summary>
internal enum Origin
{
    Default,
    File,
    Environment,
    Flag,
}

/// <summary>One setting of the program.</summary>
/// <param name="Name">Key in the file.</param>
/// <param name="Variable">Environment variable.</param>
/// <param name="Flag">Flag, or null where a flag would give a secret away.</param>
/// <param name="Default">Value without any other.</param>
/// <param name="Says">What it does.</param>
internal sealed record Setting(string Name, string Variable, string? Flag, string? Default, LocalText Says)
{
    public bool IsSecret => Flag is null;

    public static Setting Store { get; } = new("store", "TESSERA_STORE", "--store", "data",
        new("数据所在：文件夹（SQLite）或 postgres://用户@主机/库", "The store: a folder (SQLite) or postgres://user@host/database"));

    public static Setting SealKey { get; } = new("sealKey", "TESSERA_SEAL_KEY", "--key", null,
        new("封存个人信息的密钥文件；默认在数据文件夹里，PostgreSQL 为 ./tessera.key", "Key file that seals personal fields; in the store's folder by default, ./tessera.key with PostgreSQL"));

    public static Setting Listen { get; } = new("listen", "TESSERA_LISTEN", "--listen", "http://127.0.0.1:5080",
        new("serve 监听的地址", "Address that serve listens on"));

    public static Setting Lang { get; } = new("lang", "LANG", "--lang", "zh-CN",
        new("输出语言：zh-CN 或 en", "Language of the output: zh-CN or en"));

    public static Setting Log { get; } = new("log", "TESSERA_LOG", "--log", "warning",
        new("日志级别：debug、information、warning、error", "Level of the log: debug, information, warning, error"));

    public static Setting WebhooksAllowPrivate { get; } = new("webhooks.allowPrivate", "TESSERA_WEBHOOKS_ALLOW_PRIVATE", "--webhooks-allow-private", "false",
        new("true 时事件推送可用 http 和内网地址", "With true, webhooks may go to plain http and to addresses inside the house"));

    public static Setting Key { get; } = new("key", "TESSERA_KEY", null, null,
        new("对正在运行的服务器说话时用的密钥；也可用 TESSERA_KEY_FILE 指向文件", "Key for speaking to a running server; TESSERA_KEY_FILE may name a file instead"));

    public static Setting LogFormat { get; } = new("logFormat", "TESSERA_LOG_FORMAT", "--log-format", "text",
        new("日志格式：text 或 json（每行一个对象）", "Format of the log: text, or json with one object a line"));

    public static Setting Otlp { get; } = new("otlp", "OTEL_EXPORTER_OTLP_ENDPOINT", "--otlp", null,
        new("OTLP 接收端，如 http://127.0.0.1:4318；不设则不发送追踪与指标", "OTLP receiver such as http://127.0.0.1:4318; traces and metrics stay here without it"));

    public static Setting KeyRate { get; } = new("keyRate", "TESSERA_KEY_RATE", "--key-rate", "500",
        new("每个密钥每秒的请求数上限，0 为不限", "Requests a second a key may make, 0 for no limit"));

    public static Setting Heavy { get; } = new("heavyReads", "TESSERA_HEAVY_READS", "--heavy-reads", "2",
        new("同时进行的报表数，收银优先", "Reports that run at a time, so that tills come first"));

    public static Setting Hsts { get; } = new("hstsDays", "TESSERA_HSTS_DAYS", "--hsts-days", "0",
        new("经 TLS 访问时，让浏览器这么多天内只用 TLS（HSTS）；0 为不说", "Days for which browsers that came over TLS are told to use nothing else (HSTS); 0 says nothing"));

    public static Setting Drain { get; } = new("drain", "TESSERA_DRAIN", "--drain", "0",
        new("收到停止信号后还服务多少秒：这段时间 /health/ready 答 503，让负载均衡先摘掉它；0 为立即停止", "Seconds for which a server that is told to stop still serves, while /health/ready answers 503 so that a balancer takes it out first; 0 stops at once"));

    public static Setting Breached { get; } = new("breachedPasswords", "TESSERA_BREACHED_PASSWORDS", "--breached", null,
        new("泄露密码名单：每行一个 SHA-1（大写）、按序排列的文件，名单里的密码不能设；不设则只拦三千个常见的", "File of passwords found in breaches, one SHA-1 in capitals a line, sorted: none of them may be chosen; without it 3,000 common ones are refused"));

    public static Setting JobsMemory { get; } = new("jobs.memory", "TESSERA_JOBS_MEMORY", "--jobs-memory", "1024",
        new("导入、导出、批量任务合起来最多占用的内存（MB），做完即归还", "MB of memory that imports, exports and batches may take together; given back when they end"));

    /// <summary>All settings, in the order they are shown.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Store, SealKey, Listen, Lang, Log, LogFormat, Otlp, KeyRate, Heavy, Hsts, Drain, Breached, JobsMemory, WebhooksAllowPrivate, Key];
}

/// <summary>A setting with its value and where it came from.</summary>
/// <param name="Setting">Which.</param>
/// <param name="Value">Value, or null when unset.</param>
/// <param name="Origin">From where.</param>
/// <param name="Place">File and line, variable or flag.</param>
internal sealed record Settled(Setting Setting, string? Value, Origin Origin, string Place);
