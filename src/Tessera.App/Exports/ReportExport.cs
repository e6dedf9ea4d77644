using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.App.Reads;
using Tessera.App.Reports;
using Tessera.App.Segments;
using Tessera.App.StoredValue;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Analytics;
using Tessera.Core.Liability;
using Tessera.Core.Tiers;

namespace Tessera.App.Exports;

/// <summary>Reports that can be exported.</summary>
public enum ReportName
{
    /// <summary>Figures of the business.</summary>
    Figures,

    /// <summary>Figures of each date.</summary>
    Daily,

    /// <summary>Share of sales by tier.</summary>
    TierSales,

    /// <summary>Stores, clerks or channels by sales.</summary>
    Rankings,

    /// <summary>Retention and value by cohort.</summary>
    Cohorts,

    /// <summary>Members who would reach a threshold.</summary>
    Reach,

    /// <summary>Members by tier.</summary>
    TierDistribution,

    /// <summary>Movement between tiers.</summary>
    TierMovement,

    /// <summary>Points issued, spent and left, month by month.</summary>
    Points,

    /// <summary>Use, conversion and cost of benefits.</summary>
    Benefits,

    /// <summary>What points owe.</summary>
    Liability,

    /// <summary>What is owed to holders of stored value.</summary>
    StoredValue,

    /// <summary>Recency, frequency, money.</summary>
    Rfm,
}

/// <summary>Which report, of which dates, with which filters.</summary>
public sealed record ReportExportAsk
{
    /// <summary>The report; written always, for orders leave out what is the default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required ReportName Report { get; init; }

    /// <summary>First local date; not read by reports of one date.</summary>
    public DateOnly From { get; init; }

    /// <summary>Last local date, or the date itself.</summary>
    public DateOnly Through { get; init; }

    /// <summary>Of rankings and cohorts: by what.</summary>
    public string? By { get; init; }

    /// <summary>Of the reach curve: the metric.</summary>
    public Metric? Metric { get; init; }

    /// <summary>Of the reach curve: its window.</summary>
    public string? Window { get; init; }

    /// <summary>What it may be made by; empty where nothing is to choose.</summary>
    public static IReadOnlyList<string> Choices(ReportName report) => report switch
    {
        ReportName.Rankings => ["store", "clerk", "channel"],
        ReportName.Cohorts => ["joining", "firstPurchase"],
        _ => [],
    };

    /// <summary>Most dates a report may span; 0 without a limit.</summary>
    public int MostDays => Report switch { ReportName.Daily => 366, ReportName.Cohorts or ReportName.Liability => 1_826, _ => 0 };
}

/// <summary>
/// Reports as tables: the very figures of the report, in the same numbers, so that file and screen cannot differ. Each list of the report is a section of the table; definitions, dates and
/// filters lead it.
/// </summary>
public static class ReportExport
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>Reads the report and lays it out.</summary>
    /// <param name="site">The store.</param>
    /// <param name="scope">A moment of it.</param>
    /// <param name="ask">Which report.</param>
    /// <param name="language">Language of names and definitions.</param>
    public static ExportTable Table(Site site, ReadScope scope, ReportExportAsk ask, string language)
    {
        var layout = new ReportLayout();
        layout.Add("", JsonSerializer.SerializeToElement(View(site, scope, ask, language), Form), []);
        return new ExportTable(layout.Columns, layout.Rows) { Heading = [.. Heading(ask, language), .. layout.Definitions] };
    }

    private static object View(Site site, ReadScope scope, ReportExportAsk ask, string language)
    {
        var (window, first, last) = (new ReportWindow(ask.From, ask.Through), YearMonth.Of(ask.From), YearMonth.Of(ask.Through));
        return ask.Report switch
        {
            ReportName.Figures => BusinessFiguresView.Read(scope, window, language),
            ReportName.Daily => DailyView.Read(scope, window, language),
            ReportName.TierSales => TierSalesView.Read(scope, window, language),
            ReportName.Rankings => RankingView.Read(scope, window, Enum.Parse<RankedBy>(ask.By!, ignoreCase: true), int.MaxValue, language),
            ReportName.Cohorts => CohortsView.Read(scope, Enum.Parse<CohortBy>(ask.By!, ignoreCase: true), first, last, language),
            ReportName.Reach => ReachView.Read(scope, ReachAsk.Parse(ask.Metric!.Value, ask.Window, ask.Through)!, [], language),
            ReportName.TierDistribution => TierReports.Distribution(scope, ask.Through, language),
            ReportName.TierMovement => TierReports.Movement(scope, ask.From, ask.Through, language),
            ReportName.Points => PointsReport.Read(scope, ask.From, ask.Through, byMonth: true, language),
            ReportName.Benefits => BenefitCosts.Read(scope, ask.From, ask.Through, language),
            ReportName.Liability => LiabilityView.Read(scope, first, last, language),
            ReportName.StoredValue => PrepaidView.Read(scope),
            ReportName.Rfm => RfmView.Read(site, scope, scope.Programs.At(scope.AsOf).Document.Rfm with { AsOf = ask.Through }, language == Text.English),
        };
    }

    private static IEnumerable<(string Name, string Value)> Heading(ReportExportAsk ask, string language)
    {
        string Of(string zh, string en) => language == Text.English ? en : zh;
        yield return (Of("报表", "Report"), Text.Say($"report.{ask.Report}", language));
        if (ask.Report == ReportName.StoredValue) yield break;
        if (ask.Report is not (ReportName.TierDistribution or ReportName.Reach or ReportName.Rfm)) yield return (Of("从", "From"), ExportTable.Text(ask.From)!);
        yield return (Of("到", "Through"), ExportTable.Text(ask.Through)!);
        if (ask.By is not null) yield return (Of("分组", "By"), ask.By);
        if (ask.Metric is { } metric) yield return (Of("指标", "Metric"), $"{JsonNamingPolicy.CamelCase.ConvertName(metric.ToString())}, {ask.Window ?? ReachAsk.Usual}");
    }
}

