using System.ComponentModel;
using Tessera.Core.Segments;

namespace Tessera.App.Segments;

/// <summary>What a score of one measure begins at.</summary>
/// <param name="Measure">`recency`, `frequency` or `monetary`.</param>
/// <param name="From2">Score 2 begins here: days at most, orders, or minor units.</param>
/// <param name="From3">Score 3.</param>
/// <param name="From4">Score 4.</param>
/// <param name="From5">Score 5.</param>
public sealed record RfmThresholds(string Measure, long From2, long From3, long From4, long From5);

/// <summary>A named part of the grid.</summary>
/// <param name="Segment">Code.</param>
/// <param name="Name">Name.</param>
/// <param name="Members">Members in it.</param>
/// <param name="Orders">Their orders in the window.</param>
/// <param name="SpendMinor">Their spend in the window, minor units.</param>
public sealed record RfmPart(string Segment, string Name, long Members, long Orders, long SpendMinor);

/// <summary>The grid as of a date.</summary>
public sealed record RfmView
{
    [Description("Last local date of the window.")]
    public required DateOnly AsOf { get; init; }

    [Description("First local date of the window; absent for all time.")]
    public DateOnly? From { get; init; }

    [Description("`quantile`: cut points of type 7, equal values score alike. `ntile`: five groups of equal size.")]
    public required RfmScoring Scoring { get; init; }

    [Description("Members with an order in the window. Closed and merged ones have none.")]
    public required long Members { get; init; }

    [Description("What scores begin at; empty without members. Under `ntile` the value of the first member of each group, which others may share.")]
    public required IReadOnlyList<RfmThresholds> Thresholds { get; init; }

    [Description("The ten named parts of recency × frequency.")]
    public required IReadOnlyList<RfmPart> Segments { get; init; }

    [Description("The cells that have members, the lowest scores first.")]
    public required IReadOnlyList<RfmCell> Cells { get; init; }

    /// <summary>Reads the grid.</summary>
    /// <param name="site">The store.</param>
    /// <param name="scope">A moment of it.</param>
    /// <param name="rules">Settings, the as-of date with them.</param>
    /// <param name="isEnglish">Language of the names.</param>
    public static RfmView Read(Site site, ReadScope scope, RfmRules rules, bool isEnglish) => site.Rfm.Read(scope, rules, (board, _) => Of(board, isEnglish));

    /// <summary>The grid of a board.</summary>
    public static RfmView Of(RfmBoard board, bool isEnglish)
    {
        var cells = board.Cells();
        return new RfmView
        {
            AsOf = board.AsOf, From = board.Rules.RangeOn(board.AsOf).From, Scoring = board.Rules.Scoring, Members = board.Scored,
            Thresholds = board.Scored == 0 ? [] : [.. Enum.GetValues<RfmMeasure>().Select(m => Begins(m, board.ThresholdsOf(m)))],
            Segments =
            [
                .. RfmNames.All.Select(n => (Name: n, Cells: cells.Where(c => RfmNames.Of(c.Recency, c.Frequency) == n).ToList()))
                    .Select(p => new RfmPart(p.Name.Code, isEnglish ? p.Name.Words.En : p.Name.Words.Zh, p.Cells.Sum(c => (long)c.Members), p.Cells.Sum(c => c.Orders), p.Cells.Sum(c => c.SpendMinor))),
            ],
            Cells = [.. cells.Where(c => c.Members > 0)],
        };
    }

    private static RfmThresholds Begins(RfmMeasure measure, IReadOnlyList<long> least) => new(NameOf(measure), least[0], least[1], least[2], least[3]);

    private static string NameOf(RfmMeasure measure) => measure switch
    {
        RfmMeasure.Recency => "recency",
        RfmMeasure.Frequency => "frequency",
        RfmMeasure.Monetary => "monetary",
    };
}

/// <summary>Which members of the grid are asked for; what is null takes all.</summary>
/// <param name="Segment">Named part.</param>
/// <param name="Recency">Score.</param>
/// <param name="Frequency">Score.</param>
/// <param name="Monetary">Score.</param>
public sealed record RfmPick(string? Segment, int? Recency, int? Frequency, int? Monetary)
{
    /// <summary>Members picked in order of account, after one.</summary>
    public IReadOnlyList<RfmMember> Page(RfmBoard board, RfmColumns columns, long after, int limit)
    {
        var picked = new List<RfmMember>();
        for (var place = 0; place < columns.Members; place++)
        {
            if (columns.KeyOf(place) > after && board.Find(place) is { } member && Takes(member)) picked.Add(member);
        }

        return [.. picked.OrderBy(m => m.Key).Take(limit)];
    }

    private bool Takes(RfmMember member) => (Recency is not { } r || member.Recency == r) && (Frequency is not { } f || member.Frequency == f) && (Monetary is not { } m || member.Monetary == m)
        && (Segment is not { } name || RfmNames.Of(member.Recency, member.Frequency).Code == name);
}
