using Tessera.App.Benefits;
using Tessera.App.Coupons;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.App.Redemption;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Redemption;
using Tessera.Storage;
using Tessera.Storage.Redemption;

namespace Tessera.App.Demo;

/// <summary>Tells demo steps to the use cases inside one transaction, each at its own instant, with the nights that lie between.</summary>
internal sealed class DemoTelling(BatchScope scope, DemoRecipe recipe, Sealing sealing)
{
    private const string IdentityKind = "external:demo";
    private const int MembersAtOnce = 500;

    /// <summary>Of so many redemptions, the newest, the oldest open one is looked for.</summary>
    private const int MostOpen = 50;

    /// <summary>Steps the rules refused.</summary>
    internal int Refused { get; private set; }

    internal void Tell(DemoStep step)
    {
        Nights(scope.Programs.Calendar.DayOf(step.RecordedAt));
        scope.Now = step.RecordedAt;
        if (step is DemoTries tries)
        {
            Trying(tries)?.Run(scope);
            return;
        }

        var answer = Command(step).Run(scope);
        if (!answer.IsAccepted) Refused++;
        foreach (var told in Told(answer)) Consequences(told);
    }

    /// <summary>Settles whoever is due at the start of each date up to one, as the night would have.</summary>
    internal void Nights(DateOnly through)
    {
        var settings = scope.Db.Settings;
        if (settings.BusinessDate is not { } settled)
        {
            settings.BusinessDate = through;
            return;
        }

        for (var night = settled.AddDays(1); night <= through; night = night.AddDays(1))
        {
            scope.Now = scope.Programs.Calendar.StartOf(night);
            var items = scope.Items;
            var members = Settle(night);
            settings.BusinessDate = night;
            scope.Db.Nights.Save(new NightRun(night, scope.Now, scope.Now, members, scope.Items - items));
        }
    }

    private long Settle(DateOnly night)
    {
        var members = 0L;
        scope.Flush();
        while (scope.Db.Nights.Due(night, MembersAtOnce) is { Count: > 0 } due)
        {
            scope.Load(due);
            foreach (var account in due) scope.Settle(scope.Member(account), night);
            members += due.Count;
            scope.Flush();
        }

        return members;
    }

    private WriteCommand Command(DemoStep step) => step switch
    {
        DemoJoins joins => Join(joins),
        DemoTells { Fact: Purchase purchase } tells => new RecordPurchase { Purchase = purchase, Member = Member(tells.Who), Actor = purchase.Actor },
        DemoTells { Fact: Refund refund } tells => GiveBack(refund, tells.About!),
        DemoTells { Fact: Debit debit } tells => new SpendPoints { Member = Member(tells.Who), Points = debit.Points, Reference = debit.Reference, Actor = debit.Actor },
        DemoTells { Fact: DebitCancelled cancelled } tells => new CancelDebit { Member = Member(tells.Who), Reference = tells.About!, Actor = cancelled.Actor },
        DemoTells { Fact: TopUpRefund refund } tells => Plain(tells, refund with { TopUpSequence = scope.Document(refund.Source!, tells.About!)?.Sequence ?? 0 }),
        DemoTells tells => Plain(tells, tells.Fact),
        DemoAnonymous nobody => new RecordPurchase { Purchase = nobody.Fact, Actor = nobody.Fact.Actor },
        DemoClaims claims => new ClaimPurchase { Purchase = new PurchaseId(recipe.Sources.Till, claims.Number), Member = Member(claims.Who), Actor = "key:online-shop" },
        DemoMerges merges => new MergeMembers { Member = Member(merges.From), Into = Member(merges.Into), Actor = "key:office" },
        DemoUnmerges undo => new UnmergeMembers { Member = MemberRef.By(IdOf(undo.From)), Actor = "key:office" },
        _ => throw new ArgumentException($"unknown step {step.GetType().Name}", nameof(step)),
    };

