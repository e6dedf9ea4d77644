namespace Tessera.Model;

/// <summary>What an order earns before period caps: whole points, and each line's exact contribution.</summary>
public sealed record ModelEarned(long Points, IReadOnlyList<Ratio> Contributions);

/// <summary>What an earn decision reads about the member at the fact's instant.</summary>
public sealed record EarnContext(string Tier, Ratio TierMultiplier, bool IsBirthday, IReadOnlySet<string> Tags);

/// <summary>The arithmetic of purchase earning (semantics §2 and §3), exact until a switch says round.</summary>
public static class Earning
{
    /// <summary>Line nets as whole minor units that sum to the order total.</summary>
    public static List<long> Nets(ModelProgram program, ModelPurchase purchase)
    {
        var exact = purchase.Lines
            .Select(line => (line.Quantity * Unit(program, line.UnitPriceMinor)) - line.LineDiscountMinor - line.OrderDiscountMinor)
            .ToList();
        return Shares.Complete(Ratio.Sum(exact).HalfUp(), exact);
    }

    /// <summary>List amounts as whole minor units: rounded once for the order like the nets; the list price is the unit price where there is none.</summary>
    public static List<long> Lists(ModelProgram program, ModelPurchase purchase)
    {
        var exact = purchase.Lines.Select(line => line.Quantity * Unit(program, line.ListPriceMinor ?? line.UnitPriceMinor)).ToList();
        return Shares.Complete(Ratio.Sum(exact).HalfUp(), exact);
    }

    /// <summary>Goods without excluded categories; tax included unless the programme says without.</summary>
    public static long Qualifying(ModelProgram program, ModelPurchase purchase, ModelLine line, long net)
    {
        var counts = line.Kind == LineKind.Goods && !program.ExcludedCategories.Any(excluded => IsUnder(line.Category, excluded));
        return counts ? WithTaxAsAsked(net, line, purchase.PricesIncludeTax, program.SpendWithTax).HalfUp() : 0;
    }

    public static ModelEarned Earn(ModelProgram program, ModelPurchase purchase, IReadOnlyList<long> nets, EarnContext context)
    {
        var amounts = new Amounts(nets, Lists(program, purchase));
        var contributions = purchase.Lines.Select(_ => Ratio.Zero).ToList();
        var total = Ratio.Zero;
        foreach (var rule in Winners(purchase, program.EarnRules, context, amounts))
        {
            var weights = Weights(rule, purchase, amounts);
            var value = Value(program, rule, weights, Multiplier(program, rule, purchase, context));
            total += value;
            var positive = weights.Select(weight => Ratio.Max(weight, 0)).ToList();
            var sum = Ratio.Sum(positive);
            for (var i = 0; i < weights.Count && sum.Sign > 0; i++)
            {
                contributions[i] += value * positive[i] / sum;
            }
        }

        var points = program.RoundAt == RoundAt.Order ? total.Round(program.Rounding) : total.Floor();
        return new ModelEarned(points, contributions);
    }

    /// <summary>Points a cancellation without a purchase takes back: the absolute amount at the base rate.</summary>
    public static long AtBaseRate(ModelProgram program, long amountMinor)
    {
        var plain = program.EarnRules.Where(rule => rule.IsPlain).ToList();
        var alone = plain.Where(rule => rule.Exclusive).OrderByDescending(rule => rule.Priority).ThenBy(rule => rule.Id, StringComparer.Ordinal).Take(1).ToList();
        var points = (alone.Count > 0 ? alone : plain).Select(rule => Raw(rule, Math.Abs(amountMinor))).ToList();
        return program.RoundAt == RoundAt.Order ? Ratio.Sum(points).Round(program.Rounding) : (long)points.Sum(value => value.Round(program.Rounding));
    }

    public static bool IsUnder(string category, string ancestor) =>
        category == ancestor || category.StartsWith(ancestor + "/", StringComparison.Ordinal);

    public static bool HoldsAt(ModelEarnRule rule, DateTime at, EarnContext context)
    {
        var on = ModelDates.Day(at);
        var time = TimeOnly.FromDateTime(at);
        return (rule.Weekdays.Count == 0 || rule.Weekdays.Contains(on.DayOfWeek))
            && (rule.FromTime is null || time >= rule.FromTime)
            && (rule.UntilTime is null || time < rule.UntilTime)
            && (rule.From is null || on >= rule.From)
            && (rule.Through is null || on <= rule.Through)
            && (rule.Tiers.Count == 0 || rule.Tiers.Contains(context.Tier))
            && (rule.Tag is null || context.Tags.Contains(rule.Tag));
    }

    private static Ratio Multiplier(ModelProgram program, ModelEarnRule rule, ModelPurchase purchase, EarnContext context)
    {
        if (!rule.Multiplied)
        {
            return 1;
        }

        var all = new List<Ratio> { context.TierMultiplier };
        if (context.IsBirthday)
        {
            all.Add(program.BirthdayMultiplier);
        }

        var on = purchase.OccurredOn;
        all.AddRange(program.Campaigns
            .Where(campaign => on >= campaign.From && on <= campaign.Through)
            .Where(campaign => campaign.Store is null || campaign.Store == purchase.Store)
            .Where(campaign => campaign.Channel is null || campaign.Channel == purchase.Channel)
            .Select(campaign => campaign.Multiplier));
        return program.Stack switch
        {
            StackHow.Max => all.Aggregate(Ratio.Max),
            StackHow.Sum => 1 + Ratio.Sum(all.Select(multiplier => multiplier - 1)),
            StackHow.Product => all.Aggregate((a, b) => a * b),
            _ => throw new InvalidOperationException("Unknown stacking."),
        };
    }

