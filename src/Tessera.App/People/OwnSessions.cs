using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.People;

/// <summary>The sessions of who asks: seen, and ended after the password was asked once more.</summary>
public static class OwnSessions
{
    /// <summary>Those that are open, the newest first.</summary>
    /// <param name="db">Store.</param>
    /// <param name="person">Whose.</param>
    /// <param name="token">Token of the one that asks.</param>
    /// <param name="now">Real time.</param>
    public static IReadOnlyList<OwnSession> Of(StoreConnection db, string person, string token, Instant now) => db.Sessions.Of(person, token, now.PlusMinutes(-Sessions.IdleMinutes), now);

    /// <summary>Ends some of them, or all others.</summary>
    /// <param name="site">The site.</param>
    /// <param name="token">Token of the session it is asked from.</param>
    /// <param name="password">The password, asked once more.</param>
    /// <param name="ids">Which; all but the one that asks where null.</param>
    /// <param name="entrance">Where it was asked.</param>
    /// <returns>How many were ended.</returns>
    public static async Task<Answer<SessionsEnded>> End(Site site, string token, string password, IReadOnlyList<string>? ids, Entrance? entrance)
    {
        if (site.Read(scope => Sessions.Find(scope.Db, token, site.Clock.MachineNow)) is not { } session) return Refusal.Of("session.unknown");
        var tried = await site.Write(new CountTry { At = site.Clock.MachineNow, Name = session.Person.Name, Address = entrance?.Address ?? "" }).ConfigureAwait(false);
        if (tried.Refusal is { } slow) return slow;
        if (!Passwords.Fits(session.Person.Password, password)) return new Refusal(Reason.Of("signIn.wrong"), "/password");
        return await site.Write(new EndOwnSessions { Token = token, Known = session.Person, Ids = ids, Actor = "person:" + session.Person.Id, Entrance = entrance }).ConfigureAwait(false);
    }
}

/// <summary>What ending sessions came to.</summary>
/// <param name="Ended">How many were open and are over.</param>
public sealed record SessionsEnded(int Ended);

/// <summary>The part of ending own sessions that is written.</summary>
internal sealed record EndOwnSessions : WriteCommand<SessionsEnded>
{
    public required string Token { get; init; }

    public required Person Known { get; init; }

    public required IReadOnlyList<string>? Ids { get; init; }

    internal override Answer<SessionsEnded> Decide(BatchScope scope)
    {
        if (scope.Db.People.Find(Known.Id) is not { State: PersonState.Active } person || person.Password != Known.Password) return Refusal.Of("signIn.wrong");
        var ended = Ids is null ? scope.Db.Sessions.EndAll(person.Id, butToken: Token) : scope.Db.Sessions.End(person.Id, Ids);
        CountTry.GiveBack(scope, person.Name, Entrance?.Address ?? "");
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "person.sessionsEnded", person.Id));
        return new SessionsEnded(ended);
    }
}
