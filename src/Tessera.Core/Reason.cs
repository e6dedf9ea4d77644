namespace Tessera.Core;

/// <summary>How a number of a reason is written for a person.</summary>
public enum NumberUnit
{
    /// <summary>A plain count.</summary>
    Count,

    /// <summary>Points in the smallest part of the programme (decimals of the programme apply).</summary>
    Points,

    /// <summary>Growth value.</summary>
    Growth,

    /// <summary>Money in minor units of the programme's currency.</summary>
    Money,

    /// <summary>A local date as its day number.</summary>
    Day,

    /// <summary>A ratio in ten-thousandths (15000 = 1.5).</summary>
    Ratio,

    /// <summary>A number in ten-thousandths (a score).</summary>
    Score,

    /// <summary>The share of a price that is paid, in ten-thousandths: 8500 is written 8.5折 and 15 % off.</summary>
    Discount,
}

/// <summary>A named part of a reason: a number with its unit, or a text that is an id of the programme (never free or personal text).</summary>
/// <param name="Name">Placeholder name in the texts file.</param>
/// <param name="Number">The number; 0 when <paramref name="Text"/> is set.</param>
/// <param name="Unit">How the number is written.</param>
/// <param name="Text">An id (tier, rule, review, metric) or null.</param>
public readonly record struct ReasonPart(string Name, long Number, NumberUnit Unit, string? Text = null);

/// <summary>
/// Why something happened: a stable code and numbers, rendered when read from the texts file in zh-CN and en
/// (architecture.md, Errors). Stored with the decision, never recomputed.
/// </summary>
/// <param name="Code">Stable code such as <c>earn.rule</c> or <c>tier.reached</c>.</param>
/// <param name="Parts">Named numbers and ids.</param>
public sealed record Reason(string Code, IReadOnlyList<ReasonPart> Parts)
{
    /// <summary>A reason from its code and parts.</summary>
    public static Reason Of(string code, params ReasonPart[] parts) => new(code, parts);

    /// <summary>A count.</summary>
    public static ReasonPart Count(string name, long value) => new(name, value, NumberUnit.Count);

    /// <summary>Points.</summary>
    public static ReasonPart Points(string name, long value) => new(name, value, NumberUnit.Points);

    /// <summary>Growth value.</summary>
    public static ReasonPart Growth(string name, long value) => new(name, value, NumberUnit.Growth);

    /// <summary>Money in minor units.</summary>
    public static ReasonPart Money(string name, long minor) => new(name, minor, NumberUnit.Money);

    /// <summary>A local date.</summary>
    public static ReasonPart Day(string name, DateOnly day) => new(name, day.DayNumber, NumberUnit.Day);

    /// <summary>A ratio in ten-thousandths.</summary>
    public static ReasonPart Ratio(string name, long tenThousandths) => new(name, tenThousandths, NumberUnit.Ratio);

    /// <summary>The share of a price that is paid, in ten-thousandths.</summary>
    public static ReasonPart Discount(string name, int tenThousandths) => new(name, tenThousandths, NumberUnit.Discount);

    /// <summary>An id of the programme.</summary>
    public static ReasonPart Id(string name, string id) => new(name, 0, NumberUnit.Count, id);
}

/// <summary>A command that the rules refuse: an expected answer, not an error (HTTP 409). The reason's code is stable.</summary>
/// <param name="Reason">Code such as <c>points.insufficient</c> and its numbers.</param>
/// <param name="Pointer">JSON pointer of the field concerned, or null.</param>
public sealed record Refusal(Reason Reason, string? Pointer = null)
{
    /// <summary>A refusal from a code and parts.</summary>
    public static Refusal Of(string code, params ReasonPart[] parts) => new(Reason.Of(code, parts));
}
