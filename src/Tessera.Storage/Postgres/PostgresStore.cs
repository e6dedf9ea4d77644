using Npgsql;

namespace Tessera.Storage.Postgres;

/// <summary>Questions to a server before a store is opened.</summary>
internal static class PostgresStore
{
    /// <summary>Whether the database holds a store: one that was opened once, and so knows its key.</summary>
    /// <exception cref="StoreRefused"><c>store.unreachable</c>: no server, no database or no right to it.</exception>
    internal static bool Exists(StorePlace place)
    {
        try
        {
            using var connection = new NpgsqlConnection(place.Connection);
            connection.Open();
            using var ask = new NpgsqlCommand("select to_regclass('setting') is not null", connection);
            if (ask.ExecuteScalar() is not true) return false;
            using var key = new NpgsqlCommand($"select count(*) from setting where name = '{SettingNames.KeyCheck}'", connection);
            return key.ExecuteScalar() is 1L;
        }
        catch (Exception problem) when (problem is NpgsqlException or System.Net.Sockets.SocketException)
        {
            var why = problem is PostgresException told ? told.MessageText : problem.Message;
            throw new StoreRefused("store.unreachable", $"{place} cannot be reached: {why}", place.Shown, why);
        }
    }
}
