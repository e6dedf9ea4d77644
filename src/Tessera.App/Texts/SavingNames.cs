using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Tessera.Core;
using Tessera.Core.Programs;

namespace Tessera.App.Texts;

/// <summary>Names of whatever takes something off a price; one name on a receipt stands for one saving.</summary>
public static class SavingNames
{
    // A receipt asks some thirty times; a document never changes.
    private static readonly ConditionalWeakTable<ProgramDocument, FrozenDictionary<string, LocalText>> Known = [];

    // Almost always the document of the last question is asked again.
    private static volatile Names? _last;

    /// <summary>The names of a promotion, coupon, benefit or reward, or null.</summary>
    public static LocalText? Of(ProgramDocument program, string id)
    {
        var last = _last;
        if (last is null || !ReferenceEquals(last.Program, program)) _last = last = new Names(program, Known.GetValue(program, All));
        return last.All.GetValueOrDefault(id);
    }

    private static FrozenDictionary<string, LocalText> All(ProgramDocument program)
    {
        var all = new Dictionary<string, LocalText>(StringComparer.Ordinal);
        foreach (var promotion in program.Promotions) all.TryAdd(promotion.Id, promotion.Names);
        foreach (var coupon in program.Coupons) all.TryAdd(coupon.Kind.Id, coupon.Kind.Names);
        foreach (var benefit in program.Benefits) all.TryAdd(benefit.Id, benefit.Names);
        foreach (var reward in program.Rewards) all.TryAdd(reward.Kind.Id, reward.Kind.Names);
        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed record Names(ProgramDocument Program, FrozenDictionary<string, LocalText> All);
}
