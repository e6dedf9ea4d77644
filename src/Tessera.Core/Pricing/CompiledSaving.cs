using System.Runtime.CompilerServices;
using Tessera.Core.Earning;
using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>A saving, made ready once per programme version.</summary>
internal sealed class CompiledSaving
{
    private static readonly ConditionalWeakTable<Saving, CompiledSaving> Known = [];
    private readonly NameSet _categories, _skus, _excludedCategories, _excludedSkus, _stores, _channels, _saleKinds, _tiers, _carriers;
    private readonly Dictionary<string, long>? _prices;
    private readonly int _weekdays;

    public CompiledSaving(Saving saving)
    {
        Saving = saving;
        var scope = saving.Scope;
        (_categories, _skus) = (new(scope.Categories), new(scope.Skus));
        (_excludedCategories, _excludedSkus) = (new(scope.ExcludeCategories), new(scope.ExcludeSkus));
        (_stores, _channels, _saleKinds, _tiers, _carriers) = (new(scope.Stores), new(scope.Channels), new(scope.SaleKinds), new(scope.Tiers), new(scope.Carriers));
        foreach (var day in scope.Weekdays) _weekdays |= 1 << (int)day;
        if (saving.Prices.Count > 0) _prices = saving.Prices.ToDictionary(p => p.Sku, p => p.Minor, StringComparer.Ordinal);
        GroupId = saving.Group ?? StageWords.Of(saving.Stage);
        BarsAny = saving.NotWith is not { Ids.Count: 0, Groups.Count: 0, Stages.Count: 0 };
        if (saving.BuyGet is { } offer) (GivenSkus, GivenCategories) = (new(offer.GetSkus), new(offer.GetCategories));
        IsCoupled = Couples();
        IsPlain = IsOfLines && saving is { Group: null, Amount.Off: not null, Reach: SavingReach.Goods, Tax: SavingTax.Before, AtLeastMinor: 0, AtLeastUnits: 0, BuyGet: null }
            && !IsCoupled && !BarsAny && PerOf(saving.Amount) == SavingPer.Line && saving.Steps.Count == 0 && saving.Caps == new SavingCaps();
    }

    /// <summary>A saving that lives as long as its programme version: made ready once, whoever brings it.</summary>
    public static CompiledSaving Of(Saving saving) => Known.GetValue(saving, static s => new CompiledSaving(s));

    public Saving Saving { get; }

    public string Id => Saving.Id;

    /// <summary>Its group, or the stage's own.</summary>
    public string GroupId { get; }

    /// <summary>Whether it competes line by line.</summary>
    public bool IsOfLines => Saving.Stage is PriceStage.Price or PriceStage.Line;

    /// <summary>Whether it is a percentage off each goods line it fits and nothing more: no condition, limit, step or other saving changes it.</summary>
    public bool IsPlain { get; }

    /// <summary>Whether it may not be had together with some others.</summary>
    public bool BarsAny { get; }

    /// <summary>Skus of the units that buy x get y gives.</summary>
    public NameSet GivenSkus { get; } = new([]);

    /// <summary>Category paths of those units.</summary>
    public NameSet GivenCategories { get; } = new([]);

    /// <summary>Whether it asks anything of the goods.</summary>
    public bool AsksGoods => !_categories.IsEmpty || !_skus.IsEmpty || !_excludedCategories.IsEmpty || !_excludedSkus.IsEmpty || _prices is not null;

    /// <summary>Whether what it gives one line depends on the other lines it is given to.</summary>
    public bool IsCoupled { get; }

    private bool Couples() => PerOf(Saving.Amount) == SavingPer.Order || Saving.Marginal || Saving.Limits.Count > 0
        || Saving.Caps is not { SkuMinor: 0, OrderMinor: 0, SkuUnits: 0, OrderUnits: 0 } || Saving.Steps.Any(s => PerOf(s.Amount) == SavingPer.Order);

    /// <summary>Off what an amount is taken: what the saving says, else in the stages of lines a percentage per line and money per unit, elsewhere per order.</summary>
    public SavingPer PerOf(SavingAmount amount)
    {
        if (_prices is not null) return SavingPer.Unit;
        if (Saving.Per is { } per) return per;
        if (!IsOfLines) return SavingPer.Order;
        return amount.Off is not null ? SavingPer.Line : SavingPer.Unit;
    }

    /// <summary>Listed price of a unit, or null.</summary>
    public long? ListedPrice(string sku) => _prices is not null && _prices.TryGetValue(sku, out var minor) ? minor : null;

