using Tessera.Core;

namespace Tessera.App.Import;

/// <summary>How an older system's list of members is read (api.md, <c>import members</c>): who, and what it knew of them. See <c>docs/reference/import-map.md</c>.</summary>
public sealed record MemberMap
{
    /// <summary>Name of the older system; each member is opened once per source.</summary>
    public required string Source { get; init; }

    /// <summary>How the file is written.</summary>
    public FileFormat File { get; init; } = new();

    /// <summary>IANA zone of the times in the file, or null for the programme's.</summary>
    public string? Zone { get; init; }

    /// <summary>Date formats, tried in order.</summary>
    public IReadOnlyList<string> TimeFormats { get; init; } = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm"];

    /// <summary>Where each field stands.</summary>
    public required IReadOnlyDictionary<MemberField, FieldRule> Columns { get; init; }
}

/// <summary>Fields of a list of members. Amounts are in currency units.</summary>
public enum MemberField
{
    /// <summary>The older system's member number. This, phone, e-mail or card: one is needed.</summary>
    Member,

    /// <summary>Phone.</summary>
    Phone,

    /// <summary>E-mail.</summary>
    Email,

    /// <summary>Card number.</summary>
    Card,

    /// <summary>Name.</summary>
    Name,

    /// <summary>Birthday.</summary>
    Birthday,

    /// <summary>Date of joining; without it the date of the opening.</summary>
    JoinedOn,

    /// <summary>Channel of joining.</summary>
    Channel,

    /// <summary>Store of joining.</summary>
    Store,

    /// <summary>Date of the figures; without it today.</summary>
    AsOf,

    /// <summary>Points. A member with several expiry dates has several rows that follow each other.</summary>
    Points,

    /// <summary>Date these points were earned; without it the date of the figures.</summary>
    PointsEarnedOn,

    /// <summary>Last day on which these points can be used; without it never ending.</summary>
    PointsThrough,

    /// <summary>Growth value.</summary>
    Growth,

    /// <summary>Spend to date.</summary>
    Spend,

    /// <summary>Orders to date.</summary>
    Orders,

    /// <summary>Principal of stored value.</summary>
    Principal,

    /// <summary>Bonus of stored value.</summary>
    Bonus,

    /// <summary>Kind of a coupon held, by id or name. A member with several kinds has several rows that follow each other.</summary>
    Coupon,

    /// <summary>How many coupons of the kind; without it one.</summary>
    CouponCount,

    /// <summary>Code that the coupon carries.</summary>
    CouponCode,

    /// <summary>Last day on which the coupon can be used; without it by its kind.</summary>
    CouponThrough,

    /// <summary>Tier id.</summary>
    Tier,

    /// <summary>Tier held since.</summary>
    TierSince,

    /// <summary>Tier locked through.</summary>
    LockThrough,
}

/// <summary>What reading a members' map gave.</summary>
/// <param name="Map">The map, or null when there are findings.</param>
/// <param name="Findings">All findings, in order of the file.</param>
public sealed record MemberMapReading(MemberMap? Map, IReadOnlyList<MapFinding> Findings);

/// <summary>Reads the map of a list of members.</summary>
public static class MemberMapFile
{
    private static readonly Dictionary<string, MemberField> Fields = Enum.GetValues<MemberField>()
        .ToDictionary(f => char.ToLowerInvariant(f.ToString()[0]) + f.ToString()[1..], StringComparer.Ordinal);

    /// <summary>Reads a map from its text.</summary>
    public static MemberMapReading Read(string text)
    {
        var findings = new List<MapFinding>();
        if (ImportMapFile.Parse(text, findings) is not { } node) return new MemberMapReading(null, findings);
        var root = new MapSection(node, findings);
        var time = root.Section("time");
        var formats = time?.Texts("formats") ?? [];
        var map = new MemberMap
        {
            Source = root.Text("source") ?? "",
            Zone = time?.Text("zone"),
            File = ImportMapFile.BindFile(root.Section("file")),
            Columns = BindColumns(root.Section("columns")),
        };
        time?.Close();
        root.Close();
        // Lists come out of Chinese spreadsheets as GBK without saying so.
        if (map.File.Encoding == "utf-8") map = map with { File = map.File with { Encoding = FileFormat.Detected } };
        if (formats.Count > 0) map = map with { TimeFormats = formats };
        if (map.Source.Length == 0) root.Report(node, "import.map.missing", new LocalText("source", "source"), "");
        if (!MemberHeadings.Identities.Any(map.Columns.ContainsKey)) root.Report(root.Find("columns") ?? node, "import.map.missing", new LocalText("columns.member", "columns.member"), "");
        return findings.Count == 0 ? new MemberMapReading(map, []) : new MemberMapReading(null, [.. findings.OrderBy(f => f.Line).ThenBy(f => f.Column)]);
    }

    private static Dictionary<MemberField, FieldRule> BindColumns(MapSection? section)
    {
        var columns = new Dictionary<MemberField, FieldRule>();
        if (section is null) return columns;
        foreach (var (name, field) in Fields)
        {
            if (ImportMapFile.BindField(section, name, "-") is { } rule) columns[field] = rule;
        }

        section.Close();
        return columns;
    }
}
