namespace Tessera.App.Import;

/// <summary>Reads a till's export and counts without writing: for uploads that are looked at before they are imported.</summary>
internal static class PurchaseLook
{
    internal static ImportTally Of(Site site, ImportRequest request)
    {
        var calendar = ImportPurchases.CalendarOf(site, request.Map);
        var tally = new ImportTally();
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        using var file = new ExportFile(request.File, request.Map.File);
        foreach (var run in LineRuns.Of(file, new RowMapping(request.Map, file.Columns, calendar), 0, rest => tally.LinesSkipped += rest))
        {
            numbers.Add(run.Number);
            tally.LinesSkipped += run.Skipped;
            tally.LinesRead += run.Lines.Count;
            tally.LinesRefused += run.Lines.Count(l => l.Bad is not null);
        }

        tally.LinesRead += tally.LinesSkipped;
        tally.DocumentsRead = numbers.Count(n => n.Length > 0);
        return tally;
    }
}
