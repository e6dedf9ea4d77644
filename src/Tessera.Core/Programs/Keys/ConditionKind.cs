using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Keys;

/// <summary>Stands for the enter condition of a tier until the document is whole; never leaves the binder.</summary>
/// <param name="Tier">Tier id, or null for the tier it stands in.</param>
internal sealed record EnterOf(string? Tier) : Condition;

/// <summary>
/// A condition (§5): <c>{ spend: 600, window: rolling 12 months }</c>. Several metrics in one map must all hold; <c>all</c>, <c>any</c> and <c>not</c>
/// nest; a number means "at least", except for the days-since metrics, where it means "at most". Conditions of members (segments, tag rules) know more words.
/// </summary>
public sealed class ConditionKind(bool mayBeEnter, bool ofMembers = false) : ValueKind<Condition>
{
    private const int MaxDepth = 16;
    private static readonly string[] Groups = ["all", "any", "not"];
    private static readonly string[] Companions = ["window", "orderAtLeast", "times", "of"];
    private static readonly PatternKind Name = Kinds.Id;
    private static readonly MoneyKind Money = new(0);
    private static readonly WindowTextKind WindowText = new();

    /// <inheritdoc/>
    public override LocalText Words => new(
        "条件，如 { spend: 600, window: rolling 12 months }" + (mayBeEnter ? " 或 enter" : ""),
        "a condition such as { spend: 600, window: rolling 12 months }" + (mayBeEnter ? ", or enter" : ""));

    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, Binding binding, [MaybeNullWhen(false)] out Condition value)
    {
        if (mayBeEnter && node is ScalarNode { Text: "enter" })
        {
            value = new EnterOf(null);
            return true;
        }

        value = Read(node, binding, 0);
        return value is not null;
    }

    /// <inheritdoc/>
    public override LocalText Write(Condition value, Units units) => ConditionWords.Of(value, units);

    /// <inheritdoc/>
    public override string WriteFile(Condition value, Units units) => "";

    /// <inheritdoc/>
    public override bool Same(Condition a, Condition b) => ConditionWords.Same(a, b);

    /// <inheritdoc/>
    public override void Diff(Condition before, Condition after, DiffPath path) => ConditionWords.Diff(before, after, path);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs)
    {
        var condition = defs.Refer(ofMembers ? "memberCondition" : "condition", () => SchemaOf(defs, ofMembers));
        return mayBeEnter ? SchemaDefs.AnyOf(new JsonObject { ["const"] = "enter" }, condition) : condition;
    }

    private Condition? Read(DocumentNode node, Binding binding, int depth)
    {
        if (node is not MapNode map || depth > MaxDepth)
        {
            binding.NotAsExpected(node, Words, []);
            return null;
        }

        var companions = ConditionCompanions.Read(map, binding);
        var parts = new List<Condition>();
        foreach (var (key, inner) in map.Entries)
        {
            if (Companions.Contains(key)) continue;
            var part = Groups.Contains(key) ? ReadGroup(key, inner, binding, depth + 1) : ReadLeaf(map, key, (inner, companions), binding);
            if (part is not null) parts.Add(part);
        }

        if (parts.Count == 0 && map.Entries.All(e => Companions.Contains(e.Key))) binding.NotAsExpected(node, Words, []);
        return parts.Count switch { 0 => null, 1 => parts[0], _ => new AllOf(parts) };
    }

    private Condition? ReadGroup(string key, DocumentNode node, Binding binding, int depth)
    {
        if (key == "not") return Read(node, binding, depth) is { } part ? new Not(part) : null;
        if (node is not ListNode { Items.Count: > 0 } list)
        {
            binding.NotAsExpected(node, new LocalText("条件的列表", "a list of conditions"), []);
            return null;
        }

        var parts = list.Items.Select(item => Read(item, binding, depth)).OfType<Condition>().ToList();
        return key == "all" ? new AllOf(parts) : new AnyOf(parts);
    }

    private Condition? ReadLeaf(MapNode map, string key, (DocumentNode Node, ConditionCompanions Companions) at, Binding binding)
    {
        var (node, companions) = at;
        if (ofMembers && SegmentParts.Knows(key)) return SegmentParts.Read(map, key, node, companions.Window, binding);
        switch (key)
        {
            case "tag":
                return Name.TryRead(node, binding, out var tag) ? new HasTag(tag) : null;
            case "segment":
                return Name.TryRead(node, binding, out var segment) ? new InSegment(segment) : null;
            case "behaviour":
                if (!Name.TryRead(node, binding, out var type)) return null;
                return new Compare(new MetricReading(Metric.Behaviour, companions.Window, type), Comparison.AtLeast, companions.Times);
            case "score":
                return ReadScore(node, companions, binding);
            default:
                break;
        }

        if (MetricWords.Find(key) is not { } metric)
        {
            binding.UnknownKey(node, key, MetricWords.All.Select(m => m.Name).Concat(Groups).Concat(Companions).Concat(["tag", "segment", "behaviour", "score"]).Concat(ofMembers ? SegmentParts.Names : []));
            return null;
        }

        return ThresholdKind.For(metric).TryRead(node, binding, out var threshold)
            ? new Compare(companions.Reading(metric.Metric), threshold.Comparison, threshold.Value)
            : null;
    }

    private static Score? ReadScore(DocumentNode node, ConditionCompanions companions, Binding binding)
    {
        if (!WeightKind.PerUnit.TryRead(node, binding, out var threshold)) return null;
        var parts = new List<ScorePart>();
        foreach (var item in companions.ScoreOf?.Items ?? [])
        {
            if (ReadScorePart(item, companions.Window, binding) is { } part) parts.Add(part);
        }

        if (parts.Count > 0) return new Score(parts, threshold);
        binding.NotAsExpected(node, new LocalText("of：指标与权重的列表，如 [{ spend: 0.01 }, { orders: 5 }]", "of: a list of metrics and weights such as [{ spend: 0.01 }, { orders: 5 }]"), []);
        return null;
    }

    private static ScorePart? ReadScorePart(DocumentNode node, Window? outer, Binding binding)
    {
        if (node is not MapNode map)
        {
            binding.NotAsExpected(node, new LocalText("指标与权重，如 { orders: 5 }", "a metric and its weight such as { orders: 5 }"), []);
            return null;
        }

        var companions = ConditionCompanions.Read(map, binding);
        foreach (var (key, inner) in map.Entries.Where(e => !Companions.Contains(e.Key) && e.Key is not "weight"))
        {
            var window = companions.Window ?? outer;
            if (key == "behaviour")
            {
                var type = inner is ScalarNode scalar ? scalar.Text : "";
                if (map.Find("weight") is { } w && WeightKind.PerUnit.TryRead(w, binding, out var each)) return new ScorePart(new MetricReading(Metric.Behaviour, window, type), each);
            }
            else if (MetricWords.Find(key) is { } metric)
            {
                var kind = metric.Unit == NumberUnit.Money ? WeightKind.PerMoney : WeightKind.PerUnit;
                return kind.TryRead(inner, binding, out var weight) ? new ScorePart(companions.Reading(metric.Metric) with { Window = window }, weight) : null;
            }

            binding.UnknownKey(inner, key, MetricWords.All.Select(m => m.Name));
        }

        return null;
    }

    private static JsonObject SchemaOf(SchemaDefs defs, bool ofMembers)
    {
        JsonObject Self() => new() { ["$ref"] = ofMembers ? "#/$defs/memberCondition" : "#/$defs/condition" };
        var properties = new JsonObject
        {
            ["all"] = new JsonObject { ["type"] = "array", ["items"] = Self(), ["minItems"] = 1 },
            ["any"] = new JsonObject { ["type"] = "array", ["items"] = Self(), ["minItems"] = 1 },
            ["not"] = Self(),
        };
        foreach (var metric in MetricWords.All)
        {
            var schema = ThresholdKind.For(metric).Schema(defs);
            schema["description"] = metric.Words.Zh + "\n" + metric.Words.En;
            properties[metric.Name] = schema;
        }

        foreach (var name in new[] { "tag", "segment", "behaviour" }) properties[name] = Name.Schema(defs);
        if (ofMembers) SegmentParts.AddTo(properties, defs);
        properties["times"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1 };
        properties["orderAtLeast"] = Money.Schema(defs);
        properties["window"] = WindowText.Schema(defs);
        properties["score"] = new JsonObject { ["type"] = "number", ["minimum"] = 0 };
        properties["of"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "object" }, ["minItems"] = 1 };
        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["minProperties"] = 1, ["properties"] = properties };
    }
}
