using System.Globalization;
using Tessera.App.Members;
using Tessera.App.Pipeline;
using Tessera.App.Places;
using Tessera.App.Plans;
using Tessera.Core.Facts;
using Tessera.Server.Json;
using Tessera.Storage;

namespace Tessera.Server.Http.Plans;

/// <summary>Paid membership: what is sold, what a member has, orders and refunds.</summary>
internal sealed class PlanRoutes(Desk desk, PlaceGuard places)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/plans", Id = "listPlans", Tag = "plans", Scope = Scopes.PlansRead, Gives = typeof(PlanOffers), Summary = "Paid plans on sale", Handle = List,
            Says = "What the programme sells: price, term, what each opens, how it is renewed and paid back.",
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/plans/periods", Id = "listPlanPeriods", Tag = "plans", IsHeavy = true, Scope = Scopes.PlansRead, Gives = typeof(PlanPeriodPage), Summary = "Paid periods of all members", Handle = Periods,
            Says = "Members in a fixed order that says nothing about them, each member's periods the newest first. What a refund would give back today stands with the member's plans.",
            Query =
            [
                new("plan", typeof(string), "Only of this plan.") { Example = "gold-year" }, new("status", typeof(string), "Only in this state.") { Choices = ["held", "ended", "refunded"], Example = "held" },
                new("endsThrough", typeof(DateOnly), "Only those whose last local date is this one or before.") { Example = "2026-12-31" }, QueryField.Limit, QueryField.Cursor,
            ],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/members/{memberId}/plans", Id = "listMemberPlans", Tag = "plans", Scope = Scopes.PlansRead, Gives = typeof(PlansView), Summary = "A member's plans",
            Says = "Every period paid, the newest first, with what a refund would give back today.", Handle = ask => desk.ReadMember(ask, (scope, member, showing) => PlansView.Read(scope, member, showing.Language.Tag())),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/plans/orders", Id = "orderPlan", Tag = "plans", Scope = Scopes.PlansWrite, ChangesState = true, Status = 201, Takes = typeof(NewPlanOrder), Gives = typeof(PlanOrderView), Handle = Order,
            Example = """{"memberIdentity":{"kind":"phone","value":"13800001234"},"plan":"gold-year","payments":[{"kind":"wechat","amountMinor":9900}],"source":"till","number":"P-1001"}""", Summary = "Order a plan",
            Says = "Paid at once. Its tier and benefits hold from now on, a renewal from the end of the period before.",
            Refusals = ["plan.unknown", "plan.notYet", "plan.notSold", "plan.held", "plan.renewedTooEarly", "plan.payments", "wallet.insufficient", "member.frozen", "member.closed", "document.changed"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/plans/orders/{planPeriodId}/refund", Id = "refundPlan", Tag = "plans", Scope = Scopes.PlansWrite, ChangesState = true, Takes = typeof(PlanRefundAsk), Gives = typeof(PlanOrderView), Handle = Refund,
            Example = """{"reasonCode":"changed-mind"}""", Summary = "Pay a plan back",
            Says = "Its tier and benefits end at once. By the plan's rule: the days left, or everything; periods that follow it are paid back first.", Refusals = ["plan.periodUnknown", "plan.refundedBefore", "plan.over", "plan.renewedSince"],
        };
    }

    private Task<Reply> List(Ask ask) => Task.FromResult(desk.Read(ask, (scope, showing) =>
    {
        var today = scope.Programs.Calendar.DayOf(scope.AsOf);
        return Reply.Ok(new PlanOffers([.. (showing.Program?.Plans ?? []).Where(p => p.Enabled && !(p.Through < today)).Select(p => PlanOfferView.Of(p, showing))]));
    }));

    private Task<Reply> Periods(Ask ask)
    {
        (AccountId, int)? place = null;
        if (ask.Text("cursor") is { } cursor && (place = PlaceOf(cursor)) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        return Task.FromResult(desk.Read(ask, (scope, showing) =>
        {
            if (scope.KnownPrograms is null) return new Problem(409, "program.none");
            var page = PlanPeriods.Read(scope, new PlanPeriodFilter(ask.Text("plan"), ask.Text("status"), ask.Date("endsThrough")), place, (ask.Limit, showing.Language.Tag()));
            return Reply.Ok(new PlanPeriodPage { Periods = page.Rows, Next = page.Next is var (account, shown) ? Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"{account} {shown}")) : null });
        }));
    }

    private static (AccountId, int)? PlaceOf(string cursor) =>
        Cursors.Read(cursor)?.Split(' ') is [var account, var shown] && AccountId.TryParse(account, out var found) && int.TryParse(shown, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? (found, rows) : null;

    private Task<Reply> Order(Ask ask)
    {
        var body = ask.Take<NewPlanOrder>();
        var (place, unknown) = places.Of(ask.Caller.Id, new FactPlace(body.StoreId, null));
        var wrong = body.Wrong().Concat(unknown is null ? [] : [new FieldError("/storeId", "store.notKnown", unknown)]).ToList();
        if (wrong.Count > 0) return Task.FromResult<Reply>(Problem.Malformed(wrong));
        return Write(ask, new OrderPlan
        {
            Member = Naming.OfBody(body.MemberId, body.MemberIdentity)!, Plan = body.Plan, Payments = [.. body.Payments.Select(p => new Payment(p.Kind, p.AmountMinor))],
            StoreId = place.Store, ClerkId = body.ClerkId, Source = body.Source, Number = body.Number,
        });
    }

    private Task<Reply> Refund(Ask ask) => PlanPeriodId.Read(ask.Path("planPeriodId")) is { } id
        ? Write(ask, new RefundPlan { Member = MemberRef.By(id.Member), Period = id.Place, ReasonCode = ask.Take<PlanRefundAsk>().ReasonCode })
        : Task.FromResult<Reply>(Problem.NotFound(ask.Path("planPeriodId")));

    // Names are those of the version that sold the plan.
    private Task<Reply> Write(Ask ask, MemberCommand command) => desk.Write(ask, command, (told, showing) => PlanOrderView.Of(told, showing, desk.Site.Programs.LastSeen!));
}
