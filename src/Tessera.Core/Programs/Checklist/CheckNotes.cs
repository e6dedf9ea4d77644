using Tessera.Core.Programs.Lint;

namespace Tessera.Core.Programs.Checklist;

/// <summary>Collects what calls for each check, and knows what of a draft is new or changed.</summary>
internal sealed class CheckNotes
{
    // What is to members' disadvantage, and so has to be announced.
    private static readonly string[] Worse = ["benefitsLess", "paidPromise", "pointsShorter", "pointsWorthLess", "harderTiers"];

    private readonly Dictionary<string, List<CheckCause>> _causes = new(StringComparer.Ordinal);
    private readonly HashSet<string>? _changed;

    public CheckNotes(ProgramDocument draft, ProgramDocument? follows)
    {
        Draft = draft;
        _changed = follows is null ? null : [.. ProgramDiff.Between(follows, draft).SelectMany(c => Paths(c.Key))];
    }

    /// <summary>What is to be published.</summary>
    public ProgramDocument Draft { get; }

    public IReadOnlyList<CheckCause> Of(string code) => _causes.GetValueOrDefault(code) ?? [];

    /// <summary>Whether a key, or anything under it, differs from the version before; everything does in a first one.</summary>
    /// <param name="path">Keys with slashes or dots between them.</param>
    public bool IsNew(string path) => _changed?.Contains(path.Replace('/', '.')) ?? true;

    public void Add(string code, string pointer, LocalText words)
    {
        if (!_causes.TryGetValue(code, out var causes)) _causes.Add(code, causes = []);
        if (!causes.Exists(c => c.Pointer == pointer && c.Words == words)) causes.Add(new CheckCause(pointer, words));
    }

    public void Add(string code, string pointer, LocalText name, string zh, string en) => Add(code, pointer, new LocalText($"{name.Zh}：{zh}", $"{name.En}: {en}"));

    public void Worsens()
    {
        foreach (var cause in Worse.SelectMany(Of).DistinctBy(c => c.Pointer).ToList()) Add("notice", cause.Pointer, cause.Words);
    }

    /// <summary>Pointer of an item of a list by its id; the list itself where it is gone.</summary>
    public static string PointerOf<T>(string list, IReadOnlyList<T> items, Func<T, bool> isIt)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (isIt(items[i])) return LintNotes.At(list, i);
        }

        return list;
    }

    // tiers.gold.enter stands for tiers, tiers.gold and itself.
    private static IEnumerable<string> Paths(string key)
    {
        for (var dot = key.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = key.IndexOf('.', dot + 1)) yield return key[..dot];
        yield return key;
    }
}
