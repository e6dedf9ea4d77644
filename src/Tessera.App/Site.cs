using Tessera.App.Members;
using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App;

/// <summary>
/// An open store with its programme, its clock and its writer: what every door stands on. A site opened for reading has no writer;
/// one process owns a store.
/// </summary>
public sealed class Site : IDisposable
{
    private readonly WritePipeline? _pipeline;
    private readonly Reads.CardReads _cards;
    private Rehearsal? _rehearsal;

    private Site(Store store, TimeProvider time)
    {
        Store = store;
        using (var reader = store.Read()) Clock = new SiteClock(time, reader.Connection.Settings.TestClock);
        Consequences = new ConsequenceCarrier(this);
        _cards = new Reads.CardReads(this);
        if (store.IsOwner)
        {
            _pipeline = new WritePipeline(this);
            Consequences.Wake();
        }
    }

    /// <summary>The store.</summary>
    public Store Store { get; }

    /// <summary>Now.</summary>
    public SiteClock Clock { get; }

    /// <summary>Published versions.</summary>
    public ProgramCatalog Programs { get; } = new();

    /// <summary>Where members stand in recency, frequency and money.</summary>
    public Segments.RfmDesk Rfm { get; } = new();

    /// <summary>What segments read of all members.</summary>
    public Segments.SegmentDesk Columns { get; } = new();

    /// <summary>Passwords of breaches that nobody may choose, or null for none; whoever opened it closes it.</summary>
    public People.BreachedPasswords? Breached { get; set; }

    internal ConsequenceCarrier Consequences { get; }

    /// <summary>Names this site in leases, unlike every other process and every other site of this one.</summary>
    internal string Owner { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";

    private WritePipeline Pipeline => _pipeline ?? throw new InvalidOperationException("the store was opened for reading");

    /// <summary>Opens a store.</summary>
    /// <exception cref="StoreRefused">It cannot be opened for an expected reason.</exception>
    public static Site Open(string place, StoreAccess access, TimeProvider? time = null) => Open(StorePlace.Parse(place), access, time);

    /// <summary>Opens a store.</summary>
    /// <exception cref="StoreRefused">It cannot be opened for an expected reason.</exception>
    public static Site Open(StorePlace place, StoreAccess access, TimeProvider? time = null) => new(Store.Open(place, access), time ?? TimeProvider.System);

    /// <summary>Opens a copy of a store, or an empty one where there is none; it is thrown away when the site is closed, and the store stays as it was.</summary>
    /// <exception cref="StoreRefused">The store cannot be read.</exception>
    public static Site Rehearse(string folder, TimeProvider? time = null) => Rehearse(StorePlace.Parse(folder), time);

    /// <summary>Opens a copy of a store, or an empty one where there is none; it is thrown away when the site is closed, and the store stays as it was.</summary>
    /// <exception cref="StoreRefused">The store cannot be read.</exception>
    public static Site Rehearse(StorePlace place, TimeProvider? time = null)
    {
        var rehearsal = Rehearsal.Of(place);
        try
        {
            var site = Open(rehearsal.Folder, StoreAccess.Own, time);
            site._rehearsal = rehearsal;
            return site;
        }
        catch
        {
            rehearsal.Dispose();
            throw;
        }
    }

    /// <summary>Writes; the answer comes when the effect is on disk.</summary>
    /// <exception cref="StoreBusy">Ask again later; nothing was done.</exception>
    public async Task<Answer<T>> Write<T>(WriteCommand<T> command)
        where T : class => (await Pipeline.Write(command, null).ConfigureAwait(false)).Answer!;

    /// <summary>Writes once under an idempotency key.</summary>
    /// <exception cref="StoreBusy">Ask again later; nothing was done.</exception>
    public Task<Written<T>> Write<T>(WriteCommand<T> command, KeyedRequest keyed)
        where T : class => Pipeline.Write(command, keyed);

    /// <summary>Reads from one moment.</summary>
    public T Read<T>(Func<ReadScope, T> read)
    {
        using var reader = Store.Read();
        return Read(reader, read);
    }

    /// <summary>Reads from one moment; where readers of a store are few, nobody holds a thread while waiting for one.</summary>
    public async Task<T> ReadAsync<T>(Func<ReadScope, T> read)
    {
        using var reader = await Store.ReadAsync().ConfigureAwait(false);
        return Read(reader, read);
    }

    /// <summary>The card of a member as of now, or null when nobody answers to the name: what a till asks for each customer.</summary>
    public Task<Reads.MemberView?> ReadCard(MemberRef member) => _cards.Of(member);

    /// <inheritdoc/>
    public void Dispose()
    {
        _pipeline?.Dispose();
        Columns.Dispose();
        Store.Dispose();
        _rehearsal?.Dispose();
        _rehearsal = null;
    }

    private T Read<T>(StoreReader reader, Func<ReadScope, T> read)
    {
        var commits = Store.Commits;
        reader.Connection.BeginRead();
        if (Store.IsShared && Clock.IsTest) Clock.Follow(reader.Connection.Settings.TestClock);
        return read(new ReadScope(this, reader.Connection) { Commits = commits });
    }

    internal Task<TResult> Alone<TResult>(Func<BatchScope, TResult> work) => Pipeline.Alone(work);
}

/// <summary>One moment of a store, to read from.</summary>
public sealed class ReadScope
{
    private readonly Site _site;
    private ProgramHistory? _programs;
    private bool _asked;
    private Instant? _asOf;
    private ReadMark? _mark;

