using System.Globalization;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Storage.Audits;

/// <summary>The books of one member: its record folded, and every row that was derived from it.</summary>
internal sealed partial class MemberBooks
{
    // Enough to show a gap; a forged number must not fill the report.
    private const int MostMissing = 1000;

    private readonly StoreConnection _db;
    private readonly AccountId _account;
    private readonly BooksReport _report;
    private readonly MemberRows _rows;
    private readonly bool _isErased;
    private readonly ItemChain _chain = new();
    private readonly List<RecordItem> _items = [];
    private readonly Dictionary<long, byte[]> _hashes = [];
    private readonly MemberState _state;
    private readonly Dictionary<long, (byte[] Salt, byte[] Sealed)> _texts = [];
    private long _stands;
    private long _last;
    private bool _folds = true;

    internal MemberBooks(StoreConnection db, MemberRows rows, AccountId account, BooksReport report, bool isErased)
    {
        (_db, _rows, _account, _report, _isErased) = (db, rows, account, report, isErased);
        _state = new MemberState(account.ToString());
    }

    /// <summary>Gives the next due date of a folded state, to be compared with the stored one; null leaves it out.</summary>
    internal Func<MemberState, DateOnly?>? NextDueOn { get; init; }

    internal void Check()
    {
        ReadTexts();
        _stands = StoredSequence();
        CheckRecord();
        CheckEntries();
        CheckWalletEntries();
        CheckRedemptions();
        CheckBookings();
        CheckTiers();
        CheckPresence();
        CheckDocuments();
        CheckReferences();
        CheckRefunds();
        CheckInbox();
        CheckLeft();
        CheckAnchor();
        CheckLink();
        CheckState();
        if (!_folds) return;
        CheckLots();
        CheckWallet();
        CheckCoupons();
        CheckTags();
        CheckSegments();
    }

    private void CheckRecord()
    {
        // Two heads may be right when a stored hash is damaged: the stored and the recomputed one.
        byte[]? storedHead = LoadedMember.NoHead;
        byte[]? otherHead = null;
        using var rows = Rows(RecordStore.Columns, "item", "sequence");
        while (rows.Step())
        {
            var sequence = rows.Long(0);
            if (sequence > _last + 1)
            {
                MissingBefore(sequence);
                (storedHead, otherHead) = (null, null);
            }

            _last = sequence;
            if (TryRead(rows, sequence) is not { } stored)
            {
                (storedHead, otherHead, _folds) = (rows.Bytes(9).ToArray(), null, false);
                continue;
            }

            var recomputed = storedHead is null ? stored.Hash : _chain.Recompute(storedHead, _account, stored);
            if (!recomputed.AsSpan().SequenceEqual(stored.Hash))
            {
                if (otherHead is not null && _chain.Recompute(otherHead, _account, stored).AsSpan().SequenceEqual(stored.Hash)) recomputed = stored.Hash;
                else _report.Add("item", _account, sequence, "chain", "its hash differs");
            }

            if (sequence > _stands) _report.Add("item", _account, sequence, "extra", "after the newest of the record");
            (storedHead, otherHead) = (stored.Hash, recomputed);
            CheckItem(rows, stored);
        }

        _report.Items += _items.Count;
    }

    private long StoredSequence()
    {
        using var rows = Rows("sequence", "member_state", "member_id");
        return rows.Step() ? rows.Long(0) : long.MaxValue;
    }

    // Beyond what the state knows nothing is missing: what stands there is too much.
    private void MissingBefore(long sequence)
    {
        _folds = false;
        var through = Math.Min(Math.Min(sequence - 1, _stands), _last + MostMissing);
        for (var missing = _last + 1; missing <= through; missing++) _report.Add("item", _account, missing, "missing", "the record has a gap");
    }

    private StoredItem? TryRead(Statement rows, long sequence)
    {
        try
        {
            return RecordStore.Read(rows, 0);
        }
        catch (Exception problem) when (problem is System.Text.Json.JsonException or InvalidOperationException or FormatException or OverflowException or ArgumentException or NotSupportedException)
        {
            _report.Add("item", _account, sequence, "unreadable", problem.Message);
            return null;
        }
    }

    private void CheckItem(Statement rows, StoredItem stored)
    {
        var item = stored.Item;
        var kind = item.Fact is { } fact ? RecordJson.KindOf(fact) : BatchWriter.StepKind;
        if (rows.Text(10) != kind) _report.Add("item", _account, item.Sequence, "changed", $"kind says {rows.Text(10)}, the fact is a {kind}");
        CheckText(item.Sequence, stored.TextDigest);
        _hashes[item.Sequence] = stored.Hash;
        _items.Add(item);
        foreach (var moved in item.Effects.OfType<CounterMoved>()) _report.SharedUse[moved.Id] = _report.SharedUse.GetValueOrDefault(moved.Id) + moved.By;
        if (!_folds) return;
        try
        {
            RecordStore.Fold(_state, item);
        }
        catch (Exception problem) when (problem is LedgerBroken or OverflowException)
        {
            _folds = false;
            _report.Add("item", _account, item.Sequence, "fold", problem.Message);
        }
    }

