using Tessera.App.Members;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Benefits;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;

namespace Tessera.App.Reads;

/// <summary>A tier as named by the programme.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name in the language asked for.</param>
public sealed record TierName(string Id, string Name);

/// <summary>A leaf of a condition in words and numbers.</summary>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Value">Value, in the metric's unit.</param>
/// <param name="Threshold">Threshold.</param>
/// <param name="Gap">What is missing, 0 when it holds.</param>
/// <param name="From">First date read, or null.</param>
/// <param name="Through">Last date read.</param>
/// <param name="Why">The arithmetic as a line.</param>
public sealed record LeafView(bool Holds, long Value, long Threshold, long Gap, DateOnly? From, DateOnly Through, string Why);

/// <summary>A review ahead.</summary>
/// <param name="Review">Review id.</param>
/// <param name="Name">Its name.</param>
/// <param name="On">Its date.</param>
/// <param name="TakesEffectOn">When it takes effect.</param>
/// <param name="Ending">How it ends if nothing changes.</param>
/// <param name="Conditions">The keep condition as it reads now.</param>
/// <param name="Then">The keep condition as the review will read it if nothing changes.</param>
/// <param name="Leaving">What leaves the windows before then, as lines.</param>
public sealed record ReviewView(
    string Review, string Name, DateOnly On, DateOnly TakesEffectOn, ReviewEnding Ending, IReadOnlyList<LeafView> Conditions, IReadOnlyList<LeafView> Then, IReadOnlyList<string> Leaving);

/// <summary>A higher tier and how to get there.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Conditions">Its enter condition as it reads now.</param>
/// <param name="Ways">Ways up in words, least effort first: "spend ¥2,000.00 more by 2026-12-31 → 金卡, unlocks 免费配送".</param>
/// <param name="Benefits">Benefits it brings.</param>
public sealed record PathView(TierName Tier, IReadOnlyList<LeafView> Conditions, IReadOnlyList<string> Ways, IReadOnlyList<string> Benefits);

/// <summary>Something that will happen if nothing changes.</summary>
/// <param name="On">Local date.</param>
/// <param name="What">In words.</param>
/// <param name="Tier">Tier in force afterwards.</param>
public sealed record ForecastView(DateOnly On, string What, TierName Tier);

/// <summary>A past change with the reasons stored with it.</summary>
/// <param name="On">Local date from which it held.</param>
/// <param name="ReviewOn">Date of the review, or null.</param>
/// <param name="Cause">Cause.</param>
/// <param name="From">Tier in force before; null at joining.</param>
/// <param name="To">Tier in force after.</param>
/// <param name="Version">Programme version.</param>
/// <param name="Sequence">Item of the record.</param>
/// <param name="Why">The reasons as lines.</param>
public sealed record TierChangeView(DateOnly On, DateOnly? ReviewOn, TierCause Cause, TierName? From, TierName To, int Version, long Sequence, IReadOnlyList<string> Why);

/// <summary>A starter task of a member.</summary>
/// <param name="Task">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="Tier">Tier that opened it.</param>
/// <param name="ToDo">What completes it, in words.</param>
/// <param name="Points">Points it pays, or paid.</param>
/// <param name="OpenedOn">Local date from which it can be done.</param>
/// <param name="Through">Last local date on which it can be done, or null.</param>
/// <param name="Done">Whether it was done and paid.</param>
public sealed record TaskView(string Task, string Name, string Tier, string ToDo, long Points, DateOnly OpenedOn, DateOnly? Through, bool Done);

/// <summary>Why this tier, what keeps it, what leads up (semantics §5 Explanation): the record of Core in words.</summary>
public sealed record TierView
{
    /// <summary>Local date seen.</summary>
    public required DateOnly On { get; init; }

    /// <summary>Tier in force.</summary>
    public required TierName Tier { get; init; }

    /// <summary>Earned tier.</summary>
    public required TierName Earned { get; init; }

    /// <summary>Earned tier held since.</summary>
    public required DateOnly Since { get; init; }

    /// <summary>Last day of its validity, or null.</summary>
    public DateOnly? ValidThrough { get; init; }

    /// <summary>Programme version.</summary>
    public required int Version { get; init; }

    /// <summary>One sentence: where the member stands.</summary>
    public required string Headline { get; init; }

    /// <summary>Open graces, lock, overlays and what else holds, as lines.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Reviews ahead, the next one first.</summary>
    public IReadOnlyList<ReviewView> Reviews { get; init; } = [];

    /// <summary>Starter tasks that can still be done, and those done, in the order opened.</summary>
    public IReadOnlyList<TaskView> Tasks { get; init; } = [];

