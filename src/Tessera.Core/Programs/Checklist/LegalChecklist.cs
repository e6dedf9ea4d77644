namespace Tessera.Core.Programs.Checklist;

/// <summary>When a publication needs the sign-offs of its checklist (L3).</summary>
public enum ChecklistUse
{
    /// <summary>The checklist is shown, and what is signed is kept; a publication does not wait for it.</summary>
    Shown,

    /// <summary>A publication is refused until every check on its list is signed.</summary>
    Required,
}

/// <summary>A check of the legal review before publishing (L3). Engineering input, not legal advice: a lawyer reads what is published.</summary>
/// <param name="Code">Stable code, such as <c>pointsShorter</c>.</param>
/// <param name="Question">What whoever signs says yes to.</param>
/// <param name="Source">The law or rule it comes from, with its article.</param>
public sealed record LegalCheck(string Code, LocalText Question, LocalText Source);

/// <summary>What in a programme calls for a check.</summary>
/// <param name="Pointer">JSON pointer into the document to be published; the list it stood in for what was taken out.</param>
/// <param name="Words">What it is, in words.</param>
public sealed record CheckCause(string Pointer, LocalText Words);

/// <summary>A check that a publication calls for.</summary>
/// <param name="Check">The check.</param>
/// <param name="Causes">Why, in the order of the file; never empty.</param>
public sealed record DueCheck(LegalCheck Check, IReadOnlyList<CheckCause> Causes);

