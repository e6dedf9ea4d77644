namespace Tessera.Storage;

/// <summary>
/// One connection to the store: used by one thread at a time. Reads see a consistent snapshot inside <see cref="BeginRead"/>;
/// writes happen between <see cref="Begin"/> and <see cref="Commit"/>, which returns only when the transaction is on disk.
/// Each engine has its own kind; the stores over it say the same SQL to both.
/// </summary>
public abstract partial class StoreConnection : IDisposable
{
    private bool _mayWrite;
    private bool _changesEntry;
    private long _entryChanges;
    private long _commits;
    private readonly List<AccountId> _growing = [];

    private protected StoreConnection(Sealing sealing, bool isWriter) => (Sealing, IsWriter) = (sealing, isWriter);

    /// <summary>Whether the connection may write.</summary>
    public bool IsWriter { get; }

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction { get; private set; }

    /// <summary>Seals personal fields of the store.</summary>
    public Sealing Sealing { get; }

    /// <summary>Number of the last migration the tables have; 0 without any.</summary>
    internal abstract int SchemaNumber { get; set; }

    /// <summary>This writing process among those of the store.</summary>
    internal virtual string NodeName => AuditStore.MainWriter;

    /// <summary>What was looked up for the whole batch.</summary>
    internal Ahead Ahead { get; } = new();

    /// <summary>What a select says to keep its rows from others until the commit; the embedded engine has one writer and says nothing.</summary>
    internal virtual string ForUpdate => "";

    /// <summary>Whether each statement is a trip over a wire: then what a batch looks up is looked up together.</summary>
    internal virtual bool IsRemote => false;

    /// <summary>Whether a transaction that may write is open.</summary>
    private protected bool IsWriting => InTransaction && _mayWrite;

    /// <summary>Grows with every transaction of this connection that changed who may enter, also one whose commit has no known end; what was remembered of keys before is void then.</summary>
    public long EntryChanges => Volatile.Read(ref _entryChanges);

    /// <summary>Grows with every commit of this connection, after it: what was read before is still so while it stands.</summary>
    internal long Commits => Volatile.Read(ref _commits);

    /// <summary>Whose records grew with the commits of this connection, where nobody else writes.</summary>
    internal GrownMembers Grown { get; } = new();

    /// <summary>How far the reading that is open got, where the engine can say; null on an embedded store, whose writer knows, and where members lie on several servers.</summary>
    internal virtual ReadMark? Mark => null;

    /// <summary>Members whose rows were written after an earlier reading, with the items they have now; more than those whose records grew.</summary>
    internal virtual IEnumerable<(AccountId Account, long Sequence)> WrittenAfter(ReadMark earlier) => Members.AllSequences();

    /// <summary>Opens a write transaction: nothing loaded for change inside can be overtaken.</summary>
    public void Begin() => Begin(toWrite: true);

    /// <summary>Opens a read transaction: everything read until <see cref="Rollback"/> is one moment.</summary>
    public void BeginRead() => Begin(toWrite: false);

    /// <summary>Looks up what a batch is going to ask for, all at once where each question is a trip; right after <see cref="Begin"/>.</summary>
    public virtual void LookAhead(Foresight foresight)
    {
    }

    /// <summary>
    /// Seals with the key that the store says; right after <see cref="Begin()"/>. Where there are several, a key that another process began to write with counts from here on: a
    /// change waits until no batch is under way.
    /// </summary>
    /// <exception cref="StoreFault">The key file of this process does not have it (disk).</exception>
    public void FollowSealing()
    {
        Sealing.Refresh();
        if (Sealing.HasSeveral) Sealing.WriteWith(Settings.SealingKeys.Writes);
    }