    /// <summary>What happens if nothing changes.</summary>
    public IReadOnlyList<ForecastView> IfNothingChanges { get; init; } = [];

    /// <summary>Higher tiers, the next one first.</summary>
    public IReadOnlyList<PathView> Above { get; init; } = [];

    /// <summary>Past changes, oldest first.</summary>
    public IReadOnlyList<TierChangeView> Past { get; init; } = [];

    /// <summary>Explains a member's tier, or null when nobody answers to the name.</summary>
    public static TierView? Read(ReadScope scope, MemberRef member, string language, DateOnly? on = null)
    {
        if (MemberSight.Of(scope, member, on) is not { } sight) return null;
        var question = new TierQuestion(sight.On, sight.Programs.Calendar, sight.IsHistory) { Past = [.. sight.Items.SelectMany(i => i.Effects).OfType<TierChanged>()] };
        if (TierExplanation.Explain(sight.State, sight.Programs.Ladders, question) is not { } explained) return null;
        var view = new TierWords(sight.Programs, explained, language).View() with { Tasks = [.. TasksOf(sight, language)] };
        return sight.State.HasPlans ? view with { Notes = [.. view.Notes, .. PlanNotes(sight, language)] } : view;
    }

    private static IEnumerable<TaskView> TasksOf(MemberSight sight, string language)
    {
        foreach (var (task, held, done) in StarterTask.Seen(sight.State, sight.Programs.Ladders, sight.On))
        {
            var (code, names) = task.By switch
            {
                TaskBy.Purchase => ("task.todo.purchase", "saving"),
                TaskBy.Benefit => ("task.todo.benefit", "benefit"),
                TaskBy.Booking => ("task.todo.booking", "resource"),
                TaskBy.Behaviour => ("task.todo.behaviour", "behaviour"),
            };
            var toDo = Text.Render(task.Of is { } of ? Reason.Of(code, Reason.Id(names, of)) : Reason.Of(code), language, sight.Programs.Number(held.Version).Document);
            yield return new TaskView(task.Id, Text.In(task.Names, language), held.Tier, toDo, done ? held.Points : task.Points, held.OpenedOn, held.Through, done);
        }
    }

    private static IEnumerable<string> PlanNotes(MemberSight sight, string language) => sight.State.Plans.Held.Select(p => Text.Render(
        Reason.Of("explain.plan", Reason.Id("paidPlan", p.Plan), Reason.Day("through", p.EndsOn.AddDays(-1))), language, sight.Programs.Number(p.Version).Document));
}

/// <summary>Puts an explanation into words.</summary>
internal sealed class TierWords(ProgramHistory programs, TierExplanation explained, string language)
{
    private readonly ProgramDocument _document = programs.Number(explained.Version).Document;

    public TierView View() => new()
    {
        On = explained.On,
        Tier = Name(explained.InForce),
        Earned = Name(explained.Earned),
        Since = explained.Since,
        ValidThrough = explained.ValidThrough,
        Version = explained.Version,
        Headline = Headline(),
        Notes = [.. Notes()],
        Reviews = [.. explained.Reviews.Select(Review)],
        IfNothingChanges = [.. explained.IfNothingChanges.Select(s => new ForecastView(s.On, Say(s.Reason), Name(s.InForce)))],
        Above = [.. explained.Above.Select(Path)],
        Past = [.. explained.Past.Select(Past)],
    };

    private string Headline()
    {
        var stands = Text.Say("explain.stands", language, Tier("tier", explained.InForce), Reason.Day("since", explained.Since));
        return explained.Above.Count == 0 || explained.Above[0].Ways.Count == 0 ? stands : stands + Way(explained.Above[0], explained.Above[0].Ways[0]);
    }

