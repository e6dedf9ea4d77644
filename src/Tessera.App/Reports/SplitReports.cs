using System.ComponentModel;
using Tessera.App.Reads;
using Tessera.Core.Analytics;
using Tessera.Core.Facts;
using Tessera.Storage;

namespace Tessera.App.Reports;

/// <summary>Sales of a tier.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Members">In it at the end of the window.</param>
/// <param name="Buyers">Members with an order while they held it; who held two counts in both.</param>
/// <param name="Orders">Orders.</param>
/// <param name="SalesMinor">Sales, minor units.</param>
/// <param name="ShareTenThousandths">Of the sales of all members; absent where these are none.</param>
/// <param name="AverageTicketMinor">Net of orders ÷ orders; absent without an order.</param>
/// <param name="Opens">Where its purchases are listed.</param>
public sealed record TierSalesRow(TierName Tier, long Members, long Buyers, long Orders, long SalesMinor, long? ShareTenThousandths, long? AverageTicketMinor, string Opens);

/// <summary>Share of sales by tier.</summary>
/// <param name="From">First local date.</param>
/// <param name="Through">Last local date.</param>
/// <param name="SalesMinor">Sales of all members, minor units.</param>
/// <param name="Tiers">From base upwards, empty tiers too.</param>
/// <param name="Definitions">What the columns mean.</param>
public sealed record TierSalesView(DateOnly From, DateOnly Through, long SalesMinor, IReadOnlyList<TierSalesRow> Tiers, IReadOnlyList<FigureMeaning> Definitions)
{
    /// <summary>Reads it in one walk over the members.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="window">The window.</param>
    /// <param name="language">Language of names and definitions.</param>
    public static TierSalesView Read(ReadScope scope, ReportWindow window, string language)
    {
        var (sums, held, own) = (new Dictionary<string, SalesSums>(), new Dictionary<string, long>(), new Dictionary<string, SalesSums>());
        foreach (var (_, state, sales) in new SalesWalk(scope).Members())
        {
            if (MemberSales.IsThere(state, window.Through) && MemberSales.TierOn(state, window.Through) is { Length: > 0 } now) held[now] = held.GetValueOrDefault(now) + 1;
            own.Clear();
            foreach (var sale in sales)
            {
                if (!window.Holds(sale.Day)) continue;
                var tier = MemberSales.TierAtSale(state, sale.Day);
                own[tier] = own.GetValueOrDefault(tier) + new SalesSums(0, 0, sale.IsOrder ? 1 : 0, sale.IsOrder ? sale.NetMinor : 0, sale.NetMinor);
            }

            foreach (var (tier, sum) in own) sums[tier] = sums.GetValueOrDefault(tier) + SalesSums.OfMember(sum.Orders, sum.OrdersMinor, sum.NetMinor);
        }

        var all = sums.Values.Sum(s => s.NetMinor);
        return new TierSalesView(
            window.From, window.Through, all, [.. TierReports.Ladder(scope, sums.Keys.Union(held.Keys)).Select(id => Row(sums.GetValueOrDefault(id), TierReports.Name(scope, id, language), held.GetValueOrDefault(id)))],
            FigureMeaning.All(language, "sales", "orders", "tierSales", "averageTicket"));

        TierSalesRow Row(in SalesSums sum, TierName tier, long members) =>
            new(tier, members, sum.Buyers, sum.Orders, sum.NetMinor, Shares.Of(sum.NetMinor, all), sum.AverageTicketMinor, $"/v1/reports/purchases?figure=sales&{window.Query}&tier={tier.Id}");
    }
}

/// <summary>What sales are ranked by.</summary>
public enum RankedBy
{
    /// <summary>Store.</summary>
    Store,

    /// <summary>Clerk, who served.</summary>
    Clerk,

    /// <summary>Channel.</summary>
    Channel,
}

/// <summary>One place of a ranking.</summary>
public sealed record RankingRow
{
    [Description("Id of the store, clerk or channel; empty where documents name none.")]
    public required string Id { get; init; }

    [Description("Members with an order there.")]
    public required long Buyers { get; init; }

    [Description("Their orders.")]
    public required long Orders { get; init; }

    [Description("Sales to members, minor units.")]
    public required long SalesMinor { get; init; }

    [Description("Of the sales to members of all places.")]
    public long? ShareTenThousandths { get; init; }

