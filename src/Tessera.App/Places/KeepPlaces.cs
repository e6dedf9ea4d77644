using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Storage;
using Tessera.Storage.Places;

namespace Tessera.App.Places;

/// <summary>Makes or changes a region, store or till. Codes are those that facts name; they are never used twice and stay when the place closes.</summary>
public sealed record KeepPlace : WriteCommand<Place>
{
    private const int MostDepth = 10;

    /// <summary>Code.</summary>
    public required string Code { get; init; }

    /// <summary>What it is, for a new one; null changes one that is there.</summary>
    public PlaceKind? Makes { get; init; }

    /// <summary>Whether only a till (or only a store or region) is meant.</summary>
    public bool IsTill { get; init; }

    /// <summary>Name in Chinese, or null to leave it.</summary>
    public string? NameZh { get; init; }

    /// <summary>Name in English, or null to leave it; a new place without one is called by its Chinese name.</summary>
    public string? NameEn { get; init; }

    /// <summary>Region or store above, or null to leave it.</summary>
    public string? Parent { get; init; }

    /// <summary>IANA zone, or null to leave it.</summary>
    public string? Zone { get; init; }

    internal override Answer<Place> Decide(BatchScope scope)
    {
        var known = scope.Db.Places.Find(Code);
        if (Makes is not null && known is not null) return new Refusal(Reason.Of("place.exists", Reason.Id("code", Code)), "/code");
        if (Makes is null && (known is null || (known.Kind == PlaceKind.Till) != IsTill)) return Refusal.Of("place.unknown", Reason.Id("code", Code));
        if (Zone is not null && !ZoneTables.IsKnown(Zone)) return new Refusal(Reason.Of("import.zone", Reason.Id("zone", Zone)), "/zone");
        var kind = known?.Kind ?? Makes!.Value;
        if (Parent is { } parent && !MayStandAbove(scope.Db, parent, kind)) return new Refusal(Reason.Of("place.parent", Reason.Id("code", parent)), "/parent");
        if (kind == PlaceKind.Till && known is null && Parent is null) return new Refusal(Reason.Of("place.parent", Reason.Id("code", "-")), "/store");
        var place = new Place(
            Code, kind, NameZh ?? known?.NameZh ?? Code, NameEn ?? known?.NameEn ?? NameZh ?? Code, Parent ?? known?.Parent, Zone ?? known?.Zone, known?.CreatedAt ?? scope.Now, known?.ClosedAt);
        scope.Db.Places.Save(place);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, known is null ? "place.created" : "place.changed", Code));
        return place;
    }

    /// <summary>Regions hold regions and stores, stores hold tills; nothing stands above itself.</summary>
    private bool MayStandAbove(StoreConnection db, string parent, PlaceKind kind)
    {
        if (db.Places.Find(parent) is not { ClosedAt: null } above || above.Kind != (kind == PlaceKind.Till ? PlaceKind.Store : PlaceKind.Region)) return false;
        for (var depth = 0; above is not null; depth++)
        {
            if (depth >= MostDepth || above.Code == Code) return false;
            above = above.Parent is { } next ? db.Places.Find(next) : null;
        }

        return true;
    }
}

/// <summary>Closes a store or till: facts of the past keep its code, new ones may not name it where unknown stores are refused.</summary>
public sealed record ClosePlace : WriteCommand<Place>
{
    /// <summary>Code.</summary>
    public required string Code { get; init; }

    /// <summary>Whether a till is meant.</summary>
    public bool IsTill { get; init; }

    internal override Answer<Place> Decide(BatchScope scope)
    {
        if (scope.Db.Places.Find(Code) is not { } place || (place.Kind == PlaceKind.Till) != IsTill) return Refusal.Of("place.unknown", Reason.Id("code", Code));
        if (place.ClosedAt is not null) return new Answer<Place>(place, null, IsRepeat: true);
        var closed = place with { ClosedAt = scope.Now };
        scope.Db.Places.Save(closed);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "place.closed", Code));
        return closed;
    }
}

/// <summary>Puts a key at a store or till: facts it tells without one get it.</summary>
public sealed record PutKeyAtPlace : WriteCommand<PutKeyAtPlace>
{
    /// <summary>Id of the key.</summary>
    public required string KeyId { get; init; }

    /// <summary>Store or till, or null to take it away.</summary>
    public required string? Place { get; init; }

    internal override Answer<PutKeyAtPlace> Decide(BatchScope scope)
    {
        if (scope.Db.ApiKeys.All().All(k => k.Id != KeyId)) return Refusal.Of("key.unknown", Reason.Id("name", KeyId));
        if (Place is { } code && scope.Db.Places.Find(code) is not { ClosedAt: null, Kind: not PlaceKind.Region }) return new Refusal(Reason.Of("place.unknown", Reason.Id("code", code)), "/place");
        scope.Db.Places.PutKey(KeyId, Place);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "key.placed", KeyId, System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string?>(StringComparer.Ordinal) { ["place"] = Place })));
        return this;
    }
}

/// <summary>Whether facts may name stores and tills that are not known here: <c>accept</c> (the default, tills come first) or <c>refuse</c>.</summary>
public sealed record SetUnknownStores : WriteCommand<SetUnknownStores>
{
    internal const string Setting = "stores.unknown";

    /// <summary>Refuse (true) or accept.</summary>
    public required bool Refuses { get; init; }

    internal override Answer<SetUnknownStores> Decide(BatchScope scope)
    {
        scope.Db.Settings.Set(Setting, Refuses ? "refuse" : null);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "stores.unknown", "settings", Refuses ? """{"unknown":"refuse"}""" : """{"unknown":"accept"}"""));
        return this;
    }
}

