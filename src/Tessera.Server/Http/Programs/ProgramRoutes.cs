using System.ComponentModel;
using Tessera.App;
using Tessera.App.Approvals;
using Tessera.App.Programs;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Server.Http.Approvals;
using Tessera.Server.Json;
using Tessera.Storage.Programs;

namespace Tessera.Server.Http.Programs;

/// <summary>A published version.</summary>
internal sealed record VersionView
{
    [Description("Number, from 1.")]
    public required int Version { get; init; }

    [Description("From when it holds.")]
    public required Instant EffectiveAt { get; init; }

    public required Instant PublishedAt { get; init; }

    [Description("Who published it.")]
    public required string Author { get; init; }

    [Description("Who approved it; missing where one alone published.")]
    public string? Approver { get; init; }

    [Description("Why.")]
    public required string Reason { get; init; }

    [Description("Published by one alone.")]
    public required bool IsSingle { get; init; }

    [Description("The version in force now.")]
    public required bool IsCurrent { get; init; }

    [Description("Checks of the legal checklist that were signed; missing where none was.")]
    public IReadOnlyList<SignedCheckView>? Signed { get; init; }

    [Description("The programme file, as published.")]
    public string? Text { get; init; }

    public static VersionView Of(PublishedVersion version, int current, Language language, bool withText = false) => new()
    {
        Signed = version.Signed.Count == 0 ? null : [.. version.Signed.Select(s => SignedCheckView.Of(s, language))],
        Version = version.Version, EffectiveAt = version.EffectiveAt, PublishedAt = version.PublishedAt, Author = version.Author, Approver = version.Approver, Reason = version.Reason,
        IsSingle = version.IsSingle, IsCurrent = version.Version == current, Text = withText ? version.SourceText : null,
    };
}

/// <summary>All versions, the newest first.</summary>
internal sealed record VersionList(IReadOnlyList<VersionView> Versions);

/// <summary>Something found in a programme file.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Pointer">JSON pointer of the key.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Level">error, warning or hint.</param>
/// <param name="Detail">A sentence in the language asked for.</param>
internal sealed record FindingView(int Line, int Column, string Pointer, string Code, FindingLevel Level, string Detail)
{
    [Description("Id of the tier, benefit, promotion, rule or review it is about.")]
    public string? About { get; init; }

    [Description("Why the merchant accepts it; missing where nobody did.")]
    public string? Accepted { get; init; }

    [Description("What would mend it; missing where a person must decide.")]
    public FixView? Fix { get; init; }

    public static FindingView Of(PlacedFinding finding, Language language, ProgramDocument? program = null) =>
        new(finding.Line, finding.Column, finding.What.Pointer, finding.What.Code, finding.What.Level, Tessera.App.Texts.Text.Render(finding.What, language.Tag(), program))
        {
            About = finding.What.Of,
            Accepted = finding.What.Accepted is { } because ? language.Of(because) : null,
            Fix = finding.What.Fix is { } fix ? new FixView(fix.Pointer, fix.Value, fix.IsSafe) : null,
        };
}

/// <summary>An edit of the programme file.</summary>
/// <param name="Pointer">JSON pointer of the value to write; its last key may be missing so far.</param>
/// <param name="Value">What is to stand there, as the file writes it; missing takes the key out.</param>
/// <param name="IsSafe">No decision about any member changes by it.</param>
internal sealed record FixView(string Pointer, string? Value, bool IsSafe);

/// <summary>The draft as it was read.</summary>
/// <param name="IsValid">Whether it could be published.</param>
/// <param name="Findings">Everything found, in the order of the file.</param>
internal sealed record DraftView(bool IsValid, IReadOnlyList<FindingView> Findings)
{
    public static DraftView Of(ProgramDraft draft, Language language) => new(draft.Result.Document is not null, [.. draft.Result.Findings.Select(f => FindingView.Of(f, language))]);
}

/// <summary>A difference.</summary>
/// <param name="Key">Key of the programme file.</param>
/// <param name="Sentence">The change in words.</param>
internal sealed record ChangeView(string Key, string Sentence);

/// <summary>The draft against the version in force.</summary>
/// <param name="Version">Number of the version in force.</param>
/// <param name="Changes">Changes, in the order of the file; empty when both mean the same.</param>
internal sealed record DiffView(int Version, IReadOnlyList<ChangeView> Changes);

/// <summary>Publishing the draft.</summary>
internal sealed record Publication
{
    [Description("Why; kept with the version and in the audit."), Text(500, Lines = true), Example("\"金卡门槛按去年数据下调\"")]
    public required string Reason { get; init; }

    [Description("From when it shall hold; as soon as the programme's wait allows without it.")]
    public Instant? EffectiveAt { get; init; }

    [Description("A backtest or calibration of this very draft; kept in the audit. One of another text is refused."), Text(60)]
    public string? Report { get; init; }

    [Description("Codes of the checklist that whoever publishes signs; all of them where the programme asks for it."), Items(0, 40), Example("[\"newPromises\"]")]
    public IReadOnlyList<string>? Checked { get; init; }
}

/// <summary>The programme: versions, draft, differences, publishing.</summary>
internal sealed partial class ProgramRoutes(Desk desk)
{
    private const string Yaml = "text/yaml";

    public IEnumerable<ApiRoute> All() => [.. Reads(), .. Lints(), .. Writes()];

