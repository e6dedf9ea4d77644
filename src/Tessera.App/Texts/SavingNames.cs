using Tessera.Core;
using Tessera.Core.Programs;

namespace Tessera.App.Texts;

/// <summary>Names of whatever takes something off a price; one name on a receipt stands for one saving.</summary>
public static class SavingNames
{
    /// <summary>The names of a promotion, coupon, benefit or reward, or null.</summary>
    public static LocalText? Of(ProgramDocument program, string id) =>
        program.Promotions.FirstOrDefault(s => s.Id == id)?.Names
        ?? program.Coupons.FirstOrDefault(c => c.Kind.Id == id)?.Kind.Names
        ?? program.Benefits.FirstOrDefault(b => b.Id == id)?.Names
        ?? program.Rewards.FirstOrDefault(r => r.Kind.Id == id)?.Kind.Names;
}
