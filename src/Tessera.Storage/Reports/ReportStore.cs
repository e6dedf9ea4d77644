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
    // The last change recorded whose date is not later; a member that has left by then is in no tier.
    private const string HeldOn =
        "select c.member_id, c.in_force_to as tier from tier_change c where c.on_day <= $1"
        + " and coalesce((select p.present from member_presence p where p.member_id = c.member_id and p.on_day <= $1 order by p.sequence desc, p.n desc limit 1), 1) = 1"
        + " and not exists (select 1 from tier_change d where d.member_id = c.member_id and d.on_day <= $1 and (d.sequence > c.sequence or (d.sequence = c.sequence and d.n > c.n)))";

    private readonly StoreConnection _db;

    internal ReportStore(StoreConnection db) => _db = db;

    /// <summary>Members by tier in force at the end of a date, by tier id.</summary>
    public IReadOnlyList<TierCount> TierDistribution(DateOnly on)
    {
        using var rows = _db.Sql($"select tier, count(*) from ({HeldOn}) held group by tier order by tier").Set(1, on);
        var list = new List<TierCount>();
        while (rows.Step()) list.Add(new TierCount(rows.Text(0), rows.Long(1)));
        return list;
    }

    /// <summary>The local date of the first change of tier, or null in an empty store.</summary>
    public DateOnly? FirstChangeOn()
    {
        using var rows = _db.Sql("select min(on_day) from tier_change");
        return rows.Step() && !rows.IsNull(0) ? DateOnly.FromDayNumber((int)rows.Long(0)) : null;
    }

    /// <summary>Every member's tier in force at the end of a date, in order of account id.</summary>
    public IEnumerable<MemberTier> TiersOn(DateOnly on)
    {
        using var rows = _db.Walk($"select member_id, tier from ({HeldOn}) held order by member_id").Set(1, on);
        while (rows.Step()) yield return new MemberTier(rows.Account(0), rows.Text(1));
    }

    /// <summary>Members in a tier at the end of a date, in order of account.</summary>
    /// <param name="on">The date.</param>
    /// <param name="tier">The tier.</param>
    /// <param name="after">Start after this account; null from the first.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<AccountId> HeldBy(DateOnly on, string tier, AccountId? after, int limit)
    {
        using var rows = _db.Sql($"select member_id from ({HeldOn} and c.member_id > $3) held where tier = $2 order by member_id limit $4").Set(1, on).Set(2, tier).Set(3, after?.Value ?? long.MinValue).Set(4, limit);
        return Accounts(rows);
    }

    /// <summary>Members who were in one tier before a date and in another at the end of one, in order of account; an empty tier stands for none.</summary>
    /// <param name="from">First date.</param>
    /// <param name="through">Last date.</param>
    /// <param name="tiers">The tiers.</param>
    /// <param name="after">Start after this account; null from the first.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<AccountId> MovedBetween(DateOnly from, DateOnly through, (string Was, string Now) tiers, AccountId? after, int limit)
    {
        var held = HeldOn.Replace("$1", "$2", StringComparison.Ordinal);
        using var rows = _db.Sql(
            $"with was as ({HeldOn} and c.member_id > $5), now as ({held} and c.member_id > $5)"
            + " select m.member_id from member_state m left join was on was.member_id = m.member_id left join now on now.member_id = m.member_id"
            + " where m.member_id > $5 and coalesce(was.tier, '') = $3 and coalesce(now.tier, '') = $4 order by m.member_id limit $6")
            .Set(1, from.AddDays(-1)).Set(2, through).Set(3, tiers.Was).Set(4, tiers.Now).Set(5, after?.Value ?? long.MinValue).Set(6, limit);
        return Accounts(rows);
    }

    private static List<AccountId> Accounts(Statement rows)
    {
        var accounts = new List<AccountId>();
        while (rows.Step()) accounts.Add(rows.Account(0));
        return accounts;
    }

    /// <summary>How members moved between tiers from one date through another, both inclusive. A member counts where the period's ends differ: moves that cancel out inside are not counted.</summary>
    public IReadOnlyList<TierMovement> TierMovements(DateOnly from, DateOnly through)
    {
        var tiers = new SortedDictionary<string, TierMovement>(StringComparer.Ordinal);
        foreach (var move in TierMoves(from, through)) Add(tiers, move.From, move.To, move.Members);
        return [.. tiers.Values];
    }

    /// <summary>The same pair by pair, those who stayed among them.</summary>
    public IReadOnlyList<TierMove> TierMoves(DateOnly from, DateOnly through)
    {
        var held = HeldOn.Replace("$1", "$2", StringComparison.Ordinal);
        using var rows = _db.Sql(
            $"with was as ({HeldOn}), now as ({held}), moved as ("
            + " select was.tier as t_from, now.tier as t_to from was left join now on now.member_id = was.member_id"
            + " union all select null, now.tier from now where not exists (select 1 from was where was.member_id = now.member_id))"
            + " select t_from, t_to, count(*) from moved group by t_from, t_to").Set(1, from.AddDays(-1)).Set(2, through);
        var moves = new List<TierMove>();
        while (rows.Step()) moves.Add(new TierMove(rows.TextOrNull(0), rows.TextOrNull(1), rows.Long(2)));
        return moves;
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
