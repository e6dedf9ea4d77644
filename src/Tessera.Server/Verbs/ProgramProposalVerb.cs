using System.CommandLine;
using Tessera.App;
using Tessera.App.Programs.RedLine;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Server.Http.Programs;
using Tessera.Storage.Programs;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera program proposals</c>: the red line and what is proposed at it, beside the routes of <c>/v1/program/proposals</c> (K6).</summary>
internal static partial class ProgramVerb
{
    private static readonly Option<bool> CheckNow = new Option<bool>("--check").Says("现在就对照红线；到线时开一份建议", "Read cost against the red line now; at the line a proposal is opened");
    private static readonly Option<string> Shown = new Option<string>("--show") { HelpName = "ID" }.Says("输出这份建议改好的规则文件", "Print the programme file with the changes of a proposal");
    private static readonly Option<string> Taken = new Option<string>("--accept") { HelpName = "ID" }.Says("采纳：草稿变为这份建议，发布另行", "Take it into the draft; publishing is another step");
    private static readonly Option<bool> Replace = new Option<bool>("--replace-draft").Says("与 --accept 一起：放弃别人改过的草稿", "With --accept: give up a draft that somebody changed");
    private static readonly Option<string> Dismissed = new Option<string>("--dismiss") { HelpName = "ID" }.Says("驳回，须写 --reason", "Dismiss it; needs --reason");

    private static Verb MakeProposals()
    {
        var proposals = new Verb("proposals", new("红线与调整建议：列出、对照、采纳、驳回", "The red line and its adjustment proposals: list, check, accept, dismiss"))
        {
            Samples =
            [
                new("tessera program proposals", new("列出建议，新的在前", "Proposals, the newest first")),
                new("tessera program proposals --check", new("对照红线", "Read cost against the red line")),
                new("tessera program proposals --dismiss prp_1 --reason after-the-season", new("驳回并说明", "Dismiss one, with a reason")),
            ],
            Uses = StoreUse.Writes,
            Codes = [(ExitCode.Refused, new("没有这份建议，或已处理，或规则已变", "There is no such proposal, or it was decided, or the programme has changed")), (ExitCode.Store, new("数据不可用或正被别的进程使用", "The store cannot be used or another process owns it"))],
            Does = Proposals,
        };
        foreach (var option in new Option[] { CheckNow, Shown, Taken, Replace, Dismissed, Why, Common.DryRun }) proposals.Add(option);
        return proposals;
    }

    private static async Task<int> Proposals(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        string?[] named = [sitting.Value(CheckNow) ? "" : null, sitting.Value(Shown), sitting.Value(Taken), sitting.Value(Dismissed)];
        if (named.Count(n => n is not null) > 1) return terminal.Fail(ExitCode.Usage, "--check、--show、--accept、--dismiss 一次只用一个。", "Take one of --check, --show, --accept and --dismiss.");
        using var site = Stores.OwnExisting(sitting);
        return named switch
        {
            [not null, ..] => await Check(sitting, site),
            [_, { } id, ..] => Show(terminal, site.Read(scope => scope.Db.Proposals.Find(id)), id),
            [_, _, { } id, _] => Decided(terminal, await site.Write(new AcceptProposal { ProposalId = id, ReplaceDraft = sitting.Value(Replace), Actor = sitting.ActorOn(site) })),
            [_, _, _, { } id] => string.IsNullOrWhiteSpace(sitting.Value(Why))
                ? terminal.Fail(ExitCode.Usage, "--dismiss 须写 --reason。", "--dismiss needs --reason.")
                : Decided(terminal, await site.Write(new DismissProposal { ProposalId = id, Reason = sitting.Value(Why)!, Actor = sitting.ActorOn(site) })),
            _ => List(terminal, site.Read(scope => scope.Db.Proposals.Newest(ProposalStore.Most))),
        };
    }

    private static async Task<int> Check(Sitting sitting, Site site)
    {
        var terminal = sitting.Terminal;
        if (site.Read(scope => scope.KnownPrograms is null ? null : RedLineWatch.Look(scope, isAsked: true)) is not { } sight) return Answers.Refuse(terminal, Refusal.Of("redLine.tooEarly"), null);
        var answer = await site.Write(new CheckRedLine { Sight = sight, Actor = sitting.ActorOn(site) });
        if (answer.Refusal is { } refusal) return Answers.Refuse(terminal, refusal);
        var made = answer.Value!;
        terminal.Give(new { From = sight.From, Through = sight.Through, RedLineTenThousandths = sight.Line, sight.Share.CostMinor, sight.Share.RevenueMinor, ShareTenThousandths = sight.Share.TenThousandths, sight.State, Proposal = made.Open?.Id }, () =>
        {
            terminal.Print(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{sight.From:yyyy-MM-dd} – {sight.Through:yyyy-MM-dd}  {terminal.Of("成本率", "cost share")} {Percent((int)(sight.Share.TenThousandths ?? 0))}  {terminal.Of("红线", "red line")} {Percent(sight.Line)}"));
            terminal.Print(Text.Say($"redLine.{sight.State}", terminal.Language.Tag()));
            if (made.Open is { } open) terminal.Print(open.Id);
        });
        return ExitCode.Done;
    }

    private static int Show(Terminal terminal, Proposal? found, string id)
    {
        if (found is null) return Answers.Refuse(terminal, Refusal.Of("proposal.unknown", Reason.Id("proposal", id)));
        terminal.Give(ProposalView.Of(found, terminal.Language, withDraft: true), () => terminal.Print(found.DraftText));
        return ExitCode.Done;
    }

    private static int List(Terminal terminal, IReadOnlyList<Proposal> found)
    {
        terminal.Give(found.Select(p => ProposalView.Of(p, terminal.Language, withDraft: false)).ToList(), () =>
        {
            foreach (var proposal in found) Print(terminal, proposal);
        });
        if (found.Count == 0) terminal.Say("没有建议。", "No proposals.");
        return ExitCode.Done;
    }

    private static int Decided(Terminal terminal, Answer<Proposal> answer)
    {
        if (answer.Refusal is { } refusal) return Answers.Refuse(terminal, refusal);
        terminal.Give(ProposalView.Of(answer.Value!, terminal.Language, withDraft: false), () => Print(terminal, answer.Value!));
        return ExitCode.Done;
    }

    private static void Print(Terminal terminal, Proposal proposal)
    {
        terminal.Print(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{proposal.Id}  {proposal.State}  {proposal.From:yyyy-MM-dd} – {proposal.Through:yyyy-MM-dd}"));
        foreach (var change in RedLineWatch.Read(proposal.Changes)) terminal.Print("  " + terminal.Of(change.Sentence));
    }
}
