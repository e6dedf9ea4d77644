using Tessera.Core.Bookings;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Redemption;
using Tessera.Core.StoredValue;

namespace Tessera.Storage.Facts;

/// <summary>What a batch writes of one member: its new items on the state they led to.</summary>
/// <param name="Member">As loaded; its state carries the decisions.</param>
/// <param name="Items">The new items, in order; they follow the stored sequence without a gap.</param>
/// <param name="NextDueOn">Next date on which anything can fall due (<c>Decide.NextDueOn</c>), or null.</param>
public sealed record MemberWrite(LoadedMember Member, IReadOnlyList<RecordItem> Items, DateOnly? NextDueOn)
{
    /// <summary>Free text of an item, by its sequence: kept sealed beside the record, only its salted digest inside.</summary>
    public IReadOnlyDictionary<long, string>? Texts { get; init; }
}

/// <summary>
/// Writes the effects of a batch: items with their chain, entries, lots, tier changes, documents, references, outbox and the state row.
/// Everything derived is derived here and nowhere else, so that the audit can derive it again. Call it inside a write transaction.
/// </summary>
public sealed partial class BatchWriter
{
    private readonly StoreConnection _db;
    private readonly ItemChain _chain = new();
    private readonly PackWriter _pack = new();
    private readonly HashSet<LotId> _touched = [];
    private readonly List<OutboxDraft> _outbox = [];
    private readonly SortedDictionary<string, long> _moved = new(StringComparer.Ordinal);
    private bool _isHeard;

    internal BatchWriter(StoreConnection db) => _db = db;

    /// <summary>Writes members; each at most once a batch.</summary>
    /// <exception cref="StoreFault">A constraint refused a row: roll back and split the batch.</exception>
    public void Write(IEnumerable<MemberWrite> writes)
    {
        if (!_db.InTransaction) throw new InvalidOperationException("a batch is written inside a transaction");
        _outbox.Clear();
        _moved.Clear();
        _isHeard = _db.Webhooks.HasEndpoints;
        foreach (var write in writes) Write(write);
        _db.SharedCounters.Move(_moved);
        _moved.Clear();
        _db.Outbox.Append(_outbox);
    }

    private void Write(MemberWrite write)
    {
        if (write.Items.Count == 0 && write.NextDueOn == write.Member.NextDueOn) return;
        var member = write.Member;
        _touched.Clear();
        _touchedValue.Clear();
        _touchedCards.Clear();
        _touchedCoupons.Clear();
        var stored = member.StoredSequence;
        foreach (var item in write.Items)
        {
            if (item.Sequence != member.StoredSequence + 1) throw new LedgerBroken(member.State.Account, $"item {item.Sequence} follows {member.StoredSequence}");
            WriteItem(write, item);
            WriteEffects(write, item);
            if (item.Fact is { } fact) WriteFact(member.Account, item.Sequence, fact);
            member.StoredSequence = item.Sequence;
        }

        foreach (var id in _touched)
        {
            // The row of a lot is written with the item that opened it.
            if (id.Sequence > stored) WriteLot(member, id);
            else UpdateLot(member, id);
        }

        WriteWallet(member);
        WriteCoupons(member);
        WriteState(member, write.NextDueOn);
        if (write.Items.Count > 0) _db.Grow(member.Account);
    }

