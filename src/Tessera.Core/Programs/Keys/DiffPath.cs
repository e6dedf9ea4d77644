namespace Tessera.Core.Programs.Keys;

/// <summary>Where in two documents a comparison stands, in words of both languages; collects sentences.</summary>
public sealed class DiffPath
{
    private readonly List<ProgramChange> _changes;
    private readonly string _keys;
    private readonly LocalText _words;

    private DiffPath(ProgramDocument before, ProgramDocument after, List<ProgramChange> changes, string keys, LocalText words)
    {
        (BeforeDocument, AfterDocument, _changes, _keys, _words) = (before, after, changes, keys, words);
        (Before, After) = (Units.Of(before), Units.Of(after));
    }

    /// <summary>The root of a comparison.</summary>
    public static DiffPath Root(ProgramDocument before, ProgramDocument after, List<ProgramChange> changes) =>
        new(before, after, changes, "", new LocalText("", ""));

    /// <summary>The document before.</summary>
    public ProgramDocument BeforeDocument { get; }

    /// <summary>The document after.</summary>
    public ProgramDocument AfterDocument { get; }

    /// <summary>Units before.</summary>
    public Units Before { get; }

    /// <summary>Units after.</summary>
    public Units After { get; }

    /// <summary>One step deeper.</summary>
    public DiffPath Then(string key, LocalText words) => new(
        BeforeDocument, AfterDocument, _changes, _keys.Length == 0 ? key : _keys + "." + key,
        new LocalText(Join(_words.Zh, words.Zh), Join(_words.En, words.En)));

    /// <summary>One step deeper into a named item, which is called by its name alone.</summary>
    public DiffPath Instead(string id, LocalText name) => new(BeforeDocument, AfterDocument, _changes, _keys + "." + id, name);

    /// <summary>A sentence "… before → after".</summary>
    public void Changed(LocalText before, LocalText after) => Says(new LocalText(before.Zh + " → " + after.Zh, before.En + " → " + after.En));

    /// <summary>A sentence after the colon.</summary>
    public void Says(LocalText words) => _changes.Add(new ProgramChange(
        _keys, new LocalText(_words.Zh + "：" + words.Zh, _words.En + ": " + words.En)));

    private static string Join(string a, string b) => a.Length == 0 ? b : b.Length == 0 ? a : a + " " + b;
}
