using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Facts;

namespace Tessera.App.Purchases;

/// <summary>
/// A purchase without a member is claimed once, within the programme's days, and decided as a late fact of its own instant (semantics §2); what was told of it
/// since is decided after it. One that was given back whole cannot be claimed.
/// </summary>
public sealed record ClaimPurchase : WriteCommand<KeptPurchase>
{
    /// <summary>The purchase.</summary>
    public required PurchaseId Purchase { get; init; }

    /// <summary>Whose it is.</summary>
    public required MemberRef Member { get; init; }

    internal override void Foresee(Foresight foresight)
    {
        Member.Foresee(foresight);
        foresight.Documents.Add((Purchase.Source, Purchase.Number));
    }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Member.Resolve(scope.Db) is { } account ? Families.Around(scope, account) : [];

    internal override Answer<KeptPurchase> Decide(BatchScope scope)
    {
        if (scope.Document(Purchase.Source, Purchase.Number) is not { Kind: "purchase" } known) return Refusal.Of("purchase.unknown");
        if (Member.Resolve(scope.Db) is not { } account) return MemberRefusals.Unknown;
        if (known.Account is { } owner) return Claimed(scope, known, owner, Families.Teller(scope, known, account));
        var kept = scope.Db.Documents.FindAnonymous(Purchase.Source, Purchase.Number)!;
        if (kept.IsStock || kept.Fact is not Purchase purchase) return Refusal.Of("claim.stock");
        var days = scope.Programs.At(scope.Now).Document.Purchases.ClaimWithinDays;
        var age = scope.Today.DayNumber - scope.Programs.Calendar.DayOf(purchase.OccurredAt).DayNumber;
        if (age > days) return Refusal.Of("claim.tooLate", Reason.Count("days", days), Reason.Count("age", age));
        var payer = Families.Of(scope, account, purchase.OccurredAt);
        var fact = payer.Mark(purchase) with
        {
            RecordedAt = scope.Now, Claimed = true, Actor = Actor, IsBirthday = Birthdays.IsOn(scope, payer.Account, purchase.OccurredAt),
        };
        scope.Db.Documents.HoldUnclaimed(Purchase.Source, Purchase.Number);
        var follows = scope.Db.Documents.FollowsOf(Purchase.Source, Purchase.Number);
        if (UnclaimedPurchases.Load(scope, purchase, follows).IsWhollyRefunded) return Refusal.Of("claim.refunded");
        var member = scope.Member(payer.Account);
        var (item, refusal) = follows.Count == 0 ? Bought(scope, member, fact, kept.Text) : BoughtAndFollowed(scope, member, fact, kept.Text, follows);
        return item is null ? refusal! : new KeptPurchase(Purchase, fact, MemberCommand.Told(scope, member, item)) { BoughtBy = Families.BuyerOf(scope.Db, fact) };
    }

    internal override AuditNote NoteOf(BatchScope scope, KeptPurchase made) => PurchaseNotes.Of(made);

    private static (RecordItem? Item, Refusal? Refusal) Bought(BatchScope scope, LoadedMember member, Purchase fact, string? text)
    {
        var decision = scope.Decide(member, new Command(fact));
        if (decision.Refusal is { } refusal) return (null, refusal);
        scope.AddText(member, text);
        return (decision.Items[^1], null);
    }

    /// <summary>The purchase, then what was told of it, each as a late fact of its own instant; either all of it is kept or nothing.</summary>
    private static (RecordItem? Item, Refusal? Refusal) BoughtAndFollowed(BatchScope scope, LoadedMember member, Purchase fact, string? text, IReadOnlyList<AnonymousFollow> follows)
    {
        if (member.IsHalted) return (null, Refusal.Of("member.halted"));
        scope.Flush(member.Account);
        scope.LoadClosedLots(member);
        var decisions = new List<Decision> { Core.Programs.Decide.Member(scope.Programs, member.State, new Command(fact) { IsHistory = scope.IsHistory }) };
        var bought = decisions[0].IsAccepted ? decisions[0].Items[^1] : null;
        var purchase = bought is null ? null : RecordedPurchase.Of(bought, scope.Programs.Calendar.DayOf(fact.OccurredAt));
        foreach (var follow in follows.TakeWhile(_ => decisions[^1].IsAccepted))
        {
            var told = UnclaimedPurchases.Claimed(follow.Fact, purchase!.Sequence, scope.Now);
            decisions.Add(Core.Programs.Decide.Member(scope.Programs, member.State, new Command(told) { Purchase = purchase, IsHistory = scope.IsHistory }));
            if (decisions[^1].IsAccepted && told is Refund) purchase = purchase.After(decisions[^1].Items[^1].Effects.OfType<PurchaseRefunded>().Single());
        }

        if (decisions[^1].Refusal is { } refusal)
        {
            scope.Forget(member);
            return (null, refusal);
        }

        scope.Collect(member, decisions[0].Items);
        scope.AddText(member, text);
        foreach (var decision in decisions.Skip(1)) scope.Collect(member, decision.Items);
        return (bought, null);
    }

    private Answer<KeptPurchase> Claimed(BatchScope scope, KnownDocument known, AccountId owner, AccountId account)
    {
        if (owner != account) return Refusal.Of("claim.taken");
        var member = scope.Member(owner);
        var item = scope.Item(member, known.Sequence)!;
        var fact = (Purchase)item.Fact!;
        return new Answer<KeptPurchase>(new KeptPurchase(Purchase, fact, MemberCommand.Told(scope, member, item)) { BoughtBy = Families.BuyerOf(scope.Db, fact) }, null, IsRepeat: true);
    }
}
