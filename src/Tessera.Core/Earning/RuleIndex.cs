using Tessera.Core.Facts;

namespace Tessera.Core.Earning;

/// <summary>
/// Which rules of purchases can match at all, by the most telling list of their scope: sku, category, store, code, channel, tier.
/// Thousands of rules for single stores or articles therefore cost a purchase only those of its own store and articles.
/// A candidate set is a bit per rule, in the order of the programme.
/// </summary>
internal sealed class RuleIndex
{
    private const int MostCodesTried = 16;
    private const int FewestIndexed = 12;
    private readonly Dictionary<string, int[]> _skus, _categories, _stores, _codes, _channels, _tiers;
    private readonly ulong[] _always;

    public RuleIndex(IReadOnlyList<CompiledRule> rules)
    {
        var lists = new Lists[] { new(), new(), new(), new(), new(), new() };
        var codes = 0;
        for (var i = 0; i < rules.Count; i++)
        {
            var scope = rules[i].Rule.Scope;
            if (scope.Skus.Count > 0) lists[0].Add(scope.Skus, i);
            else if (scope.Categories.Count > 0) lists[1].Add(scope.Categories, i);
            else if (scope.Stores.Count > 0) lists[2].Add(scope.Stores, i);
            else if (scope.Code is not null && ++codes > MostCodesTried) lists[3].Add([scope.Code.ToUpperInvariant()], i);
            else if (scope.Channels.Count > 0) lists[4].Add(scope.Channels, i);
            else if (scope.Tiers.Count > 0) lists[5].Add(scope.Tiers, i);
        }

        // A look-up costs as much as trying a dozen rules, so short lists are tried whole.
        _always = new ulong[(rules.Count + 63) / 64];
        Array.Fill(_always, ulong.MaxValue);
        if (rules.Count % 64 != 0) _always[^1] = (1UL << (rules.Count % 64)) - 1;
        var indexed = lists.Select(l => l.Rules.Count < FewestIndexed ? new(StringComparer.Ordinal) : l.Done()).ToArray();
        foreach (var rule in lists.Where(l => l.Rules.Count >= FewestIndexed).SelectMany(l => l.Rules)) _always[rule / 64] &= ~(1UL << (rule % 64));
        (_skus, _categories, _stores) = (indexed[0], indexed[1], indexed[2]);
        (_codes, _channels, _tiers) = (indexed[3], indexed[4], indexed[5]);
    }

    /// <summary>Words of a candidate set.</summary>
    public int Words => _always.Length;

    /// <summary>Writes the candidates of a purchase into <paramref name="set"/>, which has <see cref="Words"/> words.</summary>
    public void Find(in FactHead head, ReadOnlySpan<PurchaseLine> lines, Span<ulong> set)
    {
        _always.CopyTo(set);
        if (_stores.Count > 0 && head.StoreId is not null) Mark(_stores, head.StoreId, set);
        if (_channels.Count > 0) Mark(_channels, head.Channel, set);
        if (_tiers.Count > 0) Mark(_tiers, head.Context.TierInForce, set);
        if (_codes.Count > 0) MarkCodes(head.Codes, set);
        if (_skus.Count > 0) MarkSkus(lines, set);
        if (_categories.Count > 0) MarkCategories(lines, set);
    }

    private static void Mark(Dictionary<string, int[]> lists, string key, Span<ulong> set)
    {
        if (lists.TryGetValue(key, out var rules)) Mark(rules, set);
    }

    private static void Mark(int[] rules, Span<ulong> set)
    {
        foreach (var rule in rules) set[rule >> 6] |= 1UL << (rule & 63);
    }

    private void MarkCodes(IReadOnlyList<string> codes, Span<ulong> set)
    {
        for (var i = 0; i < codes.Count; i++) Mark(_codes, codes[i].ToUpperInvariant(), set);
    }

    private void MarkSkus(ReadOnlySpan<PurchaseLine> lines, Span<ulong> set)
    {
        foreach (var line in lines) Mark(_skus, line.Sku, set);
    }

    private void MarkCategories(ReadOnlySpan<PurchaseLine> lines, Span<ulong> set)
    {
        var paths = _categories.GetAlternateLookup<ReadOnlySpan<char>>();
        string? last = null;
        foreach (var line in lines)
        {
            if (string.Equals(line.Category, last, StringComparison.Ordinal)) continue;
            last = line.Category;
            for (var end = last.Length; end > 0; end = last.AsSpan(0, end).LastIndexOf('/'))
            {
                if (paths.TryGetValue(last.AsSpan(0, end), out var rules)) Mark(rules, set);
            }
        }
    }

    private sealed class Lists
    {
        private readonly Dictionary<string, List<int>> _lists = new(StringComparer.Ordinal);

        public List<int> Rules { get; } = [];

        public void Add(IReadOnlyList<string> keys, int rule)
        {
            Rules.Add(rule);
            foreach (var key in keys)
            {
                if (!_lists.TryGetValue(key, out var list)) _lists.Add(key, list = []);
                list.Add(rule);
            }
        }

        public Dictionary<string, int[]> Done() => _lists.ToDictionary(p => p.Key, p => p.Value.ToArray(), StringComparer.Ordinal);
    }
}
