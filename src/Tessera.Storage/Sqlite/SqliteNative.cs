using System.Runtime.InteropServices;

namespace Tessera.Storage.Sqlite;

/// <summary>
/// The calls of the write path, on the plain pointer of a statement: the wrapper's handle counts its users at each of a row's twenty bindings,
/// which costs more than the bindings. A statement is used by one thread and closed by its connection, so that nothing is there to be counted.
/// </summary>
internal static class SqliteNative
{
    private const string Library = "e_sqlite3";

    /// <summary>The engine copies what it is given.</summary>
    internal static readonly nint Transient = -1;

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_bind_int64", ExactSpelling = true)]
    internal static extern int BindLong(nint statement, int at, long value);

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_bind_null", ExactSpelling = true)]
    internal static extern int BindNull(nint statement, int at);

    [DllImport(Library, EntryPoint = "sqlite3_bind_text", ExactSpelling = true)]
    internal static extern int BindText(nint statement, int at, in byte utf8, int length, nint destructor);

    [DllImport(Library, EntryPoint = "sqlite3_bind_blob", ExactSpelling = true)]
    internal static extern int BindBlob(nint statement, int at, in byte bytes, int length, nint destructor);

    [DllImport(Library, EntryPoint = "sqlite3_step", ExactSpelling = true)]
    internal static extern int Step(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_reset", ExactSpelling = true)]
    internal static extern int Reset(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_clear_bindings", ExactSpelling = true)]
    internal static extern int ClearBindings(nint statement);

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_column_type", ExactSpelling = true)]
    internal static extern int ColumnType(nint statement, int column);

    [SuppressGCTransition]
    [DllImport(Library, EntryPoint = "sqlite3_column_int64", ExactSpelling = true)]
    internal static extern long ColumnLong(nint statement, int column);
}
