namespace Tessera.Server.Host;

/// <summary>In which mode a server runs; shown wherever a person or a program may look.</summary>
internal enum ServerMode
{
    /// <summary>The clock of the machine, live keys.</summary>
    Live,

    /// <summary>The test clock of the store, test keys.</summary>
    Test,

    /// <summary>Demo data, test keys, the clock of the machine.</summary>
    Demo,
}

/// <summary>How a server is to be run.</summary>
/// <param name="Listen">Address to listen on.</param>
/// <param name="Mode">Mode.</param>
/// <param name="LogLevel">Least level that is logged.</param>
internal sealed record ServerPlan(string Listen, ServerMode Mode, LogLevel LogLevel)
{
    /// <summary>One JSON object a line instead of text.</summary>
    public bool LogsJson { get; init; }

    /// <summary>Days for which browsers are told to come over TLS only; 0 tells them nothing.</summary>
    public int HstsDays { get; init; }

    /// <summary>Whether it is about to stop.</summary>
    public Leaving Leaving { get; init; } = new();

    /// <summary>Where traces and metrics go, or null for nowhere.</summary>
    public Uri? Otlp { get; init; }
}
