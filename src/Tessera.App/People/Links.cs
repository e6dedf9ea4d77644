using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.People;

/// <summary>A one-time link, with its token: shown once, stored as a digest.</summary>
/// <param name="Token">The token.</param>
/// <param name="EndsAt">Until when it works.</param>
public sealed record OpenedLink(string Token, Instant EndsAt);

/// <summary>How long links work.</summary>
public static class LinkTimes
{
    /// <summary>Minutes of the first owner's link; a new one comes with every start.</summary>
    public const int OwnerMinutes = 30;

    /// <summary>Minutes of an invitation or a reset.</summary>
    public const int PersonMinutes = 3 * 24 * 60;
}

/// <summary>Makes the link of the first owner; only while the store has no owner. Earlier ones are void.</summary>
public sealed record OpenOwnerLink : WriteCommand<OpenedLink>
{
    /// <summary>Real time.</summary>
    public required Instant At { get; init; }

    internal override Answer<OpenedLink> Decide(BatchScope scope)
    {
        if (HasOwner(scope.Db)) return Refusal.Of("owner.exists");
        var link = new OpenedLink(Secrets.NewToken(), At.PlusMinutes(LinkTimes.OwnerMinutes));
        scope.Db.Sessions.AddLink(link.Token, new OneTimeLink(null, link.EndsAt), At);
        return link;
    }

    /// <summary>Whether an owner has chosen a password, disabled or not.</summary>
    internal static bool HasOwner(StoreConnection db) => db.People.All().Any(p => p.Role == Roles.Owner && p.State != PersonState.Invited);
}

/// <summary>What a one-time link asks for.</summary>
/// <param name="Token">Its token.</param>
/// <param name="Name">Name of the first owner; ignored where the person is known.</param>
/// <param name="Password">The password chosen.</param>
/// <param name="Address">From where.</param>
public sealed record LinkUse(string Token, string? Name, string Password, string Address);

/// <summary>Uses a one-time link: sets the password, makes the first owner where the link is theirs, and opens a session.</summary>
public static class UseLink
{
    /// <summary>Whose link it is: the name, or empty for the first owner; null when it does not work.</summary>
    public static string? NameOf(Site site, string token) => site.Read(scope => scope.Db.Sessions.FindLink(token, site.Clock.MachineNow) switch
    {
        null => null,
        { Person: null } => "",
        var link => scope.Db.People.Find(link.Person)?.Name,
    });

    /// <summary>Uses it.</summary>
    public static async Task<Answer<SignedIn>> Run(Site site, LinkUse use, Entrance? entrance)
    {
        if (NameOf(site, use.Token) is not { } known) return Refusal.Of("link.unknown");
        var name = known.Length > 0 ? known : use.Name?.Trim() ?? "";
        if (name.Length is 0 or > 50) return new Refusal(Reason.Of("person.nameMissing"), "/name");
        if (Passwords.Refuse(site, use.Password, name) is { } refusal) return refusal;
        return await site.Write(new CarryOutLink { At = site.Clock.MachineNow, Use = use, Name = name, Hash = Passwords.Hash(use.Password), Entrance = entrance }).ConfigureAwait(false);
    }
}

/// <summary>The part of using a link that is written.</summary>
internal sealed record CarryOutLink : WriteCommand<SignedIn>
{
    public required Instant At { get; init; }

    public required LinkUse Use { get; init; }

    public required string Name { get; init; }

    public required string Hash { get; init; }

    internal override Answer<SignedIn> Decide(BatchScope scope)
    {
        if (scope.Db.Sessions.FindLink(Use.Token, At) is not { } link) return Refusal.Of("link.unknown");
        var found = link.Person is { } id ? scope.Db.People.Find(id) : null;
        if (link.Person is null && OpenOwnerLink.HasOwner(scope.Db)) return Refusal.Of("link.unknown");
        if (link.Person is null && scope.Db.People.ByName(Name) is not null) return new Refusal(Reason.Of("person.exists"), "/name");
        if (link.Person is not null && found is null or { State: PersonState.Disabled }) return Refusal.Of("link.unknown");
        var person = (found ?? New()) with { Password = Hash, State = PersonState.Active, ChangedAt = At };
        if (found is null) scope.Db.People.Add(person);
        else scope.Db.People.Save(person);
        scope.Db.Sessions.DropLinks(link.Person);
        scope.Db.Sessions.EndAll(person.Id);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, "person:" + person.Id, found is null ? "owner.created" : "person.passwordSet", person.Id));
        return Sessions.Open(scope, person, At, Use.Address);
    }

    private Person New() => new() { Id = Secrets.NewId("per"), Name = Name, Role = Roles.Owner, State = PersonState.Active, CreatedAt = At, ChangedAt = At };
}
