using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tessera.Storage.Programs;

/// <summary>A published programme version (semantics §11); never changed.</summary>
public sealed record PublishedVersion
{
    /// <summary>Number, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The file, verbatim.</summary>
    public required string SourceText { get; init; }

    /// <summary>From when it holds.</summary>
    public required Instant EffectiveAt { get; init; }

    /// <summary>When it was published.</summary>
    public required Instant PublishedAt { get; init; }

    /// <summary>Who published it: <c>system</c>, <c>key:…</c>, later a person.</summary>
    public required string Author { get; init; }

    /// <summary>Who approved it, or null.</summary>
    public string? Approver { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Published by one alone, marked so.</summary>
    public bool IsSingle { get; init; }

    /// <summary>The local dates of the programme, fixed with the version.</summary>
    public required BusinessCalendar Calendar { get; init; }

    /// <summary>Number of the rules in code.</summary>
    public int Semantics { get; init; } = 1;

    /// <summary>Checks of the legal checklist that were signed (L3), in its order.</summary>
    public IReadOnlyList<SignedCheck> Signed { get; init; } = [];
}

/// <summary>A check of the legal checklist as it was signed: the words are kept, as a later program may ask otherwise.</summary>
/// <param name="Code">Code.</param>
/// <param name="Question">What was said yes to.</param>
/// <param name="Source">The law it comes from.</param>
/// <param name="By">Who signed.</param>
/// <param name="At">When.</param>
public sealed record SignedCheck(string Code, LocalText Question, LocalText Source, string By, Instant At);

/// <summary>A cut-off of a share or seat review (semantics §5).</summary>
/// <param name="Review">Review id.</param>
/// <param name="ReviewOn">Its date.</param>
/// <param name="Tier">Tier id.</param>
/// <param name="Population">How many were ranked.</param>
/// <param name="Value">Value at the last rank that enters.</param>
/// <param name="Seats">Seats, or 0 for a share.</param>
/// <param name="Version">Programme version.</param>
/// <param name="RecordedAt">When it was recorded.</param>
public sealed record CutOff(string Review, DateOnly ReviewOn, string Tier, long Population, long Value, long Seats, int Version, Instant RecordedAt);

/// <summary>Programme versions, chained by hash, and cut-offs.</summary>
public sealed class ProgramStore
{
    private const string Columns = "version, source_text, effective_at, published_at, author, approver, reason, is_single, zone, transitions, semantics, hash, signed";
    private readonly StoreConnection _db;

    internal ProgramStore(StoreConnection db) => _db = db;

    /// <summary>All versions, in order.</summary>
    public IReadOnlyList<PublishedVersion> Versions() => [.. Stored().Select(v => v.Version)];

    /// <summary>Number of the newest version, 0 without any: read inside a batch's transaction to see a publication by another node.</summary>
    public int Newest()
    {
        if (_db.Ahead.NewestVersion is { } newest) return newest;
        using var rows = _db.Sql("select coalesce(max(version), 0) from program_version");
        rows.Step();
        return rows.Int(0);
    }

