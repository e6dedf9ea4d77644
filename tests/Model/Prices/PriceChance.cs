using System.Globalization;

namespace Tessera.Model.Prices;

/// <summary>A seed → a random basket with its rules, in the language of priced baskets.</summary>
public sealed class PriceChance(ulong seed)
{
    private readonly ModelChance _chance = new(seed);

    /// <summary>Settings, savings, lines and buyer.</summary>
    public (string Settings, string Savings, string Lines, string Buyer) Basket()
    {
        var groups = new List<string>();
        foreach (var stage in new[] { "price", "line", "buyGet", "order", "coupon", "freight" })
        {
            if (_chance.Percent(20)) groups.Add($"{stage}:{stage}:{_chance.Pick("best", "first", "all")}");
            if (_chance.Percent(10)) groups.Add($"g{stage}:{stage}:{_chance.Pick("best", "first", "all")}");
        }

        var lines = Enumerable.Range(0, _chance.Between(1, 4)).Select(_ => Line()).ToList();
        var savings = Enumerable.Range(0, _chance.Between(1, 6)).Select(n => Saving("s" + n.ToString(CultureInfo.InvariantCulture), groups)).ToList();
        return (Settings(groups), string.Join("; ", savings), string.Join("; ", lines), Buyer());
    }

    private string Settings(List<string> groups)
    {
        var words = new List<string>();
        if (groups.Count > 0) words.Add("groups=" + string.Join('+', groups));
        Some(words, 10, "stages=price+line+buyGet+points+order+coupon+freight", "stages=coupon+price+line+order+buyGet+freight+points");
        Some(words, 30, "tax=order");
        Some(words, 30, "net");
        Some(words, 30, "freight=after");
        Some(words, 50, "carrier=sf");
        Some(words, 40, "codes=OPEN");
        Some(words, 60, "articles=G:5.00+H:12.50:gift:13");
        if (!_chance.Percent(50)) return string.Join(' ', words);
        words.Add(_chance.Pick("points=100/1.00", "points=1000/1.00", "points=3/0.01", "points=7/0.10"));
        Some(words, 30, "min=100", "min=500");
        Some(words, 30, "step=50", "step=100");
        Some(words, 20, "max=300");
        Some(words, 40, "share=50", "share=33.33");
        Some(words, 20, "exclude=tea");
        Some(words, 20, "over=refuse");
        Some(words, 40, "as=payment");
        Some(words, 20, "noCoupons");
        return string.Join(' ', words);
    }

    private string Line()
    {
        var quantity = _chance.Pick("", "", "qty=2", "qty=3", "qty=5", "qty=0.35", "qty=7");
        if (_chance.Percent(6)) return "-" + PriceWords.Yuan(_chance.Between(1L, 800L)) + " hand sku=hand tax=13";
        var words = new List<string> { PriceWords.Yuan(_chance.Percent(50) ? _chance.Between(1L, 40L) * 500 : _chance.Between(1L, 20_000L)) };
        words.Add(_chance.Pick("sku=A", "sku=B", "sku=C"));
        Some(words, 60, "cat=tea/milk", "cat=tea", "cat=cake");
        if (quantity.Length > 0) words.Add(quantity);
        Some(words, 40, "tax=13", "tax=6", "tax=9");
        Some(words, 15, "kind=Freight", "kind=Fee", "kind=Deposit", "kind=Levy", "kind=TopUp");
        Some(words, 8, "fixed");
        Some(words, 8, "noPoints");
        return string.Join(' ', words);
    }

    private string Buyer()
    {
        var words = new List<string>();
        Some(words, 60, "tier=gold", "tier=silver");
        Some(words, 60, "spendable=350", "spendable=2000", "spendable=100000");
        Some(words, 60, "points=all", "points=120", "points=1000");
        if (_chance.Percent(40)) words.AddRange(["stored=" + PriceWords.Yuan(_chance.Between(1L, 20_000L)), "pay=" + _chance.Pick("all", "10.00")]);
        return string.Join(' ', words);
    }

    private string Amount(bool free = true) => _chance.Between(0, free ? 3 : 2) switch
    {
        0 => _chance.Pick("8折", "95折", "3.3折", "50折"),
        1 => "-" + PriceWords.Yuan(_chance.Between(1L, 3_000L)),
        2 => "=" + PriceWords.Yuan(_chance.Between(0L, 9_000L)),
        _ => "free",
    };

