namespace Tessera.Model.Prices;

/// <summary>What a saving would take: worked out, not given.</summary>
public sealed class ModelWork(int lines)
{
    public long[] Parts { get; set; } = new long[lines];

    public decimal[] Units { get; set; } = new decimal[lines];

    public decimal[] GivenUnits { get; set; } = new decimal[lines];

    public ModelPriceLine? Added { get; set; }

    public bool UsesUp { get; set; }

    public long Points { get; set; }

    public long Times { get; set; } = 1;

    public string Note { get; set; } = "";

    public long Total => Parts.Sum();
}

public sealed partial class ModelBasket
{
    private ModelWork? Work(ModelSaving saving, long[] start, HashSet<int> open)
    {
        var words = saving.Words;
        var at = words.Has("running") ? [.. Lines.Select(l => l.Left)] : start;
        var goods = Enumerable.Range(0, at.Length).Where(i => saving.Chooses(Lines[i]) && !(Lines[i].Fixed && saving.Reach is "goods" or "all")).ToList();
        if ((words.Has("sku") || words.Has("cat") || words.Has("notSku") || words.Has("notCat") || saving.Listed.Count > 0) && !goods.Exists(i => Lines[i].Start >= 0)) return Miss(saving, "goods");
        var amount = goods.Sum(i => Read(saving, i, at[i]));
        var count = goods.Where(i => Lines[i].Start >= 0).Sum(i => Lines[i].Quantity);
        if (amount < words.Money("atLeast")) return Miss(saving, $"{PriceWords.Yuan(amount)} is short of {words.Text("atLeast")}");
        if (count < words.Number("units")) return Miss(saving, "too few units");
        if (new[] { "ownUses", "ownMinor", "ownUnits", "allUses", "allMinor", "allUnits" }.Any(w => words.Has(w) && words.Number(w) <= 0)) return Miss(saving, "used up");
        var work = saving.IsOffer ? Offer(saving) : Simple(saving, open, amount, count);
        if (work is null || !Limit(saving, work)) return null;
        if (words.Has("reward") && !Cost(saving, work)) return Miss(saving, "too few points");
        return work.Total == 0 ? null : work;
    }

    private ModelWork? Miss(ModelSaving saving, string why)
    {
        Missed[saving.Id] = why;
        return null;
    }

    /// <summary>An amount of a line as the saving reads it: with tax added where it is after tax.</summary>
    private long Read(ModelSaving saving, int line, long amount) =>
        PricesAreNet && saving.Words.Has("afterTax") ? amount + Lines[line].TaxOn(amount + Lines[line].StillTaxed) : amount;

    private ModelWork? Simple(ModelSaving saving, HashSet<int> open, long conditionAmount, decimal conditionUnits)
    {
        var work = new ModelWork(Lines.Count);
        if (!ReachUnits(saving, open, work)) return Miss(saving, "too many units");
        var sums = new long[Lines.Count];
        for (var i = 0; i < sums.Length; i++)
        {
            if (work.Units[i] == 0) continue;
            var whole = saving.Words.Text("of") == "initial"
                ? (PricesAreNet && saving.Words.Has("afterTax") ? Lines[i].Start + Lines[i].TaxOn(Lines[i].Start) : Lines[i].Start)
                : Read(saving, i, Lines[i].Left);
            sums[i] = (Ratio.Of(work.Units[i]) / Ratio.Of(Lines[i].Quantity) * whole).Floor();
        }

        var amount = saving.Amount;
        if (saving.Words.Has("marginal")) Marginal(saving, work, sums);
        else
        {
            if (saving.Words.Has("steps"))
            {
                if (StepReached(saving, conditionAmount, conditionUnits) is not { } step) return Miss(saving, "no step reached");
                amount = step;
            }

            Take(saving, amount, work, sums, (conditionAmount, conditionUnits));
        }

        for (var i = 0; i < sums.Length; i++) work.Parts[i] = Math.Max(0, Math.Min(work.Parts[i], Lines[i].Left));
        work.Note = work.Note.Length > 0 ? work.Note : Said(saving, amount, work, sums);
        return work;
    }

    private static string Said(ModelSaving saving, PriceAmount amount, ModelWork work, long[] sums)
    {
        var reached = string.Join("+", sums.Where(s => s > 0).Select(PriceWords.Yuan));
        if (saving.Listed.Count > 0) return $"listed prices for {reached}";
        if (amount.Off is { } off) return $"{((off * 10_000).Floor() / 100m).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)} % of {reached} per {saving.PerOf(amount)}";
        if (amount.Minus is { } minus) return $"{PriceWords.Yuan(minus)}{(work.Times > 1 ? " x " + work.Times : "")} off {reached} per {saving.PerOf(amount)}";
        return $"{PriceWords.Yuan(amount.NewPrice ?? 0)} for {reached} per {saving.PerOf(amount)}";
    }

