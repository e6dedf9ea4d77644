using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Storage.Facts;

/// <content>The smaller rows, and the statements.</content>
public sealed partial class BatchWriter
{
    /// <summary>What the kind of a settled step is called.</summary>
    internal const string StepKind = "step";

    /// <summary>What the record calls a fall that waits for people.</summary>
    internal const string LeftToPeople = "fall.leftToPeople";

    private const string StateColumns =
        "sequence = $2, chain_head = $3, joined_on = $4, join_channel = $5, closed_on = $6, frozen = $7, balance = $8, open_points = $9, debt = $10, pending = $11, growth = $12, tier_earned = $13, tier_since = $14, spend_lifetime_minor = $15, orders_lifetime = $16, last_activity_on = $17, packed = $18";

    private Statement? _insertItem;
    private Statement? _insertEntry;
    private Statement? _insertLot;
    private Statement? _updateLot;

    private Statement InsertState => field ??= _db.Sql(
        "insert into member_state (member_id, sequence, chain_head, joined_on, join_channel, closed_on, frozen, balance, open_points, debt, pending, growth, tier_earned, tier_since, spend_lifetime_minor, orders_lifetime, last_activity_on, packed, tier_in_force, next_due_on)"
        + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)");

    private Statement UpdateState => field ??= _db.Sql($"update member_state set {StateColumns}, tier_in_force = $19, next_due_on = $20 where member_id = $1");

    // An update that names an indexed column rewrites its index, changed or not.
    private Statement UpdateFigures => field ??= _db.Sql($"update member_state set {StateColumns} where member_id = $1");

    private Statement InsertTier => field ??= _db.Sql(
        "insert into tier_change (member_id, sequence, n, at, on_day, review_on, review, cause, earned_from, earned_to, in_force_from, in_force_to, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");

    private Statement InsertDocument => field ??= _db.Sql("insert into document (source, number, member_id, sequence, kind, content) values ($1, $2, $3, $4, $5, $6)");

    private void WriteTier(AccountId account, LotId place, TierChanged tier) => InsertTier.Set(1, account).Set(2, place.Sequence).Set(3, place.N)
        .Set(4, tier.At).Set(5, tier.On).Set(6, tier.ReviewOn).Set(7, tier.Review).Set(8, RecordJson.CamelCase(tier.Cause)).Set(9, tier.EarnedFrom)
        .Set(10, tier.EarnedTo).Set(11, tier.InForceFrom).Set(12, tier.InForceTo).Set(13, tier.Version).Run();

    private void WritePresence(AccountId account, LotId place, DateOnly on, bool isPresent) =>
        _db.Sql("insert into member_presence (member_id, sequence, n, on_day, present) values ($1, $2, $3, $4, $5)")
            .Set(1, account).Set(2, place.Sequence).Set(3, place.N).Set(4, on).Set(5, isPresent).RunOnce();

    private void WriteTag(AccountId account, TagChanged change)
    {
        if (change.Held)
        {
            _db.Sql("insert into member_tag (member_id, tag, since_on, through_on) values ($1, $2, $3, $4) on conflict (member_id, tag) do update set since_on = excluded.since_on, through_on = excluded.through_on")
                .Set(1, account).Set(2, change.Tag.Tag).Set(3, change.Tag.Since).Set(4, change.Tag.Through).RunOnce();
        }
        else
        {
            _db.Sql("delete from member_tag where member_id = $1 and tag = $2").Set(1, account).Set(2, change.Tag.Tag).RunOnce();
        }
    }

    private void WriteSegment(AccountId account, SegmentChanged change)
    {
        if (change.Inside)
        {
            _db.Sql("insert into segment_member (member_id, segment, since_on) values ($1, $2, $3) on conflict (member_id, segment) do update set since_on = excluded.since_on")
                .Set(1, account).Set(2, change.Segment).Set(3, change.On).RunOnce();
        }
        else
        {
            _db.Sql("delete from segment_member where member_id = $1 and segment = $2").Set(1, account).Set(2, change.Segment).RunOnce();
        }
    }

    private void WriteRefunded(AccountId account, PurchaseRefunded refunded)
    {
        var before = _db.Documents.RefundsOf(account, refunded.PurchaseSequence);
        var after = RefundState.Add(before, refunded);
        if (_db.Ahead.Refunds.ContainsKey((account, refunded.PurchaseSequence))) _db.Ahead.Refunds[(account, refunded.PurchaseSequence)] = after;
        _db.Sql("insert into purchase_refund (member_id, sequence, lines, complete) values ($1, $2, $3, $4) on conflict (member_id, sequence) do update set lines = excluded.lines, complete = excluded.complete")
            .Set(1, account).Set(2, refunded.PurchaseSequence).SetText(3, RecordJson.WriteAny(after)).Set(4, refunded.Complete).RunOnce();
    }

    // Endpoints hear of it by the reference to its item.
    private void WriteNotice(AccountId account, LotId place, Notice notice) =>
        _db.Sql("insert into inbox (member_id, sequence, n, topic, on_day) values ($1, $2, $3, $4, $5)")
            .Set(1, account).Set(2, place.Sequence).Set(3, place.N).Set(4, notice.Topic).Set(5, notice.On).RunOnce();

    private void WriteLeft(AccountId account, LotId place, TierNoted noted) =>
        _db.Sql("insert into fall_left (member_id, sequence, n, on_day) values ($1, $2, $3, $4)").Set(1, account).Set(2, place.Sequence).Set(3, place.N).Set(4, LeftOn(noted)).RunOnce();

    /// <summary>The day on which the tier would have fallen, as the note says it.</summary>
    internal static DateOnly LeftOn(TierNoted noted) => DateOnly.FromDayNumber((int)noted.Reason.Parts.First(p => p.Name == "on").Number);

    private void WriteFact(AccountId account, long sequence, Fact fact)
    {
        if (fact is Debit debit)
        {
            if (_db.Ahead.Debits.ContainsKey((account, debit.Reference))) _db.Ahead.Debits[(account, debit.Reference)] = sequence;
            _db.Sql("insert into debit_reference (member_id, reference, sequence) values ($1, $2, $3)").Set(1, account).Set(2, debit.Reference).Set(3, sequence).RunOnce();
        }

        if (fact.Source is not { } source || fact.Number is not { } number) return;
        if (fact is Purchase { Claimed: true })
        {
            _db.Documents.Claim(source, number, account, sequence, fact.RecordedAt);
            return;
        }

        _db.Ahead.Documents.Remove((source, number));
        if (fact is Refund { Claimed: true } or Received { Claimed: true })
        {
            _db.Documents.ClaimFollow(fact, account, sequence);
            return;
        }

        InsertDocument.Set(1, source).Set(2, number).Set(3, account).Set(4, sequence).Set(5, RecordJson.KindOf(fact)).SetBytes(6, DocumentContent.Of(fact)).Run();
    }
}

/// <summary>What was given back of each line of a purchase, as refunds add up.</summary>
internal static class RefundState
{
    internal static List<LineRefunded> Add(IReadOnlyList<LineRefunded> before, PurchaseRefunded refunded)
    {
        var after = before.ToList();
        foreach (var line in refunded.Lines)
        {
            while (after.Count <= line.Line) after.Add(LineRefunded.Nothing);
            after[line.Line] = after[line.Line].Plus(line);
        }

        return after;
    }
}

/// <summary>Free text beside the record.</summary>
internal static class FreeText
{
    internal static byte[] Digest(ReadOnlySpan<byte> salt, string text)
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        hash.AppendData("tessera text 1"u8);
        hash.AppendData(salt);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(text));
        return hash.GetHashAndReset();
    }
}
