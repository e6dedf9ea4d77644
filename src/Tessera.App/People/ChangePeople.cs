using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.People;

/// <summary>A person after a change, with a link where one was made.</summary>
/// <param name="Person">The person.</param>
/// <param name="Link">A one-time link, shown once, or null.</param>
public sealed record ChangedPerson(Person Person, OpenedLink? Link = null);

/// <summary>Invites somebody: the link sets the password. A repeated request is refused because the name is taken.</summary>
public sealed record InvitePerson : WriteCommand<ChangedPerson>
{
    /// <summary>Most people of a store.</summary>
    public const int Most = 1_000;

    /// <summary>Real time.</summary>
    public required Instant At { get; init; }

    /// <summary>Name to sign in with.</summary>
    public required string Name { get; init; }

    /// <summary>Role id.</summary>
    public required string Role { get; init; }

    internal override Answer<ChangedPerson> Decide(BatchScope scope)
    {
        if (Roles.Find(Role) is null) return new Refusal(Reason.Of("role.unknown", Reason.Id("role", Role)), "/role");
        if (scope.Db.People.ByName(Name) is not null) return new Refusal(Reason.Of("person.exists"), "/name");
        if (scope.Db.People.All().Count >= Most) return Refusal.Of("person.many", Reason.Count("most", Most));
        var person = new Person { Id = Secrets.NewId("per"), Name = Name.Trim(), Role = Role, State = PersonState.Invited, CreatedAt = At, ChangedAt = At };
        scope.Db.People.Add(person);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "person.invited", person.Id, $$$"""{"after":{"role":"{{{Role}}}"}}"""));
        return new ChangedPerson(person, PersonLinks.Open(scope, person, At));
    }
}

/// <summary>Links of people.</summary>
internal static class PersonLinks
{
    internal static OpenedLink Open(BatchScope scope, Person person, Instant at)
    {
        var link = new OpenedLink(Secrets.NewToken(), at.PlusMinutes(LinkTimes.PersonMinutes));
        scope.Db.Sessions.AddLink(link.Token, new OneTimeLink(person.Id, link.EndsAt), at);
        return link;
    }

    /// <summary>Whether nobody else is an owner who may sign in.</summary>
    internal static bool IsLastOwner(StoreConnection db, Person person) =>
        person is { Role: Roles.Owner, State: PersonState.Active } && !db.People.All().Any(p => p.Id != person.Id && p is { Role: Roles.Owner, State: PersonState.Active });
}

/// <summary>
/// A lost password or authenticator: sessions end, password and second factor are void, and a new one-time link sets them anew. From the command line
/// it is the way back in for the last owner.
/// </summary>
public sealed record ResetPerson : WriteCommand<ChangedPerson>
{
    /// <summary>Real time.</summary>
    public required Instant At { get; init; }

    /// <summary>Id, or the name from the command line.</summary>
    public required string IdOrName { get; init; }

    /// <summary>Whether the last owner may be reset: only by who sits at the machine.</summary>
    public bool LastOwnerToo { get; init; }

    internal override Answer<ChangedPerson> Decide(BatchScope scope)
    {
        if ((scope.Db.People.Find(IdOrName) ?? scope.Db.People.ByName(IdOrName)) is not { State: not PersonState.Disabled } person) return Refusal.Of("person.unknown");
        if (!LastOwnerToo && PersonLinks.IsLastOwner(scope.Db, person)) return Refusal.Of("person.lastOwner");
        // Stays an owner that has to choose a password: no link of a first owner may appear meanwhile.
        var reset = person with { Totp = null, TotpWaiting = null, Password = Passwords.Unusable, ChangedAt = At, State = person.State };
        scope.Db.People.Save(reset);
        scope.Db.People.SetCodes(person.Id, []);
        scope.Db.Sessions.EndAll(person.Id);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "person.reset", person.Id));
        return new ChangedPerson(reset, PersonLinks.Open(scope, person, At));
    }
}

/// <summary>Gives a person another role; the last owner stays one.</summary>
public sealed record ChangeRole : WriteCommand<ChangedPerson>
{
    /// <summary>Real time.</summary>
    public required Instant At { get; init; }

    /// <summary>Who.</summary>
    public required string Person { get; init; }

    /// <summary>Role id.</summary>
    public required string Role { get; init; }

    internal override Answer<ChangedPerson> Decide(BatchScope scope)
    {
        if (Roles.Find(Role) is null) return new Refusal(Reason.Of("role.unknown", Reason.Id("role", Role)), "/role");
        if (scope.Db.People.Find(Person) is not { } person) return Refusal.Of("person.unknown");
        if (person.Role == Role) return new Answer<ChangedPerson>(new ChangedPerson(person), null, IsRepeat: true);
        if (PersonLinks.IsLastOwner(scope.Db, person)) return Refusal.Of("person.lastOwner");
        var changed = person with { Role = Role, ChangedAt = At };
        scope.Db.People.Save(changed);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "person.roleChanged", person.Id, $$$"""{"before":{"role":"{{{person.Role}}}"},"after":{"role":"{{{Role}}}"}}"""));
        return new ChangedPerson(changed);
    }
}

/// <summary>Disables or enables a person. Disabling ends all sessions and links in the same transaction; the last owner cannot be disabled.</summary>
public sealed record SetDisabled : WriteCommand<ChangedPerson>
{
    /// <summary>Real time.</summary>
    public required Instant At { get; init; }

    /// <summary>Who.</summary>
    public required string Person { get; init; }

    /// <summary>Disabled or enabled.</summary>
    public required bool Disabled { get; init; }

    internal override Answer<ChangedPerson> Decide(BatchScope scope)
    {
        if (scope.Db.People.Find(Person) is not { } person) return Refusal.Of("person.unknown");
        if (person.State == PersonState.Disabled == Disabled) return new Answer<ChangedPerson>(new ChangedPerson(person), null, IsRepeat: true);
        if (Disabled && PersonLinks.IsLastOwner(scope.Db, person)) return Refusal.Of("person.lastOwner");
        var state = Disabled ? PersonState.Disabled : person.Password is null ? PersonState.Invited : PersonState.Active;
        var changed = person with { State = state, ChangedAt = At };
        scope.Db.People.Save(changed);
        if (Disabled)
        {
            scope.Db.Sessions.EndAll(person.Id);
            scope.Db.Sessions.DropLinks(person.Id);
        }

        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, Disabled ? "person.disabled" : "person.enabled", person.Id));
        return new ChangedPerson(changed);
    }
}
