namespace Tessera.Storage.Reports;

/// <summary>How many members held a tier at the end of a date.</summary>
/// <param name="Tier">Tier in force.</param>
/// <param name="Members">Members.</param>
public sealed record TierCount(string Tier, long Members);

/// <summary>How a tier's membership moved over dates; opening + in − out = closing.</summary>
/// <param name="Tier">Tier in force.</param>
/// <param name="Opening">Members at the end of the date before.</param>
/// <param name="In">Came, by upgrade, fall, overlay or joining.</param>
/// <param name="Out">Went, by the same or by closing.</param>
/// <param name="Closing">Members at the end of the last date.</param>
/// <param name="Joined">Of <paramref name="In"/>, those who joined or stand alone again after a merge.</param>
/// <param name="Left">Of <paramref name="Out"/>, those who closed or were merged into another.</param>
public sealed record TierMovement(string Tier, long Opening, long In, long Out, long Closing, long Joined, long Left);

/// <summary>Members who moved from one tier to another over dates.</summary>
/// <param name="From">Tier before; null for who was not there.</param>
/// <param name="To">Tier at the end; null for who had left.</param>
/// <param name="Members">How many.</param>
public sealed record TierMove(string? From, string? To, long Members);

/// <summary>A member's tier at the end of a date.</summary>
/// <param name="Account">Ledger account id.</param>
/// <param name="Tier">Tier in force.</param>
public sealed record MemberTier(AccountId Account, string Tier);

/// <summary>Reports over the tier history. A date means its end; members that closed or were merged into another are in no count from that date on.</summary>
public sealed class ReportStore
{
    private readonly StoreConnection _db;

    internal ReportStore(StoreConnection db) => _db = db;

