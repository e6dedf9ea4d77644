using System.ComponentModel;
using Tessera.App;
using Tessera.App.Places;
using Tessera.App.Tills;
using Tessera.Core;
using Tessera.Server.Json;
using Tessera.Storage.Places;

namespace Tessera.Server.Http.Stores;

/// <summary>A region, store or till.</summary>
internal sealed record PlaceView
{
    [Description("Code, as facts name it."), Example("\"sh-001\"")]
    public required string Code { get; init; }

    [Description("region, store or till.")]
    public required PlaceKind Kind { get; init; }

    [Description("Name in Chinese.")]
    public required string NameZh { get; init; }

    [Description("Name in English.")]
    public required string NameEn { get; init; }

    [Description("Region or store it belongs to.")]
    public string? Parent { get; init; }

    [Description("Its own zone; absent where it has that of the place above.")]
    public string? Zone { get; init; }

    [Description("The zone that holds there.")]
    public string? ZoneInForce { get; init; }

    [Description("When it closed.")]
    public Instant? ClosedAt { get; init; }

    public static PlaceView Of(Place place, string? zone) => new()
    {
        Code = place.Code, Kind = place.Kind, NameZh = place.NameZh, NameEn = place.NameEn, Parent = place.Parent, Zone = place.Zone, ZoneInForce = zone, ClosedAt = place.ClosedAt,
    };
}

/// <summary>A page of places.</summary>
internal sealed record PlacePage : Page
{
    public required IReadOnlyList<PlaceView> Places { get; init; }
}

/// <summary>A store or region to be made.</summary>
internal sealed record NewStore
{
    [Description("Code, as facts name it; never used twice."), Text(50, Shape = TextShapes.Slug), Example("\"sh-001\"")]
    public required string Code { get; init; }

    [Description("Name in Chinese."), Text(100), Example("\"南京西路店\"")]
    public required string NameZh { get; init; }

    [Description("Name in English; the Chinese one without it."), Text(100)]
    public string? NameEn { get; init; }

    [Description("Region it belongs to."), Text(50, Shape = TextShapes.Slug)]
    public string? Parent { get; init; }

    [Description("IANA zone; that of the region, in the end the programme's, without it."), Text(60), Example("\"Asia/Shanghai\"")]
    public string? Zone { get; init; }

    [Description("true makes a region, which holds stores and other regions.")]
    public bool? IsRegion { get; init; }
}

/// <summary>A till to be made.</summary>
internal sealed record NewTill
{
    [Description("Code, as facts name it; never used twice."), Text(50, Shape = TextShapes.Slug), Example("\"sh-001-1\"")]
    public required string Code { get; init; }

    [Description("Store it stands in."), Text(50, Shape = TextShapes.Slug), Example("\"sh-001\"")]
    public required string Store { get; init; }

    [Description("Name in Chinese; the code without it."), Text(100)]
    public string? NameZh { get; init; }

    [Description("Name in English."), Text(100)]
    public string? NameEn { get; init; }
}

/// <summary>A change: fields that are given replace those that were.</summary>
internal sealed record PlaceChange
{
    [Description("Name in Chinese."), Text(100)]
    public string? NameZh { get; init; }

    [Description("Name in English."), Text(100)]
    public string? NameEn { get; init; }

    [Description("Region (of a till: store) it belongs to."), Text(50, Shape = TextShapes.Slug)]
    public string? Parent { get; init; }

    [Description("IANA zone."), Text(60)]
    public string? Zone { get; init; }
}

/// <summary>Whether unknown stores are accepted.</summary>
internal sealed record StoreSettings
{
    [Description("true refuses facts that name a store or till that is not known here or closed; false, the default, accepts them.")]
    public required bool RefuseUnknown { get; init; }
}

/// <summary>What somebody at a till may do alone.</summary>
internal sealed record TillLimitsBody
{
    [Description("Most taken off one sale by hand, minor units; absent without a limit, 0 asks for each."), Number(0, NumberAttribute.Most), Example("2000")]
    public long? DiscountMinor { get; init; }

    [Description("Most given back of one purchase, minor units; what went back of it before counts."), Number(0, NumberAttribute.Most), Example("20000")]
    public long? RefundMinor { get; init; }

    [Description("Most stored value used for one sale, minor units."), Number(0, NumberAttribute.Most), Example("50000")]
    public long? StoredValueMinor { get; init; }

    [Description("Most points spent in one sale, in their smallest part."), Number(0, NumberAttribute.Most), Example("5000")]
    public long? Points { get; init; }

    public static TillLimitsBody Of(TillLimits limits) => new() { DiscountMinor = limits.DiscountMinor, RefundMinor = limits.RefundMinor, StoredValueMinor = limits.StoredValueMinor, Points = limits.Points };