/// <summary>
/// The legal checklist of a publication (feature L3): what it promises anew, and what it takes from members, against the version it follows. Pure. A check is on
/// the list only when this publication calls for it, so that nobody learns to tick without reading.
/// </summary>
public static class LegalChecklist
{
    /// <summary>Every check there is, in the order in which they are shown.</summary>
    public static IReadOnlyList<LegalCheck> All { get; } =
    [
        Of("benefitsLess", "已承诺的权益被取消或减少：已经获得的会员仍按原承诺享有吗？",
            "Benefits that were promised are taken away or made less: do members who have earned them keep what was promised?",
            "消费者权益保护法第十六条、第二十六条", "Consumer Protection Law, articles 16 and 26"),
        Of("paidPromise", "付费会员已付款的权益有变：已付款的会员在有效期内仍享有原权益，或可以退款吗？",
            "What paying members bought changes: do those who have paid keep it to the end of their period, or get their money back?",
            "消费者权益保护法第十六条；法释〔2025〕4号第九条", "Consumer Protection Law, article 16; Judicial Interpretation 2025 No. 4, article 9"),
        Of("pointsShorter", "积分有效期变短：是否只用于新得的积分，并已提前告知会员？",
            "Points end sooner: does it hold for newly earned points only, and are members told beforehand?",
            "消费者权益保护法第二十六条", "Consumer Protection Law, article 26"),
        Of("pointsWorthLess", "手中的积分变得不值钱（抵现变少或兑换涨价）：是否已提前告知，并留出按原价使用的时间？",
            "Points in hand buy less: are members told beforehand, with time to use them at the old price?",
            "消费者权益保护法第十六条、第二十六条", "Consumer Protection Law, articles 16 and 26"),
        Of("harderTiers", "升级、保级或等级的条件变严，或等级被取消：已达到的会员是否保留到期满，新条件是否已公示？",
            "Tiers become harder to reach or to keep, or one goes: do members keep what they reached until it ends, and are the new terms public?",
            "消费者权益保护法第十六条、第二十六条", "Consumer Protection Law, articles 16 and 26"),
        Of("notice", "这次改动对会员不利：是否已公示新规则，并在生效前给出合理的告知时间？",
            "This change is to members' disadvantage: are the new terms published, with reasonable notice before they take effect?",
            "民法典第四百九十六条；消费者权益保护法第二十六条", "Civil Code, article 496; Consumer Protection Law, article 26"),
        Of("newPromises", "新承诺或改动的权益、券与兑换品：宣传是否真实，数量、期限与条件是否写在旁边，并确实能兑现？",
            "Benefits, coupons and rewards that are new or changed: is what is said of them true, do number, term and conditions stand beside them, and can they be kept?",
            "反不正当竞争法关于虚假宣传的规定；消费者权益保护法第二十条", "Anti-Unfair Competition Law on false promotion; Consumer Protection Law, article 20"),
        Of("planTerms", "付费会员方案：价格、期限、权益与退款办法，付款前是否醒目地写明？",
            "Paid plans: do price, period, benefits and the way to a refund stand out before payment?",
            "消费者权益保护法第二十六条；消费者权益保护法实施条例", "Consumer Protection Law, article 26, and its implementing regulations"),
        Of("storedValue", "预付款：是否有书面合同或凭据，写明内容、价款、退款办法与责任，限额与有效期合规吗？",
            "Prepayments: is there a contract or slip with content, price, refund and liability, and are limits and terms as the law has them?",
            "消费者权益保护法实施条例第二十二条；单用途商业预付卡管理办法", "Consumer Protection Regulations, article 22; Measures on Single-purpose Prepaid Cards"),
        Of("draws", "抽奖：奖品、数量或概率、时间与条件是否在开始前公布，最高奖不超过五万元吗？",
            "Draws: are prizes, numbers or odds, times and conditions public before they begin, and is no prize above 50,000 yuan?",
            "反不正当竞争法关于有奖销售的规定（二〇一九年文本第十条）；规范促销行为暂行规定", "Anti-Unfair Competition Law on prize promotions (article 10 of the 2019 text); Interim Provisions on Promotions"),
        Of("profiling", "用标签或分群决定待遇：是否做过个人信息保护影响评估并留存，会员能看到并关闭吗？",
            "Tags or segments decide what a member gets: is there a recorded impact assessment, and can members see it and turn it off?",
            "个人信息保护法第二十四条、第五十五条、第五十六条", "Personal Information Protection Law, articles 24, 55 and 56"),
        Of("priceDifferences", "同一商品对不同的人价格不同：差别是否公开、有正当理由，且不按性别、年龄、地区或设备区分？",
            "The same goods cost different people different prices: is the difference public and fair, and not by gender, age, region or device?",
            "个人信息保护法第二十四条；消费者权益保护法实施条例第九条", "Personal Information Protection Law, article 24; Consumer Protection Regulations, article 9"),
        Of("messages", "会收到消息的会员：营销短信与消息是否只发给同意的人，并附退订办法？",
            "Members will get messages: do marketing messages go only to those who agreed, each with a way out?",
            "通信短信息服务管理规定；个人信息保护法第十四条", "Provisions on Short Message Services; Personal Information Protection Law, article 14"),
    ];

    /// <summary>The checks that a publication calls for, in the order of <see cref="All"/>; empty when it calls for none.</summary>
    /// <param name="draft">What is to be published.</param>
    /// <param name="follows">The version it follows, or null for the first.</param>
    public static IReadOnlyList<DueCheck> For(ProgramDocument draft, ProgramDocument? follows)
    {
        var notes = new CheckNotes(draft, follows);
        if (follows is not null)
        {
            LostBenefits.Check(notes, follows);
            LostValue.Check(notes, follows);
            LostTiers.Check(notes, follows);
            notes.Worsens();
        }

        NewPromises.Check(notes);
        NewRisks.Check(notes);
        return [.. All.Where(c => notes.Of(c.Code).Count > 0).Select(c => new DueCheck(c, notes.Of(c.Code)))];
    }

    /// <summary>Whether a publication waits for its sign-offs. The version it follows is asked too: a draft cannot lift the duty it is under.</summary>
    public static bool IsRequired(ProgramDocument draft, ProgramDocument? follows) =>
        draft.Approvals.Checklist == ChecklistUse.Required || follows?.Approvals.Checklist == ChecklistUse.Required;

    private static LegalCheck Of(string code, string zh, string en, string sourceZh, string sourceEn) => new(code, new LocalText(zh, en), new LocalText(sourceZh, sourceEn));
}
