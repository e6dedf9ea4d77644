using Tessera.Core.Earning;

namespace Tessera.Bench;

/// <summary>B7: 20, 200 and 2,000 rules with explanations, against the same 20 rules written by hand (performance.md).</summary>
internal static class RuleSpeed
{
    private const int CasesOfBatch = 4_096;

    public static bool Run()
    {
        var cases = RuleLoad.Cases(CasesOfBatch);
        var twenty = Product(20, cases);
        var hand = new Workload("hand-written", () => cases.Sum(c => HandWritten.Decide(c).Hits.Count > 0 ? 1L : 0L));
        if (!Agree(cases)) return false;
        var holds = Harness.ReportTime("B7 20 rules against 20 written by hand", Harness.Compare(twenty, hand, Harness.Pairs, Harness.CellTime), 4);
        holds &= Harness.ReportTime("B7 200 rules against 20", Harness.Compare(Product(200, cases), twenty, Harness.Pairs, Harness.CellTime), 10);
        return holds & Harness.ReportTime("B7 2,000 rules against 20", Harness.Compare(Product(2_000, cases), twenty, Harness.Pairs, Harness.CellTime), 10);
    }

    private static Workload Product(int rules, RuleCase[] cases)
    {
        var earning = CompiledEarning.Compile(RuleLoad.Terms(rules));
        return new Workload($"{rules} rules", () =>
        {
            long decided = 0;
            foreach (var (context, purchase) in cases) decided += earning.Purchase(context, purchase).Outcome.Hits.Count > 0 ? 1 : 0;
            return decided;
        });
    }

    /// <summary>A fast wrong rule scores nothing: both sides must give every purchase the same points.</summary>
    private static bool Agree(RuleCase[] cases)
    {
        var earning = CompiledEarning.Compile(RuleLoad.Terms(20));
        long points = 0, hits = 0;
        foreach (var at in cases)
        {
            var earned = earning.Purchase(at.Context, at.Purchase);
            var hand = HandWritten.Decide(at);
            if (earned.Outcome.Points != hand.Points || hand.ByLine.Sum() != hand.Points)
            {
                Harness.Say($"B7 VOID: the product gives {earned.Outcome.Points} points, by hand {hand.Points}: {string.Join(", ", hand.Hits)}");
                return false;
            }

            points += hand.Points;
            hits += earned.Outcome.Hits.Count;
        }

        Harness.Say($"B7 {cases.Length:N0} purchases, {points:N0} points on both sides, {(double)hits / cases.Length:0.0} of 20 rules give on average");
        return true;
    }
}
