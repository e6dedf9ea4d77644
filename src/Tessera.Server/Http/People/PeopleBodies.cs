using System.ComponentModel;
using Tessera.App.People;
using Tessera.Core;
using Tessera.Server.Json;

namespace Tessera.Server.Http.People;

/// <summary>Who signs in.</summary>
internal sealed record SignInBody
{
    [Description("Name."), Text(50), Example("\"li.na\"")]
    public required string Name { get; init; }

    [Description("Password."), Text(Passwords.Most), Example("\"seven quiet teapots\"")]
    public required string Password { get; init; }

    [Description("Six digits of the authenticator, or a recovery code; where a second factor is set up."), Text(20)]
    public string? Code { get; init; }
}

/// <summary>A one-time link that is used.</summary>
internal sealed record LinkBody
{
    [Description("The token of the link."), Text(100), Example("\"7q0w3n5k8m2x4v6z1c9b0d7f5h3j8r2t\"")]
    public required string Link { get; init; }

    [Description("Name to sign in with; asked for by the link of the first owner, ignored otherwise."), Text(50)]
    public string? Name { get; init; }

    [Description("The password chosen: 8 characters at least, 15 are better, none of the common ones."), Text(Passwords.Most), Example("\"seven quiet teapots\"")]
    public required string Password { get; init; }
}

/// <summary>A new password.</summary>
internal sealed record PasswordBody
{
    [Description("The password until now."), Text(Passwords.Most), Example("\"seven quiet teapots\"")]
    public required string Current { get; init; }

    [Description("The new one: 8 characters at least, 15 are better, none of the common ones."), Text(Passwords.Most), Example("\"eleven green umbrellas\"")]
    public required string Password { get; init; }
}

/// <summary>The password once more.</summary>
internal sealed record ConfirmBody
{
    [Description("The password."), Text(Passwords.Most), Example("\"seven quiet teapots\"")]
    public required string Password { get; init; }

    [Description("Six digits of the authenticator, or a recovery code; needed where one is set up."), Text(40), Example("\"287082\"")]
    public string? Code { get; init; }
}

/// <summary>Which of the own sessions end.</summary>
internal sealed record EndSessionsBody
{
    [Description("The password, asked once more."), Text(Passwords.Most), Example("\"seven quiet teapots\"")]
    public required string Password { get; init; }

    [Description("Ids of sessions; without it all but this one."), Items(1, App.People.Sessions.MostOfPerson), Text(40)]
    public IReadOnlyList<string>? Sessions { get; init; }
}

/// <summary>An own session.</summary>
internal sealed record OwnSessionView
{
    [Description("Names it here; opens nothing.")]
    public required string Id { get; init; }

    [Description("When it was opened.")]
    public required Instant CreatedAt { get; init; }

    [Description("When it was last used, to some minutes.")]
    public required Instant SeenAt { get; init; }

    [Description("When it ends at the latest.")]
    public required Instant EndsAt { get; init; }

    [Description("Address from which it was opened.")]
    public required string Address { get; init; }

    [Description("Whether it is this one.")]
    public required bool IsThis { get; init; }

    public static OwnSessionView Of(OwnSession session) =>
        new() { Id = session.Id, CreatedAt = session.CreatedAt, SeenAt = session.SeenAt, EndsAt = session.EndsAt, Address = session.Address, IsThis = session.IsThis };
}

/// <summary>Own sessions.</summary>
internal sealed record OwnSessionList(IReadOnlyList<OwnSessionView> Sessions);

/// <summary>How many sessions ended.</summary>
internal sealed record SessionsEndedView([property: Description("How many were open and are over.")] int Ended);

/// <summary>Setting up an authenticator.</summary>
internal sealed record FactorBody
{
    [Description("A code of the authenticator in use, or a recovery code; only where one is set up already."), Text(20)]
    public string? Code { get; init; }
}

/// <summary>The first code of an authenticator.</summary>
internal sealed record FactorCodeBody
{
    [Description("Six digits."), Text(20), Example("\"287082\"")]
    public required string Code { get; init; }
}

/// <summary>A secret for an authenticator app.</summary>
/// <param name="Secret">As people type it.</param>
/// <param name="Address">As apps read it, from a tap.</param>
/// <param name="Picture">The address as a QR code: an SVG picture.</param>
internal sealed record FactorView(string Secret, string Address, string Picture);

