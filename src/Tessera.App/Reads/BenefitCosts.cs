using Tessera.App.Reports;
using Tessera.App.Texts;
using Tessera.Core.Analytics;
using Tessera.Core.Benefits;
using Tessera.Core.Costs;
using Tessera.Core.Programs;

namespace Tessera.App.Reads;

/// <summary>Cost beside revenue.</summary>
/// <param name="CostMinor">Cost at use.</param>
/// <param name="RevenueMinor">Net revenue of members, less refunds.</param>
/// <param name="ShareTenThousandths">Cost of revenue, rounded half up; absent without revenue.</param>
public sealed record CostShareView(long CostMinor, long RevenueMinor, long? ShareTenThousandths)
{
    internal static CostShareView Of(in CostShare share) => new(share.CostMinor, share.RevenueMinor, share.TenThousandths);
}

/// <summary>Members who could buy and who did.</summary>
/// <param name="Members">Members.</param>
/// <param name="Buyers">Of them, those who bought in the window.</param>
/// <param name="ShareTenThousandths">Buyers of members, rounded half up; absent without members.</param>
public sealed record ConvertedView(long Members, long Buyers, long? ShareTenThousandths)
{
    internal static ConvertedView Of(in Crowd crowd) =>
        new(crowd.Members, crowd.Buyers, crowd.Members == 0 ? null : Core.Rounding.Divide((Int128)crowd.Buyers * 10_000, crowd.Members, Core.RoundingMode.HalfUp));
}

/// <summary>Conversion of a benefit against the hold-out group.</summary>
/// <param name="With">Members of its tiers who have it.</param>
/// <param name="HeldOut">Members of its tiers whom the hold-out group keeps from it.</param>
/// <param name="Lift">What can be said.</param>
/// <param name="Says">The same in words.</param>
/// <param name="LowTenThousandths">Lower end of the 95 % interval of the difference of the shares.</param>
/// <param name="HighTenThousandths">Upper end.</param>
public sealed record ConversionView(ConvertedView With, ConvertedView HeldOut, Lift Lift, string Says, int? LowTenThousandths, int? HighTenThousandths);

/// <summary>One source of cost.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Id in the programme; empty for points spent as money.</param>
/// <param name="Name">Its name today.</param>
/// <param name="Uses">Uses, less those taken back.</param>
/// <param name="Members">Members who used it.</param>
/// <param name="Entitled">For benefits: members who held a tier that has it at some time in the window, without the hold-out group, and whoever else used it.</param>
/// <param name="UsedTenThousandths">Use rate: members who used it of those entitled, at most all.</param>
/// <param name="UsesPerUserHundredths">Uses ÷ members who used it, hundredths; absent without a user.</param>
/// <param name="Cost">Its cost beside the revenue of all members.</param>
/// <param name="Conversion">For benefits.</param>
/// <param name="Suggestion">What to think about (K2), or absent.</param>
public sealed record SourceCostView(CostKind Kind, string Id, string Name, long Uses, long Members, long? Entitled, long? UsedTenThousandths, long? UsesPerUserHundredths, CostShareView Cost, ConversionView? Conversion, string? Suggestion);

/// <summary>Cost of one tier or store.</summary>
/// <param name="Id">Its id; empty where none is known.</param>
/// <param name="Name">Its name, or its id.</param>
/// <param name="Cost">Cost beside its own revenue.</param>
/// <param name="State">Against the red line.</param>
public sealed record PlaceCostView(string Id, string Name, CostShareView Cost, RedLineState State);

/// <summary>What is open of one source at the end of the window, and what it is expected to cost.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Id in the programme; empty for stored value.</param>
/// <param name="Name">Its name today.</param>
/// <param name="Open">Coupons, uses of a benefit, or bonus in minor units, that can be used on the last date or after it.</param>
/// <param name="Offered">What the share is of: coupons issued in the window; uses granted in it, or the quotas of the periods it touches of members who have the benefit at its end.</param>
/// <param name="Taken">Of these used by its end.</param>
/// <param name="ExpectedTenThousandths">Share expected to be used.</param>
/// <param name="By">Found from the window, or all of it.</param>
/// <param name="ExpectedMinor">Open × share × cost of a use; absent where no use has a cost yet and the terms name no amount.</param>
/// <param name="Opens">Where the members who hold it are listed.</param>
public sealed record OpenCostView(OpenKind Kind, string Id, string Name, long Open, long Offered, long Taken, int ExpectedTenThousandths, ExpectedBy By, long? ExpectedMinor, string Opens);