    /// <summary>The first units of the basket, as many as the limits of units let through.</summary>
    private bool ReachUnits(ModelSaving saving, HashSet<int> open, ModelWork work)
    {
        var words = saving.Words;
        var perSku = new Dictionary<string, decimal>(StringComparer.Ordinal);
        decimal order = 0, wished = words.Has("reward") ? decimal.Parse(words.Text("reward").Split(':')[0], System.Globalization.CultureInfo.InvariantCulture) : decimal.MaxValue;
        var cut = false;
        for (var i = 0; i < Lines.Count; i++)
        {
            var line = Lines[i];
            if (!saving.MayLower(line, Carrier) || line.Left <= 0 || !open.Contains(i)) continue;
            var asked = Math.Min(line.Quantity, wished - order);
            var units = asked;
            if (words.Has("unitsLine")) units = Math.Min(units, words.Number("unitsLine"));
            if (words.Has("unitsSku")) units = Math.Min(units, words.Number("unitsSku") - perSku.GetValueOrDefault(line.Sku));
            foreach (var most in new[] { "unitsOrder", "ownUnits", "allUnits" }) units = words.Has(most) ? Math.Min(units, words.Number(most) - order) : units;
            cut |= units < asked;
            work.Units[i] = units;
            perSku[line.Sku] = perSku.GetValueOrDefault(line.Sku) + units;
            order += units;
        }

        return !(cut && words.Has("refuse"));
    }

    private static PriceAmount? StepReached(ModelSaving saving, long amount, decimal units)
    {
        PriceAmount? reached = null;
        foreach (var (from, step) in saving.Words.List("steps").Select(s => (s.Split(':')[0], PriceAmount.Of(s.Split(':')[1]))))
        {
            if (from.EndsWith('u') ? units >= decimal.Parse(from[..^1], System.Globalization.CultureInfo.InvariantCulture) : amount >= PriceWords.Fen(from)) reached = step;
        }

        return reached;
    }

    private void Take(ModelSaving saving, PriceAmount amount, ModelWork work, long[] sums, (long Amount, decimal Units) condition)
    {
        var per = saving.PerOf(amount);
        if (per == "order")
        {
            TakeOffOrder(saving, amount, work, sums, condition);
            return;
        }

        for (var i = 0; i < sums.Length; i++)
        {
            if (work.Units[i] == 0) continue;
            var each = saving.Listed.TryGetValue(Lines[i].Sku, out var listed) ? new PriceAmount(null, null, listed) : amount;
            work.Parts[i] = per == "line" ? each.From(sums[i]) : OffUnits(each, sums[i], work.Units[i]);
        }
    }

    private static long OffUnits(PriceAmount amount, long sum, decimal units)
    {
        if (amount.Minus is { } minus) return Math.Min(sum, (Ratio.Of(units) * minus).HalfUp());
        if (amount.NewPrice is { } price) return Math.Max(0, sum - (Ratio.Of(units) * price).HalfUp());
        if (units != decimal.Truncate(units)) return amount.From(sum);
        long saved = 0;
        for (long k = 0; k < units; k++) saved += amount.From(Ratio.Of(sum * (k + 1), (long)units).Floor() - Ratio.Of(sum * k, (long)units).Floor());
        return saved;
    }

    private void TakeOffOrder(ModelSaving saving, PriceAmount amount, ModelWork work, long[] sums, (long Amount, decimal Units) condition)
    {
        var words = saving.Words;
        if (amount.NewPrice is { } price && words.Number("units") > 0)
        {
            Bundles(saving, price, work);
            return;
        }

        if (amount.Minus is not null)
        {
            if (words.Has("reward")) work.Times = long.Parse(words.Text("reward").Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);
            else if (saving.Origin != "coupon" && !words.Has("steps") && (words.Has("atLeast") || words.Has("units")))
            {
                var full = words.Has("atLeast") ? condition.Amount / words.Money("atLeast") : long.MaxValue;
                if (words.Has("units")) full = Math.Min(full, (long)(condition.Units / words.Number("units")));
                var uses = (long)words.Number("uses", 1);
                work.Times = uses == 0 ? full : Math.Min(full, uses);
            }
        }

        var total = amount.Minus is { } minus ? Math.Min(minus * work.Times, sums.Sum()) : amount.From(sums.Sum());
        var weights = sums.Select((s, i) => s <= 0 ? Ratio.Zero : words.Text("share") == "quantity" ? Ratio.Of(work.Units[i]) : s).ToArray();
        work.Parts = SharesWithin.Prorate(total, weights, [.. Lines.Select(l => Math.Max(0, l.Left))]);
    }

