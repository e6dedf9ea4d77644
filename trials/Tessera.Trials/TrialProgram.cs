using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Tessera.Trials.Ground;
using Tessera.Trials.Rigs;

namespace Tessera.Trials;

/// <summary>The command line of <c>./trial</c>.</summary>
internal static class TrialProgram
{
    private static readonly Dictionary<string, Func<TrialAsk, Task<Verdict>>[]> Rigs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["R1"] = [KillRig.Run, WorkRig.Run],
        ["R2"] = [PowerCutRig.Run],
        ["R3"] = [RepeatRig.Run],
        ["R4"] = [ModelRig.Run],
        ["R5"] = [RaceRig.Run, StockRig.Run],
        ["R6"] = [ChainRig.Run],
        ["R7"] = [FullDiskRig.Run, NthCallRig.Run],
        ["R8"] = [OutageRig.Run],
        ["R9"] = [TimeRig.Run, HeldRig.Of("R9")],
        ["R10"] = [NodesRig.Run, JobRig.Run],
        ["R11"] = [LateRig.Run, AcrossRig.Run],
        ["R12"] = [HeldRig.Of("R12"), HookRig.Run],
        ["R13"] = [BackupRig.Run, ArchiveRig.Run],
        ["R14"] = [UpgradeRig.Run],
        ["R15"] = [TamperRig.Run],
        ["R16"] = [OverloadRig.Run],
        ["R17"] = [MutationRig.Run, BrokenFileRig.Run],
        ["R18"] = [HaltRig.Run],
        ["R19"] = [YearRig.Run],
        ["R20"] = [SoakRig.Run],
        ["R21"] = [DrawRig.Run],
        ["R22"] = [HeldRig.Of("R22")],
        ["S1"] = [HeldRig.Of("S1")],
        ["S3"] = [HeldRig.Of("S3")],
        ["S5"] = [FirstStartRig.Run],
        ["S6"] = [HeldRig.Of("S6")],
        ["S7"] = [CanaryRig.Run],
        ["S8"] = [HeldRig.Of("S8")],
        ["S9"] = [HeldRig.Of("S9")],
        ["S10"] = [HeldRig.Of("S10")],
        ["S12"] = [HeldRig.Of("S12")],
        ["S13"] = [AbuseRig.Run],
        ["S14"] = [HeldRig.Of("S14"), CrawlRig.Run],
        ["S15"] = [InjectionRig.Run],
        ["L3"] = [HeldRig.Of("L3")],
        ["L4"] = [HeldRig.Of("L4")],
        ["L5"] = [HeldRig.Of("L5")],
        ["L9"] = [HeldRig.Of("L9")],
        ["L10"] = [HeldRig.Of("L10")],
        ["L14"] = [HeldRig.Of("L14")],
    };

    // What is long begins first, so that two at a time end together.
    private static readonly string[] Long = ["R4", "R19", "R1", "R17", "R13"];

    // These sit and watch, or wait for the pauses of a schedule: they have a lane of their own beside the two that work.
    private static readonly string[] Patient = ["R20", "R12"];

    // It measures what the machine can do and asks five times of that: nothing may run beside it.
    private static readonly string[] Alone = ["R16"];

    private static readonly Lock Page = new();

    public static async Task<int> Run(string[] args)
    {
        if (Read(args) is not { } plan) return 2;
        var since = Stopwatch.StartNew();
        var all = plan.Rigs.SelectMany(r => plan.Kinds.SelectMany(k => Rigs[r].Select((rig, i) => new Trial(r, rig, k, i + 1)))).Where(t => plan.Part is null || plan.Part == t.Part).ToList();
        if (plan.IsMissing) LeaveOut(all, PromisePage.Read(), plan);
        var broken = 0;
        if (plan.IsEverything)
        {
            // A trial waits for disks, restarts and clocks more than it reckons: two at a time keep two cores at work.
            var waiting = new ConcurrentQueue<Trial>(all.Where(t => !Alone.Contains(t.Name) && !Patient.Contains(t.Name)).OrderBy(t => Array.IndexOf(Long, t.Name) is >= 0 and var place ? place : Long.Length));
            var patient = new ConcurrentQueue<Trial>(all.Where(t => Patient.Contains(t.Name)).OrderBy(t => Array.IndexOf(Patient, t.Name)));
            broken += (await Task.WhenAll(new[] { waiting, waiting, patient }.Select(lane => Task.Run(() => Lane(lane, plan))))).Sum();
            all.RemoveAll(t => !Alone.Contains(t.Name));
        }

        broken += await Lane(new ConcurrentQueue<Trial>(all), plan);
        if (plan.Rigs.Count > 1) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{broken} broken, {since.Elapsed.TotalMinutes:0.0} minutes"));
        return broken == 0 ? 0 : 1;
    }

    /// <summary>What the page holds already is not tried again: a night that was cut goes on where it was.</summary>
    private static void LeaveOut(List<Trial> all, string page, Plan plan)
    {
        var held = all.RemoveAll(t => PromisePage.Holds(page, t.Name, t.Part, new TrialAsk(t.Kind, plan.Size, plan.Seed).On, plan.Size));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{held} are on the page as kept at this size, {all.Count} are missing"));
    }

    /// <summary>Runs what waits, one after the other; how many are broken.</summary>
    private static async Task<int> Lane(ConcurrentQueue<Trial> waiting, Plan plan)
    {
        var broken = 0;
        while (waiting.TryDequeue(out var trial))
        {
            var took = Stopwatch.StartNew();
            var verdict = await One(trial.Name, trial.Rig, new TrialAsk(trial.Kind, plan.Size, plan.Seed));
            if (verdict.IsElsewhere && plan.Kinds.Count > 1) continue;
            if (!verdict.IsKept && verdict.Skipped is null) broken++;
            lock (Page) Tell(trial, verdict, took.Elapsed, plan);
        }

        return broken;
    }

    private static void Tell(Trial trial, Verdict verdict, TimeSpan took, Plan plan)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict.Line} [{took.TotalSeconds:0} s]"));
        foreach (var fault in verdict.Faults.Take(20)) Console.WriteLine("       " + fault);
        if (plan.Notes) PromisePage.Note(verdict, trial.Part, plan.Size);
    }

    private static async Task<Verdict> One(string name, Func<TrialAsk, Task<Verdict>> rig, TrialAsk ask)
    {
        if (ask.Kind != StoreKind.Sqlite && !PostgresCluster.IsInstalled) return Verdict.Skip(name, ask.On, "PostgreSQL is not installed");
        try
        {
            return await rig(ask);
        }
        catch (Exception problem)
        {
            // The others go on: a night of trials must not end with the first rig that has a fault of its own.
            return new Verdict(name, ask.On, "", [$"the rig could not work: {(problem is TrialBroken ? "" : problem.GetType().Name + ": ")}{problem.Message.ReplaceLineEndings(" ")}"]);
        }
    }

    private static Plan? Read(string[] args)
    {
        var plan = new Plan([], [StoreKind.Sqlite, StoreKind.Postgres, StoreKind.Two], TrialSize.Standard, 1);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "all" or "full" or "fast":
                    plan = plan with { Size = args[i] switch { "full" => TrialSize.Full, "fast" => TrialSize.Fast, _ => TrialSize.Standard } };
                    break;
                case "--note":
                    plan = plan with { Notes = true };
                    break;
                case "--missing":
                    plan = plan with { IsMissing = true };
                    break;
                case "--seed" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var seed):
                    plan = plan with { Seed = seed };
                    i++;
                    break;
                case "--part" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var part):
                    plan = plan with { Part = part };
                    i++;
                    break;
                case "--store" when i + 1 < args.Length && Enum.TryParse<StoreKind>(args[i + 1], ignoreCase: true, out var kind):
                    plan = plan with { Kinds = [kind] };
                    i++;
                    break;
                case var name when Rigs.ContainsKey(name):
                    plan = plan with { Rigs = [.. plan.Rigs, name.ToUpperInvariant()] };
                    break;
                default:
                    Console.Error.WriteLine($"不认识 “{args[i]}”。 “{args[i]}” is unknown. Trials: {string.Join(' ', Rigs.Keys)}; all, full, fast; --seed N; --store sqlite|postgres|two; --part N; --note; --missing");
                    return null;
            }
        }

        return plan.Rigs.Count > 0 ? plan : plan with { Rigs = [.. Rigs.Keys], IsEverything = true };
    }

    private sealed record Trial(string Name, Func<TrialAsk, Task<Verdict>> Rig, StoreKind Kind, int Part);

    private sealed record Plan(IReadOnlyList<string> Rigs, IReadOnlyList<StoreKind> Kinds, TrialSize Size, int Seed)
    {
        /// <summary>One of the rigs of a promise, from 1, or null for all of them.</summary>
        public int? Part { get; init; }

        /// <summary>Whether no promise was named: all of them.</summary>
        public bool IsEverything { get; init; }

        /// <summary>Whether only what the page of promises does not hold at this size is tried.</summary>
        public bool IsMissing { get; init; }

        /// <summary>Whether each line takes its place on the page of promises.</summary>
        public bool Notes { get; init; }
    }
}
