namespace Tessera.Server.Json;

/// <summary>Length and shape of a text field. Without it a text has at most <see cref="DefaultMax"/> characters and at least one.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextAttribute(int max) : Attribute
{
    public const int DefaultMax = 200;

    public int Max { get; } = max;

    public int Min { get; init; } = 1;

    /// <summary>One of <see cref="TextShapes"/>, or null for any text without control characters.</summary>
    public string? Shape { get; init; }

    /// <summary>Line breaks and tabs are allowed.</summary>
    public bool Lines { get; init; }
}

/// <summary>Range of a number, both ends included.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberAttribute(long min, long max) : Attribute
{
    /// <summary>Most minor units or points in one field: a sum of many stays far inside 64 bits.</summary>
    public const long Most = 1_000_000_000_000;

    public long Min { get; } = min;

    public long Max { get; } = max;

    /// <summary>Decimals a decimal field may have.</summary>
    public int Decimals { get; init; }

    /// <summary>Zero is refused.</summary>
    public bool NotZero { get; init; }
}

/// <summary>How many entries a list or map may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ItemsAttribute(int min, int max) : Attribute
{
    public const int DefaultMax = 200;

    public int Min { get; } = min;

    public int Max { get; } = max;
}

/// <summary>An example for the API description: JSON text.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
internal sealed class ExampleAttribute(string json) : Attribute
{
    public string Json { get; } = json;
}
