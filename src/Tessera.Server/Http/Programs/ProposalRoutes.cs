using System.ComponentModel;
using Tessera.App;
using Tessera.App.Programs.RedLine;
using Tessera.App.Reads;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Analytics;
using Tessera.Core.Costs;
using Tessera.Server.Json;
using Tessera.Storage.Programs;

namespace Tessera.Server.Http.Programs;

/// <summary>A named change of a proposal.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Source">Kind of the source of cost.</param>
/// <param name="Id">Its id in the programme; empty for points spent as money.</param>
/// <param name="Sentence">The change in words.</param>
/// <param name="CostMinor">What the source cost in the dates read.</param>
/// <param name="SavedMinor">What the change is expected to save over dates like them.</param>
/// <param name="Lift">What can be said about what the source brings.</param>
/// <param name="Says">The same in words.</param>
internal sealed record ProposedChangeView(AdjustmentKind Kind, CostKind Source, string Id, string Sentence, long CostMinor, long SavedMinor, Lift Lift, string Says)
{
    public static ProposedChangeView Of(NamedChange change, Language language) => new(
        change.Kind, change.Source, change.Id, language.Of(change.Sentence), change.CostMinor, change.SavedMinor, change.Lift, Text.Say($"lift.{change.Lift}", language.Tag()));
}

/// <summary>An adjustment proposal of the red line.</summary>
internal sealed record ProposalView
{
    public required string Id { get; init; }

    [Description("`open`, `accepted` or `dismissed`.")]
    public required string State { get; init; }

    public required Instant OpenedAt { get; init; }

    [Description("Who asked; `system` for the night.")]
    public required string OpenedBy { get; init; }

    [Description("First local date that was read.")]
    public required DateOnly From { get; init; }

    [Description("Last local date.")]
    public required DateOnly Through { get; init; }

    [Description("The version it starts from.")]
    public required int Version { get; init; }

    [Description("The red line.")]
    public required int RedLineTenThousandths { get; init; }

    [Description("Cost beside revenue in the dates read.")]
    public required CostShareView Now { get; init; }

    [Description("The same with the changes, by proportion and with buyers held; the backtest plays them.")]
    public required CostShareView Expected { get; init; }

    [Description("Whether what is expected lies under the line.")]
    public required bool IsEnough { get; init; }

    [Description("The changes, in the order in which they were chosen.")]
    public required IReadOnlyList<ProposedChangeView> Changes { get; init; }

    [Description("Its backtest: job and report have this id. Missing where too many jobs waited.")]
    public string? Report { get; init; }

    [Description("When somebody decided.")]
    public Instant? DecidedAt { get; init; }

    [Description("Who decided.")]
    public string? DecidedBy { get; init; }

    [Description("Why it was dismissed.")]
    public string? Reason { get; init; }

    [Description("The programme file with the changes; missing in lists.")]
    public string? Draft { get; init; }

    public static ProposalView Of(Proposal proposal, Language language, bool withDraft)
    {
        var expected = new CostShare(proposal.ExpectedMinor, proposal.RevenueMinor);
        return new ProposalView
        {
            Id = proposal.Id, State = proposal.State, OpenedAt = proposal.OpenedAt, OpenedBy = proposal.OpenedBy, From = proposal.From, Through = proposal.Through, Version = proposal.Version,
            RedLineTenThousandths = proposal.Line, Now = Share(new CostShare(proposal.CostMinor, proposal.RevenueMinor)), Expected = Share(expected), IsEnough = expected.Against(proposal.Line) != RedLineState.Over,
            Changes = [.. RedLineWatch.Read(proposal.Changes).Select(c => ProposedChangeView.Of(c, language))], Report = proposal.Report, DecidedAt = proposal.DecidedAt, DecidedBy = proposal.DecidedBy,
            Reason = proposal.Reason, Draft = withDraft ? proposal.DraftText : null,
        };
    }

    internal static CostShareView Share(CostShare share) => new(share.CostMinor, share.RevenueMinor, share.TenThousandths);
}

/// <summary>Proposals, the newest first.</summary>
internal sealed record ProposalList(IReadOnlyList<ProposalView> Proposals);

/// <summary>How the programme stands to its red line.</summary>
internal sealed record RedLineView
{
    [Description("First local date that was read.")]
    public required DateOnly From { get; init; }

    [Description("Last local date: a month's end, or today before the first one.")]
    public required DateOnly Through { get; init; }

    [Description("The red line.")]
    public required int RedLineTenThousandths { get; init; }

    [Description("Cost beside revenue.")]
    public required CostShareView Share { get; init; }

    [Description("Against the line.")]
    public required RedLineState State { get; init; }

    [Description("The same in words.")]
    public required string Says { get; init; }

    [Description("The proposal that waits for a decision; missing where there is none.")]
    public ProposalView? Proposal { get; init; }

