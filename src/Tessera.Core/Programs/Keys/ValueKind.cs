using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Tessera.Core.Programs.Keys;

/// <summary>Smallest parts of the programme at hand: what money and points of the file are counted in.</summary>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="CurrencyDecimals">Decimals of the minor unit.</param>
/// <param name="PointsDecimals">Decimals of a point.</param>
public sealed record Units(string Currency, int CurrencyDecimals, int PointsDecimals)
{
    /// <summary>Units of a document.</summary>
    public static Units Of(ProgramDocument document) => new(document.Currency, document.CurrencyDecimals, document.Points.Decimals);
}

/// <summary>What may stand under a key: one source for reading, words, JSON Schema, reference and differences.</summary>
public abstract class ValueKind
{
    /// <summary>What may stand there, in a few words.</summary>
    public abstract LocalText Words { get; }

    /// <summary>Its named values, for switches; empty for other kinds.</summary>
    public virtual IReadOnlyList<NamedValue> Values => [];

    /// <summary>What a switch of this kind can be, for the reference and its tests: its named values, or kinds of value.</summary>
    public virtual IReadOnlyList<string> Choices => [.. Values.Select(v => v.Name)];

    /// <summary>Keys inside, for maps.</summary>
    public virtual IReadOnlyList<ProgramKey> Inner => [];

    /// <summary>The kind of each item, for lists and maps by id.</summary>
    public virtual ValueKind? Item => null;

    /// <summary>Its JSON Schema; shared shapes go into <paramref name="defs"/>.</summary>
    public abstract JsonObject Schema(SchemaDefs defs);
}

/// <summary>A named value of a switch.</summary>
/// <param name="Name">As written in the file.</param>
/// <param name="Words">What it means.</param>
public sealed record NamedValue(string Name, LocalText Words);

/// <summary>A kind that reads into a type.</summary>
public abstract class ValueKind<T> : ValueKind
{
    /// <summary>Reads a node; where it cannot, reports what was expected and answers false.</summary>
    public abstract bool TryRead(DocumentNode node, Binding binding, [MaybeNullWhen(false)] out T value);

    /// <summary>The value as a person reads it.</summary>
    public abstract LocalText Write(T value, Units units);

    /// <summary>The value as the file would say it, for the default column.</summary>
    public virtual string WriteFile(T value, Units units) => Write(value, units).En;

    /// <summary>Whether two values are the same.</summary>
    public virtual bool Same(T a, T b) => EqualityComparer<T>.Default.Equals(a, b);

    /// <summary>Adds the sentences that say how two values differ.</summary>
    public virtual void Diff(T before, T after, DiffPath path)
    {
        if (!Same(before, after)) path.Changed(Write(before, path.Before), Write(after, path.After));
    }
}

/// <summary>A kind written as one word, number or text.</summary>
public abstract class ScalarKind<T> : ValueKind<T>
{
    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, Binding binding, [MaybeNullWhen(false)] out T value)
    {
        if (node is ScalarNode scalar && TryParse(scalar.Text.Trim(), binding.Units, out value)) return true;
        binding.NotAsExpected(node, Words, Values);
        value = default;
        return false;
    }

    /// <summary>Reads the text.</summary>
    public abstract bool TryParse(string text, Units units, [MaybeNullWhen(false)] out T value);

    /// <summary>The same words in both languages.</summary>
    protected static LocalText Both(string text) => new(text, text);
}
