using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tessera.Core.Programs.Keys;

/// <summary>One of a few named values, written in camelCase.</summary>
public sealed class ChoiceKind<T> : ScalarKind<T>
{
    private readonly (T Value, NamedValue Named)[] _choices;

    /// <summary>A choice of these values; the words say what each means.</summary>
    public ChoiceKind(params (T Value, string Name, string Zh, string En)[] choices) =>
        _choices = [.. choices.Select(c => (c.Value, new NamedValue(c.Name, new LocalText(c.Zh, c.En))))];

    /// <inheritdoc/>
    public override LocalText Words => new(
        string.Join("、", _choices.Select(c => c.Named.Name)) + " 之一", "one of " + string.Join(", ", _choices.Select(c => c.Named.Name)));

    /// <inheritdoc/>
    public override IReadOnlyList<NamedValue> Values => [.. _choices.Select(c => c.Named)];

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, [MaybeNullWhen(false)] out T value)
    {
        foreach (var choice in _choices)
        {
            if (!string.Equals(choice.Named.Name, text, StringComparison.Ordinal)) continue;
            value = choice.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public override LocalText Write(T value, Units units) => Named(value).Words;

    /// <inheritdoc/>
    public override string WriteFile(T value, Units units) => Named(value).Name;

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => new() { ["enum"] = new JsonArray([.. _choices.Select(c => (JsonNode)c.Named.Name)]) };

    private NamedValue Named(T value) => _choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, value)).Named;
}

/// <summary>yes or no; true and false are read too.</summary>
public sealed class YesNoKind : ScalarKind<bool>
{
    private static readonly NamedValue No = new("no", new LocalText("否", "no"));
    private static readonly NamedValue Yes = new("yes", new LocalText("是", "yes"));

    /// <inheritdoc/>
    public override LocalText Words => new("yes 或 no", "yes or no");

    /// <inheritdoc/>
    public override IReadOnlyList<NamedValue> Values => [No, Yes];

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out bool value)
    {
        value = text is "yes" or "true";
        return value || text is "no" or "false";
    }

    /// <inheritdoc/>
    public override LocalText Write(bool value, Units units) => (value ? Yes : No).Words;

    /// <inheritdoc/>
    public override string WriteFile(bool value, Units units) => (value ? Yes : No).Name;

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) =>
        SchemaDefs.AnyOf(new JsonObject { ["type"] = "boolean" }, new JsonObject { ["enum"] = new JsonArray("yes", "no") });
}

/// <summary>A text matched by a pattern.</summary>
public sealed class PatternKind(string pattern, string zh, string en) : ScalarKind<string>
{
    private readonly Regex _pattern = new(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    public override LocalText Words { get; } = new(zh, en);

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out string value)
    {
        value = text;
        return _pattern.IsMatch(text);
    }

    /// <inheritdoc/>
    public override LocalText Write(string value, Units units) => Both(value);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.AnyOf(SchemaDefs.Text(pattern), new JsonObject { ["type"] = "number" });
}

/// <summary>A local date, yyyy-MM-dd.</summary>
public sealed class DateKind : ScalarKind<DateOnly>
{
    /// <inheritdoc/>
    public override LocalText Words => new("日期，如 2026-01-31", "a date such as 2026-01-31");

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out DateOnly value) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value);

    /// <inheritdoc/>
    public override LocalText Write(DateOnly value, Units units) => Both(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.Text("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
}

/// <summary>A local time of day, HH:mm.</summary>
public sealed class TimeKind : ScalarKind<TimeOnly>
{
    /// <inheritdoc/>
    public override LocalText Words => new("时刻，如 14:00", "a time of day such as 14:00");

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out TimeOnly value) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out value);

    /// <inheritdoc/>
    public override LocalText Write(TimeOnly value, Units units) => Both(value.ToString("HH:mm", CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.Text("^[0-9]{2}:[0-9]{2}$");
}

/// <summary>A day of each year, MM-dd; 02-29 is the 28th in other years.</summary>
public sealed class MonthDayKind : ScalarKind<MonthDay>
{
    /// <inheritdoc/>
    public override LocalText Words => new("月-日，如 12-31", "month-day such as 12-31");

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out MonthDay value)
    {
        // 2000 is a leap year, so that 02-29 is read.
        var read = DateOnly.TryParseExact("2000-" + text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        value = new MonthDay(date.Month, date.Day);
        return read;
    }

    /// <inheritdoc/>
    public override LocalText Write(MonthDay value, Units units) => Both(Text(value));

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.Text("^[0-9]{2}-[0-9]{2}$");

    internal static string Text(MonthDay value) => string.Create(CultureInfo.InvariantCulture, $"{value.Month:00}-{value.Day:00}");
}

/// <summary>A kind whose key may be left out: null is "none".</summary>
public sealed class OptionalKind<T>(ValueKind<T> of) : ValueKind<T?>
    where T : struct
{
    /// <inheritdoc/>
    public override LocalText Words => of.Words;

    /// <inheritdoc/>
    public override IReadOnlyList<NamedValue> Values => of.Values;

    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, Binding binding, out T? value)
    {
        var read = of.TryRead(node, binding, out var inner);
        value = read ? inner : null;
        return read;
    }

    /// <inheritdoc/>
    public override LocalText Write(T? value, Units units) => value is { } inner ? of.Write(inner, units) : ProgramWords.None;

    /// <inheritdoc/>
    public override bool Same(T? a, T? b) => a is { } x && b is { } y ? of.Same(x, y) : a.HasValue == b.HasValue;

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => of.Schema(defs);
}
