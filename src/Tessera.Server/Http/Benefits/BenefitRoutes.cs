using System.ComponentModel;
using Tessera.App.Benefits;
using Tessera.Core;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Benefits;

/// <summary>A use of a benefit.</summary>
internal sealed record NewBenefitUse
{
    [Description("Times; once without it."), Number(1, 1_000), Example("1")]
    public int? Count { get; init; }

    [Description("Store."), Text(100)]
    public string? StoreId { get; init; }

    [Description("Clerk who served."), Text(100)]
    public string? ClerkId { get; init; }

    [Description("Skus that the guide recommended with it, beside those that the programme names for the benefit."), Items(0, 20), Text(100)]
    public IReadOnlyList<string>? Recommended { get; init; }

    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"till\"")]
    public required string Source { get; init; }

    [Description("Your number of the use."), Text(100), Example("\"B-2026-0001\"")]
    public required string Number { get; init; }

    [Description("When; now without it.")]
    public Instant? OccurredAt { get; init; }
}

/// <summary>A use of a benefit to be taken back.</summary>
internal sealed record BenefitUseCancel
{
    [Description("Sequence of the use, as its answer gave it."), Number(1, long.MaxValue), Example("4")]
    public required long UseSequence { get; init; }
}

/// <summary>Benefits of a member: what it has, a use, a use taken back.</summary>
internal sealed class BenefitRoutes(Desk desk)
{
    private const string Base = "/v1/members/{memberId}/benefits";

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = Base, Id = "getBenefits", Tag = "benefits", Scope = Scopes.BenefitsRead, Gives = typeof(BenefitsView), Summary = "What a member has and what is left of it",
            Says = "The whole catalogue: for each benefit whether it can be had now, what is left of its quota or grant and until when, and where it cannot, why not in words a clerk can read out.",
            Handle = ask => desk.ReadMember(ask, (scope, member, showing) => BenefitsView.Read(scope, member, showing.Language.Tag())),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/{benefitCode}/uses", Id = "useBenefit", Tag = "benefits", Scope = Scopes.BenefitsWrite, ChangesState = true, Status = 201, Takes = typeof(NewBenefitUse), Gives = typeof(FactView),
            Example = """{"count":1,"source":"till","number":"B-2026-0001"}""", Summary = "Use a benefit",
            Says = "Counted against the member's quota or grant and against the stock that all share, with its unit cost. Price benefits work by themselves in a quote.",
            Refusals = ["benefit.unknown", "benefit.notOfTier", "benefit.notNow", "benefit.quotaUsed", "benefit.notGranted", "benefit.grantUsed", "benefit.outOfStock", "benefit.byItself", "benefit.memberFrozen", "document.changed"],
            Handle = ask => desk.OnMember(ask, m => ask.Take<NewBenefitUse>() is var body
                ? new UseBenefit { Member = m, Benefit = ask.Path("benefitCode"), Count = body.Count ?? 1, StoreId = body.StoreId, ClerkId = body.ClerkId, Recommended = body.Recommended ?? [], Source = body.Source, Number = body.Number, OccurredAt = body.OccurredAt }
                : null!),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/{benefitCode}/uses/cancel", Id = "cancelBenefitUse", Tag = "benefits", Scope = Scopes.BenefitsWrite, ChangesState = true, Takes = typeof(BenefitUseCancel), Gives = typeof(FactView),
            Example = """{"useSequence":4}""", Summary = "Take a use of a benefit back", Says = "Once. Quota, stock and cost go back; quota to the period of the use.", Refusals = ["benefit.useUnknown", "benefit.useCancelledBefore"],
            Handle = ask => desk.OnMember(ask, m => new CancelBenefitUse { Member = m, Benefit = ask.Path("benefitCode"), UseSequence = ask.Take<BenefitUseCancel>().UseSequence }),
        };
    }
}
