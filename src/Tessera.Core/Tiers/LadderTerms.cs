using Tessera.Core.Facts;
using Tessera.Core.Growth;

namespace Tessera.Core.Tiers;

/// <summary>What the tiers of one programme version are decided by.</summary>
/// <param name="Ladder">Tiers and switches (§5).</param>
/// <param name="Reviews">Named reviews.</param>
/// <param name="Growth">Growth rules, for the behaviour share and the money equivalent; null without growth value.</param>
/// <param name="Time">When reviews are carried out (§1).</param>
/// <param name="Purchases">What counts as an order (§2).</param>
/// <param name="Version">Number of the version.</param>
/// <param name="EffectiveAt">From when it holds.</param>
public sealed record LadderTerms(
    Ladder Ladder, IReadOnlyList<Review> Reviews, GrowthRules? Growth, TimeRules Time, PurchaseRules Purchases, int Version, Instant EffectiveAt);

/// <summary>The ladders of all published versions.</summary>
public sealed class LadderHistory
{
    private readonly CompiledLadder[] _ladders;

    /// <summary>A history.</summary>
    /// <param name="ladders">At least one; ordered here by effective instant, then version.</param>
    public LadderHistory(IReadOnlyList<CompiledLadder> ladders)
    {
        if (ladders.Count == 0) throw new ArgumentException("at least one ladder", nameof(ladders));
        _ladders = [.. ladders.OrderBy(l => l.EffectiveAt).ThenBy(l => l.Version)];
    }

    /// <summary>The ladders in order of effective instant.</summary>
    public IReadOnlyList<CompiledLadder> All => _ladders;

    /// <summary>The ladder in force at an instant; before the first, the first.</summary>
    public CompiledLadder At(Instant at)
    {
        for (var i = _ladders.Length - 1; i > 0; i--)
        {
            if (_ladders[i].EffectiveAt <= at) return _ladders[i];
        }

        return _ladders[0];
    }

    /// <summary>The ladder of a version.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public CompiledLadder Version(int version) =>
        Array.Find(_ladders, l => l.Version == version) ?? throw new ArgumentException($"no programme version {version}", nameof(version));

    /// <summary>The ladder before that of a version, or null.</summary>
    internal CompiledLadder? Before(CompiledLadder ladder)
    {
        var at = Array.IndexOf(_ladders, ladder);
        return at > 0 ? _ladders[at - 1] : null;
    }
}
