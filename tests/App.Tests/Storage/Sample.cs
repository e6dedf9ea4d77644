using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Tessera.Core;

namespace Tessera.App.Tests.Storage;

/// <summary>Makes values of any type of Core with every property set, and compares them property by property, whatever is added to Core later.</summary>
internal sealed class Sample(bool empty)
{
    private int _next;

    /// <summary>Every property set to a value of its own.</summary>
    public static object Full(Type type) => new Sample(empty: false).Of(type, 0)!;

    /// <summary>Every property zero, false, null or empty; constructors' own values are overwritten.</summary>
    public static object Empty(Type type) => new Sample(empty: true).Of(type, 0)!;

    public static IEnumerable<Type> KindsOf(Type root) =>
        root.Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(root)).OrderBy(t => t.Name, StringComparer.Ordinal);

    /// <summary>The first property where two values differ, or null.</summary>
    public static string? Difference(object? a, object? b, string path = "")
    {
        if (a is null || b is null) return a is null && b is null ? null : $"{path}: {a ?? "null"} / {b ?? "null"}";
        if (IsSimple(a.GetType())) return a.Equals(b) && Text(a) == Text(b) ? null : $"{path}: {Text(a)} / {Text(b)}";
        if (a is IEnumerable left && b is IEnumerable right) return DifferenceOfLists([.. left.Cast<object?>()], [.. right.Cast<object?>()], path);
        if (a.GetType() != b.GetType()) return $"{path}: {a.GetType().Name} / {b.GetType().Name}";
        return Parts(a.GetType()).Select(p => Difference(Value(p, a), Value(p, b), path + "." + p.Name)).FirstOrDefault(d => d is not null);
    }

    private static string? DifferenceOfLists(List<object?> a, List<object?> b, string path) =>
        a.Count != b.Count
            ? $"{path}: {a.Count} / {b.Count} elements"
            : a.Select((value, i) => Difference(value, b[i], $"{path}[{i}]")).FirstOrDefault(d => d is not null);

    private static string Text(object value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static bool IsSimple(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(DateOnly) || type == typeof(Instant);

    private static IEnumerable<MemberInfo> Parts(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && p.SetMethod is not null),
        .. type.FullName!.StartsWith("System.ValueTuple", StringComparison.Ordinal) ? type.GetFields() : [],
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is null && typeof(IList).IsAssignableFrom(p.PropertyType)),
    ];

    private static object? Value(MemberInfo part, object of) => part is PropertyInfo property ? property.GetValue(of) : ((FieldInfo)part).GetValue(of);

    private object? Of(Type type, int depth)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return empty ? null : Of(inner, depth);
        if (IsSimple(type)) return empty ? SimpleEmpty(type) : Simple(type);
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type)) return ListOf(type.GetGenericArguments()[0], depth);
        if (type.IsAbstract) return empty || depth > 8 ? null : Of(KindsOf(type).ElementAt(_next++ % KindsOf(type).Count()), depth + 1);
        if (depth > 8) return null;
        var made = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null))
        {
            property.SetValue(made, empty && depth > 0 && IsRecordClass(property.PropertyType) ? null : Of(property.PropertyType, depth + 1));
        }

        return made;
    }

    private static bool IsRecordClass(Type type) => type.IsClass && type != typeof(string) && !typeof(IEnumerable).IsAssignableFrom(type);

    private IList ListOf(Type element, int depth)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        for (var i = 0; i < 2 && !empty && depth < 8; i++) list.Add(Of(element, depth + 1));
        return list;
    }

    private static object SimpleEmpty(Type type) => type == typeof(string) ? "" : Activator.CreateInstance(type)!;

    private object Simple(Type type)
    {
        var n = ++_next;
        if (type == typeof(string)) return $"文字 \"{n}\"\n";
        if (type == typeof(decimal)) return n + 0.50m;
        if (type == typeof(DateOnly)) return new DateOnly(2026, 1, 1).AddDays(n);
        if (type == typeof(Instant)) return new Instant(1_700_000_000_000_000 + n);
        if (type == typeof(bool)) return true;
        if (type.IsEnum) return Enum.GetValues(type).GetValue((n % (Enum.GetValues(type).Length - 1)) + 1)!;
        return Convert.ChangeType(n, type, System.Globalization.CultureInfo.InvariantCulture);
    }
}