    /// <summary>Members by tier in force at the end of a date, by tier id.</summary>
    public IReadOnlyList<TierCount> TierDistribution(DateOnly on)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (_, tier) in TiersOn(on)) counts[tier] = counts.GetValueOrDefault(tier) + 1;
        return [.. counts.Select(c => new TierCount(c.Key, c.Value))];
    }

    /// <summary>The local date of the first change of tier, or null in an empty store.</summary>
    public DateOnly? FirstChangeOn()
    {
        using var rows = _db.Sql("select min(on_day) from tier_change");
        return rows.Step() && !rows.IsNull(0) ? DateOnly.FromDayNumber((int)rows.Long(0)) : null;
    }

    /// <summary>Every member's tier in force at the end of a date, in order of account id.</summary>
    public IEnumerable<MemberTier> TiersOn(DateOnly on) => Held(on, on, null).Where(h => h.Now.Length > 0).Select(h => new MemberTier(h.Account, h.Now));

    /// <summary>Members in a tier at the end of a date, in order of account.</summary>
    /// <param name="on">The date.</param>
    /// <param name="tier">The tier.</param>
    /// <param name="after">Start after this account; null from the first.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<AccountId> HeldBy(DateOnly on, string tier, AccountId? after, int limit) => [.. Held(on, on, after).Where(h => h.Now == tier).Take(limit).Select(h => h.Account)];

    /// <summary>Members who were in one tier before a date and in another at the end of one, in order of account; an empty tier stands for none.</summary>
    /// <param name="from">First date.</param>
    /// <param name="through">Last date.</param>
    /// <param name="tiers">The tiers.</param>
    /// <param name="after">Start after this account; null from the first.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<AccountId> MovedBetween(DateOnly from, DateOnly through, (string Was, string Now) tiers, AccountId? after, int limit) =>
        [.. Held(from.AddDays(-1), through, after).Where(h => h.Was == tiers.Was && h.Now == tiers.Now).Take(limit).Select(h => h.Account)];

    /// <summary>How members moved between tiers from one date through another, both inclusive. A member counts where the period's ends differ: moves that cancel out inside are not counted.</summary>
    public IReadOnlyList<TierMovement> TierMovements(DateOnly from, DateOnly through) => Movements(TierMoves(from, through));

    /// <summary>The same out of the moves pair by pair.</summary>
    public static IReadOnlyList<TierMovement> Movements(IEnumerable<TierMove> moves)
    {
        var tiers = new SortedDictionary<string, TierMovement>(StringComparer.Ordinal);
        foreach (var move in moves) Add(tiers, move.From, move.To, move.Members);
        return [.. tiers.Values];
    }

    /// <summary>The moves pair by pair, those who stayed among them.</summary>
    public IReadOnlyList<TierMove> TierMoves(DateOnly from, DateOnly through)
    {
        var counts = new Dictionary<(string Was, string Now), long>();
        foreach (var (_, was, now) in Held(from.AddDays(-1), through, null))
        {
            if (was.Length > 0 || now.Length > 0) counts[(was, now)] = counts.GetValueOrDefault((was, now)) + 1;
        }

        return [.. counts.OrderBy(c => c.Key.Was, StringComparer.Ordinal).ThenBy(c => c.Key.Now, StringComparer.Ordinal).Select(c => new TierMove(c.Key.Was.Length > 0 ? c.Key.Was : null, c.Key.Now.Length > 0 ? c.Key.Now : null, c.Value))];
    }

    /// <summary>
    /// Every member's tiers at the ends of two dates, the later one second, in order of account; empty for who is in none. One sequential read of the tier history: the last change
    /// recorded whose date is not later counts, of a member that is there.
    /// </summary>
    private IEnumerable<(AccountId Account, string Was, string Now)> Held(DateOnly first, DateOnly second, AccountId? after)
    {
        var there = Presences(first, second);
        using var rows = _db.Walk("select member_id, on_day, in_force_to from tier_change where on_day <= $1 and member_id > $2 order by member_id, sequence, n").Set(1, second).Set(2, after?.Value ?? long.MinValue);
        var held = (Account: default(AccountId), Was: "", Now: "");
        var isOpen = false;
        while (rows.Step())
        {
            var account = rows.Account(0);
            if (isOpen && held.Account != account) yield return Seen(held, there);
            if (!isOpen || held.Account != account) held = (account, "", "");
            isOpen = true;
            var tier = rows.Text(2);
            held = (account, rows.Day(1) <= first ? tier : held.Was, tier);
        }

        if (isOpen) yield return Seen(held, there);
    }

    private static (AccountId Account, string Was, string Now) Seen((AccountId Account, string Was, string Now) held, Dictionary<AccountId, (bool Was, bool Now)> there) =>
        there.TryGetValue(held.Account, out var at) ? (held.Account, at.Was ? held.Was : "", at.Now ? held.Now : "") : held;

    /// <summary>Whether members were there at the ends of two dates, of those who ever left.</summary>
    private Dictionary<AccountId, (bool Was, bool Now)> Presences(DateOnly first, DateOnly second)
    {
        var found = new Dictionary<AccountId, (bool Was, bool Now)>();
        using var rows = _db.Walk("select member_id, on_day, present from member_presence where on_day <= $1 order by member_id, sequence, n").Set(1, second);
        while (rows.Step())
        {
            var (account, isThere) = (rows.Account(0), rows.Bool(2));
            var (was, _) = found.GetValueOrDefault(account, (true, true));
            found[account] = (rows.Day(1) <= first ? isThere : was, isThere);
        }

        return found;
    }

    private static void Add(SortedDictionary<string, TierMovement> tiers, string? from, string? to, long members)
    {
        if (from is not null)
        {
            var row = tiers.GetValueOrDefault(from, new TierMovement(from, 0, 0, 0, 0, 0, 0));
            tiers[from] = from == to
                ? row with { Opening = row.Opening + members }
                : row with { Opening = row.Opening + members, Out = row.Out + members, Left = row.Left + (to is null ? members : 0) };
        }

        if (to is not null)
        {
            var row = tiers.GetValueOrDefault(to, new TierMovement(to, 0, 0, 0, 0, 0, 0));
            tiers[to] = from == to
                ? row with { Closing = row.Closing + members }
                : row with { Closing = row.Closing + members, In = row.In + members, Joined = row.Joined + (from is null ? members : 0) };
        }
    }
}
