using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Storage.Facts;

/// <summary>An item with its owner, for walks over many records.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Item">The item.</param>
public sealed record OwnedItem(AccountId Account, RecordItem Item);

/// <summary>The record of one member.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Items">Its items, in order.</param>
public sealed record OwnedRecord(AccountId Account, IReadOnlyList<RecordItem> Items);

/// <summary>The record as stored: items with their decisions, and the lots they led to.</summary>
public sealed class RecordStore
{
    internal const string Columns = "sequence, occurred_at, recorded_at, version, semantics, step, fact, decision, text_digest, hash, kind, is_history";

    private readonly StoreConnection _db;

    internal RecordStore(StoreConnection db) => _db = db;

    /// <summary>One item, or null.</summary>
    public RecordItem? Find(AccountId account, long sequence)
    {
        if (_db.Ahead.Items.TryGetValue((account, sequence), out var known)) return known;
        using var rows = _db.Sql($"select {Columns} from item where member_id = $1 and sequence = $2").Set(1, account).Set(2, sequence);
        return rows.Step() ? Read(rows, 0).Item : null;
    }

    /// <summary>A member's items in order, the oldest first.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="after">Start after this sequence.</param>
    /// <param name="limit">Most items.</param>
    public IReadOnlyList<RecordItem> Page(AccountId account, long after = 0, int limit = int.MaxValue)
    {
        using var rows = _db.Sql($"select {Columns} from item where member_id = $1 and sequence > $2 order by sequence limit $3").Set(1, account).Set(2, after).Set(3, limit);
        var page = new List<RecordItem>();
        while (rows.Step()) page.Add(Read(rows, 0).Item);
        return page;
    }

    /// <summary>A member's items, the newest first.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="before">Start before this sequence; null from the newest.</param>
    /// <param name="limit">Most items.</param>
    public IReadOnlyList<RecordItem> PageBack(AccountId account, long? before, int limit)
    {
        using var rows = _db.Sql($"select {Columns} from item where member_id = $1 and sequence < $2 order by sequence desc limit $3")
            .Set(1, account).Set(2, before ?? long.MaxValue).Set(3, limit);
        var page = new List<RecordItem>();
        while (rows.Step()) page.Add(Read(rows, 0).Item);
        return page;
    }

    /// <summary>Every item of the store, by member and in order inside each. The connection must stay open while it is walked.</summary>
    public IEnumerable<OwnedItem> All()
    {
        using var rows = _db.Walk($"select member_id, {Columns} from item order by member_id, sequence");
        while (rows.Step()) yield return new OwnedItem(rows.Account(0), Read(rows, 1).Item);
    }

    /// <summary>
    /// Items that occurred between two instants of a local date, by member and in order inside each. Only members who were active or joined on that date or later are looked at: the
    /// record has no order by time. The connection must stay open while they are walked.
    /// </summary>
    /// <param name="from">From this instant.</param>
    /// <param name="before">Before this one.</param>
    /// <param name="day">The local date.</param>
    public IEnumerable<OwnedItem> Occurred(Instant from, Instant before, DateOnly day)
    {
        using var rows = _db.Walk($"select member_id, {Columns} from item where occurred_at >= $1 and occurred_at < $2"
            + " and member_id in (select m.member_id from member_state m where m.last_activity_on >= $3 or m.joined_on >= $3) order by member_id, sequence").Set(1, from).Set(2, before).Set(3, day);
        while (rows.Step()) yield return new OwnedItem(rows.Account(0), Read(rows, 1).Item);
    }

    /// <summary>The records of all members, in order of account, as far as they were recorded before an instant. The connection must stay open while they are walked.</summary>
    /// <param name="before">Recorded before this.</param>
    /// <param name="from">First account; null for all.</param>
    public IEnumerable<OwnedRecord> ByMember(Instant before, AccountId? from = null) => Walk(before, from, rows => Read(rows, 1).Item);

    /// <summary>The same of everybody for sums: reasons are left out, and facts where nothing is read of them.</summary>
    /// <param name="before">Items recorded before this instant.</param>
    /// <param name="withFacts">Whether items carry their facts.</param>
    public IEnumerable<OwnedRecord> ForSums(Instant before, bool withFacts) => Walk(before, null, rows => ReadSums(rows, withFacts));