    /// <summary>Whether a goods line is one of its scope.</summary>
    public bool FitsGoods(PurchaseLine line)
    {
        if (line.Kind != LineKind.Goods) return false;
        if (!_skus.IsEmpty && !_skus.Has(line.Sku)) return false;
        if (!_categories.IsEmpty && !_categories.HasAbove(line.Category)) return false;
        if (!_excludedSkus.IsEmpty && _excludedSkus.Has(line.Sku)) return false;
        if (!_excludedCategories.IsEmpty && _excludedCategories.HasAbove(line.Category)) return false;
        return _prices is null || _prices.ContainsKey(line.Sku);
    }

    /// <summary>Whether it may lower a line, its running amount aside.</summary>
    public bool Reaches(PurchaseLine line, string? carrier)
    {
        if (!line.Discountable) return false;
        var reach = Saving.Reach;
        return line.Kind switch
        {
            LineKind.Goods => reach is SavingReach.Goods or SavingReach.All && FitsGoods(line),
            LineKind.Freight => reach is SavingReach.Freight or SavingReach.All && (_carriers.IsEmpty || _carriers.Has(carrier)),
            LineKind.Fee => reach is SavingReach.Fees or SavingReach.All,
            LineKind.Deposit or LineKind.TopUp or LineKind.Levy => false,
        };
    }

    /// <summary>Why the head of the order does not fit, or null.</summary>
    public Reason? Misses(Basket basket, Buyer buyer) => MissesMoment(basket, buyer) ?? MissesPlace(basket) ?? MissesBuyer(basket, buyer);

    private Reason? MissesMoment(Basket basket, Buyer buyer)
    {
        var scope = Saving.Scope;
        var opens = buyer.Opens.TryGetValue(Id, out var earlier) ? earlier : scope.From;
        if (basket.Day < opens) return Reason.Of("price.not.yet", Reason.Day("from", opens.Value));
        if (basket.Day > scope.Through) return Reason.Of("price.not.over", Reason.Day("through", scope.Through.Value));
        if (_weekdays != 0 && (_weekdays & (1 << (int)basket.Day.DayOfWeek)) == 0) return Reason.Of("price.not.day");
        if (scope.Dates.Count > 0 && !scope.Dates.Contains(basket.Day)) return Reason.Of("price.not.day");
        return FitsHour(basket.Time) ? null : Reason.Of("price.not.hour");
    }

    private bool FitsHour(TimeOnly time)
    {
        var from = Saving.Scope.FromHour ?? TimeOnly.MinValue;
        if (Saving.Scope.UntilHour is not { } until) return time >= from;
        return until < from ? time >= from || time < until : time >= from && time < until;
    }

    private Reason? MissesPlace(Basket basket)
    {
        if (!_stores.IsEmpty && !_stores.Has(basket.StoreId)) return Reason.Of("price.not.store");
        if (!_channels.IsEmpty && !_channels.Has(basket.Channel)) return Reason.Of("price.not.channel");
        if (!_saleKinds.IsEmpty && !_saleKinds.Has(basket.SaleKind)) return Reason.Of("price.not.saleKind");
        return Saving.Reach == SavingReach.Freight && !_carriers.IsEmpty && !_carriers.Has(basket.Carrier) ? Reason.Of("price.not.carrier") : null;
    }

    private Reason? MissesBuyer(Basket basket, Buyer buyer)
    {
        var scope = Saving.Scope;
        if (buyer.Tier is null && (scope.MembersOnly || scope.OnBirthday || !_tiers.IsEmpty || scope.Tags.Count > 0)) return Reason.Of("price.not.member");
        if (!_tiers.IsEmpty && !_tiers.Has(buyer.Tier)) return Reason.Of("price.not.tier");
        if (scope.Tags.Count > 0 && !buyer.Tags.Any(scope.Tags.Contains)) return Reason.Of("price.not.tag");
        if (scope.OnBirthday && !buyer.IsBirthday) return Reason.Of("price.not.birthday");
        return scope.Code is null || basket.Codes.Contains(scope.Code, StringComparer.OrdinalIgnoreCase) ? null : Reason.Of("price.not.code");
    }
}

/// <summary>The words of stages, which are the ids of their own groups.</summary>
internal static class StageWords
{
    public static string Of(PriceStage stage) => stage switch
    {
        PriceStage.Price => "price",
        PriceStage.Line => "line",
        PriceStage.BuyGet => "buyGet",
        PriceStage.Order => "order",
        PriceStage.Coupon => "coupon",
        PriceStage.Points => "points",
        PriceStage.Freight => "freight",
    };
}
