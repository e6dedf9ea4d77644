using System.Collections;
using System.Reflection;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Keys;

namespace Tessera.Core.Tests.Programs;

/// <summary>Every value of every switch reaches the property of its name: no two are mixed up in the table.</summary>
public sealed class SwitchReadingTests
{
    // Values that are no names of an enum: what the property is then.
    private static readonly Dictionary<string, string> Written = new(StringComparer.Ordinal)
    {
        ["earn.*.basis.discounts=after"] = "AfterDiscounts=True",
        ["earn.*.basis.discounts=before"] = "AfterDiscounts=False",
        ["earn.*.basis.tax=with"] = "WithTax=True",
        ["earn.*.basis.tax=without"] = "WithTax=False",
        ["earn.*.basis.freight=with"] = "WithFreight=True",
        ["earn.*.basis.freight=without"] = "WithFreight=False",
        ["earn.*.basis.orderDiscounts=reduce"] = "OrderDiscountsReduce=True",
        ["earn.*.basis.orderDiscounts=ignore"] = "OrderDiscountsReduce=False",
        ["points.freeze=spending"] = "FreezeStopsEarning=False",
        ["points.freeze=earning"] = "FreezeStopsEarning=True",
        ["reviews.*.grace=months"] = "Grace=Span { Months = 2, Days = 0 }",
        ["reviews.*.grace=days"] = "Grace=Span { Months = 0, Days = 20 }",
        ["reviews.*.grace=none"] = "Grace=Span { Months = 0, Days = 0 }",
    };

    // Keys whose property has another name.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["points.round"] = "RoundAt",
        ["tiers.*.entry"] = "EntryMode",
    };

    public static TheoryData<string, string> Values() => new(KeyReference.Switches().SelectMany(s => s.Choices.Select(c => (s.Key, c))));

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_of_a_switch_reaches_its_property_and_no_other(string key, string value)
    {
        var all = KeyReference.Switches().First(s => s.Key == key).Choices;
        var now = Leaves(Read(key, value)).ToHashSet(StringComparer.Ordinal);
        var others = all.Where(c => c != value).Select(c => Leaves(Read(key, c)).ToHashSet(StringComparer.Ordinal)).ToList();

        var own = now.Where(leaf => others.TrueForAll(o => !o.Contains(leaf))).ToList();

        var leaf = Assert.Single(own);
        Assert.Equal(Expected(key, value), leaf[(leaf.LastIndexOf('/') + 1)..], ignoreCase: true);
    }

    private static string Expected(string key, string value)
    {
        if (Written.TryGetValue(key + "=" + value, out var written)) return written;
        var name = Renamed.GetValueOrDefault(key) ?? key[(key.LastIndexOf('.') + 1)..];
        return name + "=" + value switch { "yes" => "True", "no" => "False", _ => value };
    }

    private static ProgramDocument Read(string key, string value)
    {
        var text = value switch { "months" => "2 months", "days" when key.EndsWith("grace", StringComparison.Ordinal) => "20 days", _ => value };
        var binding = new Binding(new Units("CNY", 2, 0));
        var root = Tree("", key.Split('.'), text);
        ProgramKeys.Root.TryRead(root, binding, out var document);
        Assert.DoesNotContain(binding.Findings, f => f.Code is not "program.required");
        return document;
    }

    private static DocumentNode Tree(string pointer, ReadOnlySpan<string> steps, string text)
    {
        if (steps.IsEmpty) return new ScalarNode(pointer, text);
        var inner = Tree(DocumentNode.PointerOf(pointer, steps[0] == "*" ? "0" : steps[0]), steps[1..], text);
        return steps[0] == "*" ? new ListNode(pointer, [inner]) : new MapNode(pointer, [new(steps[0], inner)]);
    }

    /// <summary>Every property of a record and of the records in it, as path=value.</summary>
    private static IEnumerable<string> Leaves(object? value, string path = "")
    {
        switch (value)
        {
            case null or string or Span:
            case var plain when plain.GetType().IsPrimitive || plain.GetType().IsEnum:
                return [path + "=" + value];
            case IEnumerable list:
                return list.Cast<object>().SelectMany((item, i) => Leaves(item, $"{path}/{i}"));
            default:
                return value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(p => p.GetIndexParameters().Length == 0 && p.CanWrite)
                    .SelectMany(p => Leaves(p.GetValue(value), $"{path}/{p.Name}"));
        }
    }
}
