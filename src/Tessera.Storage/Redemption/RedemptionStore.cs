using Tessera.Core.Redemption;

namespace Tessera.Storage.Redemption;

/// <summary>A redemption as a list shows it.</summary>
/// <param name="Account">Who.</param>
/// <param name="Sequence">Item that made it.</param>
/// <param name="Goods">What it is.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="MadeAt">When it was made.</param>
public sealed record RedemptionRow(AccountId Account, long Sequence, RedeemedGoods Goods, RedemptionStage Stage, Instant MadeAt);

/// <summary>Which redemptions a list over all members shows; every condition that is given must hold.</summary>
public sealed record RedemptionFilter
{
    /// <summary>Where it stands.</summary>
    public RedemptionStage? Stage { get; init; }

    /// <summary>How it is handed over.</summary>
    public Handing? Handing { get; init; }

    /// <summary>Reward, or prize of a draw.</summary>
    public string? Reward { get; init; }

    /// <summary>Made at this moment or later.</summary>
    public Instant? From { get; init; }

    /// <summary>Made before this moment.</summary>
    public Instant? Before { get; init; }
}

/// <summary>What is secret about a redemption; gone when the person was erased.</summary>
/// <param name="Code">Pick-up code, or null.</param>
/// <param name="Delivery">Address or reference for the delivery, or null.</param>
public sealed record RedemptionSecret(string? Code, string? Delivery);

/// <summary>Redemptions as rows, with their pick-up codes: a keyed index finds a code that is shown, its sealed text is shown to the member.</summary>
public sealed class RedemptionStore
{
    internal const string PickUp = "pickup";
    internal const string Delivery = "delivery";
    private const string Columns = "member_id, sequence, reward, draw, units, points, cash_minor, cost_minor, handing, stage, made_at";
    private readonly StoreConnection _db;

    internal RedemptionStore(StoreConnection db) => _db = db;

