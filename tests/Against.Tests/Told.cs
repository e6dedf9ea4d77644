using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Tessera.Core;

namespace Tessera.Against;

/// <summary>Everything an object holds, as one text: two objects are the same when their texts are.</summary>
internal static class Told
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null: text.Append('-'); break;
            case string plain: text.Append(plain); break;
            case DateOnly day: text.Append(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case Instant at: text.Append(at.Micros); break;
            case Model.Ratio ratio: text.Append(ratio.ToString()); break;
            case IFormattable plain: text.Append(plain.ToString(null, CultureInfo.InvariantCulture)); break;
            case bool flag: text.Append(flag ? "yes" : "no"); break;
            case IDictionary or ISet<string>: WriteSorted(text, (IEnumerable)value); break;
            case IEnumerable list: WriteList(text, list.Cast<object?>().Select(Of)); break;
            default: WriteParts(text, value); break;
        }
    }

    private static void WriteSorted(StringBuilder text, IEnumerable list) => WriteList(text, list.Cast<object?>().Select(Of).Order(StringComparer.Ordinal));

    private static void WriteList(StringBuilder text, IEnumerable<string> parts) => text.Append('[').AppendJoin(", ", parts).Append(']');

    private static void WriteParts(StringBuilder text, object value)
    {
        text.Append(value.GetType().Name).Append('{');
        var first = true;
        foreach (var (name, part) in PartsOf(value))
        {
            if (part is null or false or 0 or 0L or ICollection { Count: 0 }) continue;
            text.Append(first ? "" : " ").Append(name).Append('=');
            Write(text, part);
            first = false;
        }

        text.Append('}');
    }

    private static IEnumerable<(string Name, object? Value)> PartsOf(object value)
    {
        var type = value.GetType();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length == 0 && property.Name != "EqualityContract") yield return (property.Name, property.GetValue(value));
        }

        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance)) yield return (field.Name, field.GetValue(value));
    }
}
