namespace Tessera.Model.Prices;

/// <summary>A line of a basket while it is priced: how much it still costs, what each saving took.</summary>
public sealed class ModelPriceLine
{
    public string Sku { get; init; } = "A";

    public string Category { get; init; } = "";

    public decimal Quantity { get; init; } = 1;

    public long Start { get; init; }

    public long Left { get; set; }

    /// <summary>Taken by savings after tax: still taxed.</summary>
    public long StillTaxed { get; set; }

    public decimal TaxPercent { get; init; }

    public string Kind { get; init; } = "Goods";

    public bool Fixed { get; init; }

    public bool NoPoints { get; init; }

    public bool Added { get; init; }

    public decimal UsedUp { get; set; }

    public long Tax { get; set; }

    public long Points { get; set; }

    public long PaidWithPoints { get; set; }

    public long PaidWithStoredValue { get; set; }

    public Dictionary<string, long> Parts { get; } = new(StringComparer.Ordinal);

    public bool Weighed => Quantity != decimal.Truncate(Quantity);

    public static ModelPriceLine Read(PriceWords words) => new()
    {
        Sku = words.Text("sku", "A"),
        Category = words.Text("cat"),
        Quantity = words.Number("qty", 1),
        Start = PriceWords.Fen(words.Places[0]) - words.Money("own"),
        Left = PriceWords.Fen(words.Places[0]) - words.Money("own"),
        TaxPercent = words.Number("tax"),
        Kind = words.Text("kind", "Goods"),
        Fixed = words.Has("fixed"),
        NoPoints = words.Has("noPoints"),
    };

    /// <summary>What the k-th unit costs now, from 0: the amount refunds would give for it.</summary>
    public long Unit(int k) => Ratio.Of(Left * (k + 1), (long)Quantity).Floor() - Ratio.Of(Left * k, (long)Quantity).Floor();

    /// <summary>Tax on top of an amount in net prices.</summary>
    public long TaxOn(long amount) => (Ratio.Of(TaxPercent) / 100 * amount).HalfUp();
}

/// <summary>A saving as told: its words.</summary>
public sealed class ModelSaving(PriceWords words)
{
    public PriceWords Words { get; } = words;

    public string Id => Words.Places[0];

    public string Stage => Words.Places[1];

    public PriceAmount Amount => PriceAmount.Of(Words.Places[2]);

    public Dictionary<string, long> Listed => Words.Places[2].StartsWith("list:", StringComparison.Ordinal)
        ? Words.Places[2][5..].Split('+').Select(p => p.Split('=')).ToDictionary(p => p[0], p => PriceWords.Fen(p[1]), StringComparer.Ordinal)
        : [];

    public bool OfLines => Stage is "price" or "line";

    public string Group => Words.Text("group", Stage);

    public decimal Rank => Words.Number("rank");

    public bool IsOffer => Words.Has("buy") || Words.Has("buyAmount") || Words.Has("priceOf");

    public string Reach => Words.Text("reach", "goods");

    public string Origin => Words.Has("benefit") ? "benefit" : Words.Has("reward") ? "reward" : Words.Has("coupon") ? "coupon" : "promotion";

    public string PerOf(PriceAmount amount)
    {
        if (Listed.Count > 0) return "unit";
        if (Words.Has("per")) return Words.Text("per");
        return !OfLines ? "order" : amount.Off is null ? "unit" : "line";
    }

    /// <summary>Goods of its scope.</summary>
    public bool Chooses(ModelPriceLine line)
    {
        if (line.Kind != "Goods") return false;
        if (Words.Has("sku") && !Words.List("sku").Contains(line.Sku)) return false;
        if (Words.Has("cat") && !Words.List("cat").Any(c => Lies(line.Category, c))) return false;
        if (Words.List("notSku").Contains(line.Sku) || Words.List("notCat").Any(c => Lies(line.Category, c))) return false;
        return Listed.Count == 0 || Listed.ContainsKey(line.Sku);
    }

    public bool MayLower(ModelPriceLine line, string carrier)
    {
        if (line.Fixed || line.Start < 0) return false;
        return line.Kind switch
        {
            "Goods" => Reach is "goods" or "all" && Chooses(line),
            "Freight" => Reach is "freight" or "all" && (!Words.Has("carrier") || Words.List("carrier").Contains(carrier)),
            "Fee" => Reach is "fees" or "all",
            _ => false,
        };
    }

    public static bool Lies(string category, string under) => category == under || category.StartsWith(under + "/", StringComparison.Ordinal);
}
