using System.Text.Json.Nodes;
using Tessera.Core.Points;

namespace Tessera.Core.Programs.Keys;

/// <summary>A text in both languages: <c>{ zh: 金卡, en: Gold }</c>.</summary>
public sealed class LocalTextKind(int most) : ValueKind<LocalText>
{
    private static readonly string[] Languages = ["zh", "en"];

    /// <inheritdoc/>
    public override LocalText Words => new($"中英文各不超过 {most} 字，如 {{ zh: 金卡, en: Gold }}", $"a text in both languages, at most {most} characters each, such as {{ zh: 金卡, en: Gold }}");

    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, Binding binding, out LocalText value)
    {
        value = new LocalText("", "");
        if (node is not MapNode map)
        {
            binding.NotAsExpected(node, Words, []);
            return false;
        }

        foreach (var (key, inner) in map.Entries)
        {
            if (!Languages.Contains(key)) binding.UnknownKey(inner, key, Languages);
            else if (inner is not ScalarNode { Text.Length: > 0 } text || text.Text.Length > most) binding.NotAsExpected(inner, Words, []);
            else value = key == "zh" ? value with { Zh = text.Text } : value with { En = text.Text };
        }

        foreach (var language in Languages.Where(l => map.Find(l) is null))
        {
            binding.Add(new Finding("program.required", node.Pointer) { Expected = Words, Nearest = language });
        }

        return true;
    }

    /// <inheritdoc/>
    public override LocalText Write(LocalText value, Units units) => value;

    /// <inheritdoc/>
    public override void Diff(LocalText before, LocalText after, DiffPath path)
    {
        if (before == after) return;
        path.Says(new LocalText(
            before.Zh == after.Zh ? $"英文 {before.En} → {after.En}" : $"{before.Zh} → {after.Zh}",
            before.En == after.En ? $"Chinese {before.Zh} → {after.Zh}" : $"{before.En} → {after.En}"));
    }

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs)
    {
        var text = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = most };
        return new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject { ["zh"] = text, ["en"] = text.DeepClone() },
            ["required"] = new JsonArray("zh", "en"),
        };
    }
}

/// <summary>A list of values. One value may stand without brackets.</summary>
public sealed class ListKind<T>(ValueKind<T> item, int most) : ValueKind<IReadOnlyList<T>>
{
    /// <inheritdoc/>
    public override LocalText Words => new("列表：" + item.Words.Zh, "a list: " + item.Words.En);

    /// <inheritdoc/>
    public override ValueKind Item => item;

    /// <inheritdoc/>
    public override IReadOnlyList<NamedValue> Values => item.Values;

    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, Binding binding, out IReadOnlyList<T> value)
    {
        var values = new List<T>();
        value = values;
        if (node is ScalarNode { Text.Length: > 0 } one && item is ScalarKind<T> scalar)
        {
            if (!scalar.TryRead(one, binding, out var single)) return false;
            values.Add(single);
            return true;
        }

        if (node is not ListNode list || list.Items.Count > most)
        {
            binding.NotAsExpected(node, Words, []);
            return false;
        }

        foreach (var inner in list.Items)
        {
            if (item.TryRead(inner, binding, out var read)) values.Add(read);
        }

        return true;
    }

    /// <inheritdoc/>
    public override LocalText Write(IReadOnlyList<T> value, Units units) => value.Count == 0
        ? ProgramWords.None
        : new LocalText(string.Join("、", value.Select(v => item.Write(v, units).Zh)), string.Join(", ", value.Select(v => item.Write(v, units).En)));

    /// <inheritdoc/>
    public override string WriteFile(IReadOnlyList<T> value, Units units) => "[" + string.Join(", ", value.Select(v => item.WriteFile(v, units))) + "]";

    /// <inheritdoc/>
    public override bool Same(IReadOnlyList<T> a, IReadOnlyList<T> b) => a.Count == b.Count && a.Zip(b).All(p => item.Same(p.First, p.Second));

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs)
    {
        var list = new JsonObject { ["type"] = "array", ["maxItems"] = most, ["items"] = item.Schema(defs) };
        return item is ScalarKind<T> ? SchemaDefs.AnyOf(list, item.Schema(defs)) : list;
    }
}

