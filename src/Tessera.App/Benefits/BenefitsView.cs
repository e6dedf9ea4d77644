using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.App.Texts;
using Tessera.Core.Benefits;
using Tessera.Core.Programs;

namespace Tessera.App.Benefits;

/// <summary>A benefit as a member has it.</summary>
public sealed record BenefitView
{
    /// <summary>Id.</summary>
    public required string Code { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required BenefitType Type { get; init; }

    /// <summary>Layer.</summary>
    public required BenefitLayer Layer { get; init; }

    /// <summary>When it serves.</summary>
    public required BenefitStage Stage { get; init; }

    /// <summary>Terms, or null.</summary>
    public string? Terms { get; init; }

    /// <summary>Whether the member has it now: it works by itself, or can be used once more.</summary>
    public required bool IsUsable { get; init; }

    /// <summary>Stable code of why not, or null.</summary>
    public string? WhyNotCode { get; init; }

    /// <summary>Why not, in a sentence, or null.</summary>
    public string? WhyNot { get; init; }

    /// <summary>Uses left, of the quota's period or of the grant; null without a limit.</summary>
    public long? Left { get; init; }

    /// <summary>Last local date of the quota's period or of the grant; null without one.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>How many are left for all members together; null without a limit.</summary>
    public long? StockLeft { get; init; }
}

/// <summary>The benefits of a member: what it has, what is left, and why not (F11, F21).</summary>
/// <param name="On">Local date seen.</param>
/// <param name="Tier">Tier in force.</param>
/// <param name="Benefits">The whole catalogue that is on, in its order.</param>
public sealed record BenefitsView(DateOnly On, TierName Tier, IReadOnlyList<BenefitView> Benefits)
{
    /// <summary>Reads them, or null when nobody answers to the name.</summary>
    public static BenefitsView? Read(ReadScope scope, MemberRef member, string language)
    {
        if (MemberSight.Of(scope, member) is not { } sight) return null;
        var (document, state, day) = (sight.Program.Document, sight.State, sight.On);
        foreach (var came in BirthdayGrants.Due(sight.Programs, state, MemberProfile.Of(scope.Db, sight.Account), (day, scope.AsOf))) Decide.Member(sight.Programs, state, new Command(came));
        var tier = document.Ladder.Tiers.FirstOrDefault(t => t.Id == state.InForce);
        var held = HeldBenefits.Now(sight.Programs, state, scope.AsOf);
        var name = new TierName(state.InForce, tier is null ? state.InForce : Text.In(tier.Names, language));
        return new BenefitsView(day, name, [.. document.Benefits.Where(b => b.Enabled).Select(View)]);

        BenefitView View(Benefit benefit)
        {
            var works = !benefit.IsUsed && !state.IsFrozen && held.Has(benefit) && benefit.HoldsOn(day);
            var refusal = benefit.IsUsed ? BenefitDecisions.CheckUse(held, benefit) : works ? null : NotHeld(benefit);
            var grants = benefit.IsGranted ? Entitlements.GrantsOn(state, day).Where(g => g.Benefit == benefit.Id).ToList() : [];
            long? stock = benefit is { IsUsed: true, Stock: { } most and not Benefit.Unlimited } ? Math.Max(0, most - scope.Db.SharedCounters.UsedOf([Entitlements.StockId(benefit.Id)]).GetValueOrDefault(Entitlements.StockId(benefit.Id))) : null;
            if (refusal is null && stock == 0) refusal = Core.Refusal.Of("benefit.outOfStock", Core.Reason.Count("left", 0));
            return new BenefitView
            {
                Code = benefit.Id, Name = Text.In(benefit.Names, language), Type = benefit.Type, Layer = benefit.Layer, Stage = benefit.Stage, IsUsable = refusal is null,
                Terms = benefit.Terms is { } terms ? Text.In(terms, language) : null, StockLeft = stock,
                WhyNotCode = refusal?.Reason.Code, WhyNot = refusal is { } why ? Text.Render(why.Reason, language, document) : null,
                Left = benefit.IsPack ? null : benefit.IsGranted ? grants.Sum(g => g.Left) : benefit.IsUsed ? Entitlements.QuotaLeft(state, benefit, day) : null,
                Through = benefit.IsGranted ? grants.LastOrDefault()?.Through : benefit.IsUsed ? Entitlements.QuotaThrough(benefit, day) : null,
            };
        }

        Core.Refusal NotHeld(Benefit benefit) => state.IsFrozen ? Core.Refusal.Of("benefit.memberFrozen")
            : !benefit.HoldsOn(day) ? Core.Refusal.Of("benefit.notNow", Core.Reason.Id("benefit", benefit.Id))
            : Core.Refusal.Of("benefit.notOfTier", Core.Reason.Id("benefit", benefit.Id), Core.Reason.Id("tier", state.InForce));
    }
}
