namespace Tessera.Storage.People;

/// <summary>A view of a list that a person keeps: filters, order and columns as the page wrote them.</summary>
/// <param name="Id">Id, <c>viw_…</c>.</param>
/// <param name="PersonId">Whose.</param>
/// <param name="List">Which list.</param>
/// <param name="Name">Name.</param>
/// <param name="Content">JSON of the page.</param>
/// <param name="CreatedAt">When it was kept first.</param>
/// <param name="ChangedAt">When it last changed.</param>
public sealed record SavedView(string Id, string PersonId, string List, string Name, string Content, Instant CreatedAt, Instant ChangedAt);

/// <summary>What people keep for themselves: views of lists, and how they like the pages.</summary>
public sealed class PersonalStore
{
    private const string Columns = "id, person_id, list, name, content, created_at, changed_at";
    private readonly StoreConnection _db;

    internal PersonalStore(StoreConnection db) => _db = db;

    /// <summary>The views of a person, by list and age.</summary>
    public IReadOnlyList<SavedView> Views(string person)
    {
        using var rows = _db.Sql($"select {Columns} from saved_view where person_id = $1 order by list, created_at, id").Set(1, person);
        var views = new List<SavedView>();
        while (rows.Step()) views.Add(new SavedView(rows.Text(0), rows.Text(1), rows.Text(2), rows.Text(3), rows.Text(4), rows.Instant(5), rows.Instant(6)));
        return views;
    }

    /// <summary>Keeps a view, new or changed.</summary>
    public void Save(SavedView view) =>
        _db.Sql($"insert into saved_view ({Columns}) values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do update set name = excluded.name, content = excluded.content, changed_at = excluded.changed_at")
            .Set(1, view.Id).Set(2, view.PersonId).Set(3, view.List).Set(4, view.Name).Set(5, view.Content).Set(6, view.CreatedAt).Set(7, view.ChangedAt).RunOnce();

    /// <summary>Drops a view.</summary>
    public void Drop(string id) => _db.Sql("delete from saved_view where id = $1").Set(1, id).RunOnce();

    /// <summary>The preferences of a person as JSON, or null before the first.</summary>
    public string? PreferencesOf(string person)
    {
        using var rows = _db.Sql("select content from person_preference where person_id = $1").Set(1, person);
        return rows.Step() ? rows.Text(0) : null;
    }

    /// <summary>Keeps the preferences of a person.</summary>
    public void SetPreferences(string person, string content, Instant at) =>
        _db.Sql("insert into person_preference (person_id, content, changed_at) values ($1, $2, $3) on conflict (person_id) do update set content = excluded.content, changed_at = excluded.changed_at")
            .Set(1, person).Set(2, content).Set(3, at).RunOnce();

    /// <summary>The stores a person is bound to, by code; none means all.</summary>
    public IReadOnlyList<string> StoresOf(string person)
    {
        using var rows = _db.Sql("select store from person_store where person_id = $1 order by store").Set(1, person);
        var stores = new List<string>();
        while (rows.Step()) stores.Add(rows.Text(0));
        return stores;
    }

    /// <summary>Binds a person to stores; none frees the person.</summary>
    public void SetStores(string person, IEnumerable<string> stores)
    {
        _db.Sql("delete from person_store where person_id = $1").Set(1, person).RunOnce();
        foreach (var store in stores) _db.Sql("insert into person_store (person_id, store) values ($1, $2)").Set(1, person).Set(2, store).RunOnce();
    }
}
