namespace Tessera.Model.Prices;

/// <summary>Points as money, tax and stored value.</summary>
public sealed partial class ModelBasket
{
    /// <summary>Tries every number of points from the most down, and takes the fewest that give the same.</summary>
    private void Points()
    {
        if (!_settings.Has("points") || !_buyer.Has("points")) return;
        var (per, worth) = (long.Parse(_settings.Text("points").Split('/')[0], System.Globalization.CultureInfo.InvariantCulture), PriceWords.Fen(_settings.Text("points").Split('/')[1]));
        if (worth == 0 || (_settings.Has("noCoupons") && _given.Exists(s => s.Origin == "coupon")) || _given.Exists(s => s.Words.List("notStage").Contains("points") || s.Words.List("not").Contains("points"))) return;
        var isDiscount = _settings.Text("as", "discount") == "discount";
        var payable = Lines.Where(l => l.Kind == "Goods" && !l.NoPoints && !(isDiscount && l.Fixed) && !_settings.List("exclude").Any(c => ModelSaving.Lies(l.Category, c))).ToList();
        var limit = Math.Min((Ratio.Of(_settings.Number("share", 100)) / 100 * Math.Max(0, payable.Sum(l => l.Left))).Floor(), Math.Max(0, Room()));
        var isAll = _buyer.Text("points") == "all";
        var asked = isAll ? PointsLeft : long.Parse(_buyer.Text("points"), System.Globalization.CultureInfo.InvariantCulture);
        if (asked == 0) return;
        var step = Math.Max(1, (long)_settings.Number("step"));
        var most = Math.Min(PointsLeft, _settings.Number("max") > 0 ? (long)_settings.Number("max") : long.MaxValue);
        long Value(long points) => Ratio.Of(points * worth, per).Floor();
        if (!isAll && _settings.Text("over") == "refuse" && (asked > most || Value(asked) > limit || asked % step != 0))
        {
            Refused = true;
            return;
        }

        var points = Math.Min(asked, most);
        while (points > 0 && (points % step != 0 || Value(points) > limit)) points--;
        while (points > step && Value(points - step) == Value(points)) points -= step;
        if (points == 0 || Value(points) == 0 || points < _settings.Number("min")) return;
        UsePoints(points, Value(points), payable, isDiscount);
    }

    private void UsePoints(long points, long value, List<ModelPriceLine> payable, bool isDiscount)
    {
        (PointsSpent, PointsMinor, _pointsUsed) = (points, value, true);
        PointsLeft -= points;
        var left = Lines.Select(l => payable.Contains(l) ? Math.Max(0, l.Left) : 0).ToArray();
        var money = SharesWithin.Prorate(value, [.. left.Select(l => (Ratio)l)], left);
        var each = Shares.Prorate(points, [.. money.Select(m => (Ratio)m)]);
        for (var i = 0; i < money.Length; i++)
        {
            Lines[i].Points = each[i];
            if (!isDiscount) Lines[i].PaidWithPoints = money[i];
            else if (money[i] > 0)
            {
                Lines[i].Left -= money[i];
                Lines[i].Parts["points"] = money[i];
            }
        }

        if (isDiscount) Deductions.Add(("points", value));
        Notes.Add($"points: {points} are {PriceWords.Yuan(value)}" + (money.Length == 1 ? "" : " as " + string.Join("+", money.Select(PriceWords.Yuan))));
    }

    private void TaxAll()
    {
        foreach (var rate in Lines.Where(l => l.TaxPercent != 0).GroupBy(l => l.TaxPercent))
        {
            var share = Ratio.Of(rate.Key) / (PricesAreNet ? 100 : 100 + Ratio.Of(rate.Key));
            var exact = rate.Select(l => share * (l.Left + l.StillTaxed)).ToList();
            var taxes = _settings.Text("tax") == "order" ? Shares.Complete(Ratio.Sum(exact).HalfUp(), exact) : [.. exact.Select(e => e.HalfUp())];
            foreach (var (line, tax) in rate.Zip(taxes)) line.Tax = tax;
            Notes.Add($"tax {rate.Key} % of {string.Join("+", rate.Select(l => PriceWords.Yuan(l.Left + l.StillTaxed)))} = {string.Join("+", taxes.Select(PriceWords.Yuan))}");
        }

        if (Tax >= 0) return;
        var negative = Lines.Where(l => l.Tax < 0).ToList();
        var kept = Shares.Prorate(Lines.Where(l => l.Tax > 0).Sum(l => l.Tax), [.. negative.Select(l => (Ratio)(-l.Tax))]);
        foreach (var (line, tax) in negative.Zip(kept)) line.Tax = -tax;
    }

    private void StoredValue()
    {
        if (!_buyer.Has("pay")) return;
        long Owed(ModelPriceLine line) => line.Kind == "TopUp" ? 0 : line.Left + (PricesAreNet ? line.Tax : 0) - line.PaidWithPoints;
        var owed = Lines.Select(Owed).ToArray();
        var asked = _buyer.Text("pay") == "all" ? long.MaxValue : _buyer.Money("pay");
        var used = Math.Min(Math.Min(asked, _buyer.Money("stored")), Math.Max(0, owed.Sum()));
        long[] open = [.. owed.Select(o => Math.Max(0, o))];
        var parts = SharesWithin.Prorate(used, [.. open.Select(o => (Ratio)o)], open);
        for (var i = 0; i < parts.Length; i++) Lines[i].PaidWithStoredValue = parts[i];
        if (used > 0) Notes.Add("stored value pays " + PriceWords.Yuan(used) + (parts.Length == 1 ? "" : " as " + string.Join("+", parts.Select(PriceWords.Yuan))));
    }
}
