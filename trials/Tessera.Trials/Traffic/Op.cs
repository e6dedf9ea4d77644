using System.Globalization;

namespace Tessera.Trials.Traffic;

/// <summary>One write as a till sends it; sent again it is the same to the byte.</summary>
/// <param name="Key">Idempotency-Key.</param>
/// <param name="Path">Path.</param>
/// <param name="Body">JSON.</param>
internal sealed record Op(string Key, string Path, string Body)
{
    public static Op Join(string key, string card) => new(key, "/v1/members", $$"""{"identities":[{"kind":"card","value":"{{card}}"}]}""");

    public static Op Buy(string key, Sale sale) => new(
        key, "/v1/purchases",
        Text($$"""{"source":"till","number":"{{sale.Number}}","occurredAt":"{{sale.At}}","memberId":"{{sale.Member}}","lines":[{"sku":"tea","quantity":{{sale.Units}},"netMinor":{{sale.Minor}}}]}"""));

    public static Op Refund(string key, string purchase, string number, long minor) => new(
        key, $"/v1/purchases/{purchase}/refunds", Text($$"""{"source":"till","number":"{{number}}","amountMinor":{{minor}}}"""));

    public static Op Void(string key, string purchase) => new(key, $"/v1/purchases/{purchase}/void", "{}");

    public static Op Spend(string key, string member, long points, string reference) => new(
        key, $"/v1/members/{member}/points/debits", Text($$"""{"points":{{points}},"reference":"{{reference}}"}"""));

    public static Op Adjust(string key, string member, long points) => new(
        key, $"/v1/members/{member}/points/adjustments", Text($$"""{"points":{{points}},"reasonCode":"goodwill"}"""));

    public static Op Transfer(string key, string from, string to, long points) => new(
        key, $"/v1/members/{from}/points/transfers", Text($$"""{"to":"{{to}}","points":{{points}}}"""));

    public static Op Activity(string key, string member, string number) => new(
        key, "/v1/activities", $$"""{"type":"checkin","memberId":"{{member}}","source":"app","number":"{{number}}"}""");

    public static Op Merge(string key, string gone, string stays) => new(key, $"/v1/members/{gone}/merge", $$"""{"into":"{{stays}}"}""");

    public static Op Freeze(string key, string member) => new(key, $"/v1/members/{member}/freeze", """{"reasonCode":"complaint"}""");

    public static Op MoveClock(string key, string to) => new(key, "/v1/test/clock", $$"""{"now":"{{to}}"}""");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What is sold.</summary>
internal sealed record Sale(string Number, string Member, long Minor, string At, int Units = 1);

/// <summary>How a write ended for its caller.</summary>
internal enum Fate
{
    /// <summary>Carried out, or refused with a reason; kept under its key.</summary>
    Decided,

    /// <summary>Nothing was done: busy, too many, still running.</summary>
    NotNow,

    /// <summary>No answer came, or one that says that the commit has no known end; whether it was carried out nobody knows.</summary>
    Lost,

    /// <summary>An answer that must never come: a fault of the server, or of the rig.</summary>
    Wrong,
}

/// <summary>What came back.</summary>
/// <param name="Op">The write.</param>
/// <param name="Status">HTTP status; 0 when no answer came.</param>
/// <param name="Body">Body.</param>
/// <param name="IsReplay">Whether the server said that it answered before.</param>
/// <param name="Took">How long the caller waited.</param>
internal sealed record Heard(Op Op, int Status, byte[] Body, bool IsReplay, TimeSpan Took)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    /// <summary>Whether the request left: a connection that was never made has carried nothing.</summary>
    public bool WasSent { get; init; } = true;

    public bool IsAccepted => Status is 200 or 201 or 202;

    /// <summary>Whether the server says itself that it does not know how the commit ended.</summary>
    public bool IsUnsure => Status == 503 && Text.Contains("\"storage.unknown\"", StringComparison.Ordinal);

    /// <summary>Whether it may have been carried out for all that its caller was told.</summary>
    public bool MayBeDone => (Fate == Fate.Lost && WasSent) || (Status == 409 && Fate == Fate.NotNow);

    public Fate Fate => Status switch
    {
        0 => Fate.Lost,
        200 or 201 or 202 => Fate.Decided,
        409 when Text.Contains("request.running", StringComparison.Ordinal) => Fate.NotNow,
        409 => Fate.Decided,
        503 when IsUnsure => Fate.Lost,
        429 or 503 => Fate.NotNow,
        _ => Fate.Wrong,
    };
}