    private IEnumerable<string> Notes()
    {
        if (explained.InForce != explained.Earned) yield return Say(Reason.Of("explain.earnedBelow", Reason.Id("tier", explained.Earned)));
        foreach (var grace in explained.Graces)
        {
            yield return Say(Reason.Of("explain.grace", Reason.Id("review", grace.Grace.Review), Reason.Day("through", grace.Grace.Through), Reason.Id("nextTier", grace.FallsTo), Reason.Day("on", grace.FallsOn)));
            if (grace.Keep is not { } keep) continue;
            foreach (var leaf in keep.Leaves) yield return Say(TierReasons.Of(leaf));
        }

        if (explained.State.LockThrough is { } locked) yield return Say(Reason.Of("explain.locked", Reason.Day("through", locked)));
        foreach (var overlay in explained.State.Overlays) yield return Say(Reason.Of("explain.overlay", Reason.Id("tier", overlay.Tier), Reason.Day("through", overlay.Through)));
        foreach (var waits in explained.State.Waiting) yield return Say(Reason.Of("tier.reviewWaits", Reason.Id("review", waits.Review), Reason.Day("on", waits.On)));
        foreach (var fall in explained.State.Suppressed)
        {
            yield return fall.LowersTo is { } lower
                ? Say(Reason.Of("tier.fallLeftToPeople", Reason.Id("review", fall.Review), Reason.Id("tier", explained.Earned), Reason.Id("nextTier", lower), Reason.Day("on", fall.DecideAgainOn)))
                : Say(Reason.Of("explain.suppressed", Reason.Id("review", fall.Review), Reason.Day("on", fall.DecideAgainOn)));
        }

        if (explained.State.Coming is { } coming) yield return Say(Reason.Of("tier.coming", Reason.Id("tier", coming.Tier), Reason.Day("on", coming.On)));
        if (explained.State.Application is { } application) yield return Say(Reason.Of("tier.applicationOpen", Reason.Id("tier", application.Tier), Reason.Day("on", application.On)));
    }

    private ReviewView Review(ReviewReading review) => new(
        review.Review,
        _document.Reviews.FirstOrDefault(r => r.Id == review.Review) is { } rule ? Text.In(rule.Names, language) : review.Review,
        review.On, review.TakesEffectOn, review.Ending, [.. review.Now.Leaves.Select(Leaf)], [.. review.Then.Leaves.Select(Leaf)], [.. review.Leaving.Select(Leaving)]);

    private PathView Path(PathUp path) => new(
        Name(path.Tier.Id), path.Enter is { } enter ? [.. enter.Leaves.Select(Leaf)] : [], [.. path.Ways.Select(w => Way(path, w))], [.. Brings(path.Tier)]);

    private List<string> Brings(TierRule tier) =>
        [.. Catalogue.Of(_document.Benefits, tier, explained.On).Where(b => b.Type != BenefitType.Multiplier).Select(BenefitTable.WordsOf).Concat(tier.Benefits).Select(b => Text.In(b, language))];

    private TierChangeView Past(TierChanged change) => new(
        change.On, change.ReviewOn, change.Cause, change.InForceFrom.Length == 0 ? null : Name(change.InForceFrom), Name(change.InForceTo), change.Version, change.Sequence,
        [.. change.Reasons.Select(r => Text.Render(r, language, programs.Number(change.Version).Document))]);

    private LeafView Leaf(LeafTrace leaf) => new(leaf.Holds, leaf.Value, leaf.Threshold, leaf.Gap, leaf.From, leaf.Through, Say(TierReasons.Of(leaf)));

    private string Leaving(Leaving leaving) => Say(Reason.Of("explain.leaving", new ReasonPart("amount", leaving.Amount, leaving.Leaf.Unit), Reason.Day("on", leaving.On), new ReasonPart("gap", leaving.Leaf.Gap, leaving.Leaf.Unit)));

    /// <summary>"再消费 ¥2,000.00（2026-12-31 前）即可升为金卡，解锁免费配送".</summary>
    private string Way(PathUp path, Way way)
    {
        var needs = string.Join(Text.Say("explain.and", language), way.Missing.Select(Need));
        var parts = new List<ReasonPart> { Reason.Id("needs", needs), Tier("tier", path.Tier.Id) };
        if (way.By is { } by) parts.Add(Reason.Day("by", by));
        if (way.MoneyMinor is { } money and > 0 && !way.Missing.All(l => l.Metric == Metric.Spend)) parts.Add(new ReasonPart("money", money, NumberUnit.Money));
        var brings = Brings(path.Tier);
        if (brings.Count > 0) parts.Add(Reason.Id("benefits", string.Join(Text.Say("explain.list", language), brings)));
        return Say(new Reason("explain.way", parts));
    }

    private string Need(LeafTrace leaf)
    {
        var parts = TierReasons.Of(leaf).Parts;
        var metric = leaf.Metric == Metric.Spend ? "explain.spendMore" : leaf.Metric is null ? "explain.need" : "explain.needMore";
        return Say(new Reason(metric, parts));
    }

    private string Say(Reason reason) => Text.Render(reason, language, _document);

    private ReasonPart Tier(string name, string id) => Reason.Id(name, Name(id).Name);

    private TierName Name(string id)
    {
        var tier = _document.Ladder.Tiers.FirstOrDefault(t => t.Id == id) ?? programs.Versions.SelectMany(v => v.Document.Ladder.Tiers).FirstOrDefault(t => t.Id == id);
        return new TierName(id, tier is null ? id : Text.In(tier.Names, language));
    }
}
