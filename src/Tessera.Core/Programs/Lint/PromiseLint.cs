using Tessera.Core.Benefits;
using Tessera.Core.Pricing;
using Tessera.Core.Programs.Keys;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Lint;

/// <summary>Promises without limits, prices by protected attributes (trials L5), texts in one language only.</summary>
internal static class PromiseLint
{
    // Words of an attribute that must not decide a price: whole words of a tag in Latin letters, parts of one in Chinese.
    private static readonly HashSet<string> Latin = new(
        ["gender", "sex", "male", "female", "man", "woman", "men", "women", "age", "aged", "region", "province", "city", "district", "device", "ios", "iphone", "ipad", "android", "huawei"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Chinese = ["性别", "男", "女", "年龄", "岁", "地区", "地域", "省份", "城市", "设备", "机型", "手机型号", "安卓", "苹果"];

    public static void Check(LintNotes notes)
    {
        var document = notes.Document;
        for (var i = 0; i < document.Benefits.Count; i++) Benefit(notes, document.Benefits[i], LintNotes.At("/benefits", i));
        for (var i = 0; i < document.Coupons.Count; i++) Coupon(notes, document.Coupons[i], LintNotes.At("/coupons", i));
        for (var i = 0; i < document.Promotions.Count; i++)
        {
            Tags(notes, document.Promotions[i].Scope.Tags, LintNotes.At("/promotions", i) + "/when/tags", document.Promotions[i].Id);
            Translated(notes, document.Promotions[i].Names, LintNotes.At("/promotions", i) + "/name", document.Promotions[i].Id);
        }

        for (var i = 0; i < document.Ladder.Tiers.Count; i++)
        {
            var tier = document.Ladder.Tiers[i];
            Tags(notes, [.. GroupsOf(tier.Enter)], LintNotes.At("/tiers", i) + "/enter", tier.Id);
            Translated(notes, tier.Names, LintNotes.At("/tiers", i) + "/name", tier.Id);
        }

        for (var i = 0; i < document.Earn.Count; i++) Translated(notes, document.Earn[i].Names, LintNotes.At("/earn", i) + "/name", document.Earn[i].Id);
        for (var i = 0; i < document.Reviews.Count; i++) Translated(notes, document.Reviews[i].Names, LintNotes.At("/reviews", i) + "/name", document.Reviews[i].Id);
        for (var i = 0; i < document.Rewards.Count; i++) Translated(notes, document.Rewards[i].Kind.Names, LintNotes.At("/rewards", i) + "/name", document.Rewards[i].Kind.Id);
        Translated(notes, document.Names, "/program/name", null);
    }

    /// <summary>Whether a word names a protected attribute.</summary>
    public static bool IsProtected(string tag) =>
        Chinese.Any(c => tag.Contains(c, StringComparison.Ordinal)) || tag.Split([' ', '-', '_', '.', ':', '/', '='], StringSplitOptions.RemoveEmptyEntries).Any(Latin.Contains);

    private static void Benefit(LintNotes notes, Benefit benefit, string pointer)
    {
        if (!benefit.Enabled) return;
        // What a date grants comes once a year; what costs nothing may be without end.
        var isOpen = benefit is { IsUsed: true, IsGranted: false, Quota.Uses: 0, UnitCostMinor: > 0, Stock: Benefits.Benefit.Unlimited };
        if (isOpen) notes.Warn("lint.promiseUnlimited", pointer, benefit.Id, Reason.Id("benefit", benefit.Id), Reason.Money("cost", benefit.UnitCostMinor!.Value));
        if (benefit.IsPrice) Tags(notes, benefit.When.Tags, pointer + "/when/tags", benefit.Id);
        Translated(notes, benefit.Names, pointer + "/name", benefit.Id);
        if (benefit.Terms is { } terms) Translated(notes, terms, pointer + "/terms", benefit.Id);
    }

    private static void Coupon(LintNotes notes, CouponOffer offer, string pointer)
    {
        var kind = offer.Kind;
        if (!kind.Enabled) return;
        var isOpen = kind is { IsCounted: false, PerMember: 0 } && kind.Takes.Any(t => t is Coupons.CouponTake.SelfClaim or Coupons.CouponTake.Code);
        if (isOpen) notes.Warn("lint.couponUnlimited", pointer, kind.Id, Reason.Id("coupon", kind.Id));
        Tags(notes, offer.Gives?.Scope.Tags ?? [], pointer, kind.Id);
        Translated(notes, kind.Names, pointer + "/name", kind.Id);
    }

    private static void Tags(LintNotes notes, IReadOnlyList<string> tags, string pointer, string of)
    {
        foreach (var tag in tags.Where(IsProtected)) notes.Add(new Finding("lint.protectedAttribute", pointer) { Of = of, Got = tag, Parts = [Reason.Id("of", of)] });
    }

    private static IEnumerable<string> GroupsOf(Condition? condition) => condition switch
    {
        HasTag tag => [tag.Tag],
        InSegment segment => [segment.Segment],
        AllOf all => all.Parts.SelectMany(GroupsOf),
        AnyOf any => any.Parts.SelectMany(GroupsOf),
        Not not => GroupsOf(not.Part),
        _ => [],
    };

    /// <summary>English that has Chinese in it, or Chinese that has none although it has more than capitals and digits.</summary>
    private static void Translated(LintNotes notes, LocalText text, string pointer, string? of)
    {
        if (text.En.Any(IsHan)) Missing("en", text.En);
        else if (!text.Zh.Any(IsHan) && text.Zh.Any(char.IsAsciiLetterLower)) Missing("zh", text.Zh);

        void Missing(string language, string got) => notes.Add(new Finding("lint.untranslated", pointer + "/" + language, FindingLevel.Warning) { Of = of, Got = got });
    }

    private static bool IsHan(char letter) => letter is >= '\u4e00' and <= '\u9fff';
}
