using System.ComponentModel;
using System.Globalization;
using Tessera.App.Texts;

namespace Tessera.App.Reports;

/// <summary>What a figure is measured in.</summary>
public enum FigureUnit
{
    /// <summary>Members, orders.</summary>
    Count,

    /// <summary>Money, minor units.</summary>
    Minor,

    /// <summary>A share, ten-thousandths.</summary>
    TenThousandths,

    /// <summary>Points, in their smallest part.</summary>
    Points,
}

/// <summary>A figure of a report: what it says, of whom, and what it means.</summary>
public sealed record Figure
{
    [Description("Which figure.")]
    public required string Id { get; init; }

    [Description("Its name.")]
    public required string Name { get; init; }

    [Description("How it is counted: of whom, over which dates.")]
    public required string Definition { get; init; }

    [Description("What it is measured in.")]
    public required FigureUnit Unit { get; init; }

    [Description("The figure over the window; absent where there is nothing to divide by.")]
    public long? Value { get; init; }

    [Description("The same over as many dates before the window.")]
    public long? Previous { get; init; }

    [Description("Of shares and averages: what is divided.")]
    public long? Part { get; init; }

    [Description("Of shares and averages: by what.")]
    public long? Whole { get; init; }

    [Description("Where the members or purchases behind it are listed.")]
    public string? Opens { get; init; }
}

/// <summary>What a column of a report means.</summary>
/// <param name="Id">Which column.</param>
/// <param name="Name">Its name.</param>
/// <param name="Definition">How it is counted.</param>
public sealed record FigureMeaning(string Id, string Name, string Definition)
{
    internal static FigureMeaning Of(string id, string language) => new(id, Text.Say($"figure.{id}", language), Text.Say($"meaning.{id}", language));

    internal static IReadOnlyList<FigureMeaning> All(string language, params string[] ids) => [.. ids.Select(id => Of(id, language))];
}

/// <summary>A window of a report: dates inclusive, and as many dates before it to compare with.</summary>
/// <param name="From">First local date.</param>
/// <param name="Through">Last local date.</param>
public readonly record struct ReportWindow(DateOnly From, DateOnly Through)
{
    /// <summary>How many dates it holds.</summary>
    public int Days => Through.DayNumber - From.DayNumber + 1;

    /// <summary>As many dates right before it.</summary>
    public ReportWindow Before => new(From.AddDays(-Days), From.AddDays(-1));

    /// <summary>Whether it holds a date.</summary>
    public bool Holds(DateOnly day) => day >= From && day <= Through;

    internal string Query => string.Create(CultureInfo.InvariantCulture, $"from={From:yyyy-MM-dd}&through={Through:yyyy-MM-dd}");
}
