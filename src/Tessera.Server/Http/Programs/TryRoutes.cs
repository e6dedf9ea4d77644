using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Tessera.App;
using Tessera.App.Jobs;
using Tessera.App.Programs;
using Tessera.App.Programs.Backtests;
using Tessera.App.Programs.Calibrations;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Backtests;
using Tessera.Core.Programs.Calibrations;
using Tessera.Server.Http.Work;
using Tessera.Server.Json;
using Tessera.Server.Pages;
using Tessera.Storage;
using Tessera.Storage.Programs;

namespace Tessera.Server.Http.Programs;

/// <summary>A backtest of the draft.</summary>
internal sealed record BacktestBody
{
    [Description("First local date: members stand as they were recorded at its start."), Example("\"2026-01-01\"")]
    public required DateOnly From { get; init; }

    [Description("Last local date, before today."), Example("\"2026-01-14\"")]
    public required DateOnly Through { get; init; }

    [Description("What the draft is compared with: current, today's version over the whole window (without it), or asHappened, the versions of the time.")]
    public BaseSide? Base { get; init; }
}

/// <summary>A share wanted of a tier.</summary>
internal sealed record GoalBody
{
    [Description("Tier id.")]
    public required string Tier { get; init; }

    [Description("Which comparison of its enter condition moves, from 0 in the order of the file; 0 without it.")]
    public int? Leaf { get; init; }

    [Description("Share of the population that shall meet the condition, ten-thousandths; those of higher tiers among them.")]
    public required int ShareTenThousandths { get; init; }
}

/// <summary>A calibration of the draft.</summary>
internal sealed record CalibrationBody
{
    [Description("At most one for a tier; the rest of each condition is held.")]
    public required IReadOnlyList<GoalBody> Goals { get; init; }

    [Description("Local date for which the shares are promised, before today; yesterday without it.")]
    public DateOnly? On { get; init; }

    [Description("Seed of the resampling; 1 without it.")]
    public long? Seed { get; init; }
}

/// <summary>A threshold that is moved.</summary>
internal sealed record MoveBody
{
    [Description("Tier id.")]
    public required string Tier { get; init; }

    [Description("Which comparison of its enter condition, from 0 in the order of the file; 0 without it.")]
    public int? Leaf { get; init; }

    [Description("New threshold in the metric's own unit: minor units, points, growth, counts, days.")]
    public required long Threshold { get; init; }

    [Description("Months of a rolling window in place of the written one: 3, 6, 12 or 24; 0 for a lifetime.")]
    public int? RollingMonths { get; init; }
}

/// <summary>Thresholds to be tried on the draft.</summary>
internal sealed record WhatIfBody
{
    [Description("Thresholds that move; empty for the draft as it is.")]
    public required IReadOnlyList<MoveBody> Moves { get; init; }
}

/// <summary>Members of a tier at each month end, by the enter conditions alone.</summary>
internal sealed record WhatIfTier
{
    [Description("Tier id.")]
    public required string Tier { get; init; }

    [Description("With the draft as it is.")]
    public required IReadOnlyList<long> Before { get; init; }

    [Description("With the thresholds moved.")]
    public required IReadOnlyList<long> After { get; init; }
}

/// <summary>What moved thresholds would do.</summary>
internal sealed record WhatIfView
{
    public required IReadOnlyList<DateOnly> MonthEnds { get; init; }

    [Description("Members by the highest tier whose enter condition holds: grace, keep conditions and reviews are a backtest's.")]
    public required IReadOnlyList<WhatIfTier> Tiers { get; init; }
}

/// <summary>A report that publishing can cite.</summary>
internal sealed record TryReportView
{
    [Description("Id, that of the job.")]
    public required string Id { get; init; }

    [Description("backtest or calibration.")]
    public required string Kind { get; init; }

    public required Instant MadeAt { get; init; }

    [Description("Who ordered it.")]
    public required string MadeBy { get; init; }

    [Description("First and last date.")]
    public required string Window { get; init; }

