using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Programs;

/// <summary>The published versions of a store, compiled once each. Every batch asks inside its transaction, so that two nodes switch at the same instant.</summary>
public sealed class ProgramCatalog
{
    private readonly Lock _gate = new();
    private Snapshot _known = new(0, null, []);

    /// <summary>The versions in force or to come, or null before the first publication.</summary>
    public ProgramHistory? Current(StoreConnection db)
    {
        var newest = db.Programs.Newest();
        lock (_gate)
        {
            if (_known.Newest != newest) _known = Read(db, newest);
            return _known.History;
        }
    }

    /// <summary>The versions as the last transaction of this process saw them; for texts and first checks, never for deciding. Null before the first.</summary>
    public ProgramHistory? LastSeen
    {
        get
        {
            lock (_gate) return _known.History;
        }
    }

    /// <summary>Forgets what it knows: the store began again, and its first version is another.</summary>
    internal void Forget()
    {
        lock (_gate) _known = new Snapshot(0, null, []);
    }

    /// <summary>The versions as published, in order.</summary>
    public IReadOnlyList<PublishedVersion> Published(StoreConnection db)
    {
        _ = Current(db);
        lock (_gate) return _known.Versions;
    }

    private static Snapshot Read(StoreConnection db, int newest)
    {
        var versions = db.Programs.Versions();
        return newest == 0 ? new Snapshot(0, null, []) : new Snapshot(newest, new ProgramHistory(versions.Select(Compile)), versions);
    }

    private static CompiledProgram Compile(PublishedVersion version)
    {
        var document = ProgramFile.Load(version.SourceText).Document
            ?? throw new InvalidOperationException($"version {version.Version} was valid when it was published and is not now");
        return CompiledProgram.Compile(document, version.Version, version.EffectiveAt, version.Calendar);
    }

    private sealed record Snapshot(int Newest, ProgramHistory? History, IReadOnlyList<PublishedVersion> Versions);
}
