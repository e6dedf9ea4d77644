using Tessera.Core.Segments;

namespace Tessera.Core.Programs.Keys;

/// <summary>Keys under <c>rfm</c>.</summary>
internal static class RfmKeys
{
    private static readonly RfmRules Start = new();

    private static readonly ChoiceKind<RfmScoring> Scorings = new(
        (RfmScoring.Quantile, "quantile", "按分位点，同值同分", "by cut points: equal values score alike"), (RfmScoring.Ntile, "ntile", "五组人数相等", "five groups of equal size"));

    public static readonly ShapeKind<RfmRules> Shape = new("rfm", new LocalText("价值分群设置", "settings of RFM"), Start,
    [
        Key("scoring", Scorings, r => r.Scoring, (r, v) => r with { Scoring = v }).Says("评分方法", "scoring", "数值怎样变成一到五分", "How values become scores from 1 to 5").In("I4").Switch(),
        Key("window", Kinds.Window, r => r.Window, (r, v) => r with { Window = v })
            .Says("窗口", "window", "统计哪段时间的订单：累计，或近若干天、若干月", "Window of the orders: lifetime, or rolling days or months").In("I4"),
        Key("asOf", new OptionalKind<DateOnly>(Kinds.Date), r => r.AsOf, (r, v) => r with { AsOf = v }).Says("截至日期", "as of", "固定的截至日期；不写则为当天", "A fixed last date; left out, the day it is read on").In("I4"),
    ]);

    private static Key<RfmRules> Key<TValue>(string name, ValueKind<TValue> kind, Func<RfmRules, TValue?> get, Func<RfmRules, TValue, RfmRules> set) =>
        new Key<RfmRules, TValue>(kind, get, set, Start) { Name = name };
}

/// <summary>Keys under <c>tagRules</c>.</summary>
internal static class TagRuleKeys
{
    private static readonly TagRule Start = new() { Id = "", Names = new LocalText("", "") };

    /// <summary>Conditions of segments and tag rules.</summary>
    public static readonly ConditionKind OfMembers = new(false, true);

    public static readonly ShapeKind<TagRule> Shape = new("tagRule", new LocalText("自动标签规则", "a tag rule"), Start,
    [
        Key("id", Kinds.Id, r => r.Id, (r, v) => r with { Id = v }).Says("编号", "id", "编号，不可重复；改编号等于换一条规则", "Id, unique; another id is another rule").In("P44").Required(),
        Key("name", Kinds.Name, r => r.Names, (r, v) => r with { Names = v }).Says("名称", "name", "显示名称", "Display name").In("P44").Required(),
        Key("tag", Kinds.Id, r => r.Tag, (r, v) => r with { Tag = v }).Says("标签", "tag", "打上的标签", "The tag it gives").In("P44").Required(),
        Key("when", OfMembers, r => r.When, (r, v) => r with { When = v }).Says("条件", "when", "满足时打上标签", "Who gets it").In("P44").Required(),
        Key("takes", Kinds.YesNo, r => r.Takes, (r, v) => r with { Takes = v })
            .Says("自动取下", "takes", "不再满足时是否取下；人工打的标签从不取下", "Whether the tag is taken again; what people gave is never taken").In("P44"),
        Key("enabled", Kinds.YesNo, r => r.Enabled, (r, v) => r with { Enabled = v }).Says("启用", "enabled", "是否生效", "Whether it works").In("P44"),
    ]);

    private static Key<TagRule> Key<TValue>(string name, ValueKind<TValue> kind, Func<TagRule, TValue?> get, Func<TagRule, TValue, TagRule> set) =>
        new Key<TagRule, TValue>(kind, get, set, Start) { Name = name };
}
