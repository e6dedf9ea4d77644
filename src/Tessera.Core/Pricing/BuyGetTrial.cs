using Tessera.Core.Earning;
using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>Buy x get y: as many units are given as the units bought allow; what they save is prorated over bought and given units (semantics §8).</summary>
internal sealed class BuyGetTrial
{
    private readonly Sheet _sheet;
    private readonly Claim _claim;
    private readonly BuyGet _offer;
    private readonly Trial _trial;
    private readonly List<Unit> _bought;

    public BuyGetTrial(Sheet sheet, Claim claim, BuyGet offer, Trial trial)
    {
        (_sheet, _claim, _offer, _trial) = (sheet, claim, offer, trial);
        _bought = Units.Of(sheet, offer.UsesUp, i => claim.Saving.Reaches(sheet.Lines[i], sheet.Basket.Carrier));
        trial.UsesUp = offer.UsesUp;
    }

    public Reason? Work() => _offer.From == GivenFrom.Added ? WorkAdded() : WorkBasket();

    private Reason? WorkBasket()
    {
        var choice = Units.Of(_sheet, _offer.UsesUp, i => _sheet.Lines[i].Discountable && FitsGiven(_sheet.Lines[i]));
        if (_offer.Units == GivenUnits.Cheapest) Units.Sort(choice, Units.CheapestFirst);
        var most = MostGiven(choice);
        if (most == 0) return PriceReasons.BuyMore(_offer, _bought, choice.Count);
        var given = Cut(choice, most);
        Units.Sort(given, Units.DearestFirst);
        var used = UsedBeside(given, SetsOf(given.Count));
        if (PriceOf() is { Missing: true }) return Reason.Of("price.not.noPrice");
        long saved = 0;
        for (var k = 0; k < given.Count; k++) saved += SavedBy(given[k].Minor, k, used);
        if (saved == 0) return Reason.Of("price.not.nothing");
        var weights = new Int128[_trial.Minor.Length];
        foreach (var unit in used)
        {
            weights[unit.Line] += unit.Minor;
            _trial.Units[unit.Line]++;
        }

        foreach (var unit in given)
        {
            weights[unit.Line] += unit.Minor;
            _trial.Units[unit.Line]++;
            _trial.Given[unit.Line]++;
        }

        _trial.Minor = Rounding.Prorate(saved, weights);
        Said(given.Count, used.Count + (_offer.GivenCount ? given.Count : 0), saved);
        return null;
    }

    private Reason? WorkAdded()
    {
        var sku = _offer.GetSkus.Count > 0 ? _offer.GetSkus[0] : "";
        var sets = _offer.Buy > 0 ? _bought.Count / _offer.Buy : _offer.BuyMinor > 0 ? (int)Math.Min(Units.Most, _bought.Sum(u => u.Minor) / _offer.BuyMinor) : 1;
        if (_offer.Repeat > 0) sets = Math.Min(sets, _offer.Repeat);
        if (sets == 0) return PriceReasons.BuyMore(_offer, _bought, 1);
        if (_sheet.Basket.Articles.FirstOrDefault(a => a.Sku == sku) is not { } article || PriceOf().Missing) return Reason.Of("price.not.noPrice");
        var count = sets * _offer.Get;
        var used = UsedBeside([], sets);
        long saved = 0;
        for (var k = 0; k < count; k++) saved += SavedBy(article.UnitMinor, k, used);
        if (saved == 0) return Reason.Of("price.not.nothing");
        var weights = new Int128[_trial.Minor.Length + 1];
        foreach (var unit in used)
        {
            weights[unit.Line] += unit.Minor;
            _trial.Units[unit.Line]++;
        }

        weights[^1] = (Int128)article.UnitMinor * count;
        var parts = Rounding.Prorate(saved, weights);
        _trial.Minor = parts[..^1];
        _trial.AddedMinor = parts[^1];
        _trial.Added = new PurchaseLine { Sku = sku, Category = article.Category, Quantity = count, ListMinor = article.UnitMinor * count, NetMinor = article.UnitMinor * count, TaxRate = article.TaxRate };
        Said(count, used.Count, saved);
        return null;
    }

