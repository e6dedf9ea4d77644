using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Tiers;

/// <summary>What completes a starter task.</summary>
public enum TaskBy
{
    /// <summary>A benefit that is used: handed out, taken off a price, or buying before others.</summary>
    Benefit,

    /// <summary>A purchase of more than 0.00; one that names a promotion or a coupon, in which that took something off.</summary>
    Purchase,

    /// <summary>A booking.</summary>
    Booking,

    /// <summary>A behaviour.</summary>
    Behaviour,
}

/// <summary>A starter task 新手任务 of a tier (C22): it opens when the tier is reached, the first fact that does it pays once for ever.</summary>
public sealed record StarterTask
{
    /// <summary>Id, unique in the programme: what was paid under it is not paid again.</summary>
    public required string Id { get; init; }

    /// <summary>Display names.</summary>
    public required LocalText Names { get; init; }

    /// <summary>What completes it.</summary>
    public TaskBy By { get; init; } = TaskBy.Purchase;

    /// <summary>Which one: id of the benefit, promotion, coupon, bookable resource or behaviour; null for any purchase or booking.</summary>
    public string? Of { get; init; }

    /// <summary>Points paid, in their smallest part, more than 0.</summary>
    public long Points { get; init; }

    /// <summary>Days there are for it, through the Nth day after the tier was reached; 0 for no end.</summary>
    public int Days { get; init; } = 30;

    /// <summary>The tasks of a member on a local date: those that can still be done, and those done, in the order opened.</summary>
    /// <param name="state">The member, settled to that date.</param>
    /// <param name="ladders">All versions.</param>
    /// <param name="on">Local date.</param>
    public static IEnumerable<TaskStanding> Seen(MemberState state, LadderHistory ladders, DateOnly on)
    {
        foreach (var held in state.Tier?.Tasks ?? [])
        {
            var isDone = held.DoneBy > 0;
            if ((isDone || StarterTasks.IsOpen(state, held, on)) && StarterTasks.TermsOf(ladders, held) is { } task) yield return new TaskStanding(task, held, isDone);
        }
    }

    internal bool IsDoneBy(Deed deed) => deed.By == By && (Of is null || deed.Names.Contains(Of, StringComparer.Ordinal));
}

/// <summary>Where a starter task stands for a member.</summary>
/// <param name="Task">Its terms, of the version that opened it.</param>
/// <param name="Held">When it opened and until when it can be done.</param>
/// <param name="IsDone">Whether it was done and paid.</param>
public sealed record TaskStanding(StarterTask Task, OpenTask Held, bool IsDone);

/// <summary>What a fact did, as starter tasks read it.</summary>
/// <param name="By">What it was.</param>
/// <param name="Names">Ids it goes by.</param>
internal sealed record Deed(TaskBy By, IReadOnlyCollection<string> Names)
{
    public static Deed Of(TaskBy by, string name) => new(by, [name]);
}

/// <summary>The life of starter tasks (C22): opened, done once for ever, ended, and undone with the fact that did it. A task keeps the terms of the version that opened it.</summary>
internal static class StarterTasks
{
    /// <summary>Kind of the note of a task that a reversal undid.</summary>
    public const string Undone = "task.undone";

    /// <summary>Right used by the task that was paid: of the person, it travels with a merge.</summary>
    public static string RightOf(string task) => "task:" + task;

    /// <summary>Whether it can still be done on a local date.</summary>
    public static bool IsOpen(MemberState state, OpenTask task, DateOnly on) =>
        task.DoneBy == 0 && task.OpenedOn <= on && (task.Through is not { } through || on <= through) && !state.Rights.Contains(RightOf(task.Task));

    /// <summary>Its terms, of the version that opened it; null once they are unknown.</summary>
    public static StarterTask? TermsOf(LadderHistory ladders, OpenTask task)
    {
        var ladder = ladders.Version(task.Version);
        return ladder.IndexOf(task.Tier) is >= 0 and var at ? ladder.Tiers[at].Rule.Tasks.FirstOrDefault(t => t.Id == task.Task) : null;
    }