    [Description("Net of orders ÷ orders; absent without an order.")]
    public long? AverageTicketMinor { get; init; }

    [Description("Sales without a member, minor units.")]
    public required long OthersMinor { get; init; }

    [Description("Sales to members of all sales of this place.")]
    public long? MemberShareTenThousandths { get; init; }

    [Description("Where its purchases are listed.")]
    public required string Opens { get; init; }
}

/// <summary>Stores, clerks or channels by their sales to members.</summary>
/// <param name="From">First local date.</param>
/// <param name="Through">Last local date.</param>
/// <param name="By">What they are.</param>
/// <param name="Places">All there are.</param>
/// <param name="Rows">The first of them, most sales first, then by id.</param>
/// <param name="Definitions">What the columns mean.</param>
public sealed record RankingView(DateOnly From, DateOnly Through, RankedBy By, int Places, IReadOnlyList<RankingRow> Rows, IReadOnlyList<FigureMeaning> Definitions)
{
    /// <summary>Reads it in one walk over the members and one over the purchases of the window.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="window">The window.</param>
    /// <param name="by">What is ranked.</param>
    /// <param name="most">Most rows.</param>
    /// <param name="language">Language of definitions.</param>
    public static RankingView Read(ReadScope scope, ReportWindow window, RankedBy by, int most, string language)
    {
        var (sums, others, own) = (new Dictionary<string, SalesSums>(), new Dictionary<string, long>(), new Dictionary<string, SalesSums>());
        var walk = new SalesWalk(scope);
        AccountId? last = null;
        foreach (var (account, _, sale, sold) in walk.Documents(window))
        {
            if (last != account) Close();
            last = account;
            var place = SplitPlaces.Of(sold?.Fact, by);
            own[place] = own.GetValueOrDefault(place) + new SalesSums(0, 0, sale.IsOrder ? 1 : 0, sale.IsOrder ? sale.NetMinor : 0, sale.NetMinor);
        }

        Close();
        foreach (var (fact, _, net) in walk.WithoutMember(window)) others[SplitPlaces.Of(fact as Purchase, by)] = checked(others.GetValueOrDefault(SplitPlaces.Of(fact as Purchase, by)) + net);
        var all = sums.Values.Sum(s => s.NetMinor);
        var rows = sums.Keys.Union(others.Keys).Select(id => Row(id, window, by, (sums.GetValueOrDefault(id), others.GetValueOrDefault(id), all)))
            .OrderByDescending(r => r.SalesMinor).ThenBy(r => r.Id, StringComparer.Ordinal).ToList();
        return new RankingView(window.From, window.Through, by, rows.Count, [.. rows.Take(most)], FigureMeaning.All(language, "sales", "orders", "buyers", "averageTicket", "memberShare", "places"));

        void Close()
        {
            foreach (var (place, sum) in own) sums[place] = sums.GetValueOrDefault(place) + SalesSums.OfMember(sum.Orders, sum.OrdersMinor, sum.NetMinor);
            own.Clear();
        }
    }

    private static RankingRow Row(string id, ReportWindow window, RankedBy by, (SalesSums Sum, long Others, long All) of) => new()
    {
        Id = id, Buyers = of.Sum.Buyers, Orders = of.Sum.Orders, SalesMinor = of.Sum.NetMinor, ShareTenThousandths = Shares.Of(of.Sum.NetMinor, of.All), AverageTicketMinor = of.Sum.AverageTicketMinor,
        OthersMinor = of.Others, MemberShareTenThousandths = Shares.Of(of.Sum.NetMinor, of.Sum.NetMinor + of.Others),
        Opens = $"/v1/reports/purchases?figure=sales&{window.Query}&by={NameOf(by)}&place={(id.Length == 0 ? "-" : Uri.EscapeDataString(id))}",
    };

    private static string NameOf(RankedBy by) => by switch
    {
        RankedBy.Store => "store",
        RankedBy.Clerk => "clerk",
        RankedBy.Channel => "channel",
    };
}

/// <summary>Where a document belongs.</summary>
internal static class SplitPlaces
{
    /// <summary>The store, clerk or channel it names; empty where it names none.</summary>
    public static string Of(Purchase? sold, RankedBy by) => by switch
    {
        RankedBy.Store => sold?.StoreId ?? "",
        RankedBy.Clerk => sold?.ClerkId ?? "",
        RankedBy.Channel => sold?.Channel ?? "",
    };
}
