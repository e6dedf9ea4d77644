using System.Globalization;

namespace Tessera.Storage;

/// <summary>
/// A statement ready to be bound: parameters are $1, $2 … on both engines. Rows come by <see cref="Step"/>; writes without a result by <see cref="Run"/>,
/// which an engine across a wire may send later, in order, together with others. Disposing gives it back to its connection.
/// </summary>
internal abstract class Statement : IDisposable
{
    internal abstract string Sql { get; }

    internal abstract int ColumnCount { get; }

    internal abstract Statement Set(int at, long value);

    internal abstract Statement Set(int at, string? value);

    internal abstract Statement SetText(int at, ReadOnlySpan<byte> utf8);

    internal abstract Statement SetBytes(int at, ReadOnlySpan<byte> value);

    /// <summary>Numbers for <see cref="StoreConnection.AnyOf"/>.</summary>
    internal abstract Statement SetMany(int at, long[] values);

    // A missing value has a type too: across a wire it must be told.
    internal abstract Statement SetNoNumber(int at);

    internal abstract Statement SetNoText(int at);

    internal abstract Statement SetNoBytes(int at);

    /// <summary>The first bytes of each of some values, in parameters that follow each other; see <see cref="In"/>.</summary>
    internal Statement SetBytes(int from, IReadOnlyList<byte[]> values, int length)
    {
        for (var i = 0; i < values.Count; i++) SetBytes(from + i, values[i].AsSpan(0, length));
        return this;
    }

    /// <summary>A condition on a column: one of so many parameters from one on. A single one stays an equation, so that its plan is that.</summary>
    internal static string In(int from, int count) => count == 1
        ? string.Create(CultureInfo.InvariantCulture, $"= ${from}")
        : "in (" + string.Join(", ", Enumerable.Range(from, count).Select(at => string.Create(CultureInfo.InvariantCulture, $"${at}"))) + ")";

    internal Statement Set(int at, bool value) => Set(at, value ? 1L : 0L);

    internal Statement Set(int at, long? value) => value is { } known ? Set(at, known) : SetNoNumber(at);

    internal Statement Set(int at, Instant? value) => Set(at, value?.Micros);

    internal Statement Set(int at, DateOnly? value) => Set(at, value is { } day ? day.DayNumber : (long?)null);

    internal Statement Set(int at, AccountId value) => Set(at, value.Value);

    internal Statement Set(int at, AccountId? value) => Set(at, value?.Value);

    /// <summary>Moves to the next row. Everything written before is seen.</summary>
    internal abstract bool Step();

    /// <summary>Runs a statement without rows and makes it ready for the next values. A constraint may speak as late as the commit.</summary>
    internal abstract void Run();

    /// <summary>Runs it and gives it back.</summary>
    internal void RunOnce()
    {
        using (this) Run();
    }

    /// <summary>Runs it at once and gives it back; says how many rows it changed.</summary>
    internal abstract int RunCounted();

    internal abstract bool IsNull(int column);

    internal abstract long Long(int column);

    /// <summary>A text, or a number as text.</summary>
    internal abstract string Text(int column);

    /// <summary>The bytes of a text or blob; valid until the next step.</summary>
    internal abstract ReadOnlySpan<byte> Bytes(int column);

    internal int Int(int column) => checked((int)Long(column));

    internal bool Bool(int column) => Long(column) != 0;

    internal long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    internal Instant Instant(int column) => new(Long(column));

    internal Instant? InstantOrNull(int column) => IsNull(column) ? null : Instant(column);

    internal DateOnly Day(int column) => DateOnly.FromDayNumber(Int(column));

    internal DateOnly? DayOrNull(int column) => IsNull(column) ? null : Day(column);

    internal AccountId Account(int column) => new(Long(column));

    internal AccountId? AccountOrNull(int column) => IsNull(column) ? null : Account(column);

    internal string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public abstract void Dispose();
}
