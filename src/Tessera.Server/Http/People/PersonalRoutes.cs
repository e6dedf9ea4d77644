using System.ComponentModel;
using System.Text.Json.Serialization;
using Tessera.App.People;
using Tessera.Core;
using Tessera.Server.Json;

namespace Tessera.Server.Http.People;

/// <summary>A view of a list.</summary>
internal sealed record SavedViewView
{
    public required string Id { get; init; }

    [Description("Which list.")]
    public required string List { get; init; }

    [Description("Name.")]
    public required string Name { get; init; }

    [Description("What the page wrote: filters, order, columns.")]
    public required string Content { get; init; }

    public required Instant ChangedAt { get; init; }

    public static SavedViewView Of(SavedView view) => new() { Id = view.Id, List = view.List, Name = view.Name, Content = view.Content, ChangedAt = view.ChangedAt };
}

/// <summary>Views.</summary>
internal sealed record SavedViewList(IReadOnlyList<SavedViewView> Views);

/// <summary>A view to be kept.</summary>
internal sealed record NewView
{
    [Description("Which list: members, purchases, coupons …"), Text(40, Shape = TextShapes.Slug), Example("\"members\"")]
    public required string List { get; init; }

    [Description("Name, unique among the own views of the list."), Text(50), Example("\"金卡三十天未到店\"")]
    public required string Name { get; init; }

    [Description("What the page needs to show it again: filters, order, columns. Never a phone or a name."), Text(4_000), Example("\"tier=gold&lastVisitBefore=2026-01-01\"")]
    public required string Content { get; init; }
}

/// <summary>A view as it is to be.</summary>
internal sealed record ViewChange
{
    [Description("Name, unique among the own views of the list."), Text(50), Example("\"金卡六十天未到店\"")]
    public required string Name { get; init; }

    [Description("What the page needs to show it again."), Text(4_000), Example("\"tier=gold&lastVisitBefore=2025-12-01\"")]
    public required string Content { get; init; }
}

/// <summary>How somebody likes the pages; what is left out follows browser and system.</summary>
internal sealed record PreferencesBody
{
    [Description("zh-CN or en."), Example("\"zh-CN\"")]
    public PreferredLanguage? Language { get; init; }

    [Description("light or dark."), Example("\"dark\"")]
    public PreferredTheme? Theme { get; init; }

    [Description("comfortable or compact."), Example("\"compact\"")]
    public PreferredDensity? Density { get; init; }

    public static PreferencesBody Of(Preferences kept) => new()
    {
        Language = kept.Language switch { "zh-CN" => PreferredLanguage.ZhCn, "en" => PreferredLanguage.En, _ => null },
        Theme = kept.Theme switch { "light" => PreferredTheme.Light, "dark" => PreferredTheme.Dark, _ => null },
        Density = kept.Density switch { "comfortable" => PreferredDensity.Comfortable, "compact" => PreferredDensity.Compact, _ => null },
    };

    public Preferences ToWanted() => new(
        Language switch { PreferredLanguage.ZhCn => "zh-CN", PreferredLanguage.En => "en", _ => null },
        Theme switch { PreferredTheme.Light => "light", PreferredTheme.Dark => "dark", _ => null },
        Density switch { PreferredDensity.Comfortable => "comfortable", PreferredDensity.Compact => "compact", _ => null });
}

/// <summary>Language of the pages.</summary>
internal enum PreferredLanguage
{
    /// <summary>Chinese.</summary>
    [JsonStringEnumMemberName("zh-CN")]
    ZhCn,

    /// <summary>English.</summary>
    En,
}

/// <summary>Colours of the pages.</summary>
internal enum PreferredTheme
{
    /// <summary>Light.</summary>
    Light,

    /// <summary>Dark.</summary>
    Dark,
}

/// <summary>How close rows stand.</summary>
internal enum PreferredDensity
{
    /// <summary>With room.</summary>
    Comfortable,

