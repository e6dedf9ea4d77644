using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <content>The tier of a paid plan lies over the earned one (§5 Overlays).</content>
public static partial class TierDecisions
{
    /// <summary>Lays the tier of a plan over the earned one; a period that begins later begins by itself.</summary>
    public static void LayPaid(Deciding d, LadderHistory ladders, Plans.HeldPlan plan)
    {
        if (plan.Tier is not { } tier || d.State.Tier is null) return;
        var s = Scene.OfFact(d, ladders);
        var overlay = new Overlay(OverlayKind.Paid, tier, plan.From, plan.EndsOn.AddDays(-1), s.Ladder.Version);
        var why = Reason.Of("tier.overlay", Reason.Id("tier", tier), Reason.Id("kind", NameOf(OverlayKind.Paid)), Reason.Day("through", overlay.Through));
        s.Note("overlay", s.Tier with { Overlays = [.. s.Tier.Overlays, overlay] }, why);
        if (s.InForceWith(s.Tier.Earned, s.On) != s.State.InForce) s.Change(new Change(TierCause.OverlayBegan, s.Tier.Earned, [why]) { CauseSequence = d.Sequence });
    }

    /// <summary>Takes the tier of a plan away before its time: the tier in force is what lies below, without grace.</summary>
    public static void LiftPaid(Deciding d, LadderHistory ladders, Plans.HeldPlan plan)
    {
        if (plan.Tier is not { } tier || d.State.Tier is null) return;
        var s = Scene.OfFact(d, ladders);
        var through = plan.EndsOn.AddDays(-1);
        if (s.Tier.Overlays.FirstOrDefault(o => o.Kind == OverlayKind.Paid && o.Tier == tier && o.From == plan.From && o.Through == through) is not { } overlay) return;
        var why = Reason.Of("tier.overlayEnded", Reason.Id("tier", tier), Reason.Day("through", s.On));
        var rest = s.Tier.Overlays.ToList();
        rest.Remove(overlay);
        s.Note("overlay", s.Tier with { Overlays = rest }, why);
        if (s.InForceWith(s.Tier.Earned, s.On) != s.State.InForce) s.Change(new Change(TierCause.OverlayEnded, s.Tier.Earned, [why]) { CauseSequence = d.Sequence });
    }
}