/// <summary>What recommendations with a benefit brought, of one guide.</summary>
/// <param name="Benefit">Benefit.</param>
/// <param name="Name">Its name today.</param>
/// <param name="ClerkId">Clerk who served; absent where none was told.</param>
/// <param name="Recommended">Uses in the window that came with a recommendation.</param>
/// <param name="Followed">Of these, those that a cross sale followed.</param>
/// <param name="FollowedTenThousandths">Followed of recommended, rounded half up; absent without any.</param>
/// <param name="Orders">Purchases with cross sales, less those wholly refunded.</param>
/// <param name="RevenueMinor">Net of the lines sold, less refunds.</param>
public sealed record CrossSaleView(string Benefit, string Name, string? ClerkId, long Recommended, long Followed, long? FollowedTenThousandths, long Orders, long RevenueMinor);

/// <summary>Receipts that tills priced by themselves.</summary>
/// <param name="Receipts">How many.</param>
/// <param name="NetMinor">Their net, before refunds.</param>
/// <param name="SavedMinor">What the tills told to have taken off list prices, before refunds: no grant of the programme, and no part of the cost share.</param>
public sealed record TillPricedView(long Receipts, long NetMinor, long SavedMinor);

/// <summary>What benefits cost and bring over a window.</summary>
/// <param name="From">First local date.</param>
/// <param name="Through">Last local date.</param>
/// <param name="RedLineTenThousandths">The red line in force.</param>
/// <param name="HoldOutTenThousandths">Size of the hold-out group.</param>
/// <param name="Total">All cost beside all revenue of members.</param>
/// <param name="State">Against the red line.</param>
/// <param name="Says">The same in words.</param>
/// <param name="OpenPoints">Points open at the end of the window.</param>
/// <param name="OpenMinor">Their expected cost.</param>
/// <param name="Open">Coupons, entitlements with quota left and bonus of stored value that are open at the end of the window.</param>
/// <param name="OpenTotalMinor">Expected cost of all that is open, points among it; what has no expected cost is left out.</param>
/// <param name="OpenSays">How the expected cost is counted.</param>
/// <param name="Sources">By source, dearest first.</param>
/// <param name="Tiers">By tier at use.</param>
/// <param name="Stores">By store.</param>
/// <param name="CrossSales">What recommendations with uses brought, by benefit and guide, the most revenue first.</param>
/// <param name="TillPriced">Receipts that tills priced by themselves, beside the share.</param>
/// <param name="Definitions">What the figures mean.</param>
public sealed record BenefitCostsView(
    DateOnly From, DateOnly Through, int RedLineTenThousandths, int HoldOutTenThousandths, CostShareView Total, RedLineState State, string Says, long OpenPoints, long OpenMinor,
    IReadOnlyList<OpenCostView> Open, long OpenTotalMinor, string OpenSays, IReadOnlyList<SourceCostView> Sources, IReadOnlyList<PlaceCostView> Tiers, IReadOnlyList<PlaceCostView> Stores, IReadOnlyList<CrossSaleView> CrossSales,
    TillPricedView TillPriced, IReadOnlyList<FigureMeaning> Definitions);

/// <summary>Use, conversion and cost of every benefit, promotion, coupon and reward (semantics §10; features K1, K2, K6).</summary>
public static class BenefitCosts
{
    /// <summary>Reads the window out of the record of all members, in one walk.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="from">First local date.</param>
    /// <param name="through">Last local date, not before the first.</param>
    /// <param name="language">Language of names and words.</param>
    public static BenefitCostsView Read(ReadScope scope, DateOnly from, DateOnly through, string language)
    {
        var document = DocumentOf(scope, through);
        var promised = new OpenCostFold(scope.Programs, from, through);
        var fold = Fold(scope, document, from, through, promised);
        var report = CostReport.Of(fold, document, LiabilityView.PriceOf(document));
        var open = OpenCost.Of(promised);
        return new BenefitCostsView(
            from, through, document.Costs.RedLine, document.Costs.HoldOut, CostShareView.Of(report.Total), report.State, Text.Say($"redLine.{report.State}", language), report.OpenPoints, report.OpenMinor,
            [.. open.Select(o => Open(o, document, new ReportWindow(from, through), language))], checked(report.OpenMinor + open.Sum(o => o.ExpectedMinor ?? 0)), Text.Say("cost.open", language), [.. report.Sources.Select(s => Source(s, document, language))],
            [.. report.Tiers.Select(p => Place(p, document.Ladder.Tiers.FirstOrDefault(t => t.Id == p.Id) is { } tier ? Text.In(tier.Names, language) : p.Id))],
            [.. report.Stores.Select(p => Place(p, p.Id))],
            [.. report.CrossSales.Select(s => CrossSale(s.Key, s.Value, document, language))],
            new TillPricedView(fold.TillPriced.Receipts, fold.TillPriced.NetMinor, fold.TillPriced.SavedMinor),
            FigureMeaning.All(language, "costShare", "costAtUse", "memberRevenue", "useRate", "usesPerUser", "conversion", "openCost", "tillPriced"));
    }

