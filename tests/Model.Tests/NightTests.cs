namespace Tessera.Model.Tests;

/// <summary>Semantics §6: a late, missed or doubled night changes no result; with `postpone` only lots without a timely notice end later.</summary>
[Covers("R4")]
public sealed class NightTests
{
    [Fact]
    public void A_night_run_every_day_or_never_gives_the_same_books_and_tiers()
    {
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var scenario = ModelScenario.From(seed, new ModelScenarioOptions { Facts = 120, LateFacts = seed % 2 == 0 });
            scenario.Program.LateNotice = LateNotice.Expire;
            var late = new SlowModel(scenario.Program);
            var nightly = new SlowModel(scenario.Program);
            foreach (var fact in scenario.Facts)
            {
                RunNights(nightly, fact.RecordedAt);
                nightly.Apply(fact);
                if (fact is not ModelAdvance)
                {
                    late.Apply(fact);
                }
            }

            late.Apply(new ModelAdvance("end", scenario.Facts[^1].RecordedAt.AddDays(100)));
            RunNights(nightly, scenario.Facts[^1].RecordedAt.AddDays(100));
            foreach (var member in scenario.Members)
            {
                Assert.Equal(($"seed {seed}", late.Show(member).Describe()), ($"seed {seed}", nightly.Show(member).Describe()));
            }
        }
    }

    private static void RunNights(SlowModel model, DateTime until)
    {
        var settled = model.Members.Select(member => member.SettledThrough).DefaultIfEmpty(ModelDates.Day(until)).Min();
        for (var day = settled.AddDays(1); day <= ModelDates.Day(until); day = day.AddDays(1))
        {
            model.Apply(new ModelAdvance("night", ModelDates.StartOf(day) > until ? until : ModelDates.StartOf(day)));
        }
    }
}
