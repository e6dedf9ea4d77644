using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Tessera.Core;

namespace Tessera.Against;

/// <summary>Everything an object holds, as one text: two objects are the same when their texts are.</summary>
internal static class Told
{
    private static readonly ConcurrentDictionary<Type, Part[]> Parts = new();

    private sealed record Part(string Name, Func<object, object?> Read);

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
            case long number: text.Append(number); break;
            case int number: text.Append(number); break;
            case DateOnly day: text.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}"); break;
            case Instant at: text.Append(at.Micros); break;
            case Model.Ratio ratio: text.Append(ratio.ToString()); break;
            case IFormattable plain: text.Append(plain.ToString(null, CultureInfo.InvariantCulture)); break;
            case bool flag: text.Append(flag ? "yes" : "no"); break;
            case IDictionary or ISet<string>: WriteSorted(text, (IEnumerable)value); break;
            case IEnumerable list: WriteList(text, list); break;
            default: WriteParts(text, value); break;
        }
    }

    private static void WriteSorted(StringBuilder text, IEnumerable list) => text.Append('[').AppendJoin(", ", list.Cast<object?>().Select(Of).Order(StringComparer.Ordinal)).Append(']');

    private static void WriteList(StringBuilder text, IEnumerable list)
    {
        text.Append('[');
        var first = true;
        foreach (var part in list)
        {
            if (!first) text.Append(", ");
            Write(text, part);
            first = false;
        }

        text.Append(']');
    }

    private static void WriteParts(StringBuilder text, object value)
    {
        text.Append(value.GetType().Name).Append('{');
        var first = true;
        foreach (var (name, read) in Parts.GetOrAdd(value.GetType(), PartsOf))
        {
            var part = read(value);
            if (part is null or false or 0 or 0L or ICollection { Count: 0 }) continue;
            text.Append(first ? "" : " ").Append(name).Append('=');
            Write(text, part);
            first = false;
        }

        text.Append('}');
    }

    private static Part[] PartsOf(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && p.Name != "EqualityContract").Select(p => Reads(type, p)),
        .. type.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(f => Reads(type, f)),
    ];

    // Compiled: every book is written after every operation.
    private static Part Reads(Type type, MemberInfo member)
    {
        var value = Expression.Parameter(typeof(object));
        var read = Expression.MakeMemberAccess(Expression.Convert(value, type), member);
        return new Part(member.Name, Expression.Lambda<Func<object, object?>>(Expression.Convert(read, typeof(object)), value).Compile());
    }
}
