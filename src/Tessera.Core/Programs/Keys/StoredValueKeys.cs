using Tessera.Core.StoredValue;

namespace Tessera.Core.Programs.Keys;

/// <summary>Keys under <c>storedValue</c>.</summary>
internal static class StoredValueKeys
{
    private static readonly StoredValueRules Start = new();
    private static readonly TopUpPlan PlanStart = new() { Id = "", Names = new LocalText("", "") };
    private static readonly CardTerms CardStart = new() { Id = "", Names = new LocalText("", "") };

    private static readonly ChoiceKind<CardKind> CardKinds = new((CardKind.Count, "count", "次卡", "a number of uses"), (CardKind.Period, "period", "期卡", "a period"));

    private static readonly ChoiceKind<ClosingWithValue> Closings = new(
        (ClosingWithValue.Refuse, "refuse", "拒绝，先退款", "refused"), (ClosingWithValue.Confirm, "confirm", "须确认，余额仍归会员", "asked; the value stays owed"));

    private static readonly ShapeKind<TopUpPlan> Plan = new("topUpPlan", new LocalText("充值套餐", "a recharge package"), PlanStart,
    [
        OfPlan("id", Kinds.Id, p => p.Id, (p, v) => p with { Id = v }).Says("编号", "id", "编号，不可重复", "Id, unique").In("P27").Required(),
        OfPlan("name", Kinds.Name, p => p.Names, (p, v) => p with { Names = v }).Says("名称", "name", "显示名称", "Display name").In("P27").Required(),
        OfPlan("pay", Kinds.SomeMoney, p => p.PayMinor, (p, v) => p with { PayMinor = v }).Says("实付", "pay", "会员付的本金", "Principal the member pays").In("P27").Required(),
        OfPlan("bonus", Kinds.Money, p => p.BonusMinor, (p, v) => p with { BonusMinor = v }).Says("赠送", "bonus", "另送的金额，退款时作废", "Given on top, void with a refund").In("P27, P28"),
        OfPlan("enabled", Kinds.YesNo, p => p.Enabled, (p, v) => p with { Enabled = v }).Says("启用", "enabled", "是否出售", "Whether it is sold").In("P27"),
    ]);

    private static readonly ShapeKind<CardTerms> Card = new("card", new LocalText("次卡或期卡", "a count or period card"), CardStart,
    [
        OfCard("id", Kinds.Id, c => c.Id, (c, v) => c with { Id = v }).Says("编号", "id", "编号，不可重复", "Id, unique").In("P29").Required(),
        OfCard("name", Kinds.Name, c => c.Names, (c, v) => c with { Names = v }).Says("名称", "name", "显示名称", "Display name").In("P29").Required(),
        OfCard("kind", CardKinds, c => c.Kind, (c, v) => c with { Kind = v }).Says("类型", "kind", "按次还是按期", "A number of uses, or a period").In("P29"),
        OfCard("price", Kinds.SomeMoney, c => c.PriceMinor, (c, v) => c with { PriceMinor = v }).Says("售价", "price", "售价", "Price").In("P29").Required(),
        OfCard("uses", new CountKind(0, 10_000), c => c.Uses, (c, v) => c with { Uses = (int)v }).Says("次数", "uses", "次卡的次数，含赠送", "Uses of a count card, given ones included").In("P29"),
        OfCard("term", Kinds.LengthOrNone, c => c.Term, (c, v) => c with { Term = v })
            .Says("期限", "term", "期卡的期限；次卡不设有效期", "Term of a period card; a count card has none").In("P29, Z1"),
        OfCard("listPerUse", Kinds.Money, c => c.ListPerUseMinor, (c, v) => c with { ListPerUseMinor = v })
            .Says("单次原价", "list per use", "不用卡时一次的价格，会员原因退款按此扣减", "Price of one use without the card: what a refund by the member's cause counts").In("Z2"),
        OfCard("commission", Kinds.Money, c => c.CommissionMinor, (c, v) => c with { CommissionMinor = v })
            .Says("提成", "commission", "每次服务员工的提成", "Commission of the clerk for each use").In("P29"),
        OfCard("enabled", Kinds.YesNo, c => c.Enabled, (c, v) => c with { Enabled = v }).Says("启用", "enabled", "是否出售", "Whether it is sold").In("P29"),
    ]);