    private static List<ModelEarnRule> Winners(ModelPurchase purchase, IEnumerable<ModelEarnRule> rules, EarnContext context, Amounts amounts)
    {
        var matching = rules
            .Where(rule => rule.Kind != EarnKind.Behaviour)
            .Where(rule => HoldsAt(rule, purchase.OccurredAt, context))
            .Where(rule => rule.Stores.Count == 0 || rule.Stores.Contains(purchase.Store))
            .Where(rule => rule.Channels.Count == 0 || rule.Channels.Contains(purchase.Channel))
            .Where(rule => rule.SaleKinds.Count == 0 || rule.SaleKinds.Contains(purchase.SaleKind))
            .Where(rule => rule.Code is null || purchase.Codes.Contains(rule.Code))
            .Where(rule => Enumerable.Range(0, purchase.Lines.Count).Any(i => rule.Kind == EarnKind.Spend ? InScope(rule, purchase.Lines[i]) : IsPaid(rule, purchase, i, amounts)))
            .ToList();
        var exclusive = matching.Where(rule => rule.Exclusive).OrderByDescending(rule => rule.Priority).ThenBy(rule => rule.Id, StringComparer.Ordinal).FirstOrDefault();
        return exclusive is null ? matching : [exclusive];
    }

    private static bool InScope(ModelEarnRule rule, ModelLine line)
    {
        if (line.Kind == LineKind.Freight)
        {
            return rule.WithFreight && !rule.ScopedToGoods;
        }

        return line.Kind == LineKind.Goods
            && (rule.Categories.Count == 0 || rule.Categories.Any(category => IsUnder(line.Category, category)))
            && (rule.Skus.Count == 0 || rule.Skus.Contains(line.Sku))
            && !rule.ExcludedCategories.Any(category => IsUnder(line.Category, category))
            && !rule.ExcludedSkus.Contains(line.Sku);
    }

    private static List<Ratio> Weights(ModelEarnRule rule, ModelPurchase purchase, Amounts amounts) =>
        Enumerable.Range(0, purchase.Lines.Count).Select(i => Weight(rule, purchase, i, amounts)).ToList();

    private static Ratio Weight(ModelEarnRule rule, ModelPurchase purchase, int i, Amounts amounts) => rule.Kind switch
    {
        EarnKind.Spend => InScope(rule, purchase.Lines[i]) ? Basis(rule, purchase, i, amounts) : 0,
        EarnKind.Unit => IsPaid(rule, purchase, i, amounts) ? purchase.Lines[i].Quantity : 0,
        _ => IsPaid(rule, purchase, i, amounts) ? Basis(rule, purchase, i, amounts) : 0,
    };

    /// <summary>Goods given away are no units and no purchase, nor is freight.</summary>
    private static bool IsPaid(ModelEarnRule rule, ModelPurchase purchase, int i, Amounts amounts) =>
        purchase.Lines[i].Kind == LineKind.Goods && InScope(rule, purchase.Lines[i]) && Basis(rule, purchase, i, amounts).Sign > 0;

    private static Ratio Basis(ModelEarnRule rule, ModelPurchase purchase, int i, Amounts amounts)
    {
        var line = purchase.Lines[i];
        Ratio amount = amounts.Nets[i];
        if (rule.BeforeDiscounts)
        {
            amount = amounts.Lists[i];
        }
        else if (rule.ScopedToGoods && !rule.OrderDiscountsReduce)
        {
            amount += line.OrderDiscountMinor;
        }

        return WithTaxAsAsked(amount, line, purchase.PricesIncludeTax, !rule.WithoutTax);
    }

    /// <summary>Tax is rounded half-up per line.</summary>
    private static Ratio WithTaxAsAsked(Ratio amount, ModelLine line, bool included, bool wanted)
    {
        if (included == wanted)
        {
            return amount;
        }

        return included
            ? amount - (amount * line.TaxRate / (1 + line.TaxRate)).HalfUp()
            : amount + (amount * line.TaxRate).HalfUp();
    }

    private static Ratio Unit(ModelProgram program, decimal price) =>
        program.UnitPrices == UnitPrices.Round ? Ratio.Of(price).HalfUp() : Ratio.Of(price);

    private static Ratio Raw(ModelEarnRule rule, Ratio basis) =>
        rule.PerFull is { } n ? (basis / n).Floor() * rule.Rate : basis * rule.Rate;

    private static Ratio Value(ModelProgram program, ModelEarnRule rule, IReadOnlyList<Ratio> weights, Ratio multiplier)
    {
        var basis = Ratio.Sum(weights);
        if (rule.Kind != EarnKind.Purchase && basis.Sign <= 0)
        {
            return 0;
        }

        var raw = rule.Kind == EarnKind.Purchase ? rule.Rate : Raw(rule, basis);
        var value = program.RoundAt switch
        {
            RoundAt.Order => raw * multiplier,
            RoundAt.AfterMultipliers => (raw * multiplier).Round(program.Rounding),
            RoundAt.BeforeMultipliers => (raw.Round(program.Rounding) * multiplier).Round(program.Rounding),
            _ => throw new InvalidOperationException("Unknown rounding place."),
        };
        return rule.Cap is { } cap ? Ratio.Min(value, cap) : value;
    }
}

/// <summary>What the customer pays for each line, and its list amount, both whole minor units.</summary>
internal sealed record Amounts(IReadOnlyList<long> Nets, IReadOnlyList<long> Lists);
