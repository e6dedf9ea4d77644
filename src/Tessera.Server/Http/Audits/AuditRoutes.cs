using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Tessera.Core;
using Tessera.Storage;
using Tessera.Storage.Audits;

namespace Tessera.Server.Http.Audits;

/// <summary>A record of the audit trail.</summary>
internal sealed record AuditView
{
    [Description("Whose chain.")]
    public required string Writer { get; init; }

    [Description("Place in it, from 1, without gaps.")]
    public required long Number { get; init; }

    public required Instant At { get; init; }

    [Description("Who: person:…, key:…, cli or system.")]
    public required string Actor { get; init; }

    [Description("What: a named act, or the id of the operation.")]
    public required string Action { get; init; }

    [Description("To what: a ledger account, a person, an approval, a version.")]
    public required string Subject { get; init; }

    [Description("Why, where it was told.")]
    public string? Reason { get; init; }

    [Description("Id of the operation it came by.")]
    public string? Operation { get; init; }

    [Description("Id of the request.")]
    public string? RequestId { get; init; }

    [Description("Network address.")]
    public string? Address { get; init; }

    public string? Store { get; init; }

    public string? Till { get; init; }

    [Description("Everything else that was noted, before and after among it, as JSON text; never personal text.")]
    public required string Details { get; init; }

    [Description("Hash that chains it to the record before.")]
    public required string Hash { get; init; }

    public static AuditView Of(AuditRecord record)
    {
        using var details = JsonDocument.Parse(record.Event.Details);
        string? Part(string name) => details.RootElement.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.String ? part.GetString() : null;
        return new AuditView
        {
            Writer = record.Writer, Number = record.Number, At = record.Event.At, Actor = record.Event.Actor, Action = record.Event.Action, Subject = record.Event.Subject, Reason = record.Event.Reason,
            Operation = Part("operation"), RequestId = Part("request"), Address = Part("address"), Store = Part("store"), Till = Part("till"), Details = record.Event.Details, Hash = Convert.ToHexStringLower(record.Hash),
        };
    }
}

/// <summary>A page of the audit trail.</summary>
internal sealed record AuditPage : Page
{
    public required IReadOnlyList<AuditView> Records { get; init; }
}

/// <summary>The audit trail: read only; nothing edits it.</summary>
internal sealed class AuditRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/audit", Id = "listAudit", Tag = "audit", Scope = Scopes.AuditRead, Gives = typeof(AuditPage), Handle = List, IsHeavy = true, Summary = "Who did what",
            Says = "The newest first. Each accepted request that changes something left exactly one record; records are chained, and the nightly anchors join the chain. A page of a filter that fits rarely may be short and still have a `next`.",
            Query =
            [
                new QueryField("actor", typeof(string), "Of one actor.") { Example = "person:per_0193a5b2c4d67e8f9a0b1c2d3e4f5a6b" }, new QueryField("action", typeof(string), "Of one action.") { Example = "program.published" },
                new QueryField("subject", typeof(string), "About one subject.") { Example = "version 2" }, new QueryField("memberId", typeof(string), "About one member.") { Example = "mem_01jd8m3k7q2v5x9zabcdefghjk" },
                new QueryField("from", typeof(Instant), "Not before.") { Example = "2026-01-01T00:00:00+08:00" }, new QueryField("before", typeof(Instant), "Before.") { Example = "2026-02-01T00:00:00+08:00" },
                QueryField.Limit, QueryField.Cursor,
            ],
        };
    }

    private Task<Reply> List(Ask ask)
    {
        AuditPlace? before = null;
        if (ask.Text("cursor") is { } cursor && (before = PlaceOf(cursor)) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            var subject = ask.Text("subject");
            if (ask.Text("memberId") is { } member)
            {
                if (!MemberId.TryParse(member, out var id) || scope.Db.Identities.AccountOf(id) is not { } account) return Problem.NotFound(member);
                subject = account.ToString();
            }

            var (records, next) = scope.Db.Audits.Search(new AuditFilter(ask.Text("actor"), ask.Text("action"), subject, ask.Moment("from"), ask.Moment("before")), ask.Limit, before);
            var mark = next is null ? null : Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"{next.At.Micros} {next.Number} {next.Writer}"));
            return Reply.Ok(new AuditPage { Records = [.. records.Select(AuditView.Of)], Next = mark });
        }));
    }

    private static AuditPlace? PlaceOf(string cursor)
    {
        var parts = Cursors.Read(cursor)?.Split(' ', 3);
        return parts is [var micros, var number, var writer] && long.TryParse(micros, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at) && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? new AuditPlace(new Instant(at), writer, n)
            : null;
    }
}
