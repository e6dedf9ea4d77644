using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Core.Pricing;

/// <summary>Points as money (semantics §3 Spending): how many of the points asked for are used, what they are worth, and what each line gets of it.</summary>
internal sealed class PointsStage(Sheet sheet, SpendingRules rules)
{
    /// <summary>Id of the deduction of points.</summary>
    public const string Id = "points";

    private readonly NameSet _excluded = new(rules.ExcludedCategories);

    /// <summary>Points used.</summary>
    public long Points { get; private set; }

    /// <summary>What they are worth.</summary>
    public long Minor { get; private set; }

    /// <summary>Share of each line in <see cref="Minor"/>.</summary>
    public long[] LineMinor { get; private set; } = [];

    /// <summary>Share of each line in <see cref="Points"/>.</summary>
    public long[] LinePoints { get; private set; } = [];

    /// <summary>Set where more was asked than may be and that is refused.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Uses what may be used.</summary>
    public void Run()
    {
        var asked = sheet.Buyer.Points.Amount ?? sheet.PointsLeft;
        if (asked <= 0 && sheet.Buyer.Points.Amount is not null) return;
        if (Barred() is { } barred)
        {
            Miss(barred);
            return;
        }

        var payable = Payable();
        var most = Math.Min(sheet.PointsLeft, rules.Max > 0 ? rules.Max : long.MaxValue);
        var worth = Worth(Math.Min(asked, most), payable.Limit);
        if (sheet.Buyer.Points.Amount is not null && rules.Over == OverSpending.Refuse && IsOver(asked, most, payable.Limit)) Refuse(asked, most, payable.Limit);
        else if (worth.Points == 0 || worth.Points < rules.Min) Miss(WhyNone(most, payable.Limit));
        else
        {
            Use(worth, payable.Amounts);
            if (sheet.Buyer.Points.Amount > Points) Miss(Reason.Of("price.not.pointsCut", Reason.Points("asked", asked), Reason.Points("used", Points), Reason.Points("spendable", most), Reason.Money("limit", payable.Limit)));
        }
    }

    /// <summary>Says that points cannot be spent as money at all.</summary>
    public static void MissAll(Sheet sheet)
    {
        if (sheet.Buyer.Points != Asked.Nothing) sheet.Missed.Add(new NotApplied(Id, Id, SavingOrigin.Points, Reason.Of("price.not.rewardsOnly")));
    }

    private Reason? Barred()
    {
        if (rules.WorthMinor == 0) return Reason.Of("price.not.rewardsOnly");
        if (!rules.WithCoupons && sheet.Deductions.FirstOrDefault(d => d.Origin == SavingOrigin.Coupon) is { } coupon) return PriceReasons.NotWith(coupon.SavingId);
        foreach (var (saving, _) in sheet.Given)
        {
            var bars = saving.Saving.NotWith;
            if (bars.Stages.Contains(PriceStage.Points) || bars.Ids.Contains(Id) || bars.Groups.Contains(Id)) return PriceReasons.NotWith(saving.Id);
        }

        return null;
    }

    /// <summary>What each line may be paid with points, and the largest share of it all.</summary>
    private (long[] Amounts, long Limit) Payable()
    {
        var amounts = new long[sheet.Count];
        long sum = 0;
        for (var i = 0; i < amounts.Length; i++)
        {
            var line = sheet.Lines[i];
            if (line.Kind != LineKind.Goods || !sheet.IsPayable(i) || (!_excluded.IsEmpty && _excluded.HasAbove(line.Category))) continue;
            if (rules.As == PointsAs.Discount && !line.Discountable) continue;
            sum += sheet.Running[i];
            amounts[i] = Math.Max(0, sheet.Running[i]);
        }

        var share = Rounding.Divide(Math.BigMul(Math.Max(0, sum), (long)rules.MaxShare), 10_000, RoundingMode.Floor);
        return (amounts, Math.Min(share, sheet.Room()));
    }

    /// <summary>Of at most so many points the whole steps whose worth does not pass the limit, and the fewest of them that are worth the same.</summary>
    private (long Points, long Minor) Worth(long points, long limit)
    {
        var step = Math.Max(1, rules.Step);
        var used = points - (points % step);
        if (ValueOf(used) > limit)
        {
            var fitting = (long)Int128.Min(used, (((Int128)limit + 1) * rules.Points - 1) / rules.WorthMinor);
            used = fitting - (fitting % step);
        }

        var minor = ValueOf(used);
        var fewest = (long)((((Int128)minor * rules.Points) + rules.WorthMinor - 1) / rules.WorthMinor);
        fewest = (fewest + step - 1) / step * step;
        return minor == 0 ? (0, 0) : (Math.Min(used, fewest), minor);
    }

    private long ValueOf(long points) => Rounding.Divide(Math.BigMul(points, rules.WorthMinor), rules.Points, RoundingMode.Floor);

    private bool IsOver(long asked, long most, long limit) => asked > most || ValueOf(asked) > limit || asked % Math.Max(1, rules.Step) != 0;

    private void Refuse(long asked, long most, long limit)
    {
        var may = Worth(most, limit);
        Refusal = Refusal.Of("price.points.over", Reason.Points("asked", asked), Reason.Points("most", may.Points < rules.Min ? 0 : may.Points), Reason.Money("limit", limit));
    }

    private Reason WhyNone(long most, long limit)
    {
        if (limit == 0) return Reason.Of("price.not.nothing");
        var needed = Math.Max(rules.Min, Math.Max(1, rules.Step));
        return sheet.PointsLeft < needed
            ? Reason.Of("price.not.pointsBelow", Reason.Points("min", needed), Reason.Points("spendable", sheet.PointsLeft))
            : Reason.Of("price.not.pointsMin", Reason.Points("min", needed), Reason.Points("points", Worth(most, limit).Points), Reason.Money("limit", limit));
    }

    private void Use((long Points, long Minor) worth, long[] amounts)
    {
        (Points, Minor) = worth;
        LineMinor = Sharing.Share(Minor, amounts, null, amounts);
        LinePoints = Rounding.Prorate(Points, [.. LineMinor.Select(m => (Int128)m)]);
        sheet.PointsLeft -= Points;
        sheet.PointsUsed = true;
        sheet.PointsBarCoupons = !rules.WithCoupons;
        if (rules.As == PointsAs.Payment) return;
        for (var i = 0; i < LineMinor.Length; i++)
        {
            if (LineMinor[i] == 0) continue;
            sheet.Running[i] -= LineMinor[i];
            sheet.Parts[i].Add(new PricedPart(Id, LineMinor[i]));
        }

        sheet.Deductions.Add(new Deduction
        {
            Id = Id, SavingId = Id, Origin = SavingOrigin.Points, Stage = PriceStage.Points, Minor = Minor, Points = Points,
            Reason = Reason.Of("price.points", Reason.Points("points", Points), Reason.Money("minor", Minor)),
        });
    }

    private void Miss(Reason reason) => sheet.Missed.Add(new NotApplied(Id, Id, SavingOrigin.Points, reason));
}
