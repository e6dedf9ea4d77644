using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.StoredValue;

namespace Tessera.App.Reads;

/// <summary>What stands in the timeline beside the points: the behaviour, tag or segment a fact is about, and what happened to coupons and stored value.</summary>
internal static class TimelineWords
{
    /// <summary>What a fact is about where nothing that was decided says it; at most one.</summary>
    /// <param name="fact">Fact, or null for a step.</param>
    /// <param name="segment">Gives the name of a segment by its id.</param>
    public static IEnumerable<Reason> Of(Fact? fact, Func<string, string> segment)
    {
        if (AboutOf(fact, segment) is { } about) yield return about;
    }

    /// <summary>Why coupons, stored value and cards changed.</summary>
    public static IEnumerable<Reason> OfHeld(RecordItem item) => item.Effects.SelectMany(e => e switch
    {
        CouponEntry coupon => [coupon.Reason],
        WalletEntry wallet => [wallet.Reason],
        CardEntry card => [card.Reason],
        _ => (IEnumerable<Reason>)[],
    });

    private static Reason? AboutOf(Fact? fact, Func<string, string> segment) => fact switch
    {
        Activity done => Reason.Of("timeline.activity", Reason.Id("type", done.Type)),
        Joined joined => Reason.Of("timeline.channel", Reason.Id("channel", joined.Channel)),
        TagGiven { Through: { } through } given => Reason.Of("timeline.tagUntil", Reason.Id("tag", given.Tag), Reason.Day("through", through)),
        TagGiven given => Reason.Of("timeline.tag", Reason.Id("tag", given.Tag)),
        TagTaken taken => Reason.Of("timeline.tag", Reason.Id("tag", taken.Tag)),
        SegmentMoved moved => Reason.Of(moved.Inside ? "timeline.entered" : "timeline.left", Reason.Id("segment", segment(moved.Segment))),
        _ => null,
    };
}
