using Tessera.App.Texts;
using Tessera.Core.Analytics;

namespace Tessera.App.Reports;

/// <summary>The figures of a business over a window, beside those of as many dates before it.</summary>
/// <param name="From">First local date.</param>
/// <param name="Through">Last local date.</param>
/// <param name="PreviousFrom">First local date compared with.</param>
/// <param name="PreviousThrough">Last local date compared with.</param>
/// <param name="Figures">The figures.</param>
public sealed record BusinessFiguresView(DateOnly From, DateOnly Through, DateOnly PreviousFrom, DateOnly PreviousThrough, IReadOnlyList<Figure> Figures)
{
    /// <summary>Reads both windows in one walk over the members.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="window">The window.</param>
    /// <param name="language">Language of names and definitions.</param>
    public static BusinessFiguresView Read(ReadScope scope, ReportWindow window, string language)
    {
        var (now, before) = (default(WindowSums), default(WindowSums));
        var previous = window.Before;
        var walk = new SalesWalk(scope);
        foreach (var (_, state, sales) in walk.Members())
        {
            now = now.With(MemberSales.Within(state, sales, window.From, window.Through));
            before = before.With(MemberSales.Within(state, sales, previous.From, previous.Through));
        }

        var others = new long[2];
        foreach (var (_, day, net) in walk.WithoutMember(new ReportWindow(previous.From, window.Through))) others[window.Holds(day) ? 0 : 1] += net;
        var sheet = new FigureSheet(window, language);
        return new BusinessFiguresView(window.From, window.Through, previous.From, previous.Through,
        [
            sheet.Of("members", FigureUnit.Count, now.Members, before.Members),
            sheet.Of("newMembers", FigureUnit.Count, now.NewMembers, before.NewMembers),
            sheet.Share("activeRate", (now.Active, now.Members), (before.Active, before.Members)) with { Opens = sheet.Members("active") },
            sheet.Of("sales", FigureUnit.Minor, now.Sales.NetMinor, before.Sales.NetMinor),
            sheet.Of("orders", FigureUnit.Count, now.Sales.Orders, before.Sales.Orders),
            sheet.Of("buyers", FigureUnit.Count, now.Sales.Buyers, before.Sales.Buyers),
            sheet.Of("averageTicket", FigureUnit.Minor, now.Sales.AverageTicketMinor, before.Sales.AverageTicketMinor) with { Part = now.Sales.OrdersMinor, Whole = now.Sales.Orders, Opens = sheet.Purchases("orders") },
            sheet.Share("repurchaseRate", (now.Sales.Repeaters, now.Sales.Buyers), (before.Sales.Repeaters, before.Sales.Buyers)) with { Opens = sheet.Members("repeaters") },
            sheet.Share("memberShare", (now.Sales.NetMinor, now.Sales.NetMinor + others[0]), (before.Sales.NetMinor, before.Sales.NetMinor + others[1])) with { Opens = sheet.Purchases("sales") },
        ]);
    }
}

/// <summary>Makes figures with their names, meanings and what they open.</summary>
/// <param name="window">The window.</param>
/// <param name="language">Language.</param>
internal sealed class FigureSheet(ReportWindow window, string language)
{
    public Figure Of(string id, FigureUnit unit, long? value, long? previous) => new()
    {
        Id = id, Name = Text.Say($"figure.{id}", language), Definition = Text.Say($"meaning.{id}", language), Unit = unit, Value = value, Previous = previous,
        Opens = id is "sales" or "orders" ? Purchases(id) : Members(id),
    };

    public Figure Share(string id, (long Part, long Whole) now, (long Part, long Whole) before) =>
        Of(id, FigureUnit.TenThousandths, Shares.Of(now.Part, now.Whole), Shares.Of(before.Part, before.Whole)) with { Part = now.Part, Whole = now.Whole };

    public string Members(string figure) => $"/v1/reports/members?figure={figure}&{window.Query}";

    public string Purchases(string figure) => $"/v1/reports/purchases?figure={figure}&{window.Query}";
}