    public static readonly ShapeKind<StoredValueRules> Shape = new("storedValue", new LocalText("储值设置", "settings of stored value"), Start,
    [
        Key("takesPrepayments", Kinds.YesNo, r => r.TakesPrepayments, (r, v) => r with { TakesPrepayments = v })
            .Says("接受预付", "takes prepayments", "是否接受充值与售卡；停止后已有余额照常使用、可退", "Whether top-ups and cards are sold; when stopped, what is held is still used and paid back").In("L9"),
        Key("freeAmounts", Kinds.YesNo, r => r.FreeAmounts, (r, v) => r with { FreeAmounts = v })
            .Says("任意金额", "free amounts", "套餐之外能否充任意金额", "Whether any amount is taken beside the plans").In("P27"),
        Key("registeredLimit", Kinds.Money, r => r.RegisteredLimitMinor, (r, v) => r with { RegisteredLimitMinor = v })
            .Says("记名限额", "registered limit", "记名：充值后本金不超过这么多，0 不限", "Most principal a registered wallet holds after a top-up, 0 for no limit").In("Z1"),
        Key("unregisteredLimit", Kinds.Money, r => r.UnregisteredLimitMinor, (r, v) => r with { UnregisteredLimitMinor = v })
            .Says("不记名限额", "unregistered limit", "不记名：充值后本金不超过这么多，0 不限", "… an unregistered one").In("Z1"),
        Key("unregisteredValid", Kinds.LengthOrNone, r => r.UnregisteredValid, (r, v) => r with { UnregisteredValid = v })
            .Says("不记名有效期", "unregistered valid", "不记名余额多久后须激活才能用，至少三年；记名不设有效期", "How long unregistered value is used before it must be reactivated, at least 3 years; registered value never ends").In("Z1"),
        Key("closing", Closings, r => r.Closing, (r, v) => r with { Closing = v })
            .Says("注销时有余额", "closing with value", "会员注销时还有储值怎么办；余额从不作废", "A closing while value is left; it is never voided").In("§9").Switch(),
        Key("plans", new NamedListKind<TopUpPlan>(Plan, p => p.Id, p => p.Names), r => r.Plans, (r, v) => r with { Plans = v })
            .Says("充值套餐", "plans", "充多少送多少", "Pay so much, get so much on top").In("P27"),
        Key("cards", new NamedListKind<CardTerms>(Card, c => c.Id, c => c.Names), r => r.Cards, (r, v) => r with { Cards = v })
            .Says("次卡与期卡", "cards", "次卡、月卡、季卡、年卡", "Count and period cards").In("P29"),
    ]);

    private static Key<StoredValueRules> Key<TValue>(
        string name, ValueKind<TValue> kind, Func<StoredValueRules, TValue?> get, Func<StoredValueRules, TValue, StoredValueRules> set) =>
        new Key<StoredValueRules, TValue>(kind, get, set, Start) { Name = name };

    private static Key<TopUpPlan> OfPlan<TValue>(string name, ValueKind<TValue> kind, Func<TopUpPlan, TValue?> get, Func<TopUpPlan, TValue, TopUpPlan> set) =>
        new Key<TopUpPlan, TValue>(kind, get, set, PlanStart) { Name = name };

    private static Key<CardTerms> OfCard<TValue>(string name, ValueKind<TValue> kind, Func<CardTerms, TValue?> get, Func<CardTerms, TValue, CardTerms> set) =>
        new Key<CardTerms, TValue>(kind, get, set, CardStart) { Name = name };
}
