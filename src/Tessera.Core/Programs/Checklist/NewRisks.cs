using Tessera.Core.Pricing;
using Tessera.Core.Programs.Lint;
using Tessera.Core.Redemption;
using Tessera.Core.StoredValue;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Checklist;

/// <summary>What the law looks at more closely, where it is new or changed: prepayments, draws, profiles, different prices, messages.</summary>
internal static class NewRisks
{
    private const long TopPrizeMinor = 5_000_000;
    private static readonly StoredValueRules Lawful = new();

    public static void Check(CheckNotes notes)
    {
        Prepayments(notes, notes.Draft.StoredValue);
        Draws(notes, notes.Draft.Draws);
        Profiles(notes);
        Prices(notes);
        Messages(notes);
    }

    private static void Prepayments(CheckNotes notes, StoredValueRules rules)
    {
        if (!rules.TakesPrepayments) return;
        Each(notes, "storedValue/plans", rules.Plans, p => (p.Id, p.Names, p.Enabled), new Asked("storedValue", new LocalText("充值套餐", "top-up package")));
        Each(notes, "storedValue/cards", rules.Cards, c => (c.Id, c.Names, c.Enabled), new Asked("storedValue", new LocalText("次卡或期卡", "count or period card")));
        Limit("registeredLimit", rules.RegisteredLimitMinor, Lawful.RegisteredLimitMinor);
        Limit("unregisteredLimit", rules.UnregisteredLimitMinor, Lawful.UnregisteredLimitMinor);

        void Limit(string key, long minor, long most)
        {
            if (notes.IsNew("storedValue." + key) && (minor == 0 || minor > most)) notes.Add("storedValue", "/storedValue/" + key, new LocalText("储值限额高于法定值", "A limit of stored value is above what the law has"));
        }
    }

    private static void Draws(CheckNotes notes, DrawRules rules)
    {
        Each(notes, "draws/campaigns", rules.Campaigns, d => (d.Id, d.Names, d.Enabled), new Asked("draws", new LocalText("抽奖新增或有改动", "a draw that is new or changed")));
        if (notes.IsNew("draws/topPrize") && rules.TopPrizeMinor is 0 or > TopPrizeMinor) notes.Add("draws", "/draws/topPrize", new LocalText("最高奖的上限高于五万元", "The most a prize may be worth is above 50,000 yuan"));
    }

    private static void Profiles(CheckNotes notes)
    {
        var draft = notes.Draft;
        Each(notes, "tagRules", draft.TagRules, r => (r.Id, r.Names, r.Enabled), new Asked("profiling", new LocalText("自动打标签", "tags members by itself")));
        var words = new LocalText("按标签或分群", "by tags or segments");
        Each(notes, "benefits", draft.Benefits, b => (b.Id, b.Names, b.Enabled && b.When.Tags.Count > 0), new Asked("profiling", words));
        Each(notes, "promotions", draft.Promotions, p => (p.Id, p.Names, p.Enabled && p.Scope.Tags.Count > 0), new Asked("profiling", words));
        Each(notes, "coupons", draft.Coupons, c => (c.Kind.Id, c.Kind.Names, c.Kind.Enabled && c.Gives?.Scope.Tags.Count > 0), new Asked("profiling", words));
        Each(notes, "earn", draft.Earn, r => (r.Id, r.Names, r.Scope.Tags.Count > 0), new Asked("profiling", words));
        Each(notes, "draws/campaigns", draft.Draws.Campaigns, d => (d.Id, d.Names, d.Enabled && d.Tags.Count > 0), new Asked("profiling", words));
        Each(notes, "tiers", draft.Ladder.Tiers, t => (t.Id, t.Names, t.Enabled && (ReadsProfile(t.Enter) || ReadsProfile(t.Validity.Keep))), new Asked("profiling", words));
    }

    private static void Prices(CheckNotes notes)
    {
        var draft = notes.Draft;
        var words = new LocalText("只给带某些标签的会员", "for members with certain tags only");
        Each(notes, "benefits", draft.Benefits, b => (b.Id, b.Names, b.Enabled && b.IsPrice && b.When.Tags.Count > 0), new Asked("priceDifferences", words));
        Each(notes, "promotions", draft.Promotions, p => (p.Id, p.Names, p.Enabled && p.Scope.Tags.Count > 0), new Asked("priceDifferences", words));
        Each(notes, "coupons", draft.Coupons, c => (c.Kind.Id, c.Kind.Names, c.Kind.Enabled && c.Gives?.Scope.Tags.Count > 0), new Asked("priceDifferences", words));
        // What lint refuses stands only with a reason (L4), and the reason is signed here.
        for (var i = 0; i < draft.Lint.Accepts.Count; i++)
        {
            if (draft.Lint.Accepts[i] is { Finding: "protectedAttribute", Because: var because } && notes.IsNew("lint/accept"))
                notes.Add("priceDifferences", LintNotes.At("/lint/accept", i), new LocalText("按受保护的特征定价，理由：" + because.Zh, "A price by a protected attribute, because: " + because.En));
        }
    }

    private static void Messages(CheckNotes notes)
    {
        var draft = notes.Draft;
        Each(notes, "benefits", draft.Benefits, b => (b.Id, b.Names, b is { Enabled: true, IsGranted: true }), new Asked("messages", new LocalText("到日子发放，会告知会员", "granted on a date, and members are told")));
        Each(notes, "tiers", draft.Ladder.Tiers, t => (t.Id, t.Names, t is { Enabled: true, Handbook: not null }), new Asked("messages", new LocalText("升级后发手册", "a handbook is sent when it is reached")));
    }

    private static void Each<T>(CheckNotes notes, string path, IReadOnlyList<T> items, Func<T, (string Id, LocalText Names, bool Counts)> read, Asked asked)
    {
        var pointer = "/" + path;
        for (var i = 0; i < items.Count; i++)
        {
            var (id, names, counts) = read(items[i]);
            if (counts && notes.IsNew(path + "." + id)) notes.Add(asked.Code, LintNotes.At(pointer, i), names, asked.Words.Zh, asked.Words.En);
        }
    }

    private sealed record Asked(string Code, LocalText Words);

    private static bool ReadsProfile(Condition? condition) => condition switch
    {
        HasTag or InSegment => true,
        AllOf all => all.Parts.Any(ReadsProfile),
        AnyOf any => any.Parts.Any(ReadsProfile),
        Not not => ReadsProfile(not.Part),
        _ => false,
    };
}