    private void ReadTexts()
    {
        using var rows = Rows("sequence, salt, sealed", "member_text", "sequence");
        while (rows.Step()) _texts.Add(rows.Long(0), (rows.Bytes(1).ToArray(), rows.Bytes(2).ToArray()));
    }

    private void CheckText(long sequence, byte[] digest)
    {
        if (!_texts.TryGetValue(sequence, out var stored))
        {
            if (digest.Length > 0 && !_isErased) _report.Add("member_text", _account, sequence, "missing", "the text is gone but not erased");
            return;
        }

        try
        {
            var text = _db.Sealing.OpenText($"text {_account} {sequence}", stored.Sealed);
            if (!FreeText.Digest(stored.Salt, text).AsSpan().SequenceEqual(digest)) _report.Add("member_text", _account, sequence, "changed", "its digest differs");
        }
        catch (System.Security.Cryptography.CryptographicException problem)
        {
            _report.Add("member_text", _account, sequence, "unreadable", problem.Message);
        }
    }

    private void CheckState()
    {
        using var rows = Rows(
            "sequence, chain_head, packed, next_due_on, joined_on, join_channel, closed_on, frozen, balance, open_points, debt, pending, growth, tier_earned, tier_in_force, tier_since, spend_lifetime_minor, orders_lifetime, last_activity_on",
            "member_state", "member_id");
        if (!rows.Step())
        {
            _report.Add("member_state", _account, "", "missing", $"{_last.ToString(CultureInfo.InvariantCulture)} items without a state");
            return;
        }

        for (var missing = _last + 1; missing <= Math.Min(rows.Long(0), _last + MostMissing); missing++) _report.Add("item", _account, missing, "missing", "the newest of the record");
        if (rows.Long(0) < _last) _report.Add("member_state", _account, "", "changed", $"its sequence is {rows.Long(0)}, the record goes on to {_last}");
        else if (_hashes.TryGetValue(rows.Long(0), out var head) && !head.AsSpan().SequenceEqual(rows.Bytes(1)))
        {
            _report.Add("member_state", _account, "", "chain", "its head is not the hash of its newest item");
        }

        if (!_folds || rows.Long(0) != _last) return;
        var (stored, folded) = (StoredFigures(rows), FoldedFigures());
        if (stored != folded) _report.Add("member_state", _account, "", "changed", $"stored {stored}; folded {folded}");
        else if (!StatePacking.WasWritten(rows.Bytes(2)) && !rows.Bytes(2).SequenceEqual(StatePacking.Pack(_state))) _report.Add("member_state", _account, "", "changed", "the packed state differs from the fold");
        if (NextDueOn is { } next && rows.DayOrNull(3) is var stands && next(_state) is var due && stands != due && !IsWoken(stands, due))
        {
            _report.Add("member_state", _account, "", "changed", $"next due on {stands}, the fold says {due}");
        }
    }

    // A publication wakes every member early; that is no damage.
    private static bool IsWoken(DateOnly? stands, DateOnly? due) => stands is { } early && (due is null || early < due);

    private static string StoredFigures(Statement rows) => string.Join(' ', Enumerable.Range(4, 15).Select(i => rows.TextOrNull(i) ?? "∅"));

    private string FoldedFigures()
    {
        var sums = StateSums.Of(_state);
        object?[] figures =
        [
            _state.JoinedOn.DayNumber, _state.JoinChannel, _state.ClosedOn?.DayNumber, _state.IsFrozen ? 1 : 0, _state.Balance, sums.OpenPoints, sums.Debt, _state.Pending, _state.Growth,
            _state.Tier?.Earned ?? _state.InForce, _state.InForce, (_state.Tier?.Since ?? _state.JoinedOn).DayNumber, sums.SpendMinor, sums.Orders, _state.LastSeenOn?.DayNumber,
        ];
        return string.Join(' ', figures.Select(f => f is null ? "∅" : Convert.ToString(f, CultureInfo.InvariantCulture)));
    }

    private void CheckAnchor()
    {
        using var rows = Rows("sequence, head", "member_anchor", "member_id");
        if (!rows.Step()) return;
        if (_last == 0) _report.Add("member_state", _account, "", "missing", "an anchor saw this member; nothing of it is left");
        else if (rows.Long(0) > _last) _report.Add("item", _account, rows.Long(0), "missing", "an anchor saw this item");
        else if (_hashes.TryGetValue(rows.Long(0), out var hash) && !hash.AsSpan().SequenceEqual(rows.Bytes(1))) _report.Add("item", _account, rows.Long(0), "changed", "an anchor saw another hash here");
    }

    private void CheckLink()
    {
        using var rows = Rows("public_id", "member_link", "member_id");
        if (_last > 0 && !_isErased && !rows.Step()) _report.Add("member_link", _account, "", "missing", "no public id, and no erasure on the list");
    }

    private Statement Rows(string columns, string table, string order = "sequence, n") => _rows.Of(_account, columns, table, order);
}
