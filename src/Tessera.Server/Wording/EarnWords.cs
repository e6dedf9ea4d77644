using System.Globalization;
using Tessera.Core;
using Tessera.Core.Earning;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Keys;

namespace Tessera.Server.Wording;

/// <summary>An earn rule as a member reads it.</summary>
/// <param name="Name">Name of the rule.</param>
/// <param name="Gives">What it gives.</param>
/// <param name="Terms">Where, when and how much at most.</param>
internal sealed record EarnSentence(string Name, string Gives, IReadOnlyList<string> Terms);

/// <summary>Earn rules in words.</summary>
internal sealed class EarnWords(Figures figures, ProgramDocument program)
{
    public EarnSentence Of(EarnRule rule) => new(figures.Name(rule.Names), Gives(rule), [.. Terms(rule)]);

    private string Gives(EarnRule rule) => rule.Kind switch
    {
        EarnKind.Money => RateText(rule.Rate!),
        EarnKind.Unit => figures.Of($"每件得 {figures.Points(rule.Points)} 积分", $"{figures.Points(rule.Points)} points for each unit"),
        EarnKind.Purchase => figures.Of($"每笔消费得 {figures.Points(rule.Points)} 积分", $"{figures.Points(rule.Points)} points for each purchase"),
        EarnKind.Behaviour => BehaviourText(rule),
        EarnKind.Multiplier => figures.Of($"积分 {Figures.Ratio(rule.Multiplier)} 倍", $"Points × {Figures.Ratio(rule.Multiplier)}"),
    };

    private string RateText(Rate rate)
    {
        var (points, money) = (figures.Points(rate.Value), figures.Money(rate.Per));
        return rate.Mode == RateMode.PerFull
            ? figures.Of($"每满 {money} 得 {points} 积分", $"{points} points for every full {money}")
            : figures.Of($"每消费 {money} 得 {points} 积分", $"{points} points for every {money} spent");
    }

    private string BehaviourText(EarnRule rule)
    {
        var name = figures.Name(BehaviourWords.Of(rule.Behaviour ?? ""));
        return figures.Of($"{name}每次得 {figures.Points(rule.Points)} 积分", $"{figures.Points(rule.Points)} points each time: {name}");
    }

    private IEnumerable<string> Terms(EarnRule rule)
    {
        foreach (var term in Where(rule.Scope)) yield return term;
        foreach (var term in When(rule.Scope)) yield return term;
        foreach (var term in Who(rule.Scope)) yield return term;
        if (rule.Kind == EarnKind.Money && Basis(rule.Basis) is { } basis) yield return basis;
        foreach (var cap in rule.Caps) yield return Cap(cap);
        if (rule.CooldownMinutes > 0) yield return figures.Of($"两次至少间隔 {Minutes(rule.CooldownMinutes)}", $"at least {Minutes(rule.CooldownMinutes)} apart");
        if (rule.Kind == EarnKind.Behaviour && rule.OncePerObject) yield return figures.Of("同一对象只计一次", "once per object");
        if (!rule.Multiplied && rule.Kind != EarnKind.Multiplier && rule.Kind != EarnKind.Behaviour) yield return figures.Of("不参与等级倍数", "not multiplied by tier");
        if (rule.Exclusive) yield return figures.Of("不与其他规则同时计算", "instead of the other rules");
        if (rule.Expiry is { } own) yield return new PointsWords(figures, program).Ends(own);
    }

    private IEnumerable<string> Where(EarnScope scope)
    {
        if (scope.Categories.Count > 0) yield return figures.Of($"限品类 {Join(scope.Categories)}", $"categories {Join(scope.Categories)}");
        if (scope.Skus.Count > 0) yield return figures.Of($"限商品 {Join(scope.Skus)}", $"articles {Join(scope.Skus)}");
        if (scope.ExcludeCategories.Count > 0) yield return figures.Of($"不含品类 {Join(scope.ExcludeCategories)}", $"without categories {Join(scope.ExcludeCategories)}");
        if (scope.ExcludeSkus.Count > 0) yield return figures.Of($"不含商品 {Join(scope.ExcludeSkus)}", $"without articles {Join(scope.ExcludeSkus)}");
        if (scope.Stores.Count > 0) yield return figures.Of($"限门店 {Join(scope.Stores)}", $"stores {Join(scope.Stores)}");
        if (scope.Channels.Count > 0) yield return figures.Of($"限渠道 {Join(scope.Channels.Select(c => ChannelName(c)))}", $"channels {Join(scope.Channels)}");
        if (scope.SaleKinds.Count > 0) yield return figures.Of($"限 {Join(scope.SaleKinds.Select(k => k == "wholesale" ? "批发" : k == "retail" ? "零售" : k))}", $"{Join(scope.SaleKinds)} only");
    }

