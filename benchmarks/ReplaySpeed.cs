using System.Diagnostics;
using System.Globalization;
using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;

namespace Tessera.Bench;

/// <summary>B9: replay in memory with everything materialised, folded into a checksum (performance.md).</summary>
internal static class ReplaySpeed
{
    private const int FactsPerMember = 100;

    public static int Run(string root, long facts)
    {
        var programs = TeaChain(root);
        var load = new ReplayLoad(20_261_122, FactsPerMember);
        Measure(programs, load, Math.Min(200, (int)(facts / FactsPerMember)));
        var (checksum, seconds, cpu, items) = Measure(programs, load, (int)(facts / FactsPerMember));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"B9 replay: {facts:N0} facts, {items:N0} items, {facts / seconds / 1e6:0.000} million facts/s wall, {facts / cpu / 1e6:0.000} per CPU second, checksum {checksum:x16}; at least 0.4, stretch 1"));
        return facts / cpu >= 400_000 ? 0 : 1;
    }

    /// <summary>The rate of B9 for other benchmarks to compare with, warm.</summary>
    public static double FactsPerCpuSecond(string root, int facts)
    {
        var programs = TeaChain(root);
        var load = new ReplayLoad(20_261_122, FactsPerMember);
        Measure(programs, load, 100);
        return facts / Measure(programs, load, facts / FactsPerMember).Cpu;
    }

    private static (ulong Checksum, double Seconds, double Cpu, long Items) Measure(ProgramHistory programs, ReplayLoad load, int members)
    {
        var sum = new Checksum();
        long items = 0;
        var watch = Stopwatch.StartNew();
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        for (var member = 0; member < members; member++)
        {
            load.Play(programs, member, item =>
            {
                items++;
                sum.Add(item);
            });
        }

        return (sum.Value, watch.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds, items);
    }

    private static ProgramHistory TeaChain(string root)
    {
        var loaded = ProgramFile.Load(File.ReadAllText(Path.Combine(root, "templates/tea-chain/program.yaml")));
        var document = loaded.Document ?? throw new InvalidOperationException(string.Join("; ", loaded.Findings));
        return new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), ZoneTables.Calendar(document.Zone))]);
    }
}

/// <summary>Order-dependent digest of every number a decision wrote; not for security.</summary>
internal sealed class Checksum
{
    public ulong Value { get; private set; } = 14_695_981_039_346_656_037;

    public void Add(RecordItem item)
    {
        Mix(item.Sequence);
        foreach (var effect in item.Effects) Add(effect);
        foreach (var reason in item.Reasons) Add(reason);
        if (item.Purchase is not { } purchase) return;
        foreach (var line in purchase.Lines) Mix(line.Points);
        foreach (var hit in purchase.Hits) Add(hit);
    }

    private void Add(Effect effect)
    {
        switch (effect)
        {
            case LedgerEntry entry:
                Mix((long)entry.Kind);
                Mix(entry.Points);
                Mix(entry.BalanceAfter);
                Mix(entry.GrowthAfter);
                foreach (var part in entry.Parts) Mix(part.Points);
                Add(entry.Reason);
                break;
            case RowAdded row:
                Mix(row.Row.SpendMinor);
                break;
            case TierChanged tier:
                Mix(tier.EarnedTo.Length);
                foreach (var reason in tier.Reasons) Add(reason);
                break;
            default:
                Mix(effect.GetType().Name.Length);
                break;
        }
    }

    private void Add(Reason reason)
    {
        Mix(reason.Code.Length);
        foreach (var part in reason.Parts) Mix(part.Number);
    }

    private void Mix(long number)
    {
        unchecked
        {
            Value = (Value ^ (ulong)number) * 1_099_511_628_211UL;
        }
    }
}
