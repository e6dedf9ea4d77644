using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

/// <summary>A store in a folder of its own, gone with the test.</summary>
internal sealed class StoreFolder : IDisposable
{
    private Store? _store;

    public string Folder { get; } = Directory.CreateTempSubdirectory("tessera-").FullName;

    public StorePlace Place => Tessera.App.Tests.Place.Of(Folder);

    public StorePaths Paths => new(Folder);

    public Store Store => _store ??= Store.Open(Place, StoreAccess.Own);

    public StoreConnection Writer => Store.Writer;

    public void Write(Action<StoreConnection> work)
    {
        Writer.Begin();
        try
        {
            work(Writer);
            Writer.Commit();
        }
        finally
        {
            Writer.Rollback();
        }
    }

    public void Close()
    {
        _store?.Dispose();
        _store = null;
    }

    public void Dispose()
    {
        Close();
        Tessera.App.Tests.Place.Delete(Folder);
    }
}
