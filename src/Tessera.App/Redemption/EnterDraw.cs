using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Core.Redemption;
using Tessera.Storage;

namespace Tessera.App.Redemption;

/// <summary>An entry of a draw, with what it won.</summary>
/// <param name="Told">The fact.</param>
/// <param name="Made">Number and prize.</param>
/// <param name="Won">Goods to be handed over, or null.</param>
public sealed record EntryTold(FactTold Told, DrawMade Made, RedemptionTold? Won);

/// <summary>A member enters a draw: debit, number and prize in one decision (E10).</summary>
public sealed record EnterDraw : WriteCommand<EntryTold>
{
    /// <summary>The entry as a fact.</summary>
    public required TakeEntry Take { get; init; }

    /// <summary>Address or the caller's own reference should goods be won that are sent: kept sealed beside the record.</summary>
    public string? Delivery { get; init; }

    internal override void Foresee(Foresight foresight) => Take.Foresee(foresight);

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Take.Needs(scope);

    internal override IEnumerable<string> Shares(BatchScope scope) => Take.Shares(scope);

    internal override Answer<EntryTold> Decide(BatchScope scope)
    {
        var answer = (Take with { Actor = Actor, Entrance = Entrance }).Decide(scope);
        if (answer.Refusal is { } refusal) return refusal;
        var told = answer.Value!;
        var made = told.Item.Effects.OfType<DrawMade>().Single();
        if (told.Item.Effects.OfType<RedemptionMoved>().SingleOrDefault()?.Goods is not { } goods) return new Answer<EntryTold>(new EntryTold(told, made, null), null, answer.IsRepeat);
        if (answer.IsRepeat) return new Answer<EntryTold>(new EntryTold(told, made, Redemptions.Told(scope, told, told.Item.Sequence)), null, IsRepeat: true);
        var secret = Redemptions.Keep(scope, told, goods, Delivery);
        return new EntryTold(told, made, new RedemptionTold(told, new RedemptionRow(told.Account, told.Item.Sequence, goods, RedemptionStage.Open, told.Item.OccurredAt), secret));
    }

    internal override AuditNote NoteOf(BatchScope scope, EntryTold made) => AuditNote.Of(made.Told);
}

/// <summary>The fact of an entry.</summary>
public sealed record TakeEntry : MemberCommand
{
    /// <summary>Draw of the programme.</summary>
    public required string Draw { get; init; }

    internal override IEnumerable<string> Shares(BatchScope scope) => Known(scope)?.SharedStocks.Select(s => s.Id) ?? [];

    internal override Fact FactOf(Instant at) => new Drawn { OccurredAt = at, RecordedAt = at, Draw = Draw, Nonce = 0, DrawnNumber = 0, Commitment = "" };

    internal override (Command Command, Refusal? Refusal) Loaded(BatchScope scope, LoadedMember member, Fact fact)
    {
        if (Known(scope) is not { } draw) return (new Command(fact), Refusal.Of("draw.unknown", Reason.Id("draw", Draw)));
        if (scope.Db.Draws.CommitmentOf(draw.Id) is not { } commitment || scope.Db.Draws.SeedOf(draw.Id) is not { } seed) return (new Command(fact), Refusal.Of("draw.notCommitted", Reason.Id("draw", Draw)));
        var rooms = scope.RoomsOf([.. draw.SharedStocks.Select(s => new SharedLimit(s.Id, s.Most))]);
        var (entries, left) = (draw.SharedEntries, rooms.First(r => r.Id == draw.SharedEntries.Id).Left);
        // The place is known under the lock of the counter alone, so that nobody chooses it.
        var nonce = entries.Most - left + 1;
        return (new Command((Drawn)fact with { Nonce = nonce, DrawnNumber = DrawNumbers.Of(seed, draw.Id, nonce), Commitment = commitment, Rooms = rooms }), null);
    }

    private DrawTerms? Known(BatchScope scope) => scope.Programs.At(scope.Now).Document.Draws.Campaigns.FirstOrDefault(d => d.Id == Draw);
}
