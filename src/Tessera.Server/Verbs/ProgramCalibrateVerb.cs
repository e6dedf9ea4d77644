using System.CommandLine;
using System.Globalization;
using Tessera.App.Programs.Backtests;
using Tessera.App.Programs.Calibrations;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Calibrations;
using Tessera.Core.Programs.Keys;
using Tessera.Server.Pages;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera program calibrate</c>.</summary>
internal static partial class ProgramVerb
{
    private static readonly Option<string[]> Goals = new Option<string[]>("--goal") { HelpName = "TIER=SHARE", AllowMultipleArgumentsPerToken = true, Required = true }
        .Says("希望多少人达到某级的升级条件，如 gold=10%；gold:1=10% 动第二个门槛", "Share that shall meet a tier's enter condition, such as gold=10%; gold:1=10% moves its second threshold");
    private static readonly Option<string> On = new Option<string>("--on") { HelpName = "DATE" }.Says("按哪一天算；不写则昨天", "Date for which it holds; yesterday without it");
    private static readonly Option<long> Seed = new Option<long>("--seed") { DefaultValueFactory = _ => 1 }.Says("重抽样的种子", "Seed of the resampling");

    private static Verb MakeCalibrate()
    {
        var calibrate = new Verb("calibrate", new("按历史数据提出门槛：让多少人达到", "Propose thresholds from history, so that wanted shares reach them"))
        {
            Samples = [new("tessera program calibrate program.yaml --goal gold=10% --goal silver=30%", new("每级动一个门槛，其余不变", "One threshold of each tier moves, the rest is held"))],
            Uses = StoreUse.Reads,
            Codes = [(ExitCode.Refused, new("文件有错误", "The file has errors")), (ExitCode.Store, new("数据不可用", "The store cannot be used"))],
            Does = Calibrate,
        };
        calibrate.Add(FileName);
        calibrate.Add(Goals);
        calibrate.Add(On);
        calibrate.Add(Seed);
        calibrate.Add(HtmlFile);
        return calibrate;
    }

    private static Task<int> Calibrate(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        if (Load(sitting.Value(FileName), terminal) is not { } draft) return Task.FromResult(ExitCode.Refused);
        var goals = (sitting.Value(Goals) ?? []).Select(GoalOf).OfType<TierGoal>().ToList();
        if (goals.Count == 0 || goals.Exists(g => Thresholds.Of(draft.Ladder, g.Name) is null)) return Task.FromResult(terminal.Fail(ExitCode.Usage, "--goal 写成 gold=10%，等级须有这个门槛。", "--goal is written gold=10%, and the tier must have that threshold."));
        using var site = Stores.Read(sitting);
        var outcome = site.Read(scope =>
        {
            var on = DayOf(sitting.Value(On)) ?? (scope.Db.Settings.Mode == App.SiteModes.History ? scope.Today : scope.Today.AddDays(-1));
            return LadderReading.Calibrate(scope, new CalibrationAsk { Document = draft, Goals = goals, On = on, Seed = (ulong)sitting.Value(Seed) }, new BacktestPace { Stop = sitting.Cancelled });
        });
        if (sitting.Value(HtmlFile) is { } file) File.WriteAllText(file, site.Read(scope => CalibrationPage.Render(outcome, draft, terminal.Language, NamesIn(scope))));
        if (terminal.IsJson) terminal.Print(System.Text.Encoding.UTF8.GetString(BacktestText.Write(outcome)));
        else Tell(outcome, draft, terminal);
        return Task.FromResult(ExitCode.Done);
    }

    private static TierGoal? GoalOf(string typed)
    {
        if (typed.Split('=') is not [var name, var share] || !decimal.TryParse(share.TrimEnd('%', ' '), CultureInfo.InvariantCulture, out var percent) || percent is <= 0 or > 100) return null;
        return name.Split(':') switch
        {
            [var tier] => new TierGoal(new ThresholdName(tier), (int)(percent * 100)),
            [var tier, var leaf] when int.TryParse(leaf, CultureInfo.InvariantCulture, out var at) => new TierGoal(new ThresholdName(tier, at), (int)(percent * 100)),
            _ => null,
        };
    }

    private static void Tell(CalibrationOutcome outcome, ProgramDocument draft, Terminal terminal)
    {
        foreach (var tier in outcome.Proposal.Tiers)
        {
            var compare = Thresholds.Of(draft.Ladder, tier.Goal.Name)!;
            string Written(long threshold) => terminal.Of(ConditionWords.Of(compare with { Threshold = threshold }, Units.Of(draft)));
            var state = tier.State switch
            {
                GoalState.Found => Written(tier.Threshold ?? 0),
                GoalState.NotReachable => terminal.Of("做不到：走其他条件的人已经超过这个比例", "not reachable: those who enter by other branches exceed the share"),
                GoalState.NotEnough => terminal.Of("做不到：条件的其余部分挡住了太多人", "not reachable: the rest of the condition holds too many back"),
                GoalState.TooFew => terminal.Of("数据太少，说不准（不足 200 人或 12 个月）", "too few to say: fewer than 200 members or 12 months"),
            };
            terminal.Print($"{tier.Goal.Name.Tier}: {Written(tier.Written)} → {state}");
            if (tier.Threshold is not { } found) continue;
            terminal.Print(terminal.Of(
                $"  {tier.Population} 人中要 {tier.Wanted} 人：超过 {tier.Above}，恰好 {tier.Ties}，走其他条件 {tier.ByOthers}；新达标 {tier.Come}，不再达标 {tier.Leave}；区间 {tier.From}–{tier.Through}（种子 {outcome.Proposal.Seed}）",
                $"  {tier.Wanted} wanted of {tier.Population}: {tier.Above} above, {tier.Ties} exactly at it, {tier.ByOthers} by other branches; {tier.Come} come, {tier.Leave} leave; interval {tier.From}–{tier.Through} (seed {outcome.Proposal.Seed})"));
            if (outcome.After.FirstOrDefault(a => a.Tier == tier.Goal.Name.Tier) is { } after)
            {
                terminal.Print(terminal.Of(
                    $"  达标 {after.Meeting} 人，在级 {after.InTier} 人：凭以前达标保留 {after.KeepIt}，另有原因 {after.Otherwise}，达标未入级 {after.NotYet}",
                    $"  {after.Meeting} meet the condition, {after.InTier} are in the tier: {after.KeepIt} keep it from before, {after.Otherwise} have it otherwise, {after.NotYet} are not in it yet"));
            }
        }
    }
}
