using Tessera.App.Programs;
using Tessera.Core.Programs;

namespace Tessera.App.Tests.Programs;

public sealed class ProgramDiffTests
{
    private static readonly string TeaChain = File.ReadAllText(Repository.PathOf("templates/tea-chain/program.yaml"));

    [Theory]
    [InlineData(
        "enter: { spend: 2000, window: rolling 12 months }", "enter: { spend: 1800, window: rolling 12 months }",
        "金卡会员 升级条件：近 12 个月消费 2,000.00 → 1,800.00", "Gold enter: 12-month spend 2,000.00 → 1,800.00")]
    [InlineData(
        "enter: { spend: 2000, window: rolling 12 months }", "enter: { any: [ { spend: 2000, window: rolling 12 months }, { referrals: 3 } ] }",
        "金卡会员 升级条件：近 12 个月消费 ≥ 2,000.00 → 近 12 个月消费 ≥ 2,000.00或有效推荐 ≥ 3",
        "Gold enter: 12-month spend ≥ 2,000.00 → 12-month spend ≥ 2,000.00 or valid referrals ≥ 3")]
    [InlineData("      gold: { spend: 1500 }", "      gold: { spend: 1200 }", "年度清算 保级条件 金卡会员：消费 1,500.00 → 1,200.00", "January settlement keep Gold: spend 1,500.00 → 1,200.00")]
    [InlineData("      gold: { spend: 170 }\n", "", "月度复盘 保级条件 金卡会员：消费 ≥ 170.00 → 无", "monthly look keep Gold: spend ≥ 170.00 → none")]
    [InlineData("multiplier: 1.5", "multiplier: 1.6x", "金卡会员 积分倍数：1.5 倍 → 1.6 倍", "Gold multiplier: 1.5x → 1.6x")]
    [InlineData("shortfall: debt", "shortfall: clamp", "积分 扣回不足：记为欠分 → 不足部分核销", "points shortfall: kept as debt → the rest is written off")]
    [InlineData("after: 12 months", "after: 24 months", "积分 有效期 时长：12 个月 → 24 个月", "points expiry after: 12 months → 24 months")]
    [InlineData("caps: { day: 100 }", "caps: { day: 50 }", "分享 上限：每天最多 100 → 每天最多 50", "sharing caps: at most 100 per day → at most 50 per day")]
    [InlineData("moment: monthly 1", "moment: monthly 5", "月度复盘 时点：每月 1 日 → 每月 5 日", "monthly look moment: monthly on day 1 → monthly on day 5")]
    [InlineData("name: { zh: 金卡会员, en: Gold }", "name: { zh: 黄金会员, en: Gold }", "黄金会员 名称：金卡会员 → 黄金会员", "Gold name: Chinese 金卡会员 → 黄金会员")]
    [InlineData("within: 30 days", "within: 1 day", "推荐 期限：30 天 → 1 天", "referrals within: 30 days → 1 day")]
    [InlineData("    taskPack: { behaviour: checkin, times: 3, extends: 1 month }\n", "", "月度复盘 任务包：行为 checkin，次数 3，延长 1 个月 → 无", "monthly look task pack: behaviour checkin, times 3, extends 1 month → none")]
    [InlineData("zone: Asia/Shanghai", "zone: Asia/Urumqi", "时区：Asia/Shanghai → Asia/Urumqi", "zone: Asia/Shanghai → Asia/Urumqi")]
    public void A_change_is_one_sentence_in_each_language(string before, string after, string zh, string en)
    {
        Assert.Contains(before, TeaChain, StringComparison.Ordinal);

        var change = Assert.Single(Between(TeaChain, TeaChain.Replace(before, after, StringComparison.Ordinal)));

        Assert.Equal(zh, change.Sentence.Zh);
        Assert.Equal(en, change.Sentence.En);
    }

    [Fact]
    public void Added_and_removed_rules_are_named_and_described()
    {
        var without = TeaChain.Remove(TeaChain.IndexOf("  - id: checkin", StringComparison.Ordinal), TeaChain.IndexOf("referrals:", StringComparison.Ordinal) - TeaChain.IndexOf("  - id: checkin", StringComparison.Ordinal));

        Assert.Equal("积分规则：删除 签到", Assert.Single(Between(TeaChain, without)).Sentence.Zh);
        Assert.StartsWith("earn rules: checking in added (", Assert.Single(Between(without, TeaChain)).Sentence.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_order_of_the_rules_is_a_change()
    {
        const string share = "  - id: share\n    name: { zh: 分享, en: sharing }\n    kind: behaviour\n    behaviour: share\n    points: 50\n    caps: { day: 100 }\n    multiplied: no\n";
        var moved = TeaChain.Replace(share, "", StringComparison.Ordinal).Replace("referrals:", share + "referrals:", StringComparison.Ordinal);

        Assert.Equal("earn rules order: points for spending, sharing, reviewing, checking in → points for spending, reviewing, checking in, sharing", Assert.Single(Between(TeaChain, moved)).Sentence.En);
    }

    [Fact]
    public void Comments_layout_and_written_out_defaults_are_no_change() =>
        Assert.Empty(Between(TeaChain, "# other\n" + TeaChain.Replace("stacking: max", "stacking: max\n  rounding: floor", StringComparison.Ordinal)));

    private static IReadOnlyList<ProgramChange> Between(string before, string after) => ProgramDiff.Between(ProgramFile.Load(before).Document!, ProgramFile.Load(after).Document!);
}
