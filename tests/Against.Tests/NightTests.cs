using Tessera.Core;
using Tessera.Core.Points;

namespace Tessera.Against;

/// <summary>
/// Semantics §6 on Core: a late, missed or doubled night changes no result under <c>expire</c>; under <c>postpone</c> exactly the lots without a timely
/// notice end later.
/// </summary>
[Covers("R4")]
public sealed class NightTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Covers("D15")]
    public void A_night_run_every_day_or_never_gives_the_same_members(bool tiers)
    {
        for (var seed = 101UL; seed < 113; seed++)
        {
            var scenario = Scenario(seed, Model.LateNotice.Expire, tiers);
            var (nightly, never) = (new CoreShop(scenario.Program), new CoreShop(scenario.Program));
            foreach (var fact in scenario.Facts)
            {
                RunNights(nightly, fact.RecordedOn);
                Assert.Equal(never.Apply(fact), nightly.Apply(fact));
                var pictures = Pictures(scenario.Program, never, nightly, fact);
                Assert.Equal(($"seed {seed}, {fact.Key}", pictures.Never), ($"seed {seed}, {fact.Key}", pictures.Nightly));
            }
        }
    }

    [Fact]
    public void Under_postpone_only_lots_without_a_timely_notice_end_later()
    {
        var postponed = 0;
        for (var seed = 201UL; seed < 221; seed++)
        {
            var scenario = Scenario(seed, Model.LateNotice.Postpone);
            var (nightly, never) = (new CoreShop(scenario.Program), new CoreShop(scenario.Program));
            foreach (var fact in scenario.Facts)
            {
                RunNights(nightly, fact.RecordedOn);
                var same = never.Apply(fact) == nightly.Apply(fact);
                var pictures = Pictures(scenario.Program, never, nightly, fact);
                if (same && pictures.Never == pictures.Nightly) continue;
                postponed += Later(seed, never, nightly);
                break;
            }
        }

        Assert.True(postponed > 5, $"only {postponed} lots were announced late");
    }

    private static Model.ModelScenario Scenario(ulong seed, Model.LateNotice late, bool tiers = false)
    {
        var scenario = Model.ModelScenario.From(seed, new Model.ModelScenarioOptions { Facts = 150, Tiers = tiers, LateFacts = seed % 2 == 0 });
        scenario.Program.LateNotice = late;
        return scenario;
    }

    /// <summary>The first difference is in lots whose late notice promised a later end; none ends earlier.</summary>
    private static int Later(ulong seed, CoreShop never, CoreShop nightly)
    {
        var later = 0;
        foreach (var (late, timely) in never.Members.Zip(nightly.Members).SelectMany(pair => pair.First.Lots.Zip(pair.Second.Lots)))
        {
            if (late.EndsOn == timely.EndsOn) continue;
            Assert.True(late.EndsOn > timely.EndsOn && late.NotBefore > timely.EndsOn, $"seed {seed}: {Told.Of(late)} beside {Told.Of(timely)}");
            later++;
        }

        Assert.True(later > 0, $"seed {seed}: different, and no lot ends later");
        return later;
    }

    private static (string Never, string Nightly) Pictures(Model.ModelProgram program, CoreShop never, CoreShop nightly, Model.ModelFact fact)
    {
        never.Settle(fact.RecordedOn, CoreFacts.At(fact.RecordedAt));
        nightly.Settle(fact.RecordedOn, CoreFacts.At(fact.RecordedAt));
        return (Of(program, never), Of(program, nightly));
    }

    private static string Of(Model.ModelProgram program, CoreShop shop) => string.Join('\n', shop.Members.SelectMany(member => Picture.Of(program, member)));

    /// <summary>Every night of every member through a date, one after another, each a second after midnight; every third one twice.</summary>
    private static void RunNights(CoreShop shop, DateOnly through)
    {
        var settled = shop.Members.Select(member => member.State.SettledThrough).DefaultIfEmpty(through).Min();
        for (var day = settled.AddDays(1); day <= through; day = day.AddDays(1))
        {
            var at = new Instant(CoreProgram.Calendar.StartOf(day).Micros + 1_000_000);
            shop.Settle(day, at);
            if (day.DayNumber % 3 == 0) shop.Settle(day, at);
        }
    }
}
