using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Purchases;

/// <summary>A purchase that was kept.</summary>
/// <param name="Id">Public id.</param>
/// <param name="Purchase">The purchase as recorded.</param>
/// <param name="Told">Whose it is and what it got; null without a member.</param>
public sealed record KeptPurchase(PurchaseId Id, Purchase Purchase, FactTold? Told)
{
    /// <summary>The family card that bought it for its member, or null (P30).</summary>
    public MemberId? BoughtBy { get; init; }
}

/// <summary>
/// A purchase is recorded once under its source and number (semantics §2). Without a member it is kept, creates none and can be claimed;
/// with <see cref="JoinsBy"/> a buyer who is no member yet becomes one (A12).
/// </summary>
public sealed record RecordPurchase : WriteCommand<KeptPurchase>
{
    /// <summary>The purchase with source and number; recorded-at and actor are filled in.</summary>
    public required Purchase Purchase { get; init; }

    /// <summary>The buyer, or null.</summary>
    public MemberRef? Member { get; init; }

    /// <summary>The buyer's identity: the member who holds it, or a new member who joins with this purchase.</summary>
    public Identity? JoinsBy { get; init; }

    /// <summary>Free text kept sealed beside the record, such as the reasons of hand lines; no part of what the document says.</summary>
    public string? Text { get; init; }

    /// <summary>Whether the caller has the right <c>purchases:backdate</c>.</summary>
    public bool MayBackdate { get; init; }

    internal override void Foresee(Foresight foresight)
    {
        Member?.Foresee(foresight);
        if (JoinsBy is { } identity) foresight.Identities.Add(identity);
        foresight.Documents.Add((Purchase.Source!, Purchase.Number!));
    }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Buyer(scope) is { } account ? Families.Around(scope, account) : [];

    internal override IEnumerable<string> Shares(BatchScope scope) => Purchase.Wishes is null || scope.KnownPrograms is not { } programs
        ? []
        : Core.Programs.Decide.SharedLimits(programs, Purchase with { RecordedAt = scope.Now }).Select(l => l.Id);

    internal override Answer<KeptPurchase> Decide(BatchScope scope)
    {
        var fact = Purchase with { RecordedAt = scope.IsHistory ? Purchase.OccurredAt : scope.Now, Actor = Actor, Lines = Entered(scope) };
        var (source, number) = (fact.Source!, fact.Number!);
        var buyer = Buyer(scope);
        if (buyer is null && Member is not null) return MemberRefusals.Unknown;
        if (scope.Document(source, number) is { } known) return Repeat(scope, known, fact, buyer);
        if (Dates.Refuse(scope, fact.OccurredAt, MayBackdate) is { } refusal) return refusal;
        if (buyer is null && JoinsBy is { } identity)
        {
            var joined = new JoinMember { Identities = [identity], Channel = fact.Channel, StoreId = fact.StoreId, OccurredAt = fact.OccurredAt, Actor = Actor }.Decide(scope);
            if (joined.Refusal is not null) return joined.Refusal;
            buyer = joined.Value!.Account;
        }

        return buyer is { } account ? Buy(scope, account, fact, Text) : Keep(scope, fact, Text);
    }

    internal override AuditNote NoteOf(BatchScope scope, KeptPurchase made) => PurchaseNotes.Of(made);

    /// <summary>The lines as the programme enters unit prices (semantics §1): kept exactly, or rounded half-up to the minor unit. What was paid is told and stays.</summary>
    private IReadOnlyList<PurchaseLine> Entered(BatchScope scope)
    {
        if (scope.KnownPrograms?.For(Purchase.OccurredAt, scope.Now).Document is not { Purchases.UnitPrices: UnitPriceMode.Round } document) return Purchase.Lines;
        return [.. Purchase.Lines.Select(line => line with { UnitPrice = decimal.Round(line.UnitPrice, document.CurrencyDecimals, MidpointRounding.AwayFromZero) })];
    }

    private AccountId? Buyer(BatchScope scope) =>
        Member?.Resolve(scope.Db) ?? (JoinsBy is { } identity ? MemberRef.By(identity).Resolve(scope.Db) : null);

