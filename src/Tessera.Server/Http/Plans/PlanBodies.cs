using System.ComponentModel;
using Tessera.App.Plans;
using Tessera.App.Pipeline;
using Tessera.Core.Plans;
using Tessera.Server.Http.Members;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Plans;

internal sealed record PlanOfferView
{
    public required string Id { get; init; }

    [Description("Name in the language asked for.")]
    public required string Name { get; init; }

    [Description("Price of one period, minor units.")]
    public required long PriceMinor { get; init; }

    [Description("Months of one period.")]
    public required int Months { get; init; }

    [Description("Days of one period, beside the months.")]
    public required int Days { get; init; }

    [Description("Tier it lays over the earned one; absent without one.")]
    public string? Tier { get; init; }

    [Description("Benefits it opens, by id.")]
    public required IReadOnlyList<string> Benefits { get; init; }

    [Description("`extend`: a renewal goes on from the end; `refuse`: it waits for it.")]
    public required string Renewal { get; init; }

    [Description("`proRata` by the days left, or `full`.")]
    public required string Refund { get; init; }

    [Description("First local date on which it is sold; absent without one.")]
    public DateOnly? From { get; init; }

    [Description("Last local date; absent without one.")]
    public DateOnly? Through { get; init; }

    [Description("Terms in the language asked for.")]
    public string? Terms { get; init; }

    public static PlanOfferView Of(PaidPlan plan, Showing showing) => new()
    {
        Id = plan.Id, Name = showing.Language.Of(plan.Names), PriceMinor = plan.PriceMinor, Months = plan.Term.Months, Days = plan.Term.Days, Tier = plan.Tier, Benefits = plan.Benefits,
        Renewal = plan.Renewal == PlanRenewal.Extend ? "extend" : "refuse", Refund = plan.Refund == PlanRefundRule.Full ? "full" : "proRata", From = plan.From, Through = plan.Through,
        Terms = plan.Terms is { } terms ? showing.Language.Of(terms) : null,
    };
}

internal sealed record PlanOffers([property: Description("What is sold, in the order of the programme.")] IReadOnlyList<PlanOfferView> Plans);

/// <summary>A page of paid periods.</summary>
internal sealed record PlanPeriodPage : Page
{
    [Description("The periods.")]
    public required IReadOnlyList<PlanPeriodRow> Periods { get; init; }
}

internal sealed record NewPlanOrder
{
    [Description("The member."), Text(30, Shape = TextShapes.MemberId)]
    public string? MemberId { get; init; }

    [Description("The member by an identity, instead of memberId.")]
    public IdentityBody? MemberIdentity { get; init; }

    [Description("Plan of the programme."), Text(64), Example("\"gold-year\"")]
    public required string Plan { get; init; }

    [Description("What it is paid by; its sum is the price. `storedValue` is taken from the member's wallet."), Items(1, 20)]
    public required IReadOnlyList<PaymentBody> Payments { get; init; }

    [Description("Store."), Text(50)]
    public string? StoreId { get; init; }

    [Description("Clerk."), Text(50)]
    public string? ClerkId { get; init; }

    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"till\"")]
    public required string Source { get; init; }

    [Description("Your number of the order."), Text(100), Example("\"P-1001\"")]
    public required string Number { get; init; }

    public IEnumerable<FieldError> Wrong()
    {
        if (MemberId is null == MemberIdentity is null) yield return new FieldError("/memberId", "member.which");
        if (MemberIdentity?.Read("/memberIdentity").Wrong is { } wrong) yield return wrong;
    }
}

internal sealed record PlanRefundAsk
{
    [Description("Reason as a code of yours."), Text(50, Shape = TextShapes.Slug), Example("\"changed-mind\"")]
    public required string ReasonCode { get; init; }
}

internal sealed record PlanOrderView
{
    [Description("The period afterwards.")]
    public required PlanPeriodView Period { get; init; }

    [Description("Of a refund: what is paid back, by what it was paid by; stored value went back to the wallet already.")]
    public IReadOnlyList<PaymentBody>? Back { get; init; }

    [Description("Why, in words.")]
    public required IReadOnlyList<ReasonView> Reasons { get; init; }

    [Description("The member after it.")]
    public required FiguresView Member { get; init; }

    public static PlanOrderView Of(FactTold told, Showing showing, Core.Programs.ProgramHistory programs)
    {
        var made = PlanTold.Of(told, programs, showing.Language.Tag());
        return new PlanOrderView
        {
            Period = made.Period, Back = told.Item.Fact is Core.Facts.PlanRefunded ? [.. made.Back.Select(p => new PaymentBody { Kind = p.Kind, AmountMinor = p.AmountMinor })] : null,
            Reasons = [.. showing.Why(Aftermath.OfValue(told.Item))], Member = FiguresView.Of(told.After, showing),
        };
    }
}
