using System.Globalization;
using System.Text;
using Tessera.App.Jobs;
using Tessera.App.Night;
using Tessera.App.People;
using Tessera.App.Texts;
using Tessera.App.Webhooks;
using Tessera.Core;
using Tessera.Core.Analytics;
using Tessera.Core.Programs.Backtests;
using Tessera.Storage;
using Tessera.Storage.Programs;

namespace Tessera.App.Programs.RedLine;

/// <summary>What a look at the red line came to.</summary>
/// <param name="Sight">How it stands.</param>
/// <param name="Open">The proposal that waits for a decision, or null.</param>
/// <param name="IsNew">Whether it was opened now.</param>
public sealed record RedLineChecked(RedLineSight Sight, Proposal? Open, bool IsNew);

/// <summary>
/// Notes how the programme stands to its red line (K6): at 80 % of it the owner is told, at the line an adjustment proposal is opened with its backtest ordered; each once per
/// crossing. Asked for by people it opens one also where that of the crossing was dismissed. Nothing is published and no draft is touched.
/// </summary>
public sealed record CheckRedLine : WriteCommand<RedLineChecked>
{
    private const string Setting = "redLine.state";
    private const string Read = "redLine.through";
    private const string Reading = "redLine.reading";

    /// <summary>What was read beside the tills.</summary>
    public required RedLineSight Sight { get; init; }

    /// <summary>Asked for by somebody, so that a crossing that was dealt with is taken up again.</summary>
    public bool IsAsked { get; init; } = true;

    internal override Answer<RedLineChecked> Decide(BatchScope scope)
    {
        scope.Db.LockWhole();
        var was = Enum.TryParse<RedLineState>(scope.Db.Settings.Find(Setting), out var known) ? known : RedLineState.Below;
        scope.Db.Settings.Set(Setting, Sight.State.ToString());
        scope.Db.Settings.Set(Read, Sight.Through.DayNumber.ToString(CultureInfo.InvariantCulture));
        scope.Db.Settings.Set(Reading, string.Create(CultureInfo.InvariantCulture, $"{Sight.Share.TenThousandths ?? 0} {Sight.Line}"));
        var isCrossed = Sight.State > was;
        var open = scope.Db.Proposals.Open() is { } waits && waits.Version == Sight.Version ? waits : null;
        var made = Sight is { State: RedLineState.Over, Draft: { } draft } && open is null && (isCrossed || IsAsked) ? Propose(scope, draft) : null;
        if (isCrossed) Tell(scope, made ?? open);
        return new RedLineChecked(Sight, made ?? open, made is not null);
    }

    internal override AuditNote NoteOf(BatchScope scope, RedLineChecked made) => new(made.Open?.Id ?? "-") { After = Details(made) };

    /// <summary>The last reading that was noted, where it was near the line or over it; share and line in ten-thousandths. Walks nothing.</summary>
    internal static (bool IsOver, long Share, long Line, DateOnly Through)? Noted(ReadScope scope)
    {
        if (!Enum.TryParse<RedLineState>(scope.Db.Settings.Find(Setting), out var state) || state == RedLineState.Below) return null;
        if (scope.Db.Settings.Find(Reading)?.Split(' ') is not [var share, var line] || scope.Db.Settings.Find(Read) is not { } through) return null;
        return (state == RedLineState.Over, long.Parse(share, CultureInfo.InvariantCulture), long.Parse(line, CultureInfo.InvariantCulture), DateOnly.FromDayNumber(int.Parse(through, CultureInfo.InvariantCulture)));
    }

    /// <summary>The night's look, once for each month that is over.</summary>
    internal static async Task Night(Site site, NightLease lease)
    {
        if (site.Read(IsDue) is false) return;
        if (site.Read(scope => RedLineWatch.Look(scope, isAsked: false)) is not { } sight) return;
        await site.Alone(scope =>
        {
            if (!lease.Holds(scope)) return 0;
            var made = new CheckRedLine { Sight = sight, IsAsked = false }.Decide(scope).Value!;
            if (made.IsNew) scope.Db.Audits.Append(new AuditEvent(scope.Now, "system", "proposal.opened", made.Open!.Id, Details(made)));
            return 0;
        }).ConfigureAwait(false);
    }

    private static bool IsDue(ReadScope scope) => RedLineWatch.WindowOf(scope, isAsked: false) is { } window
        && scope.Db.Settings.Find(Read) != window.Through.DayNumber.ToString(CultureInfo.InvariantCulture);

    private static string Details(RedLineChecked made) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"state\":\"{made.Sight.State}\",\"costMinor\":{made.Sight.Share.CostMinor},\"revenueMinor\":{made.Sight.Share.RevenueMinor},\"line\":{made.Sight.Line},\"opened\":{(made.IsNew ? "true" : "false")}}}");

    private Proposal Propose(BatchScope scope, AdjustedDraft draft)
    {
        var proposal = new Proposal
        {
            Id = Secrets.NewId("prp"), OpenedAt = scope.Now, OpenedBy = Actor, From = Sight.From, Through = Sight.Through, Version = Sight.Version, Line = Sight.Line, CostMinor = Sight.Share.CostMinor,
            RevenueMinor = Sight.Share.RevenueMinor, ExpectedMinor = draft.ExpectedMinor, Changes = RedLineWatch.Write(draft.Changes), DraftText = draft.Text, Report = Backtest(scope, draft),
        };
        scope.Db.Proposals.Add(proposal);
        return proposal;
    }

    // The same dates through both versions; a server takes it up. Where too many jobs wait, people order it themselves.
    private string? Backtest(BatchScope scope, AdjustedDraft draft)
    {
        var order = new OrderJob
        {
            Kind = JobKinds.Backtest, Ask = new JobAsk { From = Sight.From, Through = Sight.Through, Base = BaseSide.Current }, Upload = Encoding.UTF8.GetBytes(draft.Text), Language = Text.Chinese, Actor = Actor,
        };
        return order.Allowed(scope) is null ? order.Put(scope).Id : null;
    }

    private void Tell(BatchScope scope, Proposal? proposal)
    {
        var code = $"redLine.tell.{(Sight.State == RedLineState.Near ? "Near" : proposal is null ? "OverAlone" : "Over")}";
        // A text shows a share in hundredths of a percent.
        ReasonPart[] parts = [Reason.Day("from", Sight.From), Reason.Day("through", Sight.Through), Reason.Ratio("share", (Sight.Share.TenThousandths ?? 0) * 100), Reason.Ratio("line", Sight.Line * 100L)];
        scope.Db.Webhooks.TellOwner(scope.Now, Sight.State == RedLineState.Near ? EventTable.RedLineNear : EventTable.RedLineOver, proposal?.Id ?? "", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["textZh"] = Text.Say(code, Text.Chinese, parts), ["textEn"] = Text.Say(code, Text.English, parts),
        });
        if (!scope.Db.Webhooks.HasEndpoints) return;
        var body = new RedLineEvent
        {
            From = Sight.From, Through = Sight.Through, CostMinor = Sight.Share.CostMinor, RevenueMinor = Sight.Share.RevenueMinor, ShareTenThousandths = Sight.Share.TenThousandths,
            LineTenThousandths = Sight.Line, ProposalId = proposal?.Id,
        };
        scope.Db.Outbox.AppendEvent(Sight.State == RedLineState.Near ? EventTable.RedLineNear : EventTable.RedLineOver, EventRendering.Json(body), scope.Now);
    }
}
