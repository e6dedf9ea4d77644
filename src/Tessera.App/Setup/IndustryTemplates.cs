using System.Collections.Concurrent;
using Tessera.App.Demo;
using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Core.Programs;

namespace Tessera.App.Setup;

/// <summary>An industry template as a card.</summary>
/// <param name="Id">Name of its folder, such as <c>salon</c>.</param>
/// <param name="Names">The trade it is for.</param>
/// <param name="Says">What it brings, in a sentence.</param>
public sealed record IndustryTemplate(string Id, LocalText Names, LocalText Says)
{
    private static readonly ConcurrentDictionary<string, ProgramDocument> Documents = new(StringComparer.Ordinal);

    /// <summary>The programme file, verbatim.</summary>
    public string Program => DemoTemplate.BuiltIn(Id)!.Program;

    /// <summary>The programme it would publish.</summary>
    public ProgramDocument Document => Documents.GetOrAdd(Id, _ => ProgramFile.Load(Program).Document!);
}

/// <summary>The templates a new shop chooses from.</summary>
public static class IndustryTemplates
{
    /// <summary>All, in the order of the cards.</summary>
    public static IReadOnlyList<IndustryTemplate> All { get; } =
    [
        new("salon", new("美发沙龙", "Hair salon"), new("按累计消费或推荐升星，折扣分项目，每年保级，两个月缓冲", "Stars by spend or by referrals, discounts by service, kept once a year with two months of grace")),
        new("tea-chain", new("茶饮连锁", "Tea chain"), new("积分随等级加倍，一月清算，每月复盘并预警", "Points that grow with the tier, settled in January, looked at and warned every month")),
        new("mall", new("购物中心", "Mall"), new("成长值消费七成、行为三成，零售与团购分开定价", "Growth of 70 % spend and 30 % behaviour, retail and wholesale priced apart")),
        new("fashion", new("服饰连锁", "Clothes chain"), new("正价折扣、多件折，积分七天后可用", "Discounts on full prices, more pieces for less, points usable after seven days")),
        new("retail4", new("零售店", "Retail shop"), new("按成长值分四级，每季度评审", "Four tiers by growth value, reviewed each quarter")),
    ];

    /// <summary>A template, or null.</summary>
    public static IndustryTemplate? Find(string id) => All.FirstOrDefault(t => t.Id == id);
}