    private IEnumerable<OwnedRecord> Walk(Instant before, AccountId? from, Func<Statement, RecordItem> read)
    {
        using var rows = _db.Walk($"select member_id, {Columns} from item where recorded_at < $1 and member_id >= $2 order by member_id, sequence").Set(1, before).Set(2, from?.Value ?? long.MinValue);
        (AccountId Account, List<RecordItem> Items)? member = null;
        while (rows.Step())
        {
            var account = rows.Account(0);
            if (member is { } known && known.Account != account)
            {
                yield return new OwnedRecord(known.Account, known.Items);
                member = null;
            }

            member ??= (account, []);
            member.Value.Items.Add(read(rows));
        }

        if (member is { } last) yield return new OwnedRecord(last.Account, last.Items);
    }

    /// <summary>All lots of a member, open and closed, in order of id.</summary>
    public IReadOnlyList<Lot> LotsOf(AccountId account)
    {
        using var rows = _db.Sql($"select {LotRow.Columns} from lot where member_id = $1 order by sequence, n").Set(1, account);
        var lots = new List<Lot>();
        while (rows.Step()) lots.Add(LotRow.Read(rows));
        return lots;
    }

    /// <summary>Lots of a member with nothing left, in order of id.</summary>
    internal List<Lot> ClosedLotsOf(AccountId account)
    {
        using var rows = _db.Sql($"select {LotRow.Columns} from lot where member_id = $1 and remaining = 0 order by sequence, n").Set(1, account);
        var lots = new List<Lot>();
        while (rows.Step()) lots.Add(LotRow.Read(rows));
        return lots;
    }

    /// <summary>The free text kept beside an item, or null where there is none or it was erased.</summary>
    public string? TextOf(AccountId account, long sequence)
    {
        using var rows = _db.Sql("select sealed from member_text where member_id = $1 and sequence = $2").Set(1, account).Set(2, sequence);
        return rows.Step() ? _db.Sealing.OpenText($"text {account} {sequence}", rows.Bytes(0)) : null;
    }

    /// <summary>Folds a record from its beginning: the member as it was after an item.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="through">Last sequence folded.</param>
    public MemberState Replay(AccountId account, long through = long.MaxValue)
    {
        var state = new MemberState(account.ToString());
        using var rows = _db.Sql($"select {Columns} from item where member_id = $1 and sequence <= $2 order by sequence").Set(1, account).Set(2, through);
        while (rows.Step()) Fold(state, Read(rows, 0).Item);
        return state;
    }

    /// <summary>The state as it is loaded for a batch: folded from the whole record, without the lots that have nothing left.</summary>
    internal MemberState Rebuild(AccountId account)
    {
        var state = Replay(account);
        state.ClosedLots.Clear();
        state.Wallet.ClosedLots.Clear();
        state.Wallet.ClosedCards.Clear();
        state.Coupons.Closed.Clear();
        return state;
    }

    /// <summary>Carries out a stored item on a state.</summary>
    internal static void Fold(MemberState state, RecordItem item)
    {
        if (item.Sequence != state.Sequence + 1) throw new LedgerBroken(state.Account, $"item {item.Sequence} follows {state.Sequence}");
        foreach (var effect in item.Effects) state.Apply(effect);
        state.Sequence = item.Sequence;
    }

    internal static StoredItem Read(Statement rows, int at)
    {
        var decisionBytes = rows.Bytes(at + 7).ToArray();
        var factBytes = rows.IsNull(at + 6) ? [] : rows.Bytes(at + 6).ToArray();
        var item = ItemOf(rows, at, RecordJson.ReadDecision(decisionBytes), factBytes);
        return new StoredItem(item, factBytes, decisionBytes, rows.Bytes(at + 8).ToArray(), rows.Bytes(at + 9).ToArray());
    }

    private static RecordItem ReadSums(Statement rows, bool withFacts) => ItemOf(rows, 1, RecordJson.ReadSums(rows.Bytes(8)), withFacts && !rows.IsNull(7) ? rows.Bytes(7) : default);

    private static RecordItem ItemOf(Statement rows, int at, StoredDecision decision, ReadOnlySpan<byte> factBytes)
    {
        var (occurredAt, recordedAt) = (rows.Instant(at + 1), rows.Instant(at + 2));
        Fact? fact = factBytes.IsEmpty ? null : ItemChain.Absolute(occurredAt, recordedAt, RecordJson.ReadFact(factBytes));
        return new RecordItem
        {
            Sequence = rows.Long(at), Kind = fact is null ? ItemKind.Step : ItemKind.Fact, OccurredAt = occurredAt, RecordedAt = recordedAt,
            Version = rows.Int(at + 3), Semantics = rows.Int(at + 4), IsHistory = rows.Bool(at + 11), Step = rows.TextOrNull(at + 5), Fact = fact,
            Effects = decision.Effects, Reasons = decision.Reasons, Purchase = decision.Purchase,
        };
    }
}
