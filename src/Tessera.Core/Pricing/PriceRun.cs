using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Core.Pricing;

/// <summary>One pricing of one basket: the stages in their order, then tax and tenders.</summary>
internal sealed class PriceRun(PricingPlan plan, Sheet sheet)
{
    private readonly List<Claim> _rewards = [], _others = [], _group = [];
    private PointsStage? _points;

    public Sheet Sheet { get; } = sheet;

    public PricedOrder Price(List<Claim> claims)
    {
        var total = Total;
        if (total < 0) return Done(isRefused: true) with { Refusal = Refusal.Of("price.belowZero", Reason.Money("amount", -total)) };
        Give(claims);
        if (plan.Spending is null) PointsStage.MissAll(Sheet);

        // A payment takes its turn when nothing lowers the lines any more.
        if (plan.Spending?.As == PointsAs.Payment) UsePoints();
        return Done();
    }

    /// <summary>What the savings come to, where nothing else of the price is asked.</summary>
    public long Saved(List<Claim> claims)
    {
        if (claims.Count == 0 || Total < 0) return 0;
        Give(claims);
        return Sheet.Deductions.Sum(static d => d.Minor);
    }

    private long Total
    {
        get
        {
            long total = 0;
            for (var i = 0; i < Sheet.Count; i++)
            {
                if (Sheet.Lines[i].Kind is LineKind.Goods or LineKind.Freight or LineKind.Fee) total += Sheet.Running[i];
            }

            return total;
        }
    }

    private void Give(List<Claim> claims)
    {
        Moment? beforeCoupons = null;
        foreach (var stage in plan.Rules.Stages)
        {
            if (stage is PriceStage.Coupon or PriceStage.Points) beforeCoupons ??= Sheet.Kept();
            Take(stage, beforeCoupons, claims);
            if (stage == PriceStage.Points && plan.Spending?.As == PointsAs.Discount) UsePoints();
        }
    }

    private void Take(PriceStage stage, Moment? beforeCoupons, List<Claim> claims)
    {
        _rewards.Clear();
        _others.Clear();
        foreach (var claim in claims)
        {
            if (claim.Saving.Saving.Stage == stage) (claim.Reward is null ? _others : _rewards).Add(claim);
        }

        if (_rewards.Count + _others.Count == 0) return;
        var run = new StageRun(Sheet, stage == PriceStage.Freight && plan.Rules.FreightReads == FreightReads.Before && beforeCoupons is { } kept ? kept : Sheet.Kept());
        run.Run(GroupMode.All, _rewards);
        foreach (var group in plan.GroupsOf(stage)) run.Run(group.Mode, Of(group.Id));
    }

    private List<Claim> Of(string group)
    {
        _group.Clear();
        foreach (var claim in _others)
        {
            if (claim.Saving.GroupId == group) _group.Add(claim);
        }

        return _group;
    }

    private void UsePoints()
    {
        _points = new PointsStage(Sheet, plan.Spending!);
        _points.Run();
    }

    private bool PaysWithPoints => _points is { Points: > 0 } && plan.Spending!.As == PointsAs.Payment;

    private PricedOrder Done(bool isRefused = false)
    {
        var taxes = Taxes.Of(Sheet, plan.Rules.Tax);
        var isNet = Sheet.Basket.PricesInclude == PricesInclude.Net;
        var pay = new long[Sheet.Count];
        for (var i = 0; i < pay.Length; i++) pay[i] = Sheet.Running[i] + (isNet ? taxes[i] : 0);
        var paysWithPoints = PaysWithPoints;
        var pointsMinor = paysWithPoints ? PadTo(_points!.LineMinor) : new long[pay.Length];
        var linePoints = PadTo(_points?.LinePoints ?? []);
        var stored = isRefused ? new long[pay.Length] : StoredValue(pay, pointsMinor);
        var lines = new PricedLine[pay.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = new PricedLine
            {
                Line = Sheet.Lines[i], StartMinor = Sheet.Start[i], NetMinor = Sheet.Running[i], TaxMinor = taxes[i], PayMinor = pay[i], Parts = Sheet.Parts[i],
                Points = linePoints[i], PointsMinor = pointsMinor[i], StoredValueMinor = stored[i], AddedBy = Sheet.AddedBy(i),
            };
        }

        return Sums(lines, paysWithPoints ? _points!.Minor : 0);
    }

    private PricedOrder Sums(PricedLine[] lines, long paidWithPoints)
    {
        long start = 0, net = 0, tax = 0, pay = 0, value = 0, rewards = 0;
        foreach (var line in lines)
        {
            start += line.StartMinor;
            net += line.NetMinor;
            tax += line.TaxMinor;
            pay += line.PayMinor;
            value += line.StoredValueMinor;
        }

        foreach (var given in Sheet.Deductions)
        {
            if (given.Origin == SavingOrigin.Reward) rewards += given.Points;
        }

        return new PricedOrder
        {
            Lines = lines, Deductions = Sheet.Deductions, NotApplied = Sheet.Missed, StartMinor = start, NetMinor = net, TaxMinor = tax, PayMinor = pay, RewardPoints = rewards, StoredValueMinor = value,
            Points = _points?.Points ?? 0, PointsMinor = _points?.Minor ?? 0, PointsArePayment = PaysWithPoints,
            ToPayMinor = pay - paidWithPoints - value, Refusal = _points?.Refusal,
        };
    }

    /// <summary>Stored value pays what is left of every line but top-ups: a top-up cannot be paid with stored value (semantics §9).</summary>
    private long[] StoredValue(long[] pay, long[] paid)
    {
        var open = new long[pay.Length];
        long sum = 0;
        for (var i = 0; i < open.Length; i++)
        {
            if (Sheet.Lines[i].Kind == LineKind.TopUp) continue;
            sum += pay[i] - paid[i];
            open[i] = Math.Max(0, pay[i] - paid[i]);
        }

        var buyer = Sheet.Buyer;
        var used = Math.Clamp(Math.Min(buyer.StoredValue.Amount ?? long.MaxValue, buyer.StoredValueMinor), 0, Math.Max(0, sum));
        if (buyer.StoredValue.Amount is { } asked ? used < asked : used == 0) MissValue(buyer, used, sum);
        return Sharing.Share(used, open, null, open);
    }

    private void MissValue(Buyer buyer, long used, long payable)
    {
        const string id = "storedValue";
        var why = buyer.StoredValueMinor == 0 ? Reason.Of("price.not.noValue")
            : buyer.StoredValue.Amount is not { } asked || payable <= 0 ? Reason.Of("price.not.nothingToPay")
            : Reason.Of("price.not.valueCut", Reason.Money("asked", asked), Reason.Money("used", used), Reason.Money("left", buyer.StoredValueMinor), Reason.Money("payable", payable));
        Sheet.Missed.Add(new NotApplied(id, id, SavingOrigin.StoredValue, why));
    }

    // An offer may have added lines after the points were shared.
    private long[] PadTo(long[] values)
    {
        if (values.Length == Sheet.Count) return values;
        var padded = new long[Sheet.Count];
        values.CopyTo(padded, 0);
        return padded;
    }
}