    public TillLimits ToLimits() => new(DiscountMinor, RefundMinor, StoredValueMinor, Points);
}

/// <summary>Where a key stands.</summary>
internal sealed record KeyPlace
{
    [Description("Store or till; absent takes the key away from where it stands."), Text(50, Shape = TextShapes.Slug), Example("\"sh-001-1\"")]
    public string? Place { get; init; }
}

/// <summary>Regions, stores, tills, and the keys that stand at them.</summary>
internal sealed class PlaceRoutes(Desk desk, PlaceGuard guard)
{
    public IEnumerable<ApiRoute> All() => [.. Stores(), .. Tills(), .. Rest()];

    private IEnumerable<ApiRoute> Stores()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/stores", Id = "listStores", Tag = "stores", Scope = Scopes.StoresRead, Gives = typeof(PlacePage), Summary = "Stores and regions", Says = "By code, closed ones too.", Handle = ask => List(ask, tills: false),
            Query = [new("parent", typeof(string), "Only those of this region.") { Example = "east" }, QueryField.Limit, QueryField.Cursor],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/stores", Id = "createStore", Tag = "stores", Scope = Scopes.StoresWrite, ChangesState = true, Status = 201, Takes = typeof(NewStore), Gives = typeof(PlaceView), Handle = CreateStore,
            Example = """{"code":"sh-001","nameZh":"南京西路店","nameEn":"West Nanjing Road"}""", Summary = "Make a store or region", Says = "Regions hold stores and other regions.", Refusals = ["place.exists", "place.parent"],
        };
        yield return Get("/v1/stores/{storeCode}", "getStore", "One store or region", "storeCode", isTill: false);
        yield return Change("/v1/stores/{storeCode}", "changeStore", "Change a store or region", "storeCode", isTill: false);
        yield return Close("/v1/stores/{storeCode}/close", "closeStore", "Close a store or region", "storeCode", isTill: false);
    }

    private IEnumerable<ApiRoute> Tills()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/tills", Id = "listTills", Tag = "stores", Scope = Scopes.StoresRead, Gives = typeof(PlacePage), Summary = "Tills", Says = "By code, closed ones too.", Handle = ask => List(ask, tills: true),
            Query = [new("parent", typeof(string), "Only those of this store.") { Example = "sh-001" }, QueryField.Limit, QueryField.Cursor],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/tills", Id = "createTill", Tag = "stores", Scope = Scopes.StoresWrite, ChangesState = true, Status = 201, Takes = typeof(NewTill), Gives = typeof(PlaceView), Handle = CreateTill,
            Example = """{"code":"sh-001-1","store":"sh-001"}""", Summary = "Make a till", Says = "In a store that is open.", Refusals = ["place.exists", "place.parent"],
        };
        yield return Get("/v1/tills/{tillCode}", "getTill", "One till", "tillCode", isTill: true);
        yield return Change("/v1/tills/{tillCode}", "changeTill", "Change a till", "tillCode", isTill: true);
        yield return Close("/v1/tills/{tillCode}/close", "closeTill", "Close a till", "tillCode", isTill: true);
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/till-limits", Id = "getTillLimits", Tag = "stores", Scope = Scopes.StoresRead, Gives = typeof(TillLimitsBody), Summary = "What a till may do alone", Says = "Absent amounts are free.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => Reply.Ok(TillLimitsBody.Of(TillLimits.Of(scope.Db))))),
        };
        yield return new ApiRoute
        {
            Method = "PUT", Path = "/v1/till-limits", Id = "setTillLimits", Tag = "stores", Scope = Scopes.StoresWrite, Takes = typeof(TillLimitsBody), Gives = typeof(TillLimitsBody), Example = """{"discountMinor":2000,"refundMinor":20000}""",
            Summary = "Limit what a till may do alone", Says = "They hold for people who may not approve, paired till pages among them, from the next document on. Keys of systems have no limit here.",
            Handle = ask => desk.Write(ask, new SetTillLimits { Limits = ask.Take<TillLimitsBody>().ToLimits() }, (limits, _) => TillLimitsBody.Of(limits)),
        };
    }

    private IEnumerable<ApiRoute> Rest()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/store-settings", Id = "getStoreSettings", Tag = "stores", Scope = Scopes.StoresRead, Gives = typeof(StoreSettings), Summary = "Whether unknown stores are accepted", Says = "Accepted unless the merchant wishes otherwise.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => Reply.Ok(new StoreSettings { RefuseUnknown = ReadPlaces.RefusesUnknown(scope) }))),
        };
        yield return new ApiRoute
        {
            Method = "PUT", Path = "/v1/store-settings", Id = "setStoreSettings", Tag = "stores", Scope = Scopes.StoresWrite, Takes = typeof(StoreSettings), Gives = typeof(StoreSettings), Example = """{"refuseUnknown":false}""",
            Summary = "Accept or refuse unknown stores", Says = "Facts that name a store or till that is not known here, or closed, are refused with 400 from then on, on other nodes within five seconds.",
            Handle = ask => Wrote(desk.Write(ask, new SetUnknownStores { Refuses = ask.Take<StoreSettings>().RefuseUnknown }, (set, _) => new StoreSettings { RefuseUnknown = set.Refuses })),
        };
        yield return new ApiRoute
        {
            Method = "PUT", Path = "/v1/keys/{keyId}/place", Id = "placeKey", Tag = "stores", Scope = Scopes.StoresWrite, Takes = typeof(KeyPlace), Gives = typeof(KeyPlace), Example = """{"place":"sh-001-1"}""",
            Summary = "Put a key at a store or till", Says = "Purchases and behaviours that the key tells without a store get this one.",
            Handle = ask => Wrote(desk.Write(ask, new PutKeyAtPlace { KeyId = ask.Path("keyId"), Place = ask.Take<KeyPlace>().Place }, (put, _) => new KeyPlace { Place = put.Place })),
        };
    }

    private ApiRoute Get(string path, string id, string summary, string part, bool isTill) => new()
    {
        Method = "GET", Path = path, Id = id, Tag = "stores", Scope = Scopes.StoresRead, Gives = typeof(PlaceView), Summary = summary, Says = "With the zone that holds there.",
        Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => scope.Db.Places.Find(ask.Path(part)) is { } place && (place.Kind == PlaceKind.Till) == isTill ? Reply.Ok(View(scope, place)) : Problem.NotFound(ask.Path(part)))),
    };

    private ApiRoute Change(string path, string id, string summary, string part, bool isTill) => new()
    {
        Method = "PATCH", Path = path, Id = id, Tag = "stores", Scope = Scopes.StoresWrite, Takes = typeof(PlaceChange), Gives = typeof(PlaceView), Example = """{"nameZh":"南京西路店"}""", Summary = summary,
        Says = "Fields that are given replace those that were.", Refusals = ["place.parent"],
        Handle = ask => Wrote(desk.Write(ask, Changed(ask, part, isTill), (place, _) => PlaceView.Of(place, null))),
    };

    private ApiRoute Close(string path, string id, string summary, string part, bool isTill) => new()
    {
        Method = "POST", Path = path, Id = id, Tag = "stores", Scope = Scopes.StoresWrite, ChangesState = true, Gives = typeof(PlaceView), Summary = summary, Says = "Its code stays with the facts that name it.",
        Handle = ask => Wrote(desk.Write(ask, new ClosePlace { Code = ask.Path(part), IsTill = isTill }, (place, _) => PlaceView.Of(place, null))),
    };

    private static KeepPlace Changed(Ask ask, string part, bool isTill)
    {
        var body = ask.Take<PlaceChange>();
        return new KeepPlace { Code = ask.Path(part), IsTill = isTill, NameZh = body.NameZh, NameEn = body.NameEn, Parent = body.Parent, Zone = body.Zone };
    }

    private Task<Reply> CreateStore(Ask ask)
    {
        var body = ask.Take<NewStore>();
        var made = new KeepPlace { Code = body.Code, Makes = body.IsRegion == true ? PlaceKind.Region : PlaceKind.Store, NameZh = body.NameZh, NameEn = body.NameEn, Parent = body.Parent, Zone = body.Zone };
        return Wrote(desk.Write(ask, made, (place, _) => PlaceView.Of(place, null)));
    }

    private Task<Reply> CreateTill(Ask ask)
    {
        var body = ask.Take<NewTill>();
        var made = new KeepPlace { Code = body.Code, Makes = PlaceKind.Till, IsTill = true, NameZh = body.NameZh, NameEn = body.NameEn, Parent = body.Store };
        return Wrote(desk.Write(ask, made, (place, _) => PlaceView.Of(place, null)));
    }

    private Task<Reply> List(Ask ask, bool tills)
    {
        var after = "";
        if (ask.Text("cursor") is { } cursor)
        {
            if (Cursors.Read(cursor) is not { } position) return Task.FromResult<Reply>(Cursors.Wrong);
            after = position;
        }

        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            var page = scope.Db.Places.Page(tills, after, ask.Limit, ask.Text("parent"));
            var next = page.Count == ask.Limit ? Cursors.Write(page[^1].Code) : null;
            return Reply.Ok(new PlacePage { Places = [.. page.Select(p => View(scope, p))], Next = next });
        }));
    }

    private async Task<Reply> Wrote(Task<Reply> write)
    {
        var reply = await write;
        guard.Forget();
        return reply;
    }

    private static PlaceView View(ReadScope scope, Place place) => PlaceView.Of(place, ReadPlaces.ZoneOf(scope, place));
}
