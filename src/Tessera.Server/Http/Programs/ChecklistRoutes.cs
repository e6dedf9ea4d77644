using System.ComponentModel;
using System.Globalization;
using Tessera.App;
using Tessera.App.Programs;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Programs.Checklist;
using Tessera.Server.Json;
using Tessera.Storage;
using Tessera.Storage.Programs;

namespace Tessera.Server.Http.Programs;

/// <summary>What in the programme calls for a check.</summary>
/// <param name="Pointer">JSON pointer into the document to be published; the list it stood in for what was taken out.</param>
/// <param name="Sentence">What it is.</param>
internal sealed record CheckCauseView(string Pointer, string Sentence);

/// <summary>A check of the legal checklist.</summary>
/// <param name="Code">Code, as `checked` names it.</param>
/// <param name="Question">What whoever signs says yes to.</param>
/// <param name="Source">The law or rule it comes from.</param>
/// <param name="Causes">What calls for it.</param>
internal sealed record CheckView(string Code, string Question, string Source, IReadOnlyList<CheckCauseView> Causes)
{
    [Description("Who signed it; missing while nobody has.")]
    public string? By { get; init; }

    [Description("When it was signed.")]
    public Instant? At { get; init; }

    public static CheckView Of(DueCheck due, Language language) => new(
        due.Check.Code, language.Of(due.Check.Question), language.Of(due.Check.Source), [.. due.Causes.Select(c => new CheckCauseView(c.Pointer, language.Of(c.Words)))]);

    /// <summary>The checks of a publication that waits, with who signed them.</summary>
    public static IReadOnlyList<CheckView>? Of(ReadScope scope, Approval approval, Language language) => PublicationChecklist.Of(scope, approval) is not { } waits
        ? null
        : [.. waits.Checklist.Checks.Select(c => Of(c, language)).Select(c => waits.Signed.Contains(c.Code) ? c with { By = approval.Maker, At = approval.MadeAt } : c)];
}

/// <summary>A check as it was signed when its version was published.</summary>
/// <param name="Code">Code.</param>
/// <param name="Question">What was said yes to, in the words of then.</param>
/// <param name="Source">The law or rule it comes from.</param>
/// <param name="By">Who signed.</param>
/// <param name="At">When.</param>
internal sealed record SignedCheckView(string Code, string Question, string Source, string By, Instant At)
{
    public static SignedCheckView Of(SignedCheck signed, Language language) => new(signed.Code, language.Of(signed.Question), language.Of(signed.Source), signed.By, signed.At);
}

/// <summary>The legal checklist of a publication.</summary>
/// <param name="IsRequired">Whether nothing is published before every check is signed (`approvals.checklist`).</param>
/// <param name="Checks">The checks it calls for; empty when it promises and takes nothing that the law looks at.</param>
internal sealed record ChecklistView(bool IsRequired, IReadOnlyList<CheckView> Checks)
{
    [Description("The version it is compared with, the newest published; missing for the first.")]
    public int? Follows { get; init; }

    public static ChecklistView Of(PublicationChecklist list, Language language) => new(list.IsRequired, [.. list.Checks.Select(c => CheckView.Of(c, language))]) { Follows = list.Follows };
}

/// <summary>The legal review before publishing (L3).</summary>
internal sealed class ChecklistRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/program/checklist", Id = "getChecklist", Tag = "program", Scope = Scopes.ProgramRead, Gives = typeof(ChecklistView), Summary = "What must be checked before publishing",
            Says = "The legal checklist of the draft, or of an old version that is to be published again: what it promises anew and what it takes from members, against the newest version. Whoever publishes names the codes in `checked`. Engineering input, not legal advice.",
            Query = [new QueryField("version", typeof(int), "An old version in place of the draft.") { Max = int.MaxValue, Example = "1" }],
            Refusals = ["program.none", "program.draftInvalid", "program.versionUnknown"],
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => Read(ask.Text("version"), scope, showing))),
        };
    }

    private static Reply Read(string? version, ReadScope scope, Showing showing)
    {
        if (version is not null)
        {
            if (scope.KnownPrograms?.Versions.FirstOrDefault(v => v.Version.ToString(CultureInfo.InvariantCulture) == version) is not { } old) return new Problem(409, "program.versionUnknown");
            return Reply.Ok(ChecklistView.Of(PublicationChecklist.Of(scope, old.Document), showing.Language));
        }

        if (ProgramDraft.Of(scope) is not { } draft) return new Problem(409, "program.none");
        return draft.Result.Document is { } document ? Reply.Ok(ChecklistView.Of(PublicationChecklist.Of(scope, document), showing.Language)) : new Problem(409, "program.draftInvalid");
    }
}