/// <summary>A list of maps that carry an id and names: tiers, rules, reviews.</summary>
public sealed class NamedListKind<T>(ShapeKind<T> item, Func<T, string> id, Func<T, LocalText> names) : ValueKind<IReadOnlyList<T>>
{
    private const int Most = 500;

    /// <inheritdoc/>
    public override LocalText Words => new("列表：" + item.Words.Zh, "a list: " + item.Words.En);

    /// <inheritdoc/>
    public override ValueKind Item => item;

    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, Binding binding, out IReadOnlyList<T> value)
    {
        var values = new List<T>();
        value = values;
        if (node is not ListNode list || list.Items.Count > Most)
        {
            binding.NotAsExpected(node, Words, []);
            return false;
        }

        foreach (var inner in list.Items)
        {
            // A place is kept for what could not be read, so that places and pointers agree.
            item.TryRead(inner, binding, out var read);
            values.Add(read);
        }

        return true;
    }

    /// <inheritdoc/>
    public override LocalText Write(IReadOnlyList<T> value, Units units) => value.Count == 0
        ? ProgramWords.None
        : new LocalText(string.Join("、", value.Select(v => names(v).Zh)), string.Join(", ", value.Select(v => names(v).En)));

    /// <inheritdoc/>
    public override string WriteFile(IReadOnlyList<T> value, Units units) => "[]";

    /// <inheritdoc/>
    public override bool Same(IReadOnlyList<T> a, IReadOnlyList<T> b) => a.Count == b.Count && a.Zip(b).All(p => item.Same(p.First, p.Second));

    /// <inheritdoc/>
    public override void Diff(IReadOnlyList<T> before, IReadOnlyList<T> after, DiffPath path)
    {
        var old = before.ToDictionary(id, StringComparer.Ordinal);
        var now = after.ToDictionary(id, StringComparer.Ordinal);
        foreach (var gone in before.Where(b => !now.ContainsKey(id(b))))
        {
            path.Then(id(gone), new LocalText("", "")).Says(new LocalText("删除 " + names(gone).Zh, names(gone).En + " removed"));
        }

        foreach (var come in after.Where(a => !old.ContainsKey(id(a))))
        {
            var words = item.Write(come, path.After);
            path.Then(id(come), new LocalText("", "")).Says(new LocalText($"新增 {names(come).Zh}（{words.Zh}）", $"{names(come).En} added ({words.En})"));
        }

        foreach (var come in after.Where(a => old.ContainsKey(id(a))))
        {
            item.Diff(old[id(come)], come, path.Instead(id(come), names(come)));
        }

        var kept = before.Select(id).Where(now.ContainsKey).ToList();
        var keptNow = after.Select(id).Where(old.ContainsKey).ToList();
        if (!kept.SequenceEqual(keptNow, StringComparer.Ordinal)) path.Then("", ProgramWords.Order).Changed(Write(before, path.Before), Write(after, path.After));
    }

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => new() { ["type"] = "array", ["maxItems"] = Most, ["items"] = item.Schema(defs) };
}

/// <summary>Limits of points by period: <c>{ day: 150, month: 2000 }</c>.</summary>
public sealed class CapsKind : ValueKind<IReadOnlyList<PointsCap>>
{
    private static readonly PointsKind Amount = new(1);

    private static readonly (string Name, CapPeriod Period, string Zh)[] Periods =
    [
        ("order", CapPeriod.Order, "每单"), ("day", CapPeriod.Day, "每天"), ("week", CapPeriod.Week, "每周"),
        ("month", CapPeriod.Month, "每月"), ("year", CapPeriod.Year, "每年"), ("lifetime", CapPeriod.Lifetime, "累计"),
    ];