    private void WriteItem(MemberWrite write, RecordItem item)
    {
        var member = write.Member;
        var digest = write.Texts is { } texts && texts.TryGetValue(item.Sequence, out var text) ? WriteText(member.Account, item.Sequence, text) : [];
        var head = _chain.Append(member.Head, member.Account, item, digest);
        var insert = _insertItem ??= _db.Sql("insert into item (member_id, sequence, kind, occurred_at, recorded_at, version, semantics, step, fact, decision, text_digest, hash, is_history) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
        insert.Set(1, member.Account).Set(2, item.Sequence).Set(3, item.Fact is { } fact ? RecordJson.KindOf(fact) : StepKind)
            .Set(4, item.OccurredAt).Set(5, item.RecordedAt).Set(6, item.Version).Set(7, item.Semantics).Set(8, item.Step);
        _ = item.Fact is null ? insert.SetNoText(9) : insert.SetText(9, _chain.Fact);
        insert.SetText(10, _chain.Decision);
        _ = digest.Length == 0 ? insert.SetNoBytes(11) : insert.SetBytes(11, digest);
        insert.SetBytes(12, head).Set(13, item.IsHistory).Run();
        member.Head = head;
    }

    private byte[] WriteText(AccountId account, long sequence, string text)
    {
        var salt = System.Security.Cryptography.RandomNumberGenerator.GetBytes(16);
        _db.Sql("insert into member_text (member_id, sequence, salt, sealed) values ($1, $2, $3, $4)")
            .Set(1, account).Set(2, sequence).SetBytes(3, salt).SetBytes(4, _db.Sealing.Seal($"text {account} {sequence}", text)).RunOnce();
        return FreeText.Digest(salt, text);
    }

    private void WriteEffects(MemberWrite write, RecordItem item)
    {
        for (var i = 0; i < item.Effects.Count; i++)
        {
            WriteEffect(write, item, item.Effects[i], new LotId(item.Sequence, i + 1));
        }

        // One reference an item, and only where an endpoint listens: its events are derived when they are sent.
        if (_isHeard && Leaves(item) && EventNames.Tells(item))
        {
            _outbox.Add(new OutboxDraft(EventNames.ItemTopic, write.Member.Account, new LotId(item.Sequence, 0), item.RecordedAt) { IsOnlyTold = true });
        }
    }

    private void WriteEffect(MemberWrite write, RecordItem item, Effect effect, LotId place)
    {
        var account = write.Member.Account;
        switch (effect)
        {
            case LedgerEntry entry: WriteEntry(account, item.Version, entry); break;
            case WalletEntry or CardEntry or WalletStood: WriteWalletEffect(write.Member, item, effect); break;
            case CouponEntry entry: WriteEntry(account, item, entry); break;
            case RedemptionMoved moved: WriteRedemption(account, item, moved); break;
            case BookingMoved booked: WriteBooking(account, item, booked); break;
            case DrawMade made: WriteDraw(account, item, made); break;
            case LotsNoticed noticed: _touched.UnionWith(noticed.Lots.Select(l => l.Lot)); break;
            case EndsFollowed: _touched.UnionWith(write.Member.State.OpenLots.Where(l => l.Follows).Select(l => l.Id)); break;
            case TierChanged tier: WriteTier(account, place, tier); break;
            case MemberClosed closed: WritePresence(account, place, closed.On, isPresent: false); break;
            case MemberMerged merged: WritePresence(account, place, merged.On, merged.Into is null); break;
            case TagChanged tag: WriteTag(account, tag); break;
            case SegmentChanged moved: WriteSegment(account, moved); break;
            case PurchaseRefunded refunded: WriteRefunded(account, refunded); break;
            case TierNoted { Change: LeftToPeople } noted: WriteLeft(account, place, noted); break;
            case Notice notice when Leaves(item): WriteNotice(account, place, notice); break;
            case CounterMoved counter: _moved[counter.Id] = _moved.GetValueOrDefault(counter.Id) + counter.By; break;
            case Consequence consequence: _outbox.Add(new OutboxDraft(consequence.Kind, account, place, item.RecordedAt)); break;
            default: break;
        }
    }

    /// <summary>Whether the notices of an item reach the inbox and its events endpoints; not under history (semantics §1).</summary>
    internal static bool Leaves(RecordItem item) => !item.IsHistory;

    private void WriteEntry(AccountId account, int version, LedgerEntry entry)
    {
        var insert = _insertEntry ??= _db.Sql("insert into entry (member_id, sequence, n, kind, points, balance_before, balance_after, pending, pending_after, growth, growth_after, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
        insert.Set(1, account).Set(2, entry.Id.Sequence).Set(3, entry.Id.N).Set(4, RecordJson.CamelCase(entry.Kind)).Set(5, entry.Points)
            .Set(6, entry.BalanceAfter - entry.Points).Set(7, entry.BalanceAfter).Set(8, entry.Pending).Set(9, entry.PendingAfter)
            .Set(10, entry.Growth).Set(11, entry.GrowthAfter).Set(12, version).Run();
        foreach (var lot in entry.Opened) _touched.Add(lot.Id);
        foreach (var part in entry.Parts) _touched.Add(part.Lot);
    }

    internal void WriteLot(LoadedMember member, LotId id)
    {
        var insert = _insertLot ??= _db.Sql($"insert into lot (member_id, {LotRow.Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)");
        LotRow.Bind(insert.Set(1, member.Account), member.State.Find(id)).Run();
    }

    internal void UpdateLot(LoadedMember member, LotId id)
    {
        var update = _updateLot ??= _db.Sql("update lot set remaining = $4, consumed = $5, expired = $6, clawed_back = $7, returned = $8, expired_counted = $9, pending = $10, activates_on = $11,"
            + " cancels_on = $12, ends_on = $13, noticed_on = $14, active_on = $15, not_before_on = $16 where member_id = $1 and sequence = $2 and n = $3");
        LotRow.BindMoved(update.Set(1, member.Account).Set(2, id.Sequence).Set(3, id.N), member.State.Find(id)).Run();
    }

    internal void WriteState(LoadedMember member, DateOnly? nextDueOn)
    {
        var state = member.State;
        StatePacking.Write(_pack, state);
        var isNew = !member.HasRow;
        var sameKeys = !isNew && member.StoredTier == state.InForce && member.NextDueOn == nextDueOn;
        var sums = StateSums.Of(state);
        var write = isNew ? InsertState : sameKeys ? UpdateFigures : UpdateState;
        write.Set(1, member.Account).Set(2, state.Sequence).SetBytes(3, member.Head).Set(4, state.JoinedOn).Set(5, state.JoinChannel).Set(6, state.ClosedOn)
            .Set(7, state.IsFrozen).Set(8, state.Balance).Set(9, sums.OpenPoints).Set(10, sums.Debt).Set(11, state.Pending).Set(12, state.Growth)
            .Set(13, state.Tier?.Earned ?? state.InForce).Set(14, state.Tier?.Since ?? state.JoinedOn).Set(15, sums.SpendMinor).Set(16, sums.Orders)
            .Set(17, state.LastSeenOn).SetBytes(18, _pack.Written);
        if (!sameKeys) write.Set(19, state.InForce).Set(20, nextDueOn);
        write.Run();
        (member.HasRow, member.StoredTier, member.NextDueOn) = (true, state.InForce, nextDueOn);
    }
}
