namespace Tessera.Model.Tests;

[Covers("R4")]
public sealed class ScenarioTests(ITestOutputHelper output)
{
    /// <summary>Paths that random scenarios must reach, or a comparison with the model proves little.</summary>
    private static readonly string[] Rare =
    [
        "autoRedeem", "behaviour.noPoints", "cancellation", "cap.order", "cap.period", "claw.debt", "claw.drewOnOthers", "claw.expiredCounted",
        "claw.leftStanding", "claw.paidDebtCameBack", "claw.pending", "claw.writtenOff", "debit.clamped", "debt", "debt.paid", "earn.tierAfter",
        "fall.locked", "fall.suppressed", "fall.suppressedThenFell", "fall.suppressedThenHeld", "gift", "gift.back", "grace.met", "grace.missed",
        "grace.opened", "lot.activated", "lot.cancelled", "lot.expire", "lot.pending", "lot.postponed", "lot.reset", "pack.extendedGrace",
        "pack.lengthenedNextGrace", "pack.movedFall", "pack.stored", "pack.willMoveFall", "refund.amount", "refund.completes", "refund.partial",
        "refund.units", "refused.debit.cancelled", "refused.points.frozen", "refused.points.insufficient", "refused.refund.exceeds",
        "refused.transfer.off", "refused.transfer.self", "return.afterExpiry", "return.toDebtPayer", "return.toDrawnLot", "return.undidWriteOff",
        "review.goodResets", "review.warned", "tier.atRisk", "tier.atRiskFell", "tier.fall", "tier.immediate", "tier.loweredByHand",
        "tier.nextPeriod", "tier.nextPeriodUndone", "tier.overlay", "tier.raisedByHand", "tier.reversed", "tier.rise", "transfer",
        "validity.missed", "validity.renewed", "void",
    ];

    [Fact]
    public void Random_scenarios_reach_every_rare_path_and_keep_every_law()
    {
        var reached = new Dictionary<string, int>();
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var scenario = ModelScenario.From(seed, new ModelScenarioOptions { LateFacts = seed % 3 == 0 });
            foreach (var (path, count) in scenario.Reached)
            {
                reached[path] = reached.GetValueOrDefault(path) + count;
            }

            var model = new SlowModel(scenario.Program);
            foreach (var fact in scenario.Facts)
            {
                model.Apply(fact);
                var broken = model.Members.SelectMany(ModelLaws.Broken).ToList();
                Assert.True(broken.Count == 0, $"seed {seed}, {fact}: {string.Join("; ", broken)}");
            }
        }

        foreach (var (path, count) in reached.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{path} {count}");
        }

        Assert.DoesNotContain(Rare, path => !reached.ContainsKey(path));
    }

    [Fact]
    public void The_same_seed_gives_the_same_facts()
    {
        var first = ModelScenario.From(7);
        var second = ModelScenario.From(7);
        Assert.Equal(first.Facts.Select(fact => (fact.Key, fact.GetType(), fact.RecordedAt)), second.Facts.Select(fact => (fact.Key, fact.GetType(), fact.RecordedAt)));
        Assert.Equal(first.Reached, second.Reached);
    }
}
