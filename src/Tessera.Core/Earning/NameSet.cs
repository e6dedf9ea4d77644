namespace Tessera.Core.Earning;

/// <summary>The ids of one list of a scope. An empty list matches all. Short lists are walked, long ones hashed.</summary>
internal readonly struct NameSet
{
    private const int MostWalked = 6;
    private readonly string[] _names;
    private readonly HashSet<string>? _hashed;

    public NameSet(IReadOnlyList<string> names)
    {
        _names = [.. names];
        _hashed = names.Count > MostWalked ? new HashSet<string>(names, StringComparer.Ordinal) : null;
    }

    public bool IsEmpty => _names.Length == 0;

    public IReadOnlyList<string> Names => _names;

    public bool Has(string? name)
    {
        if (name is null) return false;
        if (_hashed is not null) return _hashed.Contains(name);
        foreach (var own in _names)
        {
            if (string.Equals(own, name, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    /// <summary>Whether a category path, or a path above it, is in the list.</summary>
    public bool HasAbove(string category)
    {
        if (_hashed is null) return LineAmounts.IsUnderOneOf(category, _names);
        var paths = _hashed.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var end = category.Length; end > 0; end = category.AsSpan(0, end).LastIndexOf('/'))
        {
            if (paths.Contains(category.AsSpan(0, end))) return true;
        }

        return false;
    }
}
