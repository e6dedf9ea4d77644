using Tessera.App.Members;
using Tessera.App.Redemption;
using Tessera.Core;
using Tessera.Core.Bookings;
using Tessera.Core.Facts;
using Tessera.Storage;
using Tessera.Storage.Bookings;

namespace Tessera.App.Bookings;

/// <summary>A booking, and what was told of it now.</summary>
/// <param name="Told">The fact.</param>
/// <param name="Row">Where it stands now.</param>
/// <param name="Code">Its code, or null.</param>
public sealed record BookingMade(FactTold Told, BookingRow Row, string? Code);

/// <summary>A slot is booked: who may, how early, and whether a seat is left in one decision; a code is made to be written off when it is kept.</summary>
public sealed record BookSlot : WriteCommand<BookingMade>
{
    /// <summary>The booking as a fact.</summary>
    public required TakeSlot Take { get; init; }

    internal override void Foresee(Foresight foresight) => Take.Foresee(foresight);

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Take.Needs(scope);

    internal override IEnumerable<string> Shares(BatchScope scope) => Take.Shares(scope);

    internal override Answer<BookingMade> Decide(BatchScope scope)
    {
        var answer = (Take with { Actor = Actor, Entrance = Entrance }).Decide(scope);
        if (answer.Refusal is { } refusal) return refusal;
        var told = answer.Value!;
        if (answer.IsRepeat) return new Answer<BookingMade>(SlotMoves.Told(scope, told, told.Item.Sequence), null, IsRepeat: true);
        scope.Db.Redemptions.Keep(told.Account, told.Item.Sequence, new RedemptionSecret(PickUpCodes.New(), null));
        return SlotMoves.Told(scope, told, told.Item.Sequence);
    }

    internal override AuditNote NoteOf(BatchScope scope, BookingMade made) => AuditNote.Of(made.Told);
}

/// <summary>The fact of a booking.</summary>
public sealed record TakeSlot : MemberCommand
{
    /// <summary>Slot.</summary>
    public required BookedSlot Slot { get; init; }

    /// <summary>Seats, more than 0.</summary>
    public int Seats { get; init; } = 1;

    internal override IEnumerable<string> Shares(BatchScope scope) => [Slot.SeatsId];

    internal override Fact FactOf(Instant at) => new Booked { OccurredAt = at, RecordedAt = at, Slot = Slot, Seats = Seats };
}

/// <summary>A booking moves on: named by its id, or by the code the member shows.</summary>
public sealed record MoveBooking : WriteCommand<BookingMade>
{
    /// <summary>The member of the id, or null with a code.</summary>
    public MemberRef? Member { get; init; }

    /// <summary>Sequence of the id.</summary>
    public long Sequence { get; init; }

    /// <summary>The code as it was made; without a member it names the booking.</summary>
    public string? Code { get; init; }

    /// <summary>Where it stands from now on.</summary>
    public required BookingStage Stage { get; init; }

    /// <summary>Reason as a code, or null.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Clerk, or null.</summary>
    public string? ClerkId { get; init; }

    internal override void Foresee(Foresight foresight) => Member?.Foresee(foresight);

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Place(scope) is { } place ? [place.Account] : [];

    internal override IEnumerable<string> Shares(BatchScope scope) =>
        Stage is BookingStage.Failed or BookingStage.Cancelled && Place(scope) is { } place && scope.Db.Bookings.Find(place.Account, place.Sequence) is { } row ? [row.Slot.SeatsId] : [];

    internal override Answer<BookingMade> Decide(BatchScope scope)
    {
        if (Place(scope) is not { } place) return Refusal.Of("booking.unknown");
        scope.Flush(place.Account);
        if (scope.Db.Bookings.Find(place.Account, place.Sequence) is not { } row) return Refusal.Of("booking.unknown");
        if (row.Stage is not (BookingStage.Requested or BookingStage.Confirmed)) return Refusal.Of(row.Stage == BookingStage.Done ? "booking.doneBefore" : "booking.over");
        if (Stage == BookingStage.Done && Unproven(scope, row) is { } wrong) return wrong;
        var member = scope.Member(place.Account);
        var before = Entrance is null ? null : FiguresAfter.Of(member.State, scope.Today);
        var fact = new BookingTold { OccurredAt = scope.Now, RecordedAt = scope.Now, BookingSequence = place.Sequence, Stage = Stage, ReasonCode = ReasonCode, StoreId = StoreId, ClerkId = ClerkId, Actor = Actor };
        var decision = scope.Decide(member, new Core.Programs.Command(fact));
        if (decision.Refusal is { } refusal) return refusal;
        return SlotMoves.Told(scope, MemberCommand.Told(scope, member, decision.Items[^1]) with { Before = before }, place.Sequence) with { Code = null };
    }

    internal override AuditNote NoteOf(BatchScope scope, BookingMade made) => AuditNote.Of(made.Told);

    /// <summary>A booking is kept against its code alone, whoever names it.</summary>
    private Refusal? Unproven(BatchScope scope, BookingRow row)
    {
        if (Member is null) return null;
        if (Code is not { } code) return new Refusal(Reason.Of("booking.codeNeeded"), "/code");
        return scope.Db.Redemptions.ByCode(code) == (row.Account, row.Sequence) ? null : new Refusal(Reason.Of("booking.codeWrong"), "/code");
    }

    // The record that holds it, whoever the member was merged into since.
    private (AccountId Account, long Sequence)? Place(BatchScope scope) =>
        Member is { } member ? member.Find(scope.Db) is { } account ? (account, Sequence) : null : Code is { } code ? scope.Db.Redemptions.ByCode(code) : null;
}

/// <summary>What bookings share.</summary>
internal static class SlotMoves
{
    /// <summary>A fact about a booking.</summary>
    internal static BookingMade Told(BatchScope scope, FactTold told, long sequence)
    {
        scope.Flush(told.Account);
        return new BookingMade(told, scope.Db.Bookings.Find(told.Account, sequence)!, scope.Db.Redemptions.SecretOf(told.Account, sequence).Code);
    }
}
