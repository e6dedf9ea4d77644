using System.Globalization;
using Tessera.Core.Pricing;
using Tessera.Core.Tiers;

namespace Tessera.Core.Benefits;

/// <summary>A cell of the comparison table.</summary>
/// <param name="Dimension">Its column.</param>
/// <param name="Text">What the tier has there, joined; 无 where it has nothing.</param>
/// <param name="Benefits">Ids of the benefits behind it; words without a benefit have none.</param>
public sealed record BenefitCell(BenefitDimension Dimension, LocalText Text, IReadOnlyList<string> Benefits);

/// <summary>A row of the comparison table.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Cells">One for every column of the table.</param>
public sealed record BenefitRow(TierRule Tier, IReadOnlyList<BenefitCell> Cells);

/// <summary>The benefit table 权益对照表 of tiers × dimensions (F20, F21), made from the catalogue alone.</summary>
/// <param name="Dimensions">Columns in which some tier has something; discount, birthday, points and service whenever there is a catalogue.</param>
/// <param name="Rows">Tiers that are on, from the base upwards.</param>
public sealed record BenefitTable(IReadOnlyList<BenefitDimension> Dimensions, IReadOnlyList<BenefitRow> Rows)
{
    private static readonly LocalText Nothing = new("无", "none");
    private static readonly BenefitDimension[] InOrder =
        [BenefitDimension.Discount, BenefitDimension.Birthday, BenefitDimension.Points, BenefitDimension.Delivery, BenefitDimension.AfterSales, BenefitDimension.Service];

    /// <summary>The table as of a local date.</summary>
    public static BenefitTable Of(IReadOnlyList<Benefit> benefits, IReadOnlyList<TierRule> tiers, DateOnly day)
    {
        var shown = tiers.Where(t => t.Enabled).ToList();
        var cells = shown.ConvertAll(t => InOrder.Select(d => Cell(benefits, t, d, day)).ToList());
        var columns = InOrder.Where((d, at) => d is not (BenefitDimension.Delivery or BenefitDimension.AfterSales) || cells.Exists(row => row[at].Text != Nothing)).ToList();
        return new BenefitTable(columns, [.. shown.Select((t, i) => new BenefitRow(t, [.. cells[i].Where(c => columns.Contains(c.Dimension))]))]);
    }

    /// <summary>Head of a column.</summary>
    public static LocalText NameOf(BenefitDimension dimension) => dimension switch
    {
        BenefitDimension.Discount => new("折扣", "Discount"),
        BenefitDimension.Birthday => new("生日权益", "Birthday"),
        BenefitDimension.Points => new("积分倍率", "Points"),
        BenefitDimension.Delivery => new("配送", "Delivery"),
        BenefitDimension.AfterSales => new("售后", "After sales"),
        BenefitDimension.Service => new("专属服务", "Exclusive service"),
    };

    /// <summary>What a benefit is called in the table: a discount on everything by its notation, everything else by its name.</summary>
    public static LocalText WordsOf(Benefit benefit) => benefit is { Type: BenefitType.Discount, Off: { } off } && IsEverywhere(benefit.When)
        ? new LocalText(DiscountNotation.ToZhe(10_000 - off), Plain(off / 100m) + " % off")
        : benefit.Names;

    private static BenefitCell Cell(IReadOnlyList<Benefit> benefits, TierRule tier, BenefitDimension dimension, DateOnly day)
    {
        var held = Catalogue.Of(benefits, tier, day).Where(b => b.Column == dimension).ToList();
        var words = held.Where(b => b.Type != BenefitType.Multiplier).Select(WordsOf).ToList();
        if (dimension == BenefitDimension.Points) words.Insert(0, Times(Catalogue.MultiplierOf(benefits, tier)));
        if (dimension == BenefitDimension.Service) words.AddRange(tier.Benefits);
        var text = words.Count == 0 ? Nothing : new LocalText(string.Join("、", words.Select(w => w.Zh)), string.Join(", ", words.Select(w => w.En)));
        return new BenefitCell(dimension, text, [.. held.Select(b => b.Id)]);
    }

    private static LocalText Times(int multiplier) => new(Plain(multiplier / 10_000m) + "×", Plain(multiplier / 10_000m) + "×");

    private static string Plain(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    private static bool IsEverywhere(SavingScope scope) => scope is
    {
        Categories.Count: 0, Skus.Count: 0, ExcludeCategories.Count: 0, ExcludeSkus.Count: 0, Stores.Count: 0, Channels.Count: 0, SaleKinds.Count: 0, Tags.Count: 0, Weekdays.Count: 0,
        Dates.Count: 0, OnBirthday: false, FromHour: null, UntilHour: null, From: null, Through: null, Code: null,
    };
}
