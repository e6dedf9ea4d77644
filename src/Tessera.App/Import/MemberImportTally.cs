using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tessera.App.Import;

/// <summary>
/// What an import of members counted, written in the transaction of what it counts. Lines read = taken + repeats + refused, members and points likewise.
/// </summary>
public sealed record MemberImportTally
{
    /// <summary>Line of the file up to which members are taken.</summary>
    public int LastLine { get; init; }

    /// <summary>Rows read.</summary>
    public long LinesRead { get; init; }

    /// <summary>Rows of members that joined, were opened or brought up to date now.</summary>
    public long LinesTaken { get; init; }

    /// <summary>Rows of members told before.</summary>
    public long LinesInRepeats { get; init; }

    /// <summary>Rows refused.</summary>
    public long LinesRefused { get; init; }

    /// <summary>Members read.</summary>
    public long MembersRead { get; init; }

    /// <summary>Members who joined, were opened or brought up to date.</summary>
    public long Taken { get; init; }

    /// <summary>Members told before.</summary>
    public long Repeats { get; init; }

    /// <summary>Members refused.</summary>
    public long Refused { get; init; }

    /// <summary>Of those taken: members who joined.</summary>
    public long Joined { get; init; }

    /// <summary>Of those taken: members whose opening was recorded.</summary>
    public long Opened { get; init; }

    /// <summary>Of those taken: members who were there and whose profile or identities changed.</summary>
    public long Updated { get; init; }

    /// <summary>Points read, as far as the rows could be read.</summary>
    public long PointsRead { get; init; }

    /// <summary>Points opened.</summary>
    public long Points { get; init; }

    /// <summary>Points of members told before.</summary>
    public long PointsInRepeats { get; init; }

    /// <summary>Points of members refused.</summary>
    public long PointsRefused { get; init; }

    /// <summary>Nothing yet.</summary>
    public static MemberImportTally Nothing { get; } = new();

    /// <summary>Whether all sums add up.</summary>
    [JsonIgnore]
    public bool AddsUp =>
        LinesRead == LinesTaken + LinesInRepeats + LinesRefused && MembersRead == Taken + Repeats + Refused && PointsRead == Points + PointsInRepeats + PointsRefused;

    internal string Write() => JsonSerializer.Serialize(this, MemberTallyJson.Default.MemberImportTally);

    internal static MemberImportTally Read(string json) => JsonSerializer.Deserialize(json, MemberTallyJson.Default.MemberImportTally) ?? Nothing;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MemberImportTally))]
[JsonSerializable(typeof(MemberImportLook))]
internal sealed partial class MemberTallyJson : JsonSerializerContext;

/// <summary>A row of a list that would be refused.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Column">Column, or empty.</param>
/// <param name="Got">What stands there; empty where it may name a person.</param>
public sealed record RowFinding(int Line, string Code, string Column, string Got);

/// <summary>What reading a list without writing found.</summary>
public sealed record MemberImportLook
{
    internal const int AtOnce = 1_000;
    private const int MostFindings = 200;

    /// <summary>The columns and what they are taken for.</summary>
    public IReadOnlyList<FoundColumn> Columns { get; init; } = [];

    /// <summary>Rows read.</summary>
    public long LinesRead { get; set; }

    /// <summary>Members read.</summary>
    public long MembersRead { get; set; }

    /// <summary>Of them: there already.</summary>
    public long Known { get; set; }

    /// <summary>Of them: would be refused, as far as can be said without deciding.</summary>
    public long Refused { get; set; }

    /// <summary>Points to be opened.</summary>
    public long Points { get; set; }

    /// <summary>What is wrong, the first of it.</summary>
    public List<RowFinding> Findings { get; init; } = [];

    internal string Write() => JsonSerializer.Serialize(this, MemberTallyJson.Default.MemberImportLook);

    internal void Add(MemberRows rows, BadRow? why, bool isKnown)
    {
        LinesRead += rows.Rows.Count;
        MembersRead++;
        Points += rows.Opening.Lots.Sum(l => l.Points);
        if (isKnown) Known++;
        if (why is null) return;
        Refused++;
        var row = rows.Rows.Find(r => r.Why is not null) ?? rows.Rows[0];
        if (Findings.Count < MostFindings) Findings.Add(new RowFinding(row.Line, (row.Why ?? why).Code, (row.Why ?? why).Column, (row.Why ?? why).Got));
    }
}
