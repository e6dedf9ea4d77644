namespace Tessera.Storage.Schema;

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    /// <summary>A whole number of 64 bits.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,
}

/// <summary>A column.</summary>
/// <param name="Name">Name.</param>
/// <param name="Kind">Kind.</param>
internal sealed record ColumnShape(string Name, ColumnKind Kind);

/// <summary>A table as the engine has it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Columns">Columns, in order.</param>
/// <param name="Key">Columns of the primary key, in order.</param>
/// <param name="Uniques">Columns of each unique index, the primary key's left out.</param>
internal sealed record TableShape(string Name, IReadOnlyList<ColumnShape> Columns, IReadOnlyList<string> Key, IReadOnlyList<IReadOnlyList<string>> Uniques)
{
    /// <summary>The columns' names, comma between.</summary>
    internal string ColumnList => string.Join(", ", Columns.Select(c => c.Name));

    /// <summary>The key's names, comma between.</summary>
    internal string KeyList => string.Join(", ", Key);
}