    /// <summary>
    /// Asked outside batches before a look-up by keyed digests, or when one found nothing: the key that the store is sealed with is known from here on, so that what another process
    /// moved to it is found.
    /// </summary>
    /// <returns>Whether the store was ever sealed with another key: then a look-up that found nothing is to be done again.</returns>
    /// <exception cref="StoreFault">The key file of this process does not have it (disk).</exception>
    internal bool LearnKeys()
    {
        // A batch follows the store where it begins.
        if (IsWriter && InTransaction) return false;
        var number = Settings.SealingKeys.Writes;
        Sealing.Learn(number);
        return number > 1;
    }

    /// <summary>Ends the transaction; what it wrote is on disk when this returns.</summary>
    public void Commit()
    {
        Outbox.AppendWaiting();
        if (_growing.Count > 0) Grown.Note(_commits + 1, [.. _growing]);
        _growing.Clear();
        CommitCore();
        if (IsWriter) Interlocked.Increment(ref _commits);
        InTransaction = false;
        Ahead.Clear();
        if (_changesEntry) Interlocked.Increment(ref _entryChanges);
        _changesEntry = false;
    }

    /// <summary>Ends the transaction without a trace; allowed when none is open.</summary>
    public void Rollback()
    {
        if (!InTransaction) return;
        if (_changesEntry) Interlocked.Increment(ref _entryChanges);
        (InTransaction, _changesEntry) = (false, false);
        _growing.Clear();
        Outbox.ForgetWaiting();
        Ahead.Clear();
        RollbackCore();
    }

    /// <summary>Refreshes the planner's statistics: after bulk loads, and now and then on a running store.</summary>
    public abstract void Analyze();

    /// <summary>Folds an embedded store's write-ahead log into its file and empties it; does nothing while readers need it, or where a server does it.</summary>
    public abstract void Checkpoint();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Says that this transaction adds to the record of a member.</summary>
    internal void Grow(AccountId account)
    {
        if (!IsRemote) _growing.Add(account);
    }

    /// <summary>Says that this transaction changes keys, or what decides which keys open the store.</summary>
    internal void ChangeEntry() => _changesEntry = true;

    /// <summary>A statement ready to be bound; the same text is prepared once.</summary>
    internal abstract Statement Sql(string sql);

    /// <summary>A statement over many rows, which come some at a time while other statements run: for walks over the whole store inside a transaction.</summary>
    internal virtual Statement Walk(string sql) => Sql(sql);

    /// <summary>A condition on a column: one of the numbers of a parameter bound with <see cref="Statement.SetMany"/>.</summary>
    internal abstract string AnyOf(string parameter);

    /// <summary>A condition on a column: one of the texts of a parameter that holds them as a JSON array.</summary>
    internal abstract string AnyOfTexts(string parameter);

    /// <summary>Waits until no batch of any process is under way, and keeps others from beginning until the commit.</summary>
    public virtual void LockWhole()
    {
    }

    /// <summary>Keeps two processes from changing tables at once, until the commit.</summary>
    internal virtual void LockMigration()
    {
    }

    /// <summary>Whether an embedded store overwrites whole pages that come free at once; a server does it in its own time.</summary>
    internal virtual void OverwriteFreed(bool wholePages)
    {
    }

    /// <summary>Runs a text once, without parameters.</summary>
    internal abstract void Execute(string sql);

    /// <summary>Pours rows into a table.</summary>
    internal virtual TableFill Fill(TableShape table) => new InsertFill(this, table);

    /// <summary>Drops the indexes beside the primary keys where building them over full tables is cheaper than keeping them while these fill.</summary>
    /// <returns>The texts that make them again.</returns>
    internal virtual IReadOnlyList<string> DropIndexes() => [];

    /// <summary>The tables as they are, by name.</summary>
    internal abstract IReadOnlyList<TableShape> Tables();

    /// <summary>A migration's text for this engine.</summary>
    internal abstract string Render(string migration);

    private protected abstract void BeginCore(bool toWrite);

    private protected abstract void CommitCore();

    private protected abstract void RollbackCore();

    private void Begin(bool toWrite)
    {
        if (InTransaction) throw new InvalidOperationException("a transaction is already open");
        BeginCore(toWrite);
        (InTransaction, _mayWrite) = (true, toWrite);
    }
}