    public static RedLineView Of(RedLineChecked made, Showing showing) => new()
    {
        From = made.Sight.From, Through = made.Sight.Through, RedLineTenThousandths = made.Sight.Line, Share = ProposalView.Share(made.Sight.Share), State = made.Sight.State,
        Says = Text.Say($"redLine.{made.Sight.State}", showing.Language.Tag()), Proposal = made.Open is { } open ? ProposalView.Of(open, showing.Language, withDraft: false) : null,
    };
}

/// <summary>Accepting a proposal.</summary>
internal sealed record Acceptance
{
    [Description("Give up a draft that somebody changed; without it such a draft is kept and the acceptance refused.")]
    public bool? ReplaceDraft { get; init; }
}

/// <summary>Dismissing a proposal.</summary>
internal sealed record Dismissal
{
    [Description("Why; kept with the proposal and in the audit."), Text(500, Lines = true), Example("\"旺季过后再看\"")]
    public required string Reason { get; init; }
}

/// <summary>The red line and what is proposed when cost comes to it (semantics §10, K6).</summary>
internal sealed class ProposalRoutes(Desk desk)
{
    private const string Proposals = "/v1/program/proposals";
    private const string One = Proposals + "/{proposalId}";

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = Proposals, Id = "checkRedLine", Tag = "program", Scope = Scopes.ProgramWrite, ChangesState = true, IsHeavy = true, Gives = typeof(RedLineView), Handle = Check, Summary = "Read cost against the red line now",
            Says = "Over the last three calendar months that are over; before the first of them, over the days so far. At the line or above it an adjustment proposal is opened, a draft with named changes, and its backtest ordered; one that waits already is given again. The night does the same once a month, once per crossing. Nothing is published and no draft is touched.",
            Refusals = ["program.none", "redLine.tooEarly"],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Proposals, Id = "listProposals", Tag = "program", Scope = Scopes.ProgramRead, Gives = typeof(ProposalList), Summary = "Adjustment proposals", Says = "The newest first.",
            Query = [new("state", typeof(string), "Only these.") { Choices = [ProposalStates.Open, ProposalStates.Accepted, ProposalStates.Dismissed], Example = "open" }, QueryField.Limit], Handle = List,
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = One, Id = "getProposal", Tag = "program", Scope = Scopes.ProgramRead, Gives = typeof(ProposalView), Summary = "One adjustment proposal", Says = "With the programme file as it would be.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) =>
                scope.Db.Proposals.Find(ask.Path("proposalId")) is { } found ? Reply.Ok(ProposalView.Of(found, showing.Language, withDraft: true)) : Problem.NotFound(ask.Path("proposalId")))),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/accept", Id = "acceptProposal", Tag = "program", Scope = Scopes.ProgramWrite, ChangesState = true, Takes = typeof(Acceptance), Gives = typeof(ProposalView), Summary = "Take a proposal into the draft",
            Example = """{"replaceDraft":false}""", Says = "The draft becomes the proposal's; publishing it, which may cite its backtest, is another step with all its rules. Refused where another version was published since, or where somebody changed the draft and `replaceDraft` is not set.",
            Refusals = ["proposal.unknown", "proposal.decided", "proposal.stale", "proposal.draftChanged"],
            Handle = ask => desk.Write(ask, new AcceptProposal { ProposalId = ask.Path("proposalId"), ReplaceDraft = ask.Take<Acceptance>().ReplaceDraft ?? false }, View),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/dismiss", Id = "dismissProposal", Tag = "program", Scope = Scopes.ProgramWrite, ChangesState = true, Takes = typeof(Dismissal), Gives = typeof(ProposalView), Summary = "Dismiss a proposal",
            Example = """{"reason":"旺季过后再看"}""", Says = "With a reason. The next crossing of the line opens another.", Refusals = ["proposal.unknown", "proposal.decided"],
            Handle = ask => desk.Write(ask, new DismissProposal { ProposalId = ask.Path("proposalId"), Reason = ask.Take<Dismissal>().Reason }, View),
        };
    }

    private static ProposalView View(Proposal made, Showing showing) => ProposalView.Of(made, showing.Language, withDraft: false);

    private Task<Reply> Check(Ask ask)
    {
        if (desk.Program() is null) return Task.FromResult<Reply>(new Problem(409, "program.none"));
        return desk.Site.Read(scope => RedLineWatch.Look(scope, isAsked: true)) is { } sight
            ? desk.Write(ask, new CheckRedLine { Sight = sight }, RedLineView.Of)
            : Task.FromResult(desk.Read(ask, (_, showing) => Desk.Refused(ask, Refusal.Of("redLine.tooEarly"), showing)));
    }

    private Task<Reply> List(Ask ask) => Task.FromResult(desk.Read(ask, (scope, showing) =>
    {
        var wanted = ask.Text("state");
        var found = scope.Db.Proposals.Newest(ProposalStore.Most).Where(p => wanted is null || p.State == wanted).Take(ask.Limit);
        return Reply.Ok(new ProposalList([.. found.Select(p => ProposalView.Of(p, showing.Language, withDraft: false))]));
    }));
}