    /// <summary>Close.</summary>
    Compact,
}

/// <summary>What people keep for themselves: views of lists, preferences. Nobody sees another's.</summary>
internal sealed class PersonalRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All() => [.. Views(), .. Preferred()];

    private IEnumerable<ApiRoute> Views()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/views", Id = "listViews", Tag = "session", IsForPeople = true, Gives = typeof(SavedViewList), Summary = "Own views of lists", Says = "By list, the oldest first; at most 100.",
            Query = [new("list", typeof(string), "Only those of this list.") { Example = "members" }],
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => Reply.Ok(new SavedViewList([.. scope.Db.Personal.Views(ask.Caller.Id).Where(v => ask.Text("list") is not { } list || v.List == list).Select(SavedViewView.Of)])))),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/views", Id = "keepView", Tag = "session", IsForPeople = true, ChangesState = true, Status = 201, Takes = typeof(NewView), Gives = typeof(SavedViewView), Summary = "Keep a view", Refusals = ["view.exists", "view.tooMany"],
            Example = """{"list":"members","name":"金卡三十天未到店","content":"tier=gold&lastVisitBefore=2026-01-01"}""", Says = "Filters, order and columns of a list under a name.",
            Handle = ask => Keep(ask, ask.Take<NewView>()),
        };
        yield return new ApiRoute
        {
            Method = "PUT", Path = "/v1/views/{viewId}", Id = "changeView", Tag = "session", IsForPeople = true, Takes = typeof(ViewChange), Gives = typeof(SavedViewView), Summary = "Change a view", Says = "Name and content, whole.", Refusals = ["view.unknown", "view.exists"],
            Example = """{"name":"金卡六十天未到店","content":"tier=gold&lastVisitBefore=2025-12-01"}""",
            Handle = ask => desk.Write(ask, new KeepView { At = desk.Site.Clock.MachineNow, Person = ask.Caller.Id, Id = ask.Path("viewId"), Name = ask.Take<ViewChange>().Name, Content = ask.Take<ViewChange>().Content }, (view, _) => SavedViewView.Of(view)),
        };
        yield return new ApiRoute
        {
            Method = "DELETE", Path = "/v1/views/{viewId}", Id = "dropView", Tag = "session", IsForPeople = true, Gives = typeof(SavedViewView), Summary = "Drop a view", Says = "Only an own one.", Refusals = ["view.unknown"],
            Handle = ask => desk.Write(ask, new DropView { Person = ask.Caller.Id, Id = ask.Path("viewId") }, (view, _) => SavedViewView.Of(view)),
        };
    }

    private IEnumerable<ApiRoute> Preferred()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/session/preferences", Id = "getPreferences", Tag = "session", IsForPeople = true, Gives = typeof(PreferencesBody), Summary = "Own preferences", Says = "Language, colours and density of the pages; what is left out follows browser and system.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => Reply.Ok(PreferencesBody.Of(Preferences.Of(scope.Db, ask.Caller.Id))))),
        };
        yield return new ApiRoute
        {
            Method = "PUT", Path = "/v1/session/preferences", Id = "setPreferences", Tag = "session", IsForPeople = true, Takes = typeof(PreferencesBody), Gives = typeof(PreferencesBody), Summary = "Set own preferences", Says = "Whole: what is left out follows browser and system again.",
            Example = """{"language":"zh-CN","theme":"dark"}""",
            Handle = ask => desk.Write(ask, new SetPreferences { Person = ask.Caller.Id, Wanted = ask.Take<PreferencesBody>().ToWanted() }, (kept, _) => PreferencesBody.Of(kept)),
        };
    }

    private Task<Reply> Keep(Ask ask, NewView body) => desk.Write(
        ask, new KeepView { At = desk.Site.Clock.MachineNow, Person = ask.Caller.Id, List = body.List, Name = body.Name, Content = body.Content }, (view, _) => SavedViewView.Of(view));
}
