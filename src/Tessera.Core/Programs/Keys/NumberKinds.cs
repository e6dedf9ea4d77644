using System.Globalization;
using System.Text.Json.Nodes;

namespace Tessera.Core.Programs.Keys;

/// <summary>Reading and writing of decimal numbers in a smallest part.</summary>
internal static class Decimals
{
    private static readonly long[] Powers = [1, 10, 100, 1_000, 10_000];

    /// <summary>10 to the power of the decimals.</summary>
    public static long Power(int decimals) => Powers[decimals];

    /// <summary>Reads a decimal number with at most <paramref name="decimals"/> decimals into its smallest part; commas are refused, for 1,5 is read in two ways.</summary>
    public static bool TryParse(string text, int decimals, out long value)
    {
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        value = 0;
        if (!decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var number) || Math.Abs(number) > 1_000_000_000_000_000m) return false;
        var scaled = number * Powers[decimals];
        if (scaled != decimal.Truncate(scaled)) return false;
        value = (long)scaled;
        return true;
    }

    /// <summary>Writes with all decimals and thousands parted.</summary>
    public static string Write(long value, int decimals) =>
        ((decimal)value / Powers[decimals]).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Writes with as few decimals as needed.</summary>
    public static string WriteShort(long value, int decimals) => ((decimal)value / Powers[decimals]).ToString("#,0.####", CultureInfo.InvariantCulture);
}

/// <summary>An amount of money in currency units, read into minor units.</summary>
public sealed class MoneyKind(long leastMinor) : ScalarKind<long>
{
    /// <inheritdoc/>
    public override LocalText Words => leastMinor > 0
        ? new LocalText("大于 0 的金额，如 600 或 19.90", "an amount of money above 0 such as 600 or 19.90")
        : new LocalText("金额，如 600 或 19.90", "an amount of money such as 600 or 19.90");

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out long value) => Decimals.TryParse(text, units.CurrencyDecimals, out value) && value >= leastMinor;

    /// <inheritdoc/>
    public override LocalText Write(long value, Units units) => Both(Decimals.Write(value, units.CurrencyDecimals));

    /// <inheritdoc/>
    public override string WriteFile(long value, Units units) => Decimals.Write(value, units.CurrencyDecimals).Replace(",", "", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.NumberOr("^[0-9]+([.][0-9]+)?$");
}

/// <summary>Points, with the decimals of the programme, read into their smallest part.</summary>
public sealed class PointsKind(long least) : ScalarKind<long>
{
    // Ten billion: what a programme gives at once can be added up a million times before points overflow.
    private const long Most = 10_000_000_000;

    /// <inheritdoc/>
    public override LocalText Words => least > 0
        ? new LocalText("大于 0 的积分数", "a number of points above 0")
        : new LocalText("积分数，0 表示没有", "a number of points, 0 for none");

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out long value) =>
        Decimals.TryParse(text, units.PointsDecimals, out value) && value >= least && value <= Most * Decimals.Power(units.PointsDecimals);

    /// <inheritdoc/>
    public override LocalText Write(long value, Units units) => Both(Decimals.Write(value, units.PointsDecimals));

    /// <inheritdoc/>
    public override string WriteFile(long value, Units units) => Decimals.Write(value, units.PointsDecimals).Replace(",", "", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.NumberOr("^[0-9]+([.][0-9]+)?$");
}

/// <summary>A whole number in a range.</summary>
public sealed class CountKind(long least, long most) : ScalarKind<long>
{
    /// <inheritdoc/>
    public override LocalText Words => new(
        string.Create(CultureInfo.InvariantCulture, $"{least} 到 {most} 的整数"), string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out long value) => Decimals.TryParse(text, 0, out value) && value >= least && value <= most;

    /// <inheritdoc/>
    public override LocalText Write(long value, Units units) => Both(value.ToString("N0", CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override string WriteFile(long value, Units units) => value.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };
}

/// <summary>A whole number of days (or minutes) in a range, with or without its unit.</summary>
public sealed class DurationKind(int most, string unitEn, string unitZh) : ScalarKind<int>
{
    /// <inheritdoc/>
    public override LocalText Words => new(
        string.Create(CultureInfo.InvariantCulture, $"0 到 {most} 的{unitZh}数，如 30 {unitEn}s"), string.Create(CultureInfo.InvariantCulture, $"0 to {most} {unitEn}s such as 30 {unitEn}s"));

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out int value)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        value = 0;
        if (parts.Length is 0 or > 2 || (parts.Length == 2 && parts[1] != unitEn && parts[1] != unitEn + "s" && parts[1] != unitZh)) return false;
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= most;
    }

    /// <inheritdoc/>
    public override LocalText Write(int value, Units units)
    {
        var number = value.ToString(CultureInfo.InvariantCulture);
        return new LocalText(number + " " + unitZh, number + " " + unitEn + (value == 1 ? "" : "s"));
    }

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.AnyOf(
        new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = most }, SchemaDefs.Text("^[0-9]+ (" + unitEn + "s?|" + unitZh + ")$"));
}

/// <summary>A multiplier such as 1.5, 1.5x or 1.5倍, read into ten-thousandths.</summary>
public sealed class MultiplierKind : ScalarKind<int>
{
    /// <inheritdoc/>
    public override LocalText Words => new("倍数，如 1.5 或 1.5x，0 到 100，最多四位小数", "a multiplier such as 1.5 or 1.5x, 0 to 100, at most four decimals");

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out int value)
    {
        var number = text.TrimEnd('x', 'X', '×', '倍').TrimEnd();
        value = 0;
        if (text.Length - number.Length > 2 || !Decimals.TryParse(number, 4, out var scaled) || scaled is < 0 or > 1_000_000) return false;
        value = (int)scaled;
        return true;
    }

    /// <inheritdoc/>
    public override LocalText Write(int value, Units units) => new(Decimals.WriteShort(value, 4) + " 倍", Decimals.WriteShort(value, 4) + "x");

    /// <inheritdoc/>
    public override string WriteFile(int value, Units units) => Decimals.WriteShort(value, 4);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.NumberOr("^[0-9]+([.][0-9]{1,4})? ?(x|×|倍)?$");
}

/// <summary>A share such as 10 % or 0.1, read into ten-thousandths.</summary>
public sealed class ShareKind(int least, int most) : ScalarKind<int>
{
    /// <inheritdoc/>
    public override LocalText Words => new(
        $"{Percent(least)} 到 {Percent(most)} 的百分比，如 10 % 或 0.1", $"a share from {Percent(least)} to {Percent(most)} such as 10 % or 0.1");

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out int value)
    {
        value = 0;
        var percent = text.EndsWith('%');
        if (!Decimals.TryParse(percent ? text[..^1].TrimEnd() : text, percent ? 2 : 4, out var scaled) || scaled < least || scaled > most) return false;
        value = (int)scaled;
        return true;
    }

    /// <inheritdoc/>
    public override LocalText Write(int value, Units units) => Both(Percent(value));

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.AnyOf(
        new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 }, SchemaDefs.Text("^[0-9]+([.][0-9]{1,2})? ?%$"));

    private static string Percent(int value) => Decimals.WriteShort(value, 2) + " %";
}
