namespace Tessera.Server.Verbs;

/// <summary>What the program says to its caller when it ends. The numbers are a contract; docs/reference/verbs.md lists them.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Something went wrong that is our fault.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The answer is no: findings, differences, refused by the rules, not found.</summary>
    public const int Refused = 3;

    /// <summary>The store cannot be used: missing, owned by another process, newer, its key is wrong.</summary>
    public const int Store = 4;

    /// <summary>A file cannot be read or written.</summary>
    public const int File = 5;

    /// <summary>Stopped by Ctrl+C; what was answered stands.</summary>
    public const int Stopped = 130;
}
