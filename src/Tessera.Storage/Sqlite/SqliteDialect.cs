namespace Tessera.Storage.Sqlite;

/// <summary>What only SQLite says: types of the migrations and the settings of a connection.</summary>
internal static class SqliteDialect
{
    // FULL is what makes an answer survive a power cut. The log may grow to 32 MiB between checkpoints so that bulk loads write each page once.
    internal static readonly string[] WriterPragmas =
    [
        "pragma page_size = 4096", "pragma journal_mode = wal", "pragma synchronous = full", "pragma foreign_keys = on",
        "pragma busy_timeout = 5000", "pragma cache_size = -65536", "pragma temp_store = memory", "pragma wal_autocheckpoint = 8000",
        "pragma journal_size_limit = 67108864", "pragma cell_size_check = on", "pragma secure_delete = fast",
    ];

    internal static readonly string[] ReaderPragmas = ["pragma busy_timeout = 5000", "pragma cache_size = -16384", "pragma temp_store = memory", "pragma query_only = on"];

    private static readonly (string Token, string Type)[] Types =
    [
        ("{rowkey}", "integer not null primary key"), ("{bytes}", "blob"), ("{clustered}", "without rowid"),
    ];

    /// <summary>The migration's text for this engine.</summary>
    internal static string Render(string sql)
    {
        foreach (var (token, type) in Types) sql = sql.Replace(token, type, StringComparison.Ordinal);
        return sql;
    }
}
