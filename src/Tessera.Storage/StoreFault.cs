namespace Tessera.Storage;

/// <summary>What went wrong below the stores.</summary>
public enum FaultKind
{
    /// <summary>A unique key, CHECK or NOT NULL refused the row: one command of the batch is to blame.</summary>
    Constraint,

    /// <summary>Another process or connection holds the database; repeating may help.</summary>
    Busy,

    /// <summary>No space, read-only or failing disk: answered as 503, works again when the cause is gone.</summary>
    Disk,

    /// <summary>The wire broke or the disk failed to flush while a commit was under way: the transaction stands, or it does not, and only asking again tells which.</summary>
    Unknown,

    /// <summary>The file is damaged or no database, or the disk could not read it: the embedded engine tells both alike.</summary>
    Corrupt,

    /// <summary>Anything else: a bug.</summary>
    Other,
}

/// <summary>The database refused or failed. Nothing of the transaction stands once it is rolled back, save where the kind says that nobody knows.</summary>
public sealed class StoreFault : Exception
{
    internal StoreFault(FaultKind kind, int code, string message, string sql)
        : base($"{message} ({code}) in: {(sql.Length > 200 ? sql[..200] : sql)}") => (Kind, Code) = (kind, code);

    /// <summary>Kind.</summary>
    public FaultKind Kind { get; }

    /// <summary>The engine's extended result code.</summary>
    public int Code { get; }
}

/// <summary>
/// A store cannot be opened, moved or restored for an expected reason. <see cref="Code"/> is stable and has a text in both languages;
/// the message is the English sentence for logs.
/// </summary>
public sealed class StoreRefused : Exception
{
    internal StoreRefused(string code, string message, params string[] values)
        : base(message) => (Code, Values) = (code, values);

    /// <summary>Stable code: <c>store.locked</c> (pid, url), <c>store.missing</c> (folder), <c>store.newer</c> (found, known), <c>store.key.missing</c> (file),
    /// <c>store.key.wrong</c> (file), <c>store.key.old</c> (file, number), <c>store.key.many</c> (file), <c>store.key.inUse</c> (number, where), <c>store.key.unknown</c> (number), <c>store.notEmpty</c> (folder), <c>store.unwritable</c> (folder), <c>store.damaged</c> (file), <c>store.migrate</c> (found, known), <c>backup.exists</c> (file), <c>backup.damaged</c> (file),
    /// <c>store.place</c> (why), <c>store.unreachable</c> (place, why), <c>store.books</c> (place, what).</summary>
    public string Code { get; }

    /// <summary>Values of the sentence, in the order named at <see cref="Code"/>.</summary>
    public IReadOnlyList<string> Values { get; }
}
