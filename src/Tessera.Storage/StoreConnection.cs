namespace Tessera.Storage;

/// <summary>
/// One connection to the store: used by one thread at a time. Reads see a consistent snapshot inside <see cref="BeginRead"/>;
/// writes happen between <see cref="Begin"/> and <see cref="Commit"/>, which returns only when the transaction is on disk.
/// Each engine has its own kind; the stores over it say the same SQL to both.
/// </summary>
public abstract partial class StoreConnection : IDisposable
{
    private protected StoreConnection(Sealing sealing, bool isWriter) => (Sealing, IsWriter) = (sealing, isWriter);

    /// <summary>Whether the connection may write.</summary>
    public bool IsWriter { get; }

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction { get; private set; }

    internal Sealing Sealing { get; }

    /// <summary>Number of the last migration the tables have; 0 without any.</summary>
    internal abstract int SchemaNumber { get; set; }

    /// <summary>Whether the open transaction may write.</summary>
    private protected bool IsWriting { get; private set; }

    /// <summary>Opens a write transaction: nothing loaded for change inside can be overtaken.</summary>
    public void Begin() => Begin(toWrite: true);

    /// <summary>Opens a read transaction: everything read until <see cref="Rollback"/> is one moment.</summary>
    public void BeginRead() => Begin(toWrite: false);

    /// <summary>Ends the transaction; what it wrote is on disk when this returns.</summary>
    public void Commit()
    {
        CommitCore();
        InTransaction = false;
    }

    /// <summary>Ends the transaction without a trace; allowed when none is open.</summary>
    public void Rollback()
    {
        if (!InTransaction) return;
        InTransaction = false;
        RollbackCore();
    }

    /// <summary>Refreshes the planner's statistics: after bulk loads, and now and then on a running store.</summary>
    public abstract void Analyze();

    /// <summary>Folds an embedded store's write-ahead log into its file and empties it; does nothing while readers need it, or where a server does it.</summary>
    public abstract void Checkpoint();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>A statement ready to be bound; the same text is prepared once.</summary>
    internal abstract Statement Sql(string sql);

    /// <summary>Runs a text once, without parameters.</summary>
    internal abstract void Execute(string sql);

    /// <summary>A migration's text for this engine.</summary>
    internal abstract string Render(string migration);

    private protected abstract void BeginCore(bool toWrite);

    private protected abstract void CommitCore();

    private protected abstract void RollbackCore();

    private void Begin(bool toWrite)
    {
        if (InTransaction) throw new InvalidOperationException("a transaction is already open");
        BeginCore(toWrite);
        (InTransaction, IsWriting) = (true, toWrite);
    }
}
