using Tessera.App.Approvals;
using Tessera.App.Places;
using Tessera.App.Purchases;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Server.Http.Approvals;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Purchases;

/// <summary>Quotes and their commits.</summary>
internal sealed class QuoteRoutes(Desk desk, PlaceGuard places)
{
    public const string Example = """
        {"memberIdentity":{"kind":"phone","value":"13800001234"},"lines":[{"sku":"tea-oolong","category":"tea/milk","quantity":2,"listMinor":3600}],"mostPoints":true}
        """;

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/quotes", Id = "quotePurchase", Tag = "purchases", Scope = Scopes.PurchasesWrite, Takes = typeof(NewQuote), Gives = typeof(QuoteView), Example = Example,
            Handle = Quote, Summary = "What a basket costs and why",
            Says = "Prices a basket at list price for a member, or for anybody: every deduction with its reason, what did not apply and why, what the order will earn and what is missing to the next tier after it."
                + " Nothing is stored or reserved: the token holds the price for 15 minutes.",
            Refusals = ["member.closed", "member.halted", "points.insufficient", "wallet.insufficient", "program.none"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/quotes/commit", Id = "commitQuote", Tag = "purchases", Scope = Scopes.PurchasesWrite, ChangesState = true, Status = 201,
            Takes = typeof(NewCommit), Gives = typeof(PurchaseView), AlsoGives = (202, typeof(ApprovalView)), Handle = Commit, Summary = "Make a quote a purchase",
            Example = """{"token":"AQF…","source":"till","number":"2026-0001","payments":[{"kind":"wechat","amountMinor":3600}]}""",
            Says = "Prices again and refuses any difference, saying what was quoted and what it is now; then takes points, stored value and limits, and records the purchase."
                + " It happened when it was quoted. The same number with the same quote is a repeat." + PurchaseRoutes.AboveLimits,
            Refusals = ["quote.expired", "quote.changed", "quote.payments", "document.changed", "member.closed", "member.halted", "points.insufficient", "wallet.insufficient"],
        };
    }

    private Task<Reply> Quote(Ask ask)
    {
        var body = ask.Take<NewQuote>();
        var (place, unknown) = places.Of(ask.Caller.Id, new FactPlace(body.StoreId, body.TillId));
        var wrong = body.Wrong().Concat(body.WrongCurrency(desk.Program()?.Currency)).ToList();
        if (unknown is not null) wrong.Add(new FieldError(unknown == place.Store ? "/storeId" : "/tillId", "store.notKnown", unknown));
        if (wrong.Count > 0) return Task.FromResult<Reply>(Problem.Malformed(wrong));
        var basket = body.ToPurchase() with { StoreId = place.Store, TillId = place.Till, Actor = ask.Caller.Actor };
        var member = Naming.OfBody(body.MemberId, body.MemberIdentity);
        return desk.ReadAsync(ask, (scope, showing) => Quotes.Of(scope, basket, member, body.HandReasons()) switch
        {
            { Value: { } quote } => Reply.Ok(QuoteView.Of(quote, showing)),
            var answer => Refused(answer.Refusal!, ask, showing),
        });
    }

    private Task<Reply> Commit(Ask ask)
    {
        var body = ask.Take<NewCommit>();
        if (QuoteToken.Open(desk.Site.Store.Sealing, body.Token) is not { } token) return Task.FromResult<Reply>(Problem.Malformed("/token", "quote.token"));
        var commit = new CommitQuote
        {
            Token = token, Source = body.Source, Number = body.Number, Payments = [.. (body.Payments ?? []).Select(p => new Payment(p.Kind, p.AmountMinor))],
        };
        if (!ask.Caller.HasTillLimits) return desk.Write(ask, commit, PurchaseView.Of);
        return desk.Write(ask, new AskAtTill<KeptPurchase> { Command = commit, Token = body.Token }, (made, showing) => made.Waits is { } waits ? ApprovalView.Waiting(waits, desk.Site) : PurchaseView.Of(made.Done!, showing));
    }

    private static Reply Refused(Refusal refusal, Ask ask, Showing showing)
    {
        var rendered = Refusals.Render(refusal, ask.Language, ask.RequestId, showing.Program);
        return Reply.Stored(rendered.Status, rendered.ContentType, rendered.Body, isReplay: false);
    }
}
