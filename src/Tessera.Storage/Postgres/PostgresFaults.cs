using Npgsql;

namespace Tessera.Storage.Postgres;

/// <summary>What PostgreSQL and the wire complain of, in the store's words.</summary>
internal static class PostgresFaults
{
    internal const string Commit = "commit";

    internal static StoreFault Of(NpgsqlException problem, string sql)
    {
        if (problem is not PostgresException told) return new StoreFault(problem.InnerException is TimeoutException ? FaultKind.Busy : FaultKind.Disk, 0, problem.Message, sql);
        var where = told.BatchCommand?.CommandText ?? sql;
        return new StoreFault(KindOf(told.SqlState), 0, $"{told.SqlState} {told.MessageText} {told.ConstraintName}".TrimEnd(), where);
    }

    /// <summary>
    /// What a commit complains of. An error of the server's is its word that the transaction is rolled back; a lost wire, a session that was ended or a wait
    /// that was given up leave open whether the commit was carried out before.
    /// </summary>
    internal static StoreFault AtCommit(NpgsqlException problem)
    {
        if (problem is PostgresException { InvariantSeverity: "ERROR" }) return Of(problem, Commit);
        return new StoreFault(FaultKind.Unknown, 0, problem is PostgresException told ? $"{told.SqlState} {told.MessageText}" : problem.Message, Commit);
    }

    /// <summary>A session that was gone when it was to be used, or broke in use.</summary>
    internal static StoreFault Gone(Exception problem, string sql) => new(sql == Commit ? FaultKind.Unknown : FaultKind.Disk, 0, problem.Message, sql);

    private static FaultKind KindOf(string state) => state switch
    {
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable => FaultKind.Busy,
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => FaultKind.Corrupt,
        PostgresErrorCodes.ReadOnlySqlTransaction => FaultKind.Disk,
        _ => state[..2] switch
        {
            "23" => FaultKind.Constraint,
            // Connection, resources, operator's hand (shutdown), the system below.
            "08" or "53" or "57" or "58" => FaultKind.Disk,
            _ => FaultKind.Other,
        },
    };
}