    /// <summary>A redemption, or null.</summary>
    public RedemptionRow? Find(AccountId account, long sequence)
    {
        using var rows = _db.Sql($"select {Columns} from redemption where member_id = $1 and sequence = $2").Set(1, account).Set(2, sequence);
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>A member's redemptions, the newest first.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="before">Start before this sequence; null from the newest.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<RedemptionRow> PageBack(AccountId account, long? before, int limit)
    {
        using var rows = _db.Sql($"select {Columns} from redemption where member_id = $1 and sequence < $2 order by sequence desc limit $3").Set(1, account).Set(2, before ?? long.MaxValue).Set(3, limit);
        var page = new List<RedemptionRow>();
        while (rows.Step()) page.Add(Read(rows));
        return page;
    }

    /// <summary>Redemptions of all members, by when they were made.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="oldestFirst">Who waits longest comes first.</param>
    /// <param name="after">After this row, or null from the first.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<RedemptionRow> Page(RedemptionFilter filter, bool oldestFirst, (Instant MadeAt, AccountId Account, long Sequence)? after, int limit)
    {
        var (order, than) = oldestFirst ? ("", ">") : (" desc", "<");
        var place = after ?? (new Instant(oldestFirst ? long.MinValue : long.MaxValue), new AccountId(0), 0);
        using var rows = Where($"select {Columns} from redemption", filter, $" and (made_at {than} $6 or (made_at = $6 and (member_id {than} $7 or (member_id = $7 and sequence {than} $8)))) order by made_at{order}, member_id{order}, sequence{order} limit $9")
            .Set(6, place.MadeAt).Set(7, place.Account).Set(8, place.Sequence).Set(9, limit);
        var page = new List<RedemptionRow>();
        while (rows.Step()) page.Add(Read(rows));
        return page;
    }

    /// <summary>How many redemptions a filter lets through.</summary>
    public long Count(RedemptionFilter filter)
    {
        using var rows = Where("select count(*) from redemption", filter, "");
        rows.Step();
        return rows.Long(0);
    }

    private Statement Where(string select, RedemptionFilter filter, string rest) =>
        _db.Sql($"{select} where ($1 = '' or stage = $1) and ($2 = '' or handing = $2) and ($3 = '' or reward = $3) and made_at >= $4 and made_at < $5{rest}")
            .Set(1, filter.Stage is { } stage ? RecordJson.CamelCase(stage) : "").Set(2, filter.Handing is { } handing ? RecordJson.CamelCase(handing) : "").Set(3, filter.Reward ?? "")
            .Set(4, filter.From ?? new Instant(long.MinValue)).Set(5, filter.Before ?? new Instant(long.MaxValue));

    /// <summary>The redemption a pick-up code stands for, or null.</summary>
    public (AccountId Account, long Sequence)? ByCode(string code) => CodeOf(code) ?? (_db.LearnKeys() ? CodeOf(code) : null);

    private (AccountId Account, long Sequence)? CodeOf(string code)
    {
        foreach (var index in _db.Sealing.IndexesOf(PickUp, code))
        {
            using var rows = _db.Sql("select member_id, sequence from pickup_code where code_index = $1").SetBytes(1, index);
            if (rows.Step()) return (rows.Account(0), rows.Long(1));
        }

        return null;
    }

    /// <summary>Moves a pick-up code to the digest of the key that writes now.</summary>
    internal void Move(ReadOnlySpan<byte> sealedBefore, string code) => _db.Sql("update pickup_code set code_index = $2 where code_index = $1")
        .SetBytes(1, _db.Sealing.IndexLike(sealedBefore, PickUp, code)).SetBytes(2, _db.Sealing.IndexOf(PickUp, code)).RunOnce();

    /// <summary>Keeps what is secret about a redemption: the code by its index and sealed, the delivery sealed.</summary>
    public void Keep(AccountId account, long sequence, RedemptionSecret secret)
    {
        var insert = _db.Sql("insert into redemption_secret (member_id, sequence, code_sealed, delivery_sealed) values ($1, $2, $3, $4)").Set(1, account).Set(2, sequence);
        _ = secret.Code is { } code ? insert.SetBytes(3, _db.Sealing.Seal(Of(PickUp, account, sequence), code)) : insert.SetNoBytes(3);
        _ = secret.Delivery is { } delivery ? insert.SetBytes(4, _db.Sealing.Seal(Of(Delivery, account, sequence), delivery)) : insert.SetNoBytes(4);
        insert.RunOnce();
        if (secret.Code is { } shown) _db.Sql("insert into pickup_code (code_index, member_id, sequence) values ($1, $2, $3)").SetBytes(1, _db.Sealing.IndexOf(PickUp, shown)).Set(2, account).Set(3, sequence).RunOnce();
    }

    /// <summary>What is secret about a redemption.</summary>
    public RedemptionSecret SecretOf(AccountId account, long sequence)
    {
        using var rows = _db.Sql("select code_sealed, delivery_sealed from redemption_secret where member_id = $1 and sequence = $2").Set(1, account).Set(2, sequence);
        if (!rows.Step()) return new RedemptionSecret(null, null);
        return new RedemptionSecret(
            rows.IsNull(0) ? null : _db.Sealing.OpenText(Of(PickUp, account, sequence), rows.Bytes(0)),
            rows.IsNull(1) ? null : _db.Sealing.OpenText(Of(Delivery, account, sequence), rows.Bytes(1)));
    }

    internal static string Of(string what, AccountId account, long sequence) => $"{what} {account} {sequence}";

    private static RedemptionRow Read(Statement rows) => new(
        rows.Account(0), rows.Long(1),
        new RedeemedGoods(rows.Text(2), rows.Int(4), RecordJson.ParseCamelCase<Handing>(rows.Text(8))) { Draw = rows.TextOrNull(3), Points = rows.Long(5), CashMinor = rows.Long(6), CostMinor = rows.Long(7) },
        RecordJson.ParseCamelCase<RedemptionStage>(rows.Text(9)), rows.Instant(10));
}