    [Description("What was found; missing in lists.")]
    public JsonElement? Found { get; init; }

    [Description("Who stands in a backtest, by ledger account; missing in lists and of calibrations.")]
    public IReadOnlyDictionary<string, TriedMember>? Members { get; init; }

    public static TryReportView Of(ProgramReportHead head, byte[]? content) => new()
    {
        Id = head.Id, Kind = head.Kind, MadeAt = head.MadeAt, MadeBy = head.MadeBy, Window = head.Title, Found = content is null ? null : JsonDocument.Parse(content).RootElement.Clone(),
    };
}

/// <summary>A member who stands in a backtest.</summary>
internal sealed record TriedMember
{
    [Description("Public id; absent of an erased person.")]
    public string? MemberId { get; init; }

    [Description("Why the first difference came, in words; absent where prices or points alone differ.")]
    public string? Why { get; init; }
}

/// <summary>Reports, the newest first.</summary>
internal sealed record TryReportList(IReadOnlyList<TryReportView> Reports);

/// <summary>Trying the draft on recorded facts before it goes live: backtests, calibrations, what-if.</summary>
internal sealed class TryRoutes(Desk desk)
{
    private const string Reports = "/v1/program/reports";
    private readonly LadderCache _ladders = new();

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/program/backtests", Id = "orderBacktest", Tag = "program", Scope = Scopes.ProgramWrite, ChangesState = true, Status = 202, Takes = typeof(BacktestBody), Gives = typeof(JobView),
            Handle = ask => Order(ask, OfBody(ask.Take<BacktestBody>())), Summary = "Backtest the draft", Example = """{"from":"2026-01-01","through":"2026-01-14"}""", Refusals = ["program.none", "program.draftInvalid", "job.tooMany"],
            Says = "The draft as it stands now beside today's version over recorded facts, as a job; its report is kept under the job's id. Writes to no member.",
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/program/calibrations", Id = "orderCalibration", Tag = "program", Scope = Scopes.ProgramWrite, ChangesState = true, Status = 202, Takes = typeof(CalibrationBody), Gives = typeof(JobView),
            Handle = ask => Order(ask, OfBody(ask.Take<CalibrationBody>())), Summary = "Propose thresholds for wanted shares", Example = """{"goals":[{"tier":"gold","shareTenThousandths":1000}]}""", Refusals = ["program.none", "program.draftInvalid", "calibration.goal", "job.tooMany"],
            Says = "One named threshold of each tier moves, the rest is held: the share that meets the enter condition, and the share in the tier by a full backtest of twelve months.",
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/program/what-if", Id = "tryThresholds", Tag = "program", Scope = Scopes.ProgramRead, IsHeavy = true, Takes = typeof(WhatIfBody), Gives = typeof(WhatIfView), Handle = ask => Task.FromResult(WhatIf(ask)),
            Summary = "Move thresholds and see", Example = """{"moves":[{"tier":"gold","threshold":400000}]}""", Refusals = ["program.none", "program.draftInvalid", "calibration.goal"],
            Says = "Members by tier at twelve month ends, by the enter conditions alone. The first call of a day reads all members; those after it answer at once.",
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Reports, Id = "listTryReports", Tag = "program", Scope = Scopes.ProgramRead, Gives = typeof(TryReportList), Query = [QueryField.Limit], Summary = "Reports of backtests and calibrations", Says = "The newest first.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => Reply.Ok(new TryReportList([.. scope.Db.ProgramReports.Heads(ask.Limit).Select(h => TryReportView.Of(h, null))])))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Reports + "/{reportId}", Id = "getTryReport", Tag = "program", Scope = Scopes.ProgramRead, Gives = typeof(TryReportView), Summary = "One report", Says = "Members stand in it by ledger account; `members` names who they are now.",
            Handle = ask => Task.FromResult(desk.Read(ask, Report(ask.Path("reportId")))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Reports + "/{reportId}/page", Id = "getTryReportPage", Tag = "program", Scope = Scopes.ProgramRead, Gives = typeof(string), Summary = "A report as a page", Says = "One HTML file with its charts in it.",
            Handle = ask => Task.FromResult(desk.Read(ask, Page(ask.Path("reportId")))),
        };
    }

    private static Func<ReadScope, Showing, Reply> Report(string id) => (scope, showing) =>
    {
        if (scope.Db.ProgramReports.Find(id) is not { } report) return Problem.NotFound(id);
        var view = TryReportView.Of(report.Head, report.Content);
        if (report.Head.Kind != "backtest") return Reply.Ok(view);
        var (found, draft) = (BacktestText.Read(report.Content), ProgramFile.Load(report.DraftText).Document!);
        var members = new SortedDictionary<string, TriedMember>(StringComparer.Ordinal);
        foreach (var one in found.Movers.Concat(found.Winners).Concat(found.Losers).Concat(found.Examples))
        {
            var reasons = (one.First?.Reasons ?? []).Select(r => App.Texts.Text.Render(r, showing.Language.Tag(), draft));
            var why = string.Join(showing.Language == Language.En ? "; " : "；", reasons);
            members[one.Account] = new TriedMember { MemberId = scope.Db.Identities.MemberOf(AccountId.Parse(one.Account))?.ToString(), Why = why.Length > 0 ? why : null };
        }

        return Reply.Ok(view with { Members = members });
    };

    private static Func<ReadScope, Showing, Reply> Page(string id) => (scope, showing) =>
    {
        if (scope.Db.ProgramReports.Find(id) is not { } report) return Problem.NotFound(id);
        var draft = ProgramFile.Load(report.DraftText).Document!;
        string NameOf(string account) => scope.Db.Identities.MemberOf(AccountId.Parse(account))?.ToString() ?? account;
        return Reply.Text(report.Head.Kind == "backtest"
            ? BacktestPage.Render(BacktestText.Read(report.Content), draft, showing.Language, NameOf)
            : CalibrationPage.Render(BacktestText.ReadCalibration(report.Content), draft, showing.Language, NameOf), "text/html");
    };

    private (string Kind, Func<ReadScope, ProgramDocument, (JobAsk? Ask, Problem? Wrong)> Ask) OfBody(BacktestBody body) => (JobKinds.Backtest, (scope, _) =>
    {
        if (body.Through < body.From || body.Through.DayNumber - body.From.DayNumber >= BacktestPlan.MostDays) return (null, Problem.Malformed("/through", "query.order", Moments.Text(body.From)));
        if (body.Through >= scope.Today.AddDays(1)) return (null, Problem.Malformed("/through", "field.range", Moments.Text(body.From), Moments.Text(scope.Today)));
        return (new JobAsk { From = body.From, Through = body.Through, Base = body.Base ?? BaseSide.Current }, null);
    });

    private (string Kind, Func<ReadScope, ProgramDocument, (JobAsk? Ask, Problem? Wrong)> Ask) OfBody(CalibrationBody body) => (JobKinds.Calibration, (scope, draft) =>
    {
        var goals = body.Goals.Select(g => new TierGoal(new ThresholdName(g.Tier, g.Leaf ?? 0), g.ShareTenThousandths)).ToList();
        var isGood = goals.Count is > 0 and <= 20 && goals.DistinctBy(g => g.Name.Tier).Count() == goals.Count && goals.TrueForAll(g => g.ShareTenThousandths is > 0 and <= 10_000 && Thresholds.Of(draft.Ladder, g.Name) is not null);
        if (!isGood) return (null, new Problem(409, "calibration.goal"));
        var on = body.On ?? scope.Today.AddDays(-1);
        return (new JobAsk { From = LadderReading.EndsUpTo(on)[0], Through = on, Goals = goals, Seed = (ulong)(body.Seed ?? 1) }, null);
    });

    private Task<Reply> Order(Ask ask, (string Kind, Func<ReadScope, ProgramDocument, (JobAsk? Ask, Problem? Wrong)> Ask) order)
    {
        var (draft, made, wrong) = desk.Site.Read<(ProgramDraft?, JobAsk?, Problem?)>(scope =>
        {
            if (scope.KnownPrograms is null || ProgramDraft.Of(scope) is not { } draft) return (null, null, new Problem(409, "program.none"));
            if (draft.Result.Document is not { } document) return (null, null, new Problem(409, "program.draftInvalid"));
            var (asked, bad) = order.Ask(scope, document);
            return (draft, asked, bad);
        });
        if (wrong is not null) return Task.FromResult<Reply>(wrong);
        var job = new OrderJob { Kind = order.Kind, Ask = made!, Upload = Encoding.UTF8.GetBytes(draft!.Text), Language = ask.Language.Tag() };
        return desk.Write(ask, job, (done, showing) => JobView.Fresh(done, showing));
    }

    private Reply WhatIf(Ask ask)
    {
        var moves = ask.Take<WhatIfBody>().Moves;
        return desk.Read(ask, (scope, _) =>
        {
            if (scope.KnownPrograms is null || ProgramDraft.Of(scope) is not { } draft) return new Problem(409, "program.none");
            if (draft.Result.Document is not { } document) return new Problem(409, "program.draftInvalid");
            var moved = moves.Select(m => new ThresholdMove(new ThresholdName(m.Tier, m.Leaf ?? 0), m.Threshold, WindowOf(m.RollingMonths))).ToList();
            if (moved.Count > 50 || moved.Exists(m => Thresholds.Of(document.Ladder, m.Name) is null)) return new Problem(409, "calibration.goal");
            var columns = _ladders.Of(scope, draft.Text, document);
            var after = Thresholds.With(document.Ladder, moved);
            if (after.Tiers.Any(t => t.Enter is { } enter && !columns.Has(enter))) return new Problem(409, "calibration.goal");
            return Reply.Ok(View(columns, document.Ladder, LadderReading.Count(columns, document.Ladder), LadderReading.Count(columns, after)));
        });
    }

    private static Core.Tiers.Window? WindowOf(int? months) => months switch
    {
        null => null,
        0 => Core.Tiers.Window.Lifetime,
        var n => new Core.Tiers.Window(Core.Tiers.WindowKind.RollingMonths, n.Value),
    };

    private static WhatIfView View(LadderColumns columns, Core.Tiers.Ladder ladder, long[][] before, long[][] after) => new()
    {
        MonthEnds = columns.MonthEnds,
        Tiers = [.. ladder.Tiers.Select((t, i) => new WhatIfTier { Tier = t.Id, Before = [.. before.Select(m => m[i])], After = [.. after.Select(m => m[i])] })],
    };
}

/// <summary>Columns of the draft as of yesterday, kept in memory: what was recorded by then never changes.</summary>
internal sealed class LadderCache
{
    private const int MostCells = 200_000_000;
    private static readonly Core.Tiers.Window[] Windows = [.. new[] { 3, 6, 12, 24 }.Select(n => new Core.Tiers.Window(Core.Tiers.WindowKind.RollingMonths, n)), Core.Tiers.Window.Lifetime];
    private readonly Lock _gate = new();
    private (string Text, DateOnly On, LadderColumns Columns)? _kept;

    public LadderColumns Of(ReadScope scope, string text, ProgramDocument document)
    {
        var on = scope.Today.AddDays(-1);
        lock (_gate)
        {
            if (_kept is { } kept && kept.Text == text && kept.On == on) return kept.Columns;
            _kept = null;
            // A store too large for all windows has those that are written.
            var windows = scope.Db.Exports.CountMembers(long.MaxValue) * LadderReading.MonthEnds * document.Ladder.Tiers.Count * Windows.Length > MostCells ? [] : Windows;
            var columns = LadderReading.Columns(scope, document, on, windows);
            _kept = (text, on, columns);
            return columns;
        }
    }
}
