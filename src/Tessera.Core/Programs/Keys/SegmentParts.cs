using System.Text.Json.Nodes;
using Tessera.Core.Segments;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Keys;

/// <summary>The words that only conditions of segments and tag rules know, beside those of tiers.</summary>
internal static class SegmentParts
{
    private static readonly CountKind Days = new(0, 100_000);
    private static readonly CountKind Years = new(0, 150);
    private static readonly CountKind Score = new(1, 5);
    private static readonly ChoiceKind<string> Rfm = new([.. RfmNames.All.Select(n => (n.Code, n.Code, n.Words.Zh, n.Words.En))]);
    private static readonly ChoiceKind<string> Locale = new(("zh-CN", "zh-CN", "中文", "Chinese"), ("en", "en", "英文", "English"));
    private static readonly ChoiceKind<string> Month = new([.. Enumerable.Range(1, 12).Select(m => m.ToString(System.Globalization.CultureInfo.InvariantCulture)).Select(m => (m, m, m + " 月", "month " + m))]);
    private static readonly Trait[] Traits = Enum.GetValues<Trait>();
    private static readonly Gauge[] Gauges = Enum.GetValues<Gauge>();

    /// <summary>The words, for findings and the reference.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Traits.Select(SegmentNames.Of), .. Gauges.Select(SegmentNames.Of)];

    /// <summary>Whether a key is one of them.</summary>
    public static bool Knows(string key) => Names.Contains(key);

    /// <summary>Reads a leaf; null with a finding where it cannot.</summary>
    public static Condition? Read(MapNode map, string key, DocumentNode node, Window? window, Binding binding)
    {
        foreach (var trait in Traits)
        {
            if (SegmentNames.Of(trait) == key) return ReadTrait(trait, node, binding);
        }

        var gauge = Gauges.First(g => SegmentNames.Of(g) == key);
        if (!KindOf(gauge).TryRead(node, binding, out var threshold)) return null;
        if (gauge != Gauge.TagDays) return new Reaches(gauge, threshold.Comparison, threshold.Value, HasWindow(gauge) ? window : null);
        if (map.Find("tag") is ScalarNode tag) return new Reaches(gauge, threshold.Comparison, threshold.Value, null, tag.Text);
        binding.NotAsExpected(node, new LocalText("与 tag 写在一起，如 { tag: vip, tagDays: 30 }", "beside tag, as in { tag: vip, tagDays: 30 }"), []);
        return null;
    }

    /// <summary>A leaf in words.</summary>
    public static LocalText Write(OtherLeaf leaf, Units units) => leaf switch
    {
        Fits fits => Write(fits, units),
        Reaches reaches => Write(reaches, units),
        _ => throw new ArgumentOutOfRangeException(nameof(leaf)),
    };

    /// <summary>Whether a gauge is read in a window.</summary>
    public static bool HasWindow(Gauge gauge) => gauge is Gauge.LargestOrder or Gauge.AverageOrder;

    /// <summary>Schemas of the words.</summary>
    public static void AddTo(JsonObject properties, SchemaDefs defs)
    {
        foreach (var trait in Traits)
        {
            var one = KindOf(trait).Schema(defs);
            properties[SegmentNames.Of(trait)] = Described(SchemaDefs.AnyOf(one, new JsonObject { ["type"] = "array", ["items"] = one.DeepClone(), ["minItems"] = 1 }), SegmentNames.WordsOf(trait));
        }

        foreach (var gauge in Gauges) properties[SegmentNames.Of(gauge)] = Described(KindOf(gauge).Schema(defs), SegmentNames.WordsOf(gauge));
    }

    private static JsonObject Described(JsonObject schema, LocalText words)
    {
        schema["description"] = words.Zh + "\n" + words.En;
        return schema;
    }

    // A list says "one of these".
    private static Condition? ReadTrait(Trait trait, DocumentNode node, Binding binding)
    {
        var kind = KindOf(trait);
        if (node is not ListNode list) return kind.TryRead(node, binding, out var value) ? new Fits(trait, value) : null;
        var parts = new List<Condition>();
        foreach (var item in list.Items)
        {
            if (kind.TryRead(item, binding, out var one)) parts.Add(new Fits(trait, one));
        }

        if (list.Items.Count == 0) binding.NotAsExpected(node, kind.Words, kind.Values);
        return parts.Count switch { 0 => null, 1 => parts[0], _ => new AnyOf(parts) };
    }

    private static ScalarKind<string> KindOf(Trait trait) => trait switch
    {
        Trait.Tier or Trait.Coupon => Kinds.Id,
        Trait.Rfm => Rfm,
        Trait.JoinChannel => Kinds.Word,
        Trait.Locale => Locale,
        Trait.BirthMonth => Month,
    };

    private static ThresholdKind KindOf(Gauge gauge) => gauge switch
    {
        Gauge.DaysSinceJoining => new ThresholdKind(Days, Comparison.AtMost),
        Gauge.TagDays => new ThresholdKind(Days, Comparison.AtLeast),
        Gauge.LargestOrder or Gauge.AverageOrder or Gauge.Wallet => new ThresholdKind(Kinds.Money, Comparison.AtLeast),
        Gauge.Age => new ThresholdKind(Years, Comparison.AtLeast),
        Gauge.Recency or Gauge.Frequency or Gauge.Monetary => new ThresholdKind(Score, Comparison.AtLeast),
    };

    private static LocalText Write(Fits fits, Units units)
    {
        var (words, value) = (SegmentNames.WordsOf(fits.Trait), KindOf(fits.Trait) is var kind && kind.TryParse(fits.Value, units, out var known) ? kind.Write(known, units) : new LocalText(fits.Value, fits.Value));
        return new(words.Zh + " " + value.Zh, words.En + " " + value.En);
    }

    private static LocalText Write(Reaches reaches, Units units)
    {
        var words = ProgramWords.InWindow(SegmentNames.WordsOf(reaches.Gauge), reaches.Window);
        var threshold = KindOf(reaches.Gauge).Write(new Threshold(reaches.Comparison, reaches.Threshold), units);
        var (of, sign) = (reaches.Of is { } tag ? " " + tag : "", reaches.Comparison == Comparison.AtLeast ? " ≥ " : " ≤ ");
        return new(words.Zh + of + sign + threshold.Zh, words.En + of + sign + threshold.En);
    }
}
