using System.Globalization;
using Tessera.App.Reads;
using Tessera.App.StoredValue;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;
using Tessera.Server.Http.Members;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;

namespace Tessera.Server.Http.StoredValue;

/// <summary>Stored value: the wallet, top-ups, refunds by the calculator, cards, slips.</summary>
internal sealed class WalletRoutes(Desk desk)
{
    private const string Base = "/v1/members/{memberId}/wallet";

    public IEnumerable<ApiRoute> All() => [.. Reads(), .. Value(), .. Cards()];

    private IEnumerable<ApiRoute> Reads()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = Base, Id = "getWallet", Tag = "wallet", Scope = Scopes.WalletRead, Gives = typeof(WalletView), Summary = "Stored value and cards",
            Says = "Each top-up with its principal and its bonus: opened = left + used + refunded + gone. The oldest is used first.",
            Query = [MemberReads.On, new("closed", typeof(bool), "Top-ups and cards with nothing left too.")],
            Handle = ask => desk.ReadMember(ask, (scope, member, showing) => WalletView.Read(scope, member, ask.Date("on"), showing.Language.Tag(), ask.Flag("closed"))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Base + "/entries", Id = "listWalletEntries", Tag = "wallet", Scope = Scopes.WalletRead, Gives = typeof(WalletEntriesView), Summary = "Wallet entries",
            Says = "Top-ups, uses, refunds and uses of cards, each with its reason and the balance after it.", Query = [QueryField.Limit, QueryField.Cursor], Handle = Entries,
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Base + "/slips/{sequence}", Id = "getWalletSlip", Tag = "wallet", Scope = Scopes.WalletRead, Gives = typeof(SlipView), Summary = "A slip",
            Says = "Of a top-up, a sold card, a use of a card or a refund: as data and as text to print. Printed again it says the same.", Handle = Slip,
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/refund-quotes", Id = "quoteWalletRefund", Tag = "wallet", Scope = Scopes.WalletRead, Takes = typeof(RefundQuoteAsk), Gives = typeof(RefundQuoteView), Handle = Quote,
            Example = """{"ground":"shopsFault"}""", Summary = "The refund calculator", Refusals = ["wallet.empty", "walletRefund.nothing", "walletRefund.sevenDaysOver"],
            Says = "What is paid back by 法释〔2025〕4号, each step with its article. Nothing is stored; changes nothing, so it needs no Idempotency-Key.",
        };
    }

    private IEnumerable<ApiRoute> Value()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/topups", Id = "recordTopUp", Tag = "wallet", Scope = Scopes.WalletWrite, ChangesState = true, Status = 201, Takes = typeof(NewTopUp), Gives = typeof(FactView), Handle = TopUp,
            Example = """{"principalMinor":50000,"tenders":[{"kind":"wechat","amountMinor":50000}],"source":"till","number":"T-2026-0001"}""", Summary = "Top up stored value",
            Says = "Principal and, by a package of the programme, bonus. Limits of the law are on the principal held after it. It counts in conditions and never earns points.",
            Refusals = ["topUp.overLimit", "topUp.overLimitUnregistered", "topUp.stopped", "topUp.unknownPlan", "topUp.notThePlan", "topUp.planNeeded", "topUp.tenders", "wallet.frozen", "wallet.lost", "document.changed", "member.closed"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/topups/refunds", Id = "refundTopUp", Tag = "wallet", Scope = Scopes.WalletRefund, ChangesState = true, Status = 201, Takes = typeof(NewTopUpRefund), Gives = typeof(FactView),
            Example = """{"topUpSequence":3,"principalMinor":50000,"source":"till","number":"T-2026-0001-R"}""", Summary = "Pay principal of one top-up back",
            Says = "Wholly or in part, by hand; what is left of its bonus is void. Tiers are read again.", Refusals = ["refund.tooMuch", "document.changed", "member.closed"],
            Handle = ask => desk.OnMember(ask, m => ask.Take<NewTopUpRefund>() is var body
                ? new RefundTopUp { Member = m, TopUpSequence = body.TopUpSequence, PrincipalMinor = body.PrincipalMinor, Source = body.Source, Number = body.Number, OccurredAt = body.OccurredAt }
                : null!),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/refunds", Id = "refundWallet", Tag = "wallet", Scope = Scopes.WalletRefund, ChangesState = true, Status = 201, Takes = typeof(NewWalletRefund), Gives = typeof(FactView), Handle = Refund,
            Example = """{"ground":"shopsFault","expectedMinor":75000,"tenders":[{"kind":"wechat","amountMinor":75000}],"source":"office","number":"WR-2026-0001"}""", Summary = "Pay stored value back",
            Says = "As the calculator says; another total than the quoted one is refused with both. Bonus is void, tiers are read again. It cannot be undone. A closed member is paid back too.",
            Refusals = ["walletRefund.changed", "walletRefund.tenders", "walletRefund.nothing", "walletRefund.sevenDaysOver", "wallet.empty", "document.changed"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/changes", Id = "changeWallet", Tag = "wallet", Scope = Scopes.WalletWrite, ChangesState = true, Status = 201, Takes = typeof(NewWalletChange), Gives = typeof(FactView),
            Example = """{"change":"reportLoss","reasonCode":"lost"}""", Summary = "Freeze, report lost, issue anew, register, reactivate",
            Says = "A lost or frozen wallet pays nothing. A card issued anew holds what the lost one did; its number is an identity of the member. Registered value never ends.",
            Refusals = ["wallet.frozenAlready", "wallet.notFrozen", "wallet.lostAlready", "wallet.notLost", "wallet.registeredAlready", "wallet.notEnded", "member.closed"],
            Handle = ask => desk.OnMember(ask, m => ask.Take<NewWalletChange>() is var body ? new ChangeWallet { Member = m, Change = body.Change, ReasonCode = body.ReasonCode, Text = body.Note } : null!),
        };
    }

    private IEnumerable<ApiRoute> Cards()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/cards", Id = "sellCard", Tag = "wallet", Scope = Scopes.WalletWrite, ChangesState = true, Status = 201, Takes = typeof(NewCard), Gives = typeof(FactView),
            Example = """{"card":"wash10","source":"till","number":"C-2026-0001"}""", Summary = "Sell a count or period card", Says = "On the terms of the programme. A count card never ends; a period card runs from the sale.",
            Refusals = ["card.unknownKind", "topUp.stopped", "topUp.overLimit", "topUp.tenders", "document.changed", "member.closed"],
            Handle = ask => desk.OnMember(ask, m => ask.Take<NewCard>() is var body
                ? new SellCard { Member = m, Card = body.Card, Tenders = TenderBody.Of(body.Tenders), StoreId = body.StoreId, ClerkId = body.ClerkId, Source = body.Source, Number = body.Number, OccurredAt = body.OccurredAt }
                : null!),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/cards/uses", Id = "useCard", Tag = "wallet", Scope = Scopes.WalletWrite, ChangesState = true, Status = 201, Takes = typeof(NewCardUse), Gives = typeof(FactView), Handle = Use,
            Example = """{"cardId":"card_3_1","count":1,"source":"till","number":"U-2026-0001"}""", Summary = "Use a card", Says = "By count, with the commission of the clerk who served.",
            Refusals = ["card.tooFew", "card.over", "wallet.frozen", "wallet.lost", "document.changed", "member.closed"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/cards/uses/cancel", Id = "cancelCardUse", Tag = "wallet", Scope = Scopes.WalletWrite, ChangesState = true, Takes = typeof(CardUseCancel), Gives = typeof(FactView),
            Example = """{"useSequence":4}""", Summary = "Take a use of a card back", Says = "Once; the commission goes back too.", Refusals = ["card.useCancelledBefore", "card.overMeanwhile", "member.closed"],
            Handle = ask => desk.OnMember(ask, m => new CancelCardUse { Member = m, UseSequence = ask.Take<CardUseCancel>().UseSequence }),
        };
    }

    private Task<Reply> TopUp(Ask ask)
    {
        var body = ask.Take<NewTopUp>();
        if (body.PrincipalMinor is null && body.Plan is null) return Task.FromResult<Reply>(Problem.Malformed("/principalMinor", "field.missing"));
        if (body.HeldElsewhere && (body.Plan is not null || body.PrincipalMinor is null)) return Task.FromResult<Reply>(Problem.Malformed("/heldElsewhere", "topUp.amountOnly"));
        var value = body.HeldElsewhere ? null : new Prepaid(body.Plan, body.Registered ?? true) { Tenders = TenderBody.Of(body.Tenders) };
        return desk.OnMember(ask, m => new RecordTopUp { Member = m, PrincipalMinor = body.PrincipalMinor ?? 0, Value = value, Source = body.Source, Number = body.Number, OccurredAt = body.OccurredAt });
    }

    private Task<Reply> Refund(Ask ask)
    {
        var body = ask.Take<NewWalletRefund>();
        var (asked, wrong) = body.Read();
        if (asked is null) return Task.FromResult<Reply>(Problem.Malformed([wrong!]));
        return desk.OnMember(ask, m => new RefundWallet
        {
            Member = m, Asked = asked, ExpectedMinor = body.ExpectedMinor, Tenders = TenderBody.Of(body.Tenders), Source = body.Source, Number = body.Number, Text = body.Note,
        });
    }

    private Task<Reply> Use(Ask ask)
    {
        var body = ask.Take<NewCardUse>();
        if (WalletIds.Parse("card", body.CardId) is not { } card) return Task.FromResult<Reply>(Problem.Malformed("/cardId", "field.shape", "card_3_1"));
        return desk.OnMember(ask, m => new UseCard { Member = m, Card = card, Count = body.Count, StoreId = body.StoreId, ClerkId = body.ClerkId, Source = body.Source, Number = body.Number, OccurredAt = body.OccurredAt });
    }

    private Task<Reply> Quote(Ask ask)
    {
        var (asked, wrong) = ask.Take<RefundQuoteAsk>().Read();
        if (asked is null) return Task.FromResult<Reply>(Problem.Malformed([wrong!]));
        return desk.ReadMember(ask, (scope, member, showing) => QuoteRefund.Read(scope, member, asked) switch
        {
            null => null,
            ({ } quote, _) => RefundQuoteView.Of(quote, showing),
            var (_, refusal) => Desk.Refused(ask, refusal!, showing),
        });
    }

    private Task<Reply> Slip(Ask ask)
    {
        var good = long.TryParse(ask.Path("sequence"), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence);
        if (!good) return Task.FromResult<Reply>(Problem.NotFound(ask.Path("sequence")));
        return desk.ReadMember(ask, (scope, member, showing) => Slips.Read(scope, member, sequence, showing.Language.Tag()));
    }

    private Task<Reply> Entries(Ask ask)
    {
        LotId? before = null;
        if (ask.Text("cursor") is { } cursor && (before = WalletIds.Parse("w", Cursors.Read(cursor) ?? "")) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        return desk.ReadMember(ask, (scope, member, showing) =>
        {
            if (WalletPage.Read(scope, member, new EntryAsk(ask.Limit, before), showing.Language.Tag()) is not { } page) return null;
            var next = page.Next is { } place ? Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"w_{place.Sequence}_{place.N}")) : null;
            return Reply.Ok(new WalletEntriesView { Entries = page.Entries, Next = next });
        });
    }
}