/// <summary>Reads stores and tills.</summary>
public static class ReadPlaces
{
    /// <summary>Whether facts may only name stores and tills that are known.</summary>
    public static bool RefusesUnknown(ReadScope scope) => scope.Db.Settings.Find(SetUnknownStores.Setting) == "refuse";

    /// <summary>The zone that holds at a place: its own, or that of the nearest above, in the end the programme's.</summary>
    public static string? ZoneOf(ReadScope scope, Place place)
    {
        for (Place? at = place; at is not null; at = at.Parent is { } parent ? scope.Db.Places.Find(parent) : null)
        {
            if (at.Zone is { } zone) return zone;
        }

        return scope.KnownPrograms?.Calendar.Zone;
    }
}

/// <summary>What an import asks of the stores and tills it names, where the merchant refuses unknown ones; of one transaction.</summary>
internal sealed class NamedPlaces(StoreConnection db)
{
    private readonly Dictionary<string, bool> _open = new(StringComparer.Ordinal);
    private bool? _refuses;

    /// <summary>The first that is not known and open here, or null.</summary>
    internal string? Unknown(params ReadOnlySpan<string?> codes)
    {
        if (!(_refuses ??= db.Settings.Find(SetUnknownStores.Setting) == "refuse")) return null;
        foreach (var code in codes)
        {
            if (code is not null && !IsOpen(code)) return code;
        }

        return null;
    }

    private bool IsOpen(string code)
    {
        if (_open.TryGetValue(code, out var known)) return known;
        return _open[code] = db.Places.Find(code) is { ClosedAt: null, Kind: not PlaceKind.Region };
    }
}

/// <summary>Where a fact was told: what it says itself, else the place of its key.</summary>
/// <param name="Store">Store, or null.</param>
/// <param name="Till">Till, or null.</param>
public sealed record FactPlace(string? Store, string? Till);

/// <summary>
/// Puts the place of a key into its facts, and refuses unknown stores where the merchant wishes so. What it knows is as of at most <see cref="Age"/> ago on another
/// node, and of now on the node that changed it, so that no till waits for a look-up.
/// </summary>
public sealed class PlaceGuard(Site site)
{
    /// <summary>How old what it knows may be.</summary>
    public static TimeSpan Age { get; } = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, FactPlace?> _ofKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _bound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _storeOfTill = new(StringComparer.Ordinal);
    private bool _refuses;
    private long _readAt = long.MinValue;

    /// <summary>Forgets what it knows: a place was changed here.</summary>
    public void Forget()
    {
        lock (_gate) _readAt = long.MinValue;
    }

    /// <summary>The place of a fact.</summary>
    /// <param name="keyId">Key or person that tells it; a person bound to stores tells facts of these alone.</param>
    /// <param name="told">What the fact says itself.</param>
    /// <returns>The place, or the code that is not known here.</returns>
    public (FactPlace Place, string? Unknown) Of(string keyId, FactPlace told)
    {
        lock (_gate)
        {
            Refresh();
            var bound = BoundOf(keyId);
            var place = told is { Store: null, Till: null } ? OfKey(keyId) ?? (bound.Count == 1 ? new FactPlace(bound[0], null) : told) : told;
            if (bound.Count > 0 && Beyond(place, bound) is { } code) return (place, code);
            if (!_refuses) return (place, null);
            var unknown = new[] { place.Store, place.Till }.OfType<string>().FirstOrDefault(c => !IsOpen(c));
            return (place, unknown);
        }
    }

    private void Refresh()
    {
        var now = Environment.TickCount64;
        if (_readAt != long.MinValue && now - _readAt < Age.TotalMilliseconds) return;
        _ofKeys.Clear();
        _bound.Clear();
        _storeOfTill.Clear();
        _open.Clear();
        _refuses = site.Read(ReadPlaces.RefusesUnknown);
        _readAt = now;
    }

    private IReadOnlyList<string> BoundOf(string id)
    {
        if (!id.StartsWith("per_", StringComparison.Ordinal)) return [];
        return _bound.TryGetValue(id, out var known) ? known : _bound[id] = site.Read(scope => scope.Db.Personal.StoresOf(id));
    }

    // A till stands for its store: naming it alone is no way round.
    private string? Beyond(FactPlace place, IReadOnlyList<string> bound)
    {
        if (place.Store is { } store && !bound.Contains(store, StringComparer.Ordinal)) return store;
        return place.Till is { } till && StoreOf(till) is { } its && !bound.Contains(its, StringComparer.Ordinal) ? till : null;
    }

    private string? StoreOf(string till)
    {
        if (_storeOfTill.TryGetValue(till, out var known)) return known;
        return _storeOfTill[till] = site.Read(scope => scope.Db.Places.Find(till) is { Kind: PlaceKind.Till } place ? place.Parent : null);
    }

    private FactPlace? OfKey(string keyId)
    {
        if (_ofKeys.TryGetValue(keyId, out var known)) return known;
        var found = site.Read(scope => scope.Db.Places.OfKey(keyId) is { } code && scope.Db.Places.Find(code) is { } place
            ? place.Kind == PlaceKind.Till ? new FactPlace(place.Parent, place.Code) : new FactPlace(place.Code, null)
            : null);
        return _ofKeys[keyId] = found;
    }

    private bool IsOpen(string code)
    {
        if (_open.TryGetValue(code, out var known)) return known;
        return _open[code] = site.Read(scope => scope.Db.Places.Find(code) is { ClosedAt: null, Kind: not PlaceKind.Region });
    }
}
