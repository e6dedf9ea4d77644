using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Purchases;

/// <summary>A purchase without a member is claimed once, within the programme's days, and decided as a late fact of its own instant (semantics §2).</summary>
public sealed record ClaimPurchase : WriteCommand<KeptPurchase>
{
    /// <summary>The purchase.</summary>
    public required PurchaseId Purchase { get; init; }

    /// <summary>Whose it is.</summary>
    public required MemberRef Member { get; init; }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Member.Resolve(scope.Db) is { } account ? [account] : [];

    internal override Answer<KeptPurchase> Decide(BatchScope scope)
    {
        if (scope.Document(Purchase.Source, Purchase.Number) is not { Kind: "purchase" } known) return Refusal.Of("purchase.unknown");
        if (Member.Resolve(scope.Db) is not { } account) return MemberRefusals.Unknown;
        if (known.Account is { } owner) return Claimed(scope, known, owner, account);
        var kept = scope.Db.Documents.FindAnonymous(Purchase.Source, Purchase.Number)!;
        if (kept.IsStock || kept.Fact is not Purchase purchase) return Refusal.Of("claim.stock");
        var days = scope.Programs.At(scope.Now).Document.Purchases.ClaimWithinDays;
        var age = scope.Today.DayNumber - scope.Programs.Calendar.DayOf(purchase.OccurredAt).DayNumber;
        if (age > days) return Refusal.Of("claim.tooLate", Reason.Count("days", days), Reason.Count("age", age));
        var fact = purchase with
        {
            RecordedAt = scope.Now, Claimed = true, Actor = Actor, IsBirthday = Birthdays.IsOn(scope, account, purchase.OccurredAt),
        };
        var member = scope.Member(account);
        var decision = scope.Decide(member, new Command(fact));
        if (decision.Refusal is { } refusal) return refusal;
        scope.AddText(member, kept.Text);
        return new KeptPurchase(Purchase, fact, MemberCommand.Told(scope, member, decision.Items[^1]));
    }

    internal override AuditNote NoteOf(BatchScope scope, KeptPurchase made) => PurchaseNotes.Of(made);

    private Answer<KeptPurchase> Claimed(BatchScope scope, KnownDocument known, AccountId owner, AccountId account)
    {
        if (owner != account) return Refusal.Of("claim.taken");
        var member = scope.Member(owner);
        var item = scope.Item(member, known.Sequence)!;
        return new Answer<KeptPurchase>(new KeptPurchase(Purchase, (Purchase)item.Fact!, MemberCommand.Told(scope, member, item)), null, IsRepeat: true);
    }
}
