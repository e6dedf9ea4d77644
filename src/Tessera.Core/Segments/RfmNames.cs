namespace Tessera.Core.Segments;

/// <summary>A named part of the RFM grid.</summary>
/// <param name="Code">As the file and the API write it.</param>
/// <param name="Words">Name.</param>
public sealed record RfmName(string Code, LocalText Words);

/// <summary>
/// The ten named segments over recency and frequency (I10): every one of the 25 pairs has exactly one name; money is shown beside it and can be asked for by its own score.
/// The table stands in docs/concepts/rfm.md.
/// </summary>
public static class RfmNames
{
    private static readonly RfmName Champions = new("champions", new("核心会员", "champions"));
    private static readonly RfmName Loyal = new("loyal", new("忠诚会员", "loyal members"));
    private static readonly RfmName PotentialLoyal = new("potentialLoyal", new("潜力会员", "potential loyalists"));
    private static readonly RfmName NewMembers = new("new", new("新客", "new members"));
    private static readonly RfmName Promising = new("promising", new("有望会员", "promising"));
    private static readonly RfmName NeedAttention = new("needAttention", new("需要关注", "need attention"));
    private static readonly RfmName AboutToSleep = new("aboutToSleep", new("即将沉睡", "about to sleep"));
    private static readonly RfmName AtRisk = new("atRisk", new("流失风险", "at risk"));
    private static readonly RfmName CannotLose = new("cannotLose", new("重点挽留", "cannot lose them"));
    private static readonly RfmName Hibernating = new("hibernating", new("沉睡会员", "hibernating"));

    /// <summary>All names, the best first.</summary>
    public static IReadOnlyList<RfmName> All { get; } =
        [Champions, Loyal, PotentialLoyal, NewMembers, Promising, NeedAttention, AboutToSleep, AtRisk, CannotLose, Hibernating];

    /// <summary>The name of a pair of scores.</summary>
    /// <param name="recency">1 to 5.</param>
    /// <param name="frequency">1 to 5.</param>
    public static RfmName Of(int recency, int frequency) => (recency, frequency) switch
    {
        (5, >= 4) => Champions,
        (>= 3, >= 4) => Loyal,
        (>= 4, 2 or 3) => PotentialLoyal,
        (5, 1) => NewMembers,
        (4, 1) => Promising,
        (3, 3) => NeedAttention,
        (3, _) => AboutToSleep,
        (_, 5) => CannotLose,
        (_, >= 3) => AtRisk,
        _ => Hibernating,
    };
}
