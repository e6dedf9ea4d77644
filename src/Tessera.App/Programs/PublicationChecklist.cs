using Tessera.App.Approvals;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Checklist;
using Tessera.Storage;
using Tessera.Storage.Programs;

namespace Tessera.App.Programs;

/// <summary>The legal checklist of a publication as it is asked for and signed (L3).</summary>
/// <param name="IsRequired">Whether nothing is published before every check is signed.</param>
/// <param name="Follows">The version it is compared with; null for the first.</param>
/// <param name="Checks">The checks it calls for.</param>
public sealed record PublicationChecklist(bool IsRequired, int? Follows, IReadOnlyList<DueCheck> Checks)
{
    /// <summary>The checklist of a document that would be published next.</summary>
    public static PublicationChecklist Of(ReadScope scope, ProgramDocument document) => Of(document, scope.KnownPrograms?.Versions is [.., var newest] ? newest : null);

    /// <summary>The checklist of a document that follows a version, or is the first.</summary>
    public static PublicationChecklist Of(ProgramDocument document, CompiledProgram? follows) =>
        new(LegalChecklist.IsRequired(document, follows?.Document), follows?.Version, LegalChecklist.For(document, follows?.Document));

    /// <summary>The checklist of a publication that waits for approval, with what was signed when it was asked for; null for another kind.</summary>
    public static (PublicationChecklist Checklist, IReadOnlySet<string> Signed)? Of(ReadScope scope, Approval approval)
    {
        if (approval.Kind != ApprovalKinds.Publication) return null;
        var stored = StoredPublication.Read(approval);
        if (ProgramFile.Load(stored.SourceText).Document is not { } document) return null;
        var follows = scope.KnownPrograms?.Versions.FirstOrDefault(v => v.Version == approval.BaseVersion);
        return (Of(document, follows), (stored.Checked ?? []).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Why the sign-offs do not do, or null: one that is not asked for, or one that is missing where they are required.</summary>
    internal static Refusal? Refuse(IReadOnlyList<string> signed, ProgramDocument document, ProgramDocument? follows)
    {
        var due = LegalChecklist.For(document, follows).Select(c => c.Check.Code).ToList();
        if (signed.Except(due, StringComparer.Ordinal).ToList() is { Count: > 0 } strange)
            return new Refusal(due.Count == 0 ? Reason.Of("program.checkNotAsked", Joined("codes", strange)) : Reason.Of("program.checkNotAsked", Joined("codes", strange), Joined("due", due)), "/checked");
        if (!LegalChecklist.IsRequired(document, follows)) return null;
        var missing = due.Except(signed, StringComparer.Ordinal).ToList();
        return missing.Count == 0 ? null : new Refusal(Reason.Of("program.checkMissing", Reason.Count("count", missing.Count), Joined("codes", missing)), "/checked");
    }

    /// <summary>What was signed, with the words that were read.</summary>
    internal static IReadOnlyList<SignedCheck> Signed(IReadOnlyList<string> signed, ProgramDocument document, ProgramDocument? follows, string by, Instant at) => signed.Count == 0
        ? []
        : [.. LegalChecklist.For(document, follows).Select(c => c.Check).Where(c => signed.Contains(c.Code)).Select(c => new SignedCheck(c.Code, c.Question, c.Source, by, at))];

    private static ReasonPart Joined(string name, IReadOnlyList<string> codes) => Reason.Id(name, string.Join(", ", codes));
}
