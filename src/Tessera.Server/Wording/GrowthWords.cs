using Tessera.Core;
using Tessera.Core.Growth;
using Tessera.Core.Programs.Keys;

namespace Tessera.Server.Wording;

/// <summary>Growth value in words.</summary>
internal sealed class GrowthWords(Figures figures)
{
    public IEnumerable<string> Sentences(GrowthRules growth)
    {
        yield return figures.Of("成长值决定等级，不会被消耗。", "Growth value decides the tier and is never spent.");
        if (growth.SpendRate is { } rate) yield return Spend(rate, growth.SpendDailyCap);
        foreach (var behaviour in growth.Behaviours) yield return Behaviour(behaviour);
        if (growth.BehaviourShare is { } share) yield return Share(share);
    }

    private string Spend(Rate rate, long cap)
    {
        var (value, money) = (figures.Count(rate.Value), figures.Money(rate.Per));
        var most = cap == 0 ? "" : figures.Of($"，每天最多 {figures.Count(cap)}", $", at most {figures.Count(cap)} a day");
        return rate.Mode == RateMode.PerFull
            ? figures.Of($"每满 {money} 得 {value} 成长值{most}。", $"{value} growth for every full {money}{most}.")
            : figures.Of($"每消费 {money} 得 {value} 成长值{most}。", $"{value} growth for every {money} spent{most}.");
    }

    private string Behaviour(GrowthBehaviour behaviour)
    {
        var name = figures.Name(BehaviourWords.Of(behaviour.Type));
        var caps = new List<string>();
        if (behaviour.DailyCap > 0) caps.Add(figures.Of($"每天最多 {figures.Count(behaviour.DailyCap)}", $"at most {figures.Count(behaviour.DailyCap)} a day"));
        if (behaviour.MonthlyCap > 0) caps.Add(figures.Of($"每月最多 {figures.Count(behaviour.MonthlyCap)}", $"at most {figures.Count(behaviour.MonthlyCap)} a month"));
        var most = caps.Count == 0 ? "" : figures.Of("，", ", ") + string.Join(figures.Of("，", ", "), caps);
        return figures.Of($"{name}每次得 {figures.Count(behaviour.Growth)} 成长值{most}。", $"{figures.Count(behaviour.Growth)} growth each time: {name}{most}.");
    }

    private string Share(BehaviourShare share)
    {
        var (behaviour, spend) = (Figures.Text(share.Percent), Figures.Text(100 - share.Percent));
        return share.Reading == ShareReading.Cap
            ? figures.Of($"行为最多占成长值的 {behaviour}%。", $"Behaviours make at most {behaviour}% of it.")
            : figures.Of($"成长值按消费 {spend}%、行为 {behaviour}% 加权。", $"It weighs spend {spend}% and behaviours {behaviour}%.");
    }
}