/// <summary>Lays a report out as one table: a row for the report's own figures, and one for each row of each of its lists.</summary>
internal sealed class ReportLayout
{
    private readonly List<string> _columns = ["section"];
    private readonly List<Dictionary<string, object?>> _rows = [];
    private readonly List<(string Name, string Value)> _definitions = [];

    public IReadOnlyList<string> Columns => _columns;

    public IEnumerable<IReadOnlyList<object?>> Rows => _rows.Select(row => (IReadOnlyList<object?>)[.. _columns.Select(c => row.GetValueOrDefault(c))]);

    public IReadOnlyList<(string Name, string Value)> Definitions => _definitions;

    /// <summary>Adds an object as a row of a section, then its lists as sections of their own; what names their row leads theirs.</summary>
    public void Add(string section, JsonElement of, IReadOnlyList<KeyValuePair<string, object?>> leading)
    {
        var (row, lists) = (new Dictionary<string, object?>(leading) { ["section"] = section.Length == 0 ? "report" : section }, new List<(string Name, JsonElement List)>());
        Cells("", of, row, lists);
        if (Define(of) && row.Keys.All(k => k is "section" or "id" or "name")) return;
        foreach (var column in row.Keys.Where(c => !_columns.Contains(c))) _columns.Add(column);
        if (row.Count > 1) _rows.Add(row);
        var name = row.FirstOrDefault(c => c.Key != "section");
        KeyValuePair<string, object?>[] lead = section.Length == 0 || name.Key is null ? [] : [new($"{section}.{name.Key}", name.Value)];
        foreach (var (list, rows) in lists)
        {
            foreach (var one in rows.EnumerateArray()) Add(section.Length == 0 ? list : $"{section}.{list}", one, lead);
        }
    }

    private static void Cells(string path, JsonElement of, Dictionary<string, object?> row, List<(string Name, JsonElement List)> lists)
    {
        foreach (var field in of.EnumerateObject())
        {
            var name = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            switch (field.Value.ValueKind)
            {
                case JsonValueKind.Object: Cells(name, field.Value, row, lists); break;
                case JsonValueKind.Array: lists.Add((name, field.Value)); break;
                case JsonValueKind.Null: break;
                case var kind when field.Name is not ("opens" or "definition"): row[name] = kind == JsonValueKind.Number ? field.Value.GetInt64() : field.Value.ToString(); break;
                default: break;
            }
        }
    }

    // A definition stands in the heading, once.
    private bool Define(JsonElement of)
    {
        if (!of.TryGetProperty("definition", out var meaning) || !of.TryGetProperty("name", out var name)) return false;
        var line = (name.GetString()!, meaning.GetString()!);
        if (!_definitions.Contains(line)) _definitions.Add(line);
        return true;
    }
}
