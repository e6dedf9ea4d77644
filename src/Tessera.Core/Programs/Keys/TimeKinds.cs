using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Keys;

/// <summary>A length such as "1 month", "20 days" or "none".</summary>
public sealed class LengthKind(bool mayBeNone) : ScalarKind<Span>
{
    private const int MostDays = 36_500;

    /// <inheritdoc/>
    public override LocalText Words => mayBeNone
        ? new LocalText("时长，如 1 month、20 days 或 none", "a length such as 1 month, 20 days or none")
        : new LocalText("时长，如 12 months 或 90 days", "a length such as 12 months or 90 days");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Choices => mayBeNone ? ["months", "days", "none"] : ["months", "days"];

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, [MaybeNullWhen(false)] out Span value)
    {
        value = Span.Zero;
        if (text is "none" or "无") return mayBeNone;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n > MostDays) return false;
        switch (parts[1])
        {
            case "day" or "days" or "天":
                value = new Span(0, n);
                return true;
            case "month" or "months" or "个月" when n <= 1_200:
                value = new Span(n, 0);
                return true;
            case "year" or "years" or "年" when n <= 100:
                value = new Span(n * 12, 0);
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public override LocalText Write(Span value, Units units) => ProgramWords.Length(value);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.Text("^([0-9]+ (day|days|month|months|year|years|天|个月|年)" + (mayBeNone ? "|none" : "") + ")$");
}

/// <summary>A window of local dates in words.</summary>
public sealed class WindowTextKind : ScalarKind<Window>
{
    private static readonly (string Text, WindowKind Kind)[] Fixed =
    [
        ("lifetime", WindowKind.Lifetime), ("calendar month", WindowKind.Month), ("calendar quarter", WindowKind.Quarter),
        ("calendar half", WindowKind.Half), ("calendar year", WindowKind.Year), ("previous calendar month", WindowKind.PreviousMonth),
        ("previous calendar quarter", WindowKind.PreviousQuarter), ("previous calendar half", WindowKind.PreviousHalf),
        ("previous calendar year", WindowKind.PreviousYear), ("since tier start", WindowKind.SinceTierStart), ("since joining", WindowKind.SinceJoining),
    ];

    /// <inheritdoc/>
    public override LocalText Words => new(
        "时间窗口，如 lifetime、rolling 12 months、rolling 90 days、calendar month、previous calendar quarter、since tier start、since joining",
        "a window such as lifetime, rolling 12 months, rolling 90 days, calendar month, previous calendar quarter, since tier start, since joining");

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out Window value)
    {
        var words = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        foreach (var (known, kind) in Fixed)
        {
            if (known != words) continue;
            value = new Window(kind);
            return true;
        }

        value = Window.Lifetime;
        if (!words.StartsWith("rolling ", StringComparison.Ordinal) || !new LengthKind(false).TryParse(words[8..], units, out var length)) return false;
        value = length.Months > 0 ? new Window(WindowKind.RollingMonths, length.Months) : new Window(WindowKind.RollingDays, length.Days);
        return value.Length > 0;
    }

    /// <inheritdoc/>
    public override LocalText Write(Window value, Units units) => ProgramWords.Window(value);

    /// <inheritdoc/>
    public override string WriteFile(Window value, Units units) => value.Kind switch
    {
        WindowKind.RollingDays => string.Create(CultureInfo.InvariantCulture, $"rolling {value.Length} days"),
        WindowKind.RollingMonths => string.Create(CultureInfo.InvariantCulture, $"rolling {value.Length} months"),
        _ => Fixed.First(f => f.Kind == value.Kind).Text,
    };

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.Text(
        "^(lifetime|rolling [1-9][0-9]* (day|days|month|months|year|years)|(previous )?calendar (month|quarter|half|year)|since tier start|since joining)$");
}

/// <summary>When a review is held, in words.</summary>
public sealed class MomentTextKind : ScalarKind<Moment>
{
    private static readonly MonthDayKind Days = new();

    /// <inheritdoc/>
    public override LocalText Words => new(
        "时点，如 yearly 01-01、quarterly、monthly 1、tier anniversary、join anniversary、every 30 days、daily",
        "a moment such as yearly 01-01, quarterly, monthly 1, tier anniversary, join anniversary, every 30 days, daily");

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, [MaybeNullWhen(false)] out Moment value)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var first = new MonthDay(1, 1);
        value = words switch
        {
            ["quarterly"] => new Moment(MomentKind.Quarterly, first),
            ["daily"] => new Moment(MomentKind.Daily, first),
            ["tier", "anniversary"] => new Moment(MomentKind.TierAnniversary, first),
            ["join", "anniversary"] => new Moment(MomentKind.JoinAnniversary, first),
            ["yearly", var day] when Days.TryParse(day, units, out var on) => new Moment(MomentKind.Yearly, on),
            ["monthly", var day] when Number(day, 31) is { } n => new Moment(MomentKind.Monthly, new MonthDay(1, n)),
            ["every", var days, "day" or "days"] when Number(days, 3_660) is { } n => new Moment(MomentKind.EveryDays, first, n),
            _ => null,
        };
        return value is not null;
    }

    /// <inheritdoc/>
    public override LocalText Write(Moment value, Units units) => ProgramWords.Moment(value);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.Text(
        "^(yearly [0-9]{2}-[0-9]{2}|quarterly|monthly [0-9]{1,2}|tier anniversary|join anniversary|every [0-9]+ days?|daily)$");

    private static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= most ? n : null;
}
