using Tessera.App.Members;
using Tessera.App.Pipeline;
using Tessera.App.Places;
using Tessera.App.Plans;
using Tessera.Core.Facts;
using Tessera.Server.Json;

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