    internal ReadScope(Site site, StoreConnection db) => (_site, Db) = (site, db);

    /// <summary>The connection.</summary>
    public StoreConnection Db { get; }

    /// <summary>Commits before this moment began; null where nobody can say.</summary>
    internal long? Commits { get; init; }

    /// <summary>How far this moment reaches; null where nobody can say.</summary>
    internal ReadMark? Mark => _mark ??= _site.Store.MarkOf(Db, Commits);

    /// <summary>Members whose records may have grown between another moment and this one, with the items they have where that is known.</summary>
    internal IEnumerable<(AccountId Account, long? Sequence)> GrownSince(ReadMark? other) => _site.Store.Grown(Db, other, Mark);

    /// <summary>Whether a member that another moment knew has no record: the store was emptied and began again, and nothing that was remembered of it is true.</summary>
    internal bool IsWithout(AccountId account) => Db.Members.FiguresOf(account) is null;

    /// <summary>Says that cards of members follow and nothing else: a store across a wire is asked once for all of them.</summary>
    internal void ExpectCards(IEnumerable<MemberRef> members)
    {
        var foresight = new Foresight { IsCard = true };
        foreach (var member in members) member.Foresee(foresight);
        if (foresight.Members.Count > 0) Db.LookAhead(foresight);
    }

    /// <summary>Seals what leaves the store and comes back to it.</summary>
    internal Storage.Identities.Sealing Sealing => _site.Store.Sealing;

    /// <summary>The versions, or null before the first publication. They are asked for once: a moment does not change.</summary>
    public ProgramHistory? KnownPrograms
    {
        get
        {
            if (_asked) return _programs;
            (_programs, _asked) = (_site.Programs.Current(Db), true);
            return _programs;
        }
    }

    /// <summary>The versions.</summary>
    /// <exception cref="NoProgram">None is published.</exception>
    public ProgramHistory Programs => KnownPrograms ?? throw new NoProgram();

    /// <summary>The instant as of which things are read: now, as the clock stood when it was first asked for; in a store that only played history, the end of its business date.</summary>
    public Instant AsOf => _asOf ??= ReadAsOf();

    /// <summary>The local date of <see cref="AsOf"/>.</summary>
    public DateOnly Today => Programs.Calendar.DayOf(AsOf);

    private Instant ReadAsOf()
    {
        if (Db.Settings.Mode != SiteModes.History || Db.Settings.BusinessDate is not { } date || KnownPrograms is not { } programs) return _site.Clock.Now;
        return new Instant(programs.Calendar.StartOf(date.AddDays(1)).Micros - 1);
    }
}

/// <summary>Values of the store's mode.</summary>
public static class SiteModes
{
    /// <summary>Runs on the machine's clock.</summary>
    public const string Live = "live";

    /// <summary>Runs on the test clock.</summary>
    public const string Test = "test";

    /// <summary>Only history was played: read as of its business date until it is served live.</summary>
    public const string History = "history";
}