    /// <summary>Sums of a window by a programme, and in the same walk what is open at its end.</summary>
    internal static CostFold Fold(ReadScope scope, ProgramDocument document, DateOnly from, DateOnly through, OpenCostFold? open = null)
    {
        var (calendar, holdOut) = (scope.Programs.Calendar, document.Costs.HoldOut);
        var fold = new CostFold(calendar, from, through, WorthOf(document));
        foreach (var record in scope.Db.Records.ForSums(calendar.StartOf(through.AddDays(1)), withFacts: true))
        {
            var account = record.Account.ToString();
            fold.Add(record.Items, HoldOut.Holds(account, holdOut));
            open?.Add(account, record.Items);
        }

        return fold;
    }

    /// <summary>The programme in force at the end of a window, by which it is read.</summary>
    internal static ProgramDocument DocumentOf(ReadScope scope, DateOnly through) => scope.Programs.At(new Core.Instant(scope.Programs.Calendar.StartOf(through.AddDays(1)).Micros - 1)).Document;

    /// <summary>So many points are worth so many minor units; nothing where they cannot be spent as money.</summary>
    internal static (long Points, long Minor) WorthOf(ProgramDocument document) => document.Points.Spending is { } spending ? (spending.Points, spending.WorthMinor) : (1L, 0L);

    private static PlaceCostView Place(PlaceCost place, string name) => new(place.Id, name, CostShareView.Of(place.Share), place.State);

    private static OpenCostView Open(OpenCost open, ProgramDocument document, ReportWindow window, string language) => new(
        open.Kind, open.Id,
        open.Kind == OpenKind.StoredValueBonus ? Text.Say("cost.bonus", language) : NameOf(new CostSource(open.Kind == OpenKind.Coupon ? CostKind.Coupon : CostKind.Benefit, open.Id), document, language),
        open.Sum.Open, open.Sum.Offered, open.Sum.Taken, open.ShareTenThousandths, open.By, open.ExpectedMinor,
        $"/v1/reports/benefits/rows?figure=open&{window.Query}&open={(open.Kind switch { OpenKind.Coupon => "coupon", OpenKind.Benefit => "benefit", OpenKind.StoredValueBonus => "storedValueBonus" })}{(open.Id.Length == 0 ? "" : "&id=" + Uri.EscapeDataString(open.Id))}");

    private static CrossSaleView CrossSale(Recommender by, in CrossSales sum, ProgramDocument document, string language) => new(
        by.Benefit, NameOf(new CostSource(CostKind.Benefit, by.Benefit), document, language), by.Clerk.Length == 0 ? null : by.Clerk, sum.Recommended, sum.Followed,
        sum.Recommended == 0 ? null : Core.Rounding.Divide((Int128)sum.Followed * 10_000, sum.Recommended, Core.RoundingMode.HalfUp), sum.Orders, sum.RevenueMinor);

    private static SourceCostView Source(SourceCost source, ProgramDocument document, string language) => new(
        source.Source.Kind, source.Source.Id, NameOf(source.Source, document, language), source.Sum.Uses, source.Users, source.Entitled,
        source.UsedTenThousandths, source.UsesPerUserHundredths, CostShareView.Of(source.Share),
        source.Conversion is { } c ? new ConversionView(ConvertedView.Of(c.With), ConvertedView.Of(c.HeldOut), c.Lift, Text.Say($"lift.{c.Lift}", language), c.Low, c.High) : null,
        source.IsLowLift ? Text.Say("cost.lowLift", language) : null);

    internal static string NameOf(CostSource source, ProgramDocument document, string language)
    {
        var names = source.Kind switch
        {
            CostKind.Promotion => document.Promotions.FirstOrDefault(p => p.Id == source.Id)?.Names,
            CostKind.Benefit => document.Benefits.FirstOrDefault(b => b.Id == source.Id)?.Names,
            CostKind.Coupon => document.Coupons.FirstOrDefault(o => o.Kind.Id == source.Id)?.Kind.Names,
            CostKind.Reward => document.Rewards.FirstOrDefault(r => r.Kind.Id == source.Id)?.Kind.Names ?? document.Draws.Campaigns.SelectMany(d => d.Prizes).FirstOrDefault(p => p.Id == source.Id)?.Names,
            CostKind.Points => null,
        };
        return names is null ? source.Kind == CostKind.Points ? Text.Say("word.other.points", language) : source.Id : Text.In(names, language);
    }
}
