namespace Tessera.Model.Prices;

/// <summary>Buy x get y: tries every number of given units from the most down.</summary>
public sealed partial class ModelBasket
{
    private ModelWork? Offer(ModelSaving saving)
    {
        var words = saving.Words;
        var usesUp = !words.Has("keepUnits");
        decimal From(int i) => usesUp ? Lines[i].UsedUp : 0;
        var bought = UnitsOf(From, i => saving.MayLower(Lines[i], Carrier) ? Lines[i].Quantity : 0);
        if (words.Has("priceOf") && PriceOf(words.Text("priceOf")) is null) return Miss(saving, "no price");
        var work = words.Has("added") ? OfferAdded(saving, bought) : OfferOfBasket(saving, bought, UnitsOf(From, i => MayBeGiven(saving, Lines[i]) ? Lines[i].Quantity : 0));
        if (work is not null) work.UsesUp = usesUp;
        return work;
    }

    private static bool MayBeGiven(ModelSaving saving, ModelPriceLine line)
    {
        if (line.Kind != "Goods" || line.Fixed || line.Start < 0) return false;
        if (!saving.Words.Has("getSku") && !saving.Words.Has("getCat")) return saving.Chooses(line);
        return saving.Words.List("getSku").Contains(line.Sku) || saving.Words.List("getCat").Any(c => ModelSaving.Lies(line.Category, c));
    }

    private ModelWork? OfferOfBasket(ModelSaving saving, List<(int Line, int K, long Minor)> bought, List<(int Line, int K, long Minor)> choice)
    {
        var words = saving.Words;
        if (!words.Has("dearest")) choice = [.. choice.OrderBy(u => u.Minor).ThenBy(u => u.Line).ThenBy(u => u.K)];
        for (var n = choice.Count; n > 0; n--)
        {
            var given = choice.Take(n).ToList();
            var rest = bought.Except(given).ToList();
            var counted = words.Has("givenCount") ? bought : rest;
            if (words.Has("givenCount") && (words.Has("buy") || words.Has("buyAmount")) && given.Except(bought).Any()) continue;
            var sets = (n + Get(words) - 1) / Get(words);
            if (words.Has("repeat") && words.Number("repeat") > 0 && sets > words.Number("repeat")) continue;
            if (counted.Count < sets * words.Number("buy") || counted.Sum(u => u.Minor) < sets * words.Money("buyAmount")) continue;
            return Given(saving, [.. given.OrderByDescending(u => u.Minor).ThenBy(u => u.Line).ThenBy(u => u.K)], Used(words, given, rest, sets));
        }

        return Miss(saving, "nothing to give");
    }

    private static int Get(PriceWords words) => (int)words.Number("get", 1);

    private static List<(int Line, int K, long Minor)> Used(PriceWords words, List<(int Line, int K, long Minor)> given, List<(int Line, int K, long Minor)> rest, int sets)
    {
        var counts = words.Has("givenCount");
        if (words.Number("buy") > 0) return [.. rest.Take(Math.Max(0, (sets * (int)words.Number("buy")) - (counts ? given.Count : 0)))];
        var needed = (sets * words.Money("buyAmount")) - (counts ? given.Sum(u => u.Minor) : 0);
        var used = new List<(int Line, int K, long Minor)>();
        foreach (var unit in rest)
        {
            if (used.Sum(u => u.Minor) >= needed) break;
            used.Add(unit);
        }

        return used;
    }

    private ModelWork? Given(ModelSaving saving, List<(int Line, int K, long Minor)> given, List<(int Line, int K, long Minor)> used)
    {
        var saved = given.Select((u, k) => SavedBy(saving.Words, u.Minor, k, used)).ToList();
        if (saved.Sum() == 0) return null;
        var work = new ModelWork(Lines.Count);
        var involved = given.Concat(used).ToList();
        foreach (var unit in involved) work.Units[unit.Line]++;
        foreach (var unit in given) work.GivenUnits[unit.Line]++;
        work.Parts = [.. Shares.Prorate(saved.Sum(), [.. Lines.Select((_, i) => (Ratio)involved.Where(u => u.Line == i).Sum(u => u.Minor))])];
        work.Note = $"given {string.Join("+", given.Select(u => PriceWords.Yuan(u.Minor)))} saves {string.Join("+", saved.Select(PriceWords.Yuan))}, over it and bought {string.Join("+", used.Select(u => PriceWords.Yuan(u.Minor)))}";
        return work;
    }

    private ModelWork? OfferAdded(ModelSaving saving, List<(int Line, int K, long Minor)> bought)
    {
        var words = saving.Words;
        var article = _settings.List("articles").Select(a => a.Split(':')).FirstOrDefault(a => a[0] == words.Text("getSku"));
        if (article is null) return Miss(saving, "no price");
        var sets = words.Number("buy") > 0 ? (int)(bought.Count / words.Number("buy")) : words.Has("buyAmount") ? (int)(bought.Sum(u => u.Minor) / words.Money("buyAmount")) : 1;
        if (words.Number("repeat") > 0) sets = Math.Min(sets, (int)words.Number("repeat"));
        if (sets == 0) return Miss(saving, "too few bought");
        var count = sets * Get(words);
        var each = PriceWords.Fen(article[1]);
        var used = Used(words, [], bought, sets);
        var saved = Enumerable.Range(0, count).Sum(k => SavedBy(words, each, k, used));
        if (saved == 0) return null;
        var work = new ModelWork(Lines.Count + 1);
        foreach (var unit in used) work.Units[unit.Line]++;
        work.Units[^1] = work.GivenUnits[^1] = count;
        work.Added = new ModelPriceLine
        {
            Sku = article[0], Quantity = count, Start = each * count, Left = each * count, Added = true,
            Category = article.Length > 2 ? article[2] : "", TaxPercent = article.Length > 3 ? decimal.Parse(article[3], System.Globalization.CultureInfo.InvariantCulture) : 0,
        };
        work.Parts = [.. Shares.Prorate(saved, [.. Enumerable.Range(0, Lines.Count).Select(i => (Ratio)used.Where(u => u.Line == i).Sum(u => u.Minor)), each * count])];
        work.Note = $"adds {count} of {article[0]} at {PriceWords.Yuan(each)}, saves {PriceWords.Yuan(saved)}, over them and bought {string.Join("+", used.Select(u => PriceWords.Yuan(u.Minor)))}";
        return work;
    }

    private long? PriceOf(string sku)
    {
        if (Lines.Find(l => l.Sku == sku && l.Start > 0) is { } line) return (Ratio.Of(line.Start, 1) / Ratio.Of(line.Quantity)).Floor();
        return _settings.List("articles").Select(a => a.Split(':')).FirstOrDefault(a => a[0] == sku) is { } article ? PriceWords.Fen(article[1]) : null;
    }

    private long SavedBy(PriceWords words, long minor, int place, List<(int Line, int K, long Minor)> used)
    {
        if (words.Has("priceOf")) return Math.Max(0, minor - PriceOf(words.Text("priceOf"))!.Value);
        if (words.Has("priceOfBought"))
        {
            var set = used.Take(((place / Get(words)) + 1) * Math.Max(1, (int)words.Number("buy"))).ToList();
            return set.Count == 0 ? 0 : Math.Max(0, minor - set[^1].Minor);
        }

        return words.Has("given") ? PriceAmount.Of(words.Text("given")).From(minor) : minor;
    }
}
