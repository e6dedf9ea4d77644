namespace Tessera.Core.Segments;

/// <summary>Whole numbers of one field: nothing while all are zero, four bytes each while all fit, eight from the first that does not.</summary>
internal sealed class NumberColumn
{
    private int[]? _small;
    private long[]? _wide;

    public bool IsZero => _small is null && _wide is null;

    /// <summary>The numbers where they take four bytes, from the first row; may be shorter than the rows, the rest being zero.</summary>
    public ReadOnlySpan<int> Small => _small;

    /// <summary>The numbers where they take eight bytes; else empty.</summary>
    public ReadOnlySpan<long> Wide => _wide;

    public long this[int at] => _wide is { } wide ? At(wide, at) : _small is { } small ? At(small, at) : 0;

    /// <summary>Sets one number.</summary>
    /// <param name="at">Row.</param>
    /// <param name="value">Number.</param>
    /// <param name="room">Rows there is room for.</param>
    public void Set(int at, long value, int room)
    {
        if (value == 0 && IsZero) return;
        if (_wide is null && value is < int.MinValue or > int.MaxValue) Widen(room);
        if (_wide is not null)
        {
            if (_wide.Length <= at) Array.Resize(ref _wide, room);
            _wide[at] = value;
            return;
        }

        if (_small is null || _small.Length <= at) Array.Resize(ref _small, room);
        _small[at] = (int)value;
    }

    private static long At(long[] values, int at) => at < values.Length ? values[at] : 0;

    private static long At(int[] values, int at) => at < values.Length ? values[at] : 0;

    private void Widen(int room)
    {
        _wide = new long[room];
        for (var i = 0; i < (_small?.Length ?? 0); i++) _wide[i] = _small![i];
        _small = null;
    }
}
