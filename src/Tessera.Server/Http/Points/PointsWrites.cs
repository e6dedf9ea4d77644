using System.ComponentModel;
using Tessera.App.Approvals;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.Core;
using Tessera.Server.Http.Approvals;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Points;

/// <summary>What to do when more points are asked than there are.</summary>
internal enum OverAsk
{
    Refuse,
    Clamp,
}

/// <summary>Points to be spent outside a purchase.</summary>
internal sealed record NewDebit
{
    [Description("Points, in the smallest part of the programme."), Number(1, NumberAttribute.Most), Example("500")]
    public required long Points { get; init; }

    [Description("Your reference, unique per member; it also cancels the debit."), Text(100), Example("\"voucher-17\"")]
    public required string Reference { get; init; }

    [Description("refuse, or clamp to what there is; refuse without it.")]
    public OverAsk OverAsk { get; init; }

    [Description("Order this spending belongs to."), Text(400)]
    public string? PurchaseId { get; init; }

    [Description("When; now without it.")]
    public Instant? OccurredAt { get; init; }
}

/// <summary>A debit to be cancelled.</summary>
internal sealed record DebitCancel
{
    [Description("Reference of the debit."), Text(100), Example("\"voucher-17\"")]
    public required string Reference { get; init; }
}

/// <summary>A correction by hand.</summary>
internal sealed record NewAdjustment
{
    [Description("Points, positive or negative."), Number(-NumberAttribute.Most, NumberAttribute.Most, NotZero = true), Example("100")]
    public required long Points { get; init; }

    [Description("Reason as a code of yours."), Text(50, Shape = TextShapes.Slug), Example("\"goodwill\"")]
    public required string ReasonCode { get; init; }

    [Description("Reason in words; kept sealed beside the record."), Text(500, Lines = true)]
    public string? Note { get; init; }

    [Description("Its own date; now without it.")]
    public Instant? OccurredAt { get; init; }

    [Description("Last day the given points can be used; the programme's expiry without it.")]
    public DateOnly? Through { get; init; }

    [Description("The given points never end.")]
    public bool NeverEnds { get; init; }

    [Description("A negative correction may make debt.")]
    public bool MayMakeDebt { get; init; }
}

/// <summary>Points given to another member.</summary>
internal sealed record NewTransfer
{
    [Description("The member who receives."), Text(30, Shape = TextShapes.MemberId)]
    public required string To { get; init; }

    [Description("Points."), Number(1, NumberAttribute.Most), Example("100")]
    public required long Points { get; init; }
}

/// <summary>Both sides of a transfer.</summary>
/// <param name="From">The giver.</param>
/// <param name="To">The receiver.</param>
internal sealed record TransferView(FactView From, FactView To)
{
    public static TransferView Of(PointsTransferred both, Showing showing) => new(FactView.Of(both.From, showing), FactView.Of(both.To, showing));
}

/// <summary>Debits, adjustments, transfers.</summary>
internal sealed class PointsWrites(Desk desk)
{
    private const string Base = "/v1/members/{memberId}";

    public IEnumerable<ApiRoute> All() => [.. Spending(), .. Others()];

    private IEnumerable<ApiRoute> Spending()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/points/debits", Id = "spendPoints", Tag = "points", Scope = Scopes.PointsWrite, ChangesState = true, Status = 201, Takes = typeof(NewDebit), Gives = typeof(FactView),
            Handle = Debit, Example = """{"points":500,"reference":"voucher-17"}""", Summary = "Spend points", Says = "Lots are used in the programme's order. The reference is unique per member: told again with the same points it is a repeat.",
            Refusals = ["points.insufficient", "member.frozen", "member.closed", "debit.changed"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/points/debits/cancel", Id = "cancelDebit", Tag = "points", Scope = Scopes.PointsWrite, ChangesState = true, Takes = typeof(DebitCancel), Gives = typeof(FactView),
            Example = """{"reference":"voucher-17"}""", Summary = "Cancel a debit", Says = "Its points pay debt first, then return to their lots.", Refusals = ["debit.cancelledBefore", "member.closed"],
            Handle = ask => desk.OnMember(ask, m => new CancelDebit { Member = m, Reference = ask.Take<DebitCancel>().Reference }),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/points/transfers", Id = "transferPoints", Tag = "points", Scope = Scopes.PointsWrite, ChangesState = true, Status = 201, Takes = typeof(NewTransfer), Gives = typeof(TransferView),
            Handle = Transfer, Example = """{"to":"mem_01jd8m3k7q2v5x9zabcdefghjk","points":100}""", Summary = "Give points to another member", Says = "Active points only, where the programme allows it; both sides happen or neither.",
            Refusals = ["transfer.off", "transfer.toSelf", "points.insufficient", "member.frozen", "member.closed"],
        };
    }

    private IEnumerable<ApiRoute> Others()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/points/adjustments", Id = "adjustPoints", Tag = "points", Scope = Scopes.PointsAdjust, ChangesState = true, Status = 201, Takes = typeof(NewAdjustment), Gives = typeof(FactView), AlsoGives = (202, typeof(ApprovalView)),
            Handle = Adjust, Example = """{"points":100,"reasonCode":"goodwill","note":"等候过久"}""", Summary = "Correct points by hand", Says = "With a reason; given points may have their own end, a negative correction makes debt only if so asked.",
            Refusals = ["points.insufficient", "member.closed"],
        };
    }

    private Task<Reply> Debit(Ask ask)
    {
        var body = ask.Take<NewDebit>();
        PurchaseId? purchase = null;
        if (body.PurchaseId is { } id && (purchase = PurchaseId.Parse(id)) is null) return Task.FromResult<Reply>(Problem.Malformed("/purchaseId", "field.shape", "ord_…"));
        return desk.OnMember(ask, m => new SpendPoints { Member = m, Points = body.Points, Reference = body.Reference, ClampToBalance = body.OverAsk == OverAsk.Clamp, ForPurchase = purchase, OccurredAt = body.OccurredAt });
    }

    private Task<Reply> Adjust(Ask ask)
    {
        var body = ask.Take<NewAdjustment>();
        if (body.NeverEnds && body.Through is not null) return Task.FromResult<Reply>(Problem.Malformed("/through", "adjustment.twoEnds"));
        var (member, wrong) = Naming.OfPath(ask);
        if (member is null) return Task.FromResult<Reply>(wrong!);
        var command = new AdjustPoints
        {
            Member = member, Points = body.Points, ReasonCode = body.ReasonCode, Text = body.Note, OccurredAt = body.OccurredAt, Through = body.Through, NeverEnds = body.NeverEnds, MayMakeDebt = body.MayMakeDebt,
        };
        return desk.Write(ask, new AskToAdjust { Command = command }, (made, showing) =>
            made.Waits is { } waits ? new OtherStatus(202, ApprovalView.Of(waits, waits.MadeAt, desk.Site, withCommand: false)) : FactView.Of(made.Done!, showing));
    }

    private Task<Reply> Transfer(Ask ask)
    {
        var (from, wrong) = Naming.OfPath(ask);
        var body = ask.Take<NewTransfer>();
        return from is null ? Task.FromResult<Reply>(wrong!) : desk.Write(ask, new TransferPoints { From = from, To = Naming.OfBody(body.To, null)!, Points = body.Points }, TransferView.Of);
    }
}
