using System.Globalization;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Storage.Audits;

/// <content>The derived rows.</content>
internal sealed partial class MemberBooks
{
    private void CheckEntries()
    {
        var expected = new SortedDictionary<(long, long), string>();
        foreach (var item in _items)
        {
            foreach (var entry in item.Effects.OfType<LedgerEntry>()) expected[(entry.Id.Sequence, entry.Id.N)] = EntryText(item, entry);
        }

        _report.Entries += expected.Count;
        using var rows = Rows("sequence, n, kind, points, balance_before, balance_after, pending, pending_after, growth, growth_after, version", "entry");
        Compare("entry", rows, expected, static r => Columns(r, 2));
    }

    private static string EntryText(RecordItem item, LedgerEntry e) => Text(
        RecordJson.CamelCase(e.Kind), e.Points, e.BalanceAfter - e.Points, e.BalanceAfter, e.Pending, e.PendingAfter, e.Growth, e.GrowthAfter, item.Version);

    private void CheckTiers()
    {
        var expected = new SortedDictionary<(long, long), string>();
        foreach (var item in _items)
        {
            for (var i = 0; i < item.Effects.Count; i++)
            {
                if (item.Effects[i] is TierChanged t)
                {
                    expected[(item.Sequence, i + 1)] = Text(
                        t.At.Micros, t.On.DayNumber, t.ReviewOn?.DayNumber, t.Review, RecordJson.CamelCase(t.Cause), t.EarnedFrom, t.EarnedTo, t.InForceFrom, t.InForceTo, t.Version);
                }
            }
        }

        using var rows = Rows("sequence, n, at, on_day, review_on, review, cause, earned_from, earned_to, in_force_from, in_force_to, version", "tier_change");
        Compare("tier_change", rows, expected, static r => Columns(r, 2));
    }

    private void CheckPresence()
    {
        var expected = new SortedDictionary<(long, long), string>();
        foreach (var item in _items)
        {
            for (var i = 0; i < item.Effects.Count; i++)
            {
                var text = item.Effects[i] switch
                {
                    MemberClosed closed => Text(closed.On.DayNumber, 0),
                    MemberMerged merged => Text(merged.On.DayNumber, merged.Into is null ? 1 : 0),
                    _ => null,
                };
                if (text is not null) expected[(item.Sequence, i + 1)] = text;
            }
        }

        using var rows = Rows("sequence, n, on_day, present", "member_presence");
        Compare("member_presence", rows, expected, static r => Columns(r, 2));
    }

    private void CheckLots()
    {
        var expected = new SortedDictionary<(long, long), string>();
        foreach (var lot in _state.OpenLots.Concat(_state.ClosedLots.Values)) expected[(lot.Id.Sequence, lot.Id.N)] = LotText(lot);
        using var rows = Rows(LotRow.Columns, "lot");
        Compare("lot", rows, expected, static r => Columns(r, 2));
    }

    private static string LotText(Lot lot) => Text(
        RecordJson.CamelCase(lot.Origin), lot.OrderSequence, lot.Opened, lot.Left, lot.Consumed, lot.Expired, lot.ClawedBack, lot.Returned, lot.ExpiredCounted, lot.Pending ? 1 : 0,
        lot.EarnedOn.DayNumber, lot.ActivatesOn?.DayNumber, lot.CancelsOn?.DayNumber, lot.EndsOn?.DayNumber, lot.NoticedOn?.DayNumber,
        lot.Expiry is null ? null : System.Text.Encoding.UTF8.GetString(RecordJson.WriteAny(lot.Expiry)), lot.CarriedFrom?.Sequence, lot.CarriedFrom?.N,
        lot.ActiveOn?.DayNumber, lot.NotBefore?.DayNumber, lot.Follows ? 1 : 0);

    private void CheckRefunds()
    {
        var expected = new SortedDictionary<(long, long), string>();
        var states = new Dictionary<long, List<LineRefunded>>();
        foreach (var item in _items)
        {
            foreach (var refunded in item.Effects.OfType<PurchaseRefunded>())
            {
                states[refunded.PurchaseSequence] = RefundState.Add(states.GetValueOrDefault(refunded.PurchaseSequence) ?? [], refunded);
                expected[(refunded.PurchaseSequence, 0)] = Text(System.Text.Encoding.UTF8.GetString(RecordJson.WriteAny(states[refunded.PurchaseSequence])), refunded.Complete ? 1 : 0);
            }
        }

        using var rows = Rows("sequence, 0, lines, complete", "purchase_refund", "sequence");
        Compare("purchase_refund", rows, expected, static r => Columns(r, 2));
    }

    private void CheckReferences()
    {
        var expected = new SortedDictionary<(long, long), string>();
        foreach (var item in _items)
        {
            if (item.Fact is Debit debit) expected[(item.Sequence, 0)] = Text(debit.Reference);
        }

        using var rows = Rows("sequence, 0, reference", "debit_reference", "sequence");
        Compare("debit_reference", rows, expected, static r => Columns(r, 2));
    }

