using Tessera.App.Segments;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Segments;

namespace Tessera.App.Demo;

/// <summary>The live segments of a recipe: kept when the history is whole, filled by the night or by whoever filled the demo into a store that is served.</summary>
internal static class DemoSegments
{
    /// <summary>Keeps them, those apart that the merchant has.</summary>
    internal static void Keep(BatchScope scope, IReadOnlyList<DemoSegment> segments)
    {
        var program = scope.Programs.At(scope.Now).Document;
        foreach (var segment in segments.Where(s => scope.Db.Segments.Find(s.Id) is null)) scope.Db.Segments.Save(Terms(segment, program) with { CreatedAt = scope.Now, ChangedAt = scope.Now });
    }

    private static SegmentTerms Terms(DemoSegment segment, ProgramDocument program) => SegmentText.Read(segment.Condition, program).Condition is null
        ? throw new InvalidOperationException("the condition of a segment of the demo cannot be read: " + segment.Id)
        : new SegmentTerms(segment.Id, SegmentKind.Live, segment.Name, segment.NameEn.Length > 0 ? segment.NameEn : segment.Name, segment.Condition);
}