    private IEnumerable<ApiRoute> Reads()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/program", Id = "getProgram", Tag = "program", Scope = Scopes.ProgramRead, Gives = typeof(VersionView), Summary = "The version in force",
            Says = "With the file as it was published.",
            Handle = ask => Read(ask, (_, versions, current, language) => Reply.Ok(VersionView.Of(versions.First(v => v.Version == current), current, language, withText: true))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/program/versions", Id = "listProgramVersions", Tag = "program", Scope = Scopes.ProgramRead, Gives = typeof(VersionList), Summary = "All versions",
            Says = "The newest first; one that is still to come may stand before the one in force.",
            Handle = ask => Read(ask, (_, versions, current, language) => Reply.Ok(new VersionList([.. versions.Reverse().Select(v => VersionView.Of(v, current, language))]))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/program/versions/{version}", Id = "getProgramVersion", Tag = "program", Scope = Scopes.ProgramRead, Gives = typeof(VersionView), Summary = "One version",
            Says = "With the file as it was published.",
            Handle = ask => Read(ask, (_, versions, current, language) => versions.FirstOrDefault(v => Same(v.Version, ask.Path("version"))) is { } found
                ? Reply.Ok(VersionView.Of(found, current, language, withText: true))
                : Problem.NotFound(ask.Path("version"))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/program/draft", Id = "getProgramDraft", Tag = "program", Scope = Scopes.ProgramRead, Gives = typeof(string), Summary = "The draft",
            Says = "The programme file as YAML; the newest version where nobody wrote a draft.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => ProgramDraft.Of(scope) is { } draft ? Reply.Text(draft.Text, Yaml) : new Problem(409, "program.none"))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/program/diff", Id = "diffProgram", Tag = "program", Scope = Scopes.ProgramRead, Gives = typeof(DiffView), Summary = "What the draft changes",
            Says = "The draft against the version in force, in sentences.", Refusals = ["program.none", "program.invalid"],
            Handle = ask => Task.FromResult(desk.Read(ask, Diff)),
        };
    }

    private IEnumerable<ApiRoute> Writes()
    {
        yield return new ApiRoute
        {
            Method = "PUT", Path = "/v1/program/draft", Id = "saveProgramDraft", Tag = "program", Scope = Scopes.ProgramWrite, Takes = typeof(string), TakesMedia = Yaml, MostBytes = SaveDraft.MostCharacters,
            Gives = typeof(DraftView), Summary = "Replace the draft", Says = "Takes the programme file as YAML. It is kept even when it is not valid; the answer lists what was found, with line and column.",
            Handle = ask => desk.Write(ask, new SaveDraft { Text = ask.Take<string>() }, (draft, showing) => DraftView.Of(draft, showing.Language)),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/program/publish", Id = "publishProgram", Tag = "program", Scope = Scopes.ProgramPublish, ChangesState = true, Status = 201,
            Takes = typeof(Publication), Gives = typeof(VersionView), AlsoGives = (202, typeof(ApprovalView)), Summary = "Publish the draft", Example = """{"reason":"金卡门槛按去年数据下调"}""",
            Says = "With at most one person who may publish, that person or a key publishes alone, marked single; from the second person on another must approve, and the answer is 202 with the approval. Alone, the version takes effect after the wait the programme names, at once on a test clock. At the effective instant every member is evaluated once for upgrades; nobody falls because of a publication.",
            Refusals = ["program.none", "program.invalid", "program.unchanged", "program.fixed", "program.lint", "program.checkMissing", "program.checkNotAsked", "program.reportUnknown", "program.reportStale", "program.tierRemoved", "program.earlierWaits"],
            Handle = Publish,
        };
    }

    private Task<Reply> Publish(Ask ask)
    {
        if (desk.Site.Read(ProgramDraft.Of) is not { } draft) return Task.FromResult<Reply>(new Problem(409, "program.none"));
        var body = ask.Take<Publication>();
        var command = new PublishProgram { SourceText = draft.Text, Reason = body.Reason, EffectiveAt = body.EffectiveAt, Report = body.Report, Checked = body.Checked ?? [] };
        return desk.Write(ask, new AskToPublish { Command = command }, (made, showing) =>
            made.Waits is { } waits ? new OtherStatus(202, ApprovalView.Of(waits, waits.MadeAt, desk.Site, withCommand: false)) : VersionView.Of(made.Done!, 0, showing.Language));
    }

    private static Reply Diff(ReadScope scope, Showing showing)
    {
        if (scope.KnownPrograms is not { } programs || ProgramDraft.Of(scope) is not { } draft) return new Problem(409, "program.none");
        if (draft.Result.Document is not { } after) return new Problem(409, "program.draftInvalid");
        var current = programs.At(scope.AsOf);
        return Reply.Ok(new DiffView(current.Version, [.. ProgramDiff.Between(current.Document, after).Select(c => new ChangeView(c.Key, showing.Language.Of(c.Sentence)))]));
    }

    private Task<Reply> Read(Ask ask, Func<ReadScope, IReadOnlyList<PublishedVersion>, int, Language, Reply> read) => Task.FromResult(desk.Read(ask, (scope, showing) =>
    {
        if (scope.KnownPrograms is not { } programs) return new Problem(409, "program.none");
        return read(scope, desk.Site.Programs.Published(scope.Db), programs.At(scope.AsOf).Version, showing.Language);
    }));

    private static bool Same(int version, string text) => version.ToString(System.Globalization.CultureInfo.InvariantCulture) == text;
}