    private void CheckDocuments()
    {
        var expected = new SortedDictionary<(long, long), string>();
        foreach (var item in _items)
        {
            if (item.Fact is { Source: { } source, Number: { } number } fact)
            {
                expected[(item.Sequence, 0)] = Text(source, number, RecordJson.KindOf(fact), Convert.ToHexString(DocumentContent.Of(fact)));
            }
        }

        using var rows = Rows("sequence, 0, source, number, kind, content", "document", "sequence");
        Compare("document", rows, expected, static r => Text(r.TextOrNull(2), r.TextOrNull(3), r.TextOrNull(4), Convert.ToHexString(r.Bytes(5))));
    }

    private void CheckTags()
    {
        var expected = _state.Tags.ToDictionary(t => t.Tag, t => Text(t.Since.DayNumber, t.Through?.DayNumber), StringComparer.Ordinal);
        using var rows = Rows("tag, since_on, through_on", "member_tag", "tag");
        while (rows.Step())
        {
            if (!expected.Remove(rows.Text(0), out var known)) _report.Add("member_tag", _account, rows.Text(0), "extra", "the member does not hold it");
            else if (known != Columns(rows, 1)) _report.Add("member_tag", _account, rows.Text(0), "changed", $"stored {Columns(rows, 1)}; folded {known}");
        }

        foreach (var tag in expected.Keys) _report.Add("member_tag", _account, tag, "missing", "the member holds it");
    }

    private void CheckSegments()
    {
        var expected = _state.Segments.ToDictionary(s => s.Key, s => Text(s.Value.DayNumber), StringComparer.Ordinal);
        using var rows = _db.Sql("select segment, since_on from segment_member where member_id = $1").Set(1, _account);
        while (rows.Step())
        {
            if (!expected.Remove(rows.Text(0), out var known)) _report.Add("segment_member", _account, rows.Text(0), "extra", "the member is not in it");
            else if (known != Columns(rows, 1)) _report.Add("segment_member", _account, rows.Text(0), "changed", $"stored {Columns(rows, 1)}; folded {known}");
        }

        foreach (var segment in expected.Keys) _report.Add("segment_member", _account, segment, "missing", "the member is in it");
    }

    private void CheckLeft()
    {
        var expected = new SortedDictionary<(long, long), string>();
        foreach (var item in _items)
        {
            for (var i = 0; i < item.Effects.Count; i++)
            {
                if (item.Effects[i] is TierNoted { Change: BatchWriter.LeftToPeople } noted) expected[(item.Sequence, i + 1)] = Text(BatchWriter.LeftOn(noted).DayNumber);
            }
        }

        using var rows = Rows("sequence, n, on_day", "fall_left");
        Compare("fall_left", rows, expected, static r => Columns(r, 2));
    }

    // When a message was read is the member's own doing and no part of the record.
    private void CheckInbox()
    {
        var expected = new SortedDictionary<(long, long), string>();
        foreach (var item in _items.Where(BatchWriter.Leaves))
        {
            for (var i = 0; i < item.Effects.Count; i++)
            {
                if (item.Effects[i] is Notice notice) expected[(item.Sequence, i + 1)] = Text(notice.Topic, notice.On.DayNumber);
            }
        }

        using var rows = Rows("sequence, n, topic, on_day", "inbox");
        Compare("inbox", rows, expected, static r => Columns(r, 2));
    }

    private void Compare(string table, Statement rows, SortedDictionary<(long Sequence, long N), string> expected, Func<Statement, string> text)
    {
        while (rows.Step())
        {
            var place = (rows.Long(0), rows.Long(1));
            if (!expected.Remove(place, out var known))
            {
                // A row of an item that cannot be read is not to blame for it.
                if (_folds || _hashes.ContainsKey(place.Item1)) _report.Add(table, _account, Place(place.Item1, place.Item2), "extra", text(rows));
            }
            else if (text(rows) is var stored && stored != known)
            {
                _report.Add(table, _account, Place(place.Item1, place.Item2), "changed", $"stored {stored}; folded {known}");
            }
        }

        foreach (var ((sequence, n), known) in expected) _report.Add(table, _account, Place(sequence, n), "missing", known);
    }

    private static string Place(long sequence, long n) =>
        n == 0 ? sequence.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{sequence}/{n}");

    private static string Columns(Statement rows, int from) => string.Join(' ', Enumerable.Range(from, rows.ColumnCount - from).Select(i => rows.TextOrNull(i) ?? "∅"));

    private static string Text(params object?[] values) => string.Join(' ', values.Select(v => v is null ? "∅" : Convert.ToString(v, CultureInfo.InvariantCulture)));
}
