using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Programs;

/// <summary>The draft of the next version: a programme file as somebody left it, valid or not. There is one in a store.</summary>
/// <param name="Text">The file, verbatim.</param>
/// <param name="Result">What reading it found.</param>
public sealed record ProgramDraft(string Text, ProgramFileResult Result)
{
    internal const string Setting = "program.draft";

    /// <summary>The draft, the newest version where nobody wrote one, or null before the first publication.</summary>
    public static ProgramDraft? Of(ReadScope scope)
    {
        var text = scope.Db.Settings.Find(Setting) ?? (scope.Db.Programs.Versions() is [.., var newest] ? newest.SourceText : null);
        return text is null ? null : new ProgramDraft(text, ProgramFile.Load(text));
    }

    internal static void Keep(StoreConnection db, string text) => db.Settings.Set(Setting, text);
}

/// <summary>Replaces the draft; it need not be valid, publishing does.</summary>
public sealed record SaveDraft : WriteCommand<ProgramDraft>
{
    /// <summary>Most characters of a programme file.</summary>
    public const int MostCharacters = 1_000_000;

    /// <summary>The file.</summary>
    public required string Text { get; init; }

    internal override Answer<ProgramDraft> Decide(BatchScope scope)
    {
        ProgramDraft.Keep(scope.Db, Text);
        return new ProgramDraft(Text, ProgramFile.Load(Text));
    }

    internal override AuditNote NoteOf(BatchScope scope, ProgramDraft made) => Note(Text);

    internal static AuditNote Note(string text) =>
        new("draft") { After = $"{{\"sha256\":\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))}\"}}" };
}

/// <summary>An edit of the draft's text.</summary>
/// <param name="Pointer">JSON pointer of the value; its last key may be missing so far.</param>
/// <param name="Value">YAML that is to stand there, or null to take the key out.</param>
public sealed record DraftEdit(string Pointer, string? Value)
{
    /// <summary>The value becomes one more item of a list, before the item that the pointer names; always so where the pointer ends with <c>-</c>.</summary>
    public bool IsInsert { get; init; }

    /// <summary>Pointer of an item that moves to the place instead of a new value; null for none.</summary>
    public string? From { get; init; }

    internal string? On(string text) => this switch
    {
        { From: { } from } => Value is null ? ProgramText.Move(text, from, Pointer) : null,
        { Value: null } => IsInsert ? null : ProgramText.Remove(text, Pointer),
        { IsInsert: true } => ProgramText.Insert(text, Pointer, Value),
        _ => Pointer.EndsWith("/-", StringComparison.Ordinal) ? ProgramText.Insert(text, Pointer, Value) : ProgramText.Set(text, Pointer, Value),
    };
}

/// <summary>Edits the draft value by value, in the order given, so that comments and layout survive; all of them or none.</summary>
public sealed record EditDraft : WriteCommand<ProgramDraft>
{
    /// <summary>Most edits at once.</summary>
    public const int Most = 100;

    /// <summary>The edits.</summary>
    public required IReadOnlyList<DraftEdit> Edits { get; init; }

    internal override Answer<ProgramDraft> Decide(BatchScope scope)
    {
        var text = scope.Db.Settings.Find(ProgramDraft.Setting) ?? (scope.Db.Programs.Versions() is [.., var newest] ? newest.SourceText : null);
        if (text is null) return Refusal.Of("program.none");
        for (var i = 0; i < Edits.Count; i++)
        {
            if (Edits[i].On(text) is not { } edited || YamlTree.Read(edited).Root is null || edited.Length > SaveDraft.MostCharacters)
                return new Refusal(Reason.Of("program.noPlace", Reason.Id("pointer", Edits[i].Pointer)), FormattableString.Invariant($"/edits/{i}"));
            text = edited;
        }

        ProgramDraft.Keep(scope.Db, text);
        return new ProgramDraft(text, ProgramFile.Load(text));
    }

    internal override AuditNote NoteOf(BatchScope scope, ProgramDraft made) => SaveDraft.Note(made.Text);
}