    private string Saving(string id, List<string> groups)
    {
        var stage = _chance.Pick("price", "line", "line", "buyGet", "order", "order", "coupon", "coupon", "freight");
        var isOffer = stage == "buyGet" || (stage is "order" or "coupon" && _chance.Percent(15));
        var words = new List<string> { id, stage };
        if (isOffer) Offer(words);
        else if (_chance.Percent(20)) Steps(words, stage);
        else if (stage == "price" && _chance.Percent(50)) words.Add("list:A=" + PriceWords.Yuan(_chance.Between(1L, 4_000L)) + "+B=0.50");
        else Plain(words, stage);
        Scope(words);
        Caps(words);
        Some(words, 15, "atLeast=50.00", "atLeast=100.00");
        Some(words, 8, "running");
        Some(words, 12, "not=s0", "not=s1", "notStage=line", "notStage=points", "notGroup=order", "notStage=coupon");
        Some(words, 15, "rank=1", "rank=-1");
        if (groups.Contains($"g{stage}:{stage}:best")) Some(words, 50, "group=g" + stage);
        if (stage == "coupon") Some(words, 70, "coupon", "reward=1:100", "reward=2:300:2");
        else Some(words, 20, "benefit");
        return string.Join(' ', words);
    }

    private void Plain(List<string> words, string stage)
    {
        words.Add(Amount());
        if (stage == "freight") words.Add(_chance.Pick("reach=freight", "reach=freight", "reach=all", "reach=fees", "reach=freight carrier=sf", "reach=freight carrier=yd"));
        else Some(words, 10, "reach=all");
        Some(words, 40, "per=order", "per=line", "per=unit");
        Some(words, 20, "share=quantity");
        Some(words, 20, "of=initial");
        Some(words, 12, "afterTax");
        Some(words, 15, "units=2", "units=3");
        Some(words, 30, "uses=0", "uses=2");
    }

    private void Steps(List<string> words, string stage)
    {
        words.Add("none");
        if (_chance.Percent(50)) words.Add($"steps=30.00:{Amount(false)}+100.00:{Amount(false)}");
        else
        {
            words.Add($"steps=2u:{Amount(false)}+4u:{Amount()}");
            Some(words, 50, "marginal");
        }

        if (stage == "freight") words.Add("reach=freight");
        Some(words, 30, "per=order", "per=unit");
    }

    private void Offer(List<string> words)
    {
        words.AddRange(["none", _chance.Pick("buy=1", "buy=2", "buy=3", "buyAmount=50.00")]);
        Some(words, 30, "get=2");
        Some(words, 30, "getSku=B", "getCat=tea", "getSku=A+C");
        Some(words, 40, "given=5折", "given=-3.00", "given==1.00", "priceOf=A", "priceOfBought");
        Some(words, 30, "dearest");
        Some(words, 30, "givenCount");
        Some(words, 30, "keepUnits");
        Some(words, 30, "repeat=1", "repeat=2");
        if (_chance.Percent(15)) words.AddRange(["added", "getSku=" + _chance.Pick("G", "H")]);
    }

    private void Scope(List<string> words)
    {
        Some(words, 25, "sku=A", "sku=A+B", "notSku=A");
        Some(words, 25, "cat=tea", "cat=cake", "notCat=tea/milk");
        Some(words, 8, "members", "tier=gold", "tier=gold+silver", "code=open", "days=Monday+Friday", "sale=retail");
    }

    private void Caps(List<string> words)
    {
        Some(words, 8, "capLine=5.00");
        Some(words, 8, "capSku=7.00");
        Some(words, 12, "capOrder=9.99");
        Some(words, 6, "unitsLine=1");
        Some(words, 6, "unitsSku=2");
        Some(words, 6, "unitsOrder=2");
        Some(words, 5, "ownMinor=3.33", "ownUses=0", "ownUnits=1", "allMinor=4.00", "allUses=1", "allUnits=3");
        Some(words, 20, "refuse");
    }

    private void Some(List<string> words, int percent, params ReadOnlySpan<string> choices)
    {
        if (_chance.Percent(percent)) words.Add(_chance.Pick(choices));
    }
}
