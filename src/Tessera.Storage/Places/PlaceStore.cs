namespace Tessera.Storage.Places;

/// <summary>What a place is.</summary>
public enum PlaceKind
{
    /// <summary>Holds stores and other regions.</summary>
    Region,

    /// <summary>A store.</summary>
    Store,

    /// <summary>A till of a store.</summary>
    Till,
}

/// <summary>A region, store or till.</summary>
/// <param name="Code">Code, as facts name it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="NameZh">Name in Chinese.</param>
/// <param name="NameEn">Name in English.</param>
/// <param name="Parent">Region or store it belongs to, or null.</param>
/// <param name="Zone">IANA zone, or null for that of the parent, in the end the programme's.</param>
/// <param name="CreatedAt">Created.</param>
/// <param name="ClosedAt">Closed, or null.</param>
public sealed record Place(string Code, PlaceKind Kind, string NameZh, string NameEn, string? Parent, string? Zone, Instant CreatedAt, Instant? ClosedAt);

/// <summary>Stores and tills, and the keys that stand at one.</summary>
public sealed class PlaceStore
{
    private const string Columns = "code, kind, name_zh, name_en, parent, zone, created_at, closed_at";
    private readonly StoreConnection _db;

    internal PlaceStore(StoreConnection db) => _db = db;

    /// <summary>A place, or null.</summary>
    public Place? Find(string code)
    {
        using var rows = _db.Sql($"select {Columns} from place where code = $1").Set(1, code);
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>Places by code, after one.</summary>
    public IReadOnlyList<Place> Page(bool tills, string after, int limit, string? parent = null)
    {
        using var rows = _db.Sql($"select {Columns} from place where (kind = 'till') = (cast($1 as bigint) = 1) and code > $2 and (cast($3 as text) is null or parent = $3) order by code limit $4")
            .Set(1, tills).Set(2, after).Set(3, parent).Set(4, limit);
        var page = new List<Place>();
        while (rows.Step()) page.Add(Read(rows));
        return page;
    }

    /// <summary>Keeps a place, new or changed.</summary>
    public void Save(Place place) =>
        _db.Sql($"insert into place ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (code) do update set name_zh = excluded.name_zh, name_en = excluded.name_en,"
            + " parent = excluded.parent, zone = excluded.zone, closed_at = excluded.closed_at")
            .Set(1, place.Code).Set(2, RecordJson.CamelCase(place.Kind)).Set(3, place.NameZh).Set(4, place.NameEn).Set(5, place.Parent).Set(6, place.Zone).Set(7, place.CreatedAt).Set(8, place.ClosedAt).RunOnce();

    /// <summary>Removes a place that a demo made, unless a till, a key or a person has been put there since.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool RemoveUnused(string code) =>
        _db.Sql("delete from place where code = $1 and not exists (select 1 from place t where t.parent = $1) and not exists (select 1 from key_place k where k.place = $1)"
            + " and not exists (select 1 from person_store s where s.store = $1)").Set(1, code).RunCounted() > 0;

    /// <summary>The place of a key, or null.</summary>
    public string? OfKey(string keyId)
    {
        using var rows = _db.Sql("select place from key_place where key_id = $1").Set(1, keyId);
        return rows.Step() ? rows.Text(0) : null;
    }

    /// <summary>Puts a key at a place; null takes it away.</summary>
    public void PutKey(string keyId, string? place)
    {
        if (place is null) _db.Sql("delete from key_place where key_id = $1").Set(1, keyId).RunOnce();
        else _db.Sql("insert into key_place (key_id, place) values ($1, $2) on conflict (key_id) do update set place = excluded.place").Set(1, keyId).Set(2, place).RunOnce();
    }

    private static Place Read(Statement rows) =>
        new(rows.Text(0), RecordJson.ParseCamelCase<PlaceKind>(rows.Text(1)), rows.Text(2), rows.Text(3), rows.TextOrNull(4), rows.TextOrNull(5), rows.Instant(6), rows.InstantOrNull(7));
}
