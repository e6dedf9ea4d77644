using Tessera.Core;
using Tessera.Core.Analytics;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Storage;

namespace Tessera.App.Reports;

/// <summary>Today so far beside the same weekday a week before until the same time of day: a day that has just begun is never set against a whole one.</summary>
/// <param name="On">Today.</param>
/// <param name="Until">Up to this instant.</param>
/// <param name="Now">Figures of today so far.</param>
/// <param name="ThenOn">The same weekday a week before.</param>
/// <param name="ThenUntil">Up to this instant, the same time of day.</param>
/// <param name="Then">Its figures until then, as they stood then: a refund told later is not in it.</param>
/// <param name="Store">The one store it is about; null for all.</param>
/// <param name="Definitions">What the figures mean.</param>
public sealed record TodayView(DateOnly On, Instant Until, DayFigures Now, DateOnly ThenOn, Instant ThenUntil, DayFigures Then, string? Store, IReadOnlyList<FigureMeaning> Definitions)
{
    private const int Week = 7;

    /// <summary>Reads both parts of days from the items that occurred in them.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="store">One store alone: what no store told, such as points that became active by the night, is left out then.</param>
    /// <param name="language">Language of definitions.</param>
    public static TodayView Read(ReadScope scope, string? store, string language)
    {
        var (calendar, on, until) = (scope.Programs.Calendar, scope.Today, scope.AsOf);
        var thenOn = on.AddDays(-Week);
        var thenUntil = calendar.At(thenOn, calendar.TimeOf(until));
        var least = scope.Programs.At(until).Document.Purchases.OrderAboveMinor;
        DayFigures Of(DateOnly day, Instant end) => PartOfDay.Read(scope.Db, (calendar.StartOf(day), end), (day, store, least));
        return new TodayView(on, until, Of(on, until), thenOn, thenUntil, Of(thenOn, thenUntil), store, FigureMeaning.All(language, "newMembers", "activeOnDay", "orders", "sales", "others", "pointsEarned", "pointsSpent"));
    }
}

/// <summary>Folds the items of a part of a day.</summary>
internal sealed class PartOfDay
{
    private readonly Dictionary<(AccountId, long), long> _sold = [];
    private readonly HashSet<AccountId> _active = [];
    private DayFigures _sum = new();

    /// <summary>Reads the items between two instants.</summary>
    /// <param name="db">The store.</param>
    /// <param name="part">From, and before.</param>
    /// <param name="what">The local date, one store or null for all, and what an order must be above.</param>
    public static DayFigures Read(StoreConnection db, (Instant From, Instant Before) part, (DateOnly Day, string? Store, long Least) what)
    {
        var fold = new PartOfDay();
        foreach (var (account, item) in db.Records.Occurred(part.From, part.Before, what.Day))
        {
            if (what.Store is null || StoreOf(item.Fact) == what.Store) fold.Add(account, item);
            // A refund goes with its purchase, wherever it is told.
            else if (item.Fact is Refund) fold.TakeBack(account, item);
        }

        var others = db.Sales.WithoutMember(part.From, part.Before).Where(s => what.Store is null || StoreOf(s.Fact) == what.Store)
            .Sum(s => s.Fact is Purchase purchase ? AnonymousNet.Of(purchase, [.. s.Follows.Where(f => f.OccurredAt < part.Before)]) : s.TotalMinor);
        var orders = fold._sold.Where(s => s.Value > what.Least).Select(s => s.Key.Item1).ToList();
        fold._active.UnionWith(orders);
        return fold._sum with { Orders = orders.Count, SalesMinor = checked(fold._sum.SalesMinor + fold._sold.Values.Sum()), OthersMinor = others, Active = fold._active.Count };
    }

    private void Add(AccountId account, RecordItem item)
    {
        switch (item.Fact)
        {
            case Joined: _sum = _sum with { NewMembers = _sum.NewMembers + 1 }; break;
            case Purchase: _sold[(account, item.Sequence)] = item.Purchase!.NetMinor; break;
            case Activity: _active.Add(account); break;
            default: TakeBack(account, item); break;
        }

        foreach (var entry in item.Effects.OfType<LedgerEntry>())
        {
            if (entry is { Kind: EntryKind.Earn or EntryKind.Activate, Points: > 0 }) _sum = _sum with { PointsEarned = checked(_sum.PointsEarned + entry.Points) };
            else if (entry is { Kind: EntryKind.Debit or EntryKind.AutoRedeem, Points: < 0 }) _sum = _sum with { PointsSpent = checked(_sum.PointsSpent - entry.Points) };
        }
    }

    /// <summary>A refund lowers a purchase of the same part of a day; one of an earlier day counts on that day. A cancellation without a purchase counts on its own.</summary>
    private void TakeBack(AccountId account, RecordItem item)
    {
        foreach (var row in item.Effects.OfType<RowAdded>().Select(r => r.Row))
        {
            if (row.Kind == RowKind.Cancellation) _sum = _sum with { SalesMinor = checked(_sum.SalesMinor + row.NetMinor) };
            else if (row.Kind == RowKind.Refund && _sold.TryGetValue((account, row.PurchaseSequence), out var net)) _sold[(account, row.PurchaseSequence)] = checked(net + row.NetMinor);
        }
    }

    private static string? StoreOf(Fact? fact) => fact switch { Purchase p => p.StoreId, Joined j => j.StoreId, Activity a => a.StoreId, _ => null };
}
