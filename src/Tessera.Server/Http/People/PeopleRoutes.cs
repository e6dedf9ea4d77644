using Tessera.App.People;

namespace Tessera.Server.Http.People;

/// <summary>People and roles.</summary>
internal sealed class PeopleRoutes(Desk desk)
{
    private const string One = "/v1/people/{personId}";

    public IEnumerable<ApiRoute> All() => [.. Reads(), .. Writes()];

    private IEnumerable<ApiRoute> Reads()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/roles", Id = "listRoles", Tag = "people", Scope = Scopes.PeopleRead, Gives = typeof(RoleList), Summary = "Roles and what each allows", Says = "The table of roles; people hold scopes through their role exactly as keys hold them.",
            Handle = ask => Task.FromResult(Reply.Ok(new RoleList([.. Roles.All.Select(r => new RoleView(r.Id, ask.Language.Of(r.Names), ask.Language.Of(r.Says), r.NeedsSecondFactor, [.. RoleScopes.Of(r.Id)]))]))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/people", Id = "listPeople", Tag = "people", Scope = Scopes.PeopleRead, Gives = typeof(PersonList), Summary = "Who can sign in", Says = "Disabled people too, in the order they came; at most 1,000.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => Reply.Ok(new PersonList([.. scope.Db.People.All().Select(p => PersonView.Of(p, showing.Language))])))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = One, Id = "getPerson", Tag = "people", Scope = Scopes.PeopleRead, Gives = typeof(PersonView), Summary = "One person", Says = "Name, role and state.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => scope.Db.People.Find(ask.Path("personId")) is { } person ? Reply.Ok(PersonView.Of(person, showing.Language)) : Problem.NotFound(ask.Path("personId")))),
        };
    }

    private IEnumerable<ApiRoute> Writes()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/people", Id = "invitePerson", Tag = "people", Scope = Scopes.PeopleManage, NeedsConfirmed = true, ChangesState = true, Status = 201, Takes = typeof(NewPerson), Gives = typeof(PersonView), Handle = Invite,
            Example = """{"name":"li.na","role":"operator"}""", Summary = "Invite somebody", Refusals = ["person.exists", "person.many"],
            Says = "The one-time link is in this answer and nowhere else: it is not kept, so this answer is not replayed; a repeated request is refused because the name is taken. Only a role that allows no more than the caller holds can be given.",
        };
        yield return new ApiRoute
        {
            Method = "PATCH", Path = One, Id = "changeRole", Tag = "people", Scope = Scopes.PeopleManage, NeedsConfirmed = true, Takes = typeof(RoleChange), Gives = typeof(PersonView), Handle = Change,
            Example = """{"role":"storeManager"}""", Summary = "Change the role", Says = "From the next request on. The last owner stays one.", Refusals = ["person.lastOwner"],
        };
        yield return Standing("disable", "disablePerson", "Disable", "All sessions and links end at once. The last owner cannot be disabled.", disabled: true);
        yield return Standing("enable", "enablePerson", "Enable again", "With the password and role as they were.", disabled: false);
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/reset", Id = "resetPerson", Tag = "people", Scope = Scopes.PeopleManage, NeedsConfirmed = true, ChangesState = true, Gives = typeof(PersonView), Handle = Reset,
            Summary = "Reset password and second factor", Says = "Sessions end, password and authenticator are void; the one-time link in this answer sets them anew and is shown only here. The last owner is reset with `tessera user reset`.", Refusals = ["person.lastOwner"],
        };
    }

    private ApiRoute Standing(string verb, string id, string summary, string says, bool disabled) => new()
    {
        Method = "POST", Path = One + "/" + verb, Id = id, Tag = "people", Scope = Scopes.PeopleManage, NeedsConfirmed = !disabled, ChangesState = true, Gives = typeof(PersonView), Summary = summary, Says = says, Refusals = disabled ? ["person.lastOwner"] : [],
        Handle = ask => OnPerson(ask, new SetDisabled { At = desk.Site.Clock.MachineNow, Person = ask.Path("personId"), Disabled = disabled }),
    };

    private Task<Reply> Invite(Ask ask)
    {
        var body = ask.Take<NewPerson>();
        if (TooHigh(ask, body.Role) is { } problem) return Task.FromResult<Reply>(problem);
        return desk.Write(ask, new InvitePerson { At = desk.Site.Clock.MachineNow, Name = body.Name, Role = body.Role }, View, isKept: false);
    }

    private Task<Reply> Change(Ask ask)
    {
        var role = ask.Take<RoleChange>().Role;
        if (TooHigh(ask, role) is { } problem) return Task.FromResult<Reply>(problem);
        return OnPerson(ask, new ChangeRole { At = desk.Site.Clock.MachineNow, Person = ask.Path("personId"), Role = role });
    }

    private Task<Reply> Reset(Ask ask) => OnPerson(ask, new ResetPerson { At = desk.Site.Clock.MachineNow, IdOrName = ask.Path("personId") }, isKept: false);

    /// <summary>Who may do less than the person's role allows changes nothing of it: a key for the till makes no owner and resets none.</summary>
    private Task<Reply> OnPerson(Ask ask, WriteCommand<ChangedPerson> command, bool isKept = true)
    {
        if (desk.Site.Read(scope => scope.Db.People.Find(ask.Path("personId"))) is not { } person) return Task.FromResult<Reply>(Problem.NotFound(ask.Path("personId")));
        return TooHigh(ask, person.Role) is { } problem ? Task.FromResult<Reply>(problem) : desk.Write(ask, command, View, isKept);
    }

    private static Problem? TooHigh(Ask ask, string role)
    {
        if (Roles.Find(role) is null) return Problem.Malformed("/role", "field.choice", string.Join(", ", Roles.All.Select(r => r.Id)));
        return RoleScopes.Of(role).FirstOrDefault(s => !ask.Caller.Holds(s)) is { } missing ? new Problem(403, "auth.scope", missing) : null;
    }

    private static object View(ChangedPerson changed, Showing showing) => PersonView.Of(changed.Person, showing.Language, changed.Link);
}
