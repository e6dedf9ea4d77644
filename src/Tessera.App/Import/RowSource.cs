namespace Tessera.App.Import;

/// <summary>The rows of a file, one in memory at a time: delimited text or the first sheet of a workbook.</summary>
internal abstract class RowSource : IDisposable
{
    /// <summary>Line of the file (row of the sheet) on which the current row begins, from 1.</summary>
    internal int Line { get; private protected set; }

    /// <summary>Number of fields of the current row.</summary>
    internal abstract int Count { get; }

    /// <summary>A field of the current row.</summary>
    internal abstract string this[int column] { get; }

    /// <summary>Why a field cannot be used whatever it is for (a formula without a value, an error value), or null.</summary>
    internal virtual string? WrongAt(int column) => null;

    /// <summary>Moves to the next row.</summary>
    /// <exception cref="ImportRefused">The file cannot be read on.</exception>
    internal abstract bool Read();

    /// <inheritdoc/>
    public abstract void Dispose();
}
