using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using Tessera.Testing;
using Tessera.Trials.Ground;

namespace Tessera.Trials.Rigs;

/// <summary>
/// Promises that tests hold whole: every test that is marked with the promise is run, at the size of the trial where it knows one, and counted. One that is skipped
/// is named with its reason.
/// </summary>
internal static class HeldRig
{
    /// <summary>Tells tests how much to do: fast, standard or full.</summary>
    public const string SizeVariable = "TESSERA_TRIAL_SIZE";

    private static readonly string[] Projects = ["Core.Tests", "Model.Tests", "Against.Tests", "App.Tests", "Server.Tests"];

    /// <summary>The rig of a promise.</summary>
    public static Func<TrialAsk, Task<Verdict>> Of(string promise) => ask => Run(promise, ask);

    private static async Task<Verdict> Run(string promise, TrialAsk ask)
    {
        if (ask.Kind == StoreKind.Two) return Verdict.Elsewhere(promise, ask.On, "its tests hold it on one process");
        var (ran, skipped, findings, since) = (0, new List<string>(), new Findings(), Stopwatch.StartNew());
        var classes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var project in Projects)
        {
            if (Assembly(project) is not { } assembly) return Verdict.Skip(promise, ask.On, $"{project} is not built: ./trial builds it");
            var tests = Marked(assembly, promise);
            // What knows no store has been run on the first.
            if (tests.Count == 0 || (ask.Kind != StoreKind.Sqlite && project is not ("App.Tests" or "Server.Tests"))) continue;
            foreach (var test in tests) classes.Add(test.Split('.')[0]);
            foreach (var result in await Results(assembly, tests, ask))
            {
                switch ((string?)result.Attribute("result"))
                {
                    case "Pass": ran++; break;
                    case "Skip": skipped.Add((string)result.Attribute("name")! + ": " + (string?)result.Element("reason")); break;
                    default: findings.Add($"{(string)result.Attribute("name")!}: {((string?)result.Element("failure")?.Element("message") ?? "failed").Split('\n')[0]}"); break;
                }
            }
        }

        if (ran == 0 && findings.All.Count == 0) return ask.Kind == StoreKind.Sqlite ? Verdict.Skip(promise, ask.On, skipped.Count > 0 ? skipped[0] : "no test is marked with it") : Verdict.Elsewhere(promise, ask.On, "no test of it asks anything of this store");
        var left = skipped.Count == 0 ? "" : $", {skipped.Count} skipped ({skipped[0]})";
        return new Verdict(promise, ask.On, string.Create(
            CultureInfo.InvariantCulture, $"{ran:N0} tests in {string.Join(", ", classes)} passed, {findings.All.Count} failed{left}, {since.Elapsed.TotalSeconds:0} s"), findings.All);
    }

    private static List<string> Marked(string assembly, string promise)
    {
        var map = new CoverageMap();
        map.AddAssembly(assembly + ".dll");
        return [.. map.Entries.Where(e => e.Key == promise).SelectMany(e => e.Value)];
    }

    private static async Task<IReadOnlyList<XElement>> Results(string assembly, List<string> tests, TrialAsk ask)
    {
        var report = Path.GetTempFileName();
        try
        {
            var words = new List<string> { assembly, "-noLogo", "-noColor", "-noAutoReporters", "-reporter", "quiet", "-xml", report };
            foreach (var test in tests) words.AddRange(["-method", "*." + test]);
            var ran = await Child.Run(
                new Call(words, "/tmp")
                {
                    Environment = new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["TESSERA_TEST_STORE"] = ask.Kind == StoreKind.Sqlite ? "sqlite" : "postgres", [SizeVariable] = ask.Of(0, 1, 2) switch { 0 => "fast", 1 => "standard", _ => "full" },
                    },
                },
                TimeSpan.FromMinutes(ask.Of(15, 15, 120)));
            var results = XDocument.Load(report).Descendants("test").ToList();
            return results.Count > 0 ? results : throw new TrialBroken($"{Path.GetFileName(assembly)} ran nothing: {ran.Said} {ran.Complained}");
        }
        catch (System.Xml.XmlException)
        {
            throw new TrialBroken($"{Path.GetFileName(assembly)} ended before it could report");
        }
        finally
        {
            File.Delete(report);
        }
    }

    // trials/X/bin/Release/net10.0 → the same place of a test project
    private static string? Assembly(string project)
    {
        var parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        var file = Repository.PathOf(Path.Combine(["tests", project, .. parts[^3..], project]));
        return File.Exists(file) && File.Exists(file + ".dll") ? file : null;
    }
}
