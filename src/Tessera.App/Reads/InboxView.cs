using Tessera.App.Members;
using Tessera.App.Purchases;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Bookings;
using Tessera.Core.Plans;
using Tessera.Core.Redemption;
using Tessera.Storage;

namespace Tessera.App.Reads;

/// <summary>A message of the member's inbox 站内信, its text rendered when read.</summary>
/// <param name="Id">Place in the record.</param>
/// <param name="Topic">Kind.</param>
/// <param name="On">Local date it is dated.</param>
/// <param name="ReadAt">When it was read, or null.</param>
/// <param name="Message">The text in the language asked for.</param>
public sealed record InboxMessageView(string Id, string Topic, DateOnly On, Instant? ReadAt, string Message);

/// <summary>One item of a member's timeline.</summary>
/// <param name="Sequence">Place in the record.</param>
/// <param name="OccurredAt">When it happened or fell due.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Kind">Kind of the fact, or <c>step</c>.</param>
/// <param name="Step">Key of the step, or null.</param>
/// <param name="Points">Change of the balance.</param>
/// <param name="BalanceAfter">Balance after it, or null when no entry was posted.</param>
/// <param name="Version">Programme version.</param>
/// <param name="Why">Reasons as lines.</param>
public sealed record TimelineItem(
    long Sequence, Instant OccurredAt, Instant RecordedAt, string Kind, string? Step, long Points, long? BalanceAfter, int Version, IReadOnlyList<string> Why)
{
    /// <summary>Change of the growth value; null where nothing changed.</summary>
    public long? Growth { get; init; }

    /// <summary>The purchase it is, or whose refund it is; null for what has none.</summary>
    public string? PurchaseId { get; init; }

    /// <summary>Net amount of the goods, minor units, negative for what was given back; null without an amount.</summary>
    public long? AmountMinor { get; init; }

    /// <summary>Store it happened in, or null.</summary>
    public string? StoreId { get; init; }
}

/// <summary>A page of the timeline.</summary>
/// <param name="Items">The newest first.</param>
/// <param name="Next">Items before this sequence come next, or null at the end.</param>
public sealed record TimelinePage(IReadOnlyList<TimelineItem> Items, long? Next);

/// <summary>Reads what happened to a member and what it was told.</summary>
public static class ReadTimeline
{
    /// <summary>Messages, the newest first. Null when nobody answers to the name.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="member">Who.</param>
    /// <param name="page">How many, and before which message.</param>
    /// <param name="language">Language of the texts.</param>
    public static IReadOnlyList<InboxMessageView>? Inbox(ReadScope scope, MemberRef member, EntryAsk page, string language)
    {
        return member.Resolve(scope.Db) is { } account ? InboxOf(scope, account, page, language) : null;
    }

    internal static IReadOnlyList<InboxMessageView> InboxOf(ReadScope scope, AccountId account, EntryAsk page, string language)
    {
        var document = scope.Programs.At(scope.AsOf).Document;
        return [.. scope.Db.Outbox.Inbox(account, page.Limit, page.Before).Select(m => new InboxMessageView(
            $"msg_{m.Place.Sequence}_{m.Place.N}", m.Topic, m.On, m.ReadAt,
            m.Notice.Text is { } own ? Text.Fill(own, m.Notice.Reason, language, document) : Text.Render(m.Notice.Reason, language, document)))];
    }

    /// <summary>A page of the record, the newest first. Null when nobody answers to the name.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="member">Who.</param>
    /// <param name="page">How many, and before which sequence.</param>
    /// <param name="language">Language of the reasons.</param>
    public static TimelinePage? Page(ReadScope scope, MemberRef member, (int Limit, long? Before) page, string language)
    {
        if (member.Resolve(scope.Db) is not { } account) return null;
        var limit = Math.Clamp(page.Limit, 1, ReadEntries.MostOnPage);
        var items = scope.Db.Records.PageBack(account, page.Before, limit);
        return new TimelinePage([.. items.Select(i => Of(scope, i, language) with { PurchaseId = PurchaseOf(scope, account, i.Fact) })], items.Count == limit && items[^1].Sequence > 1 ? items[^1].Sequence : null);
    }

