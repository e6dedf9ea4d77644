using System.ComponentModel;
using System.Text.Json;
using Tessera.App.Jobs;
using Tessera.Core;
using Tessera.Storage.Reports;

namespace Tessera.Server.Http.Work;

/// <summary>Something that was taken out of the store.</summary>
internal sealed record ExportTakenView
{
    [Description("The job that made it, or an id of its own for what was given at once.")]
    public required string Id { get; init; }

    public required Instant TakenAt { get; init; }

    [Description("Who: person:…, key:…, cli or system.")]
    public required string Actor { get; init; }

    [Description("Table: members, entries, tiers, tierCounts, purchases, wallet, walletEntries; `member` for all about one person.")]
    public required string What { get; init; }

    [Description("csv, jsonl, xlsx, json or html.")]
    public required string Format { get; init; }

    [Description("none, masked or whole.")]
    public required string Persons { get; init; }

    public required long Rows { get; init; }

    [Description("Bytes of the file; 0 where it was not kept.")]
    public required long Bytes { get; init; }

    [Description("Filter of a list of members; absent for all.")]
    public JsonElement? Filter { get; init; }

    [Description("Why, where it was told.")]
    public string? Reason { get; init; }

    [Description("The member a copy of everything was about.")]
    public string? MemberId { get; init; }

    [Description("Whether the file can still be fetched.")]
    public required bool HasFile { get; init; }
}

/// <summary>A page of the register.</summary>
internal sealed record ExportTakenPage : Page
{
    public required IReadOnlyList<ExportTakenView> Exports { get; init; }
}

/// <summary>The register of exports: read only; nothing edits it.</summary>
internal sealed class ExportRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/exports", Id = "listExports", Tag = "audit", Scope = Scopes.AuditRead, Gives = typeof(ExportTakenPage), Handle = List, Summary = "The register of exports",
            Says = "Who took what out of the store, when, how many rows and why; the newest first. Files of jobs, copies of everything about one member, and exports of personal fields on the command line stand in it.",
            Query = [new("actor", typeof(string), "Of one actor.") { Example = "person:per_0193a5b2c4d67e8f9a0b1c2d3e4f5a6b" }, QueryField.Limit, QueryField.Cursor],
        };
    }

    private Task<Reply> List(Ask ask)
    {
        (Instant, string)? before = null;
        if (ask.Text("cursor") is { } cursor && (before = Cursors.Place(cursor)) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            var page = scope.Db.ExportRegister.Page(ask.Text("actor"), before, ask.Limit);
            var next = page.Count == ask.Limit ? Cursors.Write(page[^1].TakenAt, page[^1].Id) : null;
            return Reply.Ok(new ExportTakenPage { Exports = [.. page.Select(e => View(scope.Db, e))], Next = next });
        }));
    }

    private static ExportTakenView View(Tessera.Storage.StoreConnection db, ExportTaken taken) => new()
    {
        Id = taken.Id, TakenAt = taken.TakenAt, Actor = taken.Actor, What = taken.What, Format = taken.Format, Persons = taken.Persons, Rows = taken.Rows, Bytes = taken.Bytes,
        Filter = taken.Filter is { } filter ? JsonDocument.Parse(filter).RootElement.Clone() : null, Reason = taken.Reason, MemberId = taken.About is { } about ? db.Identities.MemberOf(about)?.ToString() : null,
        HasFile = db.Work.HasFile(taken.Id, JobFiles.Result),
    };
}
