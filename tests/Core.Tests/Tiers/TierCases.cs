using System.Globalization;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Scripts;

namespace Tessera.Core.Tests.Tiers;

/// <summary>Tiers, reviews, graces and overlays, worked by hand in the tables under <c>cases/</c>.</summary>
public sealed class TierCases
{
    private const string Folder = "tests/Core.Tests/cases/";

    private const string JoinedOn = "2023-12-31";

    public static TheoryData<string> Tiers => Names("tiers.csv");

    public static TheoryData<string> Reviews => Names("reviews.csv");

    public static TheoryData<string> Graces => Names("grace.csv");

    public static TheoryData<string> Overlays => Names("overlays.csv");

    [Theory]
    [MemberData(nameof(Tiers))]
    [CoversTable(Folder + "tiers.csv", "{covers}")]
    public void A_member_enters_the_tier_the_table_says(string name) => Run("tiers.csv", name);

    [Theory]
    [MemberData(nameof(Reviews))]
    [CoversTable(Folder + "reviews.csv", "{covers}")]
    public void A_review_ends_as_the_table_says(string name) => Run("reviews.csv", name);

    [Theory]
    [MemberData(nameof(Graces))]
    [CoversTable(Folder + "grace.csv", "{covers}")]
    public void A_grace_ends_as_the_table_says(string name) => Run("grace.csv", name);

    [Theory]
    [MemberData(nameof(Overlays))]
    [CoversTable(Folder + "overlays.csv", "{covers}")]
    public void Overlays_locks_and_changes_by_hand_stand_as_the_table_says(string name) => Run("overlays.csv", name);

    /// <summary>Promise of semantics §6: a night that runs every day or only when somebody comes changes no result.</summary>
    [Theory]
    [InlineData("tiers.csv")]
    [InlineData("reviews.csv")]
    [InlineData("grace.csv")]
    [InlineData("overlays.csv")]
    [Covers("D15")]
    public void A_night_every_day_changes_no_result(string table)
    {
        foreach (var row in CaseTable.Read(Folder + table).Rows)
        {
            var (seldom, daily) = (Played(row), Played(row, everyDay: true));
            Assert.True(Path(seldom) == Path(daily), $"{row}: {Path(seldom)} but every day {Path(daily)}");
            Assert.True(seldom.State.InForce == daily.State.InForce, $"{row}: in force");
            Assert.True(Figure(seldom, "warnedOn") == Figure(daily, "warnedOn"), $"{row}: {Figure(seldom, "warnedOn")} but every day {Figure(daily, "warnedOn")}");
            Assert.True(Figure(seldom, "next") == Figure(daily, "next"), $"{row}: next {Figure(seldom, "next")} but every day {Figure(daily, "next")}");
            Assert.True(Figure(seldom, "grace") == Figure(daily, "grace"), $"{row}: grace");
        }
    }

    private static TheoryData<string> Names(string table) => new(CaseTable.Read(Folder + table).Rows.Select(r => r["name"]));

    private static void Run(string table, string name)
    {
        var row = CaseTable.Read(Folder + table).Rows.Single(r => r["name"] == name);
        var script = Played(row);
        var wrong = row["expect"].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(e => e.Split('=', 2))
            .Select(e => (Key: e[0], Should: e[1], Is: Figure(script, e[0])))
            .Where(e => e.Should != e.Is)
            .Select(e => $"{e.Key} should be {e.Should} but is {e.Is}")
            .ToList();
        Assert.True(wrong.Count == 0, $"{row}: {row["note"]}: {string.Join("; ", wrong)}; path {Path(script)}");
        if (!row["expect"].Contains("refused", StringComparison.Ordinal)) Assert.Null(script.LastRefusal);
        CheckReplay(script);
    }

    private static MemberScript Played(CaseRow row, bool everyDay = false)
    {
        var script = new MemberScript(LadderText.Programs(row["ladder"]));
        var steps = row["script"].Contains(" join", StringComparison.Ordinal) ? row["script"] : $"{JoinedOn} join; {row["script"]}";
        foreach (var step in steps.Split(';', StringSplitOptions.TrimEntries))
        {
            var words = step.Split(' ');
            var recorded = LadderText.Day(words.FirstOrDefault(w => w.StartsWith('@'))?[1..] ?? words[0]);
            for (var day = script.Day.AddDays(1); everyDay && script.Items.Count > 0 && day <= recorded; day = day.AddDays(1)) script.Play($"{Text(day)} 00:00 night");
            script.Play(step);
        }

        return script;
    }