    private IEnumerable<string> When(EarnScope scope)
    {
        if (scope.Weekdays.Count > 0) yield return Join(scope.Weekdays.Select(Weekday));
        if (scope.FromHour is not null || scope.UntilHour is not null) yield return $"{Clock(scope.FromHour, "00:00")}–{Clock(scope.UntilHour, "24:00")}";
        if (scope.From is { } from && scope.Through is { } through) yield return figures.Of($"{figures.Date(from)} 至 {figures.Date(through)}", $"{figures.Date(from)} to {figures.Date(through)}");
        else if (scope.From is { } start) yield return figures.Of($"{figures.Date(start)} 起", $"from {figures.Date(start)}");
        else if (scope.Through is { } end) yield return figures.Of($"至 {figures.Date(end)} 止", $"through {figures.Date(end)}");
    }

    private IEnumerable<string> Who(EarnScope scope)
    {
        if (scope.Tiers.Count > 0) yield return figures.Of($"限 {Join(scope.Tiers.Select(TierName))}", $"{Join(scope.Tiers.Select(TierName))} only");
        if (scope.Tags.Count > 0) yield return figures.Of("限指定会员", "for chosen members");
        // The code itself is not given away on a public page.
        if (scope.Code is not null) yield return figures.Of("需输入活动口令", "with the code of the campaign");
        if (scope.OrderAtLeastMinor > 0) yield return figures.Of($"单笔满 {figures.Money(scope.OrderAtLeastMinor)}", $"purchases of {figures.Money(scope.OrderAtLeastMinor)} or more");
    }

    private string? Basis(EarnBasis basis)
    {
        var parts = new List<string> { basis.AfterDiscounts ? figures.Of("按实付金额", "on the amount paid") : figures.Of("按优惠前金额", "on the price before discounts") };
        if (!basis.WithTax) parts.Add(figures.Of("不含税", "without tax"));
        if (basis.WithFreight) parts.Add(figures.Of("含运费", "with freight"));
        return string.Join(figures.Of("，", ", "), parts);
    }

    public string Cap(PointsCap cap)
    {
        var points = figures.Points(cap.Points);
        return cap.Period switch
        {
            CapPeriod.Order => figures.Of($"每笔最多 {points} 分", $"at most {points} a purchase"),
            CapPeriod.Day => figures.Of($"每天最多 {points} 分", $"at most {points} a day"),
            CapPeriod.Week => figures.Of($"每周最多 {points} 分", $"at most {points} a week"),
            CapPeriod.Month => figures.Of($"每月最多 {points} 分", $"at most {points} a month"),
            CapPeriod.Year => figures.Of($"每年最多 {points} 分", $"at most {points} a year"),
            CapPeriod.Lifetime => figures.Of($"累计最多 {points} 分", $"at most {points} in all"),
        };
    }

    private string Weekday(DayOfWeek day) => figures.Language == Language.Zh
        ? "周" + "日一二三四五六"[(int)day]
        : CultureInfo.InvariantCulture.DateTimeFormat.GetDayName(day);

    private static string Clock(TimeOnly? time, string otherwise) => time?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? otherwise;

    private string Minutes(int minutes) => minutes % 60 == 0
        ? figures.Of($"{Figures.Text(minutes / 60)} 小时", Figures.Plural(minutes / 60, "hour"))
        : figures.Of($"{Figures.Text(minutes)} 分钟", Figures.Plural(minutes, "minute"));

    private string TierName(string id) => program.Ladder.Tiers.FirstOrDefault(t => t.Id == id) is { } tier ? figures.Name(tier.Names) : id;

    private static string ChannelName(string channel) => channel switch
    {
        "store" => "门店",
        "miniprogram" => "小程序",
        "wecom" => "企业微信",
        _ => channel,
    };

    private string Join(IEnumerable<string> words) => string.Join(figures.Of("、", ", "), words);
}
