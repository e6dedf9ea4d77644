using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Storage.Members;

/// <summary>
/// The packed state of a member: everything of <see cref="MemberState"/> but its closed lots, which lie in their table.
/// Equal states give equal bytes: sets and dictionaries are sorted, so that the audit can compare a fold of the record byte by byte.
/// </summary>
internal static partial class StatePacking
{
    /// <summary>Format of the bytes, the first of them.</summary>
    internal const int Format = 1;

    private const int MergedRow = 0x80;

    internal static void Write(PackWriter to, MemberState state)
    {
        to.Restart();
        to.Byte(Format);
        WriteFigures(to, state);
        WriteTier(to, state);
        WriteLots(to, state.OpenLots);
        WriteDebts(to, state);
        WriteRows(to, state.Rows);
        WriteMarks(to, state);
        WriteSections(to, state);
    }

    internal static byte[] Pack(MemberState state)
    {
        var to = new PackWriter();
        Write(to, state);
        return to.Written.ToArray();
    }

    /// <summary>Whether bytes were packed in a form before the one that this release reads.</summary>
    internal static bool IsEarlier(ReadOnlySpan<byte> packed) => packed.Length > 0 && packed[0] < Format;

    /// <summary>Whether that form was ever written: then the audit has nothing to compare, and the row is packed anew by its next write.</summary>
    internal static bool WasWritten(ReadOnlySpan<byte> packed) => IsEarlier(packed) && packed[0] > 0;

    internal static MemberState Read(AccountId account, ReadOnlySpan<byte> packed)
    {
        var from = new PackReader(packed);
        if (from.Byte() != Format) throw new InvalidDataException("unknown format of a packed state");
        var state = new MemberState(account.ToString());
        ReadFigures(ref from, state);
        ReadTier(ref from, state);
        ReadLots(ref from, state.OpenLots);
        ReadDebts(ref from, state);
        ReadRows(ref from, state.Rows);
        ReadMarks(ref from, state);
        while (!from.AtEnd) ReadSection(ref from, state);
        return state;
    }

    /// <summary>Of a state what reports of sales read: figures, tier history, metric rows; its bookkeeping of tiers, marks and sections are left out.</summary>
    internal static MemberState ReadSums(AccountId account, ReadOnlySpan<byte> packed)
    {
        var from = new PackReader(packed);
        if (from.Byte() != Format) throw new InvalidDataException("unknown format of a packed state");
        var state = new MemberState(account.ToString());
        ReadFigures(ref from, state);
        ReadTier(ref from, state, withBookkeeping: false);
        ReadLots(ref from, state.OpenLots);
        ReadDebts(ref from, state);
        ReadRows(ref from, state.Rows);
        return state;
    }

    private static void WriteFigures(PackWriter to, MemberState state)
    {
        to.Long(state.Sequence);
        to.Day(state.JoinedOn);
        to.Text(state.JoinChannel);
        to.Text(state.InvitedBy);
        to.Long(state.Balance);
        to.Long(state.Pending);
        to.Long(state.Growth);
        to.Flag(state.IsFrozen);
        to.Day(state.ClosedOn);
        to.Text(state.MergedInto);
        to.Day(state.LastPurchaseOn);
        to.Day(state.LastActivityOn);
        to.Day(state.SettledRecorded);
        to.Long(state.VersionSeen);
    }

    private static void ReadFigures(ref PackReader from, MemberState state)
    {
        state.Sequence = from.Long();
        state.JoinedOn = from.Day();
        state.JoinChannel = from.Text();
        state.InvitedBy = from.TextOrNull();
        state.Balance = from.Long();
        state.Pending = from.Long();
        state.Growth = from.Long();
        state.IsFrozen = from.Flag();
        state.ClosedOn = from.DayOrNull();
        state.MergedInto = from.TextOrNull();
        state.LastPurchaseOn = from.DayOrNull();
        state.LastActivityOn = from.DayOrNull();
        state.SettledRecorded = from.Day();
        state.SettledThrough = state.SettledRecorded;
        state.VersionSeen = from.Int();
    }

    // The bookkeeping of tiers is small and has many parts: it keeps its text form.
    private static void WriteTier(PackWriter to, MemberState state)
    {
        to.Text(state.InForce);
        to.Bytes(state.Tier is null ? [] : RecordJson.WriteAny(state.Tier));
        to.Long(state.TierHistory.Count);
        foreach (var held in state.TierHistory)
        {
            to.Long(held.At.Micros);
            to.Day(held.On);
            to.Text(held.Earned);
            to.Text(held.InForce);
        }
    }

