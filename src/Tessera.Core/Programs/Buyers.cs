using Tessera.Core.Benefits;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.StoredValue;

namespace Tessera.Core.Programs;

/// <summary>What the price reads of a member: the tier and tags of the purchase's day, the balance and stocks of now (semantics §1 Late facts, §8).</summary>
internal static class Buyers
{
    /// <summary>The coupons that the wishes ask for: named ones, and with them all that are held where the till may choose.</summary>
    public static CouponsAtTill CouponsOf(FactContext c, Wishes wishes) =>
        CouponTill.CandidatesOf(c.Programs, c.State, new CouponMoment(c.D.Today, c.D.RecordedAt, wishes.Reference, wishes.Coupons, wishes.ChoosesCoupons));

    /// <summary>The price benefits of a tier, and of a paid plan that holds, on the purchase's day.</summary>
    public static IReadOnlyList<Candidate> BenefitsOf(FactContext c, string tier) => [.. BenefitSavings.Of(c.Holds(tier).All())];

    /// <summary>The buyer with what it brings.</summary>
    public static Buyer Of(FactContext c, Purchase purchase, string tier, IReadOnlyList<Candidate> candidates)
    {
        var (d, state) = (c.D, c.State);
        var wishes = purchase.Wishes!;
        List<Saving> savings = [.. c.Program.Document.Promotions, .. candidates.Select(x => x.Saving)];
        savings.RemoveAll(s => s.Limits.Count == 0);
        return new Buyer
        {
            Tier = tier,
            Tags = CouponTill.TagsOn(state, d.Day),
            IsBirthday = purchase.IsBirthday,
            Candidates = candidates,
            Opens = OpensEarly(c, tier),
            OwnRooms = SavingLimits.OwnRooms(savings, state.Rows, d.Day),
            CampaignRooms = SavingLimits.CampaignRooms(savings, purchase, d.Day),
            PointsSpendable = FamilyDecisions.Spendable(c, purchase, Ledger.Spendable(d)),
            Points = wishes.MostPoints ? Asked.Most : new Asked(wishes.Points),
            StoredValueMinor = Wallets.SpendableOn(state, d.Today),
            StoredValue = wishes.MostStoredValue ? Asked.Most : new Asked(wishes.StoredValueMinor),
        };
    }

    /// <summary>Promotions that are still to come and open earlier to who has early access (F10).</summary>
    private static Dictionary<string, DateOnly> OpensEarly(FactContext c, string tier)
    {
        var opens = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        var held = c.Holds(tier);
        foreach (var promotion in c.Program.Document.Promotions)
        {
            if (promotion.Scope.From is not { } from || from <= c.D.Day) continue;
            if (held.OpensOn(BenefitType.EarlyAccess, from) is var earlier && earlier < from) opens[promotion.Id] = earlier;
        }

        return opens;
    }

    /// <summary>What was asked for and cannot be had before any price is made: coupons, rewards, benefits of a frozen member, codes that nothing reads.</summary>
    public static IEnumerable<NotApplied> Missed(FactContext c, Purchase purchase, IReadOnlyList<Candidate> candidates, IReadOnlyList<Candidate> resting) =>
    [
        .. resting.Select(b => new NotApplied(b.Saving.Id, b.Saving.Id, b.Origin, Reason.Of("member.frozen"))),
        .. UnreadCodes(c.Program, purchase, candidates),
    ];

    /// <summary>Codes that no rule, promotion, benefit, coupon or reward asks for.</summary>
    public static IEnumerable<NotApplied> UnreadCodes(CompiledProgram program, Purchase purchase, IReadOnlyList<Candidate> candidates) => purchase.Codes.Count == 0 ? [] : purchase.Codes
        .Where(code => !program.Codes.Contains(code) && !candidates.Any(x => string.Equals(x.Saving.Scope.Code, code, StringComparison.OrdinalIgnoreCase)))
        .Distinct(StringComparer.OrdinalIgnoreCase)
        .Select(code => new NotApplied(code, code, SavingOrigin.Code, Reason.Of("price.not.codeUnread", Reason.Id("code", code))));

    /// <summary>Why points and stored value of this member rest, where the price only saw that there are none.</summary>
    public static NotApplied Explained(MemberState state, NotApplied missed) => missed.Origin switch
    {
        SavingOrigin.Points when state.IsFrozen => missed with { Reason = Reason.Of("member.frozen") },
        SavingOrigin.StoredValue when Wallets.Blocked(state) is { } blocked => missed with { Reason = blocked.Reason },
        _ => missed,
    };
}
