using Tessera.App.Points;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Members;

namespace Tessera.App.Members;

/// <summary>Whose record a purchase goes to, and by which family card.</summary>
/// <param name="Account">The member who earns: the buyer, or the main member of its card.</param>
/// <param name="Card">The family card that bought, or null.</param>
internal readonly record struct Payer(AccountId Account, AccountId? Card)
{
    /// <summary>A purchase with the card that bought it.</summary>
    public Purchase Mark(Purchase purchase) => Card is { } card ? purchase with { BoughtBy = card.ToString() } : purchase;
}

/// <summary>Family cards (P30): a card's purchases are its main member's, from the moment it was linked until it is unlinked. While it is frozen they stay its own.</summary>
public static class Families
{
    /// <summary>Who must be locked for a purchase of a member: itself, and its main member.</summary>
    internal static IEnumerable<AccountId> Around(BatchScope scope, AccountId buyer) =>
        scope.KnownPrograms is { HasFamilies: true } && scope.Db.Families.LinkOf(buyer) is { } link ? [buyer, scope.Db.Identities.HolderOf(link.Main)] : [buyer];

    /// <summary>A member with all that closing or erasing it ends the links of.</summary>
    internal static IEnumerable<AccountId> Whole(BatchScope scope, AccountId account) =>
        scope.KnownPrograms is { HasFamilies: true } ? [.. Around(scope, account), .. scope.Db.Families.CardsOf(account).Select(l => l.Card)] : [account];

    /// <summary>Whose a purchase of a member is.</summary>
    internal static Payer Of(BatchScope scope, AccountId buyer, Instant at) => Of(scope.Db, scope.KnownPrograms, buyer, (at, () => scope.Member(buyer).State.IsFrozen));

    /// <summary>Whose a quoted purchase of a member is.</summary>
    internal static Payer Of(ReadScope scope, AccountId buyer, Instant at) => Of(scope.Db, scope.KnownPrograms, buyer, (at, () => scope.Db.Members.FiguresOf(buyer) is { IsFrozen: true }));

    /// <summary>The public id of the family card that bought, or null.</summary>
    public static MemberId? BuyerOf(StoreConnection db, Purchase purchase) => AccountId.TryParse(purchase.BoughtBy ?? "", out var card) ? db.Identities.MemberOf(card) : null;

    /// <summary>Who told a document that is known: its own member where the same buyer tells it again, whatever became of the card since.</summary>
    internal static AccountId Teller(BatchScope scope, KnownDocument known, AccountId buyer)
    {
        if (known.Account is not { } owner || owner == buyer || scope.KnownPrograms is not { HasFamilies: true }) return buyer;
        return scope.Item(scope.Member(owner), known.Sequence)?.Fact is Purchase { BoughtBy: { } card } && card == buyer.ToString() ? owner : buyer;
    }

    /// <summary>Ends every link of a member that closes or is erased, on either side.</summary>
    internal static void EndAll(BatchScope scope, AccountId account, (string Actor, string ReasonCode) why)
    {
        if (scope.KnownPrograms is not { HasFamilies: true }) return;
        foreach (var link in scope.Db.Families.CardsOf(account)) End(scope, link, why);
        if (scope.Db.Families.LinkOf(account) is { } own) End(scope, own, why);
    }

    /// <summary>Ends one link; the answer of both sides, or why not.</summary>
    internal static (FamilyChanged? Changed, Refusal? Refusal) End(BatchScope scope, FamilyLink link, (string Actor, string ReasonCode) why)
    {
        var (card, main) = (scope.Member(link.Card), scope.Member(scope.Db.Identities.HolderOf(link.Main)));
        var fact = new FamilyUnlinked { OccurredAt = scope.Now, RecordedAt = scope.Now, Main = link.Main.ToString(), ReasonCode = why.ReasonCode, Actor = why.Actor };
        TwoMemberAnswers.Ready(scope, card, main);
        var both = TwoMembers.Unlink(scope.Programs, card.State, main.State, fact);
        if (TwoMemberAnswers.Keep(scope, card, main, both) is { } refusal) return (null, refusal);
        scope.Db.Families.Remove(link.Card);
        return (new FamilyChanged(MemberCommand.Told(scope, main, both.Second.Items[^1]), MemberCommand.Told(scope, card, both.First.Items[^1])), null);
    }

