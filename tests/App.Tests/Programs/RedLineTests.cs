using System.Globalization;
using Tessera.App.Night;
using Tessera.App.Programs;
using Tessera.App.Programs.RedLine;
using Tessera.App.Purchases;
using Tessera.App.Reads;
using Tessera.App.Tests.Stories;
using Tessera.Core.Analytics;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Pricing;
using Tessera.Storage.Programs;
using Tessera.Storage.Safekeeping;

namespace Tessera.App.Tests.Programs;

/// <summary>The red line on a store: tea at 8折 for everybody, so that each sale costs 20 of the 80 that come in, 25 %.</summary>
[Covers("K6", "L6")]
public sealed class RedLineTests : IDisposable
{
    private const string More = """
        costs: { redLine: 24% }
        benefits:
          # 八折  20 % off
          - { id: tea, name: { zh: 茶八折, en: tea at 80 % }, type: discount, discount: 8折, when: { categories: [tea] }, tiers: [base, silver], owner: service }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), TestSite.Program(more: More));

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task At_the_line_the_night_opens_one_proposal_and_changes_nothing()
    {
        Sell("S1");
        await Night("2026-03-31");
        Assert.Empty(Proposals());
        await Night("2026-04-01");
        await Night("2026-04-02");
        await Night("2026-05-01");

        var made = Assert.Single(Proposals());
        // 100.00 list: 20.00 off 80.00 paid. At 8.5折 it would be 15.00.
        Assert.Equal((new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 31), 2_000L, 8_000L, 1_500L), (made.From, made.Through, made.CostMinor, made.RevenueMinor, made.ExpectedMinor));
        Assert.Contains("8.5折", Assert.Single(RedLineWatch.Read(made.Changes)).Sentence.Zh, StringComparison.Ordinal);
        Assert.Contains("# 八折  20 % off", made.DraftText, StringComparison.Ordinal);
        Assert.Equal(made.DraftText.Replace("8.5折", "8折", StringComparison.Ordinal), _shop.Site.Read(r => ProgramDraft.Of(r))!.Text);
        Assert.Equal((1, 1), _shop.Site.Read(r => (r.Db.Programs.Newest(), r.Db.Webhooks.OwnerNotices(10).Count)));
        Assert.Equal((true, "/v1/program/proposals", "needs.costOver"), CostNeed());
        Assert.Equal("program.backtest", _shop.Site.Read(r => r.Db.Imports.Find(made.Report!))!.Kind);
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public async Task At_eight_tenths_of_the_line_the_owner_is_told_once_and_nothing_is_proposed()
    {
        // 25 % of a line of 30 %: over 24 %, under 30 %.
        _shop.Publish(TestSite.Program(more: More.Replace("24%", "30%", StringComparison.Ordinal)));
        _shop.Turn(new DateOnly(2026, 3, 3), new TimeOnly(12, 0));
        Sell("S1");
        await Night("2026-04-01");
        await Night("2026-05-01");

        var told = Assert.Single(_shop.Site.Read(r => r.Db.Webhooks.OwnerNotices(10)));
        Assert.Equal("redLine.near", told.Topic);
        Assert.Equal((false, "/v1/reports/benefits", "needs.costNear"), CostNeed());
        Assert.Contains("25%", told.Details.Replace(" %", "%", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Empty(Proposals());
    }

    [Fact]
    public async Task A_proposal_is_taken_into_the_draft_or_dismissed_once_and_a_changed_draft_is_kept()
    {
        Sell("S1");
        await Night("2026-04-01");
        var first = Assert.Single(Proposals());
        Assert.Equal("proposal.unknown", _shop.Refused(new DismissProposal { ProposalId = "prp_none", Reason = "x" }));
        Assert.Equal(ProposalStates.Dismissed, _shop.Accepted(new DismissProposal { ProposalId = first.Id, Reason = "after the season" }).State);
        Assert.Equal("proposal.decided", _shop.Refused(new AcceptProposal { ProposalId = first.Id }));

        var second = _shop.Accepted(Asked());
        Assert.True(second.IsNew);
        var again = _shop.Accepted(Asked());
        Assert.Equal((false, second.Open!.Id), (again.IsNew, again.Open!.Id));
        _shop.Accepted(new SaveDraft { Text = "mine" });
        Assert.Equal("proposal.draftChanged", _shop.Refused(new AcceptProposal { ProposalId = second.Open.Id }));
        _shop.Accepted(new AcceptProposal { ProposalId = second.Open.Id, ReplaceDraft = true });
        Assert.Equal(second.Open.DraftText, _shop.Site.Read(r => ProgramDraft.Of(r))!.Text);
        Assert.Equal(1, _shop.Site.Read(r => r.Db.Programs.Newest()));
    }

    private (bool IsUrgent, string Target, string Code) CostNeed() => _shop.Site.Read(scope =>
    {
        var need = Assert.Single(NeedsYou.Read(scope, new SafekeepingMarks(), ("person:li", scope.AsOf)), n => n.Id == "cost");
        return (need.IsUrgent, need.Target, need.Reason.Code);
    });

    [Fact]
    public async Task A_proposal_of_an_older_version_is_stale()
    {
        Sell("S1");
        await Night("2026-04-01");
        _shop.Publish(TestSite.Program(more: More.Replace("24%", "23%", StringComparison.Ordinal)));
        Assert.Equal("proposal.stale", _shop.Refused(new AcceptProposal { ProposalId = Proposals().Single().Id }));
    }

    [Fact]
    public async Task A_report_speaks_for_the_text_it_tried_and_an_old_version_is_published_again()
    {
        var (old, now) = (TestSite.Program(more: More), TestSite.Program(more: More.Replace("24%", "23%", StringComparison.Ordinal)));
        await _shop.Site.Alone(scope =>
        {
            scope.Db.ProgramReports.Add(new ProgramReport(new ProgramReportHead("btr_1", "backtest", scope.Now, "key:test", "w"), old, []));
            return 0;
        });
        var command = new PublishProgram { SourceText = now, Reason = "lower", Actor = "key:test" };
        Assert.Equal("program.reportStale", _shop.Refused(command with { Report = "btr_1" }));
        Assert.Equal("program.reportUnknown", _shop.Refused(command with { Report = "btr_2" }));
        _shop.Accepted(command);
        var back = _shop.Accepted(new PublishProgram { SourceText = old, Reason = "as before", Actor = "key:test", RollsBackTo = 1, Report = "btr_1", EffectiveAt = _shop.At("2026-03-05") });
        Assert.Equal((3, old, _shop.At("2026-03-05")), (back.Version, back.SourceText, back.EffectiveAt));
        Assert.Contains("\"rollsBackTo\":1", _shop.Site.Read(r => r.Db.Audits.All().Last(a => a.Event.Action == "program.published").Event.Details)!, StringComparison.Ordinal);
        Story.AuditsClean(_shop.Site);
    }

    private CheckRedLine Asked() => new() { Sight = _shop.Site.Read(r => RedLineWatch.Look(r, isAsked: true))!, Actor = "key:test" };

    private IReadOnlyList<Proposal> Proposals() => _shop.Site.Read(r => r.Db.Proposals.Newest(10));

    private async Task Night(string day)
    {
        _shop.Turn(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture), new TimeOnly(4, 0));
        Assert.Null((await RunDay.Run(_shop.Site)).Refusal);
    }

    private void Sell(string number)
    {
        var line = new PurchaseLine { Sku = "tea", Category = "tea", Quantity = 1, ListMinor = 10_000, NetMinor = 10_000 };
        var quote = _shop.Site.Read(r => Quotes.Of(r, new Purchase { OccurredAt = default, RecordedAt = default, Lines = [line], Wishes = new Wishes() }, _shop.Join(), null)).Value!;
        _shop.Accepted(new CommitQuote { Token = QuoteToken.Open(_shop.Site.Store.Sealing, quote.Sealed)!, Source = "till", Number = number });
    }
}
