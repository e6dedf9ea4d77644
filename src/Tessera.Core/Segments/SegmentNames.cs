namespace Tessera.Core.Segments;

/// <summary>The names of traits and gauges as the file, the API and reasons write them.</summary>
public static class SegmentNames
{
    /// <summary>Key of a trait.</summary>
    public static string Of(Trait trait) => trait switch
    {
        Trait.Tier => "tier",
        Trait.Coupon => "coupon",
        Trait.Rfm => "rfm",
        Trait.JoinChannel => "joinChannel",
        Trait.Locale => "locale",
        Trait.BirthMonth => "birthMonth",
    };

    /// <summary>Key of a gauge.</summary>
    public static string Of(Gauge gauge) => gauge switch
    {
        Gauge.DaysSinceJoining => "daysSinceJoining",
        Gauge.LargestOrder => "largestOrder",
        Gauge.AverageOrder => "averageOrder",
        Gauge.Wallet => "wallet",
        Gauge.TagDays => "tagDays",
        Gauge.Age => "age",
        Gauge.Recency => "recency",
        Gauge.Frequency => "frequency",
        Gauge.Monetary => "monetary",
    };

    /// <summary>Words of a trait.</summary>
    public static LocalText WordsOf(Trait trait) => trait switch
    {
        Trait.Tier => new("等级", "tier"),
        Trait.Coupon => new("持有的券", "coupon held"),
        Trait.Rfm => new("价值分群", "value segment"),
        Trait.JoinChannel => new("入会渠道", "channel of joining"),
        Trait.Locale => new("语言", "locale"),
        Trait.BirthMonth => new("生日月份", "month of birth"),
    };

    /// <summary>Words of a gauge.</summary>
    public static LocalText WordsOf(Gauge gauge) => gauge switch
    {
        Gauge.DaysSinceJoining => new("入会天数", "days since joining"),
        Gauge.LargestOrder => new("最大单笔消费", "largest order"),
        Gauge.AverageOrder => new("平均单笔消费", "average order"),
        Gauge.Wallet => new("储值余额", "stored value"),
        Gauge.TagDays => new("标签持有天数", "days a tag is held"),
        Gauge.Age => new("年龄", "age"),
        Gauge.Recency => new("近度分", "recency score"),
        Gauge.Frequency => new("频度分", "frequency score"),
        Gauge.Monetary => new("额度分", "monetary score"),
    };

    /// <summary>Attributes that law protects: they may choose whom marketing speaks to, and never decide a price (L4).</summary>
    public static bool IsProtected(Gauge gauge) => gauge == Gauge.Age;
}