    private static Payer Of(StoreConnection db, ProgramHistory? programs, AccountId buyer, (Instant At, Func<bool> IsFrozen) when)
    {
        if (programs is not { HasFamilies: true } || db.Families.LinkOf(buyer) is not { } link || when.At < link.LinkedAt || when.IsFrozen()) return new Payer(buyer, null);
        return new Payer(db.Identities.HolderOf(link.Main), buyer);
    }
}

/// <summary>Both sides of a family card after it was linked or unlinked.</summary>
/// <param name="Main">The main member.</param>
/// <param name="Card">The card.</param>
public sealed record FamilyChanged(FactTold Main, FactTold Card);

/// <summary>What joins or parts a main member and its card.</summary>
public abstract record FamilyCommand : WriteCommand<FamilyChanged>
{
    /// <summary>The main member.</summary>
    public required MemberRef Member { get; init; }

    /// <summary>The member that is, or becomes, its card.</summary>
    public required MemberRef Card { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>Reason in words, kept sealed beside the record of the main member; or null.</summary>
    public string? Text { get; init; }

    internal override void Foresee(Foresight foresight)
    {
        Member.Foresee(foresight);
        Card.Foresee(foresight);
    }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => new[] { Member.Resolve(scope.Db), Card.Resolve(scope.Db) }.OfType<AccountId>();

    internal sealed override Answer<FamilyChanged> Decide(BatchScope scope)
    {
        if (Member.Resolve(scope.Db) is not { } holder) return MemberRefusals.Unknown;
        if (Card.Resolve(scope.Db) is not { } linked) return new Refusal(Reason.Of("member.unknown"), "/card");
        var (changed, refusal) = Change(scope, holder, linked);
        if (changed is null) return refusal!;
        scope.AddText(scope.Member(holder), Text);
        return changed;
    }

    internal override AuditNote NoteOf(BatchScope scope, FamilyChanged made) => FamilyNotes.Of(made, ReasonCode);

    /// <summary>Both sides changed, or why neither is.</summary>
    private protected abstract (FamilyChanged? Changed, Refusal? Refusal) Change(BatchScope scope, AccountId holder, AccountId linked);
}

/// <summary>A member becomes the family card of another (P30); both records say so, or neither.</summary>
public sealed record LinkFamilyCard : FamilyCommand
{
    private protected override (FamilyChanged? Changed, Refusal? Refusal) Change(BatchScope scope, AccountId holder, AccountId linked)
    {
        if (holder == linked) return (null, Refusal.Of("family.self"));
        var (main, card) = (scope.Member(holder), scope.Member(linked));
        var fact = new FamilyLinked
        {
            OccurredAt = scope.Now, RecordedAt = scope.Now, Main = holder.ToString(), ReasonCode = ReasonCode, Cards = scope.Db.Families.CardsOf(linked).Count, Actor = Actor,
        };
        TwoMemberAnswers.Ready(scope, card, main);
        var both = TwoMembers.Link(scope.Programs, card.State, main.State, fact, scope.Db.Families.CardsOf(holder).Count);
        if (TwoMemberAnswers.Keep(scope, card, main, both) is { } refusal) return (null, refusal);
        scope.Db.Families.Add(new FamilyLink(linked, holder, scope.Now));
        return (new FamilyChanged(MemberCommand.Told(scope, main, both.Second.Items[^1]), MemberCommand.Told(scope, card, both.First.Items[^1])), null);
    }
}

/// <summary>A family card ends; what it bought stays its main member's (P30).</summary>
public sealed record UnlinkFamilyCard : FamilyCommand
{
    private protected override (FamilyChanged? Changed, Refusal? Refusal) Change(BatchScope scope, AccountId holder, AccountId linked) =>
        scope.Db.Families.LinkOf(linked) is { } link && scope.Db.Identities.HolderOf(link.Main) == holder
            ? Families.End(scope, link, (Actor, ReasonCode))
            : (null, Refusal.Of("family.notLinked"));
}

/// <summary>What the audit trail is told of family cards.</summary>
internal static class FamilyNotes
{
    internal static AuditNote Of(FamilyChanged made, string reasonCode) =>
        new(made.Main.Account.ToString()) { After = $"{{\"card\":{AuditNote.Quote(made.Card.Account.ToString())}}}", Why = reasonCode };
}