    /// <summary>What a member asks for; null where there is nothing it could be about.</summary>
    private WriteCommand? Trying(DemoTries tries)
    {
        var (member, fact) = (Member(tries.Who), tries.Fact);
        return fact switch
        {
            CouponClaimed claimed => new ClaimCoupon { Member = member, Kind = claimed.Kind, Actor = fact.Actor },
            CouponUsed used => Held(tries) is { } coupon ? new UseCoupon { Member = member, Coupon = coupon, SavedMinor = used.SavedMinor, StoreId = used.StoreId, Actor = fact.Actor } : null,
            BenefitUsed used => new UseBenefit { Member = member, Benefit = used.Benefit, StoreId = used.StoreId, Actor = fact.Actor },
            Drawn drawn => new EnterDraw { Take = new TakeEntry { Member = member, Draw = drawn.Draw }, Actor = fact.Actor },
            Redeemed redeemed => new RedeemReward { Take = new TakeReward { Member = member, Reward = redeemed.Reward, Payments = redeemed.Payments, StoreId = redeemed.StoreId }, Actor = fact.Actor },
            RedemptionFulfilled fulfilled => Open(tries.Who) is { } open ? new FulfilRedemption { Code = scope.Db.Redemptions.SecretOf(open.Account, open.Sequence).Code, StoreId = fulfilled.StoreId, Actor = fact.Actor } : null,
            RedemptionCancelled => Open(tries.Who) is { } open ? new CancelRedemption { Member = member, Sequence = open.Sequence, ReasonCode = "changed-mind", Actor = fact.Actor } : null,
            _ => throw new ArgumentException($"nobody tries {fact.GetType().Name}", nameof(tries)),
        };
    }

    private CouponId? Held(DemoTries tries)
    {
        var state = scope.Member(sealing.AccountOf(IdentityKind, tries.Who)).State;
        return state.HasCoupons && state.Coupons.Held.Find(c => c.Kind == tries.Kind) is { } coupon ? new CouponId(IdOf(tries.Who), coupon.Id) : null;
    }

    /// <summary>The oldest redemption that was not handed over yet.</summary>
    private RedemptionRow? Open(string who)
    {
        var account = sealing.AccountOf(IdentityKind, who);
        scope.Flush(account);
        return scope.Db.Redemptions.PageBack(account, null, MostOpen).LastOrDefault(r => r.Stage == RedemptionStage.Open);
    }

    private JoinMember Join(DemoJoins joins) => new()
    {
        Identities = [.. Identities(joins)],
        Channel = joins.Fact.Channel,
        StoreId = joins.Fact.StoreId,
        InvitedBy = joins.InvitedBy is { } by ? Member(by) : null,
        OccurredAt = joins.Fact.OccurredAt,
        Profile = new MemberProfile { Name = joins.Person.Name, Birthday = joins.Person.Birthday },
        Ids = (sealing.AccountOf(IdentityKind, joins.Who), IdOf(joins.Who)),
        Actor = joins.Fact.Actor,
    };

    private static IEnumerable<Identity> Identities(DemoJoins joins)
    {
        yield return new Identity(IdentityKind, joins.Who);
        if (joins.Person.Phone is { } phone && IdentityForm.Of("phone", phone) is { } byPhone) yield return byPhone;
        if (joins.Person.OpenId is { } openId && IdentityForm.Of("openid:demo", openId) is { } byWeChat) yield return byWeChat;
        if (joins.Person.Card is { } card && IdentityForm.Of("card", card) is { } byCard) yield return byCard;
    }

    private static PurchaseCommand GiveBack(Refund refund, string number)
    {
        var purchase = new PurchaseId(refund.Source!, number);
        return refund.IsVoid
            ? new VoidPurchase { Purchase = purchase, OccurredAt = refund.OccurredAt, Source = refund.Source, Number = refund.Number, Actor = refund.Actor }
            : new RefundPurchase
            {
                Purchase = purchase, Units = refund.Units, AmountMinor = refund.AmountMinor, OccurredAt = refund.OccurredAt,
                Source = refund.Source, Number = refund.Number, Actor = refund.Actor,
            };
    }

    private static TellFact Plain(DemoTells tells, Fact fact) => new()
    {
        Member = Member(tells.Who), Fact = fact, OccurredAt = fact.OccurredAt, Source = fact.Source, Number = fact.Number, Actor = fact.Actor,
    };

    private static MemberRef Member(string key) => MemberRef.By(new Identity(IdentityKind, key));

    private static MemberId IdOf(string key) => MemberId.Derive(IdentityKind, key);

    private static IEnumerable<FactTold> Told(Answer answer) => answer switch
    {
        Answer<FactTold> { Value: { } told } => [told],
        Answer<PurchaseFollowed> { Value.Told: { } told } => [told],
        Answer<KeptPurchase> { Value.Told: { } told } => [told],
        _ => [],
    };

    /// <summary>What follows for others is told in the same transaction, at the same instant; the outbox finds it done.</summary>
    private void Consequences(FactTold told)
    {
        foreach (var consequence in told.Item.Effects.OfType<Consequence>()) ConsequenceCarrier.Tell(scope, told.Account, told.Item, consequence);
    }

    /// <summary>A fact that needs nothing loaded.</summary>
    private sealed record TellFact : MemberCommand
    {
        public required Fact Fact { get; init; }

        internal override Fact FactOf(Instant at) => Fact;
    }
}
