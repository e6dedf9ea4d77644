using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Facts;

namespace Tessera.App.Purchases;

/// <summary>
/// Refunds, voids and receipts of a purchase that nobody claimed yet. They are kept beside it under their own numbers and answered with what was given back; the
/// claim decides them after the purchase.
/// </summary>
public static class UnclaimedPurchases
{
    /// <summary>A purchase without a member and what was given back of it so far, or null when there is none.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="id">The purchase.</param>
    public static (Purchase Purchase, UnclaimedPurchase Unclaimed)? Find(ReadScope scope, PurchaseId id)
    {
        if (scope.Db.Documents.FindAnonymous(id.Source, id.Number)?.Fact is not Purchase purchase) return null;
        return (purchase, Load(scope.Programs.Calendar, purchase, scope.Db.Documents.FollowsOf(id.Source, id.Number)));
    }

    /// <summary>A purchase with what was given back of it so far.</summary>
    internal static UnclaimedPurchase Load(BatchScope scope, Purchase purchase, IReadOnlyList<AnonymousFollow> follows) => Load(scope.Programs.Calendar, purchase, follows);

    /// <summary>A purchase with what was given back of it so far.</summary>
    internal static UnclaimedPurchase Load(BusinessCalendar calendar, Purchase purchase, IReadOnlyList<AnonymousFollow> follows)
    {
        var unclaimed = new UnclaimedPurchase(purchase, calendar);
        foreach (var follow in follows) Taken(unclaimed, calendar, follow);
        return unclaimed;
    }

    /// <summary>What each of them gave back, in order; null for a receipt.</summary>
    internal static IEnumerable<PurchaseRefunded?> Given(BusinessCalendar calendar, Purchase purchase, IEnumerable<AnonymousFollow> follows)
    {
        var unclaimed = new UnclaimedPurchase(purchase, calendar);
        return follows.Select(follow => Taken(unclaimed, calendar, follow));
    }

    /// <summary>Keeps one more, or answers one that was told before.</summary>
    internal static Answer<PurchaseFollowed> Follow(BatchScope scope, PurchaseId id, Fact fact)
    {
        var kept = scope.Db.Documents.FindAnonymous(id.Source, id.Number)!;
        if (kept.IsStock || kept.Fact is not Purchase purchase) return Refusal.Of("purchase.stock");
        scope.Db.Documents.HoldUnclaimed(id.Source, id.Number);
        var follows = scope.Db.Documents.FollowsOf(id.Source, id.Number);
        if (fact is { Source: { } source, Number: { } number } && scope.Document(source, number) is { } known) return Repeat(scope, id, purchase, follows, (known, fact));
        if (fact.OccurredAt > scope.Now.PlusMinutes(Core.Programs.Decide.MinutesAhead)) return Refusal.Of("fact.inFuture");
        PurchaseRefunded? gave = null;
        if (fact is Refund refund)
        {
            var rule = scope.Programs.For(fact.OccurredAt, fact.RecordedAt).Document.Purchases.OverRefund;
            gave = Load(scope, purchase, follows).GiveBack(refund, scope.Programs.Calendar.DayOf(fact.OccurredAt), rule, out var refusal);
            if (gave is null) return refusal!;
        }

        scope.Db.Documents.AddFollow(id.Source, id.Number, fact);
        return new PurchaseFollowed(id, fact, null, gave).ByTender(() => purchase.Sold);
    }

    /// <summary>The fact as the claim decides it.</summary>
    internal static Fact Claimed(Fact fact, long purchase, Instant now) => fact switch
    {
        Refund refund => refund with { PurchaseSequence = purchase, Claimed = true, RecordedAt = now },
        Received received => received with { PurchaseSequence = purchase, Claimed = true, RecordedAt = now },
        _ => throw new ArgumentException($"{fact.GetType().Name} is not told of a purchase", nameof(fact)),
    };

    private static Answer<PurchaseFollowed> Repeat(BatchScope scope, PurchaseId id, Purchase purchase, IReadOnlyList<AnonymousFollow> follows, (KnownDocument Known, Fact Fact) told)
    {
        var fact = told.Fact;
        var at = follows.ToList().FindIndex(f => f.Fact.Source == fact.Source && f.Fact.Number == fact.Number);
        if (at < 0) return DocumentDifference.Changed(fact, told.Known.Kind == RecordJson.KindOf(fact) ? "purchase" : "kind");
        if (!told.Known.SaysTheSameAs(fact)) return DocumentDifference.Between(follows[at].Fact, fact);
        var gave = Given(scope.Programs.Calendar, purchase, follows).ElementAt(at);
        return new Answer<PurchaseFollowed>(new PurchaseFollowed(id, follows[at].Fact, null, gave).ByTender(() => purchase.Sold), null, IsRepeat: true);
    }

    // One that was accepted is one, whatever the switch says by now.
    private static PurchaseRefunded? Taken(UnclaimedPurchase unclaimed, BusinessCalendar calendar, AnonymousFollow follow)
    {
        if (follow.Fact is not Refund refund) return null;
        return unclaimed.GiveBack(refund, calendar.DayOf(refund.OccurredAt), OverRefund.Clamp, out var refusal)
            ?? throw new InvalidOperationException($"{refusal!.Reason.Code}: what was told of {follow.Source} {follow.Number}");
    }
}
