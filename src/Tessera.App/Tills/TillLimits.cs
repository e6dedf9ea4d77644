using System.Globalization;
using System.Text.Json;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Tills;

/// <summary>
/// What somebody at a till may do alone (experience, merchant console 13). What is above waits for a person who may approve, on the spot or in the console; people who may approve
/// and keys of systems have no limit here. Null leaves an amount free, 0 asks for each.
/// </summary>
/// <param name="DiscountMinor">Most taken off one sale by hand, minor units.</param>
/// <param name="RefundMinor">Most given back of one purchase, minor units; what went back of it before counts.</param>
/// <param name="StoredValueMinor">Most stored value used for one sale, minor units.</param>
/// <param name="Points">Most points spent in one sale, in their smallest part.</param>
public sealed record TillLimits(long? DiscountMinor, long? RefundMinor, long? StoredValueMinor, long? Points)
{
    internal const string Setting = "tills.limits";

    /// <summary>No limits: as a store begins.</summary>
    public static TillLimits None { get; } = new(null, null, null, null);

    /// <summary>Those in force.</summary>
    public static TillLimits Of(StoreConnection db) => db.Settings.Find(Setting) is { } text ? JsonSerializer.Deserialize<TillLimits>(text, JsonSerializerOptions.Web)! : None;
}

/// <summary>Sets the limits of tills.</summary>
public sealed record SetTillLimits : WriteCommand<TillLimits>
{
    /// <summary>The limits.</summary>
    public required TillLimits Limits { get; init; }

    internal override Answer<TillLimits> Decide(BatchScope scope)
    {
        var before = TillLimits.Of(scope.Db);
        scope.Db.Settings.Set(TillLimits.Setting, Limits == TillLimits.None ? null : JsonSerializer.Serialize(Limits, JsonSerializerOptions.Web));
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "tills.limited", "settings", $"{{\"before\":{Figures(before)},\"after\":{Figures(Limits)}}}"));
        return Limits;
    }

    private static string Figures(TillLimits l) => string.Create(CultureInfo.InvariantCulture, $"{{\"discountMinor\":{Told(l.DiscountMinor)},\"refundMinor\":{Told(l.RefundMinor)},\"storedValueMinor\":{Told(l.StoredValueMinor)},\"points\":{Told(l.Points)}}}");

    private static string Told(long? most) => most?.ToString(CultureInfo.InvariantCulture) ?? "null";
}
