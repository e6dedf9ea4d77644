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

    internal override AuditNote NoteOf(BatchScope scope, ProgramDraft made) =>
        new("draft") { After = $"{{\"sha256\":\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Text)))}\"}}" };
}
