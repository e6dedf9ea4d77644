using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tessera.App.Import;

/// <summary>
/// What an import counted; written in the transaction of what it counts, so that a killed import goes on where it was. Two sums must add up:
/// lines (and documents) read = in facts + in repeats + refused + skipped, and document totals = in the store + what rounding took.
/// </summary>
public sealed record ImportTally
{
    /// <summary>Line of the file up to which lines are staged.</summary>
    public int StagedRow { get; set; }

    /// <summary>Documents decided, in the order of decision.</summary>
    public long Ordinal { get; set; }

    /// <summary>Rows read, the header aside.</summary>
    public long LinesRead { get; set; }

    /// <summary>Rows that the map leaves out.</summary>
    public long LinesSkipped { get; set; }

    /// <summary>Rows of documents that became facts.</summary>
    public long LinesInFacts { get; set; }

    /// <summary>Rows of documents told before.</summary>
    public long LinesInRepeats { get; set; }

    /// <summary>Rows refused, alone or with their document.</summary>
    public long LinesRefused { get; set; }

    /// <summary>Documents read: counted when the file is staged, not when they are decided.</summary>
    public long DocumentsRead { get; set; }

    /// <summary>Whether rows without a readable number are among the lines; they belong to no document.</summary>
    public bool HasNameless { get; set; }

    /// <summary>Documents that became facts.</summary>
    public long DocumentsInFacts { get; set; }

    /// <summary>Documents told before.</summary>
    public long DocumentsInRepeats { get; set; }

    /// <summary>Documents refused.</summary>
    public long DocumentsRefused { get; set; }

    /// <summary>Of the facts: purchases of members.</summary>
    public long Purchases { get; set; }

    /// <summary>Of the facts: cancellations of members.</summary>
    public long Cancellations { get; set; }

    /// <summary>Of the facts: documents without a member that are no stock.</summary>
    public long Anonymous { get; set; }

    /// <summary>Of the facts: stock documents.</summary>
    public long Stock { get; set; }

    /// <summary>Of the facts: taken as late facts although history was played.</summary>
    public long Late { get; set; }

    /// <summary>Members who joined.</summary>
    public long Joined { get; set; }

    /// <summary>Sum of the totals of facts before rounding, minor units.</summary>
    public decimal ExactMinor { get; set; }

    /// <summary>Sum of the totals of facts in the store, minor units; cancellations negative.</summary>
    public long StoredMinor { get; set; }

    /// <summary>What rounding took of the facts, minor units: exact − stored.</summary>
    public decimal RoundingMinor { get; set; }

    /// <summary>Sum of the exact totals of repeats, minor units.</summary>
    public decimal RepeatedMinor { get; set; }

    /// <summary>Sum of the exact totals of refused documents, as far as they could be read, minor units.</summary>
    public decimal RefusedMinor { get; set; }

    /// <summary>Length of the file of bad rows.</summary>
    public long BadBytes { get; set; }

    /// <summary>Instant of the latest document, microseconds; its local day is the store's business date.</summary>
    public long LastAtMicros { get; set; } = long.MinValue;

    /// <summary>Whether all sums add up.</summary>
    [JsonIgnore]
    public bool AddsUp =>
        LinesRead == LinesInFacts + LinesInRepeats + LinesRefused + LinesSkipped
        && DocumentsRead == DocumentsInFacts + DocumentsInRepeats + DocumentsRefused
        && DocumentsInFacts == Purchases + Cancellations + Anonymous + Stock
        && ExactMinor == StoredMinor + RoundingMinor;

    internal string Write() => JsonSerializer.Serialize(this, TallyJson.Default.ImportTally);

    internal static ImportTally Read(string json) => JsonSerializer.Deserialize(json, TallyJson.Default.ImportTally) ?? new ImportTally();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ImportTally))]
internal sealed partial class TallyJson : JsonSerializerContext;
