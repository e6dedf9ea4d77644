namespace Tessera.Trials.Checks;

/// <summary>
/// Holds what callers were told against the ledger: each member's entries are one unbroken chain, no spending went below zero, every acknowledged
/// write stands in it once, and no two writes were promised the same place. It shares no code with the product.
/// </summary>
internal static class HistoryCheck
{
    private static readonly HashSet<string> Spending = new(StringComparer.Ordinal) { "debit", "transferOut" };

    /// <summary>What is wrong, one sentence each; empty when nothing is.</summary>
    public static IReadOnlyList<string> Faults(IReadOnlyCollection<LedgerRow> ledger, IReadOnlyCollection<Claim> claims)
    {
        var faults = new List<string>();
        var books = ledger.GroupBy(r => r.Member, StringComparer.Ordinal).ToDictionary(
            g => g.Key, g => g.OrderBy(r => r.Sequence).ThenBy(r => r.N).ToList(), StringComparer.Ordinal);
        foreach (var rows in books.Values) Chain(rows, faults);
        foreach (var twice in claims.Where(c => c.Sequence is not null).GroupBy(c => (c.Member, c.Sequence)).Where(g => g.Select(c => c.By).Distinct(StringComparer.Ordinal).Count() > 1))
        {
            faults.Add($"{twice.Key.Member} item {twice.Key.Sequence} was promised to {string.Join(" and ", twice.Select(c => c.By))}");
        }

        foreach (var claim in claims)
        {
            if (Contradiction(claim, books.GetValueOrDefault(claim.Member) ?? []) is { } fault) faults.Add($"{claim.By}: {fault}");
        }

        return faults;
    }

    private static void Chain(List<LedgerRow> rows, List<string> faults)
    {
        long balance = 0;
        LedgerRow? last = null;
        foreach (var row in rows)
        {
            if (last is not null && (last.Sequence, last.N) == (row.Sequence, row.N)) faults.Add($"{row.Member} {row.Sequence}.{row.N} stands twice");
            if (row.BalanceAfter != balance + row.Points) faults.Add($"{row.Member} {row.Sequence}.{row.N}: {balance} and {row.Points} make {row.BalanceAfter}");
            if (row.BalanceAfter < 0 && row.Points < 0 && Spending.Contains(row.Kind)) faults.Add($"{row.Member} {row.Sequence}.{row.N}: {row.Kind} of {-row.Points} leaves {row.BalanceAfter}");
            (balance, last) = (row.BalanceAfter, row);
        }
    }

    private static string? Contradiction(Claim claim, List<LedgerRow> rows)
    {
        if (claim.Points is null or 0) return null;
        var item = claim.Sequence is { } sequence ? rows.Where(r => r.Sequence == sequence).ToList() : [.. rows.Where(r => r.Number == claim.Number)];
        if (item.Count == 0) return $"acknowledged, and not in the ledger of {claim.Member}";
        var moved = item.Sum(r => r.Points);
        // A purchase tells its own points; gifts and repaid debt of the same item stand beside them in the ledger.
        if (claim.Sequence is not null && moved != claim.Points) return $"was told {claim.Points} points, the ledger has {moved}";
        return item[^1].BalanceAfter == claim.BalanceAfter || rows.Any(r => r.Sequence >= item[^1].Sequence && r.BalanceAfter == claim.BalanceAfter)
            ? null
            : $"was told a balance of {claim.BalanceAfter}, the ledger has {item[^1].BalanceAfter}";
    }
}