    private static string Figure(MemberScript script, string key)
    {
        var state = script.State;
        var tier = state.Tier!;
        return key.Split(':') switch
        {
            ["earned"] => tier.Earned,
            ["inForce"] => state.InForce,
            ["since"] => Text(tier.Since),
            ["validThrough"] => tier.ValidUntil is { } until ? Text(until.AddDays(-1)) : "none",
            ["grace"] => tier.Graces is [var only] ? Text(only.Through) : tier.Graces.Count == 0 ? "none" : string.Join('/', tier.Graces.Select(g => Text(g.Through))),
            ["suppressed"] => tier.Suppressed is [var only] ? Text(only.DecideAgainOn) : "none",
            ["left"] => tier.Suppressed is [{ LowersTo: { } lower } left] ? $"{lower}@{Text(left.DecideAgainOn)}" : "none",
            ["lastFall"] => tier.LastFallOn is { } on ? Text(on) : "none",
            ["waits"] => tier.Waiting.Count == 0 ? "nothing" : string.Join('/', tier.Waiting.Select(w => $"{w.Review}@{Text(w.On)}:{string.Join('+', w.Tiers)}")),
            ["atRisk"] => tier.AtRiskTo ?? "no",
            ["coming"] => tier.Coming is { } coming ? $"{coming.Tier}@{Text(coming.On)}" : "none",
            ["failures", var review] => Number(tier.Reviews.FirstOrDefault(r => r.Review == review)?.Failures ?? 0),
            ["path"] => Path(script),
            ["warnings"] => Number(Notices(script, "tier.warning").Count),
            ["notices", var topic] => Number(Notices(script, "tier." + topic).Count),
            ["expiring"] => Number(script.Items.SelectMany(i => i.Effects).OfType<Notice>().Count(n => n.Topic == "points.expiring")),
            ["warning", var part] => Part(Notices(script, "tier.warning")[^1].Reason, part),
            ["warnedOn"] => string.Join('/', Notices(script, "tier.warning").Select(n => Text(n.On))),
            ["balance"] => Number(state.Balance),
            ["next"] => Decide.NextDueOn(script.Programs, state) is { } due ? Text(due) : "none",
            ["refused"] => script.LastRefusal?.Reason.Code ?? "nothing",
            ["cause"] => script.Items.SelectMany(i => i.Effects).OfType<TierChanged>().Last().Cause.ToString(),
            ["reviewOn"] => script.Items.SelectMany(i => i.Effects).OfType<TierChanged>().Last().ReviewOn is { } on ? Text(on) : "none",
            _ => throw new FormatException(key),
        };
    }

    /// <summary>Every earned tier after joining with the date from which it is held by the history.</summary>
    private static string Path(MemberScript script)
    {
        var changes = script.Items.SelectMany(i => i.Effects).OfType<TierChanged>().Where(c => c.EarnedFrom != c.EarnedTo && c.Cause != TierCause.Joined).ToList();
        return changes.Count == 0 ? "none" : string.Join('/', changes.Select(c => $"{c.EarnedTo}@{Text(c.On)}"));
    }

    private static List<Notice> Notices(MemberScript script, string topic) => [.. script.Items.SelectMany(i => i.Effects).OfType<Notice>().Where(n => n.Topic == topic)];

    private static string Part(Reason reason, string name)
    {
        var part = reason.Parts.Single(p => p.Name == name);
        if (part.Text is not null) return part.Text;
        return part.Unit switch
        {
            NumberUnit.Money => (part.Number / 100m).ToString("0.00", CultureInfo.InvariantCulture),
            NumberUnit.Day => Text(DateOnly.FromDayNumber((int)part.Number)),
            _ => Number(part.Number),
        };
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Promise R4 on every case: deciding again and folding what was stored both lead to the same tier.</summary>
    private static void CheckReplay(MemberScript script)
    {
        var fold = new Fold("acc_script", script.Programs.Calendar);
        var replay = new Replay(script.Programs, "acc_script");
        foreach (var item in script.Items)
        {
            fold.Read(item);
            if (item.Sequence > replay.State.Sequence) replay.Again(item);
        }

        Assert.Equal((script.State.InForce, script.State.Tier!.Earned), (fold.State.InForce, fold.State.Tier!.Earned));
        Assert.Equal((script.State.InForce, script.State.Tier!.Earned), (replay.State.InForce, replay.State.Tier!.Earned));
    }
}
