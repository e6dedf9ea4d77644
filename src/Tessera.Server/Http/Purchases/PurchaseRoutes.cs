using Tessera.App.Approvals;
using Tessera.App.Members;
using Tessera.App.Places;
using Tessera.App.Purchases;
using Tessera.Core.Facts;
using Tessera.Server.Http.Approvals;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Purchases;

/// <summary>Purchases, refunds, voids, receipts, claims.</summary>
internal sealed class PurchaseRoutes(Desk desk, PlaceGuard places)
{
    public const string Example = """
        {"source":"till","number":"2026-0001","occurredAt":"2026-01-31T18:20:00+08:00","memberIdentity":{"kind":"phone","value":"13800001234"},
         "lines":[{"sku":"tea-oolong","category":"tea/milk","quantity":2,"netMinor":3600}],"payments":[{"kind":"wechat","amountMinor":3600}]}
        """;

    /// <summary>What happens above the limits of tills.</summary>
    public const string AboveLimits = " Told by a person who may not approve, above the limits of `/v1/till-limits` it waits 15 minutes for another person: the answer is 202 with the approval.";

    private static readonly string[] RefundRefusals = ["document.changed", "purchase.stock", "refund.tooMuch", "refund.beforePurchase", "refund.line", "refund.empty", "refund.mixed", "void.refunded", "void.otherDay", "fact.inFuture"];

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/purchases", Id = "recordPurchase", Tag = "purchases", Scope = Scopes.PurchasesWrite, ChangesState = true, Status = 201,
            Takes = typeof(NewPurchase), Gives = typeof(PurchaseView), Example = Example, Handle = Record,
            Summary = "Record a purchase",
            Says = "The answer says what the purchase earned and why, and how the member stands. The same number with the same content is a repeat and answers as before. Documents older than the programme's days of backdating need the scope `purchases:backdate`.",
            Refusals = ["document.changed", "fact.inFuture", "member.closed", "program.none"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/purchases/batch", Id = "recordPurchases", Tag = "purchases", Scope = Scopes.PurchasesWrite, ChangesState = true,
            Takes = typeof(PurchaseBatch), ItemsOf = typeof(NewPurchase), Gives = typeof(BatchView<PurchaseView>), MostBytes = 4 * 1024 * 1024, Handle = RecordMany, Example = $$"""{"items":[{{Example}}]}""",
            Summary = "Record many purchases", Says = "Independent items under one key: each is answered for itself, in order, and a malformed one spoils no other.",
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/purchases/{purchaseId}/refunds", Id = "refundPurchase", Tag = "purchases", Scope = Scopes.PurchasesWrite, ChangesState = true, Status = 201,
            Takes = typeof(NewRefund), Gives = typeof(FactView), AlsoGives = (202, typeof(ApprovalView)), Handle = Refund, Example = """{"source":"till","number":"2026-0001-R1","units":[{"line":0,"quantity":1}]}""",
            Summary = "Give back a part or the whole", Says = "By units of lines, or by an amount that is spread over what is left of them." + AboveLimits, Refusals = RefundRefusals,
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/purchases/{purchaseId}/void", Id = "voidPurchase", Tag = "purchases", Scope = Scopes.PurchasesWrite, ChangesState = true, Status = 201,
            Takes = typeof(NewVoid), Gives = typeof(FactView), AlsoGives = (202, typeof(ApprovalView)), Handle = Void, Example = """{"source":"till","number":"2026-0001-V"}""",
            Summary = "Undo a purchase of the same day", Says = "A full refund of the same business day, before any other refund." + AboveLimits, Refusals = RefundRefusals,
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/purchases/{purchaseId}/receipt", Id = "receivePurchase", Tag = "purchases", Scope = Scopes.PurchasesWrite, ChangesState = true, Status = 201,
            Takes = typeof(NewVoid), Gives = typeof(FactView), Handle = Receive, Example = """{"source":"shop","number":"2026-0001-IN"}""",
            Summary = "Say that the goods were received", Says = "Pending points of the purchase become spendable.", Refusals = ["document.changed", "purchase.stock", "fact.inFuture"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/purchases/{purchaseId}/claim", Id = "claimPurchase", Tag = "purchases", Scope = Scopes.PurchasesWrite, ChangesState = true, Status = 201,
            Takes = typeof(NewClaim), Gives = typeof(PurchaseView), Handle = Claim, Example = """{"memberIdentity":{"kind":"phone","value":"13800001234"}}""",
            Summary = "Give an anonymous purchase its member", Says = "Once, within the days of the programme; decided as of the day it happened.", Refusals = ["claim.tooLate", "claim.taken", "claim.stock", "claim.refunded", "member.closed"],
        };
    }

