using System.Text.RegularExpressions;

namespace Tessera.Storage.Postgres;

/// <summary>What only PostgreSQL says: types of the migrations and the settings of a session.</summary>
internal static partial class PostgresDialect
{
    /// <summary>Batches share this lock; what concerns everybody at once, such as a publication, takes it alone.</summary>
    internal const long WholeLock = 7_301_000_001;

    /// <summary>Held while tables are brought up to date.</summary>
    internal const long MigrationLock = 7_301_000_002;

    /// <summary>First of the numbers by which writing processes tell themselves apart.</summary>
    internal const long NodeLocks = 7_301_001_000;

    /// <summary>Most processes that write to one database.</summary>
    internal const int MostNodes = 64;

    /// <summary>
    /// An answer must survive a power cut whatever the server's default is. Each batch reads and writes by key: the planner must not be led astray by
    /// statistics of tables that were empty a minute ago.
    /// </summary>
    internal const string WriterSettings =
        "set synchronous_commit = on; set jit = off; set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_hashjoin = off;"
        + " set enable_mergejoin = off; set lock_timeout = '3s'; set timezone = 'UTC'; set client_min_messages = warning;" + CheapCompression;

    // The server squeezes rows of more than 2 kB, which items and states of busy members are; its older way took a seventh of its time.
    private const string CheapCompression =
        " select set_config('default_toast_compression', 'lz4', false) from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)";

    internal const string ReaderSettings = "set default_transaction_read_only = on; set jit = off; set timezone = 'UTC'; set client_min_messages = warning";

    private static readonly (string Token, string Type)[] Types = [("{rowkey}", "bigint not null primary key"), ("{bytes}", "bytea"), ("{clustered}", "")];

    /// <summary>The migration's text for this engine: texts are ordered by their bytes, as the embedded engine does.</summary>
    internal static string Render(string sql)
    {
        foreach (var (token, type) in Types) sql = sql.Replace(token, type, StringComparison.Ordinal);
        return TextColumn().Replace(sql, "${column} text collate \"C\"");
    }

    [GeneratedRegex(@"^(?<column>  \w+) text\b", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 5_000)]
    private static partial Regex TextColumn();
}
