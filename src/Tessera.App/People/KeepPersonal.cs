using Tessera.Core;

namespace Tessera.App.People;

/// <summary>Keeps a view of a list for who asks, new or changed.</summary>
public sealed record KeepView : WriteCommand<SavedView>
{
    /// <summary>Most views of a person.</summary>
    public const int Most = 100;

    /// <summary>Real time.</summary>
    public required Instant At { get; init; }

    /// <summary>Whose.</summary>
    public required string Person { get; init; }

    /// <summary>Id of the one that changes; null for a new one.</summary>
    public string? Id { get; init; }

    /// <summary>Which list; of a new one.</summary>
    public string List { get; init; } = "";

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>What the page wrote: filters, order, columns.</summary>
    public required string Content { get; init; }

    internal override Answer<SavedView> Decide(BatchScope scope)
    {
        var own = scope.Db.Personal.Views(Person);
        var known = Id is { } id ? own.FirstOrDefault(v => v.Id == id) : null;
        if (Id is not null && known is null) return Refusal.Of("view.unknown");
        if (known is null && own.Count >= Most) return Refusal.Of("view.tooMany", Reason.Count("most", Most));
        var list = known?.List ?? List;
        if (own.Any(v => v.List == list && v.Id != known?.Id && string.Equals(v.Name, Name.Trim(), StringComparison.OrdinalIgnoreCase))) return new Refusal(Reason.Of("view.exists"), "/name");
        var view = new SavedView(known?.Id ?? Secrets.NewId("viw"), Person, list, Name.Trim(), Content, known?.CreatedAt ?? At, At);
        scope.Db.Personal.Save(view);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, known is null ? "view.kept" : "view.changed", view.Id));
        return view;
    }
}

/// <summary>Drops an own view.</summary>
public sealed record DropView : WriteCommand<SavedView>
{
    /// <summary>Whose.</summary>
    public required string Person { get; init; }

    /// <summary>Which.</summary>
    public required string Id { get; init; }

    internal override Answer<SavedView> Decide(BatchScope scope)
    {
        if (scope.Db.Personal.Views(Person).FirstOrDefault(v => v.Id == Id) is not { } view) return Refusal.Of("view.unknown");
        scope.Db.Personal.Drop(view.Id);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "view.dropped", view.Id));
        return view;
    }
}

/// <summary>How somebody likes the pages.</summary>
/// <param name="Language">zh-CN or en; null for the browser's.</param>
/// <param name="Theme">light or dark; null for the system's.</param>
/// <param name="Density">comfortable or compact; null for the usual.</param>
public sealed record Preferences(string? Language, string? Theme, string? Density)
{
    /// <summary>Nothing chosen.</summary>
    public static Preferences None { get; } = new(null, null, null);

    /// <summary>Those of a person.</summary>
    public static Preferences Of(Storage.StoreConnection db, string person) =>
        db.Personal.PreferencesOf(person) is { } json ? System.Text.Json.JsonSerializer.Deserialize<Preferences>(json, System.Text.Json.JsonSerializerOptions.Web)! : None;
}

/// <summary>Keeps the preferences of who asks.</summary>
public sealed record SetPreferences : WriteCommand<Preferences>
{
    /// <summary>Whose.</summary>
    public required string Person { get; init; }

    /// <summary>What is wanted, whole.</summary>
    public required Preferences Wanted { get; init; }

    internal override Answer<Preferences> Decide(BatchScope scope)
    {
        scope.Db.Personal.SetPreferences(Person, System.Text.Json.JsonSerializer.Serialize(Wanted, System.Text.Json.JsonSerializerOptions.Web), scope.Now);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "person.preferences", Person));
        return Wanted;
    }
}
