using Npgsql;

namespace Tessera.Storage;

/// <summary>
/// Where a store lies: a folder with a SQLite file, or a PostgreSQL database with its key file and list of erasures in a folder of this machine.
/// Written as <c>./data</c>, <c>postgres://user@host/database</c> or <c>Host=…;Database=…</c>.
/// </summary>
public sealed record StorePlace
{
    private StorePlace(string shown, StorePaths paths, string? connection) => (Shown, Paths, Connection) = (shown, paths, connection);

    /// <summary>The place as people may see it: without a password.</summary>
    public string Shown { get; }

    /// <summary>The place with its engine.</summary>
    public string Described => IsPostgres ? $"{Shown} (PostgreSQL)" : Shown;

    /// <summary>Files beside the database.</summary>
    public StorePaths Paths { get; }

    /// <summary>Whether a PostgreSQL server holds the database.</summary>
    public bool IsPostgres => Connection is not null;

    internal string? Connection { get; }

    /// <summary>Reads a place.</summary>
    /// <param name="text">Folder or connection.</param>
    /// <param name="keyFile">Key file; null for <c>tessera.key</c> in the folder, for PostgreSQL in the current folder.</param>
    /// <exception cref="StoreRefused"><c>store.place</c>: no folder and no connection that can be read.</exception>
    public static StorePlace Parse(string text, string? keyFile = null)
    {
        var isUri = text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);
        if (!isUri && !text.StartsWith("Host=", StringComparison.OrdinalIgnoreCase)) return new StorePlace(text, new StorePaths(text) { KeyFile = keyFile }, null);
        try
        {
            var connection = isUri ? OfUri(text) : new NpgsqlConnectionStringBuilder(text);
            var key = Path.GetFullPath(keyFile ?? "tessera.key");
            var shown = $"postgres://{(connection.Username is { } user ? user + "@" : "")}{connection.Host}/{connection.Database}";
            return new StorePlace(shown, new StorePaths(Path.GetDirectoryName(key)!) { KeyFile = key }, Settled(connection));
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StoreRefused("store.place", $"The connection cannot be read: {problem.Message}", problem.Message);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Shown;

    private static NpgsqlConnectionStringBuilder OfUri(string text)
    {
        var uri = new Uri(text);
        var person = uri.UserInfo.Split(':', 2);
        var connection = new NpgsqlConnectionStringBuilder { Host = uri.Host.Length > 0 ? uri.Host : "localhost", Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) };
        if (uri.Port > 0) connection.Port = uri.Port;
        if (person[0].Length > 0) connection.Username = Uri.UnescapeDataString(person[0]);
        if (person.Length > 1) connection.Password = Uri.UnescapeDataString(person[1]);
        foreach (var part in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = part.Split('=', 2);
            connection[Uri.UnescapeDataString(words[0])] = Uri.UnescapeDataString(words.Length > 1 ? words[1] : "");
        }

        return connection;
    }

    // The store keeps its own few sessions, each with settings; texts that come again are prepared. A night's statement may take long.
    private static string Settled(NpgsqlConnectionStringBuilder connection)
    {
        connection.Pooling = false;
        connection.MaxAutoPrepare = 400;
        connection.AutoPrepareMinUsages = 2;
        if (!connection.ShouldSerialize("Command Timeout")) connection.CommandTimeout = 1800;
        connection.KeepAlive = 30;
        connection.ApplicationName ??= "tessera";
        return connection.ToString();
    }
}
