using System.ComponentModel;
using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Programs;

/// <summary>A line of the basket that is tried.</summary>
internal sealed record EarnTrialLine
{
    [Description("Article."), Text(100), Example("\"tea-oolong\"")]
    public required string Sku { get; init; }

    [Description("Category path such as `tea/milk`."), Text(200, Shape = TextShapes.Path), Example("\"tea/milk\"")]
    public string? Category { get; init; }

    [Description("Units, more than 0, with at most 4 decimals."), Number(0, 1_000_000_000, Decimals = 4, NotZero = true), Example("2")]
    public required decimal Quantity { get; init; }

    [Description("Total paid for the line, minor units."), Number(0, NumberAttribute.Most), Example("3600")]
    public required long NetMinor { get; init; }

    public PurchaseLine ToLine() => new() { Sku = Sku, Category = Category ?? "", Quantity = Quantity, ListMinor = NetMinor, NetMinor = NetMinor, Kind = LineKind.Goods };
}

/// <summary>A basket on which the earn rules of the draft are tried.</summary>
internal sealed record EarnTrialBody
{
    [Description("The basket."), Items(1, 100)]
    public required IReadOnlyList<EarnTrialLine> Lines { get; init; }

    [Description("Tier of the buyer; the base without it."), Text(64)]
    public string? Tier { get; init; }

    [Description("When; now without it.")]
    public Instant? At { get; init; }

    [Description("Store."), Text(50)]
    public string? StoreId { get; init; }

    [Description("store, miniprogram, h5, app, wecom …; store without it."), Text(50, Shape = TextShapes.Slug)]
    public string? Channel { get; init; }

    [Description("retail or wholesale; retail without it.")]
    public SaleKind SaleKind { get; init; } = SaleKind.Retail;

    [Description("Codes the customer entered."), Items(0, 20), Text(50)]
    public IReadOnlyList<string>? Codes { get; init; }

    [Description("Whether it is the buyer's birthday.")]
    public bool IsBirthday { get; init; }

    public Purchase Purchase(Instant now) => new()
    {
        OccurredAt = At ?? now, RecordedAt = At ?? now, Lines = [.. Lines.Select(l => l.ToLine())], StoreId = StoreId, Channel = Channel ?? "store",
        SaleKind = SaleKind == SaleKind.Retail ? "retail" : "wholesale", Codes = Codes ?? [], IsBirthday = IsBirthday,
    };
}

/// <summary>What one rule did.</summary>
internal sealed record EarnTrialRule
{
    [Description("Id of the rule.")]
    public required string Rule { get; init; }

    public required string Name { get; init; }

    [Description("Whether it matched.")]
    public required bool Fires { get; init; }

    [Description("Which part of its scope does not fit, the first one; none where the scope fits and why says more.")]
    public required EarnMiss Miss { get; init; }

    [Description("What it gave, or why it did not although its scope fits.")]
    public ReasonView? Why { get; init; }
}

/// <summary>What a basket would earn under the draft, rule by rule.</summary>
internal sealed record EarnTrialView
{
    [Description("Points of the order, in their smallest part.")]
    public required long Points { get; init; }

    [Description("Growth value of the order.")]
    public required long Growth { get; init; }

    [Description("Enabled rules of purchases, in the order of the file.")]
    public required IReadOnlyList<EarnTrialRule> Rules { get; init; }

    [Description("Multipliers that applied, limits that cut.")]
    public required IReadOnlyList<ReasonView> Reasons { get; init; }
}

/// <summary>The earn rules of the draft tried on a basket: which fire, which do not, and why.</summary>
internal sealed class EarnTrialRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/program/earn-trials", Id = "tryEarnRules", Tag = "program", Scope = Scopes.ProgramRead, Takes = typeof(EarnTrialBody), Gives = typeof(EarnTrialView), Summary = "Try the earn rules of the draft",
            Example = """{"tier":"gold","lines":[{"sku":"tea-oolong","category":"tea/milk","quantity":2,"netMinor":3600}]}""", Refusals = ["program.none", "program.draftInvalid", "tier.unknown"],
            Says = "A basket of a member of a tier who has nothing behind: no limits used, no cooldown running, no tags. Nothing is stored. Which rules fire with their points, and why the others do not.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => Try(ask, scope, showing))),
        };
    }

    private static Reply Try(Ask ask, Tessera.App.ReadScope scope, Showing showing)
    {
        var body = ask.Take<EarnTrialBody>();
        if (scope.KnownPrograms is not { } programs || ProgramDraft.Of(scope) is not { } draft) return new Problem(409, "program.none");
        if (draft.Result.Document is not { } document) return new Problem(409, "program.draftInvalid");
        var tier = body.Tier ?? document.Ladder.Tiers[0].Id;
        if (!document.Ladder.Tiers.Any(t => t.Id == tier)) return Desk.Refused(ask, Refusal.Of("tier.unknown", Reason.Id("tier", tier)), showing);
        var trial = EarnTrial.Of(document, programs.At(scope.AsOf).Calendar, tier, body.Purchase(scope.AsOf));
        var reasons = trial.Earned.Outcome.Hits.Concat(trial.Earned.Reasons).ToList();
        return Reply.Ok(new EarnTrialView
        {
            Points = trial.Earned.Outcome.Points, Growth = trial.Earned.Outcome.Growth,
            Rules = [.. trial.Misses.Select(m => Rule(m, reasons.Find(r => IsOf(r, m.Rule))))],
            Reasons = [.. reasons.Where(r => !trial.Misses.Any(m => IsOf(r, m.Rule))).Select(r => ReasonView.Of(r, showing.Language, document))],
        });

        EarnTrialRule Rule((string Rule, EarnMiss Miss) of, Reason? why) => new()
        {
            Rule = of.Rule, Name = showing.Language.Of(document.Earn.First(r => r.Id == of.Rule).Names), Miss = of.Miss,
            Fires = of.Miss == EarnMiss.None && why?.Code.StartsWith("earn.missed.", StringComparison.Ordinal) != true,
            Why = why is null ? null : ReasonView.Of(why, showing.Language, document),
        };
    }

    private static bool IsOf(Reason reason, string rule) => reason.Parts.Any(p => p.Name == "rule" && p.Text == rule);
}