    /// <summary>Opens the tasks of the tier reached, and by the switch of entry gifts of those passed. One that is open already begins anew, one that was paid stays paid.</summary>
    public static void Open(in Scene s, int from, int to)
    {
        var first = s.Ladder.Ladder.GiftsOf == GiftsOf.Passed ? Math.Max(0, from) + 1 : to;
        List<OpenTask>? fresh = null;
        for (var i = Math.Min(first, to); i <= to; i++)
        {
            var tier = s.Ladder.Tiers[i].Rule;
            foreach (var task in tier.Enabled ? tier.Tasks : [])
            {
                if (s.State.Rights.Contains(RightOf(task.Id))) continue;
                (fresh ??= []).Add(new OpenTask(task.Id, tier.Id, s.D.Sequence, s.On, task.Days == 0 ? null : s.On.AddDays(task.Days), s.Ladder.Version));
            }
        }

        if (fresh is null) return;
        var kept = s.Tier.Tasks.Where(t => !fresh.Exists(f => f.Task == t.Task));
        s.Note("task.opened", s.Tier with { Tasks = [.. kept, .. fresh] }, Reason.Of("task.openedAll", Reason.Id("tier", s.Ladder.Tiers[to].Id), Reason.Count("tasks", fresh.Count)));
        foreach (var task in fresh) s.Tell("task.opened", Words("task.opened", task, TermsOf(s.Ladders, task)?.Points ?? 0, task.Through));
    }

    /// <summary>Completes every open task that a fact does, in the order opened.</summary>
    public static void Do(in Scene s, IReadOnlyList<Deed> deeds)
    {
        foreach (var task in s.Tier.Tasks)
        {
            if (!IsOpen(s.State, task, s.D.Day) || TermsOf(s.Ladders, task) is not { } terms || !deeds.Any(terms.IsDoneBy)) continue;
            Complete(s, task, terms.Points);
        }
    }

    /// <summary>Takes out of the list what can no longer be done.</summary>
    public static void End(in Scene s)
    {
        var on = s.On;
        if (!s.Tier.Tasks.Any(t => IsOver(t, on))) return;
        s.D.BeginStep(on);
        foreach (var task in s.Tier.Tasks.Where(t => IsOver(t, on)).ToList())
        {
            s.Note("task.ended", s.Tier with { Tasks = [.. s.Tier.Tasks.Where(t => t != task)] }, Words("task.ended", task, 0, task.Through));
        }

        s.D.EndStep(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"tasks:{on:yyyy-MM-dd}"));
    }

    /// <summary>The fact that did tasks was taken back as a whole: what they paid is clawed back, and they can be done again while there is time.</summary>
    /// <param name="d">The decision.</param>
    /// <param name="sequence">The fact.</param>
    public static void Undo(Deciding d, long sequence)
    {
        if (d.State.Tier is not { Tasks.Count: > 0 } tier) return;
        foreach (var task in tier.Tasks.Where(t => t.DoneBy == sequence))
        {
            d.Apply(new RightUsed(RightOf(task.Task), false));
            var again = IsOver(task with { DoneBy = 0 }, d.Today) ? [] : new[] { task with { DoneBy = 0, Points = 0 } };
            var reason = Words(Undone, task, task.Points, null);
            d.Apply(new TierNoted(Undone, d.State.Tier! with { Tasks = [.. d.State.Tier!.Tasks.Where(t => t.Task != task.Task), .. again] }, reason));
            // A merged member has no points any more: who holds them has them taken back.
            if (d.State.MergedInto is null) ClawBacks.Take(d, ClawBack.Of(d.State, sequence, task.Points, reason));
        }
    }

    /// <summary>Points of the tasks that an item undid.</summary>
    public static long UndoneBy(RecordItem item) =>
        item.Effects.OfType<TierNoted>().Where(n => n.Change == Undone).Sum(n => n.Reason.Parts.First(p => p.Name == "points").Number);

    private static bool IsOver(OpenTask task, DateOnly on) => task.DoneBy == 0 && task.Through < on;

    private static void Complete(in Scene s, OpenTask task, long points)
    {
        var reason = Words("task.done", task, points, null);
        s.D.Apply(new RightUsed(RightOf(task.Task)));
        var done = task with { DoneBy = s.D.Sequence, Points = points };
        s.Note("task.done", s.Tier with { Tasks = [.. s.Tier.Tasks.Select(t => t.Task == task.Task ? done : t)] }, reason);
        Ledger.Credit(s.D, new Credit(EntryKind.Gift, LotOrigin.Gift, points, reason) { OrderSequence = s.D.Sequence });
        s.Tell("task.done", reason);
    }

    private static Reason Words(string code, OpenTask task, long points, DateOnly? through)
    {
        List<ReasonPart> parts = [Reason.Id("task", task.Task), Reason.Id("tier", task.Tier)];
        if (points > 0) parts.Add(Reason.Points("points", points));
        if (through is { } day) parts.Add(Reason.Day("through", day));
        return new Reason(code, parts);
    }
}
