using System.ComponentModel;
using Tessera.App;
using Tessera.App.Exports;
using Tessera.App.Reads;
using Tessera.App.Reports;
using Tessera.Core.Tiers;
using Tessera.Server.Http.Work;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Reports;

/// <summary>A report to be exported.</summary>
internal sealed record ReportBody
{
    [Description("The report.")]
    public required ReportName Report { get; init; }

    [Description("First local date; left out of reports of one date."), Example("\"2026-01-01\"")]
    public DateOnly? From { get; init; }

    [Description("Last local date, or the date of reports of one date; today at the latest, and today without it."), Example("\"2026-01-31\"")]
    public DateOnly? Through { get; init; }

    [Description("Of rankings `store`, `clerk` or `channel`; of cohorts `joining` or `firstPurchase`.")]
    public string? By { get; init; }

    [Description("Of reach: the metric.")]
    public Metric? Metric { get; init; }

    [Description("Of reach: its window; `rolling 12 months` without it.")]
    public string? Window { get; init; }

    public ReportExportAsk ToAsk() => new() { Report = Report, From = From ?? Through ?? default, Through = Through ?? default, By = By, Metric = Metric, Window = Window };
}

/// <summary>Checks an order of a report before it becomes a job: what would be refused at the report's own address is refused here.</summary>
internal static class ReportOrder
{
    private static readonly ReportName[] OfOneDate = [ReportName.Reach, ReportName.TierDistribution, ReportName.StoredValue, ReportName.Rfm];

    /// <summary>What is wrong with an order of an export; null where nothing is.</summary>
    public static Problem? Wrong(Ask ask, ExportBody body, Desk desk)
    {
        if (body.Table != ExportTableName.Report) return body.Report is null ? null : Problem.Malformed("/report", "export.report");
        if (body.Report is not { } report) return Problem.Malformed("/report", "field.missing");
        if (!ask.Caller.Holds(Scopes.ReportsRead)) return new Problem(403, "auth.scope", Scopes.ReportsRead);
        return desk.Site.Read(scope => Wrong(report, scope));
    }

    /// <summary>What is wrong with the report asked for; null where nothing is.</summary>
    public static Problem? Wrong(ReportBody report, ReadScope scope)
    {
        if (scope.KnownPrograms is null) return new Problem(409, "program.none");
        var ask = report.ToAsk();
        if (report.From is null && !OfOneDate.Contains(report.Report)) return Problem.Malformed("/report/from", "field.missing");
        if (report.Through is not { } through) return Problem.Malformed("/report/through", "field.missing");
        if (through < ask.From) return Problem.Malformed("/report/through", "query.order", Moments.Text(ask.From));
        if (ask.From < PointsReport.Earliest || through > scope.Today) return Range(ask.From < PointsReport.Earliest ? "/report/from" : "/report/through", PointsReport.Earliest, scope.Today);
        if (ask.MostDays > 0 && through.DayNumber - ask.From.DayNumber >= ask.MostDays) return Range("/report/from", through.AddDays(1 - ask.MostDays), through);
        if (ReportExportAsk.Choices(report.Report) is { Count: > 0 } choices && !choices.Contains(report.By)) return Problem.Malformed("/report/by", report.By is null ? "field.missing" : "field.choice", string.Join(", ", choices));
        if (report.Report != ReportName.Reach) return null;
        if (report.Metric is not { } metric) return Problem.Malformed("/report/metric", "field.missing");
        return ReachAsk.Parse(metric, report.Window, through) is null ? Problem.Malformed("/report/window", "report.window") : null;
    }

    private static Problem Range(string field, DateOnly from, DateOnly through) => Problem.Malformed(field, "field.range", Moments.Text(from), Moments.Text(through));
}
