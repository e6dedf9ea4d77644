using System.Globalization;

namespace Tessera.Testing;

/// <summary>Feature rows and promises first, by letter and number (D2 before D16), then the rest by text.</summary>
internal sealed class CoverageIdOrder : IComparer<string>
{
    public static readonly CoverageIdOrder Instance = new();

    public int Compare(string? x, string? y) => Key(x ?? "").CompareTo(Key(y ?? ""));

    private static (bool Named, char Letter, int Number, OrdinalText Text) Key(string id) =>
        id.Length > 1 && char.IsAsciiLetterUpper(id[0])
        && int.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (false, id[0], number, new OrdinalText(id))
            : (true, ' ', 0, new OrdinalText(id));

    private readonly record struct OrdinalText(string Value) : IComparable<OrdinalText>
    {
        public int CompareTo(OrdinalText other) => string.CompareOrdinal(Value, other.Value);
    }
}
