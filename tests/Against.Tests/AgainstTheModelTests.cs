using System.Globalization;

namespace Tessera.Against;

/// <summary>Promise R4: after every fact of a random life under a random programme Core stands where the slow model stands.</summary>
[Covers("R4")]
public sealed class AgainstTheModelTests(ITestOutputHelper output)
{
    private const int MostReports = 3;

    /// <summary>Seeds that once found a difference; they are played for ever.</summary>
    private static readonly ulong[] PointsFound = [53, 75, 110, 214];

    private static readonly ulong[] GiftsFound = [10, 39, 57];

    private static readonly ulong[] TiersFound = [79, 1046];

    private static readonly ulong[] TiersAndLateFactsFound = [8, 17, 74, 79, 92, 2044, 2087];

    /// <summary>Further seeds per test; the trial plays more of them, from a seed of its own.</summary>
    private static int Seeds => int.Parse(Environment.GetEnvironmentVariable("TESSERA_SEEDS") ?? "20", CultureInfo.InvariantCulture);

    private static ulong FirstSeed => ulong.Parse(Environment.GetEnvironmentVariable("TESSERA_SEED") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>Facts of a life drawn for the trial; those that once failed keep their length.</summary>
    private static int? Facts => Environment.GetEnvironmentVariable("TESSERA_FACTS") is { } facts ? int.Parse(facts, CultureInfo.InvariantCulture) : null;

    [Fact]
    public void Points_and_earning_stand_where_the_model_stands() => Play(new Model.ModelScenarioOptions { Tiers = false }, PointsFound);

    [Fact]
    public void Late_facts_stand_where_the_model_stands() => Play(new Model.ModelScenarioOptions { Tiers = false, LateFacts = true }, PointsFound);

    [Fact]
    public void Gifts_and_campaigns_stand_where_the_model_stands() => Play(new Model.ModelScenarioOptions { Tiers = false, LateFacts = true, Gifts = true, Facts = 120 }, GiftsFound);

    [Fact]
    [Covers("D15")]
    public void Tiers_stand_where_the_model_stands() => Play(new Model.ModelScenarioOptions(), TiersFound);

    [Fact]
    [Covers("D15")]
    public void Tiers_and_late_facts_stand_where_the_model_stands() => Play(new Model.ModelScenarioOptions { LateFacts = true }, TiersAndLateFactsFound);

    private void Play(Model.ModelScenarioOptions options, ulong[] found)
    {
        var failed = new List<string>();
        var operations = 0;
        var seeds = found.Concat(Enumerable.Range(0, Seeds).Select(n => FirstSeed + (ulong)n)).Distinct().ToList();
        foreach (var seed in seeds)
        {
            var scenario = Model.ModelScenario.From(seed, found.Contains(seed) ? options : options with { Facts = Facts ?? options.Facts });
            operations += scenario.Facts.Count;
            if (Duel.First(scenario.Program, scenario.Facts) is not { } parting) continue;
            failed.Add($"seed {seed}, step {parting.Step + 1} of {scenario.Facts.Count}\n{Duel.Report(scenario.Program, Duel.Shortest(scenario.Program, scenario.Facts, parting))}");
            if (failed.Count == MostReports) break;
        }

        output.WriteLine($"{seeds.Count} seeds, of them {Seeds} from {FirstSeed}; {operations} operations");
        Assert.True(failed.Count == 0, string.Join("\n\n", failed));
    }
}
