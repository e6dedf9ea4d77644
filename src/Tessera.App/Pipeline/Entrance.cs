using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Pipeline;

/// <summary>Through which door a write came: an accepted one leaves exactly one audit record (api.md; trials S9). Null for nightly work and files.</summary>
/// <param name="Operation">Id of the operation, such as <c>spendPoints</c>.</param>
/// <param name="RequestId">Id of the request.</param>
/// <param name="Address">Network address it came from.</param>
public sealed record Entrance(string Operation, string RequestId, string Address)
{
    /// <summary>Store, where told.</summary>
    public string? Store { get; init; }

    /// <summary>Till, where told.</summary>
    public string? Till { get; init; }

    /// <summary>Approval that is carried out, or null.</summary>
    public string? Approval { get; init; }

    /// <summary>Members of the details of an audit record: where.</summary>
    internal string Where()
    {
        var text = $"\"operation\":{AuditNote.Quote(Operation)},\"request\":{AuditNote.Quote(RequestId)},\"address\":{AuditNote.Quote(Address)}";
        if (Store is { } store) text += ",\"store\":" + AuditNote.Quote(store);
        if (Till is { } till) text += ",\"till\":" + AuditNote.Quote(till);
        return Approval is { } approval ? text + ",\"approval\":" + AuditNote.Quote(approval) : text;
    }
}

/// <summary>What a command tells of its effect for the audit trail, where it writes no record of its own: ids and figures, never personal text.</summary>
/// <param name="Subject">To what: an account id, a document.</param>
internal sealed record AuditNote(string Subject)
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/ ");

    public static AuditNote Nothing { get; } = new("-");

    /// <summary>JSON of what was, or null.</summary>
    public string? Before { get; init; }

    /// <summary>JSON of what is, or null.</summary>
    public string? After { get; init; }

    /// <summary>Why: a reason code, or null.</summary>
    public string? Why { get; init; }

    /// <summary>A text as JSON. Ids and codes stand as they are; asking the encoder of each costs more than all the rest of a record.</summary>
    public static string Quote(string text) => text.AsSpan().IndexOfAnyExcept(Plain) < 0 ? "\"" + text + "\"" : "\"" + JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping) + "\"";

    /// <summary>The note of a fact: figures before and after.</summary>
    public static AuditNote Of(FactTold told) => new(told.Account.ToString())
    {
        Before = told.Before is { } before ? Figures(before) : null,
        After = Figures(told.After, told.Item.Sequence),
        Why = told.Item.Fact switch
        {
            Adjustment f => f.ReasonCode,
            GrowthAdjustment f => f.ReasonCode,
            TierSet f => f.ReasonCode,
            TierApplicationDecided f => f.ReasonCode,
            Frozen f => f.ReasonCode,
            FamilyLinked f => f.ReasonCode,
            FamilyUnlinked f => f.ReasonCode,
            CouponGranted f => f.ReasonCode,
            CouponVoided f => f.ReasonCode,
            _ => null,
        },
    };

    internal static string Figures(FiguresAfter figures, long? sequence = null) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{{\"balance\":{figures.Balance},\"pending\":{figures.Pending},\"growth\":{figures.Growth},\"tier\":{Quote(figures.Tier)}{(sequence is { } n ? ",\"sequence\":" + n.ToString(System.Globalization.CultureInfo.InvariantCulture) : "")}}}");

    /// <summary>The record.</summary>
    internal AuditEvent Event(Instant at, string actor, Entrance entrance)
    {
        var details = "{" + entrance.Where() + (Before is { } b ? ",\"before\":" + b : "") + (After is { } a ? ",\"after\":" + a : "") + "}";
        return new AuditEvent(at, actor, entrance.Operation, Subject, details, Why);
    }
}