    /// <summary>Purchases and what was given back of them, the newest first. Null when nobody answers to the name.</summary>
    public static TimelinePage? Purchases(ReadScope scope, MemberRef member, (int Limit, long? Before) page, string language)
    {
        if (member.Resolve(scope.Db) is not { } account) return null;
        var limit = Math.Clamp(page.Limit, 1, ReadEntries.MostOnPage);
        var found = new List<TimelineItem>(limit);
        var before = page.Before;
        while (scope.Db.Records.PageBack(account, before, ReadEntries.MostOnPage) is { Count: > 0 } items)
        {
            foreach (var item in items.Where(i => i.Fact is Purchase or Refund or Cancellation))
            {
                if (found.Count == limit) return new TimelinePage(found, found[^1].Sequence);
                found.Add(Of(scope, item, language) with { PurchaseId = PurchaseOf(scope, account, item.Fact) });
            }

            before = items[^1].Sequence;
        }

        return new TimelinePage(found, null);
    }

    internal static TimelineItem Of(ReadScope scope, RecordItem item, string language)
    {
        var document = scope.Programs.Number(item.Version).Document;
        var entries = item.Effects.OfType<LedgerEntry>().ToList();
        var why = TimelineWords.Of(item.Fact, id => scope.Db.Segments.Find(id) is { } segment ? Text.In(new LocalText(segment.NameZh, segment.NameEn), language) : id).Concat(entries.Select(e => e.Reason))
            .Concat(item.Effects.OfType<TierChanged>().SelectMany(t => t.Reasons))
            .Concat(item.Effects.OfType<TierNoted>().Select(t => t.Reason))
            .Concat(TimelineWords.OfHeld(item))
            .Concat(item.Effects.OfType<DrawMade>().Select(d => d.Reason))
            .Concat(item.Effects.OfType<RedemptionMoved>().Select(m => m.Reason))
            .Concat(item.Effects.OfType<PlanEntry>().Select(e => e.Reason))
            .Concat(item.Effects.OfType<BookingMoved>().Select(m => m.Reason))
            .Concat(item.Effects.OfType<BenefitEntry>().SelectMany(ReasonsOf))
            .Concat(item.Purchase?.Hits ?? [])
            .Concat(item.Reasons);
        return new TimelineItem(
            item.Sequence, item.OccurredAt, item.RecordedAt, item.Fact is { } fact ? KindOf(fact) : "step", item.Step, entries.Sum(e => e.Points),
            entries.Count == 0 ? null : entries[^1].BalanceAfter, item.Version, [.. why.Select(r => Text.Render(r, language, document)).Distinct()])
        {
            Growth = entries.Sum(e => e.Growth) is var growth and not 0 ? growth : null, AmountMinor = AmountOf(item), StoreId = StoreOf(item.Fact),
        };
    }

    private static string? StoreOf(Fact? fact) => fact switch
    {
        Purchase bought => bought.StoreId,
        Joined joined => joined.StoreId,
        Activity done => done.StoreId,
        CouponUsed used => used.StoreId,
        BenefitUsed used => used.StoreId,
        _ => null,
    };

    private static long? AmountOf(RecordItem item) => item.Fact switch
    {
        Purchase bought => item.Purchase?.NetMinor ?? bought.TotalMinor,
        Refund or Cancellation => item.Effects.OfType<RowAdded>().Where(r => r.Row.Kind is RowKind.Refund or RowKind.Cancellation).Sum(r => r.Row.NetMinor),
        _ => null,
    };

    private static string? PurchaseOf(ReadScope scope, AccountId account, Fact? fact) => fact switch
    {
        Purchase { Source: not null, Number: not null } bought => PurchaseId.Of(bought).ToString(),
        Refund back when scope.Db.Records.Find(account, back.PurchaseSequence)?.Fact is Purchase { Source: not null, Number: not null } bought => PurchaseId.Of(bought).ToString(),
        _ => null,
    };

    private static IEnumerable<Reason> ReasonsOf(BenefitEntry entry)
    {
        yield return entry.Reason;
        if (entry.Recommended is { } what) yield return Reason.Of("benefit.recommended", Reason.Id("goods", string.Join(", ", what.Skus.Concat(what.Categories))), Reason.Day("through", what.Through));
    }

    internal static string KindOf(Fact fact)
    {
        var name = fact.GetType().Name;
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
