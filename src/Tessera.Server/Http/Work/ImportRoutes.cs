using System.Buffers.Binary;
using System.ComponentModel;
using System.Globalization;
using System.IO.Compression;
using Tessera.App.Import;
using Tessera.App.Jobs;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Work;

/// <summary>A map that is kept.</summary>
/// <param name="Name">Name.</param>
/// <param name="Kind">members or purchases.</param>
/// <param name="ChangedAt">Last change; absent in the answer that saved it.</param>
internal sealed record ImportMapView(string Name, string Kind, Instant? ChangedAt);

/// <summary>Maps that are kept.</summary>
internal sealed record ImportMapList(IReadOnlyList<ImportMapView> Maps);

/// <summary>Packed uploads: a small file could unpack into more than the disk holds, so it is unpacked once to count.</summary>
internal static class Packed
{
    private const long Most = 512L * 1024 * 1024;

    public static string MostMebibytes { get; } = (Most / 1024 / 1024).ToString(CultureInfo.InvariantCulture);

    /// <summary>What is wrong with a gzip file, as a code, or null.</summary>
    public static string? Wrong(ReadOnlyMemory<byte> raw)
    {
        if (raw.Length < 18) return "upload.broken";
        try
        {
            using var unpacked = new GZipStream(new MemoryStream(raw.ToArray()), CompressionMode.Decompress);
            var buffer = new byte[64 * 1024];
            var bytes = 0L;
            while (unpacked.Read(buffer) is > 0 and var read)
            {
                if ((bytes += read) > Most) return "upload.unpacked";
            }

            // The stream ends in silence where the file is cut off; its last four bytes say how long it should have been.
            return BinaryPrimitives.ReadUInt32LittleEndian(raw.Span[^4..]) == bytes ? null : "upload.broken";
        }
        catch (InvalidDataException)
        {
            return "upload.broken";
        }
    }
}

/// <summary>Uploads: lists of members and exports of tills, as jobs; the maps that read them.</summary>
internal sealed class ImportRoutes(Desk desk)
{
    private const string File = "application/octet-stream";
    private const int MostBytes = 20 * 1024 * 1024;
    private static readonly QueryField DryRun = new("dryRun", typeof(bool), "true only reads: what the columns are taken for, which rows are wrong. Nothing is written.") { Example = "true" };
    private static readonly QueryField Map = new("map", typeof(string), "Name of a map kept before.") { Example = "old-cards" };

    public IEnumerable<ApiRoute> All() => [.. Uploads(), .. Maps()];

    private IEnumerable<ApiRoute> Uploads()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/imports/members", Id = "importMembers", Tag = "work", Scope = Scopes.ImportsWrite, ChangesState = true, Status = 202, Takes = typeof(byte[]), TakesMedia = File, MostBytes = MostBytes,
            Gives = typeof(JobView), Query = [DryRun, Map, new("source", typeof(string), "Name of the older system where no map says it; each member is opened once per source.") { Example = "oldcard" }],
            Summary = "Import members", Handle = ask => Order(ask, ImportMembers.JobKind), Refusals = ["job.tooMany", "importMap.unknown"],
            Says = "The body is the file: csv in UTF-8 or GBK, or xlsx. Headings in Chinese or English that can mean one thing only need no map. Only the phone, or any other identity, is required; a member who is there already is brought up to date.",
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/imports/purchases", Id = "importPurchases", Tag = "work", Scope = Scopes.ImportsWrite, ChangesState = true, Status = 202, Takes = typeof(byte[]), TakesMedia = File, MostBytes = MostBytes,
            Gives = typeof(JobView), Query = [DryRun, Map with { Required = true }], Summary = "Import purchases", Handle = ask => Order(ask, ImportPurchases.JobKind), Refusals = ["job.tooMany", "importMap.unknown"],
            Says = "The body is a till's export, csv (also gzip) or xlsx, read by a map kept before. The document is the unit of repetition: told again with the same content it is a repeat.",
        };
    }

    private IEnumerable<ApiRoute> Maps()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/import-maps", Id = "listImportMaps", Tag = "work", Scope = Scopes.ImportsWrite, Gives = typeof(ImportMapList), Summary = "Maps", Says = "Maps kept for uploads.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => Reply.Ok(new ImportMapList([.. scope.Db.Work.Maps().Select(m => new ImportMapView(m.Name, m.Kind, m.ChangedAt))])))),
        };
        yield return new ApiRoute
        {
            Method = "PUT", Path = "/v1/import-maps/{mapName}", Id = "saveImportMap", Tag = "work", Scope = Scopes.ImportsWrite, Takes = typeof(string), TakesMedia = "text/yaml", Gives = typeof(ImportMapView), Handle = Save,
            Query = [new("kind", typeof(string), "What it reads.") { Required = true, Choices = [ImportMaps.Members, ImportMaps.Purchases], Example = "members" }], Summary = "Keep a map",
            Says = "The map as YAML, as `import` takes it; one of the same name is replaced. It is checked whole, every finding with line and column.",
        };
    }

    private Task<Reply> Order(Ask ask, string kind)
    {
        if (ask.Raw.Span is [0x1f, 0x8b, ..] && (kind == ImportMembers.JobKind ? "upload.gzip" : Packed.Wrong(ask.Raw)) is { } packed) return Task.FromResult<Reply>(Problem.Malformed("", packed, Packed.MostMebibytes));
        var order = new OrderJob
        {
            Kind = kind, Ask = new JobAsk { DryRun = ask.Flag("dryRun"), Map = ask.Text("map"), Source = ask.Text("source") }, Upload = ask.Raw, Language = ask.Language.Tag(),
        };
        return desk.Write(ask, order, (made, showing) => JobView.Fresh(made, showing));
    }

    private Task<Reply> Save(Ask ask)
    {
        var (name, kind, text) = (ask.Path("mapName"), ask.Text("kind")!, ask.Take<string>());
        if (name.Length > 50 || !TextShapes.Fits(TextShapes.Slug, name)) return Task.FromResult<Reply>(Problem.NotFound(name.Length > 60 ? name[..60] : name));
        var findings = ImportMaps.Check(kind, text);
        if (findings.Count > 0) return Task.FromResult<Reply>(Problem.Malformed([.. findings.Take(50).Select(f => Wrong(f, ask.Language))]));
        return desk.Write(ask, new SaveImportMap { Name = name, Kind = kind, Text = text }, (saved, _) => new ImportMapView(saved.Name, saved.Kind, null));
    }

    private static FieldError Wrong(MapFinding finding, Language language)
    {
        var parts = new List<ReasonPart> { Reason.Id("expected", language.Of(finding.Expected)) };
        if (finding.Got is { } got) parts.Add(Reason.Id("got", got));
        if (finding.Nearest is { } nearest) parts.Add(Reason.Id("nearest", nearest));
        var says = Text.Render(new Reason(finding.Code, parts), language.Tag());
        return new FieldError("", "upload.map", finding.Line.ToString(CultureInfo.InvariantCulture), finding.Column.ToString(CultureInfo.InvariantCulture), says);
    }
}
