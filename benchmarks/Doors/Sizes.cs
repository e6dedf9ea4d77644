using System.Globalization;

namespace Tessera.Bench;

/// <summary>How large a run is.</summary>
/// <param name="Members">Members; 20,000 unless told, a million with <c>full</c>.</param>
/// <param name="Zipf">How unevenly members buy: the one at rank k as often as k to the power of minus this.</param>
internal sealed record Sizes(int Members, double Zipf)
{
    public static Sizes Of(IReadOnlyDictionary<string, string> options) => new(
        int.Parse(options.GetValueOrDefault("members", options.ContainsKey("full") ? "1000000" : "20000"), CultureInfo.InvariantCulture),
        double.Parse(options.GetValueOrDefault("zipf", "0.8"), CultureInfo.InvariantCulture));
}
