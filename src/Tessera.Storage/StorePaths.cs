namespace Tessera.Storage;

/// <summary>The files of one store on this machine.</summary>
/// <param name="Folder">The folder of a SQLite store; for PostgreSQL the folder of the key.</param>
public sealed record StorePaths(string Folder)
{
    /// <summary>Another place for the key, or null.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The database of a SQLite store.</summary>
    public string Database => Path.Combine(Folder, "tessera.db");

    /// <summary>The key of sealed fields: beside the store, never in it or its backup.</summary>
    public string Key => KeyFile ?? Path.Combine(Folder, "tessera.key");

    /// <summary>Erased accounts, one a line: kept outside the database so that a restored backup forgets them too.</summary>
    public string Erasures => Path.Combine(Folder, "erasures.list");

    /// <summary>Held by the process that owns a SQLite store.</summary>
    public string Lock => Path.Combine(Folder, "tessera.lock");

    /// <summary>Names that process and where it can be spoken to.</summary>
    public string Owner => Path.Combine(Folder, "tessera.owner");
}