    /// <summary>Stores the next version.</summary>
    public void Publish(PublishedVersion version)
    {
        var stored = Stored();
        if (version.Version != stored.Count + 1) throw new ArgumentException($"version {version.Version} follows {stored.Count}", nameof(version));
        var head = stored.Count == 0 ? [] : stored[^1].Hash;
        _db.Sql($"insert into program_version ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
            .Set(1, version.Version).Set(2, version.SourceText).Set(3, version.EffectiveAt).Set(4, version.PublishedAt).Set(5, version.Author).Set(6, version.Approver)
            .Set(7, version.Reason).Set(8, version.IsSingle).Set(9, version.Calendar.Zone).Set(10, WriteTransitions(version.Calendar)).Set(11, version.Semantics)
            .SetBytes(12, HashOf(head, version)).Set(13, WriteSigned(version.Signed)).RunOnce();
        _db.Counters.Set("program", version.Version);
        _db.Ahead.NewestVersion = null;
    }

    /// <summary>Drops the versions of a store that nobody used yet: no member was ever decided by them.</summary>
    public void DropUnused()
    {
        foreach (var table in new[] { "program_version", "draw_seed", "anchor", "member_anchor", "night_run", "cut_off" }) _db.Sql($"delete from {table}").RunOnce();
        _db.Sql("delete from counter where name in ('program', 'anchor')").RunOnce();
        foreach (var setting in new[] { SettingNames.BusinessDate, "version.evaluated", "birthdays.told", "birthdays.indexed" }) _db.Settings.Set(setting, null);
        _db.Ahead.NewestVersion = null;
    }

    /// <summary>Records a cut-off, once per review, date and tier.</summary>
    public void Record(CutOff cutOff) =>
        _db.Sql("insert into cut_off (review, review_on, tier, population, value, seats, version, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8)")
            .Set(1, cutOff.Review).Set(2, cutOff.ReviewOn).Set(3, cutOff.Tier).Set(4, cutOff.Population).Set(5, cutOff.Value).Set(6, cutOff.Seats)
            .Set(7, cutOff.Version).Set(8, cutOff.RecordedAt).RunOnce();

    /// <summary>Cut-offs recorded, the oldest first.</summary>
    public IReadOnlyList<CutOff> CutOffs()
    {
        using var rows = _db.Sql("select review, review_on, tier, population, value, seats, version, recorded_at from cut_off order by review_on, review, tier");
        var list = new List<CutOff>();
        while (rows.Step()) list.Add(new CutOff(rows.Text(0), rows.Day(1), rows.Text(2), rows.Long(3), rows.Long(4), rows.Long(5), rows.Int(6), rows.Instant(7)));
        return list;
    }

    internal IReadOnlyList<(PublishedVersion Version, byte[] Hash)> Stored()
    {
        using var rows = _db.Sql($"select {Columns} from program_version order by version");
        var list = new List<(PublishedVersion, byte[])>();
        while (rows.Step()) list.Add((Read(rows), rows.Bytes(11).ToArray()));
        return list;
    }

    // A version without sign-offs hashes as it did before there were any.
    internal static byte[] HashOf(ReadOnlySpan<byte> head, PublishedVersion version) =>
        version.Signed.Count == 0 ? Unsigned(head, version) : Digest.Of("tessera version signed 1", Unsigned(head, version), WriteSigned(version.Signed));

    private static byte[] Unsigned(ReadOnlySpan<byte> head, PublishedVersion version) => Digest.Of(
        "tessera version 1", head, version.Version.ToString(CultureInfo.InvariantCulture), version.SourceText, Text(version.EffectiveAt), Text(version.PublishedAt), version.Author,
        version.Approver ?? "", version.Reason, version.IsSingle ? "1" : "0", version.Calendar.Zone, WriteTransitions(version.Calendar), version.Semantics.ToString(CultureInfo.InvariantCulture));

    private static PublishedVersion Read(Statement rows) => new()
    {
        Version = rows.Int(0), SourceText = rows.Text(1), EffectiveAt = rows.Instant(2), PublishedAt = rows.Instant(3), Author = rows.Text(4), Approver = rows.TextOrNull(5),
        Reason = rows.Text(6), IsSingle = rows.Bool(7), Calendar = new BusinessCalendar(rows.Text(8), ReadTransitions(rows.Text(9))), Semantics = rows.Int(10), Signed = ReadSigned(rows.Text(12)),
    };

    private static string WriteSigned(IReadOnlyList<SignedCheck> signed) =>
        signed.Count == 0 ? "" : JsonSerializer.Serialize(signed.Select(s => new StoredSign(s.Code, s.Question, s.Source, s.By, s.At.Micros)), JsonSerializerOptions.Web);

    private static IReadOnlyList<SignedCheck> ReadSigned(string text) =>
        text.Length == 0 ? [] : [.. JsonSerializer.Deserialize<StoredSign[]>(text, JsonSerializerOptions.Web)!.Select(s => new SignedCheck(s.Code, s.Question, s.Source, s.By, new Instant(s.AtMicros)))];

    private static string Text(Instant at) => at.Micros.ToString(CultureInfo.InvariantCulture);

    private static string WriteTransitions(BusinessCalendar calendar)
    {
        var text = new StringBuilder();
        foreach (var transition in calendar.Transitions) text.Append(CultureInfo.InvariantCulture, $"{transition.FromMicros} {transition.OffsetSeconds}\n");
        return text.ToString();
    }

    private static List<ZoneTransition> ReadTransitions(string text) =>
    [
        .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .Select(words => new ZoneTransition(long.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture))),
    ];

    private sealed record StoredSign(string Code, LocalText Question, LocalText Source, string By, long AtMicros);
}
