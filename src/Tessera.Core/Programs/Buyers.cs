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
    /// <summary>The coupons that the wishes ask for: named ones, all that are held, or none.</summary>
    public static CouponsAtTill CouponsOf(FactContext c, Wishes wishes)
    {
        IReadOnlyList<LotId>? named = wishes.Coupons.Count > 0 ? [.. wishes.Coupons.Select(CouponTill.Parse).OfType<LotId>()] : wishes.ChoosesCoupons ? null : [];
        return CouponTill.CandidatesOf(c.Programs, c.State, new CouponMoment(c.D.Today, c.D.RecordedAt, Wished: named));
    }

    public static Buyer Of(FactContext c, Purchase purchase, string tier, CouponsAtTill coupons)
    {
        var (d, state) = (c.D, c.State);
        var wishes = purchase.Wishes!;
        // Benefits of a frozen member rest (L2).
        List<Candidate> benefits = state.IsFrozen ? [] : [.. BenefitSavings.Of(c.Holds(tier).All())];
        List<Saving> savings = [.. c.Program.Document.Promotions, .. benefits.Select(b => b.Saving), .. coupons.Candidates.Select(x => x.Saving)];
        return new Buyer
        {
            Tier = tier,
            Tags = [.. state.Tags.Where(t => t.Since <= d.Day && (t.Through is not { } through || through >= d.Day)).Select(t => t.Tag)],
            IsBirthday = purchase.IsBirthday,
            Candidates = [.. benefits, .. coupons.Candidates],
            OwnRooms = SavingLimits.OwnRooms(savings, state.Rows, d.Day),
            CampaignRooms = SavingLimits.CampaignRooms(savings, purchase, d.Day),
            PointsSpendable = Ledger.Spendable(d),
            Points = wishes.MostPoints ? Asked.Most : new Asked(wishes.Points),
            StoredValueMinor = Wallets.SpendableOn(state, d.Today),
            StoredValue = wishes.MostStoredValue ? Asked.Most : new Asked(wishes.StoredValueMinor),
        };
    }
}
