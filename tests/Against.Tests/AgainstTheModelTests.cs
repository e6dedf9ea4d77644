using System.Globalization;

namespace Tessera.Against;

/// <summary>Promise R4: after every fact of a random life under a random programme Core stands where the slow model stands.</summary>
[Covers("R4")]
public sealed class AgainstTheModelTests(ITestOutputHelper output)
{
    /// <summary>Seeds per theory; the trial plays more of them, from a seed of its own.</summary>
    private static int Seeds => int.Parse(Environment.GetEnvironmentVariable("TESSERA_SEEDS") ?? "20", CultureInfo.InvariantCulture);

    private static ulong FirstSeed => ulong.Parse(Environment.GetEnvironmentVariable("TESSERA_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public void Points_and_earning_stand_where_the_model_stands() => Play(new Model.ModelScenarioOptions { Tiers = false });

    [Fact]
    public void Late_facts_stand_where_the_model_stands() => Play(new Model.ModelScenarioOptions { Tiers = false, LateFacts = true });

    private void Play(Model.ModelScenarioOptions options)
    {
        var failed = new List<string>();
        for (var n = 0; n < Seeds && failed.Count < 3; n++)
        {
            var seed = FirstSeed + (ulong)n;
            var scenario = Model.ModelScenario.From(seed, options);
            if (Duel.First(scenario.Program, scenario.Facts) is not { } found) continue;
            failed.Add($"seed {seed}, step {found.Step + 1} of {scenario.Facts.Count}\n{Duel.Report(scenario.Program, Duel.Shortest(scenario.Program, scenario.Facts, found))}");
        }

        output.WriteLine($"{Seeds} seeds from {FirstSeed}");
        Assert.True(failed.Count == 0, string.Join("\n\n", failed));
    }
}
