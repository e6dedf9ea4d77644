namespace Tessera.Model.Tests;

/// <summary>One member "m" (and "n" where two are needed) at a shop, told in short sentences.</summary>
internal sealed class Shop
{
    private int _key;

    public Shop(ModelProgram program, string joined = "2025-01-01")
    {
        Model = new SlowModel(program);
        Model.Apply(new ModelJoin("join:m", At(joined), "m", new DateOnly(1990, 2, 28)));
        Model.Apply(new ModelJoin("join:n", At(joined), "n"));
    }

    public SlowModel Model { get; }

    public ModelSnapshot M => Model.Show("m");

    public static DateTime At(string day, int hour = 12) => Day(day).ToDateTime(new TimeOnly(hour, 0));

    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>One point per yuan, nothing else.</summary>
    public static ModelProgram Plain(Action<ModelProgram>? more = null)
    {
        var program = new ModelProgram { LateNotice = LateNotice.Expire };
        program.EarnRules.Add(new ModelEarnRule("base", EarnKind.Spend, Ratio.Of(1, 100)));
        more?.Invoke(program);
        return program;
    }

    public static ModelLine Goods(long unitMinor, int quantity = 1, string category = "tea", string sku = "a") => new(sku, category, quantity, unitMinor);

    public string Buy(string day, params ModelLine[] lines) => Apply(key => new ModelPurchase(key, At(day), "m") { Lines = lines });

    public string Buy(string day, long minor) => Buy(day, Goods(minor));

    public string BuyLate(string day, string recorded, long minor) =>
        Apply(key => new ModelPurchase(key, At(recorded), "m") { OccurredAt = At(day), Lines = [Goods(minor)] });

    public string Refund(string day, string purchase, int quantity, int line = 0) =>
        Apply(key => new ModelRefund(key, At(day, 13), purchase) { Units = [(line, quantity)] });

    public string RefundAmount(string day, string purchase, long minor) => Apply(key => new ModelRefund(key, At(day, 13), purchase) { AmountMinor = minor });

    public string Spend(string day, long points) => Apply(key => new ModelDebit(key, At(day, 14), "m", points));

    public void CancelSpending(string day, string debit) => Apply(key => new ModelDebitCancel(key, At(day, 15), debit));

    public void Do(string day, string type, string? about = null) => Apply(key => new ModelBehaviour(key, At(day), "m", type, about));

    public void Advance(string day) => Apply(key => new ModelAdvance(key, At(day, 16)));

    public string Apply(Func<string, ModelFact> fact)
    {
        var key = $"f{++_key}";
        var outcome = Model.Apply(fact(key));
        Assert.True(outcome.IsAccepted, outcome.Refusal);
        Laws();
        return key;
    }

    public string Refused(Func<string, ModelFact> fact)
    {
        var outcome = Model.Apply(fact($"f{++_key}"));
        Laws();
        return outcome.Refusal ?? "accepted";
    }

    public long Metric(MetricKind kind, ModelWindow window, string day) =>
        (Model.Metric("m", new ModelMetric(kind), window, Day(day)) ?? throw new InvalidOperationException("never")).Floor();

    private void Laws() => Assert.Empty(Model.Members.SelectMany(ModelLaws.Broken));
}