    /// <inheritdoc/>
    public override LocalText Words => new(
        "每会员各周期的积分上限，如 { day: 150, month: 2000 }，周期可写 order、day、week、month、year、lifetime",
        "limits of points per member such as { day: 150, month: 2000 }; periods are order, day, week, month, year, lifetime");

    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, Binding binding, out IReadOnlyList<PointsCap> value)
    {
        var caps = new List<PointsCap>();
        value = caps;
        if (node is not MapNode map)
        {
            binding.NotAsExpected(node, Words, []);
            return false;
        }

        foreach (var (key, inner) in map.Entries)
        {
            var period = Periods.FirstOrDefault(p => p.Name == key);
            if (period.Name is null) binding.UnknownKey(inner, key, Periods.Select(p => p.Name));
            else if (Amount.TryRead(inner, binding, out var points)) caps.Add(new PointsCap(period.Period, points));
        }

        caps.Sort((a, b) => a.Period.CompareTo(b.Period));
        return true;
    }

    /// <inheritdoc/>
    public override LocalText Write(IReadOnlyList<PointsCap> value, Units units)
    {
        if (value.Count == 0) return ProgramWords.None;
        var zh = value.Select(c => Of(c).Zh + "最多 " + Amount.Write(c.Points, units).Zh);
        var en = value.Select(c => "at most " + Amount.Write(c.Points, units).En + " per " + Of(c).Name);
        return new LocalText(string.Join("、", zh), string.Join(", ", en));
    }

    /// <inheritdoc/>
    public override string WriteFile(IReadOnlyList<PointsCap> value, Units units) => "{}";

    /// <inheritdoc/>
    public override bool Same(IReadOnlyList<PointsCap> a, IReadOnlyList<PointsCap> b) => a.SequenceEqual(b);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => defs.Refer("caps", () =>
    {
        var properties = new JsonObject();
        foreach (var (name, _, _) in Periods) properties[name] = Amount.Schema(defs);
        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
    });

    private static (string Name, CapPeriod Period, string Zh) Of(PointsCap cap) => Periods.First(p => p.Period == cap.Period);
}

/// <summary>A map whose keys are ids the merchant chooses and whose values have one shape; it becomes a list in the order of the file.</summary>
public sealed class ById<T>(ShapeKind<T> item, Func<T, string> id, Func<T, string, T> withId) : ValueKind<IReadOnlyList<T>>
{
    private const int Most = 200;

    /// <inheritdoc/>
    public override LocalText Words => new("以编号为键的表：" + item.Words.Zh, "a map by id: " + item.Words.En);

    /// <inheritdoc/>
    public override ValueKind Item => item;

    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, Binding binding, out IReadOnlyList<T> value)
    {
        var values = new List<T>();
        value = values;
        if (node is not MapNode map || map.Entries.Count > Most)
        {
            binding.NotAsExpected(node, Words, []);
            return false;
        }

        foreach (var (key, inner) in map.Entries)
        {
            if (!Kinds.Id.TryParse(key, binding.Units, out _)) binding.Add(new Finding("program.value", inner.Pointer) { Expected = Kinds.Id.Words, Got = Binding.Short(key) });
            if (item.TryRead(inner, binding, out var read)) values.Add(withId(read, key));
        }

        return true;
    }

    /// <inheritdoc/>
    public override LocalText Write(IReadOnlyList<T> value, Units units) => value.Count == 0 ? ProgramWords.None : new LocalText(
        string.Join("；", value.Select(v => id(v) + " " + item.Write(v, units).Zh)), string.Join("; ", value.Select(v => id(v) + " " + item.Write(v, units).En)));

    /// <inheritdoc/>
    public override string WriteFile(IReadOnlyList<T> value, Units units) => "{}";

    /// <inheritdoc/>
    public override bool Same(IReadOnlyList<T> a, IReadOnlyList<T> b) => a.Count == b.Count && a.Zip(b).All(p => id(p.First) == id(p.Second) && item.Same(p.First, p.Second));

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => new() { ["type"] = "object", ["additionalProperties"] = item.Schema(defs) };
}
