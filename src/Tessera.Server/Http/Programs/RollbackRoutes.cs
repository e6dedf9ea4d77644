using System.ComponentModel;
using Tessera.App.Approvals;
using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Server.Http.Approvals;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Programs;

/// <summary>Publishing an old version again.</summary>
internal sealed record Rollback
{
    [Description("The version whose text becomes the next version."), Number(1, int.MaxValue), Example("1")]
    public required int Version { get; init; }

    [Description("Why; kept with the version and in the audit."), Text(500, Lines = true), Example("\"金卡门槛改回\"")]
    public required string Reason { get; init; }

    [Description("From when it shall hold; as soon as the programme's wait allows without it.")]
    public Instant? EffectiveAt { get; init; }

    [Description("A backtest or calibration of that very text; kept in the audit."), Text(60)]
    public string? Report { get; init; }

    [Description("Codes of the checklist that whoever publishes signs; all of them where the programme asks for it."), Items(0, 40), Example("[\"newPromises\"]")]
    public IReadOnlyList<string>? Checked { get; init; }
}

/// <summary>Rollback: the text of an old version becomes the next one, under all rules of publishing (semantics §11). Versions are never taken away.</summary>
internal sealed class RollbackRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/program/versions/{version}/diff", Id = "diffProgramVersion", Tag = "program", Scope = Scopes.ProgramRead, Gives = typeof(DiffView), Summary = "What going back to a version would change",
            Says = "That version against the one in force, in sentences.", Refusals = ["program.none"],
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => Diff(ask.Path("version"), scope, showing))),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/program/rollback", Id = "rollBackProgram", Tag = "program", Scope = Scopes.ProgramPublish, ChangesState = true, Status = 201, Takes = typeof(Rollback), Gives = typeof(VersionView),
            AlsoGives = (202, typeof(ApprovalView)), Summary = "Publish an old version again", Example = """{"version":1,"reason":"金卡门槛改回"}""", Handle = RollBack,
            Says = "Its text becomes the next version, with all that publishing asks: reason, wait, a second person where there is one, an effective instant. Nothing is undone: nobody falls because of it before the next review, and issued coupons and open grace keep their terms. The draft stays as it is.",
            Refusals = ["program.none", "program.versionUnknown", "program.invalid", "program.unchanged", "program.fixed", "program.lint", "program.checkMissing", "program.checkNotAsked", "program.reportUnknown", "program.reportStale", "program.tierRemoved", "program.earlierWaits"],
        };
    }

    private static Reply Diff(string version, Tessera.App.ReadScope scope, Showing showing)
    {
        if (scope.KnownPrograms is not { } programs) return new Problem(409, "program.none");
        if (programs.Versions.FirstOrDefault(v => v.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) == version) is not { } old) return Problem.NotFound(version);
        var current = programs.At(scope.AsOf);
        return Reply.Ok(new DiffView(current.Version, [.. ProgramDiff.Between(current.Document, old.Document).Select(c => new ChangeView(c.Key, showing.Language.Of(c.Sentence)))]));
    }

    private Task<Reply> RollBack(Ask ask)
    {
        var body = ask.Take<Rollback>();
        var versions = desk.Site.Read(scope => desk.Site.Programs.Published(scope.Db));
        if (versions.Count == 0) return Task.FromResult<Reply>(new Problem(409, "program.none"));
        if (versions.FirstOrDefault(v => v.Version == body.Version) is not { } old) return Task.FromResult<Reply>(new Problem(409, "program.versionUnknown"));
        var command = new PublishProgram { SourceText = old.SourceText, Reason = body.Reason, EffectiveAt = body.EffectiveAt, Report = body.Report, RollsBackTo = old.Version, Checked = body.Checked ?? [] };
        return desk.Write(ask, new AskToPublish { Command = command }, (made, showing) =>
            made.Waits is { } waits ? new OtherStatus(202, ApprovalView.Of(waits, waits.MadeAt, desk.Site, withCommand: false)) : VersionView.Of(made.Done!, 0, showing.Language));
    }
}