    private static void ReadTier(ref PackReader from, MemberState state, bool withBookkeeping = true)
    {
        state.InForce = from.Text();
        var json = from.Bytes();
        state.Tier = json.IsEmpty || !withBookkeeping ? null : RecordJson.ReadAny<TierState>(json);
        for (var count = from.Count(); count > 0; count--)
        {
            state.TierHistory.Add(new TierHeld(new Instant(from.Long()), from.Day(), from.Text(), from.Text()));
        }
    }

    private static void WriteRows(PackWriter to, List<MetricRow> rows)
    {
        to.Long(rows.Count);
        long sequence = 0;
        var day = 0;
        foreach (var row in rows)
        {
            to.Byte((int)row.Kind | (row.FromMerge == 0 ? 0 : MergedRow));
            if (row.FromMerge != 0) to.Long(row.FromMerge);
            to.Long(row.Sequence - sequence);
            to.Long(StepsBack(row));
            to.Long(row.Day.DayNumber - day);
            to.Long(row.PurchaseDay.DayNumber - row.Day.DayNumber);
            to.Text(row.Key);
            to.Long(row.Count);
            to.Long(row.NetMinor);
            to.Long(row.SpendMinor - row.NetMinor);
            to.Long(row.SpendGrowth);
            to.Long(row.BehaviourGrowth);
            to.Long(row.Points);
            (sequence, day) = (row.Sequence, row.Day.DayNumber);
        }
    }

    // Zero says that the row names no purchase.
    private static long StepsBack(MetricRow row)
    {
        if (row.PurchaseSequence == 0) return 0;
        var back = row.Sequence - row.PurchaseSequence;
        return back < 0 ? back : back + 1;
    }

    private static void ReadRows(ref PackReader from, List<MetricRow> rows)
    {
        var count = from.Count();
        rows.EnsureCapacity(count + 1);
        long sequence = 0;
        var day = 0;
        for (; count > 0; count--)
        {
            var kind = from.Byte();
            var merge = (kind & MergedRow) == 0 ? 0 : from.Long();
            sequence += from.Long();
            var back = from.Long();
            day += from.Int();
            var purchaseDay = DateOnly.FromDayNumber(day + from.Int());
            var (key, times, net) = (from.TextOrNull(), from.Int(), from.Long());
            rows.Add(new MetricRow
            {
                Kind = (RowKind)(kind & ~MergedRow), FromMerge = merge, Sequence = sequence, PurchaseSequence = back == 0 ? 0 : sequence - back + (back > 0 ? 1 : 0), Day = DateOnly.FromDayNumber(day),
                PurchaseDay = purchaseDay, Key = key, Count = times, NetMinor = net, SpendMinor = net + from.Long(),
                SpendGrowth = from.Long(), BehaviourGrowth = from.Long(), Points = from.Long(),
            });
        }
    }

    private static void WriteMarks(PackWriter to, MemberState state)
    {
        to.Long(state.Tags.Count);
        foreach (var tag in state.Tags)
        {
            to.Text(tag.Tag);
            to.Day(tag.Since);
            to.Day(tag.Through);
        }

        to.Long(state.Segments.Count);
        foreach (var (segment, since) in state.Segments.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            to.Text(segment);
            to.Day(since);
        }

        to.Long(state.RuleGaveAt.Count);
        foreach (var (rule, at) in state.RuleGaveAt.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            to.Text(rule);
            to.Long(at.Micros);
        }

        WriteSet(to, state.Rights);
        WriteSet(to, state.Objects);
        WriteSet(to, state.Steps);
    }

    private static void ReadMarks(ref PackReader from, MemberState state)
    {
        for (var count = from.Count(); count > 0; count--) state.Tags.Add(new HeldTag(from.Text(), from.Day(), from.DayOrNull()));
        for (var count = from.Count(); count > 0; count--) state.Segments.Add(from.Text(), from.Day());
        for (var count = from.Count(); count > 0; count--) state.RuleGaveAt.Add(from.Text(), new Instant(from.Long()));
        ReadSet(ref from, state.Rights);
        ReadSet(ref from, state.Objects);
        ReadSet(ref from, state.Steps);
    }

    private static void WriteTagRules(PackWriter to, List<HeldTag> tags)
    {
        to.Byte(TagRuleSection);
        foreach (var tag in tags) to.Text(tag.Rule);
    }

    private static void ReadTagRules(ref PackReader from, List<HeldTag> tags)
    {
        for (var i = 0; i < tags.Count; i++) tags[i] = tags[i] with { Rule = from.TextOrNull() };
    }

    private static void WriteSet(PackWriter to, HashSet<string> set)
    {
        to.Long(set.Count);
        foreach (var text in set.Order(StringComparer.Ordinal)) to.Text(text);
    }

    private static void ReadSet(ref PackReader from, HashSet<string> set)
    {
        for (var count = from.Count(); count > 0; count--) set.Add(from.Text());
    }
}
