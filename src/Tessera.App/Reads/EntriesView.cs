using Tessera.App.Members;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.App.Reads;

/// <summary>A ledger entry as shown, its reason in words.</summary>
/// <param name="Sequence">Item of the record.</param>
/// <param name="N">Place in the item.</param>
/// <param name="OccurredAt">When it happened or fell due.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Change">What it changed and the figures after it.</param>
/// <param name="Document">The source document, or null.</param>
/// <param name="Version">Programme version that decided.</param>
/// <param name="Why">The reason in the language asked for.</param>
public sealed record EntryView(
    long Sequence, int N, Instant OccurredAt, Instant RecordedAt, EntryKind Kind, EntryChange Change, EntryDocument? Document, int Version, string Why);

/// <summary>Changes and figures after an entry.</summary>
public sealed record EntryChange(long Points, long BalanceAfter, long Pending, long PendingAfter, long Growth, long GrowthAfter);

/// <summary>Where an entry comes from.</summary>
public sealed record EntryDocument(string Source, string Number)
{
    /// <summary>Id of the purchase where the document is one, or null.</summary>
    public string? PurchaseId { get; init; }

    internal static EntryDocument? Of(Fact? fact) =>
        fact is { Source: { } source, Number: { } number } ? new EntryDocument(source, number) { PurchaseId = fact is Purchase ? Purchases.PurchaseId.Of(fact).ToString() : null } : null;
}

/// <summary>A page of entries.</summary>
/// <param name="Entries">The newest first.</param>
/// <param name="Next">Where the next page begins, or null at the end.</param>
public sealed record EntryPage(IReadOnlyList<EntryView> Entries, LotId? Next);

/// <summary>A statement: opening, each entry, closing.</summary>
/// <param name="From">First local date.</param>
/// <param name="Through">Last local date.</param>
/// <param name="Opening">Balance before the first entry.</param>
/// <param name="Entries">The oldest first.</param>
/// <param name="Closing">Balance after the last; opening + points = closing.</param>
public sealed record StatementView(DateOnly From, DateOnly Through, long Opening, IReadOnlyList<EntryView> Entries, long Closing);

/// <summary>Reads ledger entries.</summary>
public static class ReadEntries
{
    /// <summary>The most entries of a page.</summary>
    public const int MostOnPage = 200;

    /// <summary>A page of entries, the newest first; stable under inserts. Null when nobody answers to the name.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="member">Who.</param>
    /// <param name="page">How many, and before which entry.</param>
    /// <param name="language">Language of the reasons.</param>
    public static EntryPage? Page(ReadScope scope, MemberRef member, EntryAsk page, string language)
    {
        if (MemberSight.Of(scope, member) is not { } sight) return null;
        var limit = Math.Clamp(page.Limit, 1, MostOnPage);
        var entries = new List<EntryView>(limit);
        foreach (var item in Backwards(scope, sight, page.Before))
        {
            foreach (var entry in item.Effects.OfType<LedgerEntry>().Reverse().Where(e => page.Before is not { } before || e.Id.CompareTo(before) < 0))
            {
                if (entries.Count == limit) return new EntryPage(entries, new LotId(entries[^1].Sequence, entries[^1].N));
                entries.Add(Of(item, entry, sight, language));
            }
        }

        return new EntryPage(entries, null);
    }

    /// <summary>A statement over local dates by the date recorded, both inclusive. Null when nobody answers to the name.</summary>
    public static StatementView? Statement(ReadScope scope, MemberRef member, (DateOnly From, DateOnly Through) dates, string language)
    {
        if (MemberSight.Of(scope, member) is not { } sight) return null;
        var calendar = sight.Programs.Calendar;
        var opening = 0L;
        var shown = new List<EntryView>();
        foreach (var item in sight.Items)
        {
            var day = calendar.DayOf(item.RecordedAt);
            if (day > dates.Through) break;
            foreach (var entry in item.Effects.OfType<LedgerEntry>())
            {
                if (day < dates.From) opening = entry.BalanceAfter;
                else shown.Add(Of(item, entry, sight, language));
            }
        }

        return new StatementView(dates.From, dates.Through, opening, shown, shown.Count == 0 ? opening : shown[^1].Change.BalanceAfter);
    }

    internal static EntryView Of(RecordItem item, LedgerEntry entry, MemberSight sight, string language) => new(
        entry.Id.Sequence, entry.Id.N, item.OccurredAt, item.RecordedAt, entry.Kind,
        new EntryChange(entry.Points, entry.BalanceAfter, entry.Pending, entry.PendingAfter, entry.Growth, entry.GrowthAfter),
        EntryDocument.Of(item.Fact),
        item.Version, Text.Render(entry.Reason, language, sight.Programs.Number(item.Version).Document));

    private static IEnumerable<RecordItem> Backwards(ReadScope scope, MemberSight sight, LotId? before)
    {
        long? from = before is { } place ? place.Sequence + 1 : null;
        while (scope.Db.Records.PageBack(sight.Account, from, MostOnPage) is { Count: > 0 } items)
        {
            foreach (var item in items) yield return item;
            from = items[^1].Sequence;
        }
    }
}

/// <summary>Which page of entries.</summary>
/// <param name="Limit">1 to 200.</param>
/// <param name="Before">Entries before this one, or null for the newest.</param>
public sealed record EntryAsk(int Limit, LotId? Before = null);