    private void Said(int given, int bought, long saved) =>
        _trial.Why = Reason.Of("price.buyGet", Reason.Count("given", given), Reason.Count("bought", bought), Reason.Money("saved", saved));

    private bool FitsGiven(PurchaseLine line)
    {
        if (line.Kind != LineKind.Goods) return false;
        var (skus, categories) = (_claim.Saving.GivenSkus, _claim.Saving.GivenCategories);
        if (skus.IsEmpty && categories.IsEmpty) return _claim.Saving.FitsGoods(line);
        return skus.Has(line.Sku) || (!categories.IsEmpty && categories.HasAbove(line.Category));
    }

    private int SetsOf(int given) => (given + _offer.Get - 1) / _offer.Get;

    /// <summary>The most units that can be given while the others still make the sets; a unit given no longer counts as bought, unless it may.</summary>
    private int MostGiven(List<Unit> choice)
    {
        var bought = new UnitPlaces(_bought);
        var (count, amount) = (_bought.Count, _bought.Sum(u => u.Minor));
        for (var given = 1; given <= choice.Count; given++)
        {
            var unit = choice[given - 1];
            if (bought.Has(unit))
            {
                if (!_offer.GivenCount) (count, amount) = (count - 1, amount - unit.Minor);
            }
            else if (_offer.GivenCount && _offer is not { Buy: 0, BuyMinor: 0 })
            {
                return given - 1;
            }

            var sets = (long)SetsOf(given);
            if ((_offer.Repeat > 0 && sets > _offer.Repeat) || sets * _offer.Buy > count || sets * _offer.BuyMinor > amount) return given - 1;
        }

        return choice.Count;
    }

    /// <summary>Units that were bought for the sets, dearest first, without those given.</summary>
    private List<Unit> UsedBeside(List<Unit> given, int sets)
    {
        var gone = new UnitPlaces(given);
        var open = new List<Unit>(_bought.Count);
        foreach (var unit in _bought)
        {
            if (!gone.Has(unit)) open.Add(unit);
        }

        var counted = _offer.GivenCount ? given.Count : 0;
        if (_offer.Buy > 0) return Cut(open, Math.Clamp((sets * _offer.Buy) - counted, 0, open.Count));
        var amount = _offer.GivenCount ? given.Sum(u => u.Minor) : 0;
        var take = 0;
        while (take < open.Count && amount < sets * _offer.BuyMinor) amount += open[take++].Minor;
        return Cut(open, take);
    }

    private static List<Unit> Cut(List<Unit> units, int count)
    {
        units.RemoveRange(count, units.Count - count);
        return units;
    }

    private (long? Minor, bool Missing) PriceOf()
    {
        if (_offer.PriceOf is not { } sku) return (null, false);
        for (var i = 0; i < _sheet.Count; i++)
        {
            var line = _sheet.Lines[i];
            if (line.Sku == sku && line.Quantity > 0 && _sheet.Start[i] > 0) return ((long)decimal.Floor(_sheet.Start[i] / line.Quantity), false);
        }

        return _sheet.Basket.Articles.FirstOrDefault(a => a.Sku == sku) is { } article ? (article.UnitMinor, false) : (null, true);
    }

    private long SavedBy(long minor, int place, List<Unit> used)
    {
        if (PriceOf().Minor is { } price) return Math.Max(0, minor - price);
        if (_offer.PriceOfBought)
        {
            // The unit it replaces is the cheapest of those bought for its set; both lists are dearest first.
            var last = Math.Min(used.Count, ((place / _offer.Get) + 1) * Math.Max(1, _offer.Buy)) - 1;
            return last < 0 ? 0 : Math.Max(0, minor - used[last].Minor);
        }

        return _offer.Amount is { Off: null, Minor: null, PriceMinor: null } ? minor : UnitMath.Off(_offer.Amount, minor, 1);
    }
}
