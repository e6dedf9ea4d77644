using System.ComponentModel;
using Tessera.App.Programs;
using Tessera.App.Reads;
using Tessera.Core.Programs.Lint;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Programs;

/// <summary>What to lint.</summary>
internal sealed record LintAsk
{
    [Description("A programme file as YAML; the draft without it."), Text(SaveDraft.MostCharacters, Lines = true), Example("\"program: { code: shop, name: { zh: 小店, en: Shop } }\\ntiers:\\n  - { id: base, name: { zh: 普通, en: Base } }\\n\"")]
    public string? Text { get; init; }
}

/// <summary>What 100 of list price give back to a member of a tier, every point redeemed.</summary>
internal sealed record GiveBackView
{
    public required TierName Tier { get; init; }

    [Description("Taken off the price, ten-thousandths.")]
    public required int DiscountTenThousandths { get; init; }

    [Description("Worth of the points that the rest earns, ten-thousandths of the list price.")]
    public required int PointsTenThousandths { get; init; }

    [Description("Both together.")]
    public required int TotalTenThousandths { get; init; }
}

/// <summary>The gap between two neighbouring tiers.</summary>
internal sealed record StepView
{
    public required TierName Lower { get; init; }

    public required TierName Upper { get; init; }

    [Description("What is compared; a discount is shown and never judged.")]
    public required StepOf Of { get; init; }

    [Description("Value of the lower tier, ten-thousandths.")]
    public required int From { get; init; }

    [Description("Value of the higher tier, ten-thousandths.")]
    public required int To { get; init; }

    [Description("(higher − lower) ÷ lower, ten-thousandths; missing where the lower has nothing.")]
    public int? Gap { get; init; }

    [Description("Whether the gap lies between the programme's bounds.")]
    public required bool IsInside { get; init; }
}

/// <summary>What lint found.</summary>
internal sealed record LintView
{
    [Description("Whether nothing holds up a publication.")]
    public required bool MayBePublished { get; init; }

    [Description("In the order of the file; accepted ones are hints with their reason.")]
    public required IReadOnlyList<FindingView> Findings { get; init; }

    [Description("From the base upwards; empty when the file cannot be read.")]
    public required IReadOnlyList<GiveBackView> GiveBacks { get; init; }

    [Description("Gaps between neighbouring tiers.")]
    public required IReadOnlyList<StepView> Steps { get; init; }

    [Description("The file with every safe fix made; missing where there is none.")]
    public string? Mended { get; init; }

    public static LintView Of(LintedProgram linted, Language language, string? mended)
    {
        return new LintView
        {
            MayBePublished = linted.MayBePublished,
            Findings = [.. linted.Findings.Select(f => FindingView.Of(f, language, linted.Document))],
            GiveBacks = [.. (linted.Report?.GiveBacks ?? []).Select(g => new GiveBackView { Tier = Name(g.Tier), DiscountTenThousandths = g.Discount, PointsTenThousandths = g.Points, TotalTenThousandths = g.Total })],
            Steps = [.. (linted.Report?.Steps ?? []).Select(s => new StepView { Lower = Name(s.Lower), Upper = Name(s.Upper), Of = s.Of, From = s.From, To = s.To, Gap = s.Gap, IsInside = s.IsInside })],
            Mended = mended,
        };

        TierName Name(string id) => new(id, linted.Document!.Ladder.Tiers.FirstOrDefault(t => t.Id == id) is { } tier ? language.Of(tier.Names) : id);
    }
}

/// <summary>Lint of the draft.</summary>
internal sealed partial class ProgramRoutes
{
    private IEnumerable<ApiRoute> Lints()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/program/lint", Id = "lintProgram", Tag = "program", Scope = Scopes.ProgramRead, Takes = typeof(LintAsk), BodyMayMiss = true, MostBytes = 2 * SaveDraft.MostCharacters,
            Gives = typeof(LintView), Summary = "Lint the draft", Refusals = ["program.none"],
            Example = """{"text":"program: { code: shop, name: { zh: 小店, en: Shop } }\ntiers:\n  - { id: base, name: { zh: 普通, en: Base } }\n"}""",
            Says = "What is allowed and probably not meant, each with its place, its number and, where one is plain, a fix; the shares of tiers are judged by the members there are. Errors hold up a publication. Nothing is changed: `mended` is the file with every safe fix made, to be saved as the draft.",
            Handle = Lint,
        };
    }

    private Task<Reply> Lint(Ask ask) => Task.FromResult(desk.Read(ask, (scope, showing) =>
    {
        var text = (ask.Body as LintAsk)?.Text ?? ProgramDraft.Of(scope)?.Text;
        if (text is null) return new Problem(409, "program.none");
        var linted = ProgramLinting.Lint(text, ProgramLinting.CensusOf(scope));
        var (mended, done) = ProgramLinting.Mend(text);
        return Reply.Ok(LintView.Of(linted, showing.Language, done.Count > 0 ? mended : null));
    }));
}
