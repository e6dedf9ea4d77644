using System.Globalization;
using System.Text.RegularExpressions;
using Tessera.Testing;
using Tessera.Trials.Ground;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R4: random lives under random programmes, decided by the rules and by the slow model side by side, every book compared after every operation; prices and
/// stored value the same way. The test program <c>Against.Tests</c> does it; this gives it the sizes of the promise and adds up what it did.
/// </summary>
internal static partial class ModelRig
{
    public static async Task<Verdict> Run(TrialAsk ask)
    {
        if (ask.Kind != StoreKind.Sqlite) return Verdict.Skip("R4", ask.On, "it is about the rules, without a store; tables are held to the same laws in every trial");
        // Each seed lives five lives, one of each kind: five times so many facts a seed.
        var (seeds, facts, baskets) = (ask.Of(4, 20, 200), ask.Of(200, 1_000, 1_000), ask.Of(500, 15_000, 150_000));
        var folder = Directory.CreateTempSubdirectory("tessera-model-").FullName;
        try
        {
            var xml = Path.Combine(folder, "told.xml");
            var call = new Call([Executable(), "-noLogo", "-noColor", "-noAutoReporters", "-reporter", "quiet", "-xml", xml], folder)
            {
                Environment = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["TESSERA_SEEDS"] = Text(seeds), ["TESSERA_FACTS"] = Text(facts), ["TESSERA_SEED"] = Text(ask.Seed * 1_000), ["TESSERA_PRICE_SEEDS"] = Text(baskets),
                },
            };
            var ran = await Child.Run(call, TimeSpan.FromHours(6));
            var told = await File.ReadAllTextAsync(xml);
            var operations = Operations().Matches(told).Sum(m => long.Parse(m.Groups["count"].Value, CultureInfo.InvariantCulture));
            var findings = new Findings();
            findings.Need(ran.Code == 0, $"ended with {ran.Code}: {ran.Said} {ran.Complained}");
            findings.Need(operations >= 5L * seeds * facts, $"only {operations} operations were counted");
            return new Verdict("R4", ask.On, string.Create(
                CultureInfo.InvariantCulture, $"{operations:N0} operations in {5 * seeds} lives and those that once failed, {baskets:N0} baskets, {findings.All.Count} violations, seeds from {ask.Seed * 1_000}"), findings.All);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Executable()
    {
        var parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        var file = Repository.PathOf(Path.Combine(["tests/Against.Tests", .. parts[^3..], "Against.Tests"]));
        return File.Exists(file) ? file : throw new TrialBroken($"{file} is not built");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("(?<count>[0-9]+) operations", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Operations();
}
