using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.App.Reads;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Analytics;
using Tessera.Core.Costs;
using Tessera.Core.Programs;

namespace Tessera.App.Programs.RedLine;

/// <summary>A change of a proposal, named.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Source">Kind of the source of cost.</param>
/// <param name="Id">Its id in the programme; empty for points spent as money.</param>
/// <param name="Sentence">The change of the programme file in words.</param>
/// <param name="CostMinor">What the source cost in the dates read.</param>
/// <param name="SavedMinor">What the change is expected to save over dates like them.</param>
/// <param name="Lift">What can be said about what the source brings.</param>
public sealed record NamedChange(AdjustmentKind Kind, CostKind Source, string Id, LocalText Sentence, long CostMinor, long SavedMinor, Lift Lift);

/// <summary>A draft with named changes.</summary>
/// <param name="Text">The programme file with them.</param>
/// <param name="ExpectedMinor">Cost that is expected with them.</param>
/// <param name="Changes">The changes.</param>
public sealed record AdjustedDraft(string Text, long ExpectedMinor, IReadOnlyList<NamedChange> Changes);

/// <summary>How the programme stands to its red line.</summary>
/// <param name="From">First local date read.</param>
/// <param name="Through">Last local date, a month's end.</param>
/// <param name="Version">Version in force.</param>
/// <param name="Line">Its red line, ten-thousandths.</param>
/// <param name="Share">Cost and revenue.</param>
/// <param name="State">Against the line.</param>
/// <param name="Draft">What could be changed; null below the line, or where nothing can be lowered within limits.</param>
public sealed record RedLineSight(DateOnly From, DateOnly Through, int Version, int Line, CostShare Share, RedLineState State, AdjustedDraft? Draft);

/// <summary>
/// Reads cost against the red line over the last three calendar months that are over (semantics §10, K6). Cost counts on the day it is recorded, so that a month that is over never
/// changes: once a month is as good as every night.
/// </summary>
public static class RedLineWatch
{
    private const int Months = 3;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The dates that are read, or null before a month is over. Whoever asks before that gets the days so far.</summary>
    internal static (DateOnly From, DateOnly Through)? WindowOf(ReadScope scope, bool isAsked)
    {
        var through = new DateOnly(scope.Today.Year, scope.Today.Month, 1).AddDays(-1);
        if (scope.KnownPrograms is null || scope.Db.Reports.FirstChangeOn() is not { } first) return null;
        if (first > through) return isAsked && first <= scope.Today ? (first, scope.Today) : null;
        var from = through.AddDays(1).AddMonths(-Months);
        return (from < first ? first : from, through);
    }

    /// <summary>Reads them; null where there is nothing to read yet.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="isAsked">Asked for by somebody.</param>
    public static RedLineSight? Look(ReadScope scope, bool isAsked)
    {
        if (WindowOf(scope, isAsked) is not var (from, through)) return null;
        var program = scope.Programs.At(scope.AsOf);
        var document = program.Document;
        var fold = BenefitCosts.Fold(scope, document, from, through);
        var report = CostReport.Of(fold, document, BenefitCosts.WorthOf(document));
        var draft = report.State == RedLineState.Over ? Adjusted(scope, program, report, PointsByTier(fold)) : null;
        return new RedLineSight(from, through, program.Version, document.Costs.RedLine, report.Total, report.State, draft);
    }

    internal static string Write(IReadOnlyList<NamedChange> changes) => JsonSerializer.Serialize(changes, Form);

    /// <summary>The named changes of a proposal.</summary>
    public static IReadOnlyList<NamedChange> Read(string changes) => JsonSerializer.Deserialize<List<NamedChange>>(changes, Form)!;

    private static Dictionary<string, long> PointsByTier(CostFold fold) => fold.Costs.Where(c => c.Key.Source.Kind == CostKind.Points)
        .GroupBy(c => c.Key.Place.Tier, c => c.Value.CostMinor, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(), StringComparer.Ordinal);

    /// <summary>Makes the edits one after the other. A change for which the file has no place of its own, such as one behind an alias, is left to people.</summary>
    private static AdjustedDraft? Adjusted(ReadScope scope, CompiledProgram program, CostReport report, Dictionary<string, long> points)
    {
        var plan = Adjustments.Propose(report, points, program.Document);
        var text = scope.Db.Programs.Versions().First(v => v.Version == program.Version).SourceText;
        var (document, named, saved) = (program.Document, new List<NamedChange>(), 0L);
        foreach (var change in plan.Changes)
        {
            var edited = change.Edits.Aggregate((string?)text, (yaml, edit) => yaml is null ? null : ProgramLinting.Applied(yaml, edit));
            if (edited is null || ProgramFile.Load(edited).Document is not { } after) continue;
            var sentences = ProgramDiff.Between(document, after).Select(c => c.Sentence).ToList();
            if (sentences.Count == 0) continue;
            var sentence = new LocalText(string.Join("；", sentences.Select(s => s.Zh)), string.Join("; ", sentences.Select(s => s.En)));
            named.Add(new NamedChange(change.Kind, change.Source.Kind, change.Source.Id, sentence, change.CostMinor, change.SavedMinor, change.Lift));
            (text, document, saved) = (edited, after, saved + change.SavedMinor);
        }

        return named.Count == 0 ? null : new AdjustedDraft(text, report.Total.CostMinor - saved, named);
    }
}