/// <summary>Recovery codes.</summary>
/// <param name="RecoveryCodes">Each opens a session once when the authenticator is lost; shown this once.</param>
internal sealed record FactorSetView(IReadOnlyList<string> RecoveryCodes);

/// <summary>The session of who asks.</summary>
internal sealed record SessionView
{
    public required PersonView Person { get; init; }

    [Description("What the role allows; empty until a second factor that the role needs is set up.")]
    public required IReadOnlyList<string> Scopes { get; init; }

    [Description("A second factor must be set up before anything else.")]
    public required bool MustEnrol { get; init; }

    [Description("When the session ends at the latest; earlier when it is not used.")]
    public required Instant EndsAt { get; init; }

    [Description("The till a paired page stands at; absent for people who signed in.")]
    public string? Till { get; init; }

    [Description("Names of the store and the till of a paired page, in the language asked for; absent for people who signed in.")]
    public string? Place { get; init; }

    [Description("Stores the person is bound to; empty for all.")]
    public IReadOnlyList<string> Stores { get; init; } = [];

    [Description("Language, colours and density the person chose.")]
    public PreferencesBody? Preferences { get; init; }

    public static SessionView Of(Person person, Instant endsAt, Language language) => new()
    {
        Person = PersonView.Of(person, language), EndsAt = endsAt, MustEnrol = Sessions.MustEnrol(person),
        Scopes = Sessions.MustEnrol(person) ? [] : [.. People.RoleScopes.Of(person.Role).Order(StringComparer.Ordinal)],
    };
}

/// <summary>A person.</summary>
internal sealed record PersonView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    [Description("Role id.")]
    public required string Role { get; init; }

    [Description("Name of the role.")]
    public required string RoleName { get; init; }

    [Description("invited, active or disabled.")]
    public required PersonState State { get; init; }

    [Description("Whether an authenticator is set up.")]
    public required bool HasSecondFactor { get; init; }

    public required Instant CreatedAt { get; init; }

    [Description("Address of a one-time link, shown once, in the answer that made it.")]
    public string? Link { get; init; }

    [Description("Until when the link works.")]
    public Instant? LinkEndsAt { get; init; }

    public static PersonView Of(Person person, Language language, OpenedLink? link = null) => new()
    {
        Id = person.Id, Name = person.Name, Role = person.Role, RoleName = Roles.Find(person.Role) is { } role ? language.Of(role.Names) : person.Role, State = person.State,
        HasSecondFactor = person.Totp is not null, CreatedAt = person.CreatedAt, Link = link is null ? null : "/welcome?link=" + link.Token, LinkEndsAt = link?.EndsAt,
    };
}

/// <summary>People.</summary>
internal sealed record PersonList(IReadOnlyList<PersonView> People);

/// <summary>Somebody to be invited.</summary>
internal sealed record NewPerson
{
    [Description("Name to sign in with; unique without regard to case."), Text(50), Example("\"li.na\"")]
    public required string Name { get; init; }

    [Description("Role id."), Text(30), Example("\"operator\"")]
    public required string Role { get; init; }
}

/// <summary>Another role.</summary>
internal sealed record RoleChange
{
    [Description("Role id."), Text(30), Example("\"storeManager\"")]
    public required string Role { get; init; }
}

/// <summary>A role.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="Says">What it is for.</param>
/// <param name="NeedsSecondFactor">Whether its people need an authenticator.</param>
/// <param name="Scopes">What it allows.</param>
internal sealed record RoleView(string Id, string Name, string Says, bool NeedsSecondFactor, IReadOnlyList<string> Scopes);

/// <summary>Roles.</summary>
internal sealed record RoleList(IReadOnlyList<RoleView> Roles);

/// <summary>The scopes of roles, as sets.</summary>
internal static class RoleScopes
{
    private static readonly Dictionary<string, IReadOnlySet<string>> All =
        Roles.All.ToDictionary(r => r.Id, r => (IReadOnlySet<string>)Scopes.Known.Select(k => k.Scope).Where(r.Gives).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    public static IReadOnlySet<string> Of(string role) => All.GetValueOrDefault(role) ?? new HashSet<string>();
}