    private Answer<KeptPurchase> Buy(BatchScope scope, AccountId account, Purchase fact, string? text)
    {
        var payer = Families.Of(scope, account, fact.OccurredAt);
        var member = scope.Member(payer.Account);
        var before = Entrance is null ? null : FiguresAfter.Of(member.State, scope.Today);
        fact = payer.Mark(fact) with { IsBirthday = Birthdays.IsOn(scope, payer.Account, fact.OccurredAt) };
        var decision = scope.Decide(member, new Command(fact));
        if (decision.Refusal is { } refusal) return refusal;
        scope.AddText(member, text);
        return new KeptPurchase(PurchaseId.Of(fact), fact, MemberCommand.Told(scope, member, decision.Items[^1]) with { Before = before }) { BoughtBy = Families.BuyerOf(scope.Db, fact) };
    }

    private static Answer<KeptPurchase> Keep(BatchScope scope, Purchase fact, string? text)
    {
        if (fact.Wishes is not null)
        {
            // Priced once: who claims it pays nothing again.
            var sold = Core.Programs.Decide.PriceToNobody(scope.Programs, fact, out var refusal);
            if (sold is null) return refusal!;
            fact = fact with { Sold = sold };
        }

        scope.Db.Documents.AddAnonymous(fact, fact.TotalMinor <= 0, text);
        return new KeptPurchase(PurchaseId.Of(fact), fact, null);
    }

    private static Answer<KeptPurchase> Repeat(BatchScope scope, KnownDocument known, Purchase fact, AccountId? buyer)
    {
        if (known.Account is { } owner)
        {
            var answer = Repeats.Answer(scope, known, fact, buyer is { } teller ? Families.Teller(scope, known, teller) : owner);
            if (answer.Refusal is { } refusal) return refusal;
            var told = (Purchase)answer.Value!.Item.Fact!;
            return new Answer<KeptPurchase>(new KeptPurchase(PurchaseId.Of(fact), told, answer.Value) { BoughtBy = Families.BuyerOf(scope.Db, told) }, null, IsRepeat: true);
        }

        // The number of a refund or receipt of a purchase without a member is taken too.
        if (scope.Db.Documents.FindAnonymous(fact.Source!, fact.Number!)?.Fact is not { } kept) return DocumentDifference.Changed(fact, "kind");
        if (!known.SaysTheSameAs(fact)) return DocumentDifference.Between(kept, fact);
        if (buyer is not null) return DocumentDifference.Changed(fact, "member");
        return new Answer<KeptPurchase>(new KeptPurchase(PurchaseId.Of(fact), (Purchase)kept, null), null, IsRepeat: true);
    }
}

/// <summary>What the audit trail is told of purchases.</summary>
internal static class PurchaseNotes
{
    internal static AuditNote Of(KeptPurchase made) => made.Told is { } told ? AuditNote.Of(told) : OfDocument(made.Id);

    internal static AuditNote OfDocument(PurchaseId id) => new("document")
    {
        After = $"{{\"source\":{AuditNote.Quote(id.Source)},\"number\":{AuditNote.Quote(id.Number)}}}",
    };
}

/// <summary>What the dates of a fact must fulfil before anything is decided.</summary>
internal static class Dates
{
    /// <summary>The future is refused, and a till's backdating beyond the programme's days without the right to it (semantics §1).</summary>
    internal static Refusal? Refuse(BatchScope scope, Instant occurredAt, bool mayBackdate)
    {
        if (scope.IsHistory) return null;
        if (occurredAt > scope.Now.PlusMinutes(Core.Programs.Decide.MinutesAhead)) return new Refusal(Reason.Of("fact.inFuture"), "/occurredAt");
        var days = scope.Programs.At(scope.Now).Document.Time.BackdatingDays;
        var late = scope.Today.DayNumber - scope.Programs.Calendar.DayOf(occurredAt).DayNumber;
        return late > days && !mayBackdate
            ? new Refusal(Reason.Of("purchase.backdated", Reason.Count("days", days), Reason.Count("late", late)), "/occurredAt")
            : null;
    }
}

/// <summary>Birthdays, read from the profile and stored with the fact as a non-personal input (semantics §12).</summary>
internal static class Birthdays
{
    internal static bool IsOn(BatchScope scope, AccountId account, Instant at) => IsOn(scope.Db, scope.Programs, account, (at, scope.Now));

    internal static bool IsOn(StoreConnection db, ProgramHistory programs, AccountId account, Instant now) => IsOn(db, programs, account, (now, now));

    // The profile is sealed; it is opened only where a rule asks.
    private static bool IsOn(StoreConnection db, ProgramHistory programs, AccountId account, (Instant At, Instant Now) when) =>
        programs.ReadsBirthday(when.At, when.Now) && MemberProfile.Of(db, account)?.IsBirthday(programs.Calendar.DayOf(when.At)) == true;
}
