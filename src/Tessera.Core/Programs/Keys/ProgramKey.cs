namespace Tessera.Core.Programs.Keys;

/// <summary>A key of the programme file, as documented.</summary>
public abstract record ProgramKey
{
    /// <summary>Name in the file, camelCase.</summary>
    public required string Name { get; init; }

    /// <summary>Short label for sentences.</summary>
    public LocalText Label { get; init; } = new("", "");

    /// <summary>What it means.</summary>
    public LocalText About { get; init; } = new("", "");

    /// <summary>Where the rule stands: a section of semantics.md or a row of features.md.</summary>
    public string Rule { get; init; } = "";

    /// <summary>A switch of semantics.md: a test shows that its values differ.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>Whether it must be written.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What may stand under it.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>The default as the file would say it; null for required keys and keys without a value.</summary>
    public abstract string? DefaultText { get; }
}

/// <summary>A key of an owner's map.</summary>
public abstract record Key<TOwner> : ProgramKey
{
    /// <summary>Reads the node into the owner.</summary>
    public abstract TOwner Bind(TOwner owner, DocumentNode node, Binding binding);

    /// <summary>Whether two owners agree under this key.</summary>
    public abstract bool Same(TOwner a, TOwner b);

    /// <summary>The owner's value under this key as a person reads it.</summary>
    public abstract LocalText WriteOf(TOwner owner, Units units);

    /// <summary>Says how two owners differ under this key.</summary>
    public abstract void Diff(TOwner before, TOwner after, DiffPath path);

    /// <summary>Label and meaning in both languages.</summary>
    public Key<TOwner> Says(string labelZh, string labelEn, string aboutZh, string aboutEn) =>
        this with { Label = new LocalText(labelZh, labelEn), About = new LocalText(aboutZh, aboutEn) };

    /// <summary>The rule it comes from.</summary>
    public Key<TOwner> In(string rule) => this with { Rule = rule };

    /// <summary>Marks a switch of semantics.md.</summary>
    public Key<TOwner> Switch() => this with { IsSwitch = true };

    /// <summary>Marks a key that must be written.</summary>
    public Key<TOwner> Required() => this with { IsRequired = true };
}

/// <summary>A key with its value's type: reading and writing the typed document.</summary>
public sealed record Key<TOwner, TValue>(
    ValueKind<TValue> Of, Func<TOwner, TValue?> Get, Func<TOwner, TValue, TOwner> Set, TOwner Start) : Key<TOwner>
{
    private static readonly Units PlainUnits = new("CNY", 2, 0);

    /// <inheritdoc/>
    public override ValueKind Kind => Of;

    /// <inheritdoc/>
    public override string? DefaultText => !IsRequired && Get(Start) is { } value ? Of.WriteFile(value, PlainUnits) : null;

    /// <inheritdoc/>
    public override TOwner Bind(TOwner owner, DocumentNode node, Binding binding) =>
        Of.TryRead(node, binding, out var value) ? Set(owner, value) : owner;

    /// <inheritdoc/>
    public override LocalText WriteOf(TOwner owner, Units units) => Get(owner) is { } value ? Of.Write(value, units) : ProgramWords.None;

    /// <inheritdoc/>
    public override bool Same(TOwner a, TOwner b) => (Get(a), Get(b)) switch
    {
        (null, null) => true,
        ({ } x, { } y) => Of.Same(x, y),
        _ => false,
    };

    /// <inheritdoc/>
    public override void Diff(TOwner before, TOwner after, DiffPath path)
    {
        var here = path.Then(Name, Label);
        switch (Get(before), Get(after))
        {
            case ({ } x, { } y):
                Of.Diff(x, y, here);
                break;
            case (null, { } y):
                here.Changed(ProgramWords.None, Of.Write(y, here.After));
                break;
            case ({ } x, null):
                here.Changed(Of.Write(x, here.Before), ProgramWords.None);
                break;
            default:
                break;
        }
    }
}
