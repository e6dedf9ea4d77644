using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Checks;

/// <summary>Checks of starter tasks (C22): what a task asks for must be there and able to happen.</summary>
internal static class TaskChecks
{
    private static readonly string[] Placeholders = ["tier", "on"];

    public static void Check(Report report)
    {
        var tasks = report.Tiers.SelectMany((t, i) => t.Tasks.Select((task, n) => (Task: task, Pointer: Report.At(Report.At("/tiers", i) + "/tasks", n)))).ToList();
        report.Unique("program.duplicateId", tasks.Select(t => ((string?)t.Task.Id, t.Pointer + "/id")));
        foreach (var (task, pointer) in tasks) Task(report, task, pointer);
        for (var i = 0; i < report.Tiers.Count; i++)
        {
            if (report.Tiers[i].Handbook is { } handbook) ReviewChecks.Placed(report, handbook, Report.At("/tiers", i) + "/handbook", Placeholders);
        }
    }

    private static void Task(Report report, StarterTask task, string pointer)
    {
        if (task.Id.Length == 0) return;
        if (task.Points <= 0) report.Needs(pointer, "points", task.Id);
        switch (task)
        {
            case { By: TaskBy.Benefit or TaskBy.Behaviour, Of: null }: report.Needs(pointer, "of", task.Id); break;
            case { By: TaskBy.Benefit, Of: { } id }: Benefit(report, id, pointer + "/of"); break;
            case { By: TaskBy.Purchase, Of: { } id }:
                Known(report, "program.unknownSaving", (id, pointer + "/of"), report.Document.Promotions.Select(p => p.Id).Concat(report.Document.Coupons.Select(c => c.Kind.Id)));
                break;
            case { By: TaskBy.Booking, Of: { } id }: Known(report, "program.unknownResource", (id, pointer + "/of"), report.Document.Bookings.Select(r => r.Id)); break;
            default: break;
        }
    }

    private static void Benefit(Report report, string id, string pointer)
    {
        var benefits = report.Document.Benefits;
        if (benefits.FirstOrDefault(b => b.Id == id) is not { } benefit) Known(report, "program.unknownBenefit", (id, pointer), benefits.Select(b => b.Id));
        else if (benefit is { IsUsed: false, IsPrice: false }) report.Error("program.taskNeverDone", pointer, id);
    }

    private static void Known(Report report, string code, (string Id, string Pointer) asked, IEnumerable<string> known)
    {
        var ids = known.ToList();
        if (!ids.Contains(asked.Id, StringComparer.Ordinal)) report.Add(new Finding(code, asked.Pointer) { Got = asked.Id, Nearest = Nearest.To(asked.Id, ids) });
    }
}