    private List<(int Line, int K, long Minor)> UnitsOf(Func<int, decimal> from, Func<int, decimal> until) =>
        [.. from i in Enumerable.Range(0, Lines.Count)
            where !Lines[i].Weighed && Lines[i].Left > 0 && !Lines[i].Added
            from k in Enumerable.Range(0, (int)Lines[i].Quantity)
            where k >= @from(i) && k < until(i)
            let minor = Lines[i].Unit(k)
            orderby minor descending, i, k
            select (i, k, minor)];

    private void Marginal(ModelSaving saving, ModelWork work, long[] sums)
    {
        var steps = saving.Words.List("steps").Select(s => (From: int.Parse(s.Split(':')[0].TrimEnd('u'), System.Globalization.CultureInfo.InvariantCulture), Amount: PriceAmount.Of(s.Split(':')[1]))).ToList();
        var number = 0;
        var said = new List<string>();
        foreach (var (line, k, minor) in UnitsOf(_ => 0, i => sums[i] > 0 ? Lines[i].Quantity : 0))
        {
            number++;
            if (k >= work.Units[line] || !steps.Exists(s => s.From <= number)) continue;
            var off = steps.Last(s => s.From <= number).Amount.From(minor);
            work.Parts[line] += off;
            said.Add($"unit {number} of {PriceWords.Yuan(minor)} saves {PriceWords.Yuan(off)}");
        }

        work.Note = string.Join(", ", said);
    }

    private void Bundles(ModelSaving saving, long price, ModelWork work)
    {
        var units = UnitsOf(_ => 0, i => work.Units[i]);
        var size = (int)saving.Words.Number("units");
        var uses = saving.Origin == "coupon" ? 1 : (int)saving.Words.Number("uses", 1);
        var chosen = units.Chunk(size).Where(c => c.Length == size).Take(uses == 0 ? int.MaxValue : uses).TakeWhile(c => c.Sum(u => u.Minor) > price).ToList();
        var saved = chosen.Sum(c => c.Sum(u => u.Minor) - price);
        work.Note = string.Join(", ", chosen.Select(c => string.Join("+", c.Select(u => PriceWords.Yuan(u.Minor))) + " for " + PriceWords.Yuan(price)));
        if (saved > 0) work.Parts = [.. Shares.Prorate(saved, [.. Lines.Select((_, i) => (Ratio)chosen.SelectMany(c => c).Where(u => u.Line == i).Sum(u => u.Minor))])];
    }

    private bool Limit(ModelSaving saving, ModelWork work)
    {
        var words = saving.Words;
        var before = work.Total;
        if (words.Has("capLine")) work.Parts = [.. work.Parts.Select(p => Math.Min(p, words.Money("capLine")))];
        if (words.Has("capSku"))
        {
            string SkuOf(int i) => i < Lines.Count ? Lines[i].Sku : "\0added";
            foreach (var sku in Enumerable.Range(0, work.Parts.Length).GroupBy(SkuOf, StringComparer.Ordinal)) CutTo(work, [.. sku], words.Money("capSku"));
        }

        int[] all = [.. Enumerable.Range(0, work.Parts.Length)];
        var most = new[] { "capOrder", "ownMinor", "allMinor" }.Where(words.Has).Select(words.Money).Append(long.MaxValue).Min();
        CutTo(work, all, most);
        if (work.Total < before)
        {
            if (words.Has("refuse")) return false;
            work.Note += ", cut to " + PriceWords.Yuan(work.Total);
        }

        CutTo(work, all, Room() + (work.Added?.Start ?? 0));
        return work.Total > 0;
    }

    private static void CutTo(ModelWork work, int[] lines, long most)
    {
        if (lines.Sum(i => work.Parts[i]) <= most) return;
        var parts = Shares.Prorate(most, [.. lines.Select(i => (Ratio)work.Parts[i])]);
        for (var k = 0; k < lines.Length; k++) work.Parts[lines[k]] = parts[k];
    }

    private bool Cost(ModelSaving saving, ModelWork work)
    {
        var wish = saving.Words.Text("reward").Split(':').Select(w => long.Parse(w, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var perOrder = !saving.IsOffer && saving.PerOf(saving.Amount) == "order";
        if (!perOrder && !saving.IsOffer) work.GivenUnits = [.. work.Units.Select((u, i) => work.Parts[i] > 0 ? u : 0)];
        var units = perOrder ? work.Times : decimal.Ceiling(work.GivenUnits.Sum());
        work.Points = wish[1] * (long)decimal.Ceiling(units / (wish.Length > 2 ? wish[2] : 1));
        return work.Points <= PointsLeft;
    }
}
