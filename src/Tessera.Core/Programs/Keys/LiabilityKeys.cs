using Tessera.Core.Liability;

namespace Tessera.Core.Programs.Keys;

/// <summary>Keys under <c>liability</c>.</summary>
internal static class LiabilityKeys
{
    private static readonly LiabilityTerms Start = new();
    private static readonly ChoiceKind<ExpectedFrom> Froms = new(
        (ExpectedFrom.Given, "given", "按填写的比例", "as given"), (ExpectedFrom.History, "history", "按已结清同期组的实际比例", "from cohorts that are closed"));

    public static readonly ShapeKind<LiabilityTerms> Shape = new("liability", new LocalText("积分负债设置", "settings of the points liability"), Start,
    [
        Key("worth", new OptionalKind<long>(Kinds.Money), t => t.WorthMinor, (t, v) => t with { WorthMinor = v })
            .Says("每百分价值", "worth", "一百积分的单独售价；不写则按抵现价值", "Stand-alone value of 100 points; left out, what they are worth at the till").In("Z7"),
        Key("expected", new ShareKind(0, 10_000), t => t.ExpectedShare, (t, v) => t with { ExpectedShare = v })
            .Says("预计使用比例", "expected", "积分预计会被用掉的比例", "Share of points expected to be used").In("Z7"),
        Key("from", Froms, t => t.From, (t, v) => t with { From = v })
            .Says("估计依据", "from", "确认收入时的比例从哪里来", "Where the estimate for recognising comes from").In("Z7").Switch(),
        Key("floor", new ShareKind(0, 10_000), t => t.FloorShare, (t, v) => t with { FloorShare = v })
            .Says("比例下限", "floor", "预计使用比例不低于此", "The expected share is never below this").In("Z7"),
        Key("enough", Kinds.Points, t => t.EnoughPoints, (t, v) => t with { EnoughPoints = v })
            .Says("够多的积分", "enough", "已结清同期组的积分达到这么多，才按实际比例", "Fewest points of closed cohorts before history is believed").In("Z7"),
    ]);

    private static Key<LiabilityTerms> Key<TValue>(string name, ValueKind<TValue> kind, Func<LiabilityTerms, TValue?> get, Func<LiabilityTerms, TValue, LiabilityTerms> set) =>
        new Key<LiabilityTerms, TValue>(kind, get, set, Start) { Name = name };
}
