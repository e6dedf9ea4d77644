using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.People;

/// <summary>
/// The password once more, and a code where a second factor is set up (ASVS 7.5.1): for some minutes this session may change how somebody signs in or what they may do. Tries
/// are counted with those of signing in, so that guessing through a session that was left open is no easier than at the door.
/// </summary>
public static class ConfirmSession
{
    /// <summary>Confirms a session.</summary>
    /// <param name="site">The site.</param>
    /// <param name="token">Token of the session.</param>
    /// <param name="password">The password.</param>
    /// <param name="code">Six digits of the authenticator, or a recovery code; null without.</param>
    /// <param name="entrance">Where it was asked.</param>
    public static async Task<Answer<Person>> Run(Site site, string token, string password, string? code, Entrance? entrance)
    {
        var now = site.Clock.MachineNow;
        if (site.Read(scope => Sessions.Find(scope.Db, token, now)) is not { } session) return Refusal.Of("session.unknown");
        var person = session.Person;
        var tried = await site.Write(new CountTry { At = now, Name = person.Name, Address = entrance?.Address ?? "" }).ConfigureAwait(false);
        if (tried.Refusal is { } slow) return slow;
        if (!Passwords.Fits(person.Password, password)) return new Refusal(Reason.Of("signIn.wrong"), "/password");
        if (person.Totp is not null && string.IsNullOrWhiteSpace(code)) return new Refusal(Reason.Of("signIn.codeNeeded"), "/code");
        return await site.Write(new NoteConfirmed { At = now, Token = token, Known = person, Code = code, Actor = "person:" + person.Id, Entrance = entrance }).ConfigureAwait(false);
    }
}

/// <summary>The part of confirming that is written.</summary>
internal sealed record NoteConfirmed : WriteCommand<Person>
{
    public required Instant At { get; init; }

    public required string Token { get; init; }

    public required Person Known { get; init; }

    public required string? Code { get; init; }

    internal override Answer<Person> Decide(BatchScope scope)
    {
        if (scope.Db.People.Find(Known.Id) is not { State: PersonState.Active } person || person.Password != Known.Password) return Refusal.Of("signIn.wrong");
        if (person.Totp is not null && SecondFactor.Use(scope, person, Code ?? "", At) is null) return new Refusal(Reason.Of("signIn.wrong"), "/code");
        scope.Db.Sessions.Confirm(Token, At);
        CountTry.GiveBack(scope, person.Name, Entrance?.Address ?? "");
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "session.confirmed", person.Id));
        return person;
    }
}