    /// <summary>The command of one purchase, or what is wrong with it; used alone and in batches.</summary>
    public static RecordPurchase CommandOf(NewPurchase body, Caller caller)
    {
        var buyer = Naming.OfBody(body.MemberId, body.JoinsIfUnknown ? null : body.MemberIdentity);
        return new RecordPurchase
        {
            Purchase = body.ToPurchase(), Text = body.HandReasons(), Member = buyer, JoinsBy = body.JoinsIfUnknown ? body.MemberIdentity!.Read("").Identity : null,
            MayBackdate = caller.Holds(Scopes.PurchasesBackdate), Actor = caller.Actor,
        };
    }

    private Task<Reply> Record(Ask ask)
    {
        var (body, unknown) = Placed(ask.Take<NewPurchase>(), ask.Caller);
        var wrong = body.Wrong("").Concat(body.WrongCurrency(desk.Program()?.Currency)).Concat(unknown).ToList();
        return wrong.Count > 0 ? Task.FromResult<Reply>(Problem.Malformed(wrong)) : desk.Write(ask, CommandOf(body, ask.Caller), PurchaseView.Of);
    }

    private Task<Reply> RecordMany(Ask ask) => Batches.Run(
        desk, ask, new BatchOf<NewPurchase, KeptPurchase, PurchaseView>(b => b.Wrong("").Concat(b.WrongCurrency(desk.Program()?.Currency)).Concat(Placed(b, ask.Caller).Unknown), b => CommandOf(Placed(b, ask.Caller).Body, ask.Caller), PurchaseView.Of));

    /// <summary>A purchase told without a store happened where its key stands; where unknown stores are refused they end here.</summary>
    private (NewPurchase Body, IEnumerable<FieldError> Unknown) Placed(NewPurchase body, Caller caller)
    {
        var (place, unknown) = places.Of(caller.Id, new FactPlace(body.StoreId, body.TillId));
        var at = unknown == place.Store ? "/storeId" : "/tillId";
        return (body with { StoreId = place.Store, TillId = place.Till }, unknown is null ? [] : [new FieldError(at, "store.notKnown", unknown)]);
    }

    private Task<Reply> Refund(Ask ask)
    {
        var body = ask.Take<NewRefund>();
        if (body.Units is null == body.AmountMinor is null) return Task.FromResult<Reply>(Problem.Malformed("/units", "refund.which"));
        return GiveBack(ask, id => new RefundPurchase
        {
            Purchase = id, OccurredAt = body.OccurredAt, Source = body.Source, Number = body.Number,
            Units = [.. (body.Units ?? []).Select(u => new RefundedUnits(u.Line, u.Quantity))], AmountMinor = body.AmountMinor ?? 0,
        });
    }

    private Task<Reply> Void(Ask ask)
    {
        var body = ask.Take<NewVoid>();
        if (HalfKey(body) is { } wrong) return Task.FromResult<Reply>(wrong);
        return GiveBack(ask, id => new VoidPurchase { Purchase = id, OccurredAt = body.OccurredAt, Source = body.Source, Number = body.Number });
    }

    private Task<Reply> Receive(Ask ask)
    {
        var body = ask.Take<NewVoid>();
        if (HalfKey(body) is { } wrong) return Task.FromResult<Reply>(wrong);
        return OnPurchase(ask, id => new ReceivePurchase { Purchase = id, OccurredAt = body.OccurredAt, Source = body.Source, Number = body.Number });
    }

    private Task<Reply> Claim(Ask ask)
    {
        var body = ask.Take<NewClaim>();
        if (body.MemberIdentity?.Read("/memberIdentity").Wrong is { } malformed) return Task.FromResult<Reply>(Problem.Malformed([malformed]));
        if (body.MemberId is null == body.MemberIdentity is null) return Task.FromResult<Reply>(Problem.Malformed("/memberId", "member.which"));
        if (PurchaseId.Parse(ask.Path("purchaseId")) is not { } id) return Task.FromResult<Reply>(Problem.NotFound(ask.Path("purchaseId")));
        return desk.Write(ask, new ClaimPurchase { Purchase = id, Member = Naming.OfBody(body.MemberId, body.MemberIdentity)! }, PurchaseView.Of);
    }

    private Task<Reply> GiveBack(Ask ask, Func<PurchaseId, PurchaseCommand> command)
    {
        if (!ask.Caller.HasTillLimits || PurchaseId.Parse(ask.Path("purchaseId")) is not { } id) return OnPurchase(ask, command);
        return desk.Write(ask, new AskAtTill<PurchaseFollowed> { Command = command(id) }, (made, showing) => made.Waits is { } waits ? ApprovalView.Waiting(waits, desk.Site) : FactView.Of(made.Done!, showing));
    }

    private Task<Reply> OnPurchase(Ask ask, Func<PurchaseId, PurchaseCommand> command) => PurchaseId.Parse(ask.Path("purchaseId")) is { } id
        ? desk.Write(ask, command(id), FactView.Of)
        : Task.FromResult<Reply>(Problem.NotFound(ask.Path("purchaseId")));

    private static Problem? HalfKey(NewVoid body) => body.Source is null == body.Number is null ? null : Problem.Malformed("/number", "naturalKey.half");
}
