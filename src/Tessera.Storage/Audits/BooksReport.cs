using System.Globalization;

namespace Tessera.Storage.Audits;

/// <summary>One damaged row.</summary>
/// <param name="Table">Table of the store, in the words of docs/reference/ledger.md.</param>
/// <param name="Account">The member's ledger account id, or null for rows of nobody.</param>
/// <param name="Row">Which row of that member or chain: <c>12</c>, <c>12/1</c>, <c>till 0042</c>; empty for the member's one row.</param>
/// <param name="Code">What is wrong, stable: <c>missing</c>, <c>extra</c>, <c>changed</c>, <c>chain</c>, <c>unreadable</c>, <c>fold</c>.</param>
/// <param name="What">The numbers, for people.</param>
public sealed record AuditFinding(string Table, AccountId? Account, string Row, string Code, string What);

/// <summary>What the books audit found (semantics §12): stored effects folded and compared with everything that is derived from them.</summary>
public sealed class BooksReport
{
    /// <summary>Most findings kept; more are counted only.</summary>
    public const int MostFindings = 10_000;

    private readonly List<AuditFinding> _findings = [];
    private readonly SortedSet<AccountId> _damaged = [];

    /// <summary>Members walked.</summary>
    public long Members { get; internal set; }

    /// <summary>Items folded.</summary>
    public long Items { get; internal set; }

    /// <summary>Entries compared.</summary>
    public long Entries { get; internal set; }

    /// <summary>Records of the trail.</summary>
    public long AuditRecords { get; internal set; }

    /// <summary>All findings, also those not kept.</summary>
    public long FindingCount { get; private set; }

    /// <summary>The damaged rows, by member.</summary>
    public IReadOnlyList<AuditFinding> Findings => _findings;

    /// <summary>Members whose books do not agree: to be halted while the shop goes on.</summary>
    public IReadOnlyCollection<AccountId> Damaged => _damaged;

    /// <summary>What the records of the members walked say was used of each shared limit.</summary>
    internal SortedDictionary<string, long> SharedUse { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether everything agrees.</summary>
    public bool IsClean => FindingCount == 0;

    internal void Add(string table, AccountId? account, string row, string code, string what)
    {
        FindingCount++;
        if (account is { } damaged) _damaged.Add(damaged);
        if (_findings.Count < MostFindings) _findings.Add(new AuditFinding(table, account, row, code, what));
    }

    internal void Add(string table, AccountId? account, long row, string code, string what) =>
        Add(table, account, row.ToString(CultureInfo.InvariantCulture), code, what);
}
