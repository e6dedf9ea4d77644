using Tessera.Core.Programs.Lint;

namespace Tessera.Core.Programs.Checklist;

/// <summary>What is promised anew, or otherwise than before.</summary>
internal static class NewPromises
{
    private static readonly LocalText Promise = new("新承诺或有改动", "promised anew, or changed");

    public static void Check(CheckNotes notes)
    {
        var draft = notes.Draft;
        Each("newPromises", "benefits", draft.Benefits, b => (b.Id, b.Names, b.Enabled), Promise);
        Each("newPromises", "coupons", draft.Coupons, c => (c.Kind.Id, c.Kind.Names, c.Kind.Enabled), Promise);
        Each("newPromises", "rewards", draft.Rewards, r => (r.Kind.Id, r.Kind.Names, r.Kind.Enabled), Promise);
        Each("newPromises", "promotions", draft.Promotions, p => (p.Id, p.Names, p.Enabled), Promise);
        Each("planTerms", "plans", draft.Plans, p => (p.Id, p.Names, p.Enabled), new LocalText("付费会员方案新增或有改动", "a paid plan that is new or changed"));

        void Each<T>(string code, string list, IReadOnlyList<T> items, Func<T, (string Id, LocalText Names, bool Enabled)> read, LocalText words)
        {
            for (var i = 0; i < items.Count; i++)
            {
                var (id, names, isOn) = read(items[i]);
                if (isOn && notes.IsNew(list + "." + id)) notes.Add(code, LintNotes.At("/" + list, i), names, words.Zh, words.En);
            }
        }
    }
}
