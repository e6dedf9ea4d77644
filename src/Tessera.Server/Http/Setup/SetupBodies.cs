using System.ComponentModel;
using Tessera.App.Setup;
using Tessera.Core;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Setup;

/// <summary>How far a new shop has come.</summary>
internal sealed record SetupView
{
    [Description("Name of the shop in Chinese.")]
    public string? NameZh { get; init; }

    [Description("Name of the shop in English.")]
    public string? NameEn { get; init; }

    [Description("The steps of the guide, in order.")]
    public required IReadOnlyList<SetupStepView> Steps { get; init; }

    [Description("The first step that is neither done nor skipped; absent when none is left.")]
    public string? Next { get; init; }

    [Description("Whether somebody put the guide away; it can be brought back.")]
    public required bool Dismissed { get; init; }

    [Description("Template the programme began with.")]
    public string? Template { get; init; }

    [Description("Whether the template can still be taken back: no member, no purchase, no second version.")]
    public required bool CanTakeBack { get; init; }

    [Description("Demo data in the store; absent without.")]
    public DemoView? Demo { get; init; }

    [Description("Whether demo data can be asked for: only in a store without members.")]
    public required bool CanFillDemo { get; init; }

    [Description("Members, demo members too.")]
    public required long Members { get; init; }

    public static SetupView Of(SetupGuide guide, Language language) => new()
    {
        NameZh = guide.NameZh, NameEn = guide.NameEn, Next = guide.Next, Dismissed = guide.Dismissed, Template = guide.Template, CanTakeBack = guide.CanTakeBack, CanFillDemo = guide.CanFillDemo, Members = guide.Members,
        Demo = guide.Demo is { } demo ? new DemoView(demo.Template, demo.EndsOn, demo.IsFilling ? "filling" : "in", demo.Played, demo.Steps) : null,
        Steps = [.. guide.Steps.Select(s => new SetupStepView(s.Id, language.Of(s.Names), language.Of(s.Says), s.Done, s.Skipped))],
    };
}

/// <summary>A step of the guide.</summary>
/// <param name="Id">shop, programme, members, till, people or backup.</param>
/// <param name="Name">What is to be done.</param>
/// <param name="Says">What it brings.</param>
/// <param name="Done">Whether the store shows that it is done.</param>
/// <param name="Skipped">Whether somebody skipped it.</param>
internal sealed record SetupStepView(string Id, string Name, string Says, bool Done, bool Skipped);

/// <summary>Demo data.</summary>
/// <param name="Template">Template.</param>
/// <param name="EndsOn">Last local date of its history.</param>
/// <param name="State">filling or in.</param>
/// <param name="Played">Steps played.</param>
/// <param name="Steps">Steps in all; 0 before the first.</param>
internal sealed record DemoView(string Template, DateOnly EndsOn, string State, int Played, int Steps);

/// <summary>A change of the setup; what is left out stays.</summary>
internal sealed record SetupChange
{
    [Description("Name of the shop in Chinese."), Text(50), Example("\"星河美发\"")]
    public string? NameZh { get; init; }

    [Description("Name of the shop in English."), Text(50), Example("\"Galaxy Hair\"")]
    public string? NameEn { get; init; }

    [Description("A step to skip."), Text(20), Example("\"people\"")]
    public string? Skip { get; init; }

    [Description("A skipped step to take up again."), Text(20)]
    public string? Resume { get; init; }

    [Description("true puts the guide away, false brings it back.")]
    public bool? Dismissed { get; init; }
}

/// <summary>Templates.</summary>
internal sealed record TemplateList(IReadOnlyList<TemplateCard> Templates);

/// <summary>A template as a card, with what it would publish.</summary>
internal sealed record TemplateCard
{
    public required string Id { get; init; }

    [Description("The trade it is for.")]
    public required string Name { get; init; }

    [Description("What it brings, in a sentence.")]
    public required string Says { get; init; }

    [Description("Whether it is the one the programme began with.")]
    public required bool IsApplied { get; init; }

    [Description("Tiers, from the base upwards, each with its benefits.")]
    public required IReadOnlyList<TemplateTier> Tiers { get; init; }

    [Description("How points are earned, one line a rule.")]
    public required IReadOnlyList<string> EarnRules { get; init; }

    [Description("Rewards, coupons, stored value plans and draws it brings.")]
    public required TemplateCounts Brings { get; init; }

    [Description("Findings of lint that are errors; 0 for a template that ships.")]
    public required int LintErrors { get; init; }

    public static TemplateCard Of(IndustryTemplate template, string? applied, Language language)
    {
        var document = template.Document;
        return new TemplateCard
        {
            Id = template.Id, Name = language.Of(template.Names), Says = language.Of(template.Says), IsApplied = template.Id == applied,
            Tiers = [.. document.Ladder.Tiers.Select(t => new TemplateTier(t.Id, language.Of(t.Names), t.Multiplier, [.. document.Benefits.Where(b => b.Tiers.Contains(t.Id, StringComparer.Ordinal) || t.Has.Contains(b.Id, StringComparer.Ordinal)).Select(b => language.Of(b.Names))]))],
            EarnRules = [.. document.Earn.Where(e => e.Enabled).Select(e => language.Of(e.Names))],
            Brings = new TemplateCounts(document.Rewards.Count, document.Coupons.Count, document.StoredValue.Plans.Count, document.Draws.Campaigns.Count),
            LintErrors = Core.Programs.Lint.ProgramLint.Check(document).Errors.Count(),
        };
    }
}

/// <summary>A tier of a template.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="MultiplierTenThousandths">Points multiplier in ten thousandths: 12,000 is 1.2.</param>
/// <param name="Benefits">Its benefits, by name.</param>
internal sealed record TemplateTier(string Id, string Name, int MultiplierTenThousandths, IReadOnlyList<string> Benefits);

/// <summary>How much a template brings.</summary>
/// <param name="Rewards">Rewards.</param>
/// <param name="Coupons">Coupons.</param>
/// <param name="StoredValuePlans">Stored value plans.</param>
/// <param name="Draws">Draws.</param>
internal sealed record TemplateCounts(int Rewards, int Coupons, int StoredValuePlans, int Draws);

/// <summary>What came of a template.</summary>
/// <param name="Template">Template.</param>
/// <param name="Version">Version that was published; absent where the draft was filled, or the version taken back.</param>
internal sealed record TemplateAppliedView(string Template, int? Version);

/// <summary>Demo data to be made.</summary>
internal sealed record DemoBody
{
    [Description("Template; the one applied before without it."), Text(30), Example("\"salon\"")]
    public string? Template { get; init; }
}
